"""Intervals by resampling whole groups of spans, never single spans or characters.

Spans of one speech are alike; drawing them one by one would make intervals too narrow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from tifa.evaluation.counts import Counts
from tifa.evaluation.figures import Reason, Undefined

DEFAULT_RESAMPLES = 5_000
DEFAULT_LEVEL = 0.95
# Draws held in memory at once; 4 million 64-bit numbers are 32 MB.
_CHUNK = 4_000_000

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A percentile interval.

    low, high (float): Between 0 and 1.
    dropped (int): Resamples left out because the figure is undefined in them.
    """

    low: float
    high: float
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Intervals:
    """The intervals of the three figures of one row."""

    precision: Interval | Undefined
    recall: Interval | Undefined
    f1: Interval | Undefined


@dataclass(frozen=True)
class Bootstrap:
    """Draws groups with replacement; the same draws for every row that it is asked about.

    groups (int): Number of groups.
    resamples (int): Number of draws.
    seed (int): Seed of the draws.
    level (float): Coverage, between 0 and 1.

    Source: Efron & Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """

    groups: int
    resamples: int = DEFAULT_RESAMPLES
    seed: int = 0
    level: float = DEFAULT_LEVEL

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

    def intervals(self, per_group: Sequence[Counts]) -> Intervals:
        """Return the intervals of the figures made of the groups' counts."""
        if self.groups < 2:
            none = Undefined(Reason.FEW_GROUPS)
            return Intervals(none, none, none)
        table = np.array([(c.tp, c.fp, c.fn) for c in per_group], dtype=np.float64)
        sums = np.concatenate([draws @ table for draws in self._draws])
        tp, fp, fn = sums.T
        return Intervals(
            precision=self._interval(tp, tp + fp),
            recall=self._interval(tp, tp + fn),
            f1=self._interval(2 * tp, 2 * tp + fp + fn),
        )

    @cached_property
    def _draws(self) -> list[Floats]:
        """How often each group is drawn: a row per resample."""
        rng = np.random.default_rng(self.seed)
        shares = np.full(self.groups, 1 / self.groups)
        step = max(1, _CHUNK // self.groups)
        sizes = [min(step, self.resamples - at) for at in range(0, self.resamples, step)]
        return [rng.multinomial(self.groups, shares, size).astype(np.float64) for size in sizes]

    def _interval(self, parts: Floats, wholes: Floats) -> Interval | Undefined:
        defined = wholes > 0
        if not defined.any():
            return Undefined(Reason.NO_RESAMPLE)
        tail = (1 - self.level) / 2
        low, high = np.quantile(parts[defined] / wholes[defined], [tail, 1 - tail])
        return Interval(float(low), float(high), int((~defined).sum()))
