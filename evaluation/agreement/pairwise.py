"""Agreement of annotators pair by pair, span by span.

For spans there is no number of things that nobody marked, so chance correction has no
ground; F1 of one annotator against the other does without, and is what kappa tends to as
that number grows (Hripcsak & Rothschild 2005, doi 10.1197/jamia.M1733).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from statistics import pstdev

from tifa.corpus.figures import Figure, Reason, Undefined, mean
from tifa.corpus.spans import Span
from tifa.evaluation.agreement.texts import Pair, Study
from tifa.evaluation.counts import Counts
from tifa.evaluation.matching import Pairing

# By pair, group of texts and label.
PairCounts = Mapping[Pair, Sequence[Mapping[str, Counts]]]
_KEY = attrgetter("start", "end", "label")
_EXTENT = attrgetter("start", "end")
_LABEL = attrgetter("label")
_LAST = itemgetter(2)


@dataclass(frozen=True, slots=True)
class Summary:
    """The mean over pairs of annotators.

    mean (Figure): Over the pairs that have a value.
    spread (Figure): Population standard deviation of these.
    pairs, undefined (int): Number of pairs, and how many of them have no value.
    """

    mean: Figure
    spread: Figure
    pairs: int
    undefined: int


def summarise(figures: Sequence[Figure]) -> Summary:
    """Return mean and spread over pairs; pairs without value are left out and counted."""
    middle, undefined = mean(figures, Reason.NO_PAIR)
    defined = [figure for figure in figures if not isinstance(figure, Undefined)]
    spread = pstdev(defined) if defined else Undefined(Reason.NO_PAIR)
    return Summary(middle, spread, len(figures), undefined)


def exact_counts(first: Sequence[Span], second: Sequence[Span]) -> dict[str, Counts]:
    """Count spans of same extent and label by label; “false” is what one alone has."""
    keys = set(map(_KEY, first))
    if len(keys) == len(first):
        both = Counter(map(_LAST, keys.intersection(map(_KEY, second))))
    else:
        both = Counter(
            map(_LAST, (Counter(map(_KEY, first)) & Counter(map(_KEY, second))).elements())
        )
    one, other = Counter(map(_LABEL, first)), Counter(map(_LABEL, second))
    return {
        label: Counts(tp=both[label], fp=other[label] - both[label], fn=one[label] - both[label])
        for label in {**one, **other}
    }


def extent_counts(first: Iterable[Span], second: Iterable[Span]) -> Counts:
    """Count spans of same extent, whatever the label: the question is only where."""
    one, other = Counter(map(_EXTENT, first)), Counter(map(_EXTENT, second))
    both = (one & other).total()
    return Counts(tp=both, fp=other.total() - both, fn=one.total() - both)


def pairing_counts(pairing: Pairing) -> dict[str, Counts]:
    """Count a pairing in which every pair is an agreement, by label of the first side."""
    counts: dict[str, Counts] = {}
    for gold, _ in pairing.pairs:
        counts[gold.label] = counts.get(gold.label, Counts()) + Counts(tp=1)
    for span in pairing.missed:
        counts[span.label] = counts.get(span.label, Counts()) + Counts(fn=1)
    for span in pairing.spurious:
        counts[span.label] = counts.get(span.label, Counts()) + Counts(fp=1)
    return counts


def total(counts: Mapping[str, Counts]) -> Counts:
    """Return the counts of all labels together."""
    return sum(counts.values(), Counts())


def counts_by_pair(
    study: Study, count: Callable[[Sequence[Span], Sequence[Span]], Mapping[str, Counts]]
) -> PairCounts:
    """Count what the two of each pair have in common in the texts that both have seen.

    count (Callable): Takes the spans of both on one text and counts them by label.
    """
    found = {}
    for pair in study.pairs:
        groups: list[dict[str, Counts]] = [defaultdict(Counts) for _ in study.groups]
        for text in study.seen_by(pair):
            one, other = (text.annotators[name] for name in pair)
            for label, counts in count(one, other).items():
                groups[study.place(text)][label] += counts
        found[pair] = groups
    return found


def of_label(counts: PairCounts, label: str | None) -> list[list[Counts]]:
    """Return the counts of a label, or of all, for each pair and group."""
    return [
        [total(group) if label is None else group.get(label, Counts()) for group in groups]
        for groups in counts.values()
    ]
