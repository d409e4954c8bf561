"""Annotation tasks: the JSONL line that Prodigy and the corpus folder share.

A task holds one block of a document (``meta.char_offset`` says where it starts)
and the spans in it, as Prodigy's ``spans_manual`` writes them. tifa adds to each
span its ``quote``, ``attributes`` and ``arguments``.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tifa.corpus.document import Document
from tifa.corpus.errors import FormatError, OffsetError, explain
from tifa.corpus.spans import Argument, LayerInfo, LayerKind, Span, in_order
from tifa.corpus.structure import Extent, analyse

# How Prodigy says that an annotator stands by what is marked; ``reject`` and ``ignore`` do not.
ACCEPT = "accept"


class ArgumentRecord(BaseModel):
    """An argument as stored: offsets into the task text."""

    model_config = ConfigDict(extra="allow", strict=True)

    name: str
    start: int
    end: int
    quote: str


class SpanRecord(BaseModel):
    """A span as stored: offsets into the task text; foreign keys are kept."""

    model_config = ConfigDict(extra="allow", strict=True)

    start: int
    end: int
    label: str
    quote: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict)
    arguments: list[ArgumentRecord] = Field(default_factory=list)
    score: float | None = None


class TaskMeta(BaseModel):
    """Where the task comes from; foreign keys are kept."""

    model_config = ConfigDict(extra="allow", strict=True)

    doc_id: str = ""
    char_offset: int = Field(default=0, ge=0)
    section: str = ""


class TaskRecord(BaseModel):
    """One line of an annotation file; foreign keys are kept."""

    model_config = ConfigDict(extra="allow", strict=True)

    text: str
    meta: TaskMeta = Field(default_factory=TaskMeta)
    spans: list[SpanRecord] = Field(default_factory=list)
    answer: str = ACCEPT


def parse_task(record: dict[str, Any], *, where: str) -> TaskRecord:
    """Check the form of a task record.

    Raises:
        FormatError: A field is missing or of the wrong type; all such are named.
    """
    try:
        return TaskRecord.model_validate(record)
    except ValidationError as error:
        raise FormatError(explain(error), where=where) from None


def task_spans(task: TaskRecord, *, where: str) -> tuple[Span, ...]:
    """Return the checked spans of a task, with offsets into the document.

    Raises:
        OffsetError: A span or argument does not cover its quote.
    """
    spans = []
    for record in task.spans:
        span = read_span(record, task.text)
        try:
            span.check(task.text)
        except OffsetError as error:
            raise OffsetError(error.what, where=where, remedy=error.remedy) from None
        spans.append(span.shifted(task.meta.char_offset))
    return in_order(spans)


def read_span(record: SpanRecord, text: str) -> Span:
    """Return a stored span; a missing quote is read from the text it points into."""
    quote = text[record.start : record.end] if record.quote is None else record.quote
    arguments = tuple(Argument(a.name, a.start, a.end, a.quote) for a in record.arguments)
    return Span(
        record.start,
        record.end,
        record.label,
        quote,
        record.attributes,
        arguments,
        record.score,
    )


def to_tasks(doc: Document, spans: Iterable[Span], info: LayerInfo) -> Iterator[dict[str, Any]]:
    """Yield the tasks of a document, one per block, in the order of the text.

    A span (or argument) that crosses blocks joins them into one task.

    Raises:
        OffsetError: A span does not cover its quote.
    """
    for block, inside in tiles(doc.text, spans):
        yield {
            "text": doc.text[block.start : block.end],
            "meta": {
                "doc_id": doc.id,
                "char_offset": block.start,
                "section": analyse(doc.text).path(block.start),
                **provenance(info),
            },
            "spans": [span_record(span.shifted(-block.start)) for span in inside],
            "answer": ACCEPT,
            "_view_id": "spans_manual",
        }


def tiles(text: str, spans: Iterable[Span] = ()) -> list[tuple[Extent, tuple[Span, ...]]]:
    """Return the blocks of a text with the spans in each, both in text order.

    A span (or argument) that crosses blocks joins them into one.

    Raises:
        OffsetError: A span does not cover its quote.
    """
    ordered = in_order(spans)
    for span in ordered:
        span.check(text)
    blocks = _joined(analyse(text).blocks(), ordered)
    return [
        (block, tuple(span for span in ordered if block.start <= span.start < block.end))
        for block in blocks
    ]


def span_record(span: Span) -> dict[str, Any]:
    """Return a span as a plain record, empty fields left out."""
    record: dict[str, Any] = {
        "start": span.start,
        "end": span.end,
        "label": span.label,
        "quote": span.quote,
    }
    if span.attributes:
        record["attributes"] = dict(span.attributes)
    if span.arguments:
        record["arguments"] = [
            {"name": arg.name, "start": arg.start, "end": arg.end, "quote": arg.quote}
            for arg in span.arguments
        ]
    if span.score is not None:
        record["score"] = round(span.score, 4)
    return record


def provenance(info: LayerInfo) -> dict[str, Any]:
    """Return what the ``meta`` of a task says about its layer."""
    return {
        "layer": info.name,
        "kind": info.kind.value,
        "annotators": list(info.annotators),
        "scheme": info.scheme,
        "date": info.date,
    }


def provenance_of(task: TaskRecord) -> LayerInfo | None:
    """Return who made a task's annotations, if its ``meta`` says so in our form."""
    extra = task.meta.model_extra or {}
    try:
        return LayerInfo(
            name=str(extra["layer"]),
            kind=LayerKind(extra["kind"]),
            annotators=tuple(str(name) for name in extra["annotators"]),
            scheme=str(extra["scheme"]),
            date=str(extra["date"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _joined(blocks: Sequence[Extent], spans: Sequence[Span]) -> list[Extent]:
    """Join blocks that one span or its arguments reach across.

    A block also grows over what a span covers beyond it: there is only whitespace, but a
    span that is left out would be lost, and the validator could not find it.
    """
    joined: list[Extent] = []
    extents = [(block.start, block.end) for block in blocks]
    for start, end in sorted(extents + [_reach(span) for span in spans]):
        if joined and start < joined[-1].end:
            joined[-1] = Extent(joined[-1].start, max(end, joined[-1].end))
        else:
            joined.append(Extent(start, end))
    return joined


def _reach(span: Span) -> tuple[int, int]:
    starts = [span.start, *(arg.start for arg in span.arguments)]
    ends = [span.end, *(arg.end for arg in span.arguments)]
    return min(starts), max(ends)
