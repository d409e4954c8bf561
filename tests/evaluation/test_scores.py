"""Scores of tiny texts with numbers counted by hand, and properties of all scores."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tifa.corpus.bootstrap import Bootstrap, Interval
from tifa.corpus.errors import TifaError
from tifa.corpus.figures import Reason, Undefined
from tifa.corpus.spans import Span
from tifa.evaluation.comparison import Comparison, render_table
from tifa.evaluation.counts import Counts, Matching
from tifa.evaluation.intervals import count_intervals
from tifa.evaluation.scores import Evaluation, Found, ScoredText, evaluate

TEXT = "各级党组织要认真学习科学发展观，抓好落实。创先争优活动由办公室牵头。"
STRICT, OVERLAP = Matching


def mark(quote: str, label: str) -> Span:
    start = TEXT.index(quote)
    return Span.of(TEXT, start, start + len(quote), label)


DIRECTIVE = mark("各级党组织要认真学习科学发展观，抓好落实", "D")
SLOGAN = mark("科学发展观", "S")
SECOND = mark("创先争优", "S")


def score(gold: list[Span], predicted: list[Span], **options: Any) -> Evaluation:
    item = ScoredText("a", TEXT, gold, predicted)
    return evaluate([item], test_set="tiny", scheme="speeches-1.1", **options)


@pytest.mark.parametrize(
    ("predicted", "strict", "overlap"),
    [
        ([DIRECTIVE, SLOGAN, SECOND], Counts(3, 0, 0), Counts(3, 0, 0)),
        # Too short by a clause: 15 of 20 characters.
        ([mark("各级党组织要认真学习科学发展观", "D"), SLOGAN], Counts(1, 1, 2), Counts(2, 0, 1)),
        # A right place with a wrong label is wrong, and its label is missed.
        ([DIRECTIVE, mark("科学发展观", "D"), SECOND], Counts(2, 1, 1), Counts(2, 1, 1)),
        # One gold span found twice in halves: neither half reaches the threshold alone.
        (
            [mark("各级党组织要认真", "D"), mark("学习科学发展", "D")],
            Counts(0, 2, 3),
            Counts(0, 2, 3),
        ),
        # The same span twice is one hit and one too many.
        ([SECOND, SECOND], Counts(1, 1, 2), Counts(1, 1, 2)),
        ([], Counts(0, 0, 3), Counts(0, 0, 3)),
    ],
)
def test_counts_over_all_labels(predicted: list[Span], strict: Counts, overlap: Counts) -> None:
    result = score([DIRECTIVE, SLOGAN, SECOND], predicted)
    assert result.row().counts == strict
    assert result.row(matching=OVERLAP).counts == overlap


def test_figures_per_label() -> None:
    result = score([DIRECTIVE, SLOGAN, SECOND], [SLOGAN, mark("办公室", "S")])
    slogans = result.row("S").counts
    assert (slogans.precision, slogans.recall, slogans.f1) == (0.5, 0.5, 0.5)
    directives = result.row("D").counts
    assert directives.precision == Undefined(Reason.NOTHING_PREDICTED)
    assert (directives.recall, directives.f1) == (0.0, 0.0)
    assert result.labels == ("D", "S", "micro")


@pytest.mark.parametrize(
    ("gold", "predicted", "precision", "recall", "f1"),
    [
        ([], [], Reason.NOTHING_PREDICTED, Reason.NO_GOLD, Reason.NEITHER),
        ([], [SLOGAN], 0.0, Reason.NO_GOLD, 0.0),
        ([SLOGAN], [], Reason.NOTHING_PREDICTED, 0.0, 0.0),
    ],
)
def test_what_does_not_exist_is_undefined_for_a_reason(
    gold: list[Span],
    predicted: list[Span],
    precision: float | Reason,
    recall: float | Reason,
    f1: float | Reason,
) -> None:
    counts = score(gold, predicted, labels=["S"]).row("S").counts
    expected = [Undefined(x) if isinstance(x, Reason) else x for x in (precision, recall, f1)]
    assert [counts.precision, counts.recall, counts.f1] == expected


def test_no_text_at_all_is_undefined() -> None:
    result = evaluate([], test_set="none", scheme="x")
    assert result.row().counts.f1 == Undefined(Reason.NEITHER)
    assert result.row().intervals.f1 == Undefined(Reason.FEW_GROUPS)


def test_one_document_has_no_interval_but_its_sections_have() -> None:
    gold, predicted = [DIRECTIVE, SLOGAN, SECOND], [DIRECTIVE, SLOGAN]
    whole = score(gold, predicted).row()
    assert whole.intervals.f1 == Undefined(Reason.FEW_GROUPS)
    cut = ScoredText("a", TEXT, gold, predicted, cuts=(TEXT.index("创先"),))
    result = evaluate([cut], test_set="tiny", scheme="x")
    assert result.row().counts == whole.counts
    assert result.groups == ("a", "a#1")
    assert result.per_group["micro", STRICT] == (Counts(2, 0, 0), Counts(0, 0, 1))
    # F1 is 1, .8 or 0, in a quarter, half and a quarter of the draws.
    assert result.row().intervals.f1 == Interval(0.0, 1.0)
    assert "by=section" in result.signature.interval


def test_documents_of_one_group_are_drawn_together() -> None:
    items = [ScoredText(x, TEXT, [SLOGAN], [SLOGAN], group="event") for x in "ab"]
    result = evaluate(items, test_set="tiny", scheme="x")
    assert result.groups == ("event",)
    assert result.row().counts == Counts(2, 0, 0)


def test_recall_on_seen_and_unseen_forms() -> None:
    known = {"科学发展观"}
    result = score(
        [SLOGAN, SECOND, DIRECTIVE], [SLOGAN, DIRECTIVE], seen=lambda span: span.quote in known
    )
    row = result.row("S")
    assert (row.seen, row.unseen) == (Found(1, 1), Found(0, 1))
    assert result.row("D").seen == Found(0, 0)
    assert result.row("D").seen.recall == Undefined(Reason.NO_GOLD)  # type: ignore[union-attr]
    assert result.row().unseen == Found(1, 2)
    assert score([SLOGAN], []).row("S").seen is None


def test_the_signature_says_what_was_done() -> None:
    signature = score([SLOGAN], [], threshold=0.7).signature
    assert signature.short().startswith("set:tiny|texts:1|chars:34|gold:1|sha:")
    assert "match:strict+overlap(iou>=0.7)" in signature.short()
    assert "scheme = speeches-1.1" in signature.long()
    assert json.dumps(signature.to_dict())
    assert signature.fingerprint != score([SECOND], []).signature.fingerprint
    assert signature.fingerprint == score([SLOGAN], [SECOND]).signature.fingerprint


def test_systems_stand_side_by_side() -> None:
    gold = [DIRECTIVE, SLOGAN]
    other = mark("办公室", "ORG")
    comparison = Comparison({"rules": score(gold, gold), "blank": score(gold, [other])})
    assert comparison.labels == ("D", "S", "ORG", "micro")
    frame = comparison.to_frame()
    assert len(frame) == 2 * (3 + 4)
    line = frame[(frame.system == "blank") & (frame.label == "D") & (frame.matching == "strict")]
    assert line.precision.isna().all()
    assert "precision: nothing was predicted" in line.undefined.item()
    data = json.loads(json.dumps(comparison.to_dict()))
    assert data["systems"]["blank"]["scores"][0]["precision"] == {
        "undefined": "nothing was predicted"
    }
    table = render_table(comparison)
    assert table.row_count == 4 + 8  # a heading for each label, a row for each system
    assert any("D (1) *" in str(cell) for cell in table.columns[0].cells)
    assert "* not enough data" in str(table.caption)


def test_systems_on_different_test_sets_do_not_compare() -> None:
    with pytest.raises(TifaError, match="same test set"):
        Comparison({"a": score([SLOGAN], []), "b": score([SECOND], [])})
    with pytest.raises(TifaError, match="no system"):
        Comparison({})


spans = st.lists(
    st.builds(
        lambda start, length, label: Span.of(TEXT, start, start + length, label),
        st.integers(0, 12),
        st.integers(1, 8),
        st.sampled_from("AB"),
    ),
    max_size=7,
)
documents = st.lists(st.tuples(spans, spans), min_size=1, max_size=4)


def items(pairs: list[tuple[list[Span], list[Span]]]) -> list[ScoredText]:
    return [ScoredText(f"d{i}", TEXT, gold, found) for i, (gold, found) in enumerate(pairs)]


def run(texts: list[ScoredText]) -> Evaluation:
    return evaluate(texts, test_set="random", scheme="x", labels="AB", resamples=50)


@settings(max_examples=50)
@given(documents, st.randoms(use_true_random=False))
def test_order_changes_nothing(
    pairs: list[tuple[list[Span], list[Span]]], chance: random.Random
) -> None:
    texts = items(pairs)
    shuffled = [
        replace(
            text,
            gold=chance.sample(text.gold, len(text.gold)),
            predicted=chance.sample(text.predicted, len(text.predicted)),
        )
        for text in chance.sample(texts, len(texts))
    ]
    assert run(shuffled) == run(texts)


@settings(max_examples=50)
@given(documents)
def test_names_of_labels_change_nothing(pairs: list[tuple[list[Span], list[Span]]]) -> None:
    names = {"A": "Z", "B": "Y", "micro": "micro"}
    other = [
        tuple([replace(each, label=names[each.label]) for each in side] for side in sides)
        for sides in pairs
    ]
    there = run(items(pairs))
    back = evaluate(items(other), test_set="random", scheme="x", labels="ZY", resamples=50)  # type: ignore[arg-type]
    for one, two in zip(there.rows, back.rows, strict=True):
        assert (names[one.label], one.counts, one.intervals) == (
            two.label,
            two.counts,
            two.intervals,
        )


@settings(max_examples=50)
@given(documents)
def test_the_mean_over_labels_is_of_those_with_a_value(
    pairs: list[tuple[list[Span], list[Span]]],
) -> None:
    result = run(items(pairs))
    for matching in Matching:
        figures = [result.row(label, matching).counts.f1 for label in "AB"]
        defined = [figure for figure in figures if isinstance(figure, float)]
        mean, undefined = result.macro_f1(matching)
        assert undefined == 2 - len(defined)
        if defined:
            assert mean == pytest.approx(sum(defined) / len(defined))
        else:
            assert mean == Undefined(Reason.NEITHER)


@settings(max_examples=50)
@given(documents)
def test_counts_add_up(pairs: list[tuple[list[Span], list[Span]]]) -> None:
    result = run(items(pairs))
    for matching in Matching:
        total = result.row(matching=matching).counts
        assert total.gold == sum(len(gold) for gold, _ in pairs)
        assert total.predicted == sum(len(found) for _, found in pairs)
        assert total == result.row("A", matching).counts + result.row("B", matching).counts
        assert total == sum(result.per_group["micro", matching], Counts())


@settings(max_examples=50)
@given(documents)
def test_swapping_the_sides_swaps_precision_and_recall(
    pairs: list[tuple[list[Span], list[Span]]],
) -> None:
    there, back = run(items(pairs)), run(items([(found, gold) for gold, found in pairs]))
    for matching in Matching:
        counts, swapped = there.row(matching=matching).counts, back.row(matching=matching).counts
        assert (counts.tp, counts.fp, counts.fn) == (swapped.tp, swapped.fn, swapped.fp)
        assert counts.f1 == swapped.f1


@settings(max_examples=50)
@given(st.lists(spans, min_size=2, max_size=4))
def test_a_perfect_prediction_scores_1(golds: list[list[Span]]) -> None:
    result = run(items([(gold, gold[::-1]) for gold in golds]))
    for row in result.rows:
        if row.counts.gold:
            assert row.counts.f1 == row.counts.precision == row.counts.recall == 1.0
            assert isinstance(row.intervals.f1, Interval)
            assert (row.intervals.f1.low, row.intervals.f1.high) == (1.0, 1.0)
        else:
            assert row.counts.f1 == Undefined(Reason.NEITHER)


def test_intervals_repeat_with_the_seed_and_move_with_it() -> None:
    table = [Counts(place, 7 - place, place * place) for place in range(8)]
    first, again, other = (count_intervals(Bootstrap(8, 200, seed), table) for seed in (1, 1, 2))
    assert first == again != other


def test_resamples_without_a_value_are_dropped_and_counted() -> None:
    found = count_intervals(Bootstrap(2, 1000), [Counts(1, 0, 0), Counts()]).f1
    assert isinstance(found, Interval)
    assert (found.low, found.high) == (1.0, 1.0)
    assert 200 < found.dropped < 300
    assert count_intervals(Bootstrap(2), [Counts(), Counts()]).f1 == Undefined(Reason.NO_RESAMPLE)


@pytest.mark.parametrize("options", [{"resamples": 0}, {"level": 1.0}, {"threshold": 1.5}])
def test_settings_without_sense_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        score([], [], **options)


def test_intervals_agree_with_the_reference(cases_file: Path) -> None:
    cases = json.loads(cases_file.read_text("utf8"))
    [case] = [case for case in cases if case["kind"] == "ci"]
    counts = [Counts(*row) for row in case["input"]["per_document"]]
    assert sum(counts, Counts()).f1 == pytest.approx(case["expected"]["f1"])
    found = count_intervals(Bootstrap(len(counts), 20_000), counts).f1
    assert isinstance(found, Interval)
    for bound in ("low", "high"):
        assert getattr(found, bound) == pytest.approx(
            case["expected"][bound], abs=case["tolerance"]
        )
