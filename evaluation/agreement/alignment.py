"""The best alignment of annotators' units: which units are meant to be the same.

A unitary alignment takes one unit or none from each annotator; an alignment puts every
unit into exactly one. The disorder of a unitary alignment is the mean of d over the
C(m,2) pairs of annotators, where a pair with a missing unit costs delta_empty.

For two annotators the best alignment is an assignment problem, solved exactly. For more
it is NP-hard: it is solved exactly by integer programming (`alignment_exact`) as long as
the candidates are few, and searched for (`alignment_search`) beyond. The result says
which it was.

Source: Mathet, Widlöcher & Métivier (2015), section 4, doi 10.1162/COLI_a_00227.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import linear_sum_assignment

from tifa.evaluation.agreement.alignment_exact import exact_alignment
from tifa.evaluation.agreement.alignment_search import search_alignment
from tifa.evaluation.agreement.dissimilarity import (
    Dissimilarity,
    Floats,
    Ints,
    UnitArrays,
    part,
)


@dataclass(frozen=True, slots=True)
class Alignment:
    """An alignment of the units of several annotators.

    clusters (Ints): A row per unitary alignment, a column per annotator: the place of the
        unit in the arrays, or -1.
    disorder (float): Sum of the disorders of the unitary alignments over the mean number
        of units per annotator.
    exact (bool): Whether no other alignment can have less disorder.
    """

    clusters: Ints
    disorder: float
    exact: bool


def best_alignment(units: UnitArrays, dissimilarity: Dissimilarity, distances: Floats) -> Alignment:
    """Return the alignment with the least disorder that was found.

    units: At least one unit, of two annotators or more.
    distances: `Dissimilarity.label_matrix` for the labels of the units.

    Raises:
        ValueError: There is no unit or only one annotator.
    """
    if not len(units.start) or units.raters < 2:
        raise ValueError("An alignment needs at least 2 annotators and 1 unit")
    if units.raters == 2:
        return _of_two(units, dissimilarity, distances)
    gains = pair_gains(units, dissimilarity, distances)
    groups = exact_alignment(units, gains, dissimilarity.delta_empty)
    exact = groups is not None
    if groups is None:
        groups = search_alignment(units, gains, dissimilarity.delta_empty)
    clusters = _clusters(groups, units)
    same = groups[:, None] == groups
    total = dissimilarity.delta_empty * len(clusters) - float(gains[same].sum()) / 2
    return Alignment(clusters, total / units.mean_units, exact)


def pair_gains(units: UnitArrays, dissimilarity: Dissimilarity, distances: Floats) -> Floats:
    """Return (delta_empty - d) / C(m,2) for each pair of units, 0 for those of one annotator.

    A cluster of k units then costs delta_empty less the sum of its gains, and joining two
    clusters gains delta_empty and the gains between them.
    """
    pairs_of_raters = units.raters * (units.raters - 1) / 2
    apart = dissimilarity.combined(units, units, distances)
    gains: Floats = (dissimilarity.delta_empty - apart) / pairs_of_raters
    gains[units.rater[:, None] == units.rater] = 0
    return gains


def disorder_of(
    clusters: Ints,
    units: UnitArrays,
    dissimilarity: Dissimilarity,
    distances: Floats,
    *,
    mean_units: float | None = None,
) -> float:
    """Return the disorder of a given alignment."""
    total = 0.0
    for one, other in combinations(range(units.raters), 2):
        pairs = clusters[(clusters[:, one] >= 0) & (clusters[:, other] >= 0)][:, [one, other]]
        total += dissimilarity.delta_empty * (len(clusters) - len(pairs))
        for u, v in pairs:
            first, second = part(units, slice(u, u + 1)), part(units, slice(v, v + 1))
            total += float(dissimilarity.combined(first, second, distances)[0, 0])
    pairs_of_raters = units.raters * (units.raters - 1) / 2
    return total / pairs_of_raters / (units.mean_units if mean_units is None else mean_units)


def _of_two(units: UnitArrays, dissimilarity: Dissimilarity, distances: Floats) -> Alignment:
    first, second = units.of_rater(0), units.of_rater(1)
    left, right = part(units, first), part(units, second)
    alone = 2 * dissimilarity.delta_empty
    costs = np.minimum(dissimilarity.combined(left, right, distances), alone)
    rows, columns = linear_sum_assignment(costs)
    joined = costs[rows, columns] < alone
    rows, columns = rows[joined], columns[joined]
    total = dissimilarity.delta_empty * len(units.start) - float(
        (alone - costs[rows, columns]).sum()
    )
    partners = np.full((len(units.start), 2), -1, dtype=np.int64)
    partners[: len(left.start), 0] = np.arange(len(left.start))
    partners[rows, 1] = columns + second.start
    free = np.setdiff1d(np.arange(len(right.start)), columns)
    partners[len(left.start) : len(left.start) + len(free), 1] = free + second.start
    clusters = partners[: len(left.start) + len(free)]
    return Alignment(clusters, total / units.mean_units, exact=True)


def _clusters(groups: Ints, units: UnitArrays) -> Ints:
    names, place = np.unique(groups, return_inverse=True)
    clusters = np.full((len(names), units.raters), -1, dtype=np.int64)
    clusters[place, units.rater] = np.arange(len(units.start))
    return clusters
