"""Networks of two sides: a column of names each, and lines between."""

from typing import TYPE_CHECKING

from tifa.corpus.reporting.charts import Links
from tifa.corpus.reporting.drawing import WIDTH, Drawing, Line, Point, Text, cut
from tifa.corpus.reporting.plot import marks

if TYPE_CHECKING:
    import pandas as pd

_ROW = 18
_LEFT, _RIGHT = 100, 160
_THICKEST = 5


def links(chart: Links, data: "pd.DataFrame") -> Drawing:
    """Lay out sources on the left, each beside its targets, and targets on the right."""
    sources, targets = data[chart.source].map(str), data[chart.target].map(str)
    right = {name: _ROW * (row + 0.5) for row, name in enumerate(dict.fromkeys(targets))}
    wanted: dict[str, list[float]] = {}
    for source, target in zip(sources, targets, strict=True):
        wanted.setdefault(source, []).append(right[target])
    left = _apart({name: sum(ys) / len(ys) for name, ys in wanted.items()})
    known = marks([str(kind) for kind in data[chart.kind]])
    drawing = Drawing(chart.title, legend=list(known.items()))
    most = float(data[chart.weight].max())
    for source, target, kind, weight in zip(
        sources, targets, data[chart.kind].map(str), data[chart.weight], strict=True
    ):
        mark, width = known[kind], 1 + (_THICKEST - 1) * (weight - 1) / max(1.0, most - 1)
        note = f"{source} → {target}: {kind} {weight:g}"
        ys = left[source], right[target]
        drawing.shapes += [
            Line(_LEFT, ys[0], _RIGHT - 6, ys[1], mark.colour, round(width, 1), note=note),
            Point(_RIGHT, ys[1], mark, note),
        ]
    drawing.shapes += [
        Text(_LEFT - 4, y + 4, cut(name, _LEFT - 4), "end") for name, y in left.items()
    ]
    drawing.shapes += [
        Text(_RIGHT + 9, y + 4, cut(name, WIDTH - _RIGHT - 9)) for name, y in right.items()
    ]
    drawing.height = max(*left.values(), *right.values()) + _ROW / 2 + 4
    return drawing


def _apart(wanted: dict[str, float]) -> dict[str, float]:
    """Return heights of names in their order, moved apart by a row where they would touch."""
    names = sorted(wanted, key=lambda name: wanted[name])
    heights: dict[str, float] = {}
    last = -float("inf")
    for name in names:
        heights[name] = last = max(wanted[name], last + _ROW)
    return heights
