"""Charts laid out: a table and what is to be seen of it become a drawing or a heat map."""

from typing import TYPE_CHECKING

import numpy as np

from tifa.corpus.reporting import lines, links, network, points, ranges, strips
from tifa.corpus.reporting.charts import (
    Chart,
    Dots,
    Heat,
    Lines,
    Links,
    Network,
    Ranges,
    Scatter,
    Strips,
)
from tifa.corpus.reporting.drawing import Drawing, brief, cut
from tifa.corpus.reporting.plot import HeatMap, heat_map
from tifa.corpus.reporting.selection import COUNT, behind, why_not

if TYPE_CHECKING:
    import pandas as pd

_LONGEST_NAME = 200


def drawn(chart: Chart, frame: "pd.DataFrame") -> Drawing | HeatMap | None:
    """Return a chart of a table, or None if the table has nothing to draw, see `why_not`."""
    data = behind(chart, frame)
    return None if why_not(chart, data) else laid_out(chart, data)


def laid_out(chart: Chart, data: "pd.DataFrame") -> Drawing | HeatMap:
    """Return a chart of the data behind it, see `behind`."""
    match chart:
        case Dots():
            return points.dots(chart, data)
        case Scatter():
            return points.scatter(chart, data)
        case Lines():
            return lines.lines(chart, data)
        case Ranges():
            return ranges.ranges(chart, data)
        case Strips():
            return strips.strips(chart, data)
        case Network():
            return network.network(chart, data)
        case Links():
            return links.links(chart, data)
        case Heat():
            return heat(chart, data)


def heat(chart: Heat, data: "pd.DataFrame") -> HeatMap:
    """Return the matrix, rows and columns of the highest sums first."""
    table = data.pivot_table(
        index=chart.row, columns=chart.column, values=chart.value or COUNT, fill_value=0,
        aggfunc="sum",
    )  # fmt: skip
    rows = table.sum(axis=1).sort_values(ascending=False, kind="stable").index
    columns = list(table.sum(axis=0).sort_values(ascending=False, kind="stable").index)
    if chart.in_order:
        columns = list(data[chart.column].drop_duplicates())
    table = table.loc[rows, columns]
    cells = table.to_numpy(float)
    most = cells.sum(axis=1) if chart.by_row else np.full(len(cells), cells.max())
    values = [
        [(value / (high or 1.0), brief(value)) for value in row]
        for row, high in zip(cells.tolist(), most.tolist(), strict=True)
    ]
    names = [cut(str(name), _LONGEST_NAME) for name in rows]
    return heat_map(names, [*map(str, columns)], values)
