"""Lines over years, in one plot or in a small one for each thing."""

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, Any

from tifa.corpus.reporting.charts import Lines
from tifa.corpus.reporting.drawing import (
    GRID,
    LINE_HEIGHT,
    SOFT,
    WIDTH,
    Axis,
    Drawing,
    Line,
    Path,
    Point,
    Shape,
    Text,
    cut,
)
from tifa.corpus.reporting.plot import Mark, marks

if TYPE_CHECKING:
    import pandas as pd

_LEFT, _RIGHT, _TOP = 40, WIDTH - 12, 20
_HEIGHT, _SMALL, _HEADING, _GAP = 220, 56, 22, 10
# More marks than that on a line would hide it.
_MOST_MARKS = 25


def lines(chart: Lines, data: "pd.DataFrame") -> Drawing:
    """Lay out the lines, panel under panel.

    All have one axis of y, so that they can be compared; but where each panel is one line, it
    is seen at its own height.
    """
    known = marks([str(name) for name in data[chart.series].unique()])
    drawing = Drawing(chart.title)
    if chart.panel != chart.series:
        drawing.legend = list(known.items())
    else:
        # What the panel's heading names already needs no mark of its own.
        known = dict.fromkeys(known, next(iter(known.values())))
    drawing.shapes.append(Text(0, 12, chart.y_name))
    x_axis = _years(data[chart.x])
    top: float = _TOP
    for heading, rows in _panels(chart, data):
        if heading:
            drawing.shapes.append(Text(_LEFT, top + 14, cut(heading, _RIGHT - _LEFT), bold=True))
            top += _HEADING
        bottom = top + (_SMALL if chart.panel else _HEIGHT)
        seen = (rows if chart.panel == chart.series else data)[chart.y]
        low, high = min(0.0, float(seen.min())), float(seen.max()) * 1.05 or 1.0
        drawing.shapes += _panel(chart, rows, known, x_axis, Axis(low, high, bottom, top))
        top = bottom + _GAP
    for place, figure in x_axis.ticks():
        drawing.shapes += [
            Line(place, top - _GAP, place, top - _GAP + 4, SOFT),
            Text(place, top + LINE_HEIGHT, figure, "middle"),
        ]
    middle = (_LEFT + _RIGHT) / 2
    drawing.shapes.append(Text(middle, top + 2 * LINE_HEIGHT + 2, chart.x_name, "middle"))
    drawing.height = top + 2 * LINE_HEIGHT + 8
    return drawing


def _panels(chart: Lines, data: "pd.DataFrame") -> Iterator[tuple[str, "pd.DataFrame"]]:
    if chart.panel is None:
        yield "", data
        return
    for panel, rows in data.groupby(chart.panel, sort=False):
        yield str(panel), rows


def _years(values: "pd.Series[Any]") -> Axis:
    low, high = float(values.min()), float(values.max())
    whole = bool((values == values.round()).all())
    return Axis(low, high, _LEFT, _RIGHT, whole=whole)


def _panel(
    chart: Lines, data: "pd.DataFrame", known: dict[str, Mark], x_axis: Axis, y_axis: Axis
) -> Iterator[Shape]:
    yield Line(_LEFT, y_axis.begin, _RIGHT, y_axis.begin, GRID)
    ticks = list(y_axis.ticks())
    # A small plot has room for two figures.
    for place, figure in [ticks[0], ticks[-1]] if chart.panel else ticks:
        yield Line(_LEFT, place, _RIGHT, place, GRID)
        yield Text(_LEFT - 5, place + 4, figure, "end")
    for name, rows in data.groupby(chart.series, sort=False):
        yield from _line(chart, name, rows, known[str(name)], x_axis, y_axis)


def _line(
    chart: Lines, name: Hashable, data: "pd.DataFrame", mark: Mark, x_axis: Axis, y_axis: Axis
) -> Iterator[Shape]:
    rows = data.sort_values(chart.x, kind="stable")
    spots = [
        Point(x_axis.place(x), y_axis.place(y), mark, f"{name} {x:g}: {y:.3g}")
        for x, y in zip(rows[chart.x], rows[chart.y], strict=True)
    ]
    yield Path(" ".join(f"{p.x},{p.y}" for p in spots), mark.colour)
    if chart.panel == chart.series:
        # One line needs no marks to be told from others: only its peak has one.
        spots = [min(spots, key=lambda spot: spot.y)]
    elif chart.panel:
        # Small plots would be full of the marks of years without any.
        spots = [spot for spot, y in zip(spots, rows[chart.y], strict=True) if y]
    yield from spots[:: -(-len(spots) // _MOST_MARKS) or 1]
