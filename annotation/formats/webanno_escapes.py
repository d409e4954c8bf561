"""Escapes of WebAnno TSV 3.3.

Source: https://inception-project.github.io, user guide, “WebAnno TSV 3.3 File format”.
"""

import re

_VALUE = {
    "\\": "\\\\",
    "[": "\\[",
    "]": "\\]",
    "|": "\\|",
    "_": "\\_",
    "->": "\\->",
    ";": "\\;",
    "\t": "\\t",
    "\n": "\\n",
    "*": "\\*",
}
_NAMED = {"\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", "\b": "\\b", "\\": "\\\\"}
_CONTROLS = [chr(code) for code in range(32) if not 7 < code < 14]
_TEXT = {**{char: f"\\{char}" for char in _CONTROLS}, **_NAMED}
_FROM_VALUE = {escape: plain for plain, escape in _VALUE.items()}
_FROM_TEXT = {escape: plain for plain, escape in _TEXT.items()}


def _any_of(words: dict[str, str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in words))


_VALUE_RE, _FROM_VALUE_RE = _any_of(_VALUE), _any_of(_FROM_VALUE)
_TEXT_RE, _FROM_TEXT_RE = _any_of(_TEXT), _any_of(_FROM_TEXT)


def escape_value(value: str) -> str:
    """Return a feature value as it stands in a column."""
    return _VALUE_RE.sub(lambda match: _VALUE[match[0]], value)


def unescape_value(value: str) -> str:
    """Return the feature value of a column."""
    return _FROM_VALUE_RE.sub(lambda match: _FROM_VALUE[match[0]], value)


def escape_text(text: str) -> str:
    """Return a stretch of text as it stands after ``#Text=``."""
    return _TEXT_RE.sub(lambda match: _TEXT[match[0]], text)


def unescape_text(text: str) -> str:
    """Return the text that stands after ``#Text=``."""
    return _FROM_TEXT_RE.sub(lambda match: _FROM_TEXT[match[0]], text)


def split_column(column: str, separator: str) -> list[str]:
    """Return the parts of a column between separators that no backslash escapes.

    separator (str): One character.
    """
    if "\\" not in column:
        return column.split(separator)
    parts, start, place = [], 0, 0
    while place < len(column):
        if column[place] == "\\":
            place += 1
        elif column[place] == separator:
            parts.append(column[start:place])
            start = place + 1
        place += 1
    return [*parts, column[start:]]
