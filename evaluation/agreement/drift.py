"""Whether annotators change as they go: agreement and rates over the texts in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tifa.corpus.figures import Figure, Reason, Undefined, mean, quotient
from tifa.evaluation.agreement.pairwise import exact_counts, total
from tifa.evaluation.agreement.texts import AnnotatedText, Study

# Fewer texts show no trend.
_LEAST = 5


@dataclass(frozen=True, slots=True)
class DriftPoint:
    """One text on the way.

    id, when (str): The text and its time.
    f1 (Figure): Mean exact F1 over pairs.
    rates (Mapping[str, float]): Spans per 1,000 characters by annotator.
    """

    id: str
    when: str
    f1: Figure
    rates: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Drift:
    """Change over the texts in order.

    points (tuple[DriftPoint, ...]): By time, else in the order given.
    trend (Figure): Kendall's tau-b of order and F1, -1 to 1.
    p (Figure): Two-sided p of tau = 0.
    by_time (bool): Whether all texts have a time.
    """

    points: tuple[DriftPoint, ...]
    trend: Figure
    p: Figure
    by_time: bool


def measure_drift(study: Study) -> Drift:
    """Return agreement and rates text by text, with the trend of agreement.

    Source: Kendall (1945), doi 10.1093/biomet/33.3.239, for tau-b.
    """
    by_time = all(text.when for text in study.texts)
    texts = sorted(study.texts, key=lambda text: text.when) if by_time else study.texts
    points = tuple(_point(study, text) for text in texts)
    trend, p = _trend([point.f1 for point in points])
    return Drift(points, trend, p, by_time)


def _point(study: Study, text: AnnotatedText) -> DriftPoint:
    figures = [
        total(exact_counts(text.annotators[one], text.annotators[other])).f1
        for one, other in study.pairs
        if one in text.annotators and other in text.annotators
    ]
    rates = {}
    for name, spans in text.annotators.items():
        rate = quotient(1000 * len(spans), len(text.text), Reason.NO_LENGTH)
        rates[name] = 0.0 if isinstance(rate, Undefined) else rate
    return DriftPoint(text.id, text.when, mean(figures, Reason.NO_PAIR)[0], rates)


def _trend(figures: list[Figure]) -> tuple[Figure, Figure]:
    from scipy.stats import kendalltau  # slow to import

    defined = [(at, f1) for at, f1 in enumerate(figures) if not isinstance(f1, Undefined)]
    if len(defined) < _LEAST:
        none = Undefined(Reason.FEW_TEXTS)
        return none, none
    if len({f1 for _, f1 in defined}) == 1:
        none = Undefined(Reason.ONE_VALUE)
        return none, none
    result: Any = kendalltau([at for at, _ in defined], [f1 for _, f1 in defined])
    return float(result.statistic), float(result.pvalue)
