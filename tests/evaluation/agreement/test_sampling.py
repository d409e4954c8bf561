"""Chance continua: what they keep, and what they do not depend on."""

import random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.evaluation.agreement.generated import LENGTH, Row, continuum, raters, renamed, units
from tifa.evaluation.agreement.continuum import Continuum
from tifa.evaluation.agreement.dissimilarity import UnitArrays
from tifa.evaluation.agreement.sampling import Sampler, make_sampler

ONE = continuum([(0, 4, "A"), (10, 16, "B")], [(1, 4, "A")], [])


def drawn(one: Continuum, sampler: Sampler, seed: int = 0, times: int = 5) -> list[UnitArrays]:
    draw = make_sampler(one, sampler, seed)
    return [draw() for _ in range(times)]


def rows(found: UnitArrays) -> list[tuple[float, float, int]]:
    return sorted(zip(found.start.tolist(), found.end.tolist(), found.rater.tolist(), strict=True))


@pytest.mark.parametrize("sampler", Sampler)
def test_the_seed_decides(sampler: Sampler) -> None:
    first, again, other = (drawn(ONE, sampler, seed) for seed in (1, 1, 2))
    assert [rows(each) for each in first] == [rows(each) for each in again]
    assert [rows(each) for each in first] != [rows(each) for each in other]


@pytest.mark.parametrize("sampler", Sampler)
def test_units_have_a_length_an_annotator_and_a_label_of_the_continuum(sampler: Sampler) -> None:
    for found in drawn(ONE, sampler, times=50):
        assert len(found.start) > 0
        assert (found.end > found.start).all()
        assert found.raters == 3 and set(found.label.tolist()) <= {0, 1}
        assert (np.diff(found.rater) >= 0).all()


def test_shuffling_keeps_lengths_labels_and_whole_positions() -> None:
    kept = {(4.0, 0), (6.0, 1), (3.0, 0)}
    for found in drawn(ONE, Sampler.SHUFFLE, times=50):
        lengths = (found.end - found.start).tolist()
        assert set(zip(lengths, found.label.tolist(), strict=True)) <= kept
        assert (found.start % 1 == 0).all()
        assert (found.start >= 0).all() and (found.start < LENGTH).all()


def test_shuffling_reaches_every_place() -> None:
    starts = {start for each in drawn(ONE, Sampler.SHUFFLE, times=400) for start in each.start}
    assert starts == set(map(float, range(LENGTH)))


@pytest.mark.parametrize("sampler", Sampler)
@settings(max_examples=25)
@given(raters(units(3)), st.randoms(use_true_random=False))
def test_neither_order_nor_begin_change_what_is_drawn(
    sampler: Sampler, sides: list[list[Row]], chance: random.Random
) -> None:
    one = continuum(*sides)
    assume(one.labels)
    other = continuum(*chance.sample(sides, len(sides)))
    assert [*map(rows, drawn(one, sampler))] == [*map(rows, drawn(other, sampler))]
    if sampler is Sampler.SHUFFLE:
        moved = [[(s + 100, e + 100, label) for s, e, label in side] for side in sides]
        far = drawn(continuum(*moved, begin=100), sampler)
        back = [[(s - 100, e - 100, r) for s, e, r in rows(each)] for each in far]
        assert back == [rows(each) for each in drawn(one, sampler)]


def test_names_of_labels_do_not_change_what_is_drawn() -> None:
    other = renamed(ONE, {"A": "Z", "B": "Y"})
    for sampler in Sampler:
        for one, two in zip(drawn(ONE, sampler), drawn(other, sampler), strict=True):
            assert rows(one) == rows(two)
            assert one.label.tolist() == (1 - two.label).tolist()


def test_one_unit_is_enough_for_chance() -> None:
    for sampler in Sampler:
        assert all(len(each.start) for each in drawn(continuum([(0, 30, "A")], []), sampler))
