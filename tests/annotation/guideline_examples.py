"""The examples of the guidelines, read back from their Markdown."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tifa.annotation.guidelines import Language, read_sections

LABELS = {"D": "DIRECTIVE", "S": "SLOGAN", "R": "RESPONSIBILITY"}

# - ✓ `doc-id` 123–145: ［…］D{force=obligation}
_LINE = re.compile(r"^- ([✓✗]) `([^`]+)` (\d+)–(\d+)(?:: |：)(.+)$", re.MULTILINE)
_CLOSING = re.compile(r"([］〗])([DSR])(?:\{([^}]*)\})?")

Named = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A line of the guidelines; extents count from the start of the document.

    marked: Spans shown as gold, with the attributes and arguments shown with them.
    denied: Spans shown as tempting but not gold.
    """

    rule: str
    good: bool
    doc_id: str
    start: int
    end: int
    quote: str
    marked: dict[tuple[int, int, str], Named]
    denied: frozenset[tuple[int, int, str]]

    @property
    def labels(self) -> frozenset[str]:
        """The labels that it shows: its chapter's, those marked, all in general chapters."""
        chapter = LABELS.get(self.rule[0])
        if chapter is None:
            every = frozenset(LABELS.values())
            return every if self.rule[0] == "H" else self._shown
        return self._shown | {chapter}

    @property
    def _shown(self) -> frozenset[str]:
        return frozenset(label for _, _, label in (*self.marked, *self.denied))


def examples(language: Language) -> Iterator[Example]:
    """Yield the examples of every rule in their order."""
    for section in read_sections(language).values():
        if section.is_rule:
            for line in _LINE.finditer(section.text):
                yield _parse(section.number, *line.groups())


def _parse(rule: str, sign: str, doc_id: str, start: str, end: str, shown: str) -> Example:
    quote, place, opened = "", 0, list[int]()
    marked: dict[tuple[int, int, str], Named] = {}
    denied = set[tuple[int, int, str]]()
    offset = int(start)
    while place < len(shown):
        if shown[place] in "［〖":
            opened.append(offset + len(quote))
        elif closing := _CLOSING.match(shown, place):
            extent = (opened.pop(), offset + len(quote), LABELS[closing[2]])
            if closing[1] == "］":
                marked[extent] = _named(closing[3])
            else:
                denied.add(extent)
            place = closing.end()
            continue
        else:
            quote += shown[place]
        place += 1
    assert not opened, f"{rule}: a bracket is not closed in {shown}"
    return Example(rule, sign == "✓", doc_id, offset, int(end), quote, marked, frozenset(denied))


def _named(values: str | None) -> Named:
    """Return the attributes and arguments in braces: ``role=lead; actor=市经委``."""
    pairs = (pair.split("=", 1) for pair in (values or "").split("; ") if pair)
    return tuple((name, value) for name, value in pairs)
