"""Numbered headings and items of a text: their words and what each governs."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tifa.corpus.enumerators import Candidate, Place, candidates
from tifa.corpus.extents import COLONS, COMMAS, SENTENCE_MARKS, Extent, Item, is_blank, stripped
from tifa.corpus.layout import Layout
from tifa.corpus.numbering import RUN_IN_STYLES, counted
from tifa.corpus.runin import RunIn

_FINAL = SENTENCE_MARKS + COLONS + COMMAS + "、."
# A line of this length has lost its line breaks.
_COLLAPSED = 1_500
_SHORT_SENTENCE = 30
_COLON_HEADING = 20
# The closing of a speech is not longer than this or an eighth of it.
_CLOSING_LENGTH = 1_500
_CLOSING = re.compile(
    r"(?:各位(?:代表|委员|同志|领导|来宾|朋友|同事)|(?:青年|女士|先生|同学|战友|同志|朋友|乡亲|老师)们)"
    r"[^。；！？：\r\n]{0,12}?[，,！!：:]"
)


@dataclass(frozen=True, slots=True)
class Headings:
    """The numbered items of a text.

    items (tuple[Item, ...]): In text order.
    parents (tuple[int, ...]): Index of the item that governs each, -1 for none.
    breaks (tuple[int, ...]): Offsets where a heading ends inside a line, without a mark.
    """

    items: tuple[Item, ...]
    parents: tuple[int, ...]
    breaks: tuple[int, ...]


def find_headings(layout: Layout, breaks: Iterable[int] = ()) -> Headings:
    """Find the numbered items of a text.

    breaks (Iterable[int]): Offsets where the text begins anew after its front matter.
    """
    found = counted(layout, candidates(layout.text, frozenset(breaks)))
    words = _Words(layout, found)
    headings = [words.heading(index) for index in range(len(found))]
    closing = _closing(layout, headings[-1].end) if headings else len(layout.text)
    ends, parents = _governed(found, closing)
    return Headings(
        tuple(_item(layout.text, *parts) for parts in zip(found, headings, ends, strict=True)),
        tuple(parents),
        tuple(words.breaks),
    )


def _item(text: str, found: Candidate, heading: Extent, end: int) -> Item:
    return Item(
        level=found.kind.level,
        style=found.style,
        number=found.number or 0,
        marker=stripped(text, found.start, found.end),
        heading=heading,
        start=found.start,
        end=end,
    )


class _Words:
    """Finds the words of each heading; `breaks` collects where they end inside a line."""

    def __init__(self, layout: Layout, found: Sequence[Candidate]) -> None:
        self._layout = layout
        self._text = layout.text
        self._found = found
        self._run_in = RunIn(layout.text)
        self.breaks: list[int] = []

    def heading(self, index: int) -> Extent:
        """Return the heading or lead sentence of an item, without final punctuation."""
        item = self._found[index]
        end = self._end(item, self._next_start(index))
        last = end
        while last > item.end and (
            self._text[last - 1] in _FINAL or is_blank(self._text[last - 1])
        ):
            last -= 1
        return stripped(self._text, item.end, last)

    def _next_start(self, index: int) -> int:
        following = self._found[index + 1 : index + 2]
        return following[0].start if following else len(self._text)

    def _end(self, item: Candidate, following: int) -> int:
        start = stripped(self._text, item.end, following).start
        end = self._layout.sentence_end(start) if start < following else start
        if following < end:
            # The next item stands inside this sentence: after a comma, or the heading ran into it.
            if self._found_inside(following):
                self.breaks.append(following)
            end = following
        if item.style in RUN_IN_STYLES and self._may_run_in(item, start, end):
            cut = self._run_in.end(start, end, level=item.kind.level)
            if cut is not None:
                self.breaks.append(cut)
                return cut
        return self._before_colon(start, end)

    def _found_inside(self, following: int) -> bool:
        before = self._text[:following][-1:] if following else ""
        return before not in SENTENCE_MARKS + COLONS + COMMAS

    def _may_run_in(self, item: Candidate, start: int, end: int) -> bool:
        line = self._layout.line(item.start)
        if line.end - line.start < _COLLAPSED:
            return False
        before = self._text[max(0, item.start - 2) : item.start].rstrip()[-1:]
        if item.place is Place.COLON or before in ("；", ";"):
            return False
        return end - start > _SHORT_SENTENCE or "，" in self._text[start:end]

    def _before_colon(self, start: int, end: int) -> int:
        """Return the end of a short heading before a colon with more after it."""
        head = self._text[start : min(end, start + _COLON_HEADING + 1)]
        for place, char in enumerate(head):
            if char in "，,":
                break
            if char == "：" and start + place + 1 < end:
                return start + place
        return end


def _governed(found: Sequence[Candidate], closing: int) -> tuple[list[int], list[int]]:
    """Return for each item where it ends and the index of its parent (-1 for none)."""
    ends = [closing] * len(found)
    parents = []
    open_items: list[int] = []
    for index, item in enumerate(found):
        while open_items and found[open_items[-1]].kind.rank >= item.kind.rank:
            ends[open_items.pop()] = item.start
        parents.append(open_items[-1] if open_items else -1)
        open_items.append(index)
    return ends, parents


def _closing(layout: Layout, last_heading: int) -> int:
    """Return where the speaker turns to the audience again after the last item, or the end."""
    text = layout.text
    earliest = max(last_heading, len(text) - max(_CLOSING_LENGTH, len(text) // 8))
    ends = layout.ends[bisect_left(layout.ends, earliest) :]
    line_starts = [line.start for line in layout.lines if line.start > earliest]
    for start in sorted({*ends, *line_starts}):
        place = stripped(text, start, min(len(text), start + 40)).start
        if _CLOSING.match(text, place):
            return place
    return len(text)


def governing(
    items: Sequence[Item], parents: Sequence[int], offset: int, last: int
) -> Iterator[int]:
    """Yield the indexes of the items that govern an offset, innermost first.

    last (int): Index of the last item that starts at or before it, -1 for none.
    """
    index = last
    while index >= 0:
        if items[index].end > offset:
            yield index
        index = parents[index]
