"""A corpus as pandas tables: spans with their metadata, documents with their counts.

corpus = Corpus.read("mycorpus")
spans = corpus.to_frame()
spans.groupby(["level", "label"]).size()
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from tifa.corpus.document import Document
from tifa.corpus.spans import Span

if TYPE_CHECKING:
    from tifa.corpus.folder import Corpus

_META = (
    "title",
    "occasion",
    "speaker",
    "post",
    "rank",
    "issuer",
    "event_date",
    "publication_date",
    "year",
    "place",
    "level",
    "genre",
    "text_kind",
    "campaign",
    "source",
    "licence",
    "synthetic",
    "language",
)
_SPAN = ("layer", "doc_id", "start", "end", "label", "quote", "score")


def spans_frame(corpus: "Corpus") -> pd.DataFrame:
    """Return one row per span.

    Columns: layer, doc_id, start and end (code points, end exclusive), label, quote,
    score; each attribute under its name as ``attribute.NAME``; each argument as
    ``argument.NAME``, several quotes joined by 、; then the document's metadata.
    What is not known is missing (NA). Rows follow layers, documents and offsets.
    """
    metas = {doc_id: _meta(doc) for doc_id, doc in corpus.documents.items()}
    rows = [
        {"layer": name, "doc_id": doc_id, **_span(span), **metas[doc_id]}
        for name, layer in sorted(corpus.layers.items())
        for doc_id, span in layer
    ]
    extra = sorted({column for row in rows for column in row if "." in column})
    return _frame(rows, [*_SPAN, *extra, *_META])


def documents_frame(corpus: "Corpus") -> pd.DataFrame:
    """Return one row per document.

    Columns: doc_id, characters (of the whole text), the metadata, and for each layer
    and label ``LAYER.LABEL``, the number of spans: 0 where the layer has seen the
    document and found none, missing (NA) where it has not seen it.
    """
    labels = {name: list(layer.counts()) for name, layer in sorted(corpus.layers.items())}
    rows = [
        {
            "doc_id": doc_id,
            "characters": len(doc.text),
            **_meta(doc),
            **_counts(corpus, doc_id, labels),
        }
        for doc_id, doc in sorted(corpus.documents.items())
    ]
    counts = [f"{name}.{label}" for name in labels for label in labels[name]]
    return _frame(rows, ["doc_id", "characters", *_META, *counts])


def summary(corpus: "Corpus") -> dict[str, Any]:
    """Return what a corpus holds as a record for JSON: info, counts, layers, documents."""
    documents = documents_frame(corpus).drop(columns=["source", "licence"])
    return {
        "corpus": corpus.info.model_dump(),
        "counts": corpus.counts().model_dump(),
        "layers": {name: asdict(layer.info) for name, layer in sorted(corpus.layers.items())},
        "documents": json.loads(documents.to_json(orient="records", force_ascii=False)),
    }


def _frame(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    """Make a table whose columns have the same types however few rows there are."""
    frame = pd.DataFrame(rows, columns=columns)
    for column in columns:
        frame[column] = frame[column].astype(_dtype(column))  # type: ignore[call-overload]
    return frame


def _dtype(column: str) -> str:
    if column in ("start", "end", "characters"):
        return "int64"
    if column == "score":
        return "Float64"
    if column == "synthetic":
        return "bool"
    named = column.startswith(("attribute.", "argument.")) or "." not in column
    return "string" if named and column != "year" else "Int64"


def _meta(doc: Document) -> dict[str, Any]:
    meta, speaker = doc.meta, doc.meta.speaker
    fields = meta.model_dump(exclude={"speaker"})
    named = {"post": speaker.post, "rank": speaker.rank} if speaker else {}
    return {**fields, "year": meta.year, "speaker": speaker.name if speaker else None, **named}


def _span(span: Span) -> dict[str, Any]:
    row: dict[str, Any] = {
        "start": span.start,
        "end": span.end,
        "label": span.label,
        "quote": span.quote,
        "score": span.score,
    }
    row |= {f"attribute.{name}": value for name, value in span.attributes.items()}
    for arg in span.arguments:
        column = f"argument.{arg.name}"
        row[column] = f"{row[column]}、{arg.quote}" if column in row else arg.quote
    return row


def _counts(corpus: "Corpus", doc_id: str, labels: Mapping[str, Sequence[str]]) -> dict[str, int]:
    return {
        f"{name}.{label}": sum(span.label == label for span in layer.spans[doc_id])
        for name, layer in corpus.layers.items()
        if doc_id in layer.spans
        for label in labels[name]
    }
