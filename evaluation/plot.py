"""Plots of scores: strict F1 with intervals, and confusion matrices."""

from tifa.corpus.reporting.plot import HeatMap, Plot, forest_plot, heat_map
from tifa.evaluation.comparison import Comparison
from tifa.evaluation.confusion import Confusion
from tifa.evaluation.counts import Matching


def f1_plot(comparison: Comparison) -> Plot:
    """Lay out strict F1 per label and system, dots with intervals from 0 to 1."""
    return forest_plot(
        [
            (
                label,
                [
                    (name, row.counts.f1, row.intervals.f1)
                    for name, evaluation in comparison.evaluations.items()
                    if label in evaluation.labels
                    for row in (evaluation.row(label, Matching.STRICT),)
                ],
            )
            for label in comparison.labels
        ]
    )


def confusion_map(confusion: Confusion) -> HeatMap:
    """Return a confusion matrix; darkness is the share of a row."""
    rows = confusion.rows()
    names = [name for name, _ in rows]
    values = [
        [(count / (sum(counts) or 1), str(count) if count else "·") for count in counts]
        for _, counts in rows
    ]
    return heat_map(names, names, values)
