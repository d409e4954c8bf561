"""Pairs of annotators: counts by hand, means over pairs, and what never changes."""

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.invented import TEXT, mixed, span, spans
from tifa.corpus.figures import Reason, Undefined
from tifa.corpus.spans import Span
from tifa.evaluation.agreement.pairwise import (
    Summary,
    counts_by_pair,
    exact_counts,
    extent_counts,
    of_label,
    pairing_counts,
    summarise,
    total,
)
from tifa.evaluation.agreement.texts import AnnotatedText, Study
from tifa.evaluation.counts import Counts
from tifa.evaluation.matching import pair, pair_by_overlap

NONE = Undefined(Reason.NO_POSITIVE)


def test_exact_counts_by_label() -> None:
    first = [span(0, 4), span(0, 4), span(6, 9, "B")]
    second = [span(0, 4), span(6, 9), span(12, 14, "C")]
    assert exact_counts(first, second) == {
        "A": Counts(tp=1, fp=1, fn=1),
        "B": Counts(fn=1),
        "C": Counts(fp=1),
    }
    assert extent_counts(first, second) == Counts(tp=2, fp=1, fn=1)
    assert exact_counts([], []) == {} and extent_counts([], []) == Counts()


def test_repeated_spans_agree_as_often_as_both_have_them() -> None:
    twice = [span(0, 4), span(0, 4)]
    assert exact_counts(twice, [*twice, span(0, 4)]) == {"A": Counts(tp=2, fp=1)}
    assert exact_counts([span(0, 4)], twice) == {"A": Counts(tp=1, fp=1)}


def test_means_leave_out_pairs_without_value_and_count_them() -> None:
    assert summarise([1.0, NONE, 0.5]) == Summary(0.75, 0.25, 3, 1)
    none = Undefined(Reason.NO_PAIR)
    assert summarise([NONE]) == Summary(none, none, 1, 1)
    assert summarise([]) == Summary(none, none, 0, 0)


def test_pairs_are_counted_on_the_texts_that_both_have_seen() -> None:
    texts = [
        AnnotatedText("a", TEXT, {"x": [span(0, 4)], "y": [span(0, 4)]}),
        AnnotatedText("b", TEXT, {"x": [span(6, 9, "B")], "z": []}),
    ]
    study = Study.of(texts)
    found = counts_by_pair(study, exact_counts)
    assert list(found) == [("x", "y"), ("x", "z"), ("y", "z")]
    assert of_label(found, None) == [
        [Counts(tp=1), Counts()],
        [Counts(), Counts(fn=1)],
        [Counts(), Counts()],
    ]
    assert of_label(found, "A")[0] == [Counts(tp=1), Counts()]


@given(spans(), spans())
def test_counts_add_up_to_the_spans(first: list[Span], second: list[Span]) -> None:
    by_overlap = total(pairing_counts(pair_by_overlap(first, second)))
    for counts in (total(exact_counts(first, second)), extent_counts(first, second), by_overlap):
        assert (counts.gold, counts.predicted) == (len(first), len(second))


@given(spans(), spans(), st.randoms(use_true_random=False))
def test_order_and_places_change_nothing(
    first: list[Span], second: list[Span], chance: random.Random
) -> None:
    found = exact_counts(first, second)
    assert found == exact_counts(mixed(first, chance), mixed(second, chance))
    back = exact_counts(second, first)
    assert {n: (c.tp, c.fp, c.fn) for n, c in found.items()} == {
        n: (c.tp, c.fn, c.fp) for n, c in back.items()
    }


@given(spans(), spans())
def test_exact_agreement_is_strict_f1(first: list[Span], second: list[Span]) -> None:
    strict = sum(g.key == p.key for g, p in pair(first, second).pairs)
    assert total(exact_counts(first, second)).tp == strict


@given(spans(), spans())
def test_where_is_never_less_agreed_on_than_where_and_what(
    first: list[Span], second: list[Span]
) -> None:
    assert extent_counts(first, second).tp >= total(exact_counts(first, second)).tp
