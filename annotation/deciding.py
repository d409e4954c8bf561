"""From a filled decisions file to decisions: what each row says, and what is wrong in it.

Nothing is decided silently: a row that is empty, unclear or against the scheme is a
finding with its place, and so is a place that no row speaks of.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tifa.annotation.adjudication import Candidate, Decision, Outcome
from tifa.annotation.curation import Cluster, Comparison, conflicts, same
from tifa.annotation.decisions import Part, Row
from tifa.annotation.rows import RowReader
from tifa.annotation.unasked import asking_less, tell_missing
from tifa.corpus.check_spans import PlacedSpan, SpanChecks
from tifa.corpus.errors import FormatError, TifaError
from tifa.corpus.incidents import Place, ValidationReport
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import LayerKind, Span
from tifa.corpus.tasks import ArgumentRecord, SpanRecord, span_record

_ALONE = ("keep", "both", "reject")


@dataclass
class Verdict:
    """What a decisions file decides.

    decisions (list[Decision]): The log, in the order of documents and text.
    undecided (list[str]): Places of rows that nobody decided, with what they are about.
    wrong (list[str]): What is wrong, with its place.
    warnings (list[str]): What the scheme only warns of.
    """

    decisions: list[Decision] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def decide(comparison: Comparison, rows: Sequence[Row], scheme: Scheme | None = None) -> Verdict:
    """Read what the rows of a decisions file say about a comparison.

    rows (Sequence[Row]): As read from the file.
    scheme (Scheme | None): Every span decided on is checked against it.
    """
    return _Deciding(comparison, rows, scheme).verdict()


@dataclass(frozen=True, slots=True)
class _Decided:
    """Spans decided on, each with the row that says so; `cluster` is None for a new span."""

    doc_id: str
    cluster: Cluster | None
    rows: tuple[Row, ...]
    spans: tuple[tuple[Span, Row], ...]


class _Deciding:
    def __init__(self, comparison: Comparison, rows: Sequence[Row], scheme: Scheme | None) -> None:
        self._comparison = comparison
        self._scheme = scheme
        self._found = Verdict()
        self._reader = RowReader(comparison)
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row.part is not Part.OUTDATED:
                self._rows[row.id].append(row)

    def verdict(self) -> Verdict:
        decided = [*self._clusters(), *self._added()]
        self._unknown()
        if self._scheme is not None:
            self._check(decided, self._scheme)
        places = {doc_id: number for number, doc_id in enumerate(self._comparison.texts)}
        decisions = [(each, decision) for each in decided for decision in _decisions(each)]
        decisions.sort(key=lambda pair: (places[pair[0].doc_id], _start(pair[0])))
        self._found.decisions = [decision for _, decision in decisions]
        return self._found

    def _clusters(self) -> Iterator[_Decided]:
        for cluster in self._comparison.clusters:
            rows = self._rows.get(cluster.id, [])
            if not rows:
                self._found.wrong.append(
                    f"There is no row for {_about(cluster)} (id {cluster.id}). "
                    "Get it back with --update."
                )
                continue
            empty = [row for row in rows if not row.decision.strip()]
            self._found.undecided += [f"{row.where}: {_about(cluster)}" for row in empty]
            if empty:
                continue
            try:
                yield self._decided(cluster, rows)
            except TifaError as error:
                self._found.wrong.append(str(error))

    def _decided(self, cluster: Cluster, rows: Sequence[Row]) -> _Decided:
        words = [self._reader.word(row) for row in rows]
        if len(rows) > 1 and any(word in _ALONE for word in words):
            raise FormatError(
                f"The rows {', '.join(row.where for row in rows)} decide one place differently",
                where=rows[0].where,
                remedy="Several rows of one id give one span each; else keep one row.",
            )
        spans: list[tuple[Span, Row]] = []
        for row, word in zip(rows, words, strict=True):
            for span in self._reader.spans(row, word, cluster):
                if not any(same(span, other) for other, _ in spans):
                    spans.append((span, row))
        return _Decided(cluster.doc_id, cluster, tuple(rows), tuple(spans))

    def _added(self) -> Iterator[_Decided]:
        for row in self._rows.get("", []):
            if not row.decision.strip():
                if row.filled:
                    self._found.undecided.append(f"{row.where}: a row without id")
                continue
            try:
                span = self._reader.added(row)
            except TifaError as error:
                self._found.wrong.append(str(error))
                continue
            yield _Decided(row.doc.strip(), None, (row,), ((span, row),))

    def _unknown(self) -> None:
        known = {"", *(cluster.id for cluster in self._comparison.clusters)}
        for row_id, rows in self._rows.items():
            if row_id not in known:
                self._found.wrong += [
                    f"{row.where}: No annotator has anything with the id {row_id}. "
                    "The layers have changed, or the id was edited; use --update."
                    for row in rows
                ]

    def _check(self, decided: Sequence[_Decided], scheme: Scheme) -> None:
        by_doc: dict[str, list[PlacedSpan]] = defaultdict(list)
        for each in decided:
            for span, row in each.spans:
                file, _, line = row.where.rpartition(":")
                place = Place(file, int(line or 0), each.doc_id, span.start, span.end, span.quote)
                by_doc[each.doc_id].append(PlacedSpan(span, place))
        report = ValidationReport("")
        missing = self._comparison.unasked
        checks = SpanChecks(asking_less(scheme, missing), LayerKind.ADJUDICATED, report)
        for doc_id, placed in by_doc.items():
            checks.check(self._comparison.texts[doc_id], placed)
        self._found.wrong += [str(incident) for incident in report.errors]
        self._found.warnings += [str(incident) for incident in report.warnings]
        spans = (item.span for placed in by_doc.values() for item in placed)
        self._found.warnings += tell_missing(spans, missing)


def _about(cluster: Cluster) -> str:
    quotes = dict.fromkeys(span.quote for span in cluster.spans)
    shown = " / ".join(f"“{quote if len(quote) <= 20 else quote[:19] + '…'}”" for quote in quotes)
    return f"{cluster.kind.value} {'/'.join(cluster.labels)} {shown}"


def _start(decided: _Decided) -> tuple[int, int]:
    if decided.cluster is not None:
        return decided.cluster.start, -decided.cluster.end
    span = decided.spans[0][0]
    return span.start, -span.end


def _decisions(decided: _Decided) -> Iterator[Decision]:
    """Yield a decision for each label; gold of a label that nobody gave goes with the first."""
    gold = [span for span, _ in decided.spans]
    candidates = decided.cluster.candidates if decided.cluster else {}
    labels = decided.cluster.labels if decided.cluster else [gold[0].label]
    strange = [span for span in gold if span.label not in labels]
    for label in labels:
        mine = [span for span in gold if span.label == label]
        mine += strange if label == labels[0] else []
        had = {
            name: [span for span in spans if span.label == label]
            for name, spans in candidates.items()
        }
        yield Decision(
            doc_id=decided.doc_id,
            label=label,
            outcome=outcome(had, mine),
            candidates={
                name: [_candidate(span) for span in spans] for name, spans in had.items() if spans
            },
            gold=[SpanRecord.model_validate(span_record(span)) for span in mine],
            rule=_told(row.rule for row in decided.rows),
            reason=_told(row.reason for row in decided.rows),
        )


def _told(texts: Iterable[str]) -> str:
    return " / ".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _candidate(span: Span) -> Candidate:
    arguments = [
        ArgumentRecord(name=arg.name, start=arg.start, end=arg.end, quote=arg.quote)
        for arg in span.arguments
    ]
    return Candidate(
        start=span.start,
        end=span.end,
        quote=span.quote,
        attributes=dict(span.attributes),
        arguments=arguments,
    )


def outcome(had: Mapping[str, Sequence[Span]], gold: Sequence[Span]) -> Outcome:
    """Return what became of candidates of one label.

    had (Mapping[str, Sequence[Span]]): By annotator, for all who have seen the document.
    gold (Sequence[Span]): What was decided on.
    """
    if not any(had.values()):
        return "added"
    if not gold:
        return "rejected"
    fitting = [spans for spans in had.values() if spans and _fits(spans, gold)]
    if len(fitting) == len(had):
        return "kept"
    return "chosen" if fitting else "changed"


def _fits(spans: Sequence[Span], gold: Sequence[Span]) -> bool:
    """Say whether gold is what an annotator had, apart from what they left out."""
    if {span.key for span in spans} != {span.key for span in gold}:
        return False
    by_key = {span.key: span for span in gold}
    return all(
        not conflicts([span, by_key[span.key]])
        and {*span.arguments} <= {*by_key[span.key].arguments}
        for span in spans
    )
