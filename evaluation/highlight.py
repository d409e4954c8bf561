"""A text with its gold and predicted spans, cut into segments that HTML can show.

Spans may nest, coincide and cross, which elements cannot. A segment is a stretch over
which the set of spans does not change; each label has a lane of its own, gold below the
characters and predictions above, so that the lines of a span join across its segments.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span
from tifa.corpus.structure import Structure, analyse


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text with the same spans throughout.

    text (str): Its characters.
    start (int): Where it starts in the document, in code points.
    lanes (str): Inline style with the colours of the lanes in use; "" without spans.
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


def blocks(
    text: str, gold: Sequence[Span], predicted: Sequence[Span], scheme: Scheme
) -> tuple[str, list[Block]]:
    """Cut a text into blocks and segments.

    Returns:
        The whitespace before the first block, and the blocks. Joined in order, all
        pieces give the text.
    """
    structure = analyse(text)
    extents = structure.blocks()
    painter = _Painter(text, gold, predicted, scheme, structure)
    levels = {item.start: item.level for item in structure.items}
    found = []
    for extent, following in pairwise([*extents, None]):
        assert extent is not None
        end = following.start if following else len(text)
        segments = tuple(painter.segments(extent.start, extent.end))
        found.append(Block(segments, text[extent.end : end], levels.get(extent.start, 0)))
    return text[: extents[0].start] if extents else text, found


class _Painter:
    def __init__(
        self,
        text: str,
        gold: Sequence[Span],
        predicted: Sequence[Span],
        scheme: Scheme,
        structure: Structure,
    ) -> None:
        self._text = text
        self._scheme = scheme
        self._sides = {"g": gold, "p": predicted}
        keys = {side: {span.key for span in spans} for side, spans in self._sides.items()}
        self._right = keys["g"] & keys["p"]
        self._lanes = {label: index for index, label in enumerate(scheme.labels)}
        self._headings = [item.heading for item in structure.items if item.level == 1]
        edges = {edge for spans in (gold, predicted) for s in spans for edge in (s.start, s.end)}
        edges |= {edge for head in self._headings for edge in (head.start, head.end)}
        self._edges = sorted(edges)

    def segments(self, start: int, end: int) -> Iterator[Segment]:
        cuts = [start, *(edge for edge in self._edges if start < edge < end), end]
        for left, right in pairwise(cuts):
            over = [
                (side, span)
                for side, spans in self._sides.items()
                for span in spans
                if span.start < right and left < span.end
            ]
            yield Segment(
                self._text[left:right],
                left,
                ";".join(dict.fromkeys(self._lane(side, span.label) for side, span in over)),
                "\n".join(_note(side, span) for side, span in over if span.start == left),
                any(span.key not in self._right for _, span in over),
                any(head.start <= left < head.end for head in self._headings),
            )

    def _lane(self, side: str, label: str) -> str:
        known = self._scheme.labels.get(label)
        lane = self._lanes.get(label, len(self._lanes) - 1)
        return f"--{side}{lane}:{known.color if known else '#555'}"


def _note(side: str, span: Span) -> str:
    side_name = {"g": "标准 gold", "p": "预测 predicted"}[side]
    facts = [f"{name}: {value}" for name, value in span.attributes.items()]
    facts += [f"{arg.name}: {arg.quote}" for arg in span.arguments]
    score = [] if span.score is None else [f"score: {span.score:.2f}"]
    return f"{side_name} {span.label} " + "; ".join([*facts, *score])
