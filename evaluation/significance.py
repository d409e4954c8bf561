"""Whether one system is better than another on the same documents.

Documents are what is swapped or drawn, never spans: spans of one speech are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
import numpy.typing as npt

from tifa.corpus.bootstrap import DEFAULT_LEVEL, DEFAULT_RESAMPLES, Bootstrap, Interval
from tifa.corpus.figures import Figure, Reason, Undefined
from tifa.evaluation.counts import Counts

# All 2^D swaps up to so many documents; 4,096 rows.
EXACT_DOCUMENTS = 12
# Equal differences come out unequal in the last digits of a float.
_EQUAL = 1e-12

Floats = npt.NDArray[np.float64]


class Metric(StrEnum):
    """What is compared."""

    F1 = "f1"
    PRECISION = "precision"
    RECALL = "recall"


_NO_VALUE = {
    Metric.F1: Reason.NEITHER,
    Metric.PRECISION: Reason.NOTHING_PREDICTED,
    Metric.RECALL: Reason.NO_GOLD,
}


@dataclass(frozen=True, slots=True)
class PairedTest:
    """The difference of two systems and how likely chance makes one as large.

    difference (Figure): First less second, from counts summed over documents.
    p_randomisation (Figure): Two-sided; see `convention`.
    p_bootstrap (Figure): Two-sided, of the paired bootstrap.
    interval (Interval | Undefined): Of the difference, by resampling documents.
    documents (int): Number of documents.
    exact (bool): Whether all swaps were enumerated.
    convention (str): How both p were counted and the interval made, for the signature.
    """

    difference: Figure
    p_randomisation: Figure
    p_bootstrap: Figure
    interval: Interval | Undefined
    documents: int
    exact: bool
    convention: str


def compare_systems(
    first: Sequence[Counts],
    second: Sequence[Counts],
    *,
    metric: Metric = Metric.F1,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = 0,
    level: float = DEFAULT_LEVEL,
) -> PairedTest:
    """Test the difference of two systems on the same documents.

    Approximate randomisation swaps the systems' counts per document with probability
    1/2. With T = |difference|, p = #{T* >= T} / 2^D over all swaps for up to 12
    documents, else p = (1 + #{T* >= T}) / (1 + n). The paired bootstrap draws documents
    and takes p = (1 + #{|Δ* - Δ| >= |Δ|}) / (1 + n), the differences being centred on the
    one found. No p that was drawn is 0: the draws could have been the ones that count.

    first, second (Sequence[Counts]): Counts per document, in the same order.

    Raises:
        ValueError: The systems have different numbers of documents.

    Source: Noreen (1989), Computer-intensive methods, for randomisation; Koehn (2004)
        and Berg-Kirkpatrick, Burkett & Klein (2012) for the bootstrap.
    """
    if len(first) != len(second):
        raise ValueError(f"Documents are paired, not {len(first)} against {len(second)}")
    one, other = _table(first), _table(second)
    exact = len(one) <= EXACT_DOCUMENTS
    convention = _convention(len(one), exact, resamples, seed, level)
    difference = _difference(one.sum(0), other.sum(0), metric)
    if len(one) < 2 or isinstance(difference, Undefined):
        none = Undefined(Reason.FEW_DOCUMENTS if len(one) < 2 else _NO_VALUE[metric])
        return PairedTest(difference, none, none, none, len(one), exact, convention)
    bootstrap = Bootstrap(len(one), resamples, seed, level)

    def statistic(weights: Floats) -> Floats:
        return _values(weights @ one, metric) - _values(weights @ other, metric)

    return PairedTest(
        difference,
        _p_randomisation(one, other, metric, abs(difference), exact, resamples, seed),
        _p_bootstrap(statistic(_draws(len(one), resamples, seed)), difference),
        bootstrap.interval(statistic),
        len(one),
        exact,
        convention,
    )


def _convention(documents: int, exact: bool, resamples: int, seed: int, level: float) -> str:
    drawn = f"(c+1)/(n+1),n={resamples},seed={seed}"
    swaps = f"c/2^{documents},all-2^{documents}-swaps" if exact else drawn
    return (
        f"randomisation(two-sided,>=,{swaps})+bootstrap(two-sided,>=,centred,{drawn})"
        f"+interval(percentile-{100 * level:g}%)"
    )


def _table(counts: Sequence[Counts]) -> Floats:
    rows = [(each.tp, each.fp, each.fn) for each in counts]
    return np.array(rows, dtype=np.float64).reshape(-1, 3)


def _values(sums: Floats, metric: Metric) -> Floats:
    """Return the metric of summed counts, a row each; NaN where it is undefined."""
    tp, fp, fn = np.atleast_2d(sums).T
    wholes = {Metric.F1: tp + (fp + fn) / 2, Metric.PRECISION: tp + fp, Metric.RECALL: tp + fn}
    whole = wholes[metric]
    found: Floats = np.full(len(tp), np.nan)
    np.divide(tp, whole, out=found, where=whole != 0)
    return found


def _difference(one: Floats, other: Floats, metric: Metric) -> Figure:
    value = float(_values(one, metric)[0] - _values(other, metric)[0])
    return Undefined(_NO_VALUE[metric]) if np.isnan(value) else value


def _p_randomisation(
    one: Floats,
    other: Floats,
    metric: Metric,
    found: float,
    exact: bool,
    resamples: int,
    seed: int,
) -> Figure:
    if exact:
        swaps = np.array(list(product((0.0, 1.0), repeat=len(one))))
    else:
        rng = np.random.default_rng(seed)
        swaps = rng.integers(0, 2, (resamples, len(one))).astype(np.float64)
    left = swaps @ other + (1 - swaps) @ one
    right = swaps @ one + (1 - swaps) @ other
    apart = np.abs(_values(left, metric) - _values(right, metric))
    defined = apart[~np.isnan(apart)]
    hits = int((defined >= found - _EQUAL).sum())
    return hits / len(defined) if exact else (hits + 1) / (len(defined) + 1)


def _draws(documents: int, resamples: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    shares = np.full(documents, 1 / documents)
    return rng.multinomial(documents, shares, resamples).astype(np.float64)


def _p_bootstrap(found: Floats, difference: float) -> Figure:
    defined = found[~np.isnan(found)]
    if not len(defined):
        return Undefined(Reason.NO_RESAMPLE)
    hits = int((np.abs(defined - difference) >= abs(difference) - _EQUAL).sum())
    return (hits + 1) / (len(defined) + 1)
