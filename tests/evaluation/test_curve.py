"""Repeated cross-validation and learning curves as tables and plots."""

from statistics import stdev

import pytest

from tests.evaluation.invented import TEXT, span
from tifa.corpus.figures import Reason, Undefined
from tifa.corpus.spans import Span
from tifa.evaluation.counts import MICRO
from tifa.evaluation.curve import CurvePoint, Spread, curve_frame, curve_plot, spread
from tifa.evaluation.scores import Evaluation, ScoredText, evaluate

GOLD = [span(0, 4), span(6, 9), span(12, 15)]


def scores(*predicted: Span, gold: list[Span] = GOLD) -> Evaluation:
    return evaluate([ScoredText("d", TEXT, gold, predicted)], test_set="t", scheme="x", resamples=5)


def test_the_spread_over_repetitions_is_told_label_by_label() -> None:
    rows = spread([scores(*GOLD), scores(GOLD[0]), scores(span(20, 22, "B"), *GOLD)])
    assert [row.label for row in rows] == ["A", "B", MICRO]
    by_label = {row.label: row for row in rows}
    assert by_label["A"].values == (1.0, 0.5, 1.0)
    assert by_label["A"].mean == pytest.approx(2.5 / 3)
    assert by_label["A"].deviation == pytest.approx(stdev([1, 0.5, 1]))
    # B was met in one repetition only, where it was made up.
    assert (by_label["B"].values, by_label["B"].undefined) == ((0.0,), 2)


def test_one_repetition_has_no_spread_and_none_no_mean() -> None:
    assert spread([scores(*GOLD)])[0].deviation == Undefined(Reason.FEW_REPEATS)
    assert Spread("A", ()).mean == Undefined(Reason.NEITHER)
    assert [row.mean for row in spread([])] == [Undefined(Reason.NEITHER)]


def test_a_curve_is_a_row_for_each_size_and_label() -> None:
    points = [CurvePoint(0.5, 100, scores(gold=[])), CurvePoint(1.0, 200, scores(*GOLD))]
    frame = curve_frame(points)
    assert frame[["share", "characters", "label"]].to_numpy().tolist() == [
        [0.5, 100, MICRO],
        [1.0, 200, "A"],
        [1.0, 200, MICRO],
    ]
    assert frame.f1.isna().tolist() == [True, False, False]
    assert frame.undefined[0] == "there is neither a gold nor a predicted span"
    assert not frame.enough_data.any()


def test_a_label_met_at_one_size_only_has_a_curve_of_one_dot() -> None:
    points = [CurvePoint(0.5, 100, scores(gold=[])), CurvePoint(1.0, 200, scores(*GOLD))]
    plot = curve_plot({"s": points}, "A")
    assert [note for _, _, note in plot.lines[0].dots] == ["s: 200 characters, F1 1.000"]
    assert curve_plot({"s": []}, "A").lines[0].dots == ()
