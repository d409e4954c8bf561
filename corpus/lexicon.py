"""The slogan lexicon: set formulations decided to be in or out, with their variants.

`schemes/slogans.jsonl` holds one decision a line, in this order, which a test checks:
formulas that are in before those that are out; by kind, as the scheme lists the kinds;
by canonical form, in the order of code points.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tifa.corpus.errors import FormatError, explain
from tifa.corpus.jsonl import read_jsonl

_NUMERALS = "一二两三四五六七八九十百千万"
_BEFORE_NUMERALS = frozenset(_NUMERALS + "第周零〇0123456789")


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

    A form that begins with a numeral is not found inside a longer number, ordinal
    or weekday (二〇一五个好, 第三个代表队, 周四早间).

    entries (Iterable[Entry]): The decisions.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_form = {form: entry for entry in self.entries for form in entry.forms}
        # By first character: trying every form at every place would be slow.
        self._by_first: defaultdict[str, list[str]] = defaultdict(list)
        for form in sorted(self._by_form, key=len, reverse=True):
            self._by_first[form[0]].append(form)
        firsts = "".join(map(re.escape, self._by_first))
        self._first = re.compile(f"[{firsts}]") if firsts else None

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
        return (match for match in self.find_decided(text) if match.entry.status == "in")

    def find_decided(self, text: str) -> Iterator[Match]:
        """Yield all formulas, in or out, in text order, longest first, without overlap."""
        place = 0
        while self._first and (first := self._first.search(text, place)):
            form = self._form_at(text, first.start())
            place = first.start() + len(form or " ")
            if form:
                yield Match(first.start(), place, self._by_form[form])

    def _form_at(self, text: str, place: int) -> str | None:
        """Return the longest form that begins at a place."""
        if text[place] in _NUMERALS and text[max(0, place - 1) : place] in _BEFORE_NUMERALS:
            return None
        return next(
            (form for form in self._by_first[text[place]] if text.startswith(form, place)), None
        )


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
