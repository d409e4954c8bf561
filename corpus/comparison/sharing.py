"""What many texts share verbatim, found for all of them at once.

Equal substrings of the least length come from `Grams`; those that follow each other in both
texts at the same distance are one match. So every match is maximal: the characters before
and behind it differ, or it ends at a text's end or a break. Punctuation at its edges is not
part of it, for a sentence is the same behind a comma and behind a full stop.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tifa.corpus.comparison.grams import Grams, Ints
from tifa.corpus.extents import BOM, COLONS, COMMAS, SENTENCE_MARKS

# A match does not run over a line's end: texts are broken into lines in different ways.
BREAKS = "\r\n" + BOM
_EDGES = COMMAS + COLONS + SENTENCE_MARKS + "、.… \u3000\t"
# Substrings that stand in more places are formulas of no interest to a pair of texts, and
# their pairs would fill the memory.
MOST_PLACES = 1_000


@dataclass(frozen=True, slots=True)
class Matches:
    """Stretches that two texts have in common, in columns.

    first, second (Ints): Numbers of the texts, first < second.
    start, other_start (Ints): Where it stands in them, in code points.
    length (Ints): In code points.
    documents (Ints): Number of texts in which the whole stretch stands.
    """

    first: Ints
    second: Ints
    start: Ints
    other_start: Ints
    length: Ints
    documents: Ints

    def __len__(self) -> int:
        return int(self.first.size)

    def chosen(self, rows: Ints) -> "Matches":
        """Return the matches of some rows."""
        return Matches(
            self.first[rows], self.second[rows], self.start[rows], self.other_start[rows],
            self.length[rows], self.documents[rows],
        )  # fmt: skip


class _Index:
    """Places of the substrings of one length that stand in several texts."""

    def __init__(self, texts: Sequence[str], shortest: int, most_documents: int | None) -> None:
        sizes = np.asarray([len(text) for text in texts], np.int64)
        self.finishes = np.cumsum(sizes)
        self.begins = self.finishes - sizes
        self.owner = np.repeat(np.arange(sizes.size), sizes)
        self.joined = "".join(texts)
        self.shortest = shortest
        grams = Grams(texts, BREAKS)
        places = grams.places(shortest)
        classes = grams.classes(shortest, places)
        order = np.argsort(classes, kind="stable")
        self.places, classes = places[order], classes[order]
        self._choose(classes, int(sizes.size), most_documents)

    def _choose(self, classes: Ints, texts: int, most_documents: int | None) -> None:
        counts = np.bincount(classes)
        owners = np.unique(classes * texts + self.owner[self.places]) // max(1, texts)
        spread = np.bincount(owners, minlength=counts.size)
        kept = (spread >= 2) & (counts <= MOST_PLACES)
        if most_documents is not None:
            kept &= spread <= most_documents
        rows = kept[classes]
        self.places = self.places[rows]
        number = np.cumsum(kept) - 1
        self.classes = number[classes[rows]]
        self.counts = counts[kept]
        self.ends = np.cumsum(self.counts)
        self.class_at = np.full(len(self.joined) + 1, -1, np.int64)
        self.class_at[self.places] = self.classes

    def pairs(self) -> tuple[Ints, Ints]:
        """Return all pairs of places with the same substring in different texts."""
        rows = np.arange(self.places.size)
        later = self.ends[self.classes] - rows - 1
        first = np.repeat(rows, later)
        within = np.arange(first.size) - np.repeat(np.cumsum(later) - later, later)
        one, other = self.places[first], self.places[first + 1 + within]
        apart = self.owner[one] != self.owner[other]
        return one[apart], other[apart]

    def documents(self, start: int, length: int) -> int:
        """Return in how many texts the stretch at a place of the joined texts stands."""
        classes = self.class_at[start : start + length - self.shortest + 1]
        rarest = int(np.argmin(self.counts[classes]))
        found = int(classes[rarest])
        places = self.places[self.ends[found] - self.counts[found] : self.ends[found]]
        owners = self.owner[places]
        begins = places - rarest
        whole = (begins >= self.begins[owners]) & (begins + length <= self.finishes[owners])
        quote = self.joined[start : start + length]
        candidates = zip(begins[whole].tolist(), owners[whole].tolist(), strict=True)
        return len({text for place, text in candidates if self.joined.startswith(quote, place)})


def _without_edges(joined: str, starts: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """Return by how much stretches move on, and how long they are without their edges."""
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    inner = ~np.isin(codes, np.asarray([ord(char) for char in _EDGES], np.uint32))
    places = np.arange(codes.size, dtype=np.int64)
    following = np.where(inner, places, codes.size)[::-1]
    following = np.minimum.accumulate(following)[::-1]
    preceding = np.maximum.accumulate(np.where(inner, places, -1))
    begins, ends = following[starts], preceding[starts + lengths - 1] + 1
    return begins - starts, ends - begins


def shared_stretches(
    texts: Sequence[str], *, shortest: int, most_documents: int | None = None
) -> Matches:
    """Return the maximal stretches that pairs of texts share, by pair and place.

    A stretch that one text repeats is given for each pair of its places.

    shortest (int): Least length in code points.
    most_documents (int | None): Leave out what rests on substrings of the least length that
        stand in more texts than this.
    """
    index = _Index(texts, shortest, most_documents)
    one, other = index.pairs()
    if not one.size:
        none = np.empty(0, np.int64)
        return Matches(none, none, none, none, none, none)
    order = np.lexsort((one, other - one))
    one, other = one[order], other[order]
    # A run of places that move on together by one in the same two texts is one match.
    new = np.ones(one.size, bool)
    new[1:] = (np.diff(one) != 1) | (np.diff(other) != 1)
    new[1:] |= np.diff(index.owner[one]) != 0
    new[1:] |= np.diff(index.owner[other]) != 0
    heads = np.flatnonzero(new)
    lengths = np.diff(np.append(heads, one.size)) + shortest - 1
    one, other = one[heads], other[heads]
    moved, lengths = _without_edges(index.joined, one, lengths)
    kept = lengths >= shortest
    return _ordered(index, (one + moved)[kept], (other + moved)[kept], lengths[kept])


def _ordered(index: _Index, one: Ints, other: Ints, lengths: Ints) -> Matches:
    first, second = index.owner[one], index.owner[other]
    order = np.lexsort((other, one, second, first))
    one, other, lengths = one[order], other[order], lengths[order]
    first, second = first[order], second[order]
    spread = np.fromiter(_spreads(index, one, lengths), np.int64, one.size)
    start, other_start = one - index.begins[first], other - index.begins[second]
    return Matches(first, second, start, other_start, lengths, spread)


def _spreads(index: _Index, starts: Ints, lengths: Ints) -> Iterator[int]:
    known: dict[str, int] = {}
    for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
        quote = index.joined[start : start + length]
        if quote not in known:
            known[quote] = index.documents(start, length)
        yield known[quote]
