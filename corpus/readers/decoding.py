"""The encoding of web pages: what the bytes say first, what the page declares second."""

import codecs
import re

from tifa.corpus.errors import FormatError
from tifa.corpus.ingest import decode

_HEAD = 4096
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# The WHATWG encoding standard reads the older names as the larger set.
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso8859-1": "cp1252"}
_DAMAGED = 0.001


def decode_page(data: bytes, *, where: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the characters of a page with encoding and notes.

    A few damaged bytes, common on old pages, do not keep a page out: they become U+FFFD
    and are counted.

    Raises:
        FormatError: The encoding cannot be told, or the page does not follow it.
    """
    declared = _declared(data)
    try:
        text, encoding, notes = decode(data, where=where)
    except FormatError:
        if declared is None:
            raise
        return _as_declared(data, declared, where)
    if encoding == "gb18030":
        return (text, encoding, ()) if declared == encoding else _unlike(text, encoding, declared)
    return text, encoding, notes


def _unlike(text: str, encoding: str, declared: str | None) -> tuple[str, str, tuple[str, ...]]:
    said = f"it declares {declared}" if declared else "it declares none"
    return text, encoding, (f"read as GB18030 ({said}): look at the text",)


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data[:_HEAD])
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii", "replace")).name
    except LookupError:
        return None
    return _LARGER.get(name, name)


def _as_declared(data: bytes, encoding: str, where: str) -> tuple[str, str, tuple[str, ...]]:
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd")
    if damaged > _DAMAGED * len(text):
        raise FormatError(
            f"The page declares {encoding}, but is not in it",
            where=where,
            remedy="Open it in a browser, save the text as UTF-8, and add that.",
        )
    notes = (f"{damaged} damaged characters became U+FFFD",) if damaged else ()
    return text, encoding, notes
