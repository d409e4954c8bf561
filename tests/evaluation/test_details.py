"""All further scores side by side: sums, means over labels, and parts of one text."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.invented import (
    DOCUMENTS,
    RENAMED,
    TEXT,
    Documents,
    mixed,
    renamed,
    span,
)
from tifa.corpus.bootstrap import Interval
from tifa.corpus.figures import Reason, Undefined
from tifa.evaluation.counts import MICRO
from tifa.evaluation.details import MACRO, DetailRow, Details, detail
from tifa.evaluation.muc import Scheme
from tifa.evaluation.scores import ScoredText, evaluate


def texts(documents: Documents, **more: Any) -> list[ScoredText]:
    return [ScoredText(f"d{n}", TEXT, *sides, **more) for n, sides in enumerate(documents)]


def run(documents: Documents, **more: Any) -> Details:
    return detail(texts(documents, **more), resamples=20)


def by_name(details: Details) -> dict[tuple[str, str], DetailRow]:
    return {(row.measure, row.label): row for row in details.rows}


def test_every_measure_has_a_row_for_each_label_and_both_means() -> None:
    rows = by_name(run([([span(0, 4)], [span(0, 4, "B")])]))
    measures = dict.fromkeys(measure for measure, _ in rows)
    assert [*measures] == [
        "MUC exact",
        "MUC partial",
        "MUC type",
        "characters (set)",
        "characters (multiset)",
        "soft F1 (SemEval-2020)",
        "soft F1 (LoReHLT)",
    ]
    assert [*rows] == [(m, label) for m in measures for label in ("A", "B", MICRO, MACRO)]


def test_figures_by_hand() -> None:
    gold, found = [span(0, 10), span(20, 24, "B")], [span(0, 5), span(20, 24, "B")]
    rows = by_name(run([(gold, found)]))
    assert rows["MUC partial", MICRO].f1 == pytest.approx(3 / 4)
    assert rows["MUC type", MICRO].f1 == 1.0
    assert rows["characters (set)", "A"].f1 == pytest.approx(10 / 15)
    assert rows["characters (set)", MICRO].f1 == pytest.approx(18 / 23)
    assert rows["characters (set)", MACRO].f1 == pytest.approx((10 / 15 + 1) / 2)
    assert rows["soft F1 (LoReHLT)", "A"].recall == pytest.approx(0.5)


def test_a_label_without_value_is_left_out_of_the_mean_and_counted() -> None:
    details = detail(texts([([span(0, 4)], [span(0, 4)])]), labels=["A", "C"], resamples=20)
    row = by_name(details)["MUC type", MACRO]
    assert (row.f1, row.undefined) == (1.0, 1)
    assert row.interval == Undefined(Reason.NO_INTERVAL)
    frame = details.to_frame()
    mean = frame[(frame.measure == "MUC type") & (frame.label == MACRO)]
    assert mean.undefined_labels.item() == 1
    assert not frame.enough_data.any()


def test_a_text_cut_into_sections_scores_the_same_with_an_interval() -> None:
    # A gold span that reaches over the cut, found on one side of it only.
    sides = [([span(0, 10), span(12, 14)], [span(6, 10)])]
    whole, cut = run(sides), run(sides, cuts=(5,))
    for one, other in zip(whole.rows, cut.rows, strict=True):
        assert one.f1 == other.f1
        assert one.interval == Undefined(
            Reason.NO_INTERVAL if one.label == MACRO else Reason.FEW_GROUPS
        )
    assert isinstance(by_name(cut)["characters (set)", MICRO].interval, Interval)
    assert cut.interval == "bootstrap-percentile-95%(n=20,seed=0,groups=2,by=section)"


@pytest.mark.parametrize(
    ("documents", "why"),
    [([], Reason.NEITHER), ([([], [])], Reason.NEITHER), ([([], []), ([], [])], Reason.NEITHER)],
)
def test_nothing_to_score_is_undefined(documents: Documents, why: Reason) -> None:
    details = run(documents)
    assert {row.f1 for row in details.rows} == {Undefined(why)}
    assert details.calibration.error == Undefined(Reason.NO_SCORES)


def test_spans_without_length_are_scored_and_break_nothing() -> None:
    rows = by_name(run([([span(3, 3)], [span(3, 3), span(0, 9)])]))
    assert rows["soft F1 (SemEval-2020)", MICRO].f1 == 0.0
    assert rows["characters (set)", MICRO].f1 == 0.0


def test_10_gold_spans_are_enough() -> None:
    gold = [span(2 * n, 2 * n + 1) for n in range(10)]
    assert by_name(run([(gold, [])]))["MUC type", "A"].enough
    assert not by_name(run([(gold[1:], [])]))["MUC type", "A"].enough


@settings(max_examples=30)
@given(DOCUMENTS)
def test_muc_counts_are_strict_scores(documents: Documents) -> None:
    counts = evaluate(texts(documents), test_set="t", scheme="x", resamples=5).row().counts
    strict = run(documents).muc[MICRO][Scheme.STRICT]
    assert (strict.correct, strict.possible, strict.actual) == (
        counts.tp,
        counts.gold,
        counts.predicted,
    )


@settings(max_examples=30)
@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_neither_order_nor_names_change_anything(
    documents: Documents, chance: random.Random
) -> None:
    rows = by_name(run(documents))
    shuffled = [(mixed(gold, chance), mixed(found, chance)) for gold, found in documents]
    other = by_name(run([(renamed(gold), renamed(found)) for gold, found in shuffled]))
    names = RENAMED | {MICRO: MICRO, MACRO: MACRO}
    for (measure, label), row in rows.items():
        same = other[measure, names[label]]
        for name in ("precision", "recall", "f1"):
            assert _near(getattr(row, name), getattr(same, name))


def _near(one: Any, other: Any) -> bool:
    return bool(one == other if isinstance(one, Undefined) else one == pytest.approx(other))
