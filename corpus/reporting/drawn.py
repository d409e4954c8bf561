"""Charts laid out: a table and what is to be seen of it become a drawing or a heat map."""

from typing import TYPE_CHECKING

from tifa.corpus.reporting.charts import Chart, Dots, Heat, Lines, Network, Scatter, Strips
from tifa.corpus.reporting.drawing import Drawing, brief
from tifa.corpus.reporting.plot import HeatMap, heat_map

if TYPE_CHECKING:
    import pandas as pd


def drawn(chart: Chart, frame: "pd.DataFrame") -> Drawing | HeatMap | None:
    """Return a chart of a table, or None if the table has nothing to draw."""
    from tifa.corpus.reporting import network, points, strips

    match chart:
        case Dots():
            return points.dots(chart, frame)
        case Scatter():
            return points.scatter(chart, frame)
        case Lines():
            return points.lines(chart, frame)
        case Strips():
            return strips.strips(chart, frame)
        case Network():
            return network.network(chart, frame)
        case Heat():
            return heat(chart, frame)


def heat(chart: Heat, frame: "pd.DataFrame") -> HeatMap | None:
    """Return the matrix of a table, rows and columns of the highest sums first."""
    kept = frame.dropna(subset=[chart.row, chart.column, chart.value])
    if kept.empty:
        return None
    table = kept.pivot_table(
        index=chart.row, columns=chart.column, values=chart.value, aggfunc="sum", fill_value=0
    )
    rows = table.sum(axis=1).sort_values(ascending=False, kind="stable").index[: chart.most]
    columns = table.sum(axis=0).sort_values(ascending=False, kind="stable").index[: chart.most]
    table = table.loc[rows, columns]
    most = float(table.to_numpy().max()) or 1.0
    values = [[(value / most, brief(float(value))) for value in row] for row in table.to_numpy()]
    return heat_map([*map(str, rows)], [*map(str, columns)], values)
