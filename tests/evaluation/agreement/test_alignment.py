"""Alignments: the best of all for small continua, and never worse by search."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.evaluation.agreement.generated import Row, continuum, raters, units
from tifa.evaluation.agreement.alignment import best_alignment, disorder_of, pair_gains
from tifa.evaluation.agreement.alignment_exact import exact_alignment
from tifa.evaluation.agreement.alignment_search import Search, search_alignment
from tifa.evaluation.agreement.continuum import Continuum
from tifa.evaluation.agreement.dissimilarity import Dissimilarity, UnitArrays

WEIGHTS = st.builds(
    Dissimilarity,
    st.sampled_from([0.5, 1.0, 3.0]),
    st.sampled_from([0.0, 1.0, 2.0]),
    st.sampled_from([0.5, 1.0]),
)


def arrays(one: Continuum) -> UnitArrays:
    return UnitArrays.of_continuum(one)


def all_alignments(sides: list[list[int]]) -> Iterator[list[tuple[int, ...]]]:
    """Every way to put each unit into exactly one unitary alignment, written out."""
    if not any(sides):
        yield []
        return
    rater = next(r for r, side in enumerate(sides) if side)
    unit, rest = sides[rater][0], [side[:] for side in sides]
    rest[rater] = rest[rater][1:]

    def choose(
        place: int, chosen: tuple[int, ...], left: list[list[int]]
    ) -> Iterator[tuple[tuple[int, ...], list[list[int]]]]:
        if place == len(sides):
            yield chosen, left
        elif place <= rater:
            yield from choose(place + 1, (*chosen, unit if place == rater else -1), left)
        else:
            yield from choose(place + 1, (*chosen, -1), left)
            for other in left[place]:
                fewer = [
                    [u for u in s if u != other] if r == place else s for r, s in enumerate(left)
                ]
                yield from choose(place + 1, (*chosen, other), fewer)

    for chosen, left in choose(0, (), rest):
        for others in all_alignments(left):
            yield [chosen, *others]


def least_disorder(one: Continuum, parts: Dissimilarity) -> float:
    found = arrays(one)
    sides = [np.arange(len(found.start))[found.of_rater(r)].tolist() for r in range(found.raters)]
    distances = parts.label_matrix(one.labels)
    return min(
        disorder_of(np.array(rows), found, parts, distances) for rows in all_alignments(sides)
    )


@settings(max_examples=60, deadline=None)
@given(raters(units(4), 2, 2), WEIGHTS)
def test_two_annotators_are_aligned_the_best_way(
    sides: list[list[Row]], parts: Dissimilarity
) -> None:
    one = continuum(*sides)
    assume(one.labels)
    found = best_alignment(arrays(one), parts, parts.label_matrix(one.labels))
    assert found.exact
    assert found.disorder == pytest.approx(least_disorder(one, parts))


@settings(max_examples=25, deadline=None)
@given(raters(units(2), 3, 3), WEIGHTS)
def test_three_annotators_are_aligned_the_best_way(
    sides: list[list[Row]], parts: Dissimilarity
) -> None:
    one = continuum(*sides)
    assume(one.labels)
    found = best_alignment(arrays(one), parts, parts.label_matrix(one.labels))
    assert found.exact
    assert found.disorder == pytest.approx(least_disorder(one, parts))


@settings(max_examples=25, deadline=None)
@given(raters(units(5), 3, 5), WEIGHTS)
def test_search_is_never_better_than_the_best_and_no_worse_than_nothing(
    sides: list[list[Row]], parts: Dissimilarity
) -> None:
    one = continuum(*sides)
    assume(one.labels)
    found, empty = arrays(one), parts.delta_empty
    gains = pair_gains(found, parts, parts.label_matrix(one.labels))
    best, searched = exact_alignment(found, gains, empty), search_alignment(found, gains, empty)
    assert best is not None
    cost = Search(found, gains, empty).cost
    assert cost(best) <= cost(searched) + 1e-9
    assert cost(searched) <= empty * len(found.start) + 1e-9
    for groups in (best, searched):
        members = list(zip(groups.tolist(), found.rater.tolist(), strict=True))
        assert len(set(members)) == len(members)  # one unit of an annotator in a cluster


@settings(max_examples=40, deadline=None)
@given(raters(units(4), 2, 4), WEIGHTS)
def test_an_alignment_holds_every_unit_once_and_costs_what_it_says(
    sides: list[list[Row]], parts: Dissimilarity
) -> None:
    one = continuum(*sides)
    assume(one.labels)
    found, distances = arrays(one), parts.label_matrix(one.labels)
    result = best_alignment(found, parts, distances)
    places = result.clusters[result.clusters >= 0]
    assert sorted(places.tolist()) == list(range(len(found.start)))
    for rater in range(found.raters):
        column = result.clusters[:, rater]
        assert (found.rater[column[column >= 0]] == rater).all()
    assert disorder_of(result.clusters, found, parts, distances) == pytest.approx(result.disorder)


def test_too_many_candidates_are_searched_and_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tifa.evaluation.agreement.alignment_exact.MOST_CANDIDATES", 3)
    sides = [[(0, 5, "A"), (8, 12, "A")], [(0, 6, "A")], [(1, 5, "A"), (8, 12, "B")]]
    found = best_alignment(arrays(continuum(*sides)), Dissimilarity(), np.array([[0, 1], [1, 0]]))
    assert not found.exact


def test_units_that_lie_apart_stand_alone() -> None:
    one = continuum([(0, 2, "A")], [(20, 22, "A")])
    found = best_alignment(arrays(one), Dissimilarity(), np.zeros((1, 1)))
    assert found.clusters.tolist() == [[0, -1], [-1, 1]]
    assert found.disorder == 2.0  # two unitary alignments, one unit each on average


@pytest.mark.parametrize("sides", [[[], []], [[(0, 2, "A")]]])
def test_nothing_to_align_is_an_error(sides: list[list[Row]]) -> None:
    with pytest.raises(ValueError, match="at least 2 annotators and 1 unit"):
        best_alignment(arrays(continuum(*sides)), Dissimilarity(), np.zeros((1, 1)))
