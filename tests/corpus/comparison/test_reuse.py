import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.comparison.reuse import (
    align,
    bag_jaccard,
    containment,
    jaccard,
    verbatim_reuse,
)

TEXT = st.text("甲乙丙，", max_size=40)


@given(TEXT, TEXT)
def test_passages_stand_in_both_texts_and_could_not_be_longer(text: str, other: str) -> None:
    end = 0
    for passage in verbatim_reuse(text, other, shortest=3):
        assert text[passage.start : passage.end] == passage.quote
        assert other[passage.other_start : passage.other_end] == passage.quote
        assert passage.start >= end
        assert text[passage.start : passage.end + 1] not in other or passage.end == len(text)
        end = passage.end


@given(TEXT)
def test_a_text_reuses_all_of_itself(text: str) -> None:
    found = verbatim_reuse(text, text, shortest=3)
    assert [passage.quote for passage in found] == ([text] if len(text) >= 3 else [])


def test_overlap_measures_are_textreuses() -> None:
    assert jaccard([1, 2, 3], [2, 3, 4]) == 0.5
    assert bag_jaccard("aaab", "aabbc") == pytest.approx(1 / 3)
    assert containment([1, 2, 3, 4], [3, 4, 5]) == pytest.approx(2 / 3)
    assert jaccard([], []) == bag_jaccard([], []) == containment([1], []) == 0.0


def test_alignment_shows_what_was_put_in() -> None:
    found = align("坚持发展第一要务".strip(), "要坚持把发展第一要务")
    assert "".join(char or "·" for char, _ in found.pairs) == "坚持·发展第一要务"
    assert (found.start, found.other_start) == (0, 1)


@given(TEXT, TEXT)
def test_alignment_has_the_same_score_both_ways(one: str, other: str) -> None:
    assert align(one, other).score == align(other, one).score
