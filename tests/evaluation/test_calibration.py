"""Calibration: ECE and Brier by hand, and that every prediction is accounted for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.invented import span
from tifa.corpus.figures import Reason, Undefined
from tifa.corpus.spans import Span
from tifa.evaluation.calibration import calibrate
from tifa.evaluation.report import reliability_plot

GOLD = [span(0, 4), span(6, 9)]


def scored(start: int, end: int, score: float | None) -> Span:
    return span(start, end, score=score)


def test_ece_and_brier_by_hand() -> None:
    found = calibrate(
        [(GOLD, [scored(0, 4, 0.9), scored(6, 9, 0.8), scored(1, 3, 0.85), scored(2, 3, 0.1)])],
        bins=2,
    )
    low, high = found.bins
    assert (low.spans, low.right, low.mean_score, low.precision) == (1, 0, 0.1, 0.0)
    assert (high.spans, high.right) == (3, 2)
    assert high.mean_score == pytest.approx(0.85)
    assert high.precision == pytest.approx(2 / 3)
    assert found.error == pytest.approx(1 / 4 * 0.1 + 3 / 4 * (0.85 - 2 / 3))
    assert found.brier == pytest.approx((0.1**2 + 0.2**2 + 0.85**2 + 0.1**2) / 4)


def test_scores_that_mean_what_they_say_have_no_error() -> None:
    right, wrong = [scored(0, 4, 0.5)], [scored(1, 4, 0.5)]
    assert calibrate([(GOLD, right + wrong)]).error == 0


def test_bounds_of_a_bin_belong_to_it_below_and_1_to_the_last() -> None:
    places = [scored(0, 4, 0.0), scored(1, 4, 0.5), scored(2, 4, 1.0)]
    assert [bin_.spans for bin_ in calibrate([(GOLD, places)], bins=2).bins] == [1, 2]


def test_a_span_predicted_twice_is_right_once_and_by_its_best_score() -> None:
    found = calibrate([(GOLD, [scored(0, 4, 0.2), scored(0, 4, 0.9)])], bins=2)
    assert [bin_.right for bin_ in found.bins] == [0, 1]


def test_what_is_no_probability_is_left_out_and_counted() -> None:
    odd = [scored(0, 4, None), scored(0, 4, 1.5), scored(0, 4, -0.1), scored(0, 4, float("nan"))]
    found = calibrate([(GOLD, [*odd, scored(6, 9, 0.7)])])
    assert (found.scored, found.unscored) == (1, 4)
    assert found.error == pytest.approx(0.3)


@pytest.mark.parametrize("texts", [[], [([], [])], [(GOLD, [scored(0, 4, None)])]])
def test_without_scores_there_is_no_error_to_tell(
    texts: list[tuple[list[Span], list[Span]]],
) -> None:
    found = calibrate(texts)
    assert found.error == found.brier == Undefined(Reason.NO_SCORES)
    assert all(bin_.mean_score == Undefined(Reason.NOTHING_PREDICTED) for bin_ in found.bins)


def test_a_diagram_needs_a_bin() -> None:
    with pytest.raises(ValueError, match="bin"):
        calibrate([], bins=0)


@given(st.lists(st.floats(0, 1), max_size=20), st.integers(1, 12))
def test_every_score_stands_in_one_bin(scores: list[float], bins: int) -> None:
    found = calibrate([(GOLD, [scored(0, 4, score) for score in scores])], bins=bins)
    assert sum(bin_.spans for bin_ in found.bins) == found.scored == len(scores)
    assert sum(bin_.right for bin_ in found.bins) == min(1, len(scores))
    if isinstance(found.error, float):
        assert 0 <= found.error <= 1


def test_the_reliability_diagram_has_a_point_for_each_bin_in_use() -> None:
    found = calibrate([(GOLD, [scored(0, 4, 0.95), scored(1, 4, 0.15)])])
    perfect, line = reliability_plot(found).lines
    assert perfect.dashed
    assert [note for _, _, note in line.dots] == ["0.1–0.2: 1", "0.9–1.0: 1"]
