"""Intervals of the three figures that counts make: precision, recall and F1."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tifa.corpus.bootstrap import Bootstrap, Interval, sum_ratio
from tifa.corpus.figures import Undefined
from tifa.evaluation.counts import Counts


@dataclass(frozen=True, slots=True)
class Intervals:
    """The intervals of the three figures of one row."""

    precision: Interval | Undefined
    recall: Interval | Undefined
    f1: Interval | Undefined


def count_intervals(bootstrap: Bootstrap, per_group: Sequence[Counts]) -> Intervals:
    """Return the intervals of the figures made of the groups' counts."""
    table = np.array([(c.tp, c.fp, c.fn) for c in per_group], dtype=np.float64).reshape(-1, 3)
    tp, fp, fn = table.T
    return Intervals(
        precision=bootstrap.interval(sum_ratio(tp, tp + fp)),
        recall=bootstrap.interval(sum_ratio(tp, tp + fn)),
        f1=bootstrap.interval(sum_ratio(2 * tp, 2 * tp + fp + fn)),
    )
