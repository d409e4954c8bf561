"""Cue words of a scheme made ready for search: at one place, or anywhere in a stretch."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache


class Prefixes:
    """Finds the longest cue word that begins at a place.

    Looks up slices, so that a list of thousands of words costs no more than a short one.

    words (Iterable[str]): The cue words.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths = sorted({len(word) for word in self._words}, reverse=True)

    def match(self, text: str, start: int, end: int | None = None) -> int:
        """Return the length of the longest word at `start` that ends by `end`, or 0."""
        last = len(text) if end is None else end
        for length in self._lengths:
            if start + length <= last and text[start : start + length] in self._words:
                return length
        return 0


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Group by first character: the engine then tries few branches at each place."""
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda word: (-len(word), word)):
        groups.setdefault(word[0], []).append(re.escape(word[1:]))
    branches = (f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in groups.items())
    return re.compile("|".join(branches))


def any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of the words, the longest at each place."""
    return _pattern(tuple(words))


def alternatives(words: Iterable[str]) -> str:
    """Return the words as part of a pattern, the longest first."""
    return _pattern(tuple(words)).pattern
