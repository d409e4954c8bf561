"""Text reuse between two texts: what they share verbatim, and how much in all."""

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that two texts share; offsets are code points, ends exclusive.

    start, end (int): In the first text.
    other_start, other_end (int): Where it stands first in the second text.
    quote (str): The passage.
    """

    start: int
    end: int
    other_start: int
    other_end: int
    quote: str


def verbatim_reuse(text: str, other: str, *, shortest: int = 10) -> list[Passage]:
    """Return the longest passages of a text that stand in another, from left to right.

    At each place the longest passage is taken, and the search goes on behind it.

    shortest (int): Least length in code points, punctuation counted.
    """
    index: dict[str, list[int]] = {}
    for place in range(len(other) - shortest + 1):
        index.setdefault(other[place : place + shortest], []).append(place)
    found: list[Passage] = []
    place = 0
    while place <= len(text) - shortest:
        candidates = index.get(text[place : place + shortest])
        if candidates is None:
            place += 1
            continue
        lengths = [_common(text, place, other, there, shortest) for there in candidates]
        length = max(lengths)
        there = candidates[lengths.index(length)]
        quote = text[place : place + length]
        found.append(Passage(place, place + length, there, there + length, quote))
        place += length
    return found


def _common(text: str, place: int, other: str, there: int, known: int) -> int:
    """Return the length that two places share, of which some is known to be shared."""
    length = known
    most = min(len(text) - place, len(other) - there)
    while length < most and text[place + length] == other[there + length]:
        length += 1
    return length


def jaccard(first: Sequence[T], second: Sequence[T]) -> float:
    """Return |A ∩ B| / |A ∪ B| of the sets; 0 if both are empty."""
    one, other = set(first), set(second)
    return len(one & other) / len(one | other) if one or other else 0.0


def bag_jaccard(first: Sequence[T], second: Sequence[T]) -> float:
    """Return Σ min / (|A| + |B|) of the multisets, at most ½ (textreuse's definition)."""
    shared = (Counter(first) & Counter(second)).total()
    return shared / (len(first) + len(second)) if first or second else 0.0


def containment(first: Sequence[T], second: Sequence[T]) -> float:
    """Return the share of the second's items that occur in the first; 0 if it has none."""
    known = set(first)
    return sum(item in known for item in second) / len(second) if second else 0.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """The best local alignment of two sequences.

    pairs (tuple): Items side by side; None is a gap.
    score (int): Its score.
    start, other_start (int): Where it begins in the two sequences.
    """

    pairs: tuple[tuple[str | None, str | None], ...]
    score: int
    start: int
    other_start: int


def align(
    first: Sequence[str],
    second: Sequence[str],
    *,
    match: int = 2,
    mismatch: int = -1,
    gap: int = -1,
) -> Alignment:
    """Return the best local alignment (Smith & Waterman 1981) of two sequences.

    Of alignments of equal score, the one that ends first is taken.

    first, second (Sequence[str]): Characters or words.
    """
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    best = (0, 0, 0)
    for row in range(1, len(first) + 1):
        for column in range(1, len(second) + 1):
            same = match if first[row - 1] == second[column - 1] else mismatch
            table[row][column] = score = max(
                0,
                table[row - 1][column - 1] + same,
                table[row - 1][column] + gap,
                table[row][column - 1] + gap,
            )
            if score > best[0]:
                best = (score, row, column)
    score, row, column = best
    pairs: list[tuple[str | None, str | None]] = []
    while row and column and table[row][column]:
        same = match if first[row - 1] == second[column - 1] else mismatch
        if table[row][column] == table[row - 1][column - 1] + same:
            row, column = row - 1, column - 1
            pairs.append((first[row], second[column]))
        elif table[row][column] == table[row - 1][column] + gap:
            row -= 1
            pairs.append((first[row], None))
        else:
            column -= 1
            pairs.append((None, second[column]))
    return Alignment(tuple(reversed(pairs)), score, row, column)
