"""Which part of a table a chart draws: the data behind the plot."""

from typing import TYPE_CHECKING, Any

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
from tifa.corpus.reporting.drawing import is_number

if TYPE_CHECKING:
    import pandas as pd

COUNT = "count"
PLACES = "places"


def behind(chart: Chart, frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the rows and columns that a chart draws, in the order drawn; none is no plot.

    Heat maps have a row for each cell, strips one for each item and part, with their places.
    """
    if chart.where is not None:
        column, value = chart.where
        frame = frame[frame[column] == value]
    match chart:
        case Dots():
            return _dots(chart, frame)
        case Scatter():
            kept = frame[frame[chart.x].map(is_number) & frame[chart.y].map(is_number)]
            kept = kept.sort_values(chart.y, ascending=False, kind="stable").head(chart.most)
            return _only(kept, chart.name, chart.x, chart.y)
        case Lines():
            return _lines(chart, frame)
        case Ranges():
            return _ranges(chart, frame)
        case Heat():
            return _heat(chart, frame)
        case Strips():
            return _strips(chart, frame)
        case Network():
            kept = _weighty(frame, chart.source, chart.target, chart.weight).head(chart.most)
            return _only(kept, chart.source, chart.target, chart.weight)
        case Links():
            return _links(chart, frame)


def why_not(chart: Chart, data: "pd.DataFrame") -> str:
    """Return why there is no plot of the data behind a chart; "" if there is one."""
    if data.empty:
        return "没有可画的。 There is nothing to draw."
    match chart:
        case Lines() if data[chart.x].nunique() < 2:
            return "只有一年，画不出变化。 All is of one year, so that there is no course to draw."
        case Ranges() if len({*data[chart.begin].map(year_of), *data[chart.end].map(year_of)}) < 2:
            return (
                "只有一年，画不出先后。 All is of one year, so that nothing came earlier or later."
            )
        case Heat() if data[chart.column].nunique() < 2:
            return "只有一列，见表格。 There is only one column: see the table."
        case _:
            return ""


def year_of(written: Any) -> int:
    """Return the year of a date such as 2010-04-14, or of a number."""
    return int(str(written)[:4])


def _only(frame: "pd.DataFrame", *columns: str | None) -> "pd.DataFrame":
    """Return columns of a table, each once."""
    return frame[list(dict.fromkeys(column for column in columns if column is not None))]


def _dots(chart: Dots, frame: "pd.DataFrame") -> "pd.DataFrame":
    if not frame[chart.value].map(is_number).any():
        return frame.head(0)
    if chart.heading is not None:
        headings = frame[chart.heading].drop_duplicates().head(chart.most)
        frame = frame[frame[chart.heading].isin(headings)]
    return _only(frame, chart.heading, chart.name, chart.value, chart.low, chart.high)


def _lines(chart: Lines, frame: "pd.DataFrame") -> "pd.DataFrame":
    kept = frame[frame[chart.x].map(is_number) & frame[chart.y].map(is_number)]
    if kept.empty:
        return kept
    if chart.panel is not None:
        lines = kept.groupby(chart.panel, sort=False)[chart.series].nunique()
        panels = lines.sort_values(ascending=False, kind="stable").index[: chart.panels]
        kept = kept[kept[chart.panel].isin(panels)]
        # The panels with most lines first, each from left to right.
        order = {panel: number for number, panel in enumerate(panels)}
        kept = kept.sort_values(chart.panel, key=lambda names: names.map(order), kind="stable")
    if chart.panel != chart.series:
        sums = kept.groupby(chart.series, sort=False)[chart.y].sum()
        names = sums.sort_values(ascending=False, kind="stable").index[: chart.most]
        kept = kept[kept[chart.series].isin(names)]
    return _only(kept, chart.panel, chart.series, chart.x, chart.y)


def _ranges(chart: Ranges, frame: "pd.DataFrame") -> "pd.DataFrame":
    kept = frame.dropna(subset=[chart.name, chart.begin, chart.end]).head(chart.most)
    kept = kept.sort_values([chart.begin, chart.end], key=lambda dates: dates.map(str))
    return _only(kept, chart.name, chart.begin, chart.peak, chart.end)


def _heat(chart: Heat, frame: "pd.DataFrame") -> "pd.DataFrame":
    keys, value = [chart.row, chart.column], chart.value or COUNT
    frame = frame.dropna(subset=keys)
    cells = frame.groupby(keys, sort=False, observed=True)
    sums = cells.size() if chart.value is None else cells[chart.value].sum(min_count=1)
    kept = sums.dropna().rename(value).reset_index()
    for key in keys:
        totals = kept.groupby(key, sort=False)[value].sum()
        names = totals.sort_values(ascending=False, kind="stable").index[: chart.most]
        kept = kept[kept[key].isin(names)]
    return kept


def _strips(chart: Strips, frame: "pd.DataFrame") -> "pd.DataFrame":
    names = frame[chart.item].drop_duplicates().head(chart.most)
    kept = frame[frame[chart.item].isin(names)]
    keys = [chart.item] if chart.part is None else [chart.item, chart.part]
    # A ten-thousandth of the strip is less than a tenth of a pixel.
    places = kept[chart.place].map("{:.4f}".format)
    found = places.groupby([kept[key] for key in keys], sort=False).agg(" ".join)
    return found.rename(PLACES).reset_index()


def _weighty(frame: "pd.DataFrame", source: str, target: str, weight: str) -> "pd.DataFrame":
    """Return the edges of any weight, the heaviest first."""
    kept = frame.dropna(subset=[source, target, weight])
    return kept[kept[weight] > 0].sort_values(weight, ascending=False, kind="stable")


def _links(chart: Links, frame: "pd.DataFrame") -> "pd.DataFrame":
    kept = _weighty(frame, chart.source, chart.target, chart.weight)
    totals = kept.groupby(chart.source, sort=False)[chart.weight].sum()
    order = totals.sort_values(ascending=False, kind="stable").index
    rank = {name: number for number, name in enumerate(order)}
    kept = kept.sort_values(chart.source, key=lambda names: names.map(rank), kind="stable")
    return _only(kept, chart.source, chart.target, chart.kind, chart.weight).head(chart.most)
