"""Plots as inline SVG, with text kept as text so that Chinese shows on any machine."""

from dataclasses import dataclass

from tifa.evaluation.bootstrap import Interval
from tifa.evaluation.comparison import Comparison
from tifa.evaluation.counts import Matching
from tifa.evaluation.figures import Figure, Undefined, show_figure

# Okabe & Ito's palette, which colour-blind readers can tell apart; darkened for text.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#785ef0", "#000000")
_LEFT, _WIDTH, _ROW, _GAP = 150, 480, 20, 16


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the plot: positions in pixels, figures as text."""

    y: float
    name: str
    colour: str
    x: float | None
    low: float | None
    high: float | None
    figure: str


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of a label."""

    label: str
    y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Strict F1 of every label and system with its interval."""

    groups: tuple[Group, ...]
    ticks: tuple[tuple[float, str], ...]
    width: int
    height: float


def f1_plot(comparison: Comparison) -> Plot:
    """Lay out strict F1 per label and system, dots with intervals from 0 to 1."""
    groups: list[Group] = []
    y = 10.0
    for label in comparison.labels:
        bars = []
        top = y
        for index, (name, evaluation) in enumerate(comparison.evaluations.items()):
            if label in evaluation.labels:
                row = evaluation.row(label, Matching.STRICT)
                figure, interval = row.counts.f1, row.intervals.f1
                bars.append(_bar(y, name, COLOURS[index % len(COLOURS)], figure, interval))
            y += _ROW
        groups.append(Group(label, top, tuple(bars)))
        y += _GAP
    ticks = tuple((_place(step / 5), f"{step / 5:.1f}") for step in range(6))
    return Plot(tuple(groups), ticks, _LEFT + _WIDTH + 70, y + 16)


def _bar(y: float, name: str, colour: str, figure: Figure, interval: Interval | Undefined) -> Bar:
    low = high = None
    if not isinstance(interval, Undefined):
        low, high = _place(interval.low), _place(interval.high)
    x = None if isinstance(figure, Undefined) else _place(figure)
    return Bar(y, name, colour, x, low, high, show_figure(figure))


def _place(value: float) -> float:
    return round(_LEFT + _WIDTH * value, 1)
