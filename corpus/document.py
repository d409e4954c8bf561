"""Documents: an untouched text with checked metadata."""

import hashlib
import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from tifa.corpus.taxonomies import taxonomies

_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2})?")
DOC_ID = r"^[\w][\w.\-]*$"


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _check_date(value: str) -> str:
    if _PARTIAL_DATE.fullmatch(value) and (len(value) == 4 or 1 <= int(value[5:]) <= 12):
        return value
    try:
        date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError(
            "invalid-date",
            "“{value}” is not a date like 2010-04-14, 2010-04 or 2010",
            {"value": value},
        ) from None
    return value


def _in_taxonomy(name: str) -> AfterValidator:
    def check(value: str) -> str:
        allowed = taxonomies()[name]
        if value not in allowed:
            raise PydanticCustomError(
                "unknown-taxonomy-value",
                "“{value}” is not one of: {allowed}",
                {"value": value, "allowed": ", ".join(allowed)},
            )
        return value

    return AfterValidator(check)


Date = Annotated[str, AfterValidator(_check_date)]


class Speaker(BaseModel):
    """The person who speaks.

    id: Key of the person in ``persons.toml``, if the corpus has one.
    name: Name as used in the public record.
    post: Post held at the time.
    rank: Level of that post, from the taxonomy ``level``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str
    id: str | None = None
    post: str | None = None
    rank: Annotated[str, _in_taxonomy("level")] | None = None


class Metadata(BaseModel):
    """What is known about a document; what is not known is left out.

    Dates are ISO 8601, to the day, month or year. `event_date` is the day of the
    speech, `publication_date` the day it was printed. `level`, `genre` and
    `text_kind` come from closed taxonomies.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    title: str = Field(min_length=1)
    occasion: str | None = None
    speaker: Speaker | None = None
    issuer: str | None = None
    event_date: Date | None = None
    publication_date: Date | None = None
    place: str | None = None
    level: Annotated[str, _in_taxonomy("level")] | None = None
    genre: Annotated[str, _in_taxonomy("genre")] | None = None
    text_kind: Annotated[str, _in_taxonomy("text_kind")] | None = None
    campaign: str | None = None
    source: str | None = None
    licence: str | None = None
    synthetic: bool = False
    language: str = "zh"

    @property
    def year(self) -> int | None:
        """Year of the event, else of publication."""
        day = self.event_date or self.publication_date
        return int(day[:4]) if day else None


class Document(BaseModel):
    """A speech: its text exactly as imported, and its metadata.

    id: Unique in the corpus; letters, digits, ``.``, ``-`` and ``_``.
    text: Never edited after import; every offset points into it.
    meta: The metadata.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str = Field(pattern=DOC_ID)
    text: str
    meta: Metadata

    @property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8."""
        return text_hash(self.text)
