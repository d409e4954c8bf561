"""Dispersion plots: where items stand in the texts, a strip each."""

from typing import TYPE_CHECKING

from tifa.corpus.reporting.charts import Strips
from tifa.corpus.reporting.drawing import (
    GRID,
    LINE_HEIGHT,
    WIDTH,
    Axis,
    Drawing,
    Line,
    Text,
    Ticks,
    cut,
    width_of,
)
from tifa.corpus.reporting.plot import marks
from tifa.corpus.reporting.selection import PLACES

if TYPE_CHECKING:
    import pandas as pd

_LONGEST_NAME = 120
_STRIP = 13
_GAP = 7


def strips(chart: Strips, frame: "pd.DataFrame") -> Drawing:
    """Lay out a strip for each item, and for each part of the texts."""
    names = list(dict.fromkeys(map(str, frame[chart.item])))
    parts = list(dict.fromkeys(map(str, frame[chart.part]))) if chart.part else [""]
    known = marks(parts)
    left = min(_LONGEST_NAME, max(map(width_of, names))) + 6
    axis = Axis(0, 1, left, WIDTH - 4)
    drawing = Drawing(chart.title, legend=list(known.items()) if chart.part else [])
    owners = frame[chart.part].map(str) if chart.part else [""] * len(frame)
    places = {
        (item, part): {axis.place(float(place)) for place in found.split()}
        for item, part, found in zip(frame[chart.item].map(str), owners, frame[PLACES], strict=True)
    }
    y = 4.0
    for name in names:
        top = y
        # Of two parts it says something that one is empty; of many it would take room.
        for part in parts if len(parts) <= 2 else [p for p in parts if (name, p) in places]:
            drawing.shapes.append(Line(left, y + _STRIP, WIDTH - 4, y + _STRIP, GRID))
            # Ticks that fall on the same tenth of a pixel are one.
            xs = tuple(sorted(places.get((name, part), ())))
            drawing.shapes.append(Ticks(xs, y + 1, y + _STRIP, known[part].colour))
            y += _STRIP + 1
        drawing.shapes.append(Text(0, (top + y) / 2 + 4, cut(name, left - 6)))
        y += _GAP
    drawing.shapes += [
        Text(left, y + LINE_HEIGHT - 4, "开头 begin"),
        Text(WIDTH - 4, y + LINE_HEIGHT - 4, "结尾 end", "end"),
    ]
    drawing.height = y + LINE_HEIGHT + 4
    return drawing
