"""The structure of tagged PDFs (ISO 32000-1, §14.7): which paragraph a character belongs to."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

# Standard structure types that stand on lines of their own.
_BLOCKS = frozenset(
    ("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "Caption", "TH", "TD", "TOCI", "Note")
)

BlockOf = Mapping[tuple[int, int], int]


def block_of(pdf: "PDF") -> BlockOf:
    """Return the number of the block for page number and marked-content id."""
    blocks: dict[tuple[int, int], int] = {}
    for number, node in enumerate(_blocks(pdf.structure_tree)):
        for place in _places(node, None):
            blocks.setdefault(place, number)
    return blocks


def _blocks(nodes: list[dict[str, Any]], page: int | None = None) -> Iterator[dict[str, Any]]:
    for node in nodes:
        here = node.get("page_number", page)
        if node.get("type") in _BLOCKS:
            yield {**node, "page_number": here}
        yield from _blocks(node.get("children", []), here)


def _places(node: dict[str, Any], page: int | None) -> Iterator[tuple[int, int]]:
    page = node.get("page_number") or page
    if page is not None:
        for mcid in node.get("mcids", []):
            yield page, mcid
    for child in node.get("children", []):
        if child.get("type") not in _BLOCKS:
            yield from _places(child, page)
