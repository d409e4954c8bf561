"""How good the candidates are, before any training: recall and cost of a suggester."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.pipeline.spancat import SpanCategorizer
from spacy.tokens import Doc

from tifa.corpus.errors import TrainingError
from tifa.models.reader import examples
from tifa.models.spandata import as_numpy
from tifa.models.units import Unit


@dataclass(frozen=True)
class SuggesterReport:
    """Recall of gold spans among the candidates.

    gold, found (Counter[str]): Gold spans, and those among the candidates, per label.
    lost (Counter[str]): Gold spans per label whose ends are no token boundaries.
    candidates, characters (int): Totals over the training units.
    """

    gold: Counter[str]
    found: Counter[str]
    lost: Counter[str]
    candidates: int
    characters: int

    @property
    def recall(self) -> float:
        """Share of gold spans among the candidates."""
        return sum(self.found.values()) / max(1, sum(self.gold.values()))

    @property
    def per_thousand(self) -> float:
        """Candidates per 1,000 characters."""
        return 1000 * self.candidates / max(1, self.characters)

    def to_dict(self) -> dict[str, Any]:
        """Return the report for JSON."""
        return {
            "recall": round(self.recall, 4),
            "gold": dict(self.gold),
            "found": dict(self.found),
            "candidates_per_1000_characters": round(self.per_thousand, 1),
        }

    def lines(self) -> list[str]:
        """Return the report in lines for people."""
        rows = [
            f"  {label}: {self.found[label]} of {count} ({self.found[label] / count:.3f})"
            + (f", {self.lost[label]} not on token boundaries" if self.lost[label] else "")
            for label, count in sorted(self.gold.items())
        ]
        cost = f"{self.per_thousand:.0f} candidates per 1,000 characters"
        return [f"Suggester recall {self.recall:.3f}, {cost}", *rows]


def measure_suggester(nlp: Language, units: Sequence[Unit]) -> SuggesterReport | None:
    """Measure the candidates of a pipeline's span categoriser on gold units.

    Pipes before the categoriser are run, as in training. A pipeline without a
    categoriser has no candidates: None.
    """
    spancat = categorizer_of(nlp)
    if spancat is None:
        return None
    gold, found, lost = Counter[str](), Counter[str](), Counter[str]()
    candidates = characters = 0
    for example in examples(nlp, units, spans_key=spancat.key):
        doc = _annotate(nlp, spancat, example.predicted)
        pairs = {tuple(pair) for pair in as_numpy(spancat.suggester([doc]).dataXd).tolist()}
        candidates += len(pairs)
        characters += len(doc.text)
        for span in example.reference.spans.get(spancat.key, ()):
            aligned = doc.char_span(span.start_char, span.end_char)
            gold[span.label_] += 1
            lost[span.label_] += aligned is None
            found[span.label_] += aligned is not None and (aligned.start, aligned.end) in pairs
    return SuggesterReport(gold, found, lost, candidates, characters)


def require_recall(report: SuggesterReport, floor: float) -> None:
    """Refuse to train when the candidates miss too much of the gold.

    Raises:
        TrainingError: Recall is under the floor.
    """
    if report.recall < floor:
        first = (
            f"The suggester finds only {report.recall:.1%} of the gold spans, less than the "
            f"floor of {floor:.0%}: the tagger could never find the rest"
        )
        raise TrainingError(
            "\n".join([first, *report.lines()[1:]]),
            remedy="Raise max_clauses, use character tokens, or lower --recall-floor.",
        )


def categorizer_of(nlp: Language) -> SpanCategorizer | None:
    """Return the pipeline's span categoriser, if it has one."""
    for _, pipe in nlp.pipeline:
        if isinstance(pipe, SpanCategorizer):
            return pipe
    return None


def _annotate(nlp: Language, spancat: SpanCategorizer, doc: Doc) -> Doc:
    for _, pipe in nlp.pipeline:
        if pipe is spancat:
            return doc
        doc = pipe(doc)
    return doc
