"""The blocks of an HTML page: paragraphs as a browser shows them, a line each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html  # pyright: ignore[reportAttributeAccessIssue]


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Elements that stand on lines of their own, by the HTML standard's rendering section.
_BLOCKS = _names(
    "address article aside blockquote body caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li "
    "listing main menu nav ol optgroup option p plaintext pre search section summary table "
    "tbody tfoot thead tr ul xmp"
)
_HEADINGS = _names("h1 h2 h3 h4 h5 h6")
# Never shown, or (rt, rp) said beside the text: the reading of a character.
_UNSEEN = _names(
    "audio canvas datalist embed head iframe math noscript object rp rt script select style "
    "svg template textarea title video"
)
_COLLAPSED = re.compile(r"[ \t\n\r\f]+")
_EDGES = " \t\n\r\f\xa0"
# A line end between wide characters is no space (CSS Text 3, segment break transformation).
_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\u3000-\u303f“”‘’…—\U00020000-\U0003ffff]"
_BREAK_BETWEEN_WIDE = re.compile(rf"(?<={_WIDE})[ \t\r]*\n[ \t\r\n]*(?={_WIDE})")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, item or table row.

    text (str): Its text; inside a table row, cells are parted by tabs.
    heading (bool): Whether it is an ``<h1>`` to ``<h6>``.
    note (bool): Whether it is a footnote of an e-book.
    """

    text: str
    heading: bool = False
    note: bool = False


def parse(page: str) -> html.HtmlElement:
    """Parse a page; an XML declaration that contradicts a decoded text is passed over."""
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    return html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)


def blocks(root: html.HtmlElement) -> list[Block]:
    """Return the blocks of a page or of a part of it, empty ones left out."""
    return list(_Walk().over(root))


class _Walk:
    """Gathers text until a block ends."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._heading = False
        self._note = False

    def over(self, element: html.HtmlElement) -> Iterator[Block]:
        """Yield the blocks of an element and what is left of the last one."""
        yield from self._element(element)
        yield from self._flush()

    def _element(self, element: html.HtmlElement) -> Iterator[Block]:
        tag = _tag(element)
        if tag is None or tag in _UNSEEN or _hidden(element):
            return
        is_block = tag in _BLOCKS
        before = self._note
        if is_block:
            yield from self._flush()
            self._note = before or _is_note(element)
        if tag == "br":
            yield from self._flush()
        self._add(element.text)
        for child in element:
            if _tag(child) in ("td", "th") and child.getprevious() is not None:
                self._pieces.append("\t\0")
            yield from self._element(child)
            self._add(child.tail)
        if is_block:
            self._heading = tag in _HEADINGS
            yield from self._flush()
            self._note = before

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text)

    def _flush(self) -> Iterator[Block]:
        cells = "".join(self._pieces).split("\t\0")
        text = "\t".join(map(_collapse, cells)).strip("\t")
        if text.strip():
            yield Block(text, self._heading, self._note)
        self._pieces, self._heading = [], False


def _collapse(text: str) -> str:
    text = _BREAK_BETWEEN_WIDE.sub("", text)
    return _COLLAPSED.sub(" ", text).strip(_EDGES)


def _tag(element: html.HtmlElement) -> str | None:
    """Return the element's name without its namespace; None for a comment."""
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else None


def _hidden(element: html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


def _is_note(element: html.HtmlElement) -> bool:
    kinds = f"{element.get('epub:type') or ''} {element.get('role') or ''}"
    return any(
        kind in ("footnote", "endnote", "doc-footnote", "doc-endnote", "rearnote")
        for kind in kinds.split()
    )
