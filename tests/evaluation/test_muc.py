"""The MUC schemes: every cell of the table, every figure by hand, and what never changes."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.invented import DOCUMENTS, Documents, mixed, pairings, renamed, span
from tifa.corpus.figures import Reason, Undefined
from tifa.corpus.spans import Span
from tifa.evaluation.matching import pair
from tifa.evaluation.muc import MucCounts, Scheme, muc_counts, muc_counts_by_label

COR, INC, PAR = MucCounts(correct=1), MucCounts(incorrect=1), MucCounts(partial=1)
MIS, SPU = MucCounts(missed=1), MucCounts(spurious=1)


@pytest.mark.parametrize(
    ("gold", "predicted", "strict", "exact", "partial", "type_"),
    [
        ([span(0, 4)], [span(0, 4)], COR, COR, COR, COR),
        ([span(0, 4)], [span(0, 4, "B")], INC, COR, COR, INC),
        ([span(0, 4)], [span(1, 5)], INC, INC, PAR, COR),
        ([span(0, 4)], [span(1, 5, "B")], INC, INC, PAR, INC),
        ([span(0, 4)], [], MIS, MIS, MIS, MIS),
        ([], [span(0, 4)], SPU, SPU, SPU, SPU),
        ([span(0, 4)], [span(4, 8)], MIS + SPU, MIS + SPU, MIS + SPU, MIS + SPU),
    ],
)
def test_every_cell_of_the_table(
    gold: list[Span],
    predicted: list[Span],
    strict: MucCounts,
    exact: MucCounts,
    partial: MucCounts,
    type_: MucCounts,
) -> None:
    found = muc_counts([pair(gold, predicted)])
    assert [found[scheme] for scheme in Scheme] == [strict, exact, partial, type_]


def test_figures_by_hand() -> None:
    counts = MucCounts(correct=3, incorrect=1, partial=2, missed=2, spurious=4)
    assert (counts.possible, counts.actual) == (8, 10)
    assert counts.precision == pytest.approx(4 / 10)
    assert counts.recall == pytest.approx(4 / 8)
    assert counts.f1 == pytest.approx(2 * 0.4 * 0.5 / 0.9)
    assert counts.undergeneration == pytest.approx(2 / 8)
    assert counts.overgeneration == pytest.approx(4 / 10)
    assert counts.substitution == pytest.approx(2 / 6)
    assert counts.error == pytest.approx(8 / 12)


@pytest.mark.parametrize(
    ("counts", "figure", "why"),
    [
        (MucCounts(spurious=1), "recall", Reason.NO_GOLD),
        (MucCounts(spurious=1), "undergeneration", Reason.NO_GOLD),
        (MucCounts(missed=1), "precision", Reason.NOTHING_PREDICTED),
        (MucCounts(missed=1), "overgeneration", Reason.NOTHING_PREDICTED),
        (MucCounts(missed=1, spurious=1), "substitution", Reason.NOTHING_MATCHED),
        (MucCounts(), "f1", Reason.NEITHER),
        (MucCounts(), "error", Reason.NEITHER),
    ],
)
def test_what_has_no_value_says_why(counts: MucCounts, figure: str, why: Reason) -> None:
    assert getattr(counts, figure) == Undefined(why)


def test_no_text_has_no_counts() -> None:
    assert muc_counts([]) == dict.fromkeys(Scheme, MucCounts())
    assert muc_counts_by_label([]) == {}


@given(DOCUMENTS)
def test_counts_add_up_to_the_spans_in_every_scheme(documents: Documents) -> None:
    for counts in muc_counts(pairings(documents)).values():
        assert counts.possible == sum(len(gold) for gold, _ in documents)
        assert counts.actual == sum(len(predicted) for _, predicted in documents)


@given(DOCUMENTS)
def test_gold_spans_of_a_label_are_possible_for_it(documents: Documents) -> None:
    for label, by_scheme in muc_counts_by_label(pairings(documents)).items():
        gold = sum(each.label == label for side, _ in documents for each in side)
        assert {counts.possible for counts in by_scheme.values()} == {gold}


@given(DOCUMENTS)
def test_stricter_schemes_never_give_more(documents: Documents) -> None:
    found = muc_counts(pairings(documents))
    correct = {scheme: counts.correct for scheme, counts in found.items()}
    assert correct[Scheme.STRICT] <= min(correct[Scheme.EXACT], correct[Scheme.TYPE])
    assert correct[Scheme.PARTIAL] == correct[Scheme.EXACT]


@given(DOCUMENTS, st.randoms(use_true_random=False))
def test_order_changes_nothing(documents: Documents, chance: random.Random) -> None:
    other = [(mixed(gold, chance), mixed(found, chance)) for gold, found in documents[::-1]]
    assert muc_counts_by_label(pairings(other)) == muc_counts_by_label(pairings(documents))


@given(DOCUMENTS)
def test_names_of_labels_change_nothing(documents: Documents) -> None:
    there = muc_counts(pairings(documents))
    back = muc_counts(pairings([(renamed(gold), renamed(found)) for gold, found in documents]))
    assert there == back
