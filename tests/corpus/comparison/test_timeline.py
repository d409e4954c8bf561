import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.comparison.invented import slogans, speech, study
from tifa.corpus.comparison.result import Result
from tifa.corpus.comparison.study import Study
from tifa.corpus.comparison.timeline import timelines, year_list
from tifa.corpus.lexicon import Entry, Lexicon

OLD, NEW, BOTH = "我们修渠引水。", "我们修渠又引水。", "修渠引水，修渠引水。"


def _study() -> Study:
    return study(
        speech("a", OLD, *slogans(OLD, "修渠引水"), date="2001", level="central"),
        speech("b", BOTH, *slogans(BOTH, "修渠引水"), date="2003-05-01"),
        speech("c", NEW, *slogans(NEW, "修渠又引水", canonical="修渠引水"), date="2003"),
        speech("d", "别的话。", date="2002"),
        speech("e", OLD, *slogans(OLD, "修渠引水")),
    )


def _rows(results: list[Result], name: str) -> list[dict[str, object]]:
    (result,) = (each for each in results if each.name == name)
    return result.to_dict()["rows"]


def test_a_formula_has_a_first_use_a_peak_and_a_last_use() -> None:
    (row,) = _rows(timelines(_study()), "slogan_life")
    assert (row["first_date"], row["first_document"]) == ("2001", "a")
    assert (row["last_date"], row["years"]) == ("2003", "2001, 2003")
    assert (row["count"], row["documents"], row["groups"]) == (4, 4, 2)
    assert row["peak_year"] == 2001
    assert row["peak_per_10k"] == pytest.approx(10_000 / 7)


def test_years_without_the_formula_are_zero_and_not_missing() -> None:
    rows = _rows(timelines(_study()), "slogan_rates")
    assert [(row["year"], row["count"]) for row in rows] == [(2001, 1), (2002, 0), (2003, 2)]
    assert rows[2]["per_10k"] == pytest.approx(2 / (10 + 8) * 10_000)


def test_adoption_adds_up_within_a_group() -> None:
    rows = [r for r in _rows(timelines(_study()), "slogan_adoption") if r["group"] == "county"]
    assert [(r["year"], r["documents_with"], r["documents_so_far"]) for r in rows] == [
        (2002, 0, 1),
        (2003, 2, 3),
    ]
    assert rows[1]["share_characters"] == pytest.approx(18 / 22)
    assert rows[1]["share_of_group"] == pytest.approx(2 / 3)


def test_variants_keep_their_wording_and_years() -> None:
    rows = _rows(timelines(_study()), "slogan_variants")
    assert [(r["form"], r["is_canonical"], r["count"], r["years"]) for r in rows] == [
        ("修渠引水", True, 3, "2001, 2003"),
        ("修渠又引水", False, 1, "2003"),
    ]


def test_a_first_use_that_two_documents_share_is_a_tie() -> None:
    tied = study(
        speech("a", OLD, *slogans(OLD, "修渠引水"), date="2001"),
        speech("b", OLD, *slogans(OLD, "修渠引水"), date="2001-07"),
    )
    (row,) = _rows(timelines(tied), "slogan_life")
    assert "tie of 2 documents: a, b" in str(row["note"])


def test_documents_without_a_date_are_said_to_be_left_out() -> None:
    assert any("1 of 5 documents left out" in note for note in timelines(_study())[0].notes)
    undated = study(speech("a", OLD, *slogans(OLD, "修渠引水")))
    (row,) = _rows(timelines(undated), "slogan_life")
    assert (row["first_date"], row["count"]) == (None, 1)
    assert "without a date" in str(row["note"])


def test_a_lexicon_finds_what_was_not_annotated() -> None:
    plain = study(speech("a", BOTH, date="2001"))
    empty = timelines(plain)
    assert not _rows(empty, "slogan_life")
    assert any("no lexicon" in note for note in empty[0].notes)
    lexicon = Lexicon([Entry(canonical="修渠引水", kind="goal", status="in", decided="here")])
    (row,) = _rows(timelines(plain, lexicon), "slogan_life")
    assert (row["count"], row["kind"]) == (2, "goal")


def test_more_formulas_than_wanted_are_said_to_be_cut() -> None:
    text = "修渠引水，植树造林，植树造林。"
    lexicon = Lexicon(
        Entry(canonical=form, kind="goal", status="in", decided="here")
        for form in ("修渠引水", "植树造林")
    )
    results = timelines(study(speech("a", text, date="2001")), lexicon, most=1)
    assert len(_rows(results, "slogan_life")) == 2
    assert [row["canonical"] for row in _rows(results, "slogan_rates")] == ["植树造林"]
    assert any("1 most frequent of 2" in note for note in results[0].notes)


@given(st.sets(st.integers(1990, 2010)))
def test_a_list_of_years_names_exactly_those_years(years: set[int]) -> None:
    named: set[int] = set()
    for run in filter(None, year_list(years).split(", ")):
        first, _, last = run.partition("–")
        named |= set(range(int(first), int(last or first) + 1))
    assert named == years
