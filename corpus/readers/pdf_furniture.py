"""What stands on the pages of a PDF beside its text: headers, footers, page numbers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from tifa.corpus.readers.pdf_lines import MARGIN, Line, Page

# Lines from the edge of a page that may be furniture.
_DEEP = 3
# Share of the pages that a running line is on at least; headers of left and right pages differ.
_SHARE = 0.3
_PLACE = 4.0
_DASHES = r"[\s\-–—―─－·•．.~～_|]*"
_NUMBER = re.compile(
    rf"{_DASHES}(?P<before>第)?\s*(?P<number>\d{{1,4}}|[ivxlcIVXLC]{{1,6}})\s*(?P<after>页)?"
    rf"(?P<total>\s*[/／]\s*\d+|[\s,，]*[（(]?\s*[共／/]\s*(?:共\s*)?\d+\s*页[）)]?)?{_DASHES}"
)
# In lines: how far from the text furniture is that does not stand in the margin.
_APART = 1.5


def without_furniture(pages: Sequence[Page]) -> tuple[list[list[Line]], list[str]]:
    """Return the lines of the text by page, and what was left out, in order."""
    running = _running(pages)
    offsets = _numbering(pages)
    body, left_out = [], []
    for page in pages:
        lines = list(page.lines)
        removed: list[str] = []
        for end in (0, -1):
            for _ in range(_DEEP):
                if not lines or not (
                    (_key(lines[end], end) in running and _is_outside(lines, end, page))
                    or _is_page_number(lines, end, page, offsets)
                ):
                    break
                removed.append(lines.pop(end).text)
        body.append(lines)
        left_out += [*removed, *page.aside]
    return body, left_out


def _edges(page: Page) -> Iterator[tuple[Line, int]]:
    """Yield the lines near the top with 0, near the bottom with -1."""
    deep = min(_DEEP, max(1, len(page.lines) // 2))
    yield from ((line, 0) for line in page.lines[:deep])
    yield from ((line, -1) for line in page.lines[-deep:])


def _key(line: Line, end: int) -> tuple[int, int, str]:
    """Return what is the same for a running line on all pages: its place and its words."""
    words = re.sub(r"\d+", "#", "".join(line.text.split()))
    return end, round(line.baseline / _PLACE), words


def _is_outside(lines: Sequence[Line], end: int, page: Page) -> bool:
    """Say whether the outermost line stands in the page's margin or apart from the others."""
    place = lines[end].baseline / page.height
    return not MARGIN < place < 1 - MARGIN or _stands_apart(lines, end)


def _running(pages: Sequence[Page]) -> set[tuple[int, int, str]]:
    counts = Counter(key for page in pages for key in {_key(*edge) for edge in _edges(page)})
    least = max(2, _SHARE * len(pages))
    # Nothing but a number may be a figure in the text; page numbers are told by counting.
    return {key for key, count in counts.items() if count >= least and re.search(r"\w", key[2])}


def _numbering(pages: Sequence[Page]) -> set[tuple[int, int]]:
    """Return by how much the numbers at an edge differ from the pages', where several agree."""
    counts: Counter[tuple[int, int]] = Counter()
    for page in pages:
        for end in (0, -1):
            line = page.lines[end] if page.lines else None
            match = _NUMBER.fullmatch(line.text) if line else None
            if match and match["number"].isdigit():
                counts[end, int(match["number"]) - page.number] += 1
    return {key for key, count in counts.items() if count > 1}


def _is_page_number(
    lines: Sequence[Line], end: int, page: Page, offsets: set[tuple[int, int]]
) -> bool:
    text = lines[end].text
    match = _NUMBER.fullmatch(text)
    if match is None:
        return False
    if match["total"] or (match["before"] and match["after"]) or _framed(text):
        return True
    if not match["number"].isdigit():
        return False
    if (end, int(match["number"]) - page.number) in offsets:
        return True
    return end == -1 and int(match["number"]) == page.number and _stands_apart(lines, end)


def _framed(text: str) -> bool:
    """Say whether dashes stand on both sides: — 3 —."""
    return bool(re.match(r"\s*[\-–—―─－~～·]", text) and re.search(r"[\-–—―─－~～·]\s*$", text))


def _stands_apart(lines: Sequence[Line], end: int) -> bool:
    """Say whether more than the usual step lies between the outermost line and the next."""
    steps = [after.baseline - line.baseline for line, after in pairwise(lines)]
    return not steps or steps[end] > _APART * median(
        (steps[1:] if end == 0 else steps[:-1]) or steps
    )
