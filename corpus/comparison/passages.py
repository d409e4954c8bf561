"""Passages that speeches share, verbatim or nearly, and which of them are mere boilerplate."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby

import numpy as np

from tifa.corpus.comparison.sharing import Matches, shared_stretches

SHORTEST = 12
# Pieces of a near passage, the gaps between them, and how alike its two sides must be.
_PIECE = 8
_GAP = 10
_NEAR_SHORTEST = 20
_NEAR_LIKE = 0.7

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shared:
    """A passage of one text that stands in another; offsets in code points, ends exclusive.

    first, second (int): Numbers of the texts.
    start, end (int): In the first.
    other_start, other_end (int): In the second.
    documents (int): Number of texts in which it stands; of a near passage, those in which
        its rarest piece stands.
    similarity (float): 1 for a verbatim passage; else twice the matching characters over
        all characters of both sides (Ratcliff & Obershelp).
    """

    first: int
    second: int
    start: int
    end: int
    other_start: int
    other_end: int
    documents: int
    similarity: float = 1.0

    @property
    def verbatim(self) -> bool:
        """Whether both sides are the same to the character."""
        return self.similarity == 1.0


def shared_passages(
    texts: Sequence[str], *, shortest: int = SHORTEST, near: bool = True,
    skip: Iterable[Pair] = (), among: int | None = None,
) -> list[Shared]:  # fmt: skip
    """Return the passages that texts share, by pair of texts and place.

    Verbatim passages are maximal; of the places where both texts repeat one, each is given
    once. Near passages join pieces of at least 8 characters with gaps of up to 10 between
    them, have at least 20 characters and a similarity of at least .7.

    shortest (int): Least length of a verbatim passage in code points, punctuation counted.
    near (bool): Whether to look for near passages.
    skip (Iterable[Pair]): Pairs of text numbers, the smaller first, that are not compared.
    among (int | None): Only the first so many texts are compared, while the others count in
        the number of documents; None is all.
    """
    pieces = shared_stretches(texts, shortest=min(shortest, _PIECE) if near else shortest)
    if among is not None:
        pieces = pieces.chosen(np.flatnonzero(pieces.second < among))
    left_out = frozenset(skip)
    found: list[Shared] = []
    for pair, matches in _by_pair(pieces):
        if pair not in left_out:
            found.extend(
                _unrepeated(texts, [each for each in matches if _length(each) >= shortest])
            )
            found.extend(_near(texts, matches) if near else ())
    return sorted(found, key=lambda each: (each.first, each.second, each.start, each.other_start))


def _length(shared: Shared) -> int:
    return shared.end - shared.start


def _by_pair(matches: Matches) -> Iterator[tuple[Pair, list[Shared]]]:
    columns = np.stack(
        [matches.first, matches.second, matches.start, matches.other_start, matches.length,
         matches.documents]
    ).T.tolist()  # fmt: skip
    for (one, other), rows in groupby(columns, key=lambda row: (row[0], row[1])):
        yield (
            (one, other),
            [
                Shared(one, other, start, start + length, there, there + length, documents)
                for _, _, start, there, length, documents in rows
            ],
        )


def _unrepeated(texts: Sequence[str], matches: Sequence[Shared]) -> Iterator[Shared]:
    """Yield matches, the longest first, unless others cover both of their sides."""
    if not matches:
        return
    here = bytearray(len(texts[matches[0].first]))
    there = bytearray(len(texts[matches[0].second]))
    for each in sorted(matches, key=_length, reverse=True):
        ones = b"\1" * _length(each)
        if here[each.start : each.end] != ones or there[each.other_start : each.other_end] != ones:
            here[each.start : each.end] = there[each.other_start : each.other_end] = ones
            yield each


@dataclass(slots=True, eq=False)
class _Chain:
    """Pieces that follow each other in both texts."""

    pieces: list[Shared] = field(default_factory=list)

    def takes(self, piece: Shared) -> bool:
        last = self.pieces[-1]
        gaps = piece.start - last.end, piece.other_start - last.other_end
        ahead = piece.other_start > last.other_start and piece.other_end > last.other_end
        return ahead and piece.end > last.end and all(-_PIECE <= gap <= _GAP for gap in gaps)


def _near(texts: Sequence[str], matches: Sequence[Shared]) -> Iterator[Shared]:
    """Yield the near passages of a pair of texts: chains of at least two pieces."""
    kept: list[Shared] = []
    for chain in _chains(matches):
        if len(chain.pieces) < 2:
            continue
        first, last = chain.pieces[0], chain.pieces[-1]
        sides = (first.start, last.end), (first.other_start, last.other_end)
        one, other = texts[first.first][slice(*sides[0])], texts[first.second][slice(*sides[1])]
        if min(len(one), len(other)) < _NEAR_SHORTEST or one == other:
            continue
        similarity = SequenceMatcher(None, one, other, autojunk=False).ratio()
        if similarity >= _NEAR_LIKE:
            rarest = min(piece.documents for piece in chain.pieces)
            kept.append(Shared(first.first, first.second, *sides[0], *sides[1], rarest, similarity))
    yield from _unrepeated_near(kept)


def _chains(matches: Sequence[Shared]) -> list[_Chain]:
    done: list[_Chain] = []
    going: list[_Chain] = []
    for piece in matches:
        still = [chain for chain in going if piece.start - chain.pieces[-1].end <= _GAP]
        done.extend(chain for chain in going if chain not in still)
        takers = [chain for chain in still if chain.takes(piece)]
        if takers:
            nearest = min(takers, key=lambda c: piece.other_start - c.pieces[-1].other_end)
            nearest.pieces.append(piece)
        else:
            still.append(_Chain([piece]))
        going = still
    return [*done, *going]


def _unrepeated_near(found: Sequence[Shared]) -> Iterator[Shared]:
    """Yield near passages of which no longer one of the pair holds the first side."""
    kept: list[Shared] = []
    for each in sorted(found, key=_length, reverse=True):
        if not any(one.start <= each.start and each.end <= one.end for one in kept):
            kept.append(each)
            yield each


def covered(passages: Iterable[Shared], size: int, *, second: bool = False) -> int:
    """Return how many characters of a text of some size lie in passages, each once."""
    marks = bytearray(size)
    for each in passages:
        start, end = (each.other_start, each.other_end) if second else (each.start, each.end)
        marks[start:end] = b"\1" * (end - start)
    return marks.count(1)
