"""Boundary similarity of two segmentations of one stretch.

For one layer without overlap only, such as sections; spans that nest have no single
segmentation.

Source: Fournier (2013), Evaluating Text Segmentation using Boundary Edit Distance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tifa.corpus.figures import Figure, Reason, quotient

DEFAULT_NEAR = 2


@dataclass(frozen=True, slots=True)
class BoundaryEdits:
    """How one segmentation becomes the other.

    matches (int): Boundaries in both.
    near_misses (tuple[int, ...]): Distances of boundaries that were moved.
    additions (int): Boundaries in one only, not moved.
    """

    matches: int
    near_misses: tuple[int, ...]
    additions: int

    @property
    def count(self) -> int:
        """Number of edits and matches."""
        return self.additions + len(self.near_misses) + self.matches

    def cost(self, near: int) -> float:
        """Return what the edits weigh: 1 an addition, distance / near a near miss."""
        return self.additions + sum(distance / near for distance in self.near_misses)


def boundaries_of_masses(masses: Sequence[int]) -> set[int]:
    """Return the inner boundaries of segments given by their lengths."""
    return set(accumulate(masses[:-1]))


def boundary_edits(first: set[int], second: set[int], *, near: int = DEFAULT_NEAR) -> BoundaryEdits:
    """Return matches, near misses and additions between two sets of boundaries.

    A near miss pairs boundaries less than `near` positions apart; the closest come first,
    then those further left.

    near (int): n_t, the transposition distance; 2 pairs neighbours only.
    """
    matches = first & second
    left, right = first - matches, second - matches
    moved = []
    for distance, _, one, other in sorted(_near_pairs(left, right, near)):
        if one in left and other in right:
            left.discard(one)
            right.discard(other)
            moved.append(distance)
    return BoundaryEdits(len(matches), tuple(moved), len(left) + len(right))


def boundary_similarity(first: set[int], second: set[int], *, near: int = DEFAULT_NEAR) -> Figure:
    """Return B = 1 - (|A| + w_t(T)) / (|A| + |T| + |M|), 1 for equal segmentations.

    A are additions, M matches and T near misses, each of which weighs its distance over
    `near`. Boundaries have no types here, so there are no substitutions. Undefined where
    neither has a boundary.
    """
    edits = boundary_edits(first, second, near=near)
    return quotient(edits.count - edits.cost(near), edits.count, Reason.NO_BOUNDARIES)


def _near_pairs(left: set[int], right: set[int], near: int) -> Iterator[tuple[int, int, int, int]]:
    for one in left:
        for distance in range(1, near):
            for other in (one - distance, one + distance):
                if other in right:
                    yield distance, min(one, other), one, other
