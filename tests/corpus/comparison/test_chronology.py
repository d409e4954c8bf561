from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.comparison.invented import speech
from tifa.corpus.comparison.chronology import (
    earliest,
    lag_days,
    lag_years,
    parse_when,
    undated_note,
    when,
)

DATES = st.dates(date(1999, 1, 1), date(2001, 12, 31)).flatmap(
    lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
)


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("2010", "2011", True),
        ("2010-04-14", "2010-04-15", True),
        ("2010", "2010-05", False),
        ("2010-05", "2010", False),
        ("2010-12-31", "2011", True),
    ],
)
def test_only_what_ended_before_the_other_began_is_earlier(
    one: str, other: str, before: bool
) -> None:
    assert parse_when(one).before(parse_when(other)) is before


@given(st.lists(DATES, min_size=1, max_size=6))
def test_the_earliest_are_those_before_whom_nobody_came(dates: list[str]) -> None:
    dated = [(parse_when(each), number) for number, each in enumerate(dates)]
    expected = {
        number for moment, number in dated if not any(other.before(moment) for other, _ in dated)
    }
    assert {number for _, number in earliest(dated)} == expected


def test_a_lag_in_days_needs_two_days() -> None:
    day, later, year = parse_when("2010-04-14"), parse_when("2010-04-20"), parse_when("2012")
    assert lag_days(day, later) == 6
    assert lag_days(day, year) is None
    assert lag_years(day, year) == 2


def test_documents_without_a_date_are_named() -> None:
    undated, dated = speech("a", "甲"), speech("b", "乙", date="2010")
    assert when(undated) is None
    assert "1 of 2" in undated_note([undated, dated])[0]
    assert undated_note([dated]) == ()
