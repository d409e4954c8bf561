"""Dots with intervals, and scatter plots."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tifa.corpus.reporting.charts import Dots, Scatter
from tifa.corpus.reporting.drawing import (
    GRID,
    LINE_HEIGHT,
    SOFT,
    WIDTH,
    Axis,
    Drawing,
    Line,
    Point,
    Text,
    brief,
    cut,
    is_number,
    width_of,
)
from tifa.corpus.reporting.plot import Mark, marks

if TYPE_CHECKING:
    import pandas as pd

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, WIDTH - 12, 26, 250
_FIGURE = 56
_ROW, _HEADING, _GAP = 19, 20, 6


def dots(chart: Dots, frame: "pd.DataFrame") -> Drawing:
    """Lay out figures with intervals under their headings, on an axis that begins at 0."""
    columns = [column for column in (chart.value, chart.low, chart.high) if column]
    values = [value for column in columns for value in frame[column] if is_number(value)]
    axis = Axis(min(0.0, *values), max(0.0, *values) or 1.0, 10, WIDTH - _FIGURE)
    known = marks([str(name) for name in frame[chart.name]])
    drawing = Drawing(chart.title, legend=list(known.items()))
    body: list[Any] = []
    y = 12.0
    for heading, rows in _headings(chart, frame):
        if heading:
            body.append(Text(0, y + 5, cut(heading, WIDTH), bold=True))
            y += _HEADING
        for row in rows:
            body += _dot(chart, row, known[str(row[chart.name])], axis, y)
            y += _ROW
        y += _GAP
    for place, figure in axis.ticks():
        drawing.shapes += [
            Line(place, 4, place, y),
            Text(place, y + LINE_HEIGHT, figure, "middle"),
        ]
    drawing.shapes += body
    drawing.height = y + LINE_HEIGHT + 6
    return drawing


def _headings(
    chart: Dots, frame: "pd.DataFrame"
) -> Iterable[tuple[str, Sequence[dict[Hashable, Any]]]]:
    if chart.heading is None:
        return [("", frame.to_dict("records"))]
    groups: dict[str, list[dict[Hashable, Any]]] = {}
    for row in frame.to_dict("records"):
        groups.setdefault(str(row[chart.heading]), []).append(row)
    return list(groups.items())


def _dot(chart: Dots, row: dict[Hashable, Any], mark: Mark, axis: Axis, y: float) -> Iterable[Any]:
    value = row[chart.value]
    figure = brief(value) if is_number(value) else "–"
    yield Text(WIDTH, y + 4, figure, "end")
    bounds = [row[column] for column in (chart.low, chart.high) if column]
    if len(bounds) == 2 and all(map(is_number, bounds)):
        low, high = (axis.place(bound) for bound in bounds)
        yield Line(low, y, high, y, mark.colour, 3)
    if is_number(value):
        yield Point(axis.place(value), y, mark, f"{row[chart.name]}: {figure}")


def scatter(chart: Scatter, kept: "pd.DataFrame") -> Drawing:
    """Lay out points; the highest are named first, and names never cover each other."""
    x_axis = _fitting(kept[chart.x], _LEFT, _RIGHT)
    y_axis = _rising(kept[chart.y], log=chart.log_y)
    drawing = _framed(chart.title, x_axis, y_axis, chart.x_name, chart.y_name)
    known = marks(["+", "−"])
    names = kept[chart.name].map(str)
    spots = [
        (x_axis.place(x), y_axis.place(y))
        for x, y in zip(kept[chart.x], kept[chart.y], strict=True)
    ]
    for name, (x, y), value, height in zip(names, spots, kept[chart.x], kept[chart.y], strict=True):
        mark = known["+" if value >= 0 else "−"]
        note = f"{name}: {value:.3g}, {height:.4g}"
        drawing.shapes.append(Point(x, y, mark, note))
    drawing.shapes += _labels(list(zip(names, spots, strict=True)))
    return drawing


def _labels(named: Sequence[tuple[str, tuple[float, float]]]) -> Iterable[Text]:
    """Yield the names for which there is room beside their points."""
    taken: list[tuple[float, float, float, float]] = [
        (x - 3, y - 3, x + 3, y + 3) for _, (x, y) in named[:60]
    ]
    for name, (x, y) in named[:60]:
        width = width_of(name)
        places = ((x + 7, "start", x + 7), (x - 7, "end", x - 7 - width))
        for at, anchor, left in places:
            box = (left, y - 8, left + width, y + 6)
            if box[0] >= 0 and box[2] <= WIDTH and not any(_meet(box, each) for each in taken):
                taken.append(box)
                yield Text(round(at, 1), y + 4, name, anchor)
                break


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _framed(words: str, x_axis: Axis, y_axis: Axis, x_name: str, y_name: str) -> Drawing:
    drawing = Drawing(words, height=_BOTTOM + 2 * LINE_HEIGHT + 10)
    for place, figure in y_axis.ticks():
        drawing.shapes += [
            Line(_LEFT, place, _RIGHT, place),
            Text(_LEFT - 5, place + 4, figure, "end"),
        ]
    for place, figure in x_axis.ticks():
        drawing.shapes += [
            Line(place, _BOTTOM, place, _BOTTOM + 4, SOFT),
            Text(place, _BOTTOM + LINE_HEIGHT + 3, figure, "middle"),
        ]
    if x_axis.low < 0 < x_axis.high:
        drawing.shapes.append(Line(x_axis.place(0), _TOP, x_axis.place(0), _BOTTOM, GRID, 2))
    middle = (_LEFT + _RIGHT) / 2
    drawing.shapes += [
        Text(middle, _BOTTOM + 2 * LINE_HEIGHT + 6, x_name, "middle"),
        Text(0, 12, y_name),
    ]
    return drawing


def _fitting(values: Iterable[float], begin: float, end: float) -> Axis:
    every = [float(value) for value in values]
    low, high = min(every), max(every)
    room = (high - low) * 0.05 if high > low else 0.5
    return Axis(low - room, high + room, begin, end)


def _rising(values: Iterable[float], *, log: bool) -> Axis:
    every = [float(value) for value in values]
    high = max(every)
    if not log:
        return Axis(min(0.0, *every), high * 1.05 or 1.0, _BOTTOM, _TOP)
    low = max(min([value for value in every if value > 0], default=0.1), 0.1)
    return Axis(low, max(high * 1.3, low * 10), _BOTTOM, _TOP, log=True)
