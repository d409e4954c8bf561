"""Keyword in context: where something stands, with what is left and right of it.

Contexts are characters of the untouched text, so no segmenter can change what is found.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tifa.corpus.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Line:
    """One hit.

    doc_id (str): The document.
    start, end (int): Of the hit in the text, in code points.
    left, keyword, right (str): Hit and context exactly as they stand in the text.
    """

    doc_id: str
    start: int
    end: int
    left: str
    keyword: str
    right: str


def pattern_of(query: str, *, regex: bool = False, ignore_case: bool = False) -> re.Pattern[str]:
    """Return what to search for.

    Raises:
        CorpusError: The query is empty, or no regular expression.
    """
    if not query:
        raise CorpusError("The query is empty", remedy="Give characters to search for.")
    try:
        return re.compile(query if regex else re.escape(query), re.IGNORECASE if ignore_case else 0)
    except re.error as error:
        raise CorpusError(
            f"“{query}” is no regular expression ({error})",
            remedy="Search for plain characters, or put a \\ before special ones.",
        ) from None


def kwic(doc_id: str, text: str, pattern: re.Pattern[str], *, window: int = 20) -> Iterator[Line]:
    """Yield the hits of a pattern in a text, left to right, none overlapping; empty ones not.

    window (int): Characters of context on each side, fewer at the ends of the text.
    """
    places = (match.span() for match in pattern.finditer(text))
    return lines_at(doc_id, text, (place for place in places if place[0] < place[1]), window)


def lines_at(
    doc_id: str, text: str, places: Iterable[tuple[int, int]], window: int
) -> Iterator[Line]:
    """Yield given places of a text in their context."""
    for start, end in places:
        left, right = text[max(0, start - window) : start], text[end : end + window]
        yield Line(doc_id, start, end, left, text[start:end], right)
