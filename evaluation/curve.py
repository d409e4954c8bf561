"""Learning curves and repeated cross-validation: how scores move with data and division."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev
from typing import TYPE_CHECKING, Any

from tifa.corpus.figures import Figure, Reason, Undefined, figure_to_json, show_figure
from tifa.corpus.reporting.page import write_page
from tifa.corpus.reporting.plot import LinePlot, line_plot
from tifa.evaluation.comparison import Comparison
from tifa.evaluation.counts import MICRO, Matching
from tifa.evaluation.report import scores_view
from tifa.evaluation.scores import Evaluation

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Spread:
    """Scores of repeated cross-validations of one system on one label.

    label (str): The label.
    values (tuple[float, ...]): F1 of each repetition that has one.
    undefined (int): Number of repetitions that have none.
    """

    label: str
    values: tuple[float, ...]
    undefined: int = 0

    @property
    def mean(self) -> Figure:
        """Mean over the repetitions."""
        return mean(self.values) if self.values else Undefined(Reason.NEITHER)

    @property
    def deviation(self) -> Figure:
        """Sample standard deviation: how much the division into folds matters.

        It is no standard error of the score: repetitions share all their documents.
        """
        return stdev(self.values) if len(self.values) > 1 else Undefined(Reason.FEW_REPEATS)


def spread(repetitions: Sequence[Evaluation], matching: Matching = Matching.STRICT) -> list[Spread]:
    """Return how F1 varies over repetitions, label by label, ``micro`` last."""
    labels = list(dict.fromkeys(label for each in repetitions for label in each.labels))
    labels = [*(label for label in labels if label != MICRO), MICRO]
    rows = []
    for label in labels:
        figures = [
            each.row(label, matching).counts.f1 for each in repetitions if label in each.labels
        ]
        defined = tuple(figure for figure in figures if not isinstance(figure, Undefined))
        rows.append(Spread(label, defined, len(repetitions) - len(defined)))
    return rows


def spread_rows(divisions: Sequence[Comparison]) -> list[tuple[str, Spread]]:
    """Return how F1 varies over divisions into folds: system by system, label by label."""
    return [
        (name, row)
        for name in divisions[0].evaluations
        for row in spread([each.evaluations[name] for each in divisions])
    ]


def spread_to_dict(divisions: Sequence[Comparison]) -> list[dict[str, Any]]:
    """Return the spread over divisions for JSON."""
    return [
        {
            "system": system,
            "label": row.label,
            "mean": figure_to_json(row.mean),
            "deviation": figure_to_json(row.deviation),
            "values": list(row.values),
        }
        for system, row in spread_rows(divisions)
    ]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Scores at one size of the training part.

    share (float): Share of the training part used.
    characters (int): Its size, mean over the folds.
    evaluation (Evaluation): The scores.
    """

    share: float
    characters: int
    evaluation: Evaluation


def curve_frame(points: Sequence[CurvePoint]) -> "pd.DataFrame":
    """Return one row per share and label: strict F1 with its interval."""
    import pandas as pd  # slow to import

    records = []
    for point in points:
        for label in point.evaluation.labels:
            row = point.evaluation.row(label)
            f1, interval = row.counts.f1, row.intervals.f1
            none = isinstance(interval, Undefined)
            records.append(
                {
                    "share": point.share,
                    "characters": point.characters,
                    "label": label,
                    "f1": None if isinstance(f1, Undefined) else f1,
                    "low": None if none else interval.low,  # type: ignore[union-attr]
                    "high": None if none else interval.high,  # type: ignore[union-attr]
                    "gold": row.counts.gold,
                    "enough_data": row.counts.enough,
                    "undefined": f1.reason.value if isinstance(f1, Undefined) else "",
                    "signature": point.evaluation.signature.short(),
                }
            )
    return pd.DataFrame(records)


def curve_plot(curves: Mapping[str, Sequence[CurvePoint]], label: str = MICRO) -> LinePlot:
    """Lay out strict F1 of systems against the characters they were trained on."""
    series = []
    for name, points in curves.items():
        dots = []
        for point in points:
            if label not in point.evaluation.labels:  # met at other sizes only
                continue
            f1 = point.evaluation.row(label).counts.f1
            if not isinstance(f1, Undefined):
                note = f"{name}: {point.characters:,} characters, F1 {f1:.3f}"
                dots.append((float(point.characters), f1, note))
        series.append((name, dots))
    sizes = sorted({x for _, dots in series for x, _, _ in dots}) or [0.0]
    return line_plot(
        series,
        x_name="训练字数 characters of training text",
        y_name=f"F1 strict, {label}",
        x_range=(0.0, sizes[-1] or 1.0),
        x_ticks=[(size, f"{size:,.0f}") for size in sizes],
    )


def write_curve_page(
    path: Path,
    divisions: Sequence[Comparison],
    curves: Mapping[str, Sequence[CurvePoint]],
) -> None:
    """Write scores, spread and learning curves as one self-contained HTML file.

    divisions (Sequence[Comparison]): Scores of each division into folds; the first is
        shown in full.
    curves (Mapping[str, Sequence[CurvePoint]]): By system; drawn if they have two points.

    Raises:
        TifaError: The file cannot be written.
    """
    first = divisions[0]
    drawn = any(len(points) > 1 for points in curves.values())
    rows = spread_rows(divisions) if len(divisions) > 1 else []
    write_page(
        path,
        "curve.html.j2",
        package="tifa.evaluation",
        title=first.signature.test_set,
        **scores_view(first),
        divisions=len(divisions),
        spread=[
            {
                "system": system,
                "label": row.label,
                "mean": show_figure(row.mean),
                "deviation": show_figure(row.deviation),
            }
            for system, row in rows
        ],
        plots=[curve_plot(curves, label) for label in first.labels] if drawn else [],
    )
