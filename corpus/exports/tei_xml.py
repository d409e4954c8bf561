"""Elements, ids and text of TEI: what XML 1.0 can hold, and what stands in for the rest."""

import re
from collections.abc import Sequence
from typing import Any, TypeAlias
from urllib.parse import quote

from lxml.builder import ElementMaker
from lxml.etree import tostring

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
XINCLUDE = "http://www.w3.org/2001/XInclude"
XML_ID = f"{{{XML}}}id"
XML_LANG = f"{{{XML}}}lang"
XML_SPACE = f"{{{XML}}}space"

# lxml tells type checkers nothing.
Element: TypeAlias = Any
E: Any = ElementMaker(namespace=TEI, nsmap={None: TEI})
_XI: Any = ElementMaker(namespace=XINCLUDE, nsmap={"xi": XINCLUDE})

# Characters that XML 1.0 cannot hold, not even escaped (XML 1.0, production 2).
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STAND_IN = "\ufffd"
# What an NCName may not hold (Namespaces in XML 1.0, production 4; XML 1.0, production 4a).
_NOT_IN_PARTS = re.compile(
    "_(?=x[0-9A-F]+_)|[^-0-9A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d"
    "\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
    "\U00010000-\U000effff]"
)
_NOT_FIRST = re.compile("[-0-9\u00b7\u0300-\u036f\u203f\u2040]")


def xml_name(*parts: str) -> str:
    """Return an id made of parts joined by ``.``, another for other parts."""
    name = ".".join(map(name_part, parts))
    return _escaped(name[0]) + name[1:] if _NOT_FIRST.match(name) else name


def name_part(text: str) -> str:
    """Return a text as part of an id: what ids cannot hold is ``_xB2_``, and so is a ``.``."""
    return _NOT_IN_PARTS.sub(lambda match: _escaped(match[0]), text)


def _escaped(char: str) -> str:
    return f"_x{ord(char):X}_"


def pointer(name: str) -> str:
    """Return the pointer to an id in the same corpus."""
    return f"#{name}"


def extent_pointer(name: str, start: int, end: int) -> str:
    """Return the pointer to an extent of an element's text.

    This is the pointer scheme ``string-range(element, offset, length)`` of the TEI Guidelines,
    chapter 16; offsets count code points, from 0.
    """
    return f"#string-range({name},{start},{end - start})"


def include(path: str) -> Element:
    """Return the instruction to include another file."""
    return _XI.include(href=quote(path))


def legal(text: str) -> str:
    """Return a text of a header, with U+FFFD for what XML cannot hold."""
    return _ILLEGAL.sub(_STAND_IN, text)


def append_text(parent: Element, text: str) -> None:
    """Append text to an element so that it can be read back character by character.

    A character that XML cannot hold is ``<g n="U+000B">`` with one character in it, so that
    offsets stay what they are.
    """
    start = 0
    for match in _ILLEGAL.finditer(text):
        _append(parent, text[start : match.start()])
        parent.append(E.g(_STAND_IN, n=f"U+{ord(match[0]):04X}"))
        start = match.end()
    _append(parent, text[start:])


def _append(parent: Element, text: str) -> None:
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def filled(element: Element, children: Sequence[Element]) -> Element:
    """Return the element with children added."""
    element.extend(children)
    return element


def to_bytes(root: Element) -> bytes:
    """Return a file with this element as its root."""
    data: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
