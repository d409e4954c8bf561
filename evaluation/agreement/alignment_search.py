"""Search for an alignment of many units of many annotators, not proven to be the best.

The annotators are divided into two groups, every cluster is cut in two along the
division, and the halves are joined again in the best way, which is an assignment problem
because costs are sums over pairs. All divisions are tried in turn until none gains
anything, from several starts.

Source: the multi-dimensionwise variation of Gutin & Karapetyan (2009),
doi 10.1007/978-3-642-03685-9_8.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from tifa.evaluation.agreement.dissimilarity import Floats, Ints, UnitArrays

Mask = npt.NDArray[np.bool_]

# Beyond so many annotators only one against the rest is tried, not every division.
_ALL_DIVISIONS = 6
_STARTS = 3
_GAIN = 1e-12


def search_alignment(units: UnitArrays, gains: Floats, delta_empty: float) -> Ints:
    """Return the best clusters found: for each unit the number of its cluster."""
    search = Search(units, gains, delta_empty)
    return min((search.from_start(start) for start in range(_STARTS)), key=search.cost)


class Search:
    """Divide, cut and join again until nothing is gained.

    units: The units of all annotators.
    gains: What each pair of units gains by standing in one unitary alignment, see
        `pair_gains`.
    delta_empty: What a missing partner costs.
    """

    def __init__(self, units: UnitArrays, gains: Floats, delta_empty: float) -> None:
        self._units = units
        self._gains = gains
        self._empty = delta_empty
        self._divisions = [np.isin(units.rater, side) for side in _divisions(units.raters)]

    def cost(self, groups: Ints) -> float:
        """Return the sum of the disorders of clusters, given as a number for each unit."""
        same = groups[:, None] == groups
        count = len(np.unique(groups))
        return float(self._empty * count - self._gains[same].sum() / 2)

    def from_start(self, start: int) -> Ints:
        """Return clusters found from annotators joined one by one, in one of several orders."""
        raters = [(start + step) % self._units.raters for step in range(self._units.raters)]
        groups = np.arange(len(self._units.start))
        for seen in range(1, len(raters)):
            inside = np.isin(self._units.rater, raters[:seen])
            fresh = self._units.rater == raters[seen]
            groups = self._join(groups, inside, fresh)
        idle, turn = 0, 0
        while idle < len(self._divisions):
            side = self._divisions[turn % len(self._divisions)]
            changed = self._join(groups, side, ~side)
            better = self.cost(changed) < self.cost(groups) - _GAIN
            groups, idle, turn = (
                (changed if better else groups),
                0 if better else idle + 1,
                turn + 1,
            )
        return groups

    def _join(self, groups: Ints, one: Mask, other: Mask) -> Ints:
        """Cut every cluster between two groups of units and join the halves the best way."""
        left, right = np.flatnonzero(one), np.flatnonzero(other)
        if not len(left) or not len(right):
            return groups
        left_names, left_place = np.unique(groups[left], return_inverse=True)
        right_names, right_place = np.unique(groups[right], return_inverse=True)
        between = _summed(self._gains[np.ix_(left, right)], left_place)
        sums = _summed(between.T, right_place)
        gains = np.maximum(sums.T + self._empty, 0)
        rows, columns = linear_sum_assignment(gains, maximize=True)
        partner = np.full(len(right_names), -1, dtype=np.int64)
        good = gains[rows, columns] > 0
        partner[columns[good]] = rows[good]
        fresh = len(left_names) + np.arange(len(right_names))
        joined = groups.copy()
        joined[left] = left_place
        joined[right] = np.where(partner >= 0, partner, fresh)[right_place]
        return joined


def _summed(rows: Floats, names: Ints) -> Floats:
    """Return the sums of the rows of each name, names being 0, 1, …, each there."""
    order = np.argsort(names, kind="stable")
    starts = np.searchsorted(names[order], np.arange(int(names.max()) + 1))
    sums: Floats = np.add.reduceat(rows[order], starts, axis=0)
    return sums


def _divisions(raters: int) -> Iterator[tuple[int, ...]]:
    """Yield one side of each way to divide the annotators in two."""
    largest = raters // 2 if raters <= _ALL_DIVISIONS else 1
    for size in range(1, largest + 1):
        for side in combinations(range(raters), size):
            if 2 * size < raters or 0 in side:
                yield side
