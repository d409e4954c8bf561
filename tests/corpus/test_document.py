"""Documents and their metadata."""

import hashlib

import pytest
from pydantic import ValidationError

from tifa.corpus.document import Document, Metadata


@pytest.mark.parametrize("date", ["2010", "2010-04", "2010-04-14"])
def test_dates_go_to_the_day_month_or_year(date: str) -> None:
    assert Metadata(title="题", event_date=date).year == 2010


@pytest.mark.parametrize(
    "date", ["10", "2010-13", "2010-02-30", "2010/4/14", "20100414x", "今年", ""]
)
def test_what_is_no_date_is_refused(date: str) -> None:
    with pytest.raises(ValidationError, match="is not a date"):
        Metadata(title="题", event_date=date)


def test_the_year_of_the_event_comes_before_that_of_publication() -> None:
    assert Metadata(title="题", event_date="2010", publication_date="2012").year == 2010
    assert Metadata(title="题", publication_date="2012").year == 2012
    assert Metadata(title="题").year is None


@pytest.mark.parametrize(
    "fields", [{"level": "national"}, {"titel": "x"}, {"synthetic": "yes"}, {"title": ""}]
)
def test_values_are_checked_and_not_converted(fields: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Metadata.model_validate({"title": "题", **fields})


@pytest.mark.parametrize("doc_id", ["", "-a", "a b", "a/b", ".."])
def test_ids_are_safe_as_file_names(doc_id: str) -> None:
    with pytest.raises(ValidationError, match="id"):
        Document(id=doc_id, text="要", meta=Metadata(title="题"))


def test_the_checksum_is_that_of_the_text_in_utf8() -> None:
    doc = Document(id="讲话-1", text="𠮷\r\n", meta=Metadata(title="题"))
    assert doc.sha256 == hashlib.sha256("𠮷\r\n".encode()).hexdigest()
