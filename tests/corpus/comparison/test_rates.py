import pandas as pd
import pytest

from tests.corpus.comparison.invented import span, speech, study
from tifa.corpus.comparison.pooled import Settings
from tifa.corpus.comparison.rates import rates
from tifa.corpus.comparison.result import Result
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.figures import Reason
from tifa.corpus.spans import Span

FAST = Settings(resamples=200, permutations=300)


def text_with(directives: int, length: int = 100) -> str:
    return "要办" * directives + " \n" + "甲" * (length - 2 * directives)


def spoken(doc_id: str, directives: int, *, length: int = 100, level: str = "county") -> Speech:
    """Make a speech of so many characters with so many directives of two characters."""
    text = text_with(directives, length)
    first = Span(0, 2, "DIRECTIVE", "要办", {"force": "obligation"})
    spans = [first.shifted(2 * at) for at in range(directives)]
    return speech(doc_id, text, *spans, level=level)


def two_levels(county: list[int], central: list[int]) -> Study:
    return study(
        *(spoken(f"a{n}", count) for n, count in enumerate(county)),
        *(spoken(f"b{n}", count, level="central") for n, count in enumerate(central)),
    )


def found(of: Study, name: str) -> pd.DataFrame:
    result = next(each for each in rates(of, settings=FAST) if each.name == name)
    return result.frame


def row(frame: pd.DataFrame, **wanted: str) -> pd.Series:
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    (_, only), *rest = frame.iterrows()
    assert not rest
    return only


def test_a_rate_is_of_ten_thousand_characters_without_white_space() -> None:
    frame = found(two_levels([2, 4], [1]), "rates_spans")
    county = row(frame, group="county", label="DIRECTIVE")
    assert county["characters"] == 200
    assert county["per_10k"] == pytest.approx(6 / 200 * 10_000)
    assert county["documents"] == county["documents_with"] == 2


def test_an_interval_comes_from_drawing_documents() -> None:
    county = row(found(two_levels([2, 4], [1]), "rates_spans"), group="county")
    # Either document twice, or both: nothing else can be drawn.
    assert (county["low"], county["high"]) == (200.0, 400.0)


def test_covered_characters_are_counted_once_where_spans_overlap() -> None:
    text = "甲要办事乙丙丁戊己庚"
    spans = (span(text, "要办事", "DIRECTIVE"), span(text, "办事乙", "SLOGAN"))
    frame = found(study(speech("a", text, *spans)), "rates_covered")
    assert row(frame, label="(any)")["covered"] == 4
    assert row(frame, label="SLOGAN")["per_10k"] == pytest.approx(3_000)


@pytest.mark.parametrize(
    ("county", "reason"),
    [([3], Reason.ONE_DOCUMENT), ([0, 0], Reason.NONE_FOUND)],
)
def test_what_cannot_be_told_is_answered_with_a_reason(county: list[int], reason: Reason) -> None:
    of = row(found(two_levels(county, [1, 2]), "rates_spans"), group="county")
    assert pd.isna(of["low"]) and of["note"] == reason


def test_groups_without_documents_or_characters_have_no_rate() -> None:
    one = spoken("a", 1)
    of = Study("invented", "gold", "level", {"full": (one,), "empty": (), "blank": ()})
    frame = found(of, "rates_spans")
    assert row(frame, group="empty")["note"] == Reason.NO_DOCUMENTS
    assert pd.isna(row(frame, group="empty")["per_10k"])
    blank = Study("invented", "gold", "level", {"full": (one,), "blank": (speech("b", " \n"),)})
    assert row(found(blank, "rates_spans"), group="blank")["note"] == Reason.NO_CHARACTERS


def test_documents_in_no_group_are_told() -> None:
    of = study(spoken("a", 1))
    left = Study(of.name, of.layer, of.by, of.groups, {"b": "has no level", "c": "has no level"})
    notes = rates(left, settings=FAST)[0].notes
    assert "2 documents left out: has no level (b, c)" in notes


def test_tests_take_documents_as_units() -> None:
    frame = found(two_levels([9, 9, 8, 9, 9], [1, 2, 1, 1, 2]), "rate_tests")
    permuted = row(frame, test="permutation")
    # 252 divisions of 10 documents, of which the two extreme ones are as far apart.
    assert permuted["p"] == pytest.approx(2 / 252)
    assert permuted["difference"] == pytest.approx(140 - 880)
    ranked = row(frame, test="mann-whitney")
    assert abs(ranked["effect"]) == 1.0
    assert row(frame, test="kruskal-wallis")["p"] < 0.05


def test_a_difference_has_an_interval_that_resamples_documents_of_both_groups() -> None:
    frame = found(two_levels([9, 9, 8, 9, 9], [1, 2, 1, 1, 2]), "rate_tests")
    permuted = row(frame, test="permutation")
    assert permuted["low"] < permuted["difference"] < permuted["high"]
    assert permuted["high"] < 0
    alike = row(found(two_levels([1, 9, 5, 2], [9, 1, 2, 5]), "rate_tests"), test="mann-whitney")
    assert alike["low"] < 0 < alike["high"]


def test_the_difference_from_a_single_document_has_no_interval() -> None:
    frame = found(two_levels([30], [1, 2, 1, 3, 2]), "rate_tests")
    permuted = row(frame, test="permutation")
    assert permuted["difference"] < 0
    assert pd.isna(permuted["low"]) and pd.isna(permuted["high"])


def test_documents_too_few_for_any_test_are_not_tested() -> None:
    frame = found(two_levels([9, 9], [1, 1]), "rate_tests")
    assert frame["p"].isna().all()
    assert set(frame["note"]) == {Reason.NO_DIVISION.value}


def test_one_group_is_not_tested() -> None:
    frame = found(study(spoken("a", 1), spoken("b", 2)), "rate_tests")
    assert frame["note"].tolist() == [Reason.ONE_GROUP.value]


def test_one_of_many_can_be_tested_against_them() -> None:
    others = [spoken(f"b{n}", n % 3, level="central") for n in range(50)]
    frame = found(study(spoken("a", 30), *others), "rate_tests")
    assert row(frame, test="permutation")["p"] < 0.05


def test_composition_counts_attributes_and_arguments() -> None:
    text = "各县要办事。要学习。各县必须上报。"
    spans = (
        span(text, "各县要办事", "DIRECTIVE", [("addressee", "各县")], force="obligation"),
        span(text, "要学习", "DIRECTIVE", force="obligation"),
        span(text, "各县必须上报", "DIRECTIVE", [("addressee", "各县")], force="prohibition"),
    )
    frame = found(study(speech("a", text, *spans), speech("b", text, spans[0])), "composition")
    told = row(frame, value="各县")
    assert (told["spans"], told["of_label"], told["share"]) == (3, 4, 0.75)
    assert row(frame, value="(none)")["spans"] == 1
    shares = frame[frame["attribute"] == "force"]["share"]
    assert shares.sum() == pytest.approx(1)


def test_every_table_says_how_it_was_made() -> None:
    results: list[Result] = rates(two_levels([2, 4], [1]), settings=FAST)
    assert {result.name for result in results} == {
        "rates_spans", "rates_covered", "rate_tests", "composition",
    }  # fmt: skip
    for result in results:
        assert "layer:gold" in result.recipe.short() and "10,000 characters" in result.recipe.unit
