"""Paired tests: values by hand, exact against sampled, and what has no value."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tifa.corpus.bootstrap import Interval
from tifa.corpus.figures import Reason, Undefined
from tifa.evaluation.counts import Counts
from tifa.evaluation.significance import EXACT_DOCUMENTS, Metric, compare_systems

GOOD, BAD = Counts(9, 1, 1), Counts(5, 5, 5)
COUNTS = st.builds(Counts, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
SYSTEMS = st.lists(st.tuples(COUNTS, COUNTS), min_size=2, max_size=6)


def test_all_swaps_are_counted_for_few_documents() -> None:
    # Better on each of 4 documents by the same: only 2 of the 16 swaps are as far apart.
    found = compare_systems([GOOD] * 4, [BAD] * 4)
    assert found.difference == pytest.approx(0.4)
    assert found.p_randomisation == 2 / 16
    assert found.exact and found.documents == 4


def test_the_convention_names_everything_that_makes_p() -> None:
    few = compare_systems([GOOD] * 4, [BAD] * 4, seed=3, resamples=100).convention
    assert few == (
        "randomisation(two-sided,>=,c/2^4,all-2^4-swaps)"
        "+bootstrap(two-sided,>=,centred,(c+1)/(n+1),n=100,seed=3)+interval(percentile-95%)"
    )
    many = compare_systems([GOOD] * 20, [BAD] * 20, seed=3, resamples=100, level=0.9).convention
    assert many.startswith("randomisation(two-sided,>=,(c+1)/(n+1),n=100,seed=3)+bootstrap(")
    assert many.endswith("+interval(percentile-90%)")


def test_sampled_swaps_come_near_all_swaps(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    one = [Counts(*map(int, rng.integers(3, 12, 3))) for _ in range(EXACT_DOCUMENTS)]
    other = [Counts(*map(int, rng.integers(3, 12, 3))) for _ in range(EXACT_DOCUMENTS)]
    exact = compare_systems(one, other)
    monkeypatch.setattr("tifa.evaluation.significance.EXACT_DOCUMENTS", 0)
    sampled = compare_systems(one, other, resamples=20_000)
    assert exact.exact and not sampled.exact
    assert isinstance(exact.p_randomisation, float)
    error = math.sqrt(exact.p_randomisation * (1 - exact.p_randomisation) / 20_000)
    assert sampled.p_randomisation == pytest.approx(exact.p_randomisation, abs=5 * error)


def test_a_drawn_p_is_never_0() -> None:
    found = compare_systems([GOOD] * 40, [BAD] * 40, resamples=99)
    assert found.p_randomisation == found.p_bootstrap == 1 / 100


def test_the_same_system_twice_differs_by_nothing() -> None:
    found = compare_systems([GOOD, BAD, GOOD], [GOOD, BAD, GOOD])
    assert found.difference == 0
    assert found.p_randomisation == found.p_bootstrap == 1
    assert found.interval == Interval(0, 0)


@pytest.mark.parametrize(
    ("metric", "difference"),
    [(Metric.F1, 0.4), (Metric.PRECISION, 0.4), (Metric.RECALL, 0.4)],
)
def test_each_metric_is_compared(metric: Metric, difference: float) -> None:
    found = compare_systems([GOOD] * 3, [BAD] * 3, metric=metric)
    assert found.difference == pytest.approx(difference)


@pytest.mark.parametrize(
    ("first", "second", "metric", "why"),
    [
        ([], [], Metric.F1, Reason.FEW_DOCUMENTS),
        ([GOOD], [BAD], Metric.F1, Reason.FEW_DOCUMENTS),
        ([Counts()] * 2, [Counts()] * 2, Metric.F1, Reason.NEITHER),
        ([GOOD] * 2, [Counts(fn=9)] * 2, Metric.PRECISION, Reason.NOTHING_PREDICTED),
        ([Counts(fp=1)] * 2, [Counts()] * 2, Metric.RECALL, Reason.NO_GOLD),
    ],
)
def test_what_has_no_value_says_why(
    first: list[Counts], second: list[Counts], metric: Metric, why: Reason
) -> None:
    found = compare_systems(first, second, metric=metric)
    assert found.p_randomisation == found.p_bootstrap == found.interval == Undefined(why)


def test_systems_are_paired_by_document() -> None:
    with pytest.raises(ValueError, match="paired"):
        compare_systems([GOOD], [GOOD, BAD])


@settings(max_examples=40)
@given(SYSTEMS)
def test_changing_places_changes_only_the_sign(systems: list[tuple[Counts, Counts]]) -> None:
    one, other = map(list, zip(*systems, strict=True))
    there, back = (compare_systems(*two, resamples=50) for two in ((one, other), (other, one)))
    assert there.p_randomisation == back.p_randomisation
    assert there.p_bootstrap == back.p_bootstrap
    if isinstance(there.difference, float):
        assert there.difference == pytest.approx(-back.difference)  # type: ignore[operator]
        for p in (there.p_randomisation, there.p_bootstrap):
            assert isinstance(p, float)
            assert 0 < p <= 1


@settings(max_examples=40)
@given(SYSTEMS)
def test_the_order_of_documents_does_not_change_an_exact_p(
    systems: list[tuple[Counts, Counts]],
) -> None:
    one, other = map(list, zip(*systems, strict=True))
    there, back = (
        compare_systems(one, other, resamples=9),
        compare_systems(one[::-1], other[::-1], resamples=9),
    )
    assert there.p_randomisation == back.p_randomisation
