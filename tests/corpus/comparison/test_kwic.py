import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.comparison.kwic import kwic, pattern_of
from tifa.corpus.errors import CorpusError


@given(st.text("责任𠮷，", max_size=30), st.integers(0, 5))
def test_a_line_is_what_stands_in_the_text(text: str, window: int) -> None:
    lines = list(kwic("a", text, pattern_of("责任"), window=window))
    assert len(lines) == text.count("责任")
    for line in lines:
        assert text[line.start : line.end] == line.keyword == "责任"
        assert text[: line.start].endswith(line.left) and len(line.left) <= window
        assert text[line.end :].startswith(line.right) and len(line.right) <= window


def test_plain_queries_are_no_regular_expressions() -> None:
    assert len(list(kwic("a", "要.要点", pattern_of("要.")))) == 1
    assert len(list(kwic("a", "要.要点", pattern_of("要.", regex=True)))) == 2


def test_empty_hits_are_none() -> None:
    assert not list(kwic("a", "要", pattern_of("x*", regex=True)))


@pytest.mark.parametrize(("query", "regex"), [("", False), ("(", True)])
def test_a_query_that_is_none_is_refused(query: str, regex: bool) -> None:
    with pytest.raises(CorpusError):
        pattern_of(query, regex=regex)
