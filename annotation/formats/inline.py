"""Inline markup: a text written with its spans as XML tags, for a plain text editor.

``<speech id="…" title="…"><text>`` holds the text, from the first line break to the last;
a file holds one such element, or several inside another element. Tags of spans are the
labels' keys in the scheme (``<d>``) or their names; attributes may be shortened (``f`` for
``force``). Tags named after an argument belong to the nearest element around them whose
label takes that argument; one that stands outside its span says ``for`` which ``id``. A span
that crosses another is marked by ``<begin id="x" label="d"/>`` and ``<end id="x"/>``. An
attribute from the lexicon that is left out is what the span covers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import Collector, Exchange, Format, Item, ReadOptions
from tifa.annotation.formats.folders import read_file
from tifa.corpus.errors import FormatError
from tifa.corpus.scheme import LabelDef, Scheme, load_scheme
from tifa.corpus.spans import Argument, Span, in_order

_SPEECH, _TEXT, _BEGIN, _END, _FOR, _ID = "speech", "text", "begin", "end", "for", "id"


@dataclass
class _Open:
    """A span or argument being read: its label or name, and where it stands."""

    name: str
    start: int
    where: str
    end: int = -1
    attributes: dict[str, str] = field(default_factory=dict)
    arguments: list["_Open"] = field(default_factory=list)


def read_inline(path: Path, options: ReadOptions) -> Exchange:
    """Read a file of inline markup; ``meta`` of an item has the attributes of its speech.

    options (ReadOptions): ``annotator`` names who made the markup.

    Raises:
        FormatError: It is no such file; it names file and line.
    """
    found = Collector()
    annotator = options.annotator or path.stem
    for speech in _speeches(read_file(path), str(path)):
        item, spans = _Reader(load_scheme(), str(path)).read(speech)
        if item.id in found.items:
            raise FormatError(f"The speech {item.id} stands there twice", where=str(path))
        found.add_item(item)
        found.add_spans(annotator, item.id, spans)
    return found.result()


def _speeches(data: bytes, where: str) -> Iterator[Any]:
    from lxml.etree import XMLParser, XMLSyntaxError, parse

    parser = XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = parse(BytesIO(data), parser).getroot()
    except XMLSyntaxError as error:
        line = f"{where}:{error.lineno}"
        raise FormatError(f"It is no XML ({error.msg})", where=line) from None
    speeches = list(root.iter(_SPEECH))
    if not speeches:
        raise FormatError(f"There is no <{_SPEECH}>", where=where)
    yield from speeches


class _Reader:
    """Reads one speech: collects its text, and the extents of its tags."""

    def __init__(self, scheme: Scheme, file: str) -> None:
        self._labels = {d.key: name for name, d in scheme.labels.items()}
        self._labels |= {name: name for name in scheme.labels}
        self._defs: Mapping[str, LabelDef] = scheme.labels
        self._file = file
        self._parts: list[str] = []
        self._length = 0
        self._spans: list[_Open] = []
        self._stack: list[_Open] = []
        self._by_id: dict[str, _Open] = {}
        self._outside: list[tuple[str, _Open]] = []

    def read(self, speech: Any) -> tuple[Item, tuple[Span, ...]]:
        """Return the text with what the speech says of itself, and its spans."""
        body = speech.find(_TEXT)
        if body is None:
            raise self._error(f"There is no <{_TEXT}>", speech)
        self._children(body)
        text = "".join(self._parts)
        if not text.startswith("\n") or not text.endswith("\n"):
            raise self._error("The text begins and ends with a line break in its tag", body)
        for target, argument in self._outside:
            if target not in self._by_id:
                raise FormatError(f"There is no span “{target}”", where=argument.where)
            self._by_id[target].arguments.append(argument)
        item = self._item(speech, text[1:-1])
        return item, in_order(self._span(each, item.text) for each in self._spans)

    def _item(self, speech: Any, text: str) -> Item:
        attributes = {str(name): str(value) for name, value in speech.attrib.items()}
        name = attributes.pop(_ID, "")
        if not name:
            raise self._error("The speech has no id", speech)
        return Item(name, text, {"doc_id": name, "char_offset": 0, **attributes})

    def _children(self, element: Any) -> None:
        self._add(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child)
            self._add(child.tail)

    def _add(self, text: str | None) -> None:
        self._parts.append(text or "")
        self._length += len(text or "")

    def _element(self, element: Any) -> None:
        if element.tag == _BEGIN:
            self._open(element, element.get("label", ""), ("label", _ID))
        elif element.tag == _END:
            self._by_id[self._known(element)].end = self._length
        elif element.tag in self._labels:
            span = self._open(element, element.tag, (_ID,))
            self._inside(span, element)
        else:
            argument = _Open(element.tag, self._length, self._where(element))
            self._attach(argument, element)
            self._inside(argument, element)

    def _inside(self, opened: _Open, element: Any) -> None:
        self._stack.append(opened)
        self._children(element)
        self._stack.pop()
        opened.end = self._length

    def _open(self, element: Any, tag: str, ours: tuple[str, ...]) -> _Open:
        if tag not in self._labels:
            known = ", ".join(self._labels)
            raise self._error(f"There is no label “{tag}”", element, f"There are: {known}.")
        label = self._labels[tag]
        span = _Open(label, self._length, self._where(element))
        for name, value in element.attrib.items():
            if name not in ours:
                span.attributes[self._attribute(name, label, element)] = value
        self._spans.append(span)
        if element.get(_ID):
            self._by_id[element.get(_ID)] = span
        return span

    def _attribute(self, short: str, label: str, element: Any) -> str:
        known = self._defs[label].attributes
        names = [short] if short in known else [name for name in known if name.startswith(short)]
        if len(names) != 1:
            advice = f"There are: {', '.join(known)}."
            raise self._error(f"{label} has no attribute “{short}”", element, advice)
        return names[0]

    def _attach(self, argument: _Open, element: Any) -> None:
        if element.get(_FOR):
            self._outside.append((element.get(_FOR), argument))
            return
        for opened in reversed(self._stack):
            if opened.name in self._defs and argument.name in self._defs[opened.name].arguments:
                opened.arguments.append(argument)
                return
        raise self._error(
            f"<{argument.name}> is no label, and no span around it takes it as an argument",
            element,
            "Put it into its span, or say which with for=… and id=….",
        )

    def _known(self, element: Any) -> str:
        name = str(element.get(_ID))
        if name not in self._by_id:
            raise self._error(f"Nothing begins with the id “{name}”", element)
        return name

    def _span(self, opened: _Open, text: str) -> Span:
        start, end = self._extent(opened, text)
        attributes = dict(opened.attributes)
        for name, definition in self._defs[opened.name].attributes.items():
            if definition.from_lexicon:
                attributes.setdefault(name, text[start:end])
        arguments = []
        for each in opened.arguments:
            left, right = self._extent(each, text)
            arguments.append(Argument(each.name, left, right, text[left:right]))
        arguments.sort(key=lambda arg: (arg.start, arg.end, arg.name))
        return Span.of(
            text, start, end, opened.name, attributes=attributes, arguments=tuple(arguments)
        )

    def _extent(self, opened: _Open, text: str) -> tuple[int, int]:
        # The line break after <text> is no part of the text.
        start, end = opened.start - 1, opened.end - 1
        if not 0 <= start < end <= len(text):
            problem = "does not end" if opened.end < 0 else "is empty or holds the text's edge"
            raise FormatError(f"{opened.name} {problem}", where=opened.where)
        return start, end

    def _where(self, element: Any) -> str:
        return f"{self._file}:{element.sourceline}"

    def _error(self, what: str, element: Any, remedy: str | None = None) -> FormatError:
        return FormatError(what, where=self._where(element), remedy=remedy)


FORMAT = Format(
    name="inline",
    title="inline XML markup",
    suffixes=(".xml",),
    read=read_inline,
    write=None,
    sniff=lambda path, head: path.suffix == ".xml" and f"<{_SPEECH}".encode() in head,
)
