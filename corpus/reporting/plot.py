"""Plots as inline SVG, with text kept as text so that Chinese shows on any machine.

Here plots are laid out as data; the templates draw them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from tifa.corpus.bootstrap import Interval
from tifa.corpus.figures import Figure, Undefined, show_figure

# Okabe & Ito's palette, which colour-blind readers can tell apart; darkened for text.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#785ef0", "#000000")
# Series differ in shape as well as in colour; paths around the origin, in pixels.
SHAPES = (
    "M-4.5,0a4.5,4.5 0 1,0 9,0a4.5,4.5 0 1,0 -9,0z",
    "M-4,-4h8v8h-8z",
    "M0,-5.5L5.5,4.5H-5.5z",
    "M0,-6L5.5,0L0,6L-5.5,0z",
    "M0,5.5L5.5,-4.5H-5.5z",
)
# As wide as a phone, so that the figures can be read there.
_LEFT, _WIDTH, _HEADING, _ROW, _GAP = 12, 276, 20, 19, 6
_STEPS = 5
# Half the width of a digit, and a bit.
_HALF = 4.2

Dot = tuple[str, Figure, Interval | Undefined]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a series is drawn: colour, and the path of its shape."""

    colour: str
    shape: str


def marks(names: Sequence[str]) -> dict[str, Mark]:
    """Return a mark for each name; shapes repeat later than colours would alone."""
    return {
        name: Mark(COLOURS[at % len(COLOURS)], SHAPES[(at + at // len(COLOURS)) % len(SHAPES)])
        for at, name in enumerate(dict.fromkeys(names))
    }


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of the plot: positions in pixels, figures as text."""

    y: float
    name: str
    mark: Mark
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
    def legend(self) -> dict[str, Mark]:
        """Marks by name."""
        return {bar.name: bar.mark for group in self.groups for bar in group.bars}


def forest_plot(rows: Sequence[tuple[str, Sequence[Dot]]]) -> Plot:
    """Lay out figures with intervals, label by label, on an axis that ends at 1.

    The axis begins at 0, or at a whole fifth below the least figure or bound. The same
    name has the same mark in every group.
    """
    bottom = _axis_begin([dot for _, dots in rows for dot in dots])
    known = marks([name for _, dots in rows for name, _, _ in dots])
    groups: list[Group] = []
    y = 12.0
    for label, dots in rows:
        top, bars = y, []
        y += _HEADING
        for name, figure, interval in dots:
            bars.append(_bar(y, name, known[name], figure, interval, bottom))
            y += _ROW
        groups.append(Group(label, top, tuple(bars)))
        y += _GAP
    fifths = range(round(bottom * _STEPS), _STEPS + 1)
    ticks = tuple((_place(at / _STEPS, bottom), f"{at / _STEPS:.1f}") for at in fifths)
    return Plot(tuple(groups), ticks, _LEFT + _WIDTH + 62, y + 16)


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
    mark: Mark,
    figure: Figure,
    interval: Interval | Undefined,
    bottom: float,
) -> Bar:
    low = high = None
    if not isinstance(interval, Undefined):
        low, high = _place(interval.low, bottom), _place(interval.high, bottom)
    x = None if isinstance(figure, Undefined) else _place(figure, bottom)
    return Bar(y, name, mark, x, low, high, show_figure(figure))


def _place(value: float, bottom: float) -> float:
    return round(_LEFT + _WIDTH * (value - bottom) / (1 - bottom), 1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a heat map: colours of ground and text, and its figure as text."""

    fill: str
    ink: str
    text: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """A matrix shown as a table whose cells are the darker the higher their value."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def heat_map(
    names: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[tuple[float, str]]]
) -> HeatMap:
    """Return a matrix of shares between 0 and 1, each with the text of its cell."""
    rows = [
        tuple(
            Cell(_shade(share), "#fff" if share > 0.65 else "#1b1b1b", text) for share, text in line
        )
        for line in values
    ]
    return HeatMap(tuple(columns), tuple(zip(names, rows, strict=True)))


def _shade(share: float) -> str:
    """Return a colour between white and the palette's blue."""
    parts = (round(255 + (end - 255) * min(1.0, max(0.0, share))) for end in (0, 0x72, 0xB2))
    return "#" + "".join(f"{part:02x}" for part in parts)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its dots, each with a note for people."""

    name: str
    mark: Mark
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
    left: int = 34
    right: int = 334
    bottom: int = 214
    width: int = 360
    height: int = 256

    @property
    def legend(self) -> list[tuple[str, Mark]]:
        """Names of the lines with their marks."""
        return [(line.name, line.mark) for line in self.lines]


Point = tuple[float, float, str]


def line_plot(
    series: Sequence[tuple[str, Sequence[Point]]],
    *,
    x_name: str,
    y_name: str,
    x_range: tuple[float, float],
    x_ticks: Sequence[tuple[float, str]],
    y_range: tuple[float, float] = (0.0, 1.0),
    diagonal: bool = False,
) -> LinePlot:
    """Lay out lines with values between 0 and 1.

    series: Names with points of x, y and a note.
    y_range (tuple[float, float]): Least and greatest value shown, in tenths.
    diagonal (bool): Whether to draw the dashed line of perfect calibration.
    """
    left, right, top, bottom = 34, 334, 26, 214
    begin, end = x_range
    low, high = y_range

    def x_of(value: float) -> float:
        return round(left + (right - left) * (value - begin) / ((end - begin) or 1), 1)

    def y_of(value: float) -> float:
        share = (value - low) / (high - low)
        return round(bottom - (bottom - top) * min(1.0, max(0.0, share)), 1)

    lines = []
    if diagonal:
        corners = f"{x_of(begin)},{y_of(begin)} {x_of(end)},{y_of(end)}"
        lines.append(Line("perfect", Mark("#767676", ""), corners, (), dashed=True))
    known = marks([name for name, _ in series])
    for name, points in series:
        dots = tuple((x_of(x), y_of(y), note) for x, y, note in points)
        path = " ".join(f"{x},{y}" for x, y, _ in dots)
        lines.append(Line(name, known[name], path, dots))
    return LinePlot(
        tuple(lines),
        _apart([(x_of(value), text) for value, text in x_ticks]),
        tuple((y_of(value), f"{value:.1f}") for value in _heights(low, high)),
        x_name,
        y_name,
    )


def _heights(low: float, high: float) -> list[float]:
    """Return the values marked on the upright axis: all fifths, or all tenths of a part."""
    step = 1 if high - low <= 1 / 2 else 2
    return [tenth / 10 for tenth in range(round(low * 10), round(high * 10) + 1, step)]


def _apart(ticks: Sequence[tuple[float, str]]) -> tuple[tuple[float, str], ...]:
    """Return ticks without those whose text would run into the next; the last one stays."""
    kept: list[tuple[float, str]] = []
    for x, text in reversed(ticks):
        if not kept or x + _HALF * (len(text) + len(kept[-1][1])) < kept[-1][0]:
            kept.append((x, text))
    return tuple(reversed(kept))
