"""The best alignment of several annotators by integer programming.

Every set of units that could be worth aligning is a candidate; the cheapest set of
candidates that holds each unit once is a set partition. Candidates are grown annotator by
annotator; what cannot gain anything any more, whatever is added, is given up, which keeps
their number small where units are short against the text.

Source: Mathet, Widlöcher & Métivier (2015), section 4.3, for the programme; the bound on
growing candidates is ours.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array

from tifa.evaluation.agreement.dissimilarity import Floats, Ints, UnitArrays

Mask = npt.NDArray[np.bool_]

# More candidates than this take minutes; the search takes over.
MOST_CANDIDATES = 60_000
_WHOLE = 0.5


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Partial unitary alignments.

    places (Ints): A row each, a column per annotator so far: place of the unit or -1.
    gains (Floats): What each gains over leaving its units alone.
    sizes (Ints): Number of units in each.
    """

    places: Ints
    gains: Floats
    sizes: Ints

    def keep(self, rows: Mask) -> "_Candidates":
        return _Candidates(self.places[rows], self.gains[rows], self.sizes[rows])


def exact_alignment(units: UnitArrays, gains: Floats, delta_empty: float) -> Ints | None:
    """Return for each unit the number of its cluster; None if there are too many candidates.

    gains: What each pair of units gains by standing in one unitary alignment.
    """
    candidates = _candidates(units, gains, delta_empty)
    if candidates is None:
        return None
    costs = candidates.sizes * delta_empty - candidates.gains
    columns, _ = np.nonzero(candidates.places >= 0)
    rows = candidates.places[candidates.places >= 0]
    holds = csc_array((np.ones(len(rows)), (rows, columns)), shape=(len(units.start), len(costs)))
    solution = milp(
        costs,
        constraints=LinearConstraint(holds, 1, 1),
        integrality=np.ones(len(costs)),
        bounds=Bounds(0, 1),
    )
    if solution.x is None:
        return None
    groups = np.zeros(len(units.start), dtype=np.int64)
    for name, chosen in enumerate(np.flatnonzero(solution.x > _WHOLE)):
        places = candidates.places[chosen]
        groups[places[places >= 0]] = name
    return groups


def _candidates(units: UnitArrays, gains: Floats, delta_empty: float) -> _Candidates | None:
    grown = _Candidates(np.zeros((1, 0), dtype=np.int64), np.zeros(1), np.zeros(1, dtype=np.int64))
    for rater in range(units.raters):
        if len(grown.gains) > MOST_CANDIDATES:
            return None
        grown = _grow(grown, units, gains, delta_empty, rater)
    grown = grown.keep((grown.sizes == 1) | ((grown.sizes > 1) & (grown.gains > 0)))
    grown = grown.keep(_worth_their_units(grown, gains, delta_empty))
    return grown if len(grown.gains) <= MOST_CANDIDATES else None


def _grow(
    old: _Candidates, units: UnitArrays, gains: Floats, delta_empty: float, rater: int
) -> _Candidates:
    """Add a unit of one more annotator, or none, to each candidate."""
    fresh = np.arange(len(units.start))[units.of_rater(rater)]
    options = np.concatenate([[-1], fresh])
    added = np.zeros((len(old.gains), len(options)))
    for column in range(rater):
        has = old.places[:, column] >= 0
        added[has, 1:] += gains[np.ix_(old.places[has, column], fresh)]
    added[:, 1:] += np.where(old.sizes > 0, delta_empty, 0)[:, None]
    total = old.gains[:, None] + added
    sizes = old.sizes[:, None] + (options >= 0)
    hope = _hope(sizes, units.raters - rater - 1, units.raters, delta_empty)
    row, option = np.nonzero((total + hope > 0) | (sizes <= 1))
    return _Candidates(
        np.concatenate([old.places[row], options[option][:, None]], axis=1),
        total[row, option],
        sizes[row, option],
    )


def _hope(sizes: Ints, more: int, raters: int, delta_empty: float) -> Floats:
    """Return the most that candidates can gain by so many more units, all of d = 0."""
    per_pair = delta_empty / (raters * (raters - 1) / 2)
    pairs = more * sizes + more * (more - 1) / 2
    return np.asarray(more * delta_empty + pairs * per_pair, dtype=np.float64)


def _worth_their_units(candidates: _Candidates, gains: Floats, delta_empty: float) -> Mask:
    """Say which candidates have no unit that would better stand alone."""
    worth = np.ones(len(candidates.gains), dtype=np.bool_)
    raters = candidates.places.shape[1]
    for one in range(raters):
        has = (candidates.places[:, one] >= 0) & (candidates.sizes > 1)
        share = np.full(len(worth), delta_empty, dtype=np.float64)
        for other in range(raters):
            both = has & (candidates.places[:, other] >= 0)
            if other != one:
                share[both] += gains[candidates.places[both, one], candidates.places[both, other]]
        worth &= ~has | (share > 0)
    return worth
