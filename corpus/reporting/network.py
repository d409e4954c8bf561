"""Networks: nodes pushed apart, edges pulling together (Fruchterman & Reingold 1991)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from tifa.corpus.duplicates import groups
from tifa.corpus.reporting.charts import Network
from tifa.corpus.reporting.drawing import WIDTH, Drawing, Line, Point, Text, cut, width_of
from tifa.corpus.reporting.plot import COLOURS, SHAPES, Mark

if TYPE_CHECKING:
    import pandas as pd

_ROUNDS = 300
_THINNEST, _THICKEST = 1.5, 6.0
# Parts of so many nodes have the whole width; smaller ones half of it, if their names fit.
_WIDE = 5
_NODE_HEIGHT, _WIDE_HEIGHT, _MOST_HEIGHT = 20, 28, 620
# Room for names above and below, and at the sides.
_ABOVE, _BESIDE = 24, 44
_LONGEST_NAME = 150
# By how much the two arrows of a pair that go both ways stand apart.
_ASIDE = 3.5
_NODE = Mark(COLOURS[0], SHAPES[0])

Places = npt.NDArray[np.float64]
Pairs = npt.NDArray[np.int64]
Box = tuple[float, float, float, float]


def network(chart: Network, data: "pd.DataFrame") -> Drawing:
    """Lay out edges and the nodes they join; the same table, the same picture."""
    edges = list(
        zip(
            data[chart.source].map(str),
            data[chart.target].map(str),
            data[chart.weight].map(float),
            strict=True,
        )
    )
    names = sorted({name for source, target, _ in edges for name in (source, target)})
    at = {name: place for place, name in enumerate(names)}
    pairs = np.array([(at[source], at[target]) for source, target, _ in edges])
    weights = np.array([weight for *_, weight in edges])
    places, height = _places(names, pairs, weights / weights.max())
    drawing = Drawing(chart.title, height=height)
    both = {(source, target) for source, target, _ in edges}
    span = float(weights.max() - weights.min())
    # The heaviest edge is drawn last, above the others.
    for source, target, weight in reversed(edges):
        ends = places[at[source]], places[at[target]]
        if chart.directed and (target, source) in both and source != target:
            ends = _aside(*ends)
        (x1, y1), (x2, y2) = (end.tolist() for end in ends)
        note = f"{source} {'→' if chart.directed else '–'} {target}: {weight:g}"
        share = (weight - float(weights.min())) / span if span else 0.0
        width = round(_THINNEST + (_THICKEST - _THINNEST) * share, 1)
        drawing.shapes.append(Line(x1, y1, x2, y2, _grey(share), width, chart.directed, note))
    drawing.shapes += [
        Point(x, y, _NODE, name) for name, (x, y) in zip(names, places.tolist(), strict=True)
    ]
    drawing.shapes += _names(names, places, height, [*_heads(drawing)])
    return drawing


def _grey(share: float) -> str:
    """Return the darker a grey the heavier an edge."""
    return "#" + f"{round(0xCC - 0x66 * share):02x}" * 3


def _aside(one: Places, other: Places) -> tuple[Places, Places]:
    along = (other - one) / max(1e-9, float(np.linalg.norm(other - one)))
    move = np.array([-along[1], along[0]]) * _ASIDE
    return np.round(one + move, 1), np.round(other + move, 1)


def _places(names: list[str], pairs: Pairs, weights: Places) -> tuple[Places, float]:
    """Return places of nodes in pixels, what is not joined set apart, and the height."""
    joined = groups(names, [(names[one], names[other]) for one, other in pairs.tolist()])
    parts: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        parts.setdefault(joined[name], []).append(number)

    def longest(members: list[int]) -> float:
        return max(width_of(cut(names[member], _LONGEST_NAME)) for member in members)

    places = np.zeros((len(names), 2))
    left, top, row = 0.0, 0.0, 0.0
    for members in sorted(parts.values(), key=len, reverse=True):
        wide = len(members) >= _WIDE or _BESIDE + 12 + longest(members) > WIDTH / 2
        width = WIDTH if wide else WIDTH / 2
        node = _WIDE_HEIGHT if len(members) >= _WIDE else _NODE_HEIGHT
        height = min(_MOST_HEIGHT, 2 * _ABOVE + node * len(members))
        if left + width > WIDTH:
            left, top, row = 0.0, top + row, 0.0
        mine = np.isin(pairs[:, 0], members)
        inner = np.searchsorted(members, pairs[mine])
        size = np.array([width - 2 * _BESIDE, height - 2 * _ABOVE])
        corner = np.array([left + _BESIDE, top + _ABOVE])
        places[members] = corner + _spread(len(members), inner, weights[mine]) * size
        left, row = left + width, max(row, height)
    return np.round(places, 1), top + row


def _spread(count: int, pairs: Pairs, weights: Places) -> Places:
    """Return places of joined nodes between 0 and 1, longer than they are wide."""
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
        # Towards the middle, so that a chain does not take the room of all others.
        force -= 2 * places * ideal
        length = np.maximum(np.linalg.norm(force, axis=1, keepdims=True), 1e-9)
        places = places + force / length * np.minimum(length, heat)
    places = places - places.mean(axis=0)
    # Names run from left to right, so that nodes had better stand one above the other.
    _, _, axes = np.linalg.svd(places)
    places = places @ axes[::-1].T
    places = places - places.min(axis=0)
    return np.asarray(places / np.maximum(places.max(axis=0), 1e-9) * (places.max(axis=0) > 1e-6))


def _heads(drawing: Drawing) -> Iterator[Box]:
    """Yield where arrow heads are: a name over one would hide which way it points."""
    for line in drawing.shapes:
        if isinstance(line, Line) and line.head:
            corners = [tuple(map(float, corner.split(","))) for corner in line.head.split()]
            xs, ys = zip(*corners, strict=True)
            yield min(xs), min(ys), max(xs), max(ys)


def _names(names: list[str], places: Places, height: float, heads: list[Box]) -> Iterator[Text]:
    """Yield the names, each on the side of its node where it covers least."""
    nodes: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in places.tolist()]
    taken = [*nodes, *heads]
    for name, (x, y) in zip(names, places.tolist(), strict=True):
        text = cut(name, _LONGEST_NAME)
        width = width_of(text)
        sides = (
            (x + 7, y + 4, "start", x + 7),
            (x - 7, y + 4, "end", x - 7 - width),
            (x, y - 8, "middle", x - width / 2),
            (x, y + 18, "middle", x - width / 2),
        )
        boxes = [(left, at - 11, left + width, at + 3) for _, at, _, left in sides]
        worst = [
            _outside(box, height) * 1e3 + sum(_common(box, each) for each in taken) for box in boxes
        ]
        best = worst.index(min(worst))
        taken.append(boxes[best])
        at_x, at_y, anchor, left = sides[best]
        # What fits on no side is moved in at the edge.
        moved = max(0.0, -left) - max(0.0, left + width - WIDTH)
        yield Text(round(at_x + moved, 1), round(at_y, 1), text, anchor)


def _outside(box: Box, height: float) -> float:
    beside = max(0.0, -box[0]) + max(0.0, box[2] - WIDTH)
    return beside + max(0.0, -box[1]) + max(0.0, box[3] - height)


def _common(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height)
