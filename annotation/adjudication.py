"""Adjudication: from several annotators' spans to gold, with a log of every decision.

The log is the source of the gold: applying it gives the gold layer, and checking
it shows that no annotator's span was passed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tifa.corpus.document import Document
from tifa.corpus.errors import FormatError, explain
from tifa.corpus.jsonl import dump_lines, read_jsonl
from tifa.corpus.spans import Layer, LayerInfo, Span, in_order
from tifa.corpus.tasks import ArgumentRecord, SpanRecord, read_span, span_record

Outcome = Literal["kept", "changed", "chosen", "added", "rejected"]


class Candidate(BaseModel):
    """What one annotator marked: offsets into the document, end exclusive."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    start: int
    end: int
    quote: str
    attributes: dict[str, str] = Field(default_factory=dict)
    arguments: list[ArgumentRecord] = Field(default_factory=list)


class Made(BaseModel):
    """Who decided, and when.

    adjudicator: Name of who decided.
    by: Whether that is a person or a language model.
    date: Day, ISO 8601.
    scheme: Version of the label scheme that decided.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    adjudicator: str
    by: Literal["human", "llm"]
    date: str
    scheme: str


class Decision(BaseModel):
    """What became of one place that somebody annotated.

    outcome: ``kept`` as all annotators had it (attributes filled in), ``changed``
        against all of them, ``chosen`` among them, ``added`` where nobody marked
        anything, or ``rejected``.
    candidates: What each annotator had, by layer name.
    gold: The spans decided on; empty when rejected.
    rule: The scheme's rule that decides.
    reason: Why it applies here, in one sentence.
    made: Who decided and when, where the log says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    doc_id: str
    label: str
    outcome: Outcome
    candidates: dict[str, list[Candidate]] = Field(default_factory=dict)
    gold: list[SpanRecord] = Field(default_factory=list)
    rule: str
    reason: str
    made: Made | None = None


def read_decisions(path: Path) -> list[Decision]:
    """Read an adjudication log.

    Raises:
        FormatError: A line is not a decision; the message has file and line.
    """
    decisions = []
    for number, record in read_jsonl(path):
        try:
            decisions.append(Decision.model_validate(record))
        except ValidationError as error:
            raise FormatError(explain(error), where=f"{path}:{number}") from None
    return decisions


def dump_decisions(decisions: Iterable[Decision]) -> str:
    """Return an adjudication log as JSON lines, empty fields left out."""
    return dump_lines(_record(decision) for decision in decisions)


def _record(decision: Decision) -> dict[str, Any]:
    record: dict[str, Any] = {
        "doc_id": decision.doc_id,
        "label": decision.label,
        "outcome": decision.outcome,
        "candidates": {
            name: [each.model_dump(exclude_defaults=True) for each in candidates]
            for name, candidates in decision.candidates.items()
        },
        "gold": [span_record(read_span(span, "")) for span in decision.gold],
        "rule": decision.rule,
        "reason": decision.reason,
    }
    if decision.made is not None:
        record["made"] = decision.made.model_dump()
    return record


def apply_decisions(
    decisions: Iterable[Decision], documents: Mapping[str, Document], info: LayerInfo
) -> Layer:
    """Return the gold layer that a log decides on.

    decisions (Iterable[Decision]): The log.
    documents (Mapping[str, Document]): The adjudicated documents by id.
    info (LayerInfo): Provenance of the gold layer.

    Raises:
        FormatError: A decision names a document that is not among them.
        OffsetError: A span does not cover its quote.
    """
    spans: dict[str, list[Span]] = {doc_id: [] for doc_id in documents}
    for decision in decisions:
        doc = documents.get(decision.doc_id)
        if doc is None:
            raise FormatError(f"The log names a document “{decision.doc_id}” that is not here")
        for record in decision.gold:
            span = read_span(record, doc.text)
            span.check(doc.text)
            spans[doc.id].append(span)
    return Layer(info, {doc_id: in_order(found) for doc_id, found in spans.items()})


def clusters(layers: Sequence[Layer], doc_id: str) -> list[dict[str, list[Span]]]:
    """Group the annotators' spans of a document that concern the same place.

    Spans of one label that overlap, directly or through others, form a cluster.

    Returns:
        One mapping from layer name to spans per cluster, in text order.
    """
    return group_spans(
        (layer.info.name, span) for layer in layers for span in layer.spans.get(doc_id, ())
    )


def group_spans(marked: Iterable[tuple[str, Span]]) -> list[dict[str, list[Span]]]:
    """Group annotators' spans of one document, given with the annotators' names.

    Returns:
        Clusters as `clusters` does.
    """
    ordered = sorted(marked, key=lambda pair: (pair[1].label, pair[1].start, pair[1].end))
    found: list[dict[str, list[Span]]] = []
    label, reach = "", -1
    for name, span in ordered:
        if span.label != label or span.start >= reach:
            found.append({})
            label, reach = span.label, -1
        found[-1].setdefault(name, []).append(span)
        reach = max(reach, span.end)
    return sorted(found, key=_first_start)


def _first_start(cluster: Mapping[str, Sequence[Span]]) -> tuple[int, int]:
    spans = [span for some in cluster.values() for span in some]
    return min(span.start for span in spans), -max(span.end for span in spans)


def undecided(decisions: Iterable[Decision], layers: Sequence[Layer]) -> list[tuple[str, Span]]:
    """Return annotators' spans that no decision accounts for, with their layer's name."""
    decided = {
        (decision.doc_id, name, candidate.start, candidate.end, decision.label)
        for decision in decisions
        for name, candidates in decision.candidates.items()
        for candidate in candidates
    }
    return [
        (layer.info.name, span)
        for layer in layers
        for doc_id, span in layer
        if (doc_id, layer.info.name, *span.key) not in decided
    ]


def summary(decisions: Iterable[Decision]) -> dict[str, dict[str, int]]:
    """Count decisions per label and outcome."""
    counts: dict[str, dict[str, int]] = {}
    for decision in decisions:
        row: dict[str, Any] = counts.setdefault(decision.label, {})
        row[decision.outcome] = row.get(decision.outcome, 0) + 1
    return counts
