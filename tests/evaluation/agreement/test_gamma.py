"""Gamma: values by hand, what never changes, and what has no value."""

import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.evaluation.agreement.generated import Row, continuum, raters, renamed, units
from tifa.corpus.figures import Figure, Reason, Undefined
from tifa.evaluation.agreement.alignment import best_alignment
from tifa.evaluation.agreement.continuum import Continuum
from tifa.evaluation.agreement.dissimilarity import Dissimilarity, UnitArrays
from tifa.evaluation.agreement.gamma import (
    Gamma,
    GammaSettings,
    categorical_disorder,
    gamma,
    pooled_gamma,
)
from tifa.evaluation.agreement.sampling import Sampler

FEW = GammaSettings(samples=5)
ONE = continuum([(0, 4, "A"), (10, 16, "B")], [(1, 4, "A"), (10, 16, "B")])


def figures(found: Gamma) -> list[Figure]:
    return [found.value, found.cat, *found.per_label.values()]


def near(one: Figure, other: Figure) -> bool:
    return bool(one == other if isinstance(one, Undefined) else one == pytest.approx(other))


def test_the_observed_disorder_by_hand() -> None:
    # One pair is 1 character off of 7; the other is the same: mean of 2 units each.
    assert gamma(ONE, FEW).observed == pytest.approx((1 / 7) ** 2 / 2)


def test_gamma_is_one_less_observed_over_expected() -> None:
    found = gamma(ONE, FEW)
    assert isinstance(found.observed, float) and isinstance(found.expected, float)
    assert found.value == pytest.approx(1 - found.observed / found.expected)
    assert found.exact and found.samples == 5


def test_only_labels_count_for_gamma_cat_and_those_of_one_label_for_gamma_k() -> None:
    sides = [
        [(0, 4, "A"), (10, 16, "B"), (20, 26, "C")],
        [(0, 4, "A"), (10, 16, "A"), (20, 26, "C")],
    ]
    one = continuum(*sides)
    arrays, parts = UnitArrays.of_continuum(one), Dissimilarity()
    distances = parts.label_matrix(one.labels)
    best = best_alignment(arrays, parts, distances)
    disorder = [
        categorical_disorder(best, arrays, FEW, distances, label) for label in (None, 0, 1, 2)
    ]
    assert disorder == pytest.approx([1 / 3, 1 / 2, 1, 0])
    assert gamma(one, FEW).per_label["C"] == 1.0


def test_pairs_of_a_larger_cluster_weigh_less_for_gamma_cat() -> None:
    one = continuum([(0, 4, "A"), (10, 16, "A")], [(0, 4, "A"), (10, 16, "A")], [(0, 4, "B")])
    arrays, distances = UnitArrays.of_continuum(one), Dissimilarity().label_matrix(one.labels)
    best = best_alignment(arrays, Dissimilarity(), distances)
    # Of three units, two of three pairs differ, and each weighs 1/2; the pair weighs 1.
    found = categorical_disorder(best, arrays, FEW, distances)
    assert found == pytest.approx((2 * 1 / 2) / (3 * 1 / 2 + 1))


def test_more_samples_are_drawn_until_the_precision_is_reached() -> None:
    rough, fine = (
        gamma(ONE, GammaSettings(samples=10, precision=precision)).samples
        for precision in (0.9, 0.02)
    )
    assert rough == 10 < fine


def test_the_error_shrinks_with_the_samples() -> None:
    few, many = (gamma(ONE, GammaSettings(samples=n)).error for n in (10, 1000))
    assert isinstance(few, float) and isinstance(many, float)
    assert 0 < many < few
    assert gamma(ONE, GammaSettings(samples=1000)).value == pytest.approx(
        gamma(ONE, GammaSettings(samples=1000, seed=9)).value, abs=5 * 2**0.5 * many
    )


@pytest.mark.parametrize("sampler", Sampler)
@settings(max_examples=15, deadline=None)
@given(st.lists(raters(units(3), 2, 2), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_order_changes_nothing(
    sampler: Sampler, texts: list[list[list[Row]]], chance: random.Random
) -> None:
    chosen = GammaSettings(samples=3, sampler=sampler)
    mixed = [[chance.sample(side, len(side)) for side in sides[::-1]] for sides in texts[::-1]]
    one = pooled_gamma([continuum(*sides) for sides in texts], chosen)
    other = pooled_gamma([continuum(*sides) for sides in mixed], chosen)
    # gamma-cat may differ where two alignments are equally good.
    assert near(one.value, other.value)
    assert near(one.observed, other.observed) and near(one.expected, other.expected)


@settings(max_examples=15, deadline=None)
@given(raters(units(3), 2, 3))
def test_names_of_labels_change_nothing(sides: list[list[Row]]) -> None:
    places = [sorted(row[:2] for row in side) for side in sides]
    assume(all(len(set(place)) == len(place) for place in places))
    one = continuum(*sides)
    other = renamed(one, {"A": "Z", "B": "Y"})
    assert near(gamma(one, FEW).value, gamma(other, FEW).value)


@settings(max_examples=20, deadline=None)
@given(units(4), st.integers(2, 4))
def test_annotators_who_mark_the_same_agree_fully(side: list[Row], number: int) -> None:
    assume(side)
    found = gamma(continuum(*[side] * number), FEW)
    assert found.observed == pytest.approx(0, abs=1e-12)
    for figure in figures(found):
        assert isinstance(figure, Undefined) or figure == pytest.approx(1)
    assert found.value == pytest.approx(1) or found.value == Undefined(Reason.NO_CHANCE)


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ([], Reason.NO_ITEMS),
        ([continuum()], Reason.FEW_ANNOTATORS),
        ([continuum([(0, 3, "A")])], Reason.FEW_ANNOTATORS),
        ([continuum([], [])], Reason.NO_UNITS),
        ([continuum([], [], length=0)], Reason.NO_LENGTH),
        ([continuum([(3, 3, "A")], [])], Reason.EMPTY_UNIT),
        ([continuum([(3, 40, "A")], [])], Reason.OUTSIDE),
        ([ONE, continuum([(3, 3, "A")], [])], Reason.EMPTY_UNIT),
    ],
)
def test_what_has_no_value_says_why(texts: list[Continuum], why: Reason) -> None:
    found = pooled_gamma(texts, FEW)
    assert found.value == found.cat == found.error == Undefined(why)


def test_one_annotator_who_marked_nothing_is_disagreement_and_not_perfect() -> None:
    found = gamma(continuum([(0, 4, "A"), (9, 12, "A")], []), FEW)
    assert isinstance(found.value, float) and found.value <= 0
    assert found.cat == Undefined(Reason.NO_ALIGNED)


def test_a_text_that_nobody_marked_adds_nothing() -> None:
    assert pooled_gamma([ONE, continuum([], [])], FEW) == pooled_gamma([ONE], FEW)


def test_texts_are_weighted_by_their_units() -> None:
    twice = pooled_gamma([ONE, ONE], FEW)
    assert twice.value == pytest.approx(gamma(ONE, FEW).value)


@pytest.mark.parametrize("wrong", [{"samples": 0}, {"precision": 1.5}, {"seed": -1}])
def test_settings_without_sense_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        GammaSettings(**wrong)  # type: ignore[arg-type]
