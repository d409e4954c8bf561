"""Structure of a speech as stand-off sections over its unchanged text.

Title, byline, date, salutation, numbered items, paragraphs, sentences and clauses are
found by their form alone, also where a text has lost its line breaks and headings run
into the text. Every offset counts Unicode code points; every end is exclusive.

* A *sentence* ends at 。；！？ (;!? unless a digit follows) with the closing quotation
  marks and brackets after it, at the end of a line, of a heading, or of a part of the
  front matter. Marks inside a short “…” or （…） end none (see `tifa.corpus.sentences`).
* A *clause* lies between commas, colons and sentence marks; 、 ends none. Enumerators and
  the punctuation at its edges do not belong to it.
* Every clause lies in exactly one sentence, every sentence in one paragraph. The title,
  byline, date (with its brackets) and salutation (with its colon) are sentences.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from tifa.corpus.enumerators import Place, candidates
from tifa.corpus.extents import Extent, Item, stripped
from tifa.corpus.headings import find_headings, governing
from tifa.corpus.layout import Layout
from tifa.corpus.opening import find_opening
from tifa.corpus.sentences import clauses, sentences

__all__ = ["Extent", "Item", "Structure", "analyse"]

_LONG_BLOCK = 600
_LONG_CLAUSE_RUN = 2_000


@dataclass(frozen=True, slots=True)
class Structure:
    """The sections of a text.

    title (Extent | None): May reach over several lines.
    byline (Extent | None): The speaker as written; 刘 某 may hold spaces.
    dateline (Extent | None): The date as written, without its brackets.
    salutation (Extent | None): The words that address the audience, without the colon.
    items (tuple[Item, ...]): Numbered headings and items, in text order.
    paragraphs (tuple[Extent, ...]): Lines that are not blank, without whitespace at the edges.
    sentences (tuple[Extent, ...]): With their final mark; together they cover all but whitespace.
    clauses (tuple[Extent, ...]): Without the punctuation around them.
    """

    title: Extent | None
    byline: Extent | None
    dateline: Extent | None
    salutation: Extent | None
    items: tuple[Item, ...]
    paragraphs: tuple[Extent, ...]
    sentences: tuple[Extent, ...]
    clauses: tuple[Extent, ...]
    _parents: tuple[int, ...] = field(default=(), repr=False)
    _names: tuple[str, ...] = field(default=(), repr=False)
    _blocks: tuple[Extent, ...] = field(default=(), repr=False)

    def path(self, offset: int) -> str:
        """Return the enumerators that govern an offset, outermost first: ``三›一是``.

        Returns "" before the first item and in the closing of the speech.
        """
        last = bisect_right(self.items, offset, key=lambda item: item.start) - 1
        chain = governing(self.items, self._parents, offset, last)
        return "›".join(reversed([self._names[index] for index in chain]))

    def blocks(self) -> tuple[Extent, ...]:
        """Return tiles of the text, for annotation tasks and training units.

        A tile is a line. A line over 600 characters is cut where items start and, still
        longer, between sentences; one sentence over 600 at a clause, one over 2,000
        without clauses anywhere. No tile has whitespace at its edges; together they cover
        everything but whitespace.
        """
        return self._blocks


@lru_cache(maxsize=64)
def analyse(text: str) -> Structure:
    """Recover the structure of a text, in time linear in its length."""
    layout = Layout(text)
    opening = find_opening(layout)
    headings = find_headings(layout, opening.breaks)
    found = sentences(text, layout.lines, [*layout.ends, *headings.breaks, *opening.breaks])
    markers = [item.marker for item in headings.items]
    parts = clauses(text, found, _with_uncounted(text, markers))
    return Structure(
        title=opening.title,
        byline=opening.byline,
        dateline=opening.dateline,
        salutation=opening.salutation,
        items=headings.items,
        paragraphs=layout.lines,
        sentences=found,
        clauses=parts,
        _parents=headings.parents,
        _names=tuple(text[m.start : m.end].rstrip("、，,.．：:") for m in markers),
        _blocks=tuple(_Tiler(text, headings.items, found, parts).tiles(layout.lines)),
    )


def _with_uncounted(text: str, markers: Sequence[Extent]) -> list[Extent]:
    """Add the enumerators at the start of a line that count on from nothing.

    An excerpt may begin at 二十、 or hold one item of a list. Such a line is no item of
    the structure, but its enumerator belongs to no clause.
    """
    counted = {marker.start for marker in markers}
    others = (
        stripped(text, each.start, each.end)
        for each in candidates(text)
        if each.place is Place.LINE and each.start not in counted
    )
    return sorted([*markers, *others], key=lambda marker: marker.start)


class _Tiler:
    """Cuts lines into blocks."""

    def __init__(
        self,
        text: str,
        items: tuple[Item, ...],
        sentences: tuple[Extent, ...],
        clauses: tuple[Extent, ...],
    ) -> None:
        self._text = text
        self._sentences = [sentence.start for sentence in sentences]
        self._clauses = [clause.start for clause in clauses]
        starts = set(self._sentences)
        # An item inside a sentence (首先……，其次……) does not divide it.
        self._items = [item.start for item in items if item.start in starts]

    def tiles(self, lines: tuple[Extent, ...]) -> Iterator[Extent]:
        """Yield the blocks of all lines in order."""
        for line in lines:
            if line.end - line.start <= _LONG_BLOCK:
                yield line
                continue
            for start, end in self._cut(line.start, line.end, self._items):
                for piece in self._pieces(start, end):
                    yield stripped(self._text, *piece)

    def _pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield runs of whole sentences, a long sentence in runs of whole clauses."""
        sentences = self._cut(start, end, self._sentences)
        for first, last in _packed(sentences, _LONG_BLOCK):
            if last - first <= _LONG_BLOCK:
                yield first, last
                continue
            for run in _packed(self._cut(first, last, self._clauses), _LONG_BLOCK):
                yield from _chopped(*run)

    def _cut(self, start: int, end: int, at: list[int]) -> list[tuple[int, int]]:
        edges = [start, *at[bisect_right(at, start) : bisect_left(at, end)], end]
        return list(pairwise(edges))


def _packed(parts: list[tuple[int, int]], longest: int) -> Iterator[tuple[int, int]]:
    """Join neighbours as long as they stay within the longest length."""
    start, end = parts[0]
    for first, last in parts[1:]:
        if last - start > longest:
            yield start, end
            start = first
        end = last
    yield start, end


def _chopped(start: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(start, end, _LONG_CLAUSE_RUN):
        yield first, min(end, first + _LONG_CLAUSE_RUN)
