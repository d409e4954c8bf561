"""Precision, recall and F1 per label and over all labels, with intervals."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tifa.corpus.bootstrap import DEFAULT_LEVEL, DEFAULT_RESAMPLES, Bootstrap, Method
from tifa.corpus.figures import Figure, Reason, mean, quotient
from tifa.corpus.spans import Span
from tifa.evaluation.counts import MICRO, Counts, Matching
from tifa.evaluation.intervals import Intervals, count_intervals
from tifa.evaluation.matching import (
    DEFAULT_THRESHOLD,
    Pairing,
    check_threshold,
    pair,
    pair_by_overlap,
)
from tifa.evaluation.signature import Signature, fingerprint

Cell = tuple[str, Matching]
Group = tuple[str, int]


@dataclass(frozen=True, slots=True)
class ScoredText:
    """A text with gold and predicted spans.

    id (str): Id of the document or section.
    text (str): The text that the offsets point into.
    gold, predicted (Sequence[Span]): Spans of both sides.
    group (str): What is resampled for intervals, as a rule the document; "" is the id.
    cuts (tuple[int, ...]): Offsets where a new group begins inside the text, ascending;
        for test sets of one long document. A span counts where it starts.
    """

    id: str
    text: str
    gold: Sequence[Span]
    predicted: Sequence[Span]
    group: str = ""
    cuts: tuple[int, ...] = ()

    def group_at(self, offset: int) -> Group:
        """Return the group that an offset belongs to."""
        return self.group or self.id, bisect_right(self.cuts, offset)

    def groups(self) -> list[Group]:
        """Return all groups of the text, also those without any span."""
        return [(self.group or self.id, part) for part in range(len(self.cuts) + 1)]


@dataclass(frozen=True, slots=True)
class Found:
    """How many gold spans of some kind were found.

    found, gold (int): Numbers of spans.
    """

    found: int = 0
    gold: int = 0

    def __add__(self, other: "Found") -> "Found":
        """Return the numbers of both together."""
        return Found(self.found + other.found, self.gold + other.gold)

    @property
    def recall(self) -> Figure:
        """Share of the gold spans that were found."""
        return quotient(self.found, self.gold, Reason.NO_GOLD)


@dataclass(frozen=True, slots=True)
class Row:
    """The scores of one label, or of all, under one matching.

    label (str): The label, or ``micro`` for all labels together.
    matching (Matching): When a prediction counts as right.
    counts (Counts): Sums over all texts.
    intervals (Intervals): Of precision, recall and F1.
    seen, unseen (Found | None): Recall on gold spans whose form was seen in training and
        on the others; None if nobody said what was seen. There is no such precision: a
        made-up span has no gold form that could be seen or unseen.
    """

    label: str
    matching: Matching
    counts: Counts
    intervals: Intervals
    seen: Found | None = None
    unseen: Found | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of one system on one test set.

    rows (tuple[Row, ...]): By label in order of the scheme, micro last.
    signature (Signature): How they were computed.
    groups (tuple[str, ...]): Names of the resampled groups.
    per_group (Mapping[Cell, tuple[Counts, ...]]): Counts of every label and matching in
        the order of the groups, for paired tests.
    gold_duplicates, predicted_duplicates (int): Repeated spans, see `Pairing`.
    """

    rows: tuple[Row, ...]
    signature: Signature
    groups: tuple[str, ...]
    per_group: Mapping[Cell, tuple[Counts, ...]] = field(repr=False)
    gold_duplicates: int = 0
    predicted_duplicates: int = 0

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in order, ``micro`` last."""
        return tuple(dict.fromkeys(row.label for row in self.rows))

    def row(self, label: str = MICRO, matching: Matching = Matching.STRICT) -> Row:
        """Return the scores of a label.

        Raises:
            KeyError: The label was neither asked for nor met.
        """
        for row in self.rows:
            if (row.label, row.matching) == (label, matching):
                return row
        raise KeyError(label)

    def macro_f1(self, matching: Matching = Matching.STRICT) -> tuple[Figure, int]:
        """Return the mean F1 of the labels that have one, and how many have none."""
        return mean(
            [self.row(label, matching).counts.f1 for label in self.labels if label != MICRO],
            Reason.NEITHER,
        )


def evaluate(
    texts: Iterable[ScoredText],
    *,
    test_set: str,
    scheme: str,
    labels: Sequence[str] = (),
    threshold: float = DEFAULT_THRESHOLD,
    seen: Callable[[Span], bool] | None = None,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = 0,
    level: float = DEFAULT_LEVEL,
    method: Method = Method.PERCENTILE,
) -> Evaluation:
    """Score predicted against gold spans.

    texts (Iterable[ScoredText]): The test set with the predictions of one system.
    test_set (str): Its name, for the signature.
    scheme (str): Name and version of the label scheme, for the signature.
    labels (Sequence[str]): Labels in the order wished; others that occur come after.
        A label without any span is reported as undefined.
    threshold (float): Least intersection over union for an overlap match.
    seen (Callable[[Span], bool] | None): Says whether the form of a gold span was seen
        in training; with it, recall is also given for seen and unseen forms.
    resamples, seed, level, method: Of the intervals, see `Bootstrap`.

    Raises:
        ValueError: The threshold, level or number of resamples makes no sense.
    """
    check_threshold(threshold)
    texts = list(texts)
    tally = _Tally(texts, labels, threshold, seen)
    bootstrap = Bootstrap(len(tally.groups), resamples, seed, level, method)
    rows = []
    for label, matching in tally.cells():
        per_group = tally.per_group(label, matching)
        found = tally.found(label, matching) if seen else (None, None)
        counts = sum(per_group, Counts())
        rows.append(Row(label, matching, counts, count_intervals(bootstrap, per_group), *found))
    return Evaluation(
        rows=tuple(rows),
        signature=Signature(
            test_set=test_set,
            texts=len(texts),
            characters=sum(len(text.text) for text in texts),
            gold_spans=sum(len(text.gold) for text in texts),
            fingerprint=fingerprint((text.id, text.text, text.gold) for text in texts),
            scheme=scheme,
            matching=f"strict+overlap(iou>={threshold:g})",
            interval=bootstrap.describe(resampled_by(texts)),
        ),
        groups=tuple(f"{name}#{part}" if part else name for name, part in tally.groups),
        per_group={cell: tally.per_group(*cell) for cell in tally.cells()},
        gold_duplicates=tally.gold_duplicates,
        predicted_duplicates=tally.predicted_duplicates,
    )


def resampled_by(texts: Iterable[ScoredText]) -> str:
    """Return what the groups of texts are, for a signature."""
    return "section" if any(text.cuts for text in texts) else "document"


class _Tally:
    """Counts of every group, label and matching."""

    def __init__(
        self,
        texts: Sequence[ScoredText],
        labels: Sequence[str],
        threshold: float,
        seen: Callable[[Span], bool] | None,
    ) -> None:
        self._threshold = threshold
        self._seen = seen or (lambda _: False)
        self._counts: dict[tuple[Group, str, Matching], Counts] = defaultdict(Counts)
        self._found: dict[tuple[str, Matching, bool], Found] = defaultdict(Found)
        self.groups = sorted({group for text in texts for group in text.groups()})
        met = {
            span.label for text in texts for side in (text.gold, text.predicted) for span in side
        }
        self._labels = [*dict.fromkeys(labels), *sorted(met.difference(labels))]
        self.gold_duplicates = self.predicted_duplicates = 0
        for text in texts:
            self._add(text)

    def cells(self) -> Iterator[Cell]:
        for label in (*self._labels, MICRO):
            for matching in Matching:
                yield label, matching

    def per_group(self, label: str, matching: Matching) -> tuple[Counts, ...]:
        """Return the counts in the order of the groups."""
        labels = self._labels if label == MICRO else [label]
        return tuple(
            sum((self._counts[group, name, matching] for name in labels), Counts())
            for group in self.groups
        )

    def found(self, label: str, matching: Matching) -> tuple[Found, Found]:
        """Return how many gold spans of seen and of unseen form were found."""
        labels = self._labels if label == MICRO else [label]
        seen, unseen = (
            sum((self._found[name, matching, known] for name in labels), Found())
            for known in (True, False)
        )
        return seen, unseen

    def _add(self, text: ScoredText) -> None:
        pairing = pair(text.gold, text.predicted)
        self.gold_duplicates += pairing.gold_duplicates
        self.predicted_duplicates += pairing.predicted_duplicates
        self._count(text, Matching.STRICT, _only_identical(pairing))
        rough = pair_by_overlap(text.gold, text.predicted, threshold=self._threshold)
        self._count(text, Matching.OVERLAP, rough)

    def _count(self, text: ScoredText, matching: Matching, pairing: Pairing) -> None:
        """Count a pairing in which every pair is right."""
        for gold, _ in pairing.pairs:
            self._counts[text.group_at(gold.start), gold.label, matching] += Counts(tp=1)
            self._found[gold.label, matching, self._seen(gold)] += Found(1, 1)
        for gold in pairing.missed:
            self._counts[text.group_at(gold.start), gold.label, matching] += Counts(fn=1)
            self._found[gold.label, matching, self._seen(gold)] += Found(0, 1)
        for extra in pairing.spurious:
            self._counts[text.group_at(extra.start), extra.label, matching] += Counts(fp=1)


def _only_identical(pairing: Pairing) -> Pairing:
    """Return the pairing with all pairs parted but those of same extent and label."""
    right = tuple((gold, found) for gold, found in pairing.pairs if gold.key == found.key)
    parted = [(gold, found) for gold, found in pairing.pairs if gold.key != found.key]
    return Pairing(
        pairs=right,
        missed=(*pairing.missed, *(gold for gold, _ in parted)),
        spurious=(*pairing.spurious, *(found for _, found in parted)),
    )
