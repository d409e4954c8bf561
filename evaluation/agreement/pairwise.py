"""Agreement of annotators pair by pair, span by span.

For spans there is no number of things that nobody marked, so chance correction has no
ground; F1 of one annotator against the other does without, and is what kappa tends to as
that number grows (Hripcsak & Rothschild 2005, doi 10.1197/jamia.M1733).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import pstdev

from tifa.corpus.spans import Span
from tifa.evaluation.counts import Counts
from tifa.evaluation.figures import Figure, Reason, Undefined, mean
from tifa.evaluation.matching import Pairing

Pair = tuple[str, str]


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


def pairs_of(annotators: Iterable[str]) -> list[Pair]:
    """Return all pairs of annotators, in alphabetical order."""
    return list(combinations(sorted(annotators), 2))


def summarise(figures: Sequence[Figure]) -> Summary:
    """Return mean and spread over pairs; pairs without value are left out and counted."""
    middle, undefined = mean(figures, Reason.NO_PAIR)
    defined = [figure for figure in figures if not isinstance(figure, Undefined)]
    spread = pstdev(defined) if defined else Undefined(Reason.NO_PAIR)
    return Summary(middle, spread, len(figures), undefined)


def exact_counts(first: Iterable[Span], second: Iterable[Span]) -> dict[str, Counts]:
    """Count spans of same extent and label by label; “false” is what one alone has."""
    return _counts([span.key for span in first], [span.key for span in second])


def extent_counts(first: Iterable[Span], second: Iterable[Span]) -> Counts:
    """Count spans of same extent, whatever the label: the question is only where."""
    counts = _counts(
        [(span.start, span.end, "") for span in first],
        [(span.start, span.end, "") for span in second],
    )
    return counts.get("", Counts())


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


def _counts(
    first: Sequence[tuple[int, int, str]], second: Sequence[tuple[int, int, str]]
) -> dict[str, Counts]:
    one, other = Counter(first), Counter(second)
    found: dict[str, Counts] = {}
    for key in one.keys() | other.keys():
        both = min(one[key], other[key])
        here = Counts(tp=both, fp=other[key] - both, fn=one[key] - both)
        found[key[2]] = found.get(key[2], Counts()) + here
    return found
