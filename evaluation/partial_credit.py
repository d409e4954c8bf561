"""Scores that give credit for parts of spans: on characters or tokens, and soft F1.

None of them pairs spans, so splits and merges of neighbours of one label cost little or
nothing; read them beside strict scores.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from tifa.corpus.figures import Figure, Reason, Undefined, quotient
from tifa.corpus.spans import Span
from tifa.evaluation.matching import overlap

Extent = tuple[int, int]
Sides = tuple[Sequence[Span], Sequence[Span]]


@dataclass(frozen=True, slots=True)
class Credit:
    """Precision and recall whose numerators need not be counts.

    precision_sum, recall_sum (float): Credit given to predictions and to gold spans.
    predicted, gold (int): Number of predictions and gold spans, or of positions.
    """

    precision_sum: float = 0.0
    recall_sum: float = 0.0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: "Credit") -> "Credit":
        """Return the credit of both together."""
        return Credit(
            self.precision_sum + other.precision_sum,
            self.recall_sum + other.recall_sum,
            self.predicted + other.predicted,
            self.gold + other.gold,
        )

    @property
    def precision(self) -> Figure:
        """Mean credit of a prediction."""
        return quotient(self.precision_sum, self.predicted, Reason.NOTHING_PREDICTED)

    @property
    def recall(self) -> Figure:
        """Mean credit of a gold span."""
        return quotient(self.recall_sum, self.gold, Reason.NO_GOLD)

    @property
    def f1(self) -> Figure:
        """Harmonic mean of precision and recall; 0 where only one of them is defined."""
        precision, recall = self.precision, self.recall
        if isinstance(precision, Undefined) and isinstance(recall, Undefined):
            return Undefined(Reason.NEITHER)
        if isinstance(precision, Undefined) or isinstance(recall, Undefined):
            return 0.0
        total = precision + recall
        return 2 * precision * recall / total if total else 0.0


class Counting(StrEnum):
    """What positions are when spans of one label overlap.

    SET: A position is in a label or not; nested spans count once.
    MULTISET: A position counts as often as spans of the label cover it.
    """

    SET = "set"
    MULTISET = "multiset"


def position_credit(
    gold: Iterable[Span],
    predicted: Iterable[Span],
    *,
    counting: Counting = Counting.SET,
    tokens: Sequence[Extent] | None = None,
) -> Credit:
    """Count positions of both sides: F1 = 2 |G ∩ P| / (|G| + |P|), labels told apart.

    tokens (Sequence[tuple[int, int]] | None): Extents of tokens in text order; a token
        belongs to a span if they share a character. By default positions are characters.
    """
    in_gold, found = _positions(gold, tokens), _positions(predicted, tokens)
    if counting is Counting.SET:
        in_gold, found = Counter(set(in_gold)), Counter(set(found))
    shared = (in_gold & found).total()
    return Credit(shared, shared, found.total(), in_gold.total())


def _positions(spans: Iterable[Span], tokens: Sequence[Extent] | None) -> Counter[tuple[str, int]]:
    positions: Counter[tuple[str, int]] = Counter()
    for span in spans:
        inside = range(span.start, span.end) if tokens is None else _tokens_of(span, tokens)
        positions.update((span.label, position) for position in inside)
    return positions


def _tokens_of(span: Span, tokens: Sequence[Extent]) -> Iterator[int]:
    for index, (start, end) in enumerate(tokens):
        if start < span.end and span.start < end:
            yield index


def semeval_2020_credit(gold: Iterable[Span], predicted: Iterable[Span]) -> Credit:
    """Return the soft scores of SemEval-2020 task 11 (propaganda techniques).

    Overlapping spans of one label are merged on each side. Then
    P = 1/|S| Σ_{s,t same label} overlap/len(s) and R = 1/|T| Σ overlap/len(t).

    Source: Da San Martino et al. (2020), doi 10.18653/v1/2020.semeval-1.186.
    """
    return lorehlt_credit(merge_overlapping(gold), merge_overlapping(predicted), recall=Cover.SUM)


def merge_overlapping(spans: Iterable[Span]) -> list[Span]:
    """Join spans of one label that share a character; the result has no quotes."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.label, span.start, span.end)):
        last = merged[-1] if merged else None
        if last is not None and last.label == span.label and span.start < last.end:
            merged[-1] = Span(last.start, max(last.end, span.end), span.label, "")
        else:
            merged.append(Span(span.start, span.end, span.label, ""))
    return merged


class Cover(StrEnum):
    """How a span's counterparts are put together.

    MAX: The one that covers most. SUM: All of them, each character once.
    """

    MAX = "max"
    SUM = "sum"


def lorehlt_credit(
    gold: Sequence[Span],
    predicted: Sequence[Span],
    *,
    precision: Cover = Cover.SUM,
    recall: Cover = Cover.MAX,
) -> Credit:
    """Return the soft scores of NIST LoReHLT: the covered share of each span.

    Recall is the mean over gold spans of the share that predictions of the same label
    cover, precision the mean over predictions of the share that gold spans cover. A span
    without length shares nothing.

    Source: LoReHLT evaluation plan, as in neleval's overlap-max/sum measures.
    """
    return Credit(
        _covered(predicted, gold, precision),
        _covered(gold, predicted, recall),
        len(predicted),
        len(gold),
    )


def _covered(spans: Iterable[Span], others: Iterable[Span], cover: Cover) -> float:
    """Return the sum of the shares of spans that others of the same label cover."""
    same: dict[str, list[Span]] = defaultdict(list)
    for other in others if cover is Cover.MAX else merge_overlapping(others):
        same[other.label].append(other)
    put_together = max if cover is Cover.MAX else sum
    return sum(
        put_together(overlap(span, other) for other in same[span.label]) / (span.end - span.start)
        for span in spans
        if same[span.label] and span.end > span.start
    )


def _clipped(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return what lies between two offsets; the result has no quotes."""
    return [
        Span(max(start, span.start), min(end, span.end), span.label, "")
        for span in spans
        if span.start < end and start < span.end
    ]


Measuring = Callable[[Sequence[Span], Sequence[Span]], Credit]


def _of_characters(counting: Counting) -> Callable[[Sides, Sequence[int]], list[Credit]]:
    """Return a measure on characters, each of which counts in the part where it stands."""

    def measure(sides: Sides, cuts: Sequence[int]) -> list[Credit]:
        last = max((span.end for side in sides for span in side), default=0)
        edges = [0, *cuts, max(last, *cuts, 0)]
        return [
            position_credit(*(_clipped(side, *part) for side in sides), counting=counting)
            for part in pairwise(edges)
        ]

    return measure


def _of_spans(
    whole: Measuring, prepare: Callable[[Sequence[Span]], Sequence[Span]] = lambda spans: spans
) -> Callable[[Sides, Sequence[int]], list[Credit]]:
    """Return a measure on spans, each of which counts in the part where it starts.

    prepare: What the measure does to each side before it counts spans; doing it twice
        must be the same as once.
    """

    def measure(sides: Sides, cuts: Sequence[int]) -> list[Credit]:
        gold, predicted = map(prepare, sides)
        found = []
        for part in range(len(cuts) + 1):
            ours, theirs = (
                [span for span in side if bisect_right(cuts, span.start) == part]
                for side in (gold, predicted)
            )
            recall, precision = whole(ours, predicted), whole(gold, theirs)
            found.append(
                replace(recall, precision_sum=precision.precision_sum, predicted=len(theirs))
            )
        return found

    return measure


# Each takes both sides of a label, and where the text is cut, and returns part by part
# what it gives; the sum over the parts does not depend on where the text is cut.
CREDITS: Mapping[str, Callable[[Sides, Sequence[int]], list[Credit]]] = {
    "characters (set)": _of_characters(Counting.SET),
    "characters (multiset)": _of_characters(Counting.MULTISET),
    "soft F1 (SemEval-2020)": _of_spans(semeval_2020_credit, merge_overlapping),
    "soft F1 (LoReHLT)": _of_spans(lorehlt_credit),
}
