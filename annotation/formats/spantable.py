"""Tables of spans, one a row, with a table of their texts: what CSV and Excel share.

Columns of spans: ``doc``, ``annotator``, ``label``, ``start`` and ``end`` (code points, end
exclusive), ``quote``, ``occurrence`` (the how-manieth place of the quote in the text, from
1), ``attribute.NAME``, ``arguments`` (`tifa.annotation.cells`), ``score``. Columns of texts:
``doc``, ``text``, ``annotators`` (who has seen it), ``meta`` and ``sha256``.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tifa.annotation.cells import NONE, show_arguments
from tifa.annotation.formats.base import Exchange, Item
from tifa.corpus.document import text_hash
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span

ATTRIBUTE = "attribute."
SPAN_COLUMNS = ("doc", "annotator", "label", "start", "end", "quote", "occurrence")
LAST_COLUMNS = ("arguments", "score")
TEXT_COLUMNS = ("doc", "text", "annotators", "meta", "sha256")
NUMBERS = frozenset(("start", "end", "occurrence", "score"))
_NAMES = {
    "doc": ("document", "doc_id", "document_id", "text_id", "file", "filename", "文档", "篇"),
    "annotator": ("layer", "coder", "user", "标注者", "标注人"),
    "label": ("tag", "type", "category", "code", "标签", "类别"),
    "start": ("begin", "start_offset", "start_char", "起"),
    "end": ("stop", "end_offset", "end_char", "止"),
    "quote": ("span", "string", "引文", "文字", "原文"),
    "occurrence": ("nth", "第几处"),
    "text": ("全文", "正文"),
    "attributes": ("属性",),
    "arguments": ("论元",),
    "score": ("confidence", "得分"),
    "annotators": (),
    "meta": (),
    "sha256": (),
}
_KNOWN = {other: name for name, others in _NAMES.items() for other in (name, *others)}
_QUOTES = re.compile(r'"+')
_AWKWARD = re.compile(r'[;\n"\[]|^\s|\s$|^$')


@dataclass(frozen=True, slots=True)
class Row:
    """A row: texts by column, blank cells left out.

    where (str): ``file:line``.
    """

    cells: Mapping[str, str]
    where: str

    def get(self, column: str) -> str:
        """Return a cell, "" for a blank one."""
        return self.cells.get(column, "")


def column_of(heading: str) -> str:
    """Return the column that a heading names: itself, unless it is a known name of another."""
    if heading.startswith(ATTRIBUTE):
        return heading
    plain = heading.strip()
    return next(
        (_KNOWN[one] for one in (plain.lower(), plain.split(" ")[-1].lower()) if one in _KNOWN),
        plain,
    )


def full(value: str) -> str:
    """Return a value as a cell that is not blank; `unfull` undoes it."""
    return f'""{value}' if not value or _QUOTES.fullmatch(value) else value


def unfull(cell: str) -> str:
    """Return the value of a cell; ``""`` is an empty one."""
    return cell[2:] if cell.startswith('""') and _QUOTES.fullmatch(cell) else cell


def show_names(names: Sequence[str]) -> str:
    """Return names as a cell; `parse_names` undoes it."""
    if any(_AWKWARD.search(name) for name in names):
        return json.dumps(list(names), ensure_ascii=False)
    return "; ".join(names)


def parse_names(cell: str, where: str) -> list[str]:
    """Return the names of a cell.

    Raises:
        FormatError: It is a broken list in JSON.
    """
    if not cell.lstrip().startswith("["):
        return [name.strip() for name in cell.split(";") if name.strip()]
    try:
        names = json.loads(cell)
    except (ValueError, RecursionError):
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise FormatError("annotators is no list of names", where=where)
    return names


def span_columns(exchange: Exchange) -> list[str]:
    """Return the columns that the spans of an exchange need."""
    attributes = dict.fromkeys(name for _, _, span in exchange for name in span.attributes)
    return [*SPAN_COLUMNS, *(ATTRIBUTE + name for name in attributes), *LAST_COLUMNS]


def span_rows(exchange: Exchange) -> Iterator[tuple[str, Item, Span, dict[str, str]]]:
    """Yield annotator, item, span and cells of each span, in the order of the texts."""
    for item in exchange.items:
        counts = _Occurrences(item.text)
        for annotator, layer in exchange.layers.items():
            for span in layer.get(item.id, ()):
                yield annotator, item, span, _cells(annotator, item, span, counts)


def _cells(annotator: str, item: Item, span: Span, counts: "_Occurrences") -> dict[str, str]:
    arguments = show_arguments(span.arguments)
    return {
        "doc": full(item.id),
        "annotator": full(annotator),
        "label": full(span.label),
        "start": str(span.start),
        "end": str(span.end),
        "quote": span.quote,
        "occurrence": str(counts.of(span.quote, span.start)),
        **{ATTRIBUTE + name: full(value) for name, value in span.attributes.items()},
        "arguments": "" if arguments == NONE else arguments,
        "score": "" if span.score is None else repr(span.score),
    }


class _Occurrences:
    """Counts the places of quotes in a text; quotes repeat, so they are kept."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, dict[int, int]] = {}

    def of(self, quote: str, start: int) -> int:
        if quote not in self._known:
            places = enumerate(all_places(self._text, quote), start=1)
            self._known[quote] = {place: number for number, place in places}
        return self._known[quote][start]


def all_places(text: str, quote: str) -> list[int]:
    """Return every start of a quote in a text; they may overlap."""
    places, start = [], text.find(quote)
    while start != -1 and quote:
        places.append(start)
        start = text.find(quote, start + 1)
    return places


def text_cells(exchange: Exchange, item: Item) -> dict[str, str]:
    """Return the cells of a text.

    Raises:
        FormatError: Its meta is no JSON.
    """
    seen = [name for name, layer in exchange.layers.items() if item.id in layer]
    try:
        meta = json.dumps(dict(item.meta), ensure_ascii=False) if item.meta else ""
    except (TypeError, ValueError, RecursionError) as error:
        raise FormatError(f"Its meta is no JSON ({error})", where=item.id) from None
    return {
        "doc": full(item.id),
        "text": item.text,
        "annotators": show_names(seen),
        "meta": meta,
        "sha256": text_hash(item.text),
    }


def read_texts(rows: Iterable[Row]) -> tuple[dict[str, Item], dict[str, list[str]]]:
    """Return the texts of a table by id, and who has seen them; parts follow each other.

    Raises:
        FormatError: A row has no doc, or a text is not the one that was written.
    """
    parts: dict[str, list[Row]] = {}
    for row in rows:
        if not row.get("doc"):
            raise FormatError("A text without doc", where=row.where)
        parts.setdefault(unfull(row.get("doc")), []).append(row)
    items: dict[str, Item] = {}
    seen: dict[str, list[str]] = {}
    for id_, several in parts.items():
        first = several[0]
        text = "".join(row.get("text") for row in several)
        if first.get("sha256") not in ("", text_hash(text)):
            raise FormatError(
                f"The text of {id_} is not the one that was written: its sha256 differs",
                where=first.where,
                remedy="Restore the text, or empty the cell sha256 to take it as it is.",
            )
        items[id_] = Item(id_, text, _meta(first))
        seen[id_] = parse_names(first.get("annotators"), first.where)
    return items, seen


def _meta(row: Row) -> dict[str, object]:
    try:
        return dict(json.loads(row.get("meta") or "{}"))
    except (ValueError, TypeError, RecursionError):
        raise FormatError("meta is no object in JSON", where=row.where) from None
