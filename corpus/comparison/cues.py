"""The word lists of the comparison, from ``schemes/comparison.toml``."""

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def cues(table: str) -> dict[str, tuple[str, ...]]:
    """Return the lists of a table by name."""
    path = files("tifa.corpus") / "schemes/comparison.toml"
    data = tomllib.loads(path.read_text("utf8"))
    return {name: tuple(words) for name, words in data[table].items()}


def either(words: tuple[str, ...]) -> str:
    """Return a regular expression for one of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
