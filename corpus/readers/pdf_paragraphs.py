"""Paragraphs out of the lines of a PDF, by where the lines begin and end."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from tifa.corpus.readers.base import samples
from tifa.corpus.readers.pdf_lines import Line, is_wide

# Marks that may not begin a line, so that the character before them moves down as well.
_NOT_FIRST = "，。；：、！？”’）》」』〉】,.;:!?)"
# In ems.
_INDENT = 1.2
_SHORT = 1.2
# Where paragraphs are indented, the next line says more than how full this one is.
_SHORT_BEFORE_INDENTS = 2.6
_MOVED = 1.0
_SAME_EDGE = 0.5
# A larger step than this between lines parts paragraphs.
_STEP = 1.4
_SAME_SIZE = 0.12
# Share of the usual width that a page's lines have at least if they are lines of text.
_WIDE = 0.9
# Share of lines that begin a paragraph, in a text of long ones.
_FEW = 0.04
_HYPHEN = re.compile(r"[A-Za-z]{2,}[-\u00ad‐]$")


class Paragraphs:
    """Paragraphs, and what was joined to get them.

    pages (Sequence[Sequence[Line]]): Lines by page, without furniture.
    """

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        self._margins = _margins(pages)
        self._short = _SHORT_BEFORE_INDENTS if self._indents(pages) else _SHORT
        self._leading = _leading(pages)
        self._joined = 0
        self._hyphens: list[str] = []
        self.texts: list[str] = []
        self._read([line for page in pages for line in page])

    def _read(self, lines: Sequence[Line]) -> None:
        before: Line | None = None
        for line in lines:
            if before is not None and self._continues(before, line):
                self.texts[-1] = self._join(self.texts[-1], line.text)
                self._joined += 1
            else:
                self.texts.append(line.text)
            before = line

    def _continues(self, line: Line, after: Line) -> bool:
        """Say whether the paragraph of a line goes on in the next."""
        if None not in (line.block, after.block) and line.block != after.block:
            return False
        if abs(line.size - after.size) > _SAME_SIZE * line.size:
            return False
        if line.page == after.page:
            step = after.baseline - line.baseline
            if step <= 0 or step > _STEP * max(self._leading, line.size):
                return False
        return self._is_full(line, after.text) and not self._is_indented(after)

    def _is_full(self, line: Line, after: str) -> bool:
        """Say whether a line ends where it does only because it was full."""
        _, right = self._margins[line.page]
        space = (right - line.x1) / line.size
        if is_wide(after):
            moved = len(after) > 1 and after[1] in _NOT_FIRST
            return space <= self._short + (_MOVED if moved else 0)
        word = re.match(r"[!-~]+", after)
        return space <= self._short + (len(word[0]) if word else 1) * 0.6

    def _indents(self, pages: Sequence[Sequence[Line]]) -> bool:
        """Say whether paragraphs are indented: some lines are, and the most are not."""
        indented = [self._is_indented(line) for page in pages for line in page]
        return _FEW * len(indented) < sum(indented) < len(indented) / 2

    def _is_indented(self, line: Line) -> bool:
        left, _ = self._margins[line.page]
        return (line.x0 - left) / line.size > _INDENT

    def _join(self, text: str, after: str) -> str:
        if _HYPHEN.search(text) and after[0].islower():
            self._hyphens.append(text.split()[-1] + after.split()[0])
            return text[:-1] + after
        narrow = not is_wide(text) and not is_wide(after[0])
        return f"{text} {after}" if narrow and not text.endswith("-") else text + after

    def notes(self) -> list[str]:
        """Return what a user should know about the joins."""
        notes = []
        if self._joined:
            notes.append(f"{self._joined} line ends inside paragraphs joined")
        if self._hyphens:
            notes.append(
                f"{len(self._hyphens)} hyphens at line ends left out: {samples(self._hyphens)}"
            )
        return notes


def _margins(pages: Sequence[Sequence[Line]]) -> dict[int, tuple[float, float]]:
    """Return where the lines of each page begin and end.

    Left and right pages may lie differently, so each has its own; one of few or of short
    lines, a form or a list, has those of all.
    """
    every = [line for page in pages for line in page]
    if not every:
        return {}
    left, right = _edges(every)
    margins = {}
    for lines in filter(None, pages):
        own = _edges(lines)
        narrow = own[1] - own[0] < _WIDE * (right - left)
        margins[lines[0].page] = (left, right) if len(lines) < 5 or narrow else own
    return margins


def _edges(lines: Sequence[Line]) -> tuple[float, float]:
    """Return where lines begin and end, as two of them at least agree on."""
    size = median(line.size for line in lines)
    return _agreed((line.x0 for line in lines), size, 1), _agreed(_ends(lines), size, -1)


def _ends(lines: Sequence[Line]) -> list[float]:
    """Return where lines end, those left out that a mark may hang out of."""
    ends = [line.x1 for line in lines if line.text[-1] not in _NOT_FIRST]
    return ends if len(ends) > 1 else [line.x1 for line in lines]


def _agreed(edges: Iterable[float], size: float, direction: int) -> float:
    """Return the outermost edge that a second line shares, else the outermost."""
    ordered = sorted(edges, reverse=direction < 0)
    pairs = pairwise(ordered)
    shared = (edge for edge, other in pairs if abs(edge - other) <= _SAME_EDGE * size)
    return next(shared, ordered[0])


def _leading(pages: Sequence[Sequence[Line]]) -> float:
    steps = [after.baseline - line.baseline for lines in pages for line, after in pairwise(lines)]
    return median(steps) if steps else 0.0
