"""Offsets: Unicode code points, end exclusive; the one converter to and from UTF-16.

JavaScript, Java and UIMA count UTF-16 code units, so a character outside the
Basic Multilingual Plane (such as 𠮷) counts two there and one here.
"""

from bisect import bisect_left
from itertools import accumulate

from tifa.corpus.errors import OffsetError

_LAST_BMP = 0xFFFF


class Utf16Map:
    """Converts offsets of one text between code points and UTF-16 code units.

    text (str): The text both kinds of offset point into.
    """

    def __init__(self, text: str) -> None:
        self._units: list[int] | None = None
        self._length = len(text)
        if any(ord(char) > _LAST_BMP for char in text):
            widths = (2 if ord(char) > _LAST_BMP else 1 for char in text)
            self._units = [0, *accumulate(widths)]

    def to_utf16(self, offset: int) -> int:
        """Return the UTF-16 offset of a code-point offset.

        Raises:
            OffsetError: The offset lies outside the text.
        """
        if not 0 <= offset <= self._length:
            raise OffsetError(f"Offset {offset} lies outside the text (0 to {self._length})")
        return offset if self._units is None else self._units[offset]

    def from_utf16(self, offset: int) -> int:
        """Return the code-point offset of a UTF-16 offset.

        Raises:
            OffsetError: The offset lies outside the text or inside a surrogate pair.
        """
        if self._units is None:
            return self.to_utf16(offset)
        index = bisect_left(self._units, offset)
        if not 0 <= offset <= self._units[-1]:
            raise OffsetError(f"UTF-16 offset {offset} lies outside the text")
        if self._units[index] != offset:
            raise OffsetError(f"UTF-16 offset {offset} lies inside one character")
        return index


def quote_places(text: str, quote: str, near: int, most: int = 3) -> list[int]:
    """Return up to `most` starts of `quote` in `text`, the nearest to `near` first."""
    places: list[int] = []
    start = text.find(quote) if quote else -1
    while start != -1:
        places.append(start)
        start = text.find(quote, start + 1)
    return sorted(places, key=lambda place: abs(place - near))[:most]


def check_extent(text: str, start: int, end: int, quote: str, *, what: str = "Span") -> None:
    """Assert that ``text[start:end] == quote`` for a non-empty extent inside the text.

    text (str): The text that the offsets point into.
    start, end (int): Code points, end exclusive.
    quote (str): The text the extent should cover.
    what (str): What to call the extent in the message.

    Raises:
        OffsetError: The extent is empty, lies outside the text or covers other text.
    """
    if not 0 <= start < end <= len(text):
        raise OffsetError(
            f"{what} {start}–{end} is empty or lies outside the text of {len(text)} characters",
            remedy=_whereabouts(text, quote, start),
        )
    if text[start:end] != quote:
        raise OffsetError(
            f"{what} {start}–{end} covers “{text[start:end]}” and not its quote “{quote}”",
            remedy=_whereabouts(text, quote, start),
        )


def _whereabouts(text: str, quote: str, near: int) -> str:
    places = quote_places(text, quote, near)
    if not places:
        return "The quote does not occur in the text: was the text edited?"
    found = ", ".join(f"{place}–{place + len(quote)}" for place in places)
    return f"The quote stands at {found}."
