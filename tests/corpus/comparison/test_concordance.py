from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.corpus.comparison.invented import span, speech, study
from tifa.corpus.comparison.aligned import aligned, write_concordance_page
from tifa.corpus.comparison.concordance import Hit, Query, concordance, ordered, search
from tifa.corpus.comparison.study import Study
from tifa.corpus.errors import CorpusError

FIRST = "一、抓落实。\n各村不得毁林，要种树。大家要种花。"
SECOND = "乡里说过要种树，今后不得砍树。"


def _study() -> Study:
    first = (
        span(FIRST, "各村不得毁林", "DIRECTIVE", [("addressee", "各村")], force="prohibition"),
        span(FIRST, "要种树", "DIRECTIVE", force="obligation"),
        span(FIRST, "种树", "SLOGAN", canonical="种树"),
    )
    second = (span(SECOND, "不得砍树", "DIRECTIVE", force="prohibition"),)
    return study(
        speech("b", FIRST, *first, date="2012", genre="letter"),
        speech("a", SECOND, *second, date="2010", genre="speech"),
        by="genre",
    )


def _found(query: Query) -> list[tuple[str, str]]:
    return [(hit.line.doc_id, hit.line.keyword) for hit in search(_study(), query)]


def test_characters_are_found_in_every_document() -> None:
    assert _found(Query("种树")) == [("b", "种树"), ("a", "种树")]


def test_a_regular_expression_is_one_only_if_asked_for() -> None:
    assert len(_found(Query("种[树花]", regex=True))) == 3
    assert _found(Query("种[树花]")) == []


def test_a_label_alone_finds_its_spans() -> None:
    assert _found(Query(label="SLOGAN")) == [("b", "种树")]


def test_conditions_are_on_attributes_and_arguments() -> None:
    assert _found(Query(where="force=prohibition")) == [("b", "各村不得毁林"), ("a", "不得砍树")]
    assert len(_found(Query(where="force=prohibition|obligation"))) == 3
    assert _found(Query(where="addressee~村")) == [("b", "各村不得毁林")]
    assert _found(Query(label="DIRECTIVE", where="force!=prohibition")) == [("b", "要种树")]


def test_characters_inside_spans_are_not_found_outside_them() -> None:
    assert _found(Query("种树", label="DIRECTIVE")) == [("b", "种树")]
    assert _found(Query("^不得", regex=True, label="DIRECTIVE")) == [("a", "不得")]


def test_a_place_that_two_spans_hold_is_one_hit() -> None:
    both = Query("种树", where="force=obligation|prohibition")
    assert _found(both) == [("b", "种树")]
    assert len(search(_study(), Query("种树", where="canonical!=x"))) == 1


@pytest.mark.parametrize(
    "query", [Query(), Query("(", regex=True), Query(where="force"), Query(label="X", where="=")]
)  # fmt: skip
def test_queries_that_are_none_are_refused(query: Query) -> None:
    with pytest.raises(CorpusError):
        search(_study(), query)


def _keys(hits: list[Hit]) -> list[tuple[str, int]]:
    return [(hit.line.doc_id, hit.line.start) for hit in hits]


def test_lines_are_sorted_by_context_date_and_group() -> None:
    hits = search(_study(), Query("种"))
    texts = {"a": SECOND, "b": FIRST}
    right = [texts[doc][start + 1] for doc, start in _keys(ordered(hits, "right"))]
    assert right == sorted(right)
    assert ordered(hits, "date")[0].line.doc_id == "a"
    assert [hit.group for hit in ordered(hits, "group")] == ["letter", "letter", "speech"]
    assert _keys(ordered(hits, "document")) == _keys(hits)
    lefts = [hit.line.left[::-1] for hit in ordered(hits, "left")]
    assert lefts == sorted(lefts)
    with pytest.raises(CorpusError, match="no order"):
        ordered(hits, "colour")


def test_documents_without_a_date_come_last() -> None:
    subject = study(speech("a", "种树"), speech("b", "种树", date="2012"))
    assert [h.line.doc_id for h in ordered(search(subject, Query("种")), "date")] == ["b", "a"]


def test_a_table_has_offsets_section_and_metadata() -> None:
    result = concordance(_study(), Query(where="force=prohibition"), window=3, limit=1)
    (row,) = result.to_dict()["rows"]
    assert FIRST[row["start"] : row["end"]] == row["keyword"] == "各村不得毁林"
    assert (row["right"], row["date"], row["genre"]) == ("，要种", "2012", "letter")
    assert row["attributes"] == "force=prohibition"
    assert "1 of 2 hits shown" in result.notes


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        (Query("没有"), "Nothing matches"),
        (Query(label="ROLE"), "there are: DIRECTIVE, SLOGAN"),
        (Query(where="force=gentle"), "Nothing matches"),
    ],
)
def test_no_hit_has_a_reason(query: Query, reason: str) -> None:
    assert reason in concordance(_study(), query).notes[0]


def test_a_layer_without_spans_says_so() -> None:
    subject = study(speech("a", "种树"))
    assert "No document has a span" in concordance(subject, Query(label="SLOGAN")).notes[0]


@given(
    st.lists(st.text("种 a𠮷，\n", min_size=1, max_size=30), min_size=1, max_size=4),
    st.one_of(st.none(), st.integers(24, 80)),
)
def test_keywords_begin_in_one_column(texts: list[str], width: int | None) -> None:
    speeches = [speech(f"d{number}", text) for number, text in enumerate(texts)]
    hits = search(study(*speeches), Query("种"))
    rows = aligned(hits, width)
    assert len({cell_len(row.place) + cell_len(row.left) for row in rows}) <= 1
    for row, hit in zip(rows, hits, strict=True):
        line = f"{row.place}  {row.left}{row.keyword}{row.right}"
        assert "\n" not in line
        assert width is None or cell_len(line) <= width
        assert hit.speech.doc.text[hit.line.start : hit.line.end] == hit.line.keyword


def test_a_long_keyword_is_cut_on_a_terminal_only() -> None:
    hits = search(study(speech("a", "要" * 60)), Query("要" * 60))
    assert aligned(hits, 40)[0].keyword.endswith("…")
    assert aligned(hits)[0].keyword == "要" * 60


def test_a_page_shows_the_lines_and_escapes_them(tmp_path: Path) -> None:
    subject = study(speech("a", "先<b>后要种树"))
    write_concordance_page(tmp_path / "hits.html", concordance(subject, Query("种树")))
    page = (tmp_path / "hits.html").read_text("utf8")
    assert "<mark>种树</mark>" in page
    assert "先&lt;b&gt;后要" in page
