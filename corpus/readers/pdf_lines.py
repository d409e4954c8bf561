"""The lines of a PDF page, made of characters by where they stand."""

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from tifa.corpus.readers.pdf_tags import BlockOf

if TYPE_CHECKING:
    from pdfplumber.page import Page as PlumberPage

# In ems: characters that are further apart have a space between them. Justified Chinese
# is spread by up to half an em.
_GAP_WIDE = 0.7
_GAP_NARROW = 0.2
# In ems: a gap inside a line that parts columns, and the share of lines that have it there.
_GUTTER = 2.5
_PARTED = 0.4
# In ems: how far from the line a raised character of it may stand.
_RAISED = 0.45
_ARTIFACT = "Artifact"
# Share of a page's height that is margin on any page.
MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a page; places are in points from the left and from the top.

    text (str): Its characters.
    size (float): Size of its type in points.
    block (int | None): The paragraph that the file's tags put it into.
    """

    text: str
    page: int
    x0: float
    x1: float
    baseline: float
    size: float
    block: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a PDF.

    number (int): From 1.
    height (float): In points.
    lines (tuple[Line, ...]): From top to bottom.
    aside (tuple[str, ...]): What is tagged as page furniture, or is turned like a stamp.
    characters (int): Number of characters, these included.
    turned (int): Characters that do not stand upright.
    unknown (int): Characters without a Unicode value, not among the lines.
    pictures (bool): Whether there are pictures on the page.
    parted (bool): Whether it looks like columns.
    """

    number: int
    height: float
    lines: tuple[Line, ...]
    aside: tuple[str, ...]
    characters: int
    turned: int
    unknown: int
    pictures: bool
    parted: bool


def read_page(page: "PlumberPage", blocks: BlockOf) -> Page:
    """Read the lines of a page and free what pdfplumber keeps of it."""
    chars = [char for char in page.dedupe_chars(tolerance=0.5).chars if char["text"]]
    known = [char for char in chars if not _is_unknown(char["text"])]
    body: list[dict[str, Any]] = []
    aside: list[dict[str, Any]] = []
    marked = {round(char["matrix"][5]) for char in known if blocks and _is_artifact(char)}
    for char in known:
        beside = not char["upright"] or (marked and _is_furniture(char, marked, page))
        (aside if beside else body).append(char)
    lines, parted = _lines(body, page, blocks)
    read = Page(
        number=page.page_number,
        height=float(page.height),
        lines=tuple(lines),
        aside=tuple(line.text for line in _lines(aside, page, {})[0]),
        characters=sum(not char["text"].isspace() for char in chars),
        turned=sum(not char["upright"] for char in known),
        unknown=len(chars) - len(known),
        pictures=bool(page.images),
        parted=parted,
    )
    page.close()
    return read


def _is_unknown(text: str) -> bool:
    return text.startswith("(cid:") or unicodedata.category(text[0]) in ("Cc", "Co", "Cn")


def _is_artifact(char: dict[str, Any]) -> bool:
    return char["mcid"] is None and char["tag"] == _ARTIFACT


def _is_furniture(char: dict[str, Any], marked: Collection[int], page: "PlumberPage") -> bool:
    """Say whether a character is tagged as furniture, or its line in the margin is.

    Inside a tag, a character with a spelling of its own (a ligature) is a nested one, after
    which pdfplumber knows no longer where it is; the line tells.

    marked (Collection[int]): Baselines of characters tagged as furniture.
    """
    if _is_artifact(char):
        return True
    in_margin = not MARGIN < char["matrix"][5] / float(page.height) < 1 - MARGIN
    return in_margin and char["mcid"] is None and round(char["matrix"][5]) in marked


def _lines(
    chars: Sequence[dict[str, Any]], page: "PlumberPage", blocks: BlockOf
) -> tuple[list[Line], bool]:
    """Return the lines, and whether most of them have a gutter in them."""
    lines, gutters = [], 0
    for row in _rows(chars):
        row.sort(key=lambda char: char["x0"])
        text, gutter = _text(row)
        if not text.strip():
            continue
        gutters += gutter
        inked = [char for char in row if not char["text"].isspace()]
        lines.append(
            Line(
                text=text.strip(" \t\xa0"),
                page=page.page_number,
                x0=inked[0]["x0"],
                x1=max(char["x1"] for char in inked),
                baseline=_baseline(inked[0], page),
                size=median(char["size"] for char in inked),
                block=_block(inked, page.page_number, blocks),
            )
        )
    return lines, len(lines) >= 8 and gutters > _PARTED * len(lines)


def _rows(chars: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the characters that share a line, from top to bottom."""
    row: list[dict[str, Any]] = []
    for char in sorted(chars, key=lambda char: -char["matrix"][5]):
        if row and row[-1]["matrix"][5] - char["matrix"][5] > _RAISED * char["size"]:
            yield row
            row = []
        row.append(char)
    if row:
        yield row


def _baseline(char: dict[str, Any], page: "PlumberPage") -> float:
    return float(page.height) - float(char["matrix"][5])


def _text(row: Sequence[dict[str, Any]]) -> tuple[str, bool]:
    """Return the text of a row, with spaces where there are gaps, and whether one is wide."""
    from pdfplumber.utils.text import LIGATURES

    pieces: list[str] = []
    gutter = False
    before: dict[str, Any] | None = None
    for char in row:
        text = str(LIGATURES.get(char["text"], char["text"]))
        if before is not None:
            gap = (char["x0"] - before["x1"]) / max(char["size"], 1)
            gutter = gutter or gap > _GUTTER
            spaced = before["text"].isspace() or text.isspace()
            wide = is_wide(before["text"]) and is_wide(text)
            if not spaced and gap > (_GAP_WIDE if wide else _GAP_NARROW):
                pieces.append(" " if not _mixed(before["text"], text) or gap > _GAP_WIDE else "")
        pieces.append(text)
        before = char
    return "".join(pieces), gutter


def _mixed(left: str, right: str) -> bool:
    """Say whether one is a wide and one a narrow character: programs set them apart a little."""
    return is_wide(left) != is_wide(right)


def is_wide(text: str) -> bool:
    """Say whether a character is an ideograph or full-width mark, or one of “”‘’…—·."""
    return unicodedata.east_asian_width(text[-1]) in "WF" or text[-1] in "“”‘’…—·"


def _block(inked: Sequence[dict[str, Any]], page: int, blocks: BlockOf) -> int | None:
    for char in inked:
        if char.get("mcid") is not None:
            return blocks.get((page, char["mcid"]))
    return None
