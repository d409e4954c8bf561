"""What the spans to learn are like, before any training, as `spacy debug data` tells it.

Lengths, distinctiveness, forms that are seen in other documents, and candidates. Labels
whose spans or edges look like any other text are the hard ones.

Distinctiveness is the Kullback-Leibler divergence of the tokens in the spans of a label
(or of the tokens just outside their ends) from the tokens of the whole text, in nats, as
in Papay, Klinger & Padó, Dissecting Span Identification Tasks with Performance
Prediction, EMNLP 2020, and in spaCy's ``debug data``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.tokens import Span as TokenSpan

from tifa.models.spandata import set_spans
from tifa.models.suggestions import SuggesterReport, measure_suggester
from tifa.models.units import Unit, fold_of

if TYPE_CHECKING:
    from rich.table import Table

FOLDS = 5
_KEY = "gold"
_HEADINGS = (
    "spans", "docs", "forms", "seen", "mean", "p90", "max", "SD", "BD", "recall", "unfit",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LabelStatistics:
    """What the gold spans of a label are like.

    label (str): The label.
    spans, documents, forms (int): Spans, documents that have one, and different texts.
    seen (int): Spans whose text is also that of a gold span in another fold.
    mean_length, p90_length (float), max_length (int): In characters (code points).
    span_distinctiveness, boundary_distinctiveness (float): In nats; the higher, the
        less the tokens inside (or just outside) are like those of the whole text.
    unfit (int): Spans whose ends are no token boundaries.
    found (int | None): Spans among the candidates; None if there are no candidates.
    """

    label: str
    spans: int
    documents: int
    forms: int
    seen: int
    mean_length: float
    p90_length: float
    max_length: int
    span_distinctiveness: float
    boundary_distinctiveness: float
    unfit: int
    found: int | None

    @property
    def seen_share(self) -> float:
        """Share of the spans whose text is seen in another fold."""
        return self.seen / self.spans

    @property
    def recall(self) -> float | None:
        """Share of the spans among the candidates, if there are candidates."""
        return None if self.found is None else self.found / self.spans


@dataclass(frozen=True)
class SpanStatistics:
    """What there is to learn.

    labels (tuple[LabelStatistics, ...]): From the most to the least frequent label.
    documents, characters (int): Size of the data.
    folds (int): Folds between which forms are seen.
    suggester (SuggesterReport | None): The candidates, if the pipeline has any.
    """

    labels: tuple[LabelStatistics, ...]
    documents: int
    characters: int
    folds: int
    suggester: SuggesterReport | None

    def to_dict(self) -> dict[str, Any]:
        """Return everything for JSON."""
        return {
            "documents": self.documents,
            "characters": self.characters,
            "folds": self.folds,
            "suggester": self.suggester and self.suggester.to_dict(),
            "labels": [_label_record(row) for row in self.labels],
        }

    def table(self) -> "Table":
        """Return a table for the terminal."""
        from rich.box import SIMPLE_HEAD  # slow to import
        from rich.table import Table

        size = f"{self.documents:,} documents, {self.characters:,} characters"
        title = f"Gold spans in {size}"
        table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 0))
        table.add_column("label", no_wrap=True)
        for heading in _HEADINGS:
            table.add_column(heading, justify="right")
        for row in self.labels:
            table.add_row(row.label, *_cells(row))
        return table

    def notes(self) -> list[str]:
        """Return what the columns of the table mean, and the cost of the candidates."""
        lines = [
            f"seen: share of spans whose text is also a gold span in another of {self.folds} folds",
            "mean, p90, max: length in characters",
            "SD, BD: how unlike all text the tokens in and around spans are, in nats",
            "recall: share of spans among the candidates",
            "unfit: spans whose ends are no token boundaries",
        ]
        if self.suggester:
            lines += self.suggester.lines()[:1]
        return lines


def span_statistics(nlp: Language, units: Sequence[Unit], *, folds: int = FOLDS) -> SpanStatistics:
    """Describe gold spans, and the candidates that a pipeline makes for them.

    nlp (Language): An initialised pipeline: its tokens and, if any, its suggester count.
    units (Sequence[Unit]): The training data.
    folds (int): Into how many folds the data would be divided by cross-validation.
    """
    suggester = measure_suggester(nlp, units)
    seen = _seen_elsewhere(units, folds)
    counted = _Counted(nlp, units)
    labels = sorted(counted.quotes, key=lambda label: (-len(counted.quotes[label]), label))
    return SpanStatistics(
        labels=tuple(counted.describe(label, seen[label], suggester) for label in labels),
        documents=len({unit.doc_id for unit in units}),
        characters=sum(len(unit.text) for unit in units),
        folds=folds,
        suggester=suggester,
    )


def divergence(part: Counter[str], whole: Counter[str]) -> float:
    """Return the Kullback-Leibler divergence of a part's tokens from the whole's, in nats.

    part, whole (Counter[str]): How often each token occurs; what the part has, the whole
        has too. An empty part diverges by 0.
    """
    inside, outside = part.total(), whole.total()
    return sum(
        count / inside * log(count * outside / (inside * whole[token]))
        for token, count in part.items()
    )


class _Counted:
    """Tokens, quotes and documents of the gold spans, by label."""

    def __init__(self, nlp: Language, units: Iterable[Unit]) -> None:
        self.tokens = Counter[str]()
        self.inside: dict[str, Counter[str]] = defaultdict(Counter)
        self.around: dict[str, Counter[str]] = defaultdict(Counter)
        self.quotes: dict[str, list[str]] = defaultdict(list)
        self.documents: dict[str, set[str]] = defaultdict(set)
        self.unfit = Counter[str]()
        for unit in units:
            self._add(nlp.make_doc(unit.text), unit)

    def _add(self, doc: Doc, unit: Unit) -> None:
        self.tokens.update(token.lower_ for token in doc)
        for span in unit.spans:
            self.quotes[span.label].append(span.quote)
            self.documents[span.label].add(unit.doc_id)
            self.unfit[span.label] += doc.char_span(span.start, span.end) is None
        set_spans(doc, _KEY, unit.spans)
        for found in doc.spans[_KEY]:
            self.inside[found.label_].update(token.lower_ for token in found)
            self.around[found.label_].update(_outside(doc, found))

    def describe(self, label: str, seen: int, suggester: SuggesterReport | None) -> LabelStatistics:
        quotes = self.quotes[label]
        lengths = [len(quote) for quote in quotes]
        return LabelStatistics(
            label=label,
            spans=len(quotes),
            documents=len(self.documents[label]),
            forms=len(set(quotes)),
            seen=seen,
            mean_length=float(np.mean(lengths)),
            p90_length=float(np.percentile(lengths, 90)),
            max_length=max(lengths),
            span_distinctiveness=divergence(self.inside[label], self.tokens),
            boundary_distinctiveness=divergence(self.around[label], self.tokens),
            unfit=self.unfit[label],
            found=None if suggester is None else suggester.found[label],
        )


def _outside(doc: Doc, span: TokenSpan) -> Iterator[str]:
    """Yield the tokens just before and just after a span."""
    if span.start:
        yield doc[span.start - 1].lower_
    if span.end < len(doc):
        yield doc[span.end].lower_


def _seen_elsewhere(units: Sequence[Unit], folds: int) -> Counter[str]:
    """Count by label the spans whose text is that of a gold span in another fold."""
    where: dict[str, set[int]] = defaultdict(set)
    placed = list(zip(units, fold_of(units, folds), strict=True))
    for unit, fold in placed:
        for span in unit.spans:
            where[span.quote].add(fold)
    return Counter(
        span.label for unit, _ in placed for span in unit.spans if len(where[span.quote]) > 1
    )


def _label_record(row: LabelStatistics) -> dict[str, Any]:
    return {
        "label": row.label,
        "spans": row.spans,
        "documents": row.documents,
        "forms": row.forms,
        "seen_in_other_folds": row.seen,
        "length": {
            "mean": round(row.mean_length, 2),
            "p90": round(row.p90_length, 2),
            "max": row.max_length,
        },
        "span_distinctiveness": round(row.span_distinctiveness, 4),
        "boundary_distinctiveness": round(row.boundary_distinctiveness, 4),
        "unfit": row.unfit,
        "found_among_candidates": row.found,
    }


def _cells(row: LabelStatistics) -> Iterator[str]:
    yield from (f"{row.spans:,}", f"{row.documents:,}", f"{row.forms:,}")
    yield f"{row.seen_share:.2f}"
    yield from (f"{row.mean_length:.1f}", f"{row.p90_length:.0f}", f"{row.max_length}")
    yield from (f"{row.span_distinctiveness:.2f}", f"{row.boundary_distinctiveness:.2f}")
    yield "–" if row.recall is None else f"{row.recall:.3f}"
    yield str(row.unfit)
