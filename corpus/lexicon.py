"""The slogan lexicon: set formulations decided to be in or out, with their variants."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tifa.corpus.errors import FormatError, explain
from tifa.corpus.jsonl import read_jsonl


class Entry(BaseModel):
    """A decided formula.

    canonical: The key that ties variants across speeches.
    variants: Other surface forms.
    kind: Kind of slogan, from the scheme; required for entries that are in.
    status: Whether the formula is annotated (``in``) or not (``out``).
    decided: Where it was first decided, such as ``scheme 1.1`` or ``beijing-2010-04-14``.
    period: Years of its use in public discourse: ``1958``, ``1958–1962`` or ``2012–``.
    note: Why, in one sentence.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    canonical: str = Field(min_length=2)
    variants: tuple[str, ...] = ()
    kind: str | None = None
    status: Literal["in", "out"]
    decided: str
    period: str | None = Field(default=None, pattern=r"^\d{4}(–(\d{4})?)?$")
    note: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The canonical form and its variants."""
        return (self.canonical, *self.variants)


@dataclass(frozen=True, slots=True)
class Match:
    """An occurrence of a formula: extent in code points, end exclusive, and its entry."""

    start: int
    end: int
    entry: Entry


class Lexicon:
    """Finds decided formulas in texts, the longest first.

    entries (Iterable[Entry]): The decisions.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_form = {form: entry for entry in self.entries for form in entry.forms}
        forms = sorted(self._by_form, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(re.escape, forms))) if forms else None

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, form: str) -> bool:
        return form in self._by_form

    def get(self, form: str) -> Entry | None:
        """Return the entry of a surface form."""
        return self._by_form.get(form)

    def find(self, text: str) -> Iterator[Match]:
        """Yield the formulas that are in, in text order, longest first, without overlap.

        A formula that is out hides shorter ones inside it.
        """
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text):
            entry = self._by_form[match.group()]
            if entry.status == "in":
                yield Match(match.start(), match.end(), entry)


def read_lexicon(path: Path) -> Lexicon:
    """Read a lexicon file.

    Raises:
        FormatError: A line is not in the form, or a form is decided twice.
    """
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for number, record in read_jsonl(path):
        where = f"{path}:{number}"
        try:
            entry = Entry.model_validate(record)
        except ValidationError as error:
            raise FormatError(explain(error), where=where) from None
        for form in entry.forms:
            if form in seen:
                raise FormatError(f"“{form}” was decided in line {seen[form]}", where=where)
            seen[form] = number
        entries.append(entry)
    return Lexicon(entries)


@cache
def shipped_lexicon() -> Lexicon:
    """Return the lexicon that ships with the scheme."""
    with as_file(files("tifa.corpus") / "schemes/slogans.jsonl") as path:
        return read_lexicon(path)
