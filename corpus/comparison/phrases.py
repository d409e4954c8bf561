"""Set phrases: substrings that repeat and are no mere part of a longer one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tifa.corpus.comparison.grams import Grams, Ints

BREAKS = "。！？\n"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A repeated substring.

    text (str): The substring.
    count (int): Its occurrences, overlapping ones too.
    documents (int): The number of texts it occurs in.
    start (int): Its first place, in the texts joined.
    """

    text: str
    count: int
    documents: int
    start: int


def maximal_repeats(
    texts: Sequence[str],
    *,
    shortest: int = 4,
    longest: int = 40,
    least: int = 3,
    breaks: str = BREAKS,
) -> list[Phrase]:
    """Return substrings that no extension by one character on either side equals in count.

    shortest, longest (int): Length in code points.
    least (int): Least number of occurrences.
    breaks (str): Characters that no phrase holds.

    Returns:
        Phrases by falling count, then length, then first place.
    """
    joined = "".join(texts)
    grams = Grams(texts, breaks)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    counts = _counts(grams, shortest, grams.places(shortest), least)
    found: list[Phrase] = []
    for length in range(shortest, longest + 1):
        longer = _counts(grams, length + 1, _still(counts, grams.places(length + 1)), least)
        found.extend(
            Phrase(joined[start : start + length], count, documents, start)
            for start, count, documents in _maximal(grams, length, counts, longer, owner)
        )
        counts = longer
    return sorted(found, key=lambda phrase: (-phrase.count, -len(phrase.text), phrase.start))


def _counts(grams: Grams, length: int, places: Ints, least: int) -> Ints:
    """Return for each place how often its substring occurs, 0 below the least."""
    counts = np.zeros(grams.size + 1, np.int64)
    if places.size:
        classes = grams.classes(length, places)
        number = np.bincount(classes)[classes]
        counts[places] = np.where(number >= least, number, 0)
    return counts


def _still(counts: Ints, places: Ints) -> Ints:
    """Return the places at which the shorter substring is frequent enough."""
    return places[counts[places] > 0]


def _maximal(
    grams: Grams, length: int, counts: Ints, longer: Ints, owner: Ints
) -> list[tuple[int, int, int]]:
    """Return first place, count and number of texts of the maximal substrings of a length."""
    places = np.flatnonzero(counts)
    if not places.size:
        return []
    classes = grams.classes(length, places)
    _, first = np.unique(classes, return_index=True)
    pairs = np.unique(classes * (owner.max() + 1) + owner[places])
    texts = np.bincount(pairs // (owner.max() + 1))
    starts = places[first]
    right = longer[starts] == counts[starts]
    left = (starts > 0) & (longer[starts - 1] == counts[starts])
    return [
        (int(start), int(counts[start]), int(number))
        for start, number, part in zip(starts, texts, right | left, strict=True)
        if not part
    ]
