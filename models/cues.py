"""Patterns from the scheme's cue lists."""

import re
from collections.abc import Iterable


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern of words, the longest first, so that no word hides a longer one."""
    return "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word))))


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return the compiled `alternatives` of words."""
    return re.compile(alternatives(words))
