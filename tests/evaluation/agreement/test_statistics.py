"""Measures over many texts: the sums give what the exact measures give on one text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.agreement.generated import LENGTH, Row, apart, continuum, raters, units
from tifa.corpus.bootstrap import Statistic
from tifa.corpus.figures import Figure, Reason, Undefined
from tifa.evaluation.agreement import statistics
from tifa.evaluation.agreement.boundaries import boundary_similarity
from tifa.evaluation.agreement.characters import pooled_agreement
from tifa.evaluation.agreement.continuum import Continuum
from tifa.evaluation.agreement.contributions import character_sums
from tifa.evaluation.agreement.on_units import (
    alpha_u_statistic,
    boundary_statistic,
    u_alpha_family,
)
from tifa.evaluation.agreement.unitizing import alpha_u, u_alpha
from tifa.evaluation.counts import Counts

Texts = list[list[list[Row]]]
ONE = np.ones((1, 1))


def once(statistic: Statistic, groups: int = 1) -> float:
    return float(statistic(np.ones((1, groups)))[0])


def same(found: float, exact: Figure) -> bool:
    return bool(np.isnan(found) if isinstance(exact, Undefined) else found == pytest.approx(exact))


@settings(max_examples=60)
@given(st.lists(raters(units(3, "A"), 2, 2), min_size=1, max_size=3))
def test_characters_of_many_texts(texts: Texts) -> None:
    continua = [continuum(*sides) for sides in texts]
    sums = [[character_sums(each, "01")] for each in continua]
    found = {
        name: once(statistic, len(texts))
        for name, statistic, _ in statistics.on_characters(sums, (None, None))
        if not isinstance(statistic, Reason)
    }
    exact = pooled_agreement(continua, "A")
    assert same(found["alpha (characters)"], exact.alpha.value)
    assert same(found["Cohen's kappa (characters)"], exact.cohen.value)
    assert same(found["Scott's pi (characters)"], exact.scott.value)
    assert same(found["Fleiss' kappa (characters)"], exact.fleiss.value)
    assert same(found["positive (characters)"], exact.positive)


@settings(max_examples=60)
@given(raters(apart()))
def test_the_u_alpha_family_is_that_of_exact_fractions(sides: list[list[Row]]) -> None:
    one = continuum(*sides)
    exact, family = u_alpha(one), u_alpha_family([[one]], "AB")
    if isinstance(family, Reason):
        assert exact.u == Undefined(family)
        return
    assert same(once(family.u), exact.u)
    assert same(once(family.bar_u), exact.bar_u)
    assert same(once(family.cu), exact.cu)
    for place, label in enumerate("AB"):
        none = Undefined(Reason.NO_COMMON)
        assert same(once(family.ku(place)), exact.ku.get(label, none))


@settings(max_examples=60)
@given(raters(apart()))
def test_alpha_u_is_that_of_exact_fractions(sides: list[list[Row]]) -> None:
    one = continuum(*sides)
    statistic, exact = alpha_u_statistic([[one]], "AB"), alpha_u(one).value
    if isinstance(statistic, Reason):
        assert exact == Undefined(statistic)
    else:
        assert same(once(statistic), exact)


@given(apart("A"), apart("A"))
def test_boundaries_of_units_are_their_starts_and_ends(one: list[Row], other: list[Row]) -> None:
    statistic = boundary_statistic([[continuum(one, other)]])
    sides = [{place for row in side for place in row[:2]} for side in (one, other)]
    exact = boundary_similarity(*sides)
    if isinstance(statistic, Reason):
        assert exact == Undefined(Reason.NO_BOUNDARIES) and statistic is Reason.NO_UNITS
    else:
        assert same(once(statistic), exact)


@settings(max_examples=30)
@given(raters(apart(), 2, 2), raters(apart(), 2, 2))
def test_drawing_a_text_twice_is_having_it_twice(
    first: list[list[Row]], second: list[list[Row]]
) -> None:
    one, other = continuum(*first), continuum(*second)
    for measure in (
        lambda groups: u_alpha_family(groups, "AB"),
        lambda groups: alpha_u_statistic(groups, "AB"),
        boundary_statistic_of_a,
    ):
        drawn, there = measure([[one], [other]]), measure([[one, one, one, other]])
        if isinstance(drawn, Reason):
            assert drawn is there
            continue
        members = ("u", "bar_u", "cu") if hasattr(drawn, "bar_u") else ("__call__",)
        for name in members:
            by_weight = getattr(drawn, name)(np.array([[3.0, 1.0]]))[0]
            assert by_weight == pytest.approx(getattr(there, name)(ONE)[0], nan_ok=True)


def boundary_statistic_of_a(groups: list[list[Continuum]]) -> Statistic | Reason:
    return boundary_statistic([[text.only("A") for text in group] for group in groups])


def test_refusals_on_units() -> None:
    nested = continuum([(0, 9, "A"), (2, 4, "A")], [(0, 9, "A")])
    crossed = continuum([(0, 9, "A"), (2, 4, "B")], [(0, 9, "A")])
    empty, none = continuum([(3, 3, "A")], []), continuum([], [])
    assert u_alpha_family([[crossed]], "AB") is Reason.OVERLAP
    assert alpha_u_statistic([[nested]], "AB") is Reason.LABEL_OVERLAP
    assert not isinstance(alpha_u_statistic([[crossed]], "AB"), Reason)
    assert boundary_statistic([[nested]]) is Reason.LABEL_OVERLAP
    for texts in ([[none]], [[]], []):
        assert u_alpha_family(texts, "AB") is Reason.NO_UNITS
        assert alpha_u_statistic(texts, "AB") is Reason.NO_UNITS
        assert boundary_statistic(texts) is Reason.NO_UNITS
    assert u_alpha_family([[none, empty]], "AB") is Reason.EMPTY_UNIT


def test_mean_f1_leaves_out_pairs_without_value() -> None:
    none: list[Counts] = [Counts()]
    assert once(statistics.mean_f1([[Counts(1, 1, 0)], none])) == pytest.approx(2 / 3)
    assert np.isnan(once(statistics.mean_f1([none, none])))
    assert np.isnan(once(statistics.mean_f1([])))


def test_the_share_of_the_same_label_is_pooled_over_pairs() -> None:
    exact, extents = [[Counts(1), Counts(0)]] * 2, [[Counts(2), Counts(1)]] * 2
    assert once(statistics.same_label(exact, extents), 2) == pytest.approx(1 / 3)
    assert np.isnan(once(statistics.same_label([[Counts()]], [[Counts()]])))


def test_length_is_that_of_the_text() -> None:
    sums = character_sums(continuum([(0, 3, "A")], [(1, 3, "A")]), "01")
    assert sums.table.tolist() == [[LENGTH - 3, 0], [1, 2]]
    assert sums.fleiss.tolist() == [LENGTH, LENGTH - 1, 2 * LENGTH - 5, 5]
