"""The physical layout of a text: its lines, and where sentences end by their marks."""

import re
from bisect import bisect_right
from functools import cached_property

from tifa.corpus.extents import Extent, stripped
from tifa.corpus.sentences import mark_ends

_LINE = re.compile(r"[^\r\n]+")


class Layout:
    """Lines and sentence ends of a text.

    text (str): The text, never changed.
    lines (tuple[Extent, ...]): Its lines that are not blank, without whitespace at the edges.
    ends (list[int]): Offsets right after each mark (and its closers) that ends a sentence.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        found = (stripped(text, *match.span()) for match in _LINE.finditer(text))
        self.lines = tuple(line for line in found if line.start < line.end)
        self.ends = mark_ends(text)

    @cached_property
    def _starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def line(self, offset: int) -> Extent:
        """Return the line at an offset that is inside one or right after it."""
        return self.lines[max(0, bisect_right(self._starts, offset) - 1)]

    def sentence_end(self, offset: int) -> int:
        """Return where the sentence at an offset ends, by its mark or its line."""
        line_end = self.line(offset).end
        index = bisect_right(self.ends, offset)
        return min(line_end, self.ends[index]) if index < len(self.ends) else line_end
