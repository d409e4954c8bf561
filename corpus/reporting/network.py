"""Networks: nodes pushed apart, edges pulling together (Fruchterman & Reingold 1991)."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tifa.corpus.reporting.charts import Network
from tifa.corpus.reporting.drawing import WIDTH, Drawing, Line, Point, Text, cut, width_of
from tifa.corpus.reporting.plot import COLOURS, SHAPES, Mark

if TYPE_CHECKING:
    import pandas as pd

_HEIGHT = 350
_EDGE = 14
_ROUNDS = 300
_THICKEST = 6
_LONGEST_NAME = 105
_NODE = Mark(COLOURS[0], SHAPES[0])

Places = npt.NDArray[np.float64]


def network(chart: Network, frame: "pd.DataFrame") -> Drawing | None:
    """Lay out the heaviest edges and the nodes they join; the same table, the same picture."""
    kept = frame.dropna(subset=[chart.source, chart.target, chart.weight])
    kept = kept.sort_values(chart.weight, ascending=False, kind="stable").head(chart.most)
    if kept.empty:
        return None
    edges = list(
        zip(
            kept[chart.source].map(str),
            kept[chart.target].map(str),
            kept[chart.weight],
            strict=True,
        )
    )
    names = sorted({name for source, target, _ in edges for name in (source, target)})
    at = {name: place for place, name in enumerate(names)}
    pairs = np.array([(at[source], at[target]) for source, target, _ in edges])
    weights = np.array([float(weight) for _, _, weight in edges])
    places = _spread(len(names), pairs, weights / weights.max())
    drawing = Drawing(chart.title, height=_HEIGHT + 20)
    for (source, target, weight), share in zip(edges, weights / weights.max(), strict=True):
        (x1, y1), (x2, y2) = places[at[source]].tolist(), places[at[target]].tolist()
        note = f"{source} {'→' if chart.directed else '–'} {target}: {weight:g}"
        width = round(1 + (_THICKEST - 1) * float(share), 1)
        drawing.shapes.append(Line(x1, y1, x2, y2, "#b5b5b5", width, chart.directed, note))
    drawing.shapes += [
        Point(x, y, _NODE, name) for name, (x, y) in zip(names, places.tolist(), strict=True)
    ]
    drawing.shapes += _names(names, places)
    return drawing


def _spread(count: int, pairs: npt.NDArray[np.int64], weights: Places) -> Places:
    """Return places of nodes in pixels."""
    angles = 2 * np.pi * np.arange(count) / max(1, count)
    places = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    ideal = 1.6 / np.sqrt(count)
    for heat in np.linspace(0.15, 0.005, _ROUNDS):
        apart = places[:, None, :] - places[None, :, :]
        distance = np.maximum(np.linalg.norm(apart, axis=2), 1e-3)
        force = (apart / distance[..., None] * (ideal**2 / distance)[..., None]).sum(axis=1)
        along = places[pairs[:, 0]] - places[pairs[:, 1]]
        pull = along * (np.linalg.norm(along, axis=1) / ideal * (0.5 + weights))[:, None]
        np.add.at(force, pairs[:, 0], -pull)
        np.add.at(force, pairs[:, 1], pull)
        # Towards the middle, so that what is not joined does not drift away.
        force -= places * ideal
        length = np.maximum(np.linalg.norm(force, axis=1, keepdims=True), 1e-9)
        places = places + force / length * np.minimum(length, heat)
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.where(high - low > 0, high - low, 1)
    size = np.array([WIDTH - 2 * _EDGE, _HEIGHT - 2 * _EDGE])
    return np.asarray(np.round(_EDGE + (places - low) / room * size, 1))


def _names(names: list[str], places: Places) -> list[Text]:
    """Return the names, turned inwards at the right edge."""
    shown = []
    for name, (x, y) in zip(names, places.tolist(), strict=True):
        text = cut(name, _LONGEST_NAME)
        inside = x + 8 + width_of(text) <= WIDTH
        shown.append(Text(x + 7 if inside else x - 7, y + 4, text, "start" if inside else "end"))
    return shown
