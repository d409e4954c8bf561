"""Credit for parts of spans: values by hand, properties, and what has no value."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.invented import mixed, renamed, span, spans
from tifa.corpus.figures import Reason, Undefined
from tifa.corpus.spans import Span
from tifa.evaluation.partial_credit import (
    CREDITS,
    Counting,
    Cover,
    Credit,
    lorehlt_credit,
    merge_overlapping,
    position_credit,
    semeval_2020_credit,
)

MEASURES: list[Callable[[list[Span], list[Span]], Credit]] = [
    position_credit,
    lambda gold, found: position_credit(gold, found, counting=Counting.MULTISET),
    semeval_2020_credit,
    lorehlt_credit,
    lambda gold, found: lorehlt_credit(gold, found, precision=Cover.MAX, recall=Cover.SUM),
]


def test_characters_in_common() -> None:
    credit = position_credit([span(0, 10)], [span(5, 12)])
    assert credit == Credit(5, 5, 7, 10)
    assert credit.f1 == pytest.approx(2 * 5 / 17)


def test_the_same_characters_under_another_label_are_others() -> None:
    assert position_credit([span(0, 10)], [span(0, 10, "B")]).f1 == 0.0


def test_a_nested_span_of_the_same_label_counts_once_as_set_and_twice_as_multiset() -> None:
    nested = [span(0, 10), span(2, 6)]
    assert position_credit(nested, [span(0, 10)]).f1 == 1.0
    twice = position_credit(nested, [span(0, 10)], counting=Counting.MULTISET)
    assert twice == Credit(10, 10, 10, 14)


def test_a_token_belongs_to_a_span_if_they_share_a_character() -> None:
    tokens = [(0, 2), (2, 5), (5, 6)]
    assert position_credit([span(1, 5)], [span(2, 6)], tokens=tokens) == Credit(1, 1, 2, 2)


def test_semeval_merges_what_overlaps() -> None:
    credit = semeval_2020_credit([span(0, 6), span(4, 10)], [span(0, 5), span(5, 8)])
    # Gold is one span of 10 characters, of which 5 and 3 are found.
    assert credit == Credit(2.0, pytest.approx(0.8), 2, 1)


def test_lorehlt_takes_the_best_or_all_counterparts() -> None:
    gold, found = [span(0, 10)], [span(0, 3), span(2, 5), span(7, 9)]
    assert lorehlt_credit(gold, found, recall=Cover.MAX).recall == pytest.approx(0.3)
    assert lorehlt_credit(gold, found, recall=Cover.SUM).recall == pytest.approx(0.7)
    assert lorehlt_credit(gold, found).precision == 1.0


def test_merging_joins_only_what_shares_a_character() -> None:
    merged = merge_overlapping([span(4, 8), span(0, 5), span(8, 9), span(4, 6, "B")])
    assert [each.key for each in merged] == [(0, 8, "A"), (8, 9, "A"), (4, 6, "B")]


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize(
    ("gold", "found", "precision", "recall", "f1"),
    [
        ([], [], Reason.NOTHING_PREDICTED, Reason.NO_GOLD, Reason.NEITHER),
        ([span(0, 4)], [], Reason.NOTHING_PREDICTED, 0.0, 0.0),
        ([], [span(0, 4)], 0.0, Reason.NO_GOLD, 0.0),
        ([span(0, 4)], [span(6, 8)], 0.0, 0.0, 0.0),
    ],
)
def test_little_or_nothing_has_a_defined_result(
    measure: Callable[[list[Span], list[Span]], Credit],
    gold: list[Span],
    found: list[Span],
    precision: float | Reason,
    recall: float | Reason,
    f1: float | Reason,
) -> None:
    credit = measure(gold, found)
    wanted = [Undefined(x) if isinstance(x, Reason) else x for x in (precision, recall, f1)]
    assert [credit.precision, credit.recall, credit.f1] == wanted


@pytest.mark.parametrize("measure", MEASURES)
def test_a_span_without_length_shares_nothing(
    measure: Callable[[list[Span], list[Span]], Credit],
) -> None:
    empty = span(3, 3)
    for gold, found in (([empty], [empty]), ([span(0, 6)], [empty]), ([empty], [span(0, 6)])):
        credit = measure(gold, found)
        assert credit.precision_sum == credit.recall_sum == 0


@pytest.mark.parametrize("measure", MEASURES)
@given(spans(), spans(), st.randoms(use_true_random=False))
def test_neither_order_nor_names_change_anything(
    measure: Callable[[list[Span], list[Span]], Credit],
    gold: list[Span],
    found: list[Span],
    chance: random.Random,
) -> None:
    credit = measure(gold, found)
    for other in (
        measure(mixed(gold, chance), mixed(found, chance)),
        measure(renamed(gold), renamed(found)),
    ):
        assert (other.predicted, other.gold) == (credit.predicted, credit.gold)
        assert other.precision_sum == pytest.approx(credit.precision_sum)
        assert other.recall_sum == pytest.approx(credit.recall_sum)


@pytest.mark.parametrize("measure", MEASURES)
@given(spans(), spans())
def test_figures_lie_between_0_and_1_and_are_1_for_the_same(
    measure: Callable[[list[Span], list[Span]], Credit], gold: list[Span], found: list[Span]
) -> None:
    credit = measure(gold, found)
    for figure in (credit.precision, credit.recall, credit.f1):
        assert isinstance(figure, Undefined) or 0 <= figure <= 1 + 1e-9
    if gold:
        assert measure(gold, gold).f1 == pytest.approx(1)


@pytest.mark.parametrize("name", CREDITS)
@given(spans(labels="A"), spans(labels="A"), st.sets(st.integers(1, 25), max_size=3))
def test_the_sum_over_the_parts_of_a_text_does_not_depend_on_the_cuts(
    name: str, gold: list[Span], found: list[Span], cuts: set[int]
) -> None:
    parts = CREDITS[name]((gold, found), sorted(cuts))
    (whole,) = CREDITS[name]((gold, found), ())
    assert len(parts) == len(cuts) + 1
    together = sum(parts, Credit())
    assert (together.predicted, together.gold) == (whole.predicted, whole.gold)
    assert together.precision_sum == pytest.approx(whole.precision_sum)
    assert together.recall_sum == pytest.approx(whole.recall_sum)
