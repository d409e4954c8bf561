"""Pairing of gold and predicted spans of one document: one to one, in no order.

One pairing stands behind strict, exact, partial and type scores and behind the list of
mistakes, so that their counts fit together: `pair`. A second one, `pair_by_overlap`,
answers how many spans were found roughly.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from tifa.corpus.spans import Span
from tifa.evaluation.assignment import heaviest

DEFAULT_THRESHOLD = 0.5
# Intersection over union is compared in whole billionths.
_IOU_UNITS = 10**9

Levels = tuple[int, ...]
Key = tuple[int, int, str]
_KEY = attrgetter("start", "end", "label")
Edges = dict[int, dict[int, Levels]]


@dataclass(frozen=True, slots=True)
class Pairing:
    """A one-to-one pairing; every span of the input stands in it exactly once.

    pairs (tuple[tuple[Span, Span], ...]): Gold span and predicted span, by gold span.
    missed (tuple[Span, ...]): Gold spans without partner.
    spurious (tuple[Span, ...]): Predicted spans without partner.
    gold_duplicates, predicted_duplicates (int): Spans that repeat extent and label of
        another span of the same side. They are kept: a repetition is one more span.
    """

    pairs: tuple[tuple[Span, Span], ...]
    missed: tuple[Span, ...]
    spurious: tuple[Span, ...]
    gold_duplicates: int = 0
    predicted_duplicates: int = 0


def overlap(first: Span, second: Span) -> int:
    """Return the number of characters that two spans share."""
    return max(0, min(first.end, second.end) - max(first.start, second.start))


def iou(first: Span, second: Span) -> float:
    """Return shared characters over characters of both spans, 0 to 1."""
    shared = overlap(first, second)
    if not shared:
        return 0.0
    return shared / (first.end - first.start + second.end - second.start - shared)


def pair(gold: Iterable[Span], predicted: Iterable[Span], *, least_share: float = 0.0) -> Pairing:
    """Pair spans that share characters, best pairs first.

    The sum of the pairs' ratings is the greatest possible in lexicographic order: same
    extent and label, then same extent, then same label, then shared characters, then
    intersection over union, then number of pairs. The counts of all matching schemes
    follow from it and do not depend on the order of the spans.

    least_share (float): Least share of the gold span's characters that a pair must share,
        0 to 1; 0 is the rule of SemEval-2013, one character.

    Raises:
        ValueError: The share is not between 0 and 1.

    Source: MUC-5 and SemEval-2013 task 9.1 count each pair once; the assignment replaces
    their pairing in list order.
    """
    if not 0 <= least_share <= 1:
        raise ValueError(f"A share lies between 0 and 1, not {least_share}")

    def rate(gold_span: Span, predicted_span: Span) -> Levels | None:
        levels = _rate(gold_span, predicted_span)
        needed = least_share * (gold_span.end - gold_span.start)
        return levels if levels[3] >= needed else None

    chosen = rate if least_share else _rate
    return _Pairer(gold, predicted).solve(chosen, identical_first=True)


def pair_by_overlap(
    gold: Iterable[Span], predicted: Iterable[Span], *, threshold: float = DEFAULT_THRESHOLD
) -> Pairing:
    """Pair as many spans as possible of the same label that overlap enough.

    The number of pairs is the size of a maximum matching, so it is well defined, at
    least the number of identical pairs, and the sum of the labels' own numbers. Among
    maximum matchings the one with most identical pairs, then greatest intersection over
    union, then most shared characters is returned.

    threshold (float): Least intersection over union, above 0 and up to 1.

    Raises:
        ValueError: The threshold is not above 0 and up to 1.
    """
    check_threshold(threshold)

    def rate(gold_span: Span, predicted_span: Span) -> Levels | None:
        if gold_span.label != predicted_span.label or iou(gold_span, predicted_span) < threshold:
            return None
        same, _, _, shared, relative, one = _rate(gold_span, predicted_span)
        return one, same, relative, shared

    return _Pairer(gold, predicted).solve(rate, identical_first=False)


def check_threshold(threshold: float) -> None:
    """Assert that an overlap threshold makes sense.

    Raises:
        ValueError: It is not above 0 and up to 1.
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"An overlap threshold lies above 0 and goes up to 1, not {threshold}")


def _rate(gold: Span, predicted: Span) -> Levels:
    """Return the rating of a pair, most important level first."""
    same_extent = (gold.start, gold.end) == (predicted.start, predicted.end)
    same_label = gold.label == predicted.label
    shared = overlap(gold, predicted)
    union = max(1, gold.end - gold.start + predicted.end - predicted.start - shared)
    relative = shared * _IOU_UNITS // union
    return same_extent and same_label, same_extent, same_label, shared, relative, 1


class _Pairer:
    """The spans of both sides in an order of their own, and the pairs found so far."""

    def __init__(self, gold: Iterable[Span], predicted: Iterable[Span]) -> None:
        self.gold, self.gold_keys = _ordered(gold)
        self.predicted, self.predicted_keys = _ordered(predicted)
        self.found: dict[int, int] = {}

    def solve(
        self, rate: Callable[[Span, Span], Levels | None], *, identical_first: bool
    ) -> Pairing:
        # If first, no optimum is lost: their number is fixed, and which of several
        # repetitions is taken changes no rating. Only mistakes remain to be assigned.
        # Spans without length share no character and can have no other partner.
        self._pair_identical(only_empty=not identical_first)
        for edges in _components(self._edges(rate)):
            if len(edges) == 1 and len(alone := next(iter(edges.values()))) == 1:
                # Neither has another partner; nothing is to be chosen.
                self.found[next(iter(edges))] = next(iter(alone))
                continue
            columns = sorted({column for row in edges.values() for column in row})
            place = {column: index for index, column in enumerate(columns)}
            rows = sorted(edges)
            weights = _weights([edges[row] for row in rows], place)
            for row, column in zip(rows, heaviest(weights), strict=True):
                if column is not None:
                    self.found[row] = columns[column]
        return self._result()

    def _pair_identical(self, *, only_empty: bool) -> None:
        waiting: dict[Key, list[int]] = {}
        for index in range(len(self.predicted_keys) - 1, -1, -1):
            waiting.setdefault(self.predicted_keys[index], []).append(index)
        for index, key in enumerate(self.gold_keys):
            partners = waiting.get(key)
            if partners and not (only_empty and key[0] < key[1]):
                self.found[index] = partners.pop()

    def _edges(self, rate: Callable[[Span, Span], Levels | None]) -> Edges:
        edges: Edges = defaultdict(dict)
        for row, column in self._overlapping():
            levels = rate(self.gold[row], self.predicted[column])
            if levels is not None:
                edges[row][column] = levels
        return edges

    def _overlapping(self) -> Iterator[tuple[int, int]]:
        """Yield places of spans without partner that share characters."""
        taken = set(self.found.values())
        starts = [(span.start, 0, i) for i, span in enumerate(self.gold) if i not in self.found]
        starts += [(span.start, 1, i) for i, span in enumerate(self.predicted) if i not in taken]
        sides = self.gold, self.predicted
        open_spans: tuple[list[int], list[int]] = ([], [])
        for start, side, index in sorted(starts):
            other = 1 - side
            open_spans[other][:] = [i for i in open_spans[other] if sides[other][i].end > start]
            if sides[side][index].end > start:
                for partner in open_spans[other]:
                    yield (index, partner) if side == 0 else (partner, index)
                open_spans[side].append(index)

    def _result(self) -> Pairing:
        taken = set(self.found.values())
        return Pairing(
            pairs=tuple((self.gold[i], self.predicted[self.found[i]]) for i in sorted(self.found)),
            missed=tuple(span for i, span in enumerate(self.gold) if i not in self.found),
            spurious=tuple(span for i, span in enumerate(self.predicted) if i not in taken),
            gold_duplicates=len(self.gold) - len(set(self.gold_keys)),
            predicted_duplicates=len(self.predicted) - len(set(self.predicted_keys)),
        )


def _ordered(spans: Iterable[Span]) -> tuple[list[Span], list[Key]]:
    """Return spans with their keys, in an order that no input order changes."""
    keyed = sorted(spans, key=_KEY)
    keys: list[Key] = [*map(_KEY, keyed)]
    if len(set(keys)) < len(keys):
        # Repetitions need more than the key to be told apart; they are rare.
        keyed.sort(key=_identity)
    return keyed, keys


def _identity(span: Span) -> tuple[object, ...]:
    """Return everything that tells spans apart, for an order that no input order changes."""
    arguments = tuple((arg.start, arg.end, arg.name) for arg in span.arguments)
    score = -1.0 if span.score is None else span.score
    return (
        span.start,
        span.end,
        span.label,
        tuple(sorted(span.attributes.items())),
        arguments,
        score,
    )


def _components(edges: Edges) -> Iterator[Edges]:
    """Yield the parts of the graph that share no span, each to be solved on its own."""
    rows_of: Mapping[int, list[int]] = defaultdict(list)
    for row, columns in edges.items():
        for column in columns:
            rows_of[column].append(row)
    seen: set[int] = set()
    for first in sorted(edges):
        if first in seen:
            continue
        seen.add(first)
        part, waiting = {}, [first]
        while waiting:
            row = waiting.pop()
            part[row] = edges[row]
            for column in edges[row]:
                fresh = [other for other in rows_of[column] if other not in seen]
                seen.update(fresh)
                waiting.extend(fresh)
                rows_of[column].clear()
        yield part


def _weights(
    rows: Sequence[Mapping[int, Levels]], place: Mapping[int, int]
) -> list[dict[int, int]]:
    """Turn ratings into single integers whose sums keep the lexicographic order."""
    pairs = min(len(rows), len(place))
    depth = len(next(iter(rows[0].values())))
    # No sum over a level reaches its radix, so a level never outweighs the one above.
    radix = [
        1 + pairs * max(levels[level] for row in rows for levels in row.values())
        for level in range(depth)
    ]

    def weight(levels: Levels) -> int:
        total = 0
        for value, base in zip(levels, radix, strict=True):
            total = total * base + value
        return total

    return [
        {place[column]: weight(levels) for column, levels in sorted(row.items())} for row in rows
    ]
