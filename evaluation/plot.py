"""Plots as inline SVG, with text kept as text so that Chinese shows on any machine.

Here plots are laid out as data; the templates draw them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from tifa.evaluation.bootstrap import Interval
from tifa.evaluation.comparison import Comparison
from tifa.evaluation.confusion import Confusion
from tifa.evaluation.counts import Matching
from tifa.evaluation.figures import Figure, Undefined, show_figure

# Okabe & Ito's palette, which colour-blind readers can tell apart; darkened for text.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#785ef0", "#000000")
_LEFT, _WIDTH, _ROW, _GAP = 150, 480, 20, 16
_STEPS = 5

Dot = tuple[str, Figure, Interval | Undefined]


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
    """Dots with intervals, a group of rows for each label."""

    groups: tuple[Group, ...]
    ticks: tuple[tuple[float, str], ...]
    width: int
    height: float

    @property
    def legend(self) -> dict[str, str]:
        """Colours by name."""
        return {bar.name: bar.colour for group in self.groups for bar in group.bars}


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


def forest_plot(rows: Sequence[tuple[str, Sequence[Dot]]]) -> Plot:
    """Lay out figures with intervals, label by label, on an axis that ends at 1.

    The axis begins at 0, or at a whole fifth below the least figure or bound. The same
    name has the same colour in every group.
    """
    bottom = _axis_begin([dot for _, dots in rows for dot in dots])
    names = list(dict.fromkeys(name for _, dots in rows for name, _, _ in dots))
    groups: list[Group] = []
    y = 10.0
    for label, dots in rows:
        top, bars = y, []
        for name, figure, interval in dots:
            colour = COLOURS[names.index(name) % len(COLOURS)]
            bars.append(_bar(y, name, colour, figure, interval, bottom))
            y += _ROW
        groups.append(Group(label, top, tuple(bars)))
        y += _GAP
    fifths = range(round(bottom * _STEPS), _STEPS + 1)
    ticks = tuple((_place(at / _STEPS, bottom), f"{at / _STEPS:.1f}") for at in fifths)
    return Plot(tuple(groups), ticks, _LEFT + _WIDTH + 70, y + 16)


def _axis_begin(dots: Sequence[Dot]) -> float:
    lowest = 0.0
    for _, figure, interval in dots:
        if not isinstance(interval, Undefined):
            lowest = min(lowest, interval.low)
        if not isinstance(figure, Undefined):
            lowest = min(lowest, figure)
    return floor(lowest * _STEPS) / _STEPS


def _bar(
    y: float,
    name: str,
    colour: str,
    figure: Figure,
    interval: Interval | Undefined,
    bottom: float,
) -> Bar:
    low = high = None
    if not isinstance(interval, Undefined):
        low, high = _place(interval.low, bottom), _place(interval.high, bottom)
    x = None if isinstance(figure, Undefined) else _place(figure, bottom)
    return Bar(y, name, colour, x, low, high, show_figure(figure))


def _place(value: float, bottom: float) -> float:
    return round(_LEFT + _WIDTH * (value - bottom) / (1 - bottom), 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a heat map: place in pixels, colours, and its figure as text."""

    x: float
    y: float
    fill: str
    ink: str
    text: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A matrix drawn as cells whose darkness is their value."""

    rows: tuple[tuple[float, str], ...]
    columns: tuple[tuple[float, str], ...]
    cells: tuple[Cell, ...]
    left: int
    width: float
    height: float
    size: int = 110
    tall: int = 34


def heat_map(
    names: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[tuple[float, str]]]
) -> HeatMap:
    """Lay out a matrix of shares between 0 and 1, each with the text of its cell."""
    size, tall, left, top = 110, 34, 150, 22
    cells = []
    for row, line in enumerate(values):
        for column, (share, text) in enumerate(line):
            ink = "#fff" if share > 0.55 else "#1b1b1b"
            x, y = left + size * column, top + tall * row
            cells.append(Cell(x, y, _shade(share), ink, text))
    return HeatMap(
        tuple((top + tall * row + tall / 2 + 5, name) for row, name in enumerate(names)),
        tuple((left + size * column + size / 2, name) for column, name in enumerate(columns)),
        tuple(cells),
        left,
        left + size * len(columns),
        top + tall * len(names) + 4,
    )


def _shade(share: float) -> str:
    """Return a colour between white and the palette's blue."""
    parts = (round(255 + (end - 255) * min(1.0, max(0.0, share))) for end in (0, 0x72, 0xB2))
    return "#" + "".join(f"{part:02x}" for part in parts)


def confusion_map(confusion: Confusion) -> HeatMap:
    """Lay out a confusion matrix; darkness is the share of a row."""
    rows = confusion.rows()
    names = [name for name, _ in rows]
    values = [
        [(count / (sum(counts) or 1), str(count) if count else "·") for count in counts]
        for _, counts in rows
    ]
    return heat_map(names, names, values)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its dots, each with a note for people."""

    name: str
    colour: str
    points: str
    dots: tuple[tuple[float, float, str], ...]
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class LinePlot:
    """Lines over numbers."""

    lines: tuple[Line, ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    x_name: str
    y_name: str
    left: int = 46
    right: int = 480
    bottom: int = 230
    width: int = 500
    height: int = 268


Point = tuple[float, float, str]


def line_plot(
    series: Sequence[tuple[str, Sequence[Point]]],
    *,
    x_name: str,
    y_name: str,
    x_range: tuple[float, float],
    x_ticks: Sequence[tuple[float, str]],
    diagonal: bool = False,
) -> LinePlot:
    """Lay out lines with values between 0 and 1.

    series: Names with points of x, y and a note.
    diagonal (bool): Whether to draw the dashed line of perfect calibration.
    """
    left, right, top, bottom = 46, 480, 24, 230
    begin, end = x_range

    def x_of(value: float) -> float:
        return round(left + (right - left) * (value - begin) / ((end - begin) or 1), 1)

    def y_of(value: float) -> float:
        return round(bottom - (bottom - top) * min(1.0, max(0.0, value)), 1)

    lines = []
    if diagonal:
        corners = f"{x_of(begin)},{y_of(begin)} {x_of(end)},{y_of(end)}"
        lines.append(Line("perfect", "#767676", corners, (), dashed=True))
    for index, (name, points) in enumerate(series):
        dots = tuple((x_of(x), y_of(y), note) for x, y, note in points)
        path = " ".join(f"{x},{y}" for x, y, _ in dots)
        lines.append(Line(name, COLOURS[index % len(COLOURS)], path, dots))
    return LinePlot(
        tuple(lines),
        tuple((x_of(value), text) for value, text in x_ticks),
        tuple((y_of(step / _STEPS), f"{step / _STEPS:.1f}") for step in range(_STEPS + 1)),
        x_name,
        y_name,
    )
