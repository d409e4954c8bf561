"""Rates of groups of documents, with intervals that resample whole documents."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tifa.corpus.bootstrap import Bootstrap, Interval, sum_ratio
from tifa.corpus.figures import Figure, Reason, Undefined, quotient

PER = 10_000

Amounts = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """How intervals and tests are made.

    resamples (int): Resamples of each interval. level (float): Its coverage.
    permutations (int): Divisions of the documents that a permutation test looks at.
    seed (int): Seed of everything random.
    """

    resamples: int = 2_000
    level: float = 0.95
    permutations: int = 4_999
    seed: int = 0

    def describe(self) -> str:
        """Return how intervals are made, for a recipe."""
        return (
            f"bootstrap-percentile-{100 * self.level:g}%"
            f"(n={self.resamples},seed={self.seed},by=document)"
        )


DEFAULT = Settings()


def rate_with_interval(
    amounts: Amounts, sizes: Amounts, settings: Settings, *, name: str = "per_10k", per: int = PER
) -> dict[str, Any]:
    """Return a pooled rate under its name, with its interval or the reason why one is missing."""
    value = rate_of(amounts, sizes, per)
    interval = interval_of(amounts, sizes, settings)
    reasons = dict.fromkeys(
        each.reason.value for each in (value, interval) if isinstance(each, Undefined)
    )
    return {
        name: number(value),
        "low": None if isinstance(interval, Undefined) else interval.low * per,
        "high": None if isinstance(interval, Undefined) else interval.high * per,
        "note": "; ".join(reasons),
    }


def rate_of(amounts: Amounts, sizes: Amounts, per: int = PER) -> Figure:
    """Return Σ amounts / Σ sizes, times `per`."""
    if not len(sizes):
        return Undefined(Reason.NO_DOCUMENTS)
    return quotient(per * float(amounts.sum()), float(sizes.sum()), Reason.NO_CHARACTERS)


def interval_of(amounts: Amounts, sizes: Amounts, settings: Settings) -> Interval | Undefined:
    """Return the interval of Σ amounts / Σ sizes of documents, or why there is none."""
    if not sizes.sum():
        return Undefined(Reason.NO_CHARACTERS if len(sizes) else Reason.NO_DOCUMENTS)
    if len(sizes) < 2:
        return Undefined(Reason.ONE_DOCUMENT)
    if not amounts.any():
        return Undefined(Reason.NONE_FOUND)
    bootstrap = Bootstrap(len(sizes), settings.resamples, settings.seed, settings.level)
    return bootstrap.interval(sum_ratio(amounts, sizes))


def number(figure: Figure) -> float | None:
    """Return a figure for a table, where what is undefined is missing."""
    return None if isinstance(figure, Undefined) else figure
