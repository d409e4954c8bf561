"""From when to when things were there: a line each, with a mark on the year of their peak."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tifa.corpus.reporting.charts import Ranges
from tifa.corpus.reporting.drawing import (
    GRID,
    LINE_HEIGHT,
    WIDTH,
    Axis,
    Drawing,
    Line,
    Point,
    Shape,
    Text,
    cut,
    is_number,
    width_of,
)
from tifa.corpus.reporting.plot import COLOURS, SHAPES, Mark
from tifa.corpus.reporting.selection import year_of

if TYPE_CHECKING:
    import pandas as pd

_LONGEST_NAME = 150
_ROW = 18
_RANGE = Mark(COLOURS[0], "M-7,-2h14v4h-14z")
_PEAK = Mark(COLOURS[1], SHAPES[3])


def ranges(chart: Ranges, data: "pd.DataFrame") -> Drawing:
    """Lay out a row for each thing on an axis of years."""
    names = data[chart.name].map(str)
    begins, ends = (data[column].map(year_of) for column in (chart.begin, chart.end))
    left = min(_LONGEST_NAME, max(map(width_of, names))) + 14
    axis = Axis(min(begins), max(ends), left, WIDTH - 12, whole=True)
    drawing = Drawing(
        chart.title, legend=[("首末 first to last", _RANGE), (chart.peak_name, _PEAK)]
    )
    bottom = 4 + _ROW * len(names)
    for place, figure in axis.ticks():
        drawing.shapes += [
            Line(place, 4, place, bottom),
            Text(place, bottom + LINE_HEIGHT, figure, "middle"),
        ]
    for number, row in enumerate(zip(names, begins, ends, data[chart.peak], strict=True)):
        drawing.shapes += _row(axis, 4 + _ROW * (number + 0.5), *row)
    drawing.height = bottom + LINE_HEIGHT + 8
    return drawing


def _row(axis: Axis, y: float, name: str, begin: int, end: int, peak: Any) -> Iterator[Shape]:
    yield Text(0, y + 4, cut(name, axis.begin - 10))
    yield Line(axis.begin, y, axis.end, y, GRID, 0.5)
    note = f"{name}: {begin}" if begin == end else f"{name}: {begin}–{end}"
    # A single year still has to be seen.
    first, last = axis.place(begin), max(axis.place(end), axis.place(begin) + 2)
    yield Line(first, y, last, y, _RANGE.colour, 4, note=note)
    if is_number(peak):
        yield Point(axis.place(peak), y, _PEAK, f"{note}; {peak:g}")
