"""A reader of TEI for the tests: what is written says all that the corpus says."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from tifa.corpus.spans import Argument, Span, in_order

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_RANGE = re.compile(r"#string-range\((.+),(\d+),(\d+)\)")


def expanded(root_file: Path) -> etree._ElementTree:
    """Read a TEI corpus with all the files that it includes."""
    tree = etree.parse(str(root_file))
    tree.xinclude()
    return tree


def documents(tree: etree._ElementTree) -> dict[str, etree._Element]:
    """Return the TEI elements by the id of their document."""
    return {tei.find(".//{*}idno[@type='document']").text: tei for tei in tree.iter("{*}TEI")}


def text_of(element: etree._Element) -> str:
    """Return the text of an element, with the characters that XML cannot hold."""
    pieces = [element.text or ""]
    for child in element:
        if etree.QName(child).localname == "g":
            pieces.append(chr(int(child.get("n").removeprefix("U+"), 16)))
        else:
            pieces.append(text_of(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def layers_of(tei: etree._Element, tree: etree._ElementTree) -> dict[str, tuple[Span, ...]]:
    """Return the layers of a document by name."""
    ids = {element.get(XML_ID): element for element in tree.iter() if element.get(XML_ID)}
    text = text_of(tei.find(".//{*}body"))
    return {
        _layer_name(ids[layer.get("resp")[1:]]): in_order(_spans(layer, text, ids))
        for layer in tei.iterfind("{*}standOff")
    }


def _layer_name(responsible: etree._Element) -> str:
    return re.match(r"Annotation layer (.+?) \(", responsible.findtext("{*}resp"))[1]


def _spans(layer: etree._Element, text: str, ids: dict[str, etree._Element]) -> Iterator[Span]:
    parts: dict[str, list[Argument]] = {}
    for part in layer.iterfind("{*}spanGrp[@type='arguments']/{*}span"):
        start, end = _extent(part)
        name = ids[part.get("ana")[1:]].get("n")
        owned = parts.setdefault(part.get("corresp")[1:], [])
        owned.append(Argument(name, start, end, text[start:end]))
    for span in layer.iterfind("{*}spanGrp[@type='spans']/{*}span"):
        label, *about = [ids[each[1:]] for each in span.get("ana").split()]
        attributes: dict[str, str] = {}
        for each in about:
            attributes |= _attributes(each)
        certainty = span.get("cert")
        yield Span.of(
            text,
            *_extent(span),
            label.get("n"),
            attributes=attributes,
            arguments=tuple(parts.get(span.get(XML_ID), ())),
            score=None if certainty is None else float(certainty),
        )


def _attributes(element: etree._Element) -> dict[str, str]:
    if etree.QName(element).localname == "category":
        return {element.getparent().get("n"): element.get("n")}
    return {f.get("n"): text_of(f.find("{*}string")) for f in element}


def _extent(span: etree._Element) -> tuple[int, int]:
    start, length = map(int, _RANGE.fullmatch(span.get("target")).groups()[1:])
    return start, start + length


def pointers(tree: etree._ElementTree) -> Iterator[str]:
    """Yield the ids that attributes of a corpus point to."""
    for element in tree.iter("{*}*"):
        for name in ("ana", "target", "who", "resp", "corresp", "ref", "scheme"):
            for value in element.get(name, "").split():
                found = _RANGE.fullmatch(value)
                if found or value.startswith("#"):
                    yield found[1] if found else value[1:]
