"""The text of a document as TEI: divisions, headings, utterances and segments.

The string value of ``body`` is the document's text, character by character, so there is no
whitespace in it that the text does not have.

* ``div``: the opening of a speech, what a numbered item governs (``n`` is its path), the closing.
  ``div[@type="text"]`` holds what follows the items in an item.
* ``head``: a title, or the heading of an item; ``rend="run-in"`` where it has run into the text
  after it. A lead sentence is no heading.
* ``label``: an enumerator, also inside a sentence.
* ``u``: what the speaker says; ``ab`` where no speaker is known. ``seg``: a paragraph, or the
  part of it in this division. Whitespace belongs to the element before it.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import pairwise

from tifa.corpus.document import Document
from tifa.corpus.exports.tei_xml import XML_ID, XML_SPACE, E, Element, append_text, pointer
from tifa.corpus.extents import CLOSERS, COLONS, COMMAS, SENTENCE_MARKS, Extent, Item, is_blank
from tifa.corpus.structure import Structure, analyse

_FINAL = SENTENCE_MARKS + COLONS + COMMAS + "、."
_AFTER = _FINAL + CLOSERS
_OPENERS = "（(【[《〈"
# The parts of an opening stand close together; what is further away is no part of it.
_WIDEST_GAP = 12


@dataclass
class _Node:
    """An item with the items in it; the speech as a whole is a node without an item."""

    start: int
    end: int
    item: Item | None = None
    children: "list[_Node]" = field(default_factory=list)


def body(doc: Document, name: str, who: str | None) -> Element:
    """Return the ``body`` of a document.

    name (str): The id of the document, which all ids in it begin with.
    who (str | None): The id of the speaker.
    """
    return _Writer(doc.text, name, who).body()


class _Writer:
    def __init__(self, text: str, name: str, who: str | None) -> None:
        self._text = text
        self._name = name
        self._who = who
        self._structure = analyse(text)
        self._labels = [item.marker for item in self._structure.items]
        self._starts = [label.start for label in self._labels]
        self._lines = [line.start for line in self._structure.paragraphs]
        self._counts: dict[str, int] = {}

    def body(self) -> Element:
        root = E.body({XML_ID: f"{self._name}.body", XML_SPACE: "preserve"})
        whole = _tree(self._text, self._structure)
        position = 0
        for number, child in enumerate(whole.children):
            if position < child.start:
                kind = "text" if number else "opening"
                self._speech(root, position, child.start, kind)
            self._item(root, child)
            position = child.end
        if position < len(self._text) or not len(root):
            kind = "closing" if whole.children else "text"
            self._speech(root, position, len(self._text), kind)
        return root

    def _new(self, parent: Element, tag: str, **attributes: str) -> Element:
        self._counts[tag] = self._counts.get(tag, 0) + 1
        made = E(tag, {XML_ID: f"{self._name}.{tag}{self._counts[tag]}", **attributes})
        parent.append(made)
        return made

    def _speech(self, parent: Element, start: int, end: int, kind: str) -> None:
        """Write text that no item governs as a division."""
        div = self._new(parent, "div", type=kind)
        said = self._front(div, end) if start == 0 else start
        if said < end or not len(div):
            self._prose(div, said, end)

    def _item(self, parent: Element, node: _Node) -> None:
        item = node.item
        assert item is not None
        path = self._structure.path(item.start)
        div = self._new(parent, "div", type="item", subtype=f"level{item.level}", n=path)
        position = self._heading(div, node, item)
        for child in node.children:
            self._between(div, position, child.start)
            self._item(div, child)
            position = child.end
        self._between(div, position, node.end)
        if not len(div):
            self._prose(div, node.start, node.end)

    def _between(self, div: Element, start: int, end: int) -> None:
        if start >= end:
            return
        # TEI has no text after the divisions of a division.
        after = any(child.tag == div.tag for child in div)
        self._prose(self._new(div, "div", type="text") if after else div, start, end)

    def _heading(self, div: Element, node: _Node, item: Item) -> int:
        """Write the heading of an item, if it has one, and return where it ends."""
        limit = min([node.end, *(child.start for child in node.children)])
        end = self._heading_end(item, limit)
        if end is None:
            return node.start
        run_in = end < node.end and not _has_break(self._text[item.heading.end : end])
        head = self._new(div, "head", **({"rend": "run-in"} if run_in else {}))
        self._marked(head, node.start, end)
        return end

    def _heading_end(self, item: Item, limit: int) -> int | None:
        """Return where a heading ends with the whitespace after it; None for a lead sentence."""
        if item.heading.start == item.heading.end:
            return None
        end = item.heading.end
        while end < limit and self._text[end] in _FINAL:
            end += 1
        marks = self._text[item.heading.end : end]
        blank = self._after_blank(end, limit)
        ends_sentence = any(mark in SENTENCE_MARKS for mark in marks)
        if ends_sentence or (marks and not _has_break(self._text[end:blank])):
            return None
        return blank

    def _after_blank(self, start: int, limit: int) -> int:
        while start < limit and is_blank(self._text[start]):
            start += 1
        return start

    def _front(self, div: Element, limit: int) -> int:
        """Write title, byline, date and salutation, and return where they end."""
        parts = self._front_parts(limit)
        for number, (tag, part) in enumerate(parts):
            first = 0 if number == 0 else self._opened(part.start, parts[number - 1][1].end)
            following = parts[number + 1][1].start if number + 1 < len(parts) else None
            if following is None:
                last = self._after_part(part.end, limit)
            else:
                last = self._opened(following, part.end)
            attributes = {"type": "title"} if tag == "head" else {}
            self._marked(self._new(div, tag, **attributes), first, last)
        return self._after_part(parts[-1][1].end, limit) if parts else 0

    def _front_parts(self, limit: int) -> list[tuple[str, Extent]]:
        found = self._structure
        named = (
            ("head", found.title),
            ("byline", found.byline),
            ("dateline", found.dateline),
            ("salute", found.salutation),
        )
        known = [(tag, part) for tag, part in named if part is not None]
        parts: list[tuple[str, Extent]] = []
        end = 0
        for tag, part in sorted(known, key=lambda pair: pair[1].start):
            if part.start - end > _WIDEST_GAP or part.start < end or part.end > limit:
                break
            parts.append((tag, part))
            end = part.end
        return parts

    def _opened(self, start: int, floor: int) -> int:
        """Return the start of a part with its opening bracket."""
        while start > floor and self._text[start - 1] in _OPENERS:
            start -= 1
        return start

    def _after_part(self, end: int, limit: int) -> int:
        """Return the end of the last part with the punctuation and whitespace after it."""
        while end < limit and (self._text[end] in _AFTER or is_blank(self._text[end])):
            end += 1
        return end

    def _prose(self, parent: Element, start: int, end: int) -> None:
        if self._who is None:
            speech = self._new(parent, "ab")
        else:
            speech = self._new(parent, "u", who=pointer(self._who))
        edges = [start, *(line for line in self._lines if start < line < end), end]
        if self._text[edges[0] : edges[1]].strip() == "" and len(edges) > 2:
            del edges[1]
        for first, last in pairwise(edges):
            self._marked(self._new(speech, "seg"), first, last)

    def _marked(self, element: Element, start: int, end: int) -> None:
        """Append text with its enumerators marked."""
        position = start
        inside = bisect_left(self._starts, start), bisect_left(self._starts, end)
        for marker in self._labels[slice(*inside)]:
            if position <= marker.start and marker.end <= end:
                append_text(element, self._text[position : marker.start])
                append_text(self._new(element, "label"), self._text[marker.start : marker.end])
                position = marker.end
        append_text(element, self._text[position:end])


def _tree(text: str, structure: Structure) -> _Node:
    """Return the items as a tree, but for those inside a sentence, which divide nothing."""
    starts = {sentence.start for sentence in structure.sentences}
    whole = _Node(0, len(text))
    path = [whole]
    for item in structure.items:
        if item.start not in starts:
            continue
        while path[-1].end <= item.start:
            path.pop()
        node = _Node(item.start, min(item.end, path[-1].end), item)
        path[-1].children.append(node)
        path.append(node)
    return whole


def _has_break(text: str) -> bool:
    return "\n" in text or "\r" in text
