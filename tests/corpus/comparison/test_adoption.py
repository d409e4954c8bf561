import pytest

from tests.corpus.comparison.invented import slogans, speech, study
from tifa.corpus.comparison.adoption import adoption
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.errors import CorpusError

TEXT = "我们修渠引水。"


def _said(doc_id: str, date: str | None, speaker: str | None, level: str = "county") -> Speech:
    spans = slogans(TEXT, "修渠引水")
    return speech(doc_id, TEXT, *spans, date=date, speaker=speaker, level=level)


def _rows(subject: Study, by: str = "speaker") -> list[tuple[object, ...]]:
    columns = ["order", "who", "taken_from", "lag_days", "lag_years", "note"]
    return [tuple(row[c] for c in columns) for row in adoption(subject, by=by)[0].to_dict()["rows"]]


def test_later_adopters_took_it_from_the_first_user() -> None:
    subject = study(
        _said("c", "2012-03-01", "丙"), _said("a", "2010-03-01", "甲"), _said("b", "2011", "乙")
    )
    assert _rows(subject) == [
        (1, "甲", None, None, None, ""),
        (2, "乙", "甲", None, 1, ""),
        (3, "丙", "甲", 731, 2, ""),
    ]


def test_edges_are_summed_over_formulas() -> None:
    subject = study(_said("a", "2010", "甲"), _said("b", "2012", "乙"))
    (row,) = adoption(subject)[1].to_dict()["rows"]
    assert (row["source"], row["target"], row["formulas"], row["tied"]) == ("甲", "乙", 1, 0)
    assert row["median_lag_years"] == 2.0


def test_first_users_that_dates_do_not_order_are_a_tie() -> None:
    subject = study(_said("a", "2010", "甲"), _said("b", "2010-06", "乙"), _said("c", "2011", "丙"))
    first, second, third = _rows(subject)
    assert first[0] == second[0] == 1
    assert third[2] == "甲, 乙"
    assert all("cannot be told apart" in str(row[-1]) for row in (first, second, third))
    assert adoption(subject)[1].frame["tied"].tolist() == [1, 1]


def test_an_adopter_who_may_be_as_early_has_no_source() -> None:
    subject = study(
        _said("a", "2010-03", "甲"), _said("b", "2010-05", "乙"), _said("c", "2010", "丙")
    )
    rows = {row[1]: row for row in _rows(subject)}
    assert rows["丙"][0] == 1
    assert rows["乙"][2] == "甲"


def test_adopters_may_be_levels() -> None:
    subject = study(_said("a", "2010", "甲", "central"), _said("b", "2011", "甲", "county"))
    assert [row[1] for row in _rows(subject, "level")] == ["central", "county"]
    assert any("two different values of speaker" in note for note in adoption(subject)[0].notes)


def test_missing_dates_and_speakers_are_answered() -> None:
    notes = adoption(study(_said("a", None, "甲"), _said("b", "2010", None)))[0].notes
    assert any("no date" in note for note in notes)
    assert any("have no speaker" in note for note in notes)


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(CorpusError, match="no field"):
        adoption(study(_said("a", "2010", "甲")), by="colour")
