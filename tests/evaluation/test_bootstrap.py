"""Intervals: against an independent computation, and what has none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tifa.corpus.bootstrap import (
    Bootstrap,
    Interval,
    Method,
    interval_of_difference,
    sum_ratio,
    value_of,
)
from tifa.corpus.figures import Reason, Undefined
from tifa.evaluation.counts import Counts
from tifa.evaluation.intervals import count_intervals

# Skewed, so that BCa and percentile differ.
PARTS = np.array([1, 2, 2, 3, 4, 5, 7, 9, 14, 30], dtype=float)
WHOLES = np.array([9, 8, 7, 9, 9, 11, 12, 13, 20, 31], dtype=float)


@pytest.mark.parametrize("method", Method)
def test_intervals_are_those_of_scipy(method: Method) -> None:
    ours = Bootstrap(len(PARTS), 40_000, method=method).interval(sum_ratio(PARTS, WHOLES))
    theirs = stats.bootstrap(
        (PARTS, WHOLES),
        lambda a, b, axis: a.sum(axis) / b.sum(axis),
        paired=True,
        vectorized=True,
        n_resamples=40_000,
        method={Method.PERCENTILE: "percentile", Method.BCA: "BCa"}[method],
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert isinstance(ours, Interval)
    assert ours.low == pytest.approx(theirs.low, abs=0.006)
    assert ours.high == pytest.approx(theirs.high, abs=0.006)


def test_bca_is_not_the_percentile_interval() -> None:
    statistic = sum_ratio(PARTS, WHOLES)
    one, other = (Bootstrap(10, 5000, method=method).interval(statistic) for method in Method)
    assert isinstance(one, Interval) and isinstance(other, Interval)
    assert abs(one.low - other.low) > 0.01


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(0, 5), st.integers(0, 5)), min_size=6),
    st.sampled_from(Method),
)
def test_intervals_bracket_the_figure(rows: list[tuple[int, int, int]], method: Method) -> None:
    counts = [Counts(*row) for row in rows]
    found = count_intervals(Bootstrap(len(rows), 1000, method=method), counts).f1
    value = sum(counts, Counts()).f1
    assert isinstance(value, float)
    if found == Undefined(Reason.NO_SPREAD):
        assert method is Method.BCA
        assert len({each.f1 for each in counts}) == 1
    else:
        assert isinstance(found, Interval)
        assert found.low - 1e-9 <= value <= found.high + 1e-9


def test_whole_groups_are_drawn() -> None:
    # Two groups, drawn twice: only three sums can come out, however many spans there are.
    seen: set[float] = set()

    def statistic(weights: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> "np.ndarray":  # type: ignore[type-arg]
        assert (weights.sum(1) == 2).all()
        found = weights @ np.array([1000.0, 0.0]) / 2000
        seen.update(found.tolist())
        return found

    Bootstrap(2, 500).interval(statistic)
    assert seen == {0.0, 0.5, 1.0}


def test_the_level_is_the_share_of_resamples_inside() -> None:
    statistic = sum_ratio(PARTS, WHOLES)
    wide, narrow = (Bootstrap(10, 2000, level=level).interval(statistic) for level in (0.99, 0.5))
    assert isinstance(wide, Interval) and isinstance(narrow, Interval)
    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([], Reason.FEW_GROUPS),
        ([Counts(1, 1, 1)], Reason.FEW_GROUPS),
        ([Counts(), Counts()], Reason.NO_RESAMPLE),
    ],
)
def test_what_has_no_interval_says_why(counts: list[Counts], why: Reason, method: Method) -> None:
    assert count_intervals(Bootstrap(len(counts), 50, method=method), counts).f1 == Undefined(why)


def test_groups_that_are_all_alike_have_a_percentile_interval_of_no_width() -> None:
    counts = [Counts(3, 1, 1)] * 4
    assert count_intervals(Bootstrap(4, 50), counts).f1 == Interval(0.75, 0.75)
    found = count_intervals(Bootstrap(4, 50, method=Method.BCA), counts).f1
    assert found == Undefined(Reason.NO_SPREAD)


def test_an_extreme_level_stays_inside_the_resamples() -> None:
    parts = np.array([0, 0, 0, 0, 0, 0, 0, 1000], dtype=float)
    bootstrap = Bootstrap(8, 300, level=0.99999, method=Method.BCA)
    found = bootstrap.interval(sum_ratio(parts, np.ones(8)))
    assert isinstance(found, Interval)
    assert 0 <= found.low <= 125 <= found.high


def test_the_settings_stand_in_the_signature() -> None:
    words = Bootstrap(5, 100, seed=7, level=0.9, method=Method.BCA).describe("document")
    assert words == "bootstrap-bca-90%(n=100,seed=7,groups=5,by=document)"
    assert Bootstrap(1).describe("document") == "none(groups=1,by=document)"


def test_a_figure_over_all_groups_takes_each_once() -> None:
    statistic = sum_ratio([1, 2], [2, 4])
    assert value_of(statistic, 2, Reason.NO_GOLD) == 0.5
    assert value_of(sum_ratio([0], [0]), 1, Reason.NO_GOLD) == Undefined(Reason.NO_GOLD)
    assert value_of(sum_ratio([], []), 0, Reason.NO_GOLD) == Undefined(Reason.NO_GOLD)


def test_the_interval_of_a_difference_is_that_of_scipy() -> None:
    first, second = PARTS[:4], PARTS[4:] * 1.5
    ours = interval_of_difference(
        sum_ratio(first, WHOLES[:4]),
        sum_ratio(second, WHOLES[4:]),
        (4, 6),
        Bootstrap(0, 40_000),
    )
    theirs = stats.bootstrap(
        (np.arange(4), np.arange(6)),
        lambda a, b, axis: (
            first[a].sum(axis) / WHOLES[:4][a].sum(axis)
            - second[b].sum(axis) / WHOLES[4:][b].sum(axis)
        ),
        vectorized=True,
        n_resamples=40_000,
        method="percentile",
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert isinstance(ours, Interval)
    assert ours.low == pytest.approx(theirs.low, abs=0.01)
    assert ours.high == pytest.approx(theirs.high, abs=0.01)


def test_samples_of_one_size_do_not_vary_together() -> None:
    statistic = sum_ratio(PARTS, WHOLES)
    found = interval_of_difference(statistic, statistic, (10, 10), Bootstrap(0, 1000))
    assert isinstance(found, Interval)
    assert found.low < -0.1 < 0.1 < found.high


def test_a_sample_of_one_has_no_interval_of_a_difference() -> None:
    statistic = sum_ratio(PARTS[:1], WHOLES[:1])
    found = interval_of_difference(statistic, sum_ratio(PARTS, WHOLES), (1, 10), Bootstrap(0, 1000))
    assert found == Undefined(Reason.FEW_GROUPS)
