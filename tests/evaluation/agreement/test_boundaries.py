"""Boundary similarity: edits by hand, symmetry, and what has no value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.figures import Reason, Undefined
from tifa.evaluation.agreement.boundaries import (
    BoundaryEdits,
    boundaries_of_masses,
    boundary_edits,
    boundary_similarity,
)

PLACES = st.sets(st.integers(1, 20), max_size=8)


@pytest.mark.parametrize(
    ("first", "second", "near", "edits", "similarity"),
    [
        ({2, 5}, {2, 5}, 2, BoundaryEdits(2, (), 0), 1.0),
        ({2, 5}, {2}, 2, BoundaryEdits(1, (), 1), 0.5),
        ({2, 5}, {2, 6}, 2, BoundaryEdits(1, (1,), 0), 0.75),
        ({5}, {7}, 2, BoundaryEdits(0, (), 2), 0.0),
        ({5}, {7}, 3, BoundaryEdits(0, (2,), 0), 1 / 3),
        # The closest is the near miss, the other an addition.
        ({5}, {4, 7}, 4, BoundaryEdits(0, (1,), 1), (2 - 1 - 1 / 4) / 2),
        ({5}, {6}, 1, BoundaryEdits(0, (), 2), 0.0),
    ],
)
def test_edits_by_hand(
    first: set[int], second: set[int], near: int, edits: BoundaryEdits, similarity: float
) -> None:
    assert boundary_edits(first, second, near=near) == edits
    assert boundary_similarity(first, second, near=near) == pytest.approx(similarity)


def test_masses_are_lengths_of_segments() -> None:
    assert boundaries_of_masses([2, 3, 6]) == {2, 5}
    assert boundaries_of_masses([11]) == boundaries_of_masses([]) == set()


def test_without_boundaries_there_is_no_similarity() -> None:
    assert boundary_similarity(set(), set()) == Undefined(Reason.NO_BOUNDARIES)


@given(PLACES, PLACES, st.integers(1, 5))
def test_changing_places_changes_nothing(first: set[int], second: set[int], near: int) -> None:
    there = boundary_edits(first, second, near=near)
    assert there == boundary_edits(second, first, near=near)
    assert 2 * (there.matches + len(there.near_misses)) + there.additions == len(first) + len(
        second
    )


@given(PLACES, PLACES, st.integers(1, 5))
def test_similarity_lies_between_0_and_1_and_is_1_for_the_same(
    first: set[int], second: set[int], near: int
) -> None:
    found = boundary_similarity(first, second, near=near)
    assert isinstance(found, Undefined) or 0 <= found <= 1
    assert (found == 1) == (first == second and bool(first))
