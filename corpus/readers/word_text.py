"""The paragraphs of WordprocessingML (ECMA-376 part 1, §17), all tracked changes accepted."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from tifa.corpus.readers.base import samples
from tifa.corpus.readers.word_numbering import Numbering, on, w

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What a run or a paragraph holds besides its text.
_CHARACTERS = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("cr"): "\n",
    w("noBreakHyphen"): "-",
}
_REMOVED = {w("del"), w("moveFrom")}
_PASSED_OVER = {
    w("pPr"),
    w("rPr"),
    w("tblPr"),
    w("trPr"),
    w("tcPr"),
    w("sdtPr"),
    w("sectPr"),
    w("instrText"),
    w("delText"),
    w("delInstrText"),
    w("rt"),  # the reading of a character, as in ruby text
    _COMPATIBILITY + "Fallback",
}
_BOXED = w("txbxContent")
_WORDS = {
    "changes": "{} tracked changes accepted; deleted text left out",
    "hidden": "{} pieces of hidden text left out",
    "boxes": "{} text boxes put after the paragraph that they are fixed to",
    "symbols": "{} characters of symbol fonts left out",
}


class WordText:
    """Reads paragraphs and counts what is not simply taken over.

    numbering, styles: Root elements of these parts; None where there are none.
    """

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._numbering = Numbering(numbering, styles)
        self._counts: Counter[str] = Counter()
        self._boxes: list[Any] = []
        self._labels: list[str] = []
        self.left_out: list[str] = []

    def paragraphs(self, parent: Any) -> Iterator[str]:
        """Yield the paragraphs in and below an element, without the empty ones."""
        pending = ""
        for element, text in self._blocks(parent):
            text = pending + text
            pending = ""
            if _mark_removed(element):
                pending = text
                continue
            if text.strip():
                yield text
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                self._counts["boxes"] += 1
                yield from self.paragraphs(box)
        if pending.strip():
            yield pending

    def _blocks(self, parent: Any) -> Iterator[tuple[Any, str]]:
        for element in parent:
            if element.tag == w("p"):
                text = self._inline(element)
                yield element, self._label(element, text) + text
            elif element.tag == w("tbl"):
                yield from self._rows(element)
            elif element.tag in _REMOVED:
                self._remove(element)
            elif element.tag not in _PASSED_OVER and isinstance(element.tag, str):
                yield from self._blocks(element)

    def _label(self, paragraph: Any, text: str) -> str:
        """Return the paragraph's number; one that was deleted as a whole is not counted."""
        if not text.strip() and _mark_removed(paragraph):
            return ""
        label = self._numbering.label(paragraph)
        if not text.strip():
            return ""
        if label:
            self._labels.append(label)
        return label

    def _rows(self, table: Any) -> Iterator[tuple[Any, str]]:
        for row in table.iter(w("tr")):
            if next(row.iterancestors(w("tbl"))) is not table:
                continue  # a row of a table inside a cell
            if row.find(f"{w('trPr')}/{w('del')}") is not None:
                self._remove(row)
                continue
            cells = [
                "\n".join(text for _, text in self._blocks(cell) if text.strip())
                for cell in row.iter(w("tc"))
                if next(cell.iterancestors(w("tr"))) is row
            ]
            yield row, "\t".join(cells)

    def _inline(self, element: Any) -> str:
        return "".join(self._pieces(element))

    def _pieces(self, parent: Any) -> Iterator[str]:
        for element in parent:
            tag = element.tag
            if tag in _PASSED_OVER or not isinstance(tag, str):
                continue
            if tag in _REMOVED:
                self._remove(element)
            elif tag == _BOXED:
                self._boxes.append(element)
            elif tag in _CHARACTERS:
                yield _CHARACTERS[tag]
            elif tag == w("br"):
                yield "\n" if element.get(w("type")) in (None, "textWrapping") else ""
            elif tag == w("sym"):
                self._counts["symbols"] += 1
            elif tag == w("r") and on(element.find(f"{w('rPr')}/{w('vanish')}")):
                self._hide(element)
            elif tag == w("t") or tag.endswith("/math}t"):
                yield element.text or ""
            else:
                self._counts["changes"] += tag in (w("ins"), w("moveTo"))
                yield from self._pieces(element)

    def _remove(self, element: Any) -> None:
        self._counts["changes"] += 1
        self._leave_out(element.iter(w("delText"), w("t")))

    def _hide(self, run: Any) -> None:
        self._counts["hidden"] += 1
        self._leave_out(run.iter(w("t")))

    def _leave_out(self, texts: Iterator[Any]) -> None:
        words = "".join(text.text or "" for text in texts)
        if words.strip():
            self.left_out.append(words)

    def notes(self) -> list[str]:
        """Return what a user should know about the paragraphs read."""
        said = [
            words.format(self._counts[kind]) for kind, words in _WORDS.items() if self._counts[kind]
        ]
        if self._labels:
            said.append(
                f"{len(self._labels)} paragraph numbers, which Word counts by itself, written "
                f"into the text: {samples(self._labels)}"
            )
        return said


def _mark_removed(element: Any) -> bool:
    """Say whether the end of a paragraph was deleted, so that the next one joins it."""
    path = f"{w('pPr')}/{w('rPr')}/"
    return any(element.find(path + tag) is not None for tag in _REMOVED)
