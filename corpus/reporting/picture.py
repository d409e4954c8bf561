"""Charts as pictures of their own: SVG for notebooks, papers and slides.

In a report the page gives a plot its fonts, its legend and its ground; a picture brings them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tifa.corpus.errors import TifaError
from tifa.corpus.reporting.charts import Chart
from tifa.corpus.reporting.drawing import WIDTH, Drawing, cut, width_of
from tifa.corpus.reporting.drawn import drawn
from tifa.corpus.reporting.page import render
from tifa.corpus.reporting.plot import HeatMap, Mark

if TYPE_CHECKING:
    import pandas as pd

# Pixels around the plot, of its title, and of a row of the legend.
_EDGE, _TITLE, _ROW = 8, 26, 20
# Plots are laid out for phones; by themselves they may be larger.
_SCALE = 1.25
# From a mark of the legend to its name, and from there to the next mark.
_TO_NAME, _APART = 10, 22
_CELL, _NAMES, _LETTERS = 22, 150, 120
_LEAST_CELL, _WIDEST_CELL = 34, 90


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """A chart as SVG; a notebook shows it if it is the last thing of a cell.

    title (str): What it shows.
    svg (str): The whole file, with text kept as text.
    """

    title: str
    svg: str

    def __repr__(self) -> str:
        return f"<picture: {self.title}>"

    def _repr_svg_(self) -> str:
        return self.svg

    def save(self, path: Path | str) -> None:
        """Save the picture as an SVG file.

        Raises:
            TifaError: The name does not end in .svg, or the file cannot be written.
        """
        path = Path(path)
        if path.suffix.lower() != ".svg":
            raise TifaError(
                f"A picture is not saved as “{path.suffix}”",
                where=str(path),
                remedy="Name a file that ends in .svg; programs that draw turn it into others.",
            )
        try:
            path.write_text(self.svg, encoding="utf-8", newline="\n")
        except OSError as error:
            raise TifaError(
                f"The picture cannot be written ({error.strerror})", where=str(path)
            ) from None


def picture(chart: Chart, frame: "pd.DataFrame") -> Picture | None:
    """Return a chart of a table as a picture, or None if the table has nothing to draw."""
    plot = drawn(chart, frame)
    if plot is None:
        return None
    body = _of_heat_map(plot) if isinstance(plot, HeatMap) else _of_drawing(plot)
    width = max(body["width"], min(WIDTH, width_of(chart.title))) + 2 * _EDGE
    height = _TITLE + body["height"] + 2 * _EDGE
    svg = render(
        "picture.svg.j2",
        package="tifa.corpus.reporting",
        title=chart.title,
        heading=cut(chart.title, width - 2 * _EDGE),
        edge=_EDGE,
        head=_TITLE,
        scale=_SCALE,
        **{**body, "width": round(width, 1), "height": round(height, 1)},
    )
    return Picture(chart.title, svg)


def _of_drawing(plot: Drawing) -> dict[str, Any]:
    legend = list(_legend(plot.legend, plot.width))
    return {
        "plot": plot,
        "cells": None,
        "legend": [(mark, name, x, plot.height + y) for mark, name, x, y in legend],
        "width": plot.width,
        "height": plot.height + (legend[-1][3] + _ROW / 2 if legend else 0),
    }


def _legend(
    names: Sequence[tuple[str, Mark]], room: float
) -> Iterator[tuple[Mark, str, float, float]]:
    """Yield marks and names with their places below a plot, as many in a row as fit."""
    x, y = 6.0, _ROW
    for name, mark in names:
        shown = cut(name, room - _TO_NAME - 6)
        width = _TO_NAME + width_of(shown)
        if x > 6 and x + width > room:
            x, y = 6.0, y + _ROW
        yield mark, shown, round(x, 1), y
        x += width + _APART


def _of_heat_map(plot: HeatMap) -> dict[str, Any]:
    """Return rows of cells with their places; long names of columns stand upright."""
    rows = [cut(name, _NAMES) for name, _ in plot.rows]
    columns = [cut(name, _LETTERS) for name in plot.columns]
    texts = [cell.text for _, cells in plot.rows for cell in cells]
    cell = min(_WIDEST_CELL, max(_LEAST_CELL, *(width_of(text) + 8 for text in texts)))
    widest = max(map(width_of, columns))
    if widest + 8 <= _WIDEST_CELL:
        cell = max(cell, widest + 8)
    upright = widest + 8 > cell
    left, top = max(map(width_of, rows)) + 8, (widest + 8 if upright else _CELL)
    return {
        "plot": None,
        "legend": [],
        "upright": upright,
        "columns": [(name, _at(left + cell * (at + 0.5))) for at, name in enumerate(columns)],
        "rows": [(name, _at(top + _CELL * at)) for at, name in enumerate(rows)],
        "cells": [
            (each, _at(left + cell * across), _at(top + _CELL * down))
            for down, (_, cells) in enumerate(plot.rows)
            for across, each in enumerate(cells)
        ],
        "cell": _at(cell),
        "line": _CELL,
        "left": _at(left),
        "top": _at(top),
        "width": left + cell * len(columns),
        "height": top + _CELL * len(rows),
    }


def _at(place: float) -> float:
    return round(place, 1)
