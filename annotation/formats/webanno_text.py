"""The text and the units of a WebAnno TSV file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tifa.annotation.formats.webanno_escapes import unescape_text
from tifa.corpus.errors import FormatError, OffsetError
from tifa.corpus.offsets import Utf16Map

_UNIT = re.compile(r"[0-9]{1,9}-[0-9]{1,9}(?:\.[0-9]{1,9})*")
_OFFSETS = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_WIDEST_GAP = 100_000


@dataclass(frozen=True, slots=True)
class Unit:
    """A row: a token or part of one.

    begin, end (int): UTF-16 code units.
    cells (tuple[str, ...]): The columns of annotations.
    """

    id: str
    begin: int
    end: int
    token: str
    cells: tuple[str, ...]
    line: int


def read_text_and_units(
    lines: Sequence[str], first: int, columns: int, where: str
) -> tuple[str, list[Unit], list[str]]:
    """Return the text, the rows, and notes on the text.

    lines (Sequence[str]): All lines of the file.
    first (int): How many of them the header has.
    columns (int): How many columns of annotations there are.

    Raises:
        FormatError: A line is not in its form, or a token does not stand where it should.
    """
    builder = _Builder(where)
    units: list[Unit] = []
    for number, line in enumerate(lines[first:], start=first + 1):
        if line.startswith("#"):
            builder.header(line, number)
        elif line:
            unit = _unit(line, columns, f"{where}:{number}", number)
            builder.row(unit)
            units.append(unit)
        else:
            builder.end(number)
    builder.end(len(lines))
    text = "".join(builder.parts)
    _check(text, units, where)
    notes = []
    if builder.filled:
        notes.append(
            f"{where}: the format does not say what whitespace stands between sentences; "
            f"in {builder.filled} places a line break and blanks were put"
        )
    return text, units, notes


class _Builder:
    """Puts the text together from its sentences, as INCEpTION does."""

    def __init__(self, where: str) -> None:
        self.parts: list[str] = []
        self.filled = 0
        self._where = where
        self._length = 0
        self._sentence: list[str] = []
        self._in_rows = False

    def header(self, line: str, number: int) -> None:
        if self._in_rows:
            self.end(number)
        if line.startswith("#Text="):
            self._sentence.append(unescape_text(line.removeprefix("#Text=")))

    def row(self, unit: Unit) -> None:
        if self._in_rows:
            return
        if not self._sentence:
            raise FormatError("A token without #Text=", where=f"{self._where}:{unit.line}")
        sentence = "\n".join(self._sentence)
        self._fill(unit.begin - _leading(sentence, unit.token), unit.line)
        self._append(sentence)
        self._sentence = []
        self._in_rows = True

    def end(self, number: int) -> None:
        if self._sentence:
            raise FormatError("A sentence without tokens", where=f"{self._where}:{number}")
        self._in_rows = False

    def _fill(self, begin: int, line: int) -> None:
        gap = begin - self._length
        if not 0 <= gap <= _WIDEST_GAP:
            raise FormatError(
                f"The sentence begins at {begin}, and the text so far ends at {self._length}",
                where=f"{self._where}:{line}",
                remedy="Offsets count UTF-16 code units, and text is never left out.",
            )
        if gap:
            # Between sentences INCEpTION itself puts a line break; more is a guess.
            self.filled += gap > 1 or not self.parts
            self._append(" " * gap if not self.parts else "\n" + " " * (gap - 1))

    def _append(self, text: str) -> None:
        self.parts.append(text)
        self._length += sum(2 if ord(char) > 0xFFFF else 1 for char in text)


def _leading(sentence: str, token: str) -> int:
    """Return how much whitespace of a sentence stands before its first token."""
    bare = sentence.lstrip()
    if sentence.startswith((token, unescape_text(token))) or not bare.startswith(token):
        return 0
    return len(sentence) - len(bare)


def _unit(line: str, columns: int, where: str, number: int) -> Unit:
    cells = line.split("\t")
    if len(cells) < 3 + columns or any(cells[3 + columns :]):
        raise FormatError(
            f"The row has {len(cells)} cells and not {3 + columns}",
            where=where,
            remedy="A row is id, offsets, token, and a cell for each feature of the header.",
        )
    offsets = _OFFSETS.fullmatch(cells[1])
    if not _UNIT.fullmatch(cells[0]) or offsets is None:
        raise FormatError("The row does not begin with an id and offsets", where=where)
    begin, end = int(offsets[1]), int(offsets[2])
    return Unit(cells[0], begin, end, cells[2], tuple(cells[3 : 3 + columns]), number)


def _check(text: str, units: Sequence[Unit], where: str) -> None:
    places = Utf16Map(text)
    for unit in units:
        try:
            found = text[places.from_utf16(unit.begin) : places.from_utf16(unit.end)]
        except OffsetError as error:
            raise FormatError(error.what, where=f"{where}:{unit.line}") from None
        if found not in (unit.token, unescape_text(unit.token)):
            raise FormatError(
                f"The text at {unit.begin}–{unit.end} is “{found}” and not “{unit.token}”",
                where=f"{where}:{unit.line}",
                remedy="Offsets count UTF-16 code units of the text in the #Text= lines.",
            )


def by_id(units: Sequence[Unit], where: str) -> dict[str, Unit]:
    """Return the rows by their ids.

    Raises:
        FormatError: An id stands there twice.
    """
    found: dict[str, Unit] = {}
    for unit in units:
        if found.setdefault(unit.id, unit) is not unit:
            raise FormatError(f"{unit.id} stands there twice", where=f"{where}:{unit.line}")
    return found
