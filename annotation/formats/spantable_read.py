"""Reading tables of spans: rows that people have edited, placed in their texts."""

import math
from collections.abc import Mapping, Sequence

from tifa.annotation.cells import parse_attributes, split_arguments
from tifa.annotation.formats.base import Collector, Exchange, Item, Loss, ReadOptions
from tifa.annotation.formats.placing import RawArgument, RawSpan, place
from tifa.annotation.formats.spantable import (
    ATTRIBUTE,
    LAST_COLUMNS,
    SPAN_COLUMNS,
    Row,
    all_places,
    read_texts,
    unfull,
)
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span

_READ = frozenset((*SPAN_COLUMNS, *LAST_COLUMNS, "attributes", "text"))


def read_tables(
    spans: Sequence[Row], texts: Sequence[Row], options: ReadOptions, *, stem: str
) -> Exchange:
    """Return what tables of spans and of texts hold.

    A text that the table of texts lacks is looked for in ``options.texts``, or in a column
    ``text`` of the spans. A span is placed by its offsets; without them by its quote, which
    ``occurrence`` tells from equal ones. A row that is no span, or whose text is not known,
    is a loss.

    stem (str): Name of the annotator where rows and options name none.

    Raises:
        FormatError: A text is not in its form.
    """
    items, seen = read_texts(texts)
    reader = _Reader(items, options, stem)
    for item_id, names in seen.items():
        for name in names:
            reader.found.add_spans(name, item_id, ())
    for row in spans:
        reader.add(row)
    return reader.result()


class _Reader:
    def __init__(self, items: Mapping[str, Item], options: ReadOptions, stem: str) -> None:
        self.found = Collector()
        self._options = options
        self._nameless = options.annotator or stem
        self._raws: dict[tuple[str, str], list[RawSpan]] = {}
        self._unread: dict[str, None] = {}
        self._told = bool(items or options.texts)
        for item in items.values():
            self.found.add_item(item)

    def add(self, row: Row) -> None:
        """Add a row of the table of spans."""
        self._unread |= {
            name: None for name in row.cells if name not in _READ and not name.startswith(ATTRIBUTE)
        }
        annotator = unfull(row.get("annotator")) if row.get("annotator") else self._nameless
        item_id = ""
        try:
            item = self._item(row)
            item_id = item.id
            raw = _raw_span(row, item.text, self._quote(row))
        except FormatError as problem:
            self.found.losses.append(
                Loss(row.where, problem.what, item_id, annotator, _lost(row, self._quote(row)))
            )
            return
        self._raws.setdefault((annotator, item.id), []).append(raw)

    def _quote(self, row: Row) -> str:
        return row.get("quote") or (row.get("text") if self._told else "")

    def _item(self, row: Row) -> Item:
        """Return the text that a row is about.

        Raises:
            FormatError: It is not known.
        """
        item_id, text = unfull(row.get("doc")), row.get("text")
        items = self.found.items
        if not self._told and text:
            known = [item for item in items.values() if item.text == text]
            name = item_id or (known[0].id if known else f"text-{len(items) + 1}")
            self.found.add_item(Item(name, text))
            if items[name].text != text:
                raise FormatError(f"the text of {name} differs from that of a row above")
            return items[name]
        if not item_id and len(items) == 1:
            return next(iter(items.values()))
        if not row.get("doc"):
            raise FormatError("it does not say of which text it is (doc)")
        if item_id not in items and item_id in self._options.texts:
            meta = {"doc_id": item_id, "char_offset": 0}
            self.found.add_item(Item(item_id, self._options.texts[item_id], meta))
        if item_id not in items:
            raise FormatError(f"the text of {item_id} is not known")
        return items[item_id]

    def result(self) -> Exchange:
        """Place all spans and return the exchange."""
        for (annotator, item_id), raws in self._raws.items():
            placed = place(
                self.found.items[item_id].text,
                raws,
                item=item_id,
                annotator=annotator,
                repair=self._options.repair,
            )
            self.found.add_spans(annotator, item_id, placed.spans)
            self.found.losses.extend(placed.losses)
            self.found.notes.extend(placed.notes)
        if self._unread:
            self.found.notes.append(f"columns that are not read: {', '.join(self._unread)}")
        return self.found.result()


def _raw_span(row: Row, text: str, quote: str) -> RawSpan:
    if not row.get("label"):
        raise FormatError("it has no label")
    start, end = _extent(row, text, quote)
    score = _number(row, "score")
    if score is not None and not math.isfinite(score):
        raise FormatError(f"score is “{row.get('score')}” and no number")
    return RawSpan(
        start,
        end,
        unfull(row.get("label")),
        quote or None,
        _attributes(row),
        _arguments(row, text, start, end),
        score,
        row.where,
    )


def _extent(row: Row, text: str, quote: str) -> tuple[int, int]:
    start, end = _offset(row, "start"), _offset(row, "end")
    if start is not None and end is not None:
        return start, end
    if not quote:
        raise FormatError("it has neither start and end nor a quote")
    if start is not None:
        return start, start + len(quote)
    if end is not None:
        return end - len(quote), end
    places = all_places(text, quote)
    number = _offset(row, "occurrence")
    if not places:
        raise FormatError("its quote does not occur in the text")
    if number is None and len(places) > 1:
        raise FormatError(
            f"its quote stands at {len(places)} places, and neither start and end nor "
            "occurrence say at which"
        )
    if number is not None and not 1 <= number <= len(places):
        raise FormatError(f"its quote has no occurrence {number} but {len(places)}")
    found = places[(number or 1) - 1]
    return found, found + len(quote)


def _offset(row: Row, column: str) -> int | None:
    value = _number(row, column)
    if value is not None and not (math.isfinite(value) and value.is_integer()):
        raise FormatError(f"{column} is “{row.get(column)}” and no whole number")
    return None if value is None else int(value)


def _number(row: Row, column: str) -> float | None:
    cell = row.get(column).strip()
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        raise FormatError(f"{column} is “{cell}” and no number") from None


def _attributes(row: Row) -> dict[str, str]:
    found = parse_attributes(row.get("attributes"))
    for name, cell in row.cells.items():
        if name.startswith(ATTRIBUTE) and cell:
            found[name.removeprefix(ATTRIBUTE)] = unfull(cell)
    return found


def _arguments(row: Row, text: str, start: int, end: int) -> tuple[RawArgument, ...]:
    made = []
    for name, quote, said in split_arguments(row.get("arguments")):
        place_ = said
        if place_ is None:
            inside = [p for p in all_places(text, quote) if start <= p <= end - len(quote)]
            if len(inside) != 1:
                raise FormatError(
                    f"its argument {name} “{quote}” stands {len(inside)} times in it; "
                    f"write {name}={quote}@START"
                )
            place_ = inside[0]
        made.append(RawArgument(name, place_, place_ + len(quote), quote))
    return tuple(made)


def _lost(row: Row, quote: str) -> Span:
    """Return what is known of a span that cannot be made; -1 for an unknown offset."""
    offsets = []
    for column in ("start", "end"):
        try:
            offset = _offset(row, column)
        except FormatError:
            offset = None
        offsets.append(-1 if offset is None else offset)
    return Span(offsets[0], offsets[1], unfull(row.get("label")), quote)
