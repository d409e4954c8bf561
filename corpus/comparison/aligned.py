"""Concordance lines for people: keywords under each other on a terminal, and as a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.cells import cell_len, set_cell_size

from tifa.corpus.comparison.concordance import Hit
from tifa.corpus.comparison.result import Result
from tifa.corpus.extents import is_blank
from tifa.corpus.reporting.page import write_page

_PLACE = 28
_LEFT_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it is printed.

    place (str): Document and offset, padded.
    left (str): Left context, padded or cut so that all keywords begin in one column.
    keyword, right (str): Cut where the line would be too wide.
    """

    place: str
    left: str
    keyword: str
    right: str


def aligned(hits: Sequence[Hit], width: int | None = None) -> list[Row]:
    """Return lines whose keywords begin in the same column of a terminal.

    Chinese characters take two columns, Latin ones one. What would break a line is shown
    as a space.

    width (int | None): Columns of the terminal; None cuts nothing.
    """
    if not hits:
        return []
    places = [f"{hit.line.doc_id}:{hit.line.start}" for hit in hits]
    widest = max(map(cell_len, places))
    place = widest if width is None else min(widest, _PLACE)
    lefts = [_flat(hit.line.left) for hit in hits]
    left = max(map(cell_len, lefts))
    if width is not None:
        left = min(left, max(0, int((width - place - 2) * _LEFT_SHARE)))
    rest = None if width is None else max(2, width - place - 2 - left)
    return [
        _row(each, text, hit, (place, left, rest))
        for each, text, hit in zip(places, lefts, hits, strict=True)
    ]


def _row(place: str, left: str, hit: Hit, sizes: tuple[int, int, int | None]) -> Row:
    for_place, for_left, rest = sizes
    keyword, right = _flat(hit.line.keyword), _flat(hit.line.right)
    if rest is not None and cell_len(keyword) > rest:
        keyword = set_cell_size(keyword, rest - 1).rstrip() + "…"
    if rest is not None:
        room = max(0, rest - cell_len(keyword))
        right = set_cell_size(right, room).rstrip() if cell_len(right) > room else right
    return Row(_from_right(place, for_place, pad_left=False), _from_right(left, for_left), keyword,
               right)  # fmt: skip


def _flat(text: str) -> str:
    return "".join(" " if is_blank(char) or not char.isprintable() else char for char in text)


def _from_right(text: str, width: int, *, pad_left: bool = True) -> str:
    """Return the end of a text that fits, padded to the width."""
    start = 0
    while cell_len(text[start:]) > width:
        start += 1
    padding = " " * (width - cell_len(text[start:]))
    return padding + text[start:] if pad_left else text[start:] + padding


def write_concordance_page(path: Path, result: Result) -> None:
    """Write a concordance as a self-contained HTML page.

    Raises:
        TifaError: It cannot be written.
    """
    content = result.to_dict()
    write_page(
        path,
        "concordance.html.j2",
        package="tifa.corpus.reporting",
        title=result.title,
        rows=content["rows"],
        notes=result.notes,
        signature=result.recipe,
    )
