"""A text with the spans of two sides, cut into segments that HTML can show.

Spans may nest, coincide and cross, which elements cannot. A segment is a stretch over
which the set of spans does not change. A line runs along each span, below the characters
for the first side (gold) and above them for the second (predictions): inner spans next to
the text, outer ones further out, so that no line hides another and the pieces of a line
join across segments. Colour and pattern of a line tell its label.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from tifa.corpus.reporting.plot import COLOURS
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span
from tifa.corpus.structure import Structure, analyse

# Spans that nest deeper share the outermost line.
DEEPEST = 8
# Where a line is drawn and where it is not, in pixels: labels differ without colour, too.
_PATTERNS = ((), (9, 3), (3, 3), (9, 3, 3, 3), (16, 4), (1, 4))
Sides = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """How the lines of a label look.

    label, zh (str): Its name in the data and, if the scheme knows it, in Chinese.
    image (str): The line as a CSS image.
    """

    label: str
    zh: str
    image: str


def looks(labels: Iterable[str], scheme: Scheme) -> dict[str, Look]:
    """Return a look for each label: those of the scheme first, in its order and colours."""
    met = {*labels}
    names = [*(name for name in scheme.labels if name in met), *sorted(met - {*scheme.labels})]
    found = {}
    for place, name in enumerate(names):
        known = scheme.labels.get(name)
        colour = known.color if known else COLOURS[place % len(COLOURS)]
        image = _line(colour, _PATTERNS[place % len(_PATTERNS)])
        found[name] = Look(name, known.zh if known else "", image)
    return found


def _line(colour: str, pattern: Sequence[int]) -> str:
    if not pattern:
        return f"linear-gradient({colour} 0 0)"
    stops, at = [], 0
    for place, size in enumerate(pattern):
        stops.append(f"{'transparent' if place % 2 else colour} {at}px {at + size}px")
        at += size
    return f"repeating-linear-gradient(90deg, {', '.join(stops)})"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text with the same spans throughout.

    text (str): Its characters.
    start (int): Where it starts in the document, in code points.
    lanes (str): Inline style with the lines along it; "" without spans.
    notes (str): What starts here, for people: label, side and attributes.
    wrong (bool): Whether a span that starts or runs here is on one side only.
    heading (bool): Whether it belongs to a heading.
    """

    text: str
    start: int
    lanes: str
    notes: str
    wrong: bool
    heading: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the report: its segments, and the whitespace after it.

    level (int): Level of the numbered item that starts here, 0 for none.
    """

    segments: tuple[Segment, ...]
    after: str
    level: int


@dataclass(frozen=True, slots=True)
class Highlighted:
    """A text ready to be shown.

    before (str): The whitespace before the first block.
    blocks (tuple[Block, ...]): Joined in order, all pieces give the text.
    depth (int): How many lines run side by side at most, on one side of the characters.
    """

    before: str
    blocks: tuple[Block, ...]
    depth: int


def highlight(
    text: str,
    first: Sequence[Span],
    second: Sequence[Span],
    labels: Mapping[str, Look],
    sides: Sides = ("gold", "predicted"),
) -> Highlighted:
    """Cut a text into blocks and segments.

    first, second (Sequence[Span]): Spans with lines below and above the characters.
    labels (Mapping[str, Look]): Looks of all labels, see `looks`.
    sides (Sides): What to call the two sides.
    """
    structure = analyse(text)
    extents = structure.blocks()
    painter = _Painter(text, (first, second), labels, sides, structure)
    levels = {item.start: item.level for item in structure.items}
    found = []
    for extent, following in pairwise([*extents, None]):
        assert extent is not None
        end = following.start if following else len(text)
        segments = tuple(painter.segments(extent.start, extent.end))
        found.append(Block(segments, text[extent.end : end], levels.get(extent.start, 0)))
    return Highlighted(text[: extents[0].start] if extents else text, tuple(found), painter.depth)


def lanes_of(spans: Sequence[Span]) -> list[int]:
    """Return the lane of each span, 0 next to the text: short spans in, long spans out.

    No two spans that share characters have the same lane, as long as `DEEPEST` suffice.
    """
    order = sorted(range(len(spans)), key=lambda at: (spans[at].end - spans[at].start, at))
    taken: list[list[tuple[int, int]]] = []
    found = [0] * len(spans)
    for at in order:
        extent = spans[at].start, spans[at].end
        free = (lane for lane, extents in enumerate(taken) if _is_free(extents, *extent))
        lane = min(next(free, len(taken)), DEEPEST - 1)
        if lane == len(taken):
            taken.append([])
        insort(taken[lane], extent)
        found[at] = lane
    return found


def _is_free(extents: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether no extent of a lane, whose extents are apart, shares a character."""
    place = bisect_right(extents, (start, end))
    left = place == 0 or extents[place - 1][1] <= start
    return left and (place == len(extents) or extents[place][0] >= end)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A span with its line: its side (g or p), its lane, and what to say of it."""

    span: Span
    line: str
    note: str
    wrong: bool


class _Painter:
    def __init__(
        self,
        text: str,
        both: tuple[Sequence[Span], Sequence[Span]],
        labels: Mapping[str, Look],
        sides: Sides,
        structure: Structure,
    ) -> None:
        self._text = text
        self._images = {name: f"var(--look{place})" for place, name in enumerate(labels)}
        self._headings = [item.heading for item in structure.items if item.level == 1]
        right = {span.key for span in both[0]} & {span.key for span in both[1]}
        lanes = [lanes_of(spans) for spans in both]
        self.depth = max((lane + 1 for lane in chain(*lanes)), default=0)
        self._drawn = [
            _Drawn(
                span,
                f"--{letter}{lane}:{self._images[span.label]}",
                _note(side, span),
                span.key not in right,
            )
            for letter, side, spans, places in zip("gp", sides, both, lanes, strict=True)
            for span, lane in zip(spans, places, strict=True)
        ]
        edges = {edge for each in self._drawn for edge in (each.span.start, each.span.end)}
        edges |= {edge for head in self._headings for edge in (head.start, head.end)}
        self._edges = sorted(edges)

    def segments(self, start: int, end: int) -> Iterator[Segment]:
        near = [each for each in self._drawn if each.span.start < end and start < each.span.end]
        cuts = [start, *(edge for edge in self._edges if start < edge < end), end]
        for left, right in pairwise(cuts):
            over = [each for each in near if each.span.start < right and left < each.span.end]
            yield Segment(
                self._text[left:right],
                left,
                ";".join(dict.fromkeys(each.line for each in over)),
                "\n".join(each.note for each in over if each.span.start == left),
                any(each.wrong for each in over),
                any(head.start <= left < head.end for head in self._headings),
            )


def _note(side: str, span: Span) -> str:
    facts = [f"{name}: {value}" for name, value in span.attributes.items()]
    facts += [f"{arg.name}: {arg.quote}" for arg in span.arguments]
    facts += [] if span.score is None else [f"score: {span.score:.2f}"]
    return f"{side} {span.label} {'; '.join(facts)}".rstrip()
