"""Shifts: why all offsets of a text are off by a rule, and where they should point.

Tools count in their own units, or saw a text that differs a little from the file: with
UTF-16 units, without the blanks at its start, with one line end for two characters. Each
such cause is a text as the tool saw it, with a way back to the text we have.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from tifa.corpus.offsets import quote_places

_BOM = "\ufeff"
# A single 的 stands somewhere near in any text, so it shows no constant shift.
_EVIDENCE = 2
_Form = Literal["NFC", "NFD"]
_Way = Callable[[int, int], tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a file says that a quote stands; nothing of it is checked.

    start, end (int): As in the file.
    quote (str): The text that the file says it covers.
    """

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule that leads from the offsets of a file to those of the text.

    name (str): A clause for people, such as “offsets count UTF-16 code units”.
    back (Callable): Returns start and end in the text, or None where the rule leads nowhere.
    same (Callable): The form in which the tool saw a quote; both sides are compared in it.
    """

    name: str
    back: _Way
    same: Callable[[str], str] = str

    def place(self, text: str, start: int, end: int, quote: str | None) -> tuple[int, int] | None:
        """Return where an extent stands in the text, or None if the rule does not explain it.

        quote (str | None): What it must cover there; None if the file does not say.
        """
        found = self.back(start, end)
        if found is None or not 0 <= found[0] < found[1] <= len(text):
            return None
        if quote is not None and self.same(text[found[0] : found[1]]) != self.same(quote):
            return None
        return found


def recognise(text: str, extents: Sequence[Extent], *, utf16: bool = False) -> Cause | None:
    """Return the rule that explains all extents, else most of them, or None.

    A rule has to explain more than half of the extents, and more than fit as they are.
    Where several explain as many, the more specific one is taken.

    utf16 (bool): Whether the file is known to count UTF-16 code units.
    """
    plain = declared(text, utf16=utf16)
    best, most = None, max(_explained(plain, text, extents), len(extents) // 2)
    if most == len(extents):
        return None
    for cause in _causes(text, extents, utf16=utf16):
        count = _explained(cause, text, extents)
        if count > most:
            best, most = cause, count
    return best


def declared(text: str, *, utf16: bool) -> Cause:
    """Return the rule that a format declares: UTF-16 code units, or code points."""
    if utf16:
        return Cause(
            "offsets count UTF-16 code units", _by_widths([_utf16_width(char) for char in text])
        )
    return Cause("offsets count code points", lambda start, end: (start, end))


def _explained(cause: Cause, text: str, extents: Iterable[Extent]) -> int:
    return sum(cause.place(text, e.start, e.end, e.quote) is not None for e in extents)


def _causes(text: str, extents: Sequence[Extent], *, utf16: bool) -> Iterator[Cause]:
    """Yield the rules to try, the specific ones first."""
    yield declared(text, utf16=not utf16)
    yield Cause("offsets count UTF-8 bytes", _by_widths([_utf8_width(char) for char in text]))
    if "\r\n" in text:
        way = _by_widths([not text.startswith("\r\n", i) for i in range(len(text))])
        yield Cause("a line end of two characters (CRLF) is counted as one", way, _unix)
    elif "\n" in text:
        way = _by_widths([1 + (char == "\n") for char in text])
        yield Cause("a line end of one character (LF) is counted as two", way, _unix)
    for form in ("NFC", "NFD"):
        if unicodedata.normalize(form, text) != text:
            yield _normalised(text, form)
    if sum(len(extent.quote) for extent in extents) < _EVIDENCE:
        return
    units = declared(text, utf16=utf16)
    blanks = len(text) - len(text.lstrip())
    if blanks:
        yield _moved(units, f"the {blanks} blanks at the start of the text are not counted", blanks)
    if text.startswith(_BOM):
        yield _moved(units, "the byte order mark at the start of the text is not counted", 1)
    yield _moved(units, "a byte order mark before the text is counted", -1)
    yield Cause("the end of a span is counted as inside it", lambda s, e: units.back(s, e + 1))
    shift = _common_shift(text, extents)
    if shift:
        yield _moved(units, f"all offsets are {abs(shift)} too {_direction(shift)}", shift)


def _direction(shift: int) -> str:
    return "low" if shift > 0 else "high"


def _moved(units: Cause, name: str, by: int) -> Cause:
    return Cause(name, lambda start, end: units.back(start + by, end + by))


def _common_shift(text: str, extents: Sequence[Extent]) -> int:
    """Return the shift that most quotes share, or 0 if no two of them share one."""
    shifts = Counter(
        place - extent.start
        for extent in set(extents)
        for place in quote_places(text, extent.quote, extent.start)
    )
    del shifts[0]
    [(shift, count)] = shifts.most_common(1) or [(0, 0)]
    return shift if count > 1 else 0


def _by_widths(widths: Iterable[int]) -> _Way:
    """Return the way back from offsets that count each character as so many."""
    # Of two characters at one offset, as a \r that is not counted, the first is taken.
    places: dict[int, int] = {}
    for index, offset in enumerate(accumulate(widths, initial=0)):
        places.setdefault(offset, index)
    return _through(places)


def _through(places: dict[int, int]) -> _Way:
    def back(start: int, end: int) -> tuple[int, int] | None:
        if start not in places or end not in places:
            return None
        return places[start], places[end]

    return back


def _utf16_width(char: str) -> int:
    return 1 + (ord(char) > 0xFFFF)


def _utf8_width(char: str) -> int:
    return len(char.encode("utf-8", "surrogatepass"))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n")


def _normalised(text: str, form: _Form) -> Cause:
    """Return the rule for a tool that normalised the text; it cannot cut inside a cluster."""

    def same(quote: str) -> str:
        return unicodedata.normalize(form, quote)

    places, seen = {0: 0}, 0
    start = 0
    for index in range(1, len(text) + 1):
        if index < len(text) and same(text[start : index + 1]) != same(text[start:index]) + same(
            text[index]
        ):
            continue
        seen += len(same(text[start:index]))
        places[seen] = start = index
    return Cause(f"offsets count the text normalised to {form}", _through(places), same)
