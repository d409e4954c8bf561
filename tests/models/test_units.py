"""Units: stretches of documents to train on and to tag; folds."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.folder import Corpus
from tifa.corpus.spans import Span
from tifa.models.units import (
    Unit,
    common_lengths,
    corpus_units,
    first_share,
    fold_of,
    fold_units,
    own_forms,
    units_of,
)

TEXTS = st.text(alphabet="各村要修好水渠，。；：\n\u3000𠮷“”（）一二三是、 ", max_size=300)


@given(TEXTS, st.integers(1, 80))
def test_units_are_the_text_they_say_and_miss_only_whitespace(text: str, longest: int) -> None:
    units = units_of("d", text, longest=longest)
    assert all(text[unit.start : unit.end] == unit.text for unit in units)
    gaps = [text[one.end : two.start] for one, two in pairwise(units)]
    edges = (text[: units[0].start], text[units[-1].end :]) if units else (text,)
    assert all(not gap.strip() for gap in (*gaps, *edges))


def test_no_unit_ends_inside_a_span() -> None:
    text = "要修好水渠。" * 400
    span = Span.of(text, 10, 2200, "DIRECTIVE")
    (unit,) = (unit for unit in units_of("d", text, [span], longest=50) if unit.spans)
    assert unit.in_document() == (span,)


@pytest.mark.parametrize("longest", [1, 150, 800, 10_000])
def test_the_fold_of_a_place_does_not_depend_on_the_length_of_units(
    seed: Corpus, longest: int
) -> None:
    def extents(length: int) -> list[tuple[int, int]]:
        folds = fold_units(seed, "gold", 5, longest=length)
        return [(units[0].start, units[-1].end) for units in folds]

    assert extents(longest) == extents(800)


def test_folds_of_one_document_are_contiguous_and_nearly_equal(seed: Corpus) -> None:
    folds = fold_units(seed, "gold", 5)
    starts = [unit.start for units in folds for unit in units]
    lengths = [sum(len(unit.text) for unit in units) for units in folds]
    assert starts == sorted(starts)
    assert max(lengths) < 1.5 * min(lengths)


def test_folds_share_no_text_and_lose_no_span(seed: Corpus) -> None:
    folds = fold_units(seed, "gold", 5)
    whole = corpus_units(seed, "gold")
    spans = [span.key for units in folds for unit in units for span in unit.in_document()]
    assert sorted(spans) == sorted(s.key for unit in whole for s in unit.in_document())
    assert len(spans) == len(set(spans))


def test_forms_that_only_one_document_attests_are_its_own() -> None:
    text = "学习甲乙。" + "学习丙丁，学习甲乙。"
    spans = [Span.of(text, 2, 4, "S"), Span.of(text, 7, 9, "S"), Span.of(text, 12, 14, "S")]
    first = units_of("a", text[:5], spans[:1])
    second = units_of("b", text[5:], [span.shifted(-5) for span in spans[1:]])
    assert list(own_forms([*first, *second], "S")) == [frozenset(), frozenset({"丙丁"})]


def test_of_a_single_document_forms_are_the_own_of_units() -> None:
    text = "学习甲乙。" + "学习丙丁，学习甲乙。"
    spans = [Span.of(text, 2, 4, "S"), Span.of(text, 7, 9, "S"), Span.of(text, 12, 14, "S")]
    first = Unit("a", 0, text[:5], text, tuple(spans[:1]))
    second = Unit("a", 5, text[5:], text, tuple(span.shifted(-5) for span in spans[1:]))
    assert list(own_forms([first, second], "S")) == [frozenset(), frozenset({"丙丁"})]


def test_ngrams_are_sized_by_the_most_frequent_lengths(seed: Corpus) -> None:
    assert common_lengths(corpus_units(seed, "gold"), 3) == [4, 5, 14]


def _units(lengths: list[int]) -> list[Unit]:
    """Units of documents of so many clauses, each unit a clause."""
    text = "各村要修好水渠。"
    return [
        unit
        for number, length in enumerate(lengths)
        for unit in units_of(f"d{number}", text * length, longest=len(text))
    ]


LENGTHS = st.lists(st.integers(1, 6), min_size=1, max_size=8)


@given(LENGTHS, st.lists(st.floats(0.01, 1), min_size=2, max_size=2), st.integers(0, 3))
def test_a_larger_share_holds_the_smaller_one(
    lengths: list[int], shares: list[float], repeat: int
) -> None:
    units = _units(lengths)
    small, large = (first_share(units, share, repeat) for share in sorted(shares))
    assert small and small == large[: len(small)]
    everything = first_share(units, 1, repeat)
    assert {(unit.doc_id, unit.start) for unit in everything} == {
        (unit.doc_id, unit.start) for unit in units
    }


@given(LENGTHS, st.floats(0.01, 1), st.integers(0, 3))
def test_a_share_is_as_large_as_it_says_and_cuts_one_document_at_most(
    lengths: list[int], share: float, repeat: int
) -> None:
    units = _units(lengths)
    kept = first_share(units, share, repeat)
    total, taken = (sum(len(unit.text) for unit in side) for side in (units, kept))
    assert abs(taken - share * total) <= max(len(unit.text) for unit in units)
    every, here = (Counter(unit.doc_id for unit in side) for side in (units, kept))
    assert sum(here[name] < every[name] for name in here) <= 1


@given(LENGTHS, st.integers(2, 5), st.integers(0, 3))
def test_folds_never_divide_a_document_if_there_are_enough(
    lengths: list[int], folds: int, repeat: int
) -> None:
    units = _units(lengths)
    assigned = fold_of(units, folds, repeat=repeat)
    assert all(0 <= fold < folds for fold in assigned)
    if len(lengths) >= folds:
        places = {(unit.doc_id, fold) for unit, fold in zip(units, assigned, strict=True)}
        assert len(places) == len(lengths)
        assert len(set(assigned)) == folds


def test_repetitions_divide_documents_in_other_ways() -> None:
    units = _units([3] * 8)
    divisions = {tuple(fold_of(units, 4, repeat=repeat)) for repeat in range(5)}
    assert len(divisions) == 5
