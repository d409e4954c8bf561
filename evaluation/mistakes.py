"""Every strict error as a record with its place and context.

The records follow from the pairing behind the scores. Each gold span that strict
matching misses and each predicted span that it rejects stands in exactly one record, so
the records add up to the false negatives and false positives.
"""

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tifa.corpus.spans import Span
from tifa.evaluation.matching import DEFAULT_THRESHOLD, iou, overlap, pair

CONTEXT = 25
_JOINER = "\u200d"


class Kind(StrEnum):
    """What is wrong.

    BOUNDARY: Right label, and the extents share characters but differ.
    SPLIT: One gold span was predicted in parts.
    MERGE: Several gold spans were predicted as one.
    LABEL: Wrong label on the same, or nearly the same extent.
    NESTED: Wrong label, and one extent lies inside the other: the outer span was taken
        for the inner one, or the inner for the outer.
    MISSED: A gold span without anything of the kinds above.
    SPURIOUS: A predicted span without anything of the kinds above.
    """

    MISSED = "missed"
    SPURIOUS = "spurious"
    BOUNDARY = "boundary"
    SPLIT = "split"
    MERGE = "merge"
    LABEL = "label"
    NESTED = "nested"


class Edge(StrEnum):
    """Which end of a span is wrong."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Mistake:
    """An error of the prediction.

    kind (Kind): What is wrong.
    doc_id (str): Id of the document.
    section (str): Enumerators above the place, outermost first, such as ``三›一是``.
    gold (tuple[Span, ...]): The gold spans concerned: none if spurious, several if merged.
    predicted (tuple[Span, ...]): The predicted ones: none if missed, several if split.
    before, after (str): Up to 25 characters around the place.
    edge (Edge | None): The wrong end of a boundary error.
    """

    kind: Kind
    doc_id: str
    section: str
    gold: tuple[Span, ...]
    predicted: tuple[Span, ...]
    before: str
    after: str
    edge: Edge | None = None

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans concerned, gold ones first; at least one."""
        return self.gold + self.predicted

    @property
    def label(self) -> str:
        """Label of the gold span, else of the predicted one."""
        return self.spans[0].label

    @property
    def start(self) -> int:
        """Where the first of the spans starts."""
        return min(span.start for span in self.spans)

    @property
    def end(self) -> int:
        """Where the last of the spans ends, exclusive."""
        return max(span.end for span in self.spans)


def find_mistakes(
    doc_id: str,
    text: str,
    gold: Iterable[Span],
    predicted: Iterable[Span],
    *,
    path: Callable[[int], str] = lambda _: "",
    threshold: float = DEFAULT_THRESHOLD,
) -> list[Mistake]:
    """Return the errors of a prediction, in text order.

    path (Callable[[int], str]): Names the section of an offset, see `Structure.path`.
    threshold (float): Least intersection over union for calling two spans of different
        labels and extents a confusion of labels; below it, spans that only cross were
        missed and made up.
    """
    pairing = pair(gold, predicted)
    wrong = [(g, p) for g, p in pairing.pairs if g.key != p.key]
    found = _classify(
        _Open([*(g for g, _ in wrong), *pairing.missed]),
        _Open([*(p for _, p in wrong), *pairing.spurious]),
        len(wrong),
        threshold,
    )
    mistakes = [_place(doc_id, text, path, *item) for item in found]
    return sorted(mistakes, key=lambda item: (item.start, item.end, item.kind, item.label))


_Item = tuple[Kind, tuple[Span, ...], tuple[Span, ...]]


class _Open:
    """Spans of one side that no record accounts for yet, known by their places.

    A repeated span may be the same object twice, so objects do not tell spans apart.
    """

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = spans
        self.places = set(range(len(spans)))
        self._sorted: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, span in enumerate(spans):
            self._sorted[span.label].append((span.start, place))
        for entries in self._sorted.values():
            entries.sort()
        self._longest = max((span.end - span.start for span in spans), default=0)

    def inside(self, whole: Span) -> list[int]:
        """Return places of open spans of the same label that lie mostly in a span."""
        entries = self._sorted.get(whole.label, [])
        first = bisect_left(entries, (whole.start - self._longest, 0))
        last = bisect_left(entries, (whole.end, 0))
        return [
            place
            for start, place in entries[first:last]
            if place in self.places
            and 2 * overlap(whole, self.spans[place]) > self.spans[place].end - start
        ]

    def take(self, places: Sequence[int]) -> tuple[Span, ...]:
        """Account for spans."""
        self.places.difference_update(places)
        return tuple(self.spans[place] for place in places)


def _classify(gold: _Open, predicted: _Open, pairs: int, threshold: float) -> Iterator[_Item]:
    """Yield what is wrong; the first spans of both sides, so many, are paired."""
    for whole, parts in _in_parts(gold, predicted):
        yield Kind.SPLIT, whole, parts
    for whole, parts in _in_parts(predicted, gold):
        yield Kind.MERGE, parts, whole
    for place in range(pairs):
        one, other = gold.spans[place], predicted.spans[place]
        same_label = one.label == other.label
        taken = place not in gold.places or place not in predicted.places
        kind = Kind.BOUNDARY if same_label else _confusion(one, other, threshold)
        if not taken and kind is not None:
            yield kind, gold.take([place]), predicted.take([place])
    yield from ((Kind.MISSED, (gold.spans[place],), ()) for place in gold.places)
    yield from ((Kind.SPURIOUS, (), (predicted.spans[place],)) for place in predicted.places)


def _confusion(gold: Span, predicted: Span, threshold: float) -> Kind | None:
    """Return how two spans of different labels were confused, if they were."""
    if iou(gold, predicted) >= threshold:
        return Kind.LABEL
    shared = overlap(gold, predicted)
    inside = shared in (gold.end - gold.start, predicted.end - predicted.start)
    return Kind.NESTED if inside else None


def _in_parts(wholes: _Open, parts: _Open) -> Iterator[tuple[tuple[Span, ...], tuple[Span, ...]]]:
    """Yield spans that lie in several parts on the other side, and account for them."""
    for place in sorted(wholes.places, key=lambda place: _reading_order(wholes.spans[place])):
        inside = parts.inside(wholes.spans[place])
        # Two readings of one place are no two parts.
        apart = all(
            not parts.spans[first].overlaps(parts.spans[second])
            for first, second in pairwise(inside)
        )
        if len(inside) > 1 and apart:
            yield wholes.take([place]), parts.take(inside)


def _reading_order(span: Span) -> tuple[int, int, str]:
    return span.start, -span.end, span.label


def _place(
    doc_id: str,
    text: str,
    path: Callable[[int], str],
    kind: Kind,
    gold: tuple[Span, ...],
    predicted: tuple[Span, ...],
) -> Mistake:
    spans = gold + predicted
    start = min(span.start for span in spans)
    end = max(span.end for span in spans)
    edge = _edge(gold[0], predicted[0]) if kind is Kind.BOUNDARY else None
    left = whole_character(text, max(0, start - CONTEXT), back=True)
    right = whole_character(text, min(len(text), end + CONTEXT), back=False)
    return Mistake(
        kind, doc_id, path(start), gold, predicted, text[left:start], text[end:right], edge
    )


def _edge(gold: Span, predicted: Span) -> Edge:
    if gold.start == predicted.start:
        return Edge.RIGHT
    return Edge.LEFT if gold.end == predicted.end else Edge.BOTH


def whole_character(text: str, offset: int, *, back: bool) -> int:
    """Move an offset out of a character that is made of several code points.

    back (bool): Whether to move to its start rather than to its end.
    """
    step = -1 if back else 1
    while 0 < offset < len(text) and _continues(text, offset):
        offset += step
    return offset


def _continues(text: str, offset: int) -> bool:
    """Say whether a code point belongs to the character before it."""
    char = text[offset]
    return (
        unicodedata.category(char) in ("Mn", "Me")  # variation selectors among them
        or _JOINER in (char, text[offset - 1])
    )
