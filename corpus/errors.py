"""The one exception family of tifa.

TifaError
├── FormatError    a file or record is not in the form it should have
├── OffsetError    a span does not fit the text it points into
├── SchemeError    a label, attribute or argument the scheme does not know
├── CorpusError    a corpus folder cannot be read, written or combined
├── TrainingError  training cannot start or would be pointless
└── ModelError     a path is not a usable pipeline or segmenter
"""

from pydantic import ValidationError


class TifaError(Exception):
    """An error that a user can mend.

    what (str): What is wrong, in one sentence without a final full stop.
    where (str | None): The place: ``file:line``, document id, span with quote.
    remedy (str | None): What to do about it, in one sentence.
    """

    def __init__(self, what: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}.{advice}"


class FormatError(TifaError):
    """A file or record is not in the form it should have."""


class OffsetError(TifaError):
    """A span does not fit the text it points into."""


class SchemeError(TifaError):
    """A label, attribute or argument that the scheme does not know."""


class CorpusError(TifaError):
    """A corpus folder that cannot be read, written or combined."""


class TrainingError(TifaError):
    """Training that cannot start or would be pointless."""


class ModelError(TifaError):
    """A path that is not a usable pipeline or segmenter."""


def explain(error: ValidationError) -> str:
    """Return every finding of a pydantic error as ``field: message``, joined by ``; ``."""
    return "; ".join(
        f"{'.'.join(str(part) for part in item['loc']) or 'record'}: {item['msg']}"
        for item in error.errors()
    )
