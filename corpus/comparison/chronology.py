"""Which of two documents is earlier, when dates are known to the day, month or year only."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from tifa.corpus.comparison.study import Speech

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class When:
    """The days on which something can have been said.

    first, last (date): Both days included; the same if the day is known.
    written (str): The date as the metadata has it.
    """

    first: date
    last: date
    written: str

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.first == self.last

    def before(self, other: "When") -> bool:
        """Say whether this is certainly earlier: 2010 is not before 2010-05, nor after."""
        return self.last < other.first


def when(speech: Speech) -> When | None:
    """Return when a speech was given, else published; None if nothing says so."""
    meta = speech.doc.meta
    written = meta.event_date or meta.publication_date
    return parse_when(written) if written else None


def parse_when(written: str) -> When:
    """Read a date such as 2010-04-14, 2010-04 or 2010."""
    parts = [int(part) for part in written.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else None
    if len(parts) > 2:
        day = date.fromisoformat(written)
        return When(day, day, written)
    if month:
        return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]), written)
    return When(date(year, 1, 1), date(year, 12, 31), written)


def earliest(dated: Iterable[tuple[When, T]]) -> list[tuple[When, T]]:
    """Return those before which certainly none of the others came; several are a tie."""
    every = sorted(dated, key=lambda pair: pair[0])
    bound = min((moment.last for moment, _ in every), default=None)
    return [pair for pair in every if bound is not None and pair[0].first <= bound]


def lag_days(earlier: When, later: When) -> int | None:
    """Return the days between; None if one of the two is not known to the day."""
    return (later.first - earlier.first).days if earlier.exact and later.exact else None


def lag_years(earlier: When, later: When) -> int:
    """Return the difference of the calendar years."""
    return later.first.year - earlier.first.year


def undated_note(speeches: Sequence[Speech], what: str = "left out") -> tuple[str, ...]:
    """Return what to tell a reader of documents without a date, if there are any."""
    missing = [speech.doc.id for speech in speeches if when(speech) is None]
    if not missing:
        return ()
    return (f"{len(missing)} of {len(speeches)} documents {what}, no date: {listed(missing)}",)


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return the first names of a list and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
