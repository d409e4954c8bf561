"""Intervals by resampling whole groups of spans, never single spans or characters.

Spans of one speech are alike; drawing them one by one would make intervals too narrow.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from tifa.corpus.figures import Figure, Reason, Undefined

DEFAULT_RESAMPLES = 5_000
DEFAULT_LEVEL = 0.95
# Draws held in memory at once; 4 million 64-bit numbers are 32 MB.
_CHUNK = 4_000_000

Floats = npt.NDArray[np.float64]
# Takes how often each group is drawn, a row per resample, and returns the figure of each
# resample, NaN where it is undefined.
Statistic = Callable[[Floats], Floats]


class Method(StrEnum):
    """How an interval is read off the resamples.

    PERCENTILE: Their quantiles. BCA: Quantiles corrected for bias and for a spread that
        changes with the figure, by leaving out one group at a time.
    """

    PERCENTILE = "percentile"
    BCA = "bca"


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval.

    low, high (float): Its bounds.
    dropped (int): Resamples left out because the figure is undefined in them.
    """

    low: float
    high: float
    dropped: int = 0


@dataclass(frozen=True)
class Bootstrap:
    """Draws groups with replacement; the same draws for every row that it is asked about.

    groups (int): Number of groups.
    resamples (int): Number of draws.
    seed (int): Seed of the draws.
    level (float): Coverage, between 0 and 1.
    method (Method): Percentile, or bias-corrected and accelerated.

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapters 13, 14.
    """

    groups: int
    resamples: int = DEFAULT_RESAMPLES
    seed: int = 0
    level: float = DEFAULT_LEVEL
    method: Method = Method.PERCENTILE

    def __post_init__(self) -> None:
        """Check the settings.

        Raises:
            ValueError: There is no resample, or the level is not between 0 and 1.
        """
        if self.resamples < 1 or not 0 < self.level < 1:
            raise ValueError(
                f"Intervals need at least 1 resample and a level between 0 and 1, "
                f"not {self.resamples} and {self.level}"
            )

    def interval(self, statistic: Statistic) -> Interval | Undefined:
        """Return the interval of any figure."""
        if self.groups < 2:
            return Undefined(Reason.FEW_GROUPS)
        found = self._values(statistic)
        defined = found[~np.isnan(found)]
        if not len(defined):
            return Undefined(Reason.NO_RESAMPLE)
        tail = (1 - self.level) / 2
        bounds: Sequence[float] | Reason = (tail, 1 - tail)
        if self.method is Method.BCA:
            bounds = _corrected(statistic, defined, self.groups, (tail, 1 - tail))
        if isinstance(bounds, Reason):
            return Undefined(bounds)
        low, high = np.quantile(defined, bounds)
        return Interval(float(low), float(high), len(found) - len(defined))

    def _values(self, statistic: Statistic) -> Floats:
        """Return a figure of every draw, in their order."""
        return np.concatenate([statistic(draws) for draws in self._draws])

    def describe(self, by: str) -> str:
        """Return the settings for a signature; `by` names the groups."""
        if self.groups < 2:
            return f"none(groups={self.groups},by={by})"
        return (
            f"bootstrap-{self.method}-{100 * self.level:g}%"
            f"(n={self.resamples},seed={self.seed},groups={self.groups},by={by})"
        )

    @cached_property
    def _draws(self) -> list[Floats]:
        """How often each group is drawn: a row per resample."""
        return list(self._make_draws())

    def _make_draws(self) -> Iterator[Floats]:
        rng = np.random.default_rng(self.seed)
        shares = np.full(self.groups, 1 / self.groups)
        step = max(1, _CHUNK // self.groups)
        for at in range(0, self.resamples, step):
            size = min(step, self.resamples - at)
            yield rng.multinomial(self.groups, shares, size).astype(np.float64)


def interval_of_difference(
    first: Statistic, second: Statistic, sizes: tuple[int, int], settings: Bootstrap
) -> Interval | Undefined:
    """Return the percentile interval of a figure of one sample less that of another.

    Each sample is drawn from by itself, as two samples are that know nothing of each other.

    first, second (Statistic): The figures. sizes (tuple[int, int]): Groups of each sample.
    settings (Bootstrap): Resamples, seed and level; its number of groups is not used.

    Source: Efron & Tibshirani (1993), chapter 8.3.
    """
    if min(sizes) < 2:
        return Undefined(Reason.FEW_GROUPS)
    # Not the same seed: samples of one size would be drawn alike and vary together.
    one, other = (
        replace(settings, groups=size, seed=settings.seed + at) for at, size in enumerate(sizes)
    )
    found = one._values(first) - other._values(second)
    defined = found[~np.isnan(found)]
    if not len(defined):
        return Undefined(Reason.NO_RESAMPLE)
    tail = (1 - settings.level) / 2
    low, high = np.quantile(defined, (tail, 1 - tail))
    return Interval(float(low), float(high), len(found) - len(defined))


def sum_ratio(parts: npt.ArrayLike, wholes: npt.ArrayLike) -> Statistic:
    """Return the statistic Σ part / Σ whole over groups, undefined where Σ whole is 0."""
    part = np.asarray(parts, dtype=np.float64)
    whole = np.asarray(wholes, dtype=np.float64)

    def statistic(weights: Floats) -> Floats:
        below = weights @ whole
        found: Floats = np.full(len(weights), np.nan)
        np.divide(weights @ part, below, out=found, where=below != 0)
        return found

    return statistic


def value_of(statistic: Statistic, groups: int, reason: Reason) -> Figure:
    """Return the figure over all groups, each taken once."""
    value = float(statistic(np.ones((1, groups)))[0]) if groups else np.nan
    return Undefined(reason) if np.isnan(value) else value


def _corrected(
    statistic: Statistic, found: Floats, groups: int, tails: tuple[float, float]
) -> list[float] | Reason:
    """Return the quantiles that BCa takes: chapter 14.3, equations 14.9 to 14.15."""
    value = float(statistic(np.ones((1, groups)))[0])
    left_out = statistic(np.ones((groups, groups)) - np.eye(groups))
    left_out = left_out[~np.isnan(left_out)]
    if np.isnan(value) or not len(left_out):
        return Reason.NO_RESAMPLE
    apart = left_out.mean() - left_out
    spread = float((apart**2).sum())
    below = float((found < value).mean() + (found == value).mean() / 2)
    if not spread or not 0 < below < 1:
        return Reason.NO_SPREAD
    normal = NormalDist()
    acceleration = float((apart**3).sum()) / (6 * spread**1.5)
    bias = normal.inv_cdf(below)

    def bound(tail: float) -> float:
        moved = bias + normal.inv_cdf(tail)
        scale = 1 - acceleration * moved
        # Where the scale has fallen to 0 the quantile has moved beyond all others.
        return normal.cdf(bias + moved / scale) if scale > 0 else float(moved > 0)

    return [bound(tail) for tail in tails]
