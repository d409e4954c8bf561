"""Which candidates are enumerators: those that count on from one, each below its parent."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tifa.corpus.enumerators import Candidate, Place, Style
from tifa.corpus.extents import COLONS, COMMAS, SENTENCE_MARKS
from tifa.corpus.layout import Layout

RUN_IN_STYLES = frozenset({"第一编", "第一部分", "第一章", "第一节", "一、", "（一）"})
SHORT_HEADING = 40
_FINAL = SENTENCE_MARKS + COLONS + COMMAS + "、."


@dataclass(frozen=True, slots=True)
class _Entry:
    """A candidate in the list (numbered through) that it belongs to."""

    candidate: Candidate
    list_id: int


def counted(layout: Layout, found: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that form lists, with the number of 最后 filled in.

    found (Iterable[Candidate]): Candidates in text order.
    """
    remaining = _after_headings(layout.text, found)
    while True:
        entries = _sequence(remaining)
        kept = _without_single(layout, entries)
        if len(kept) == len(entries):
            kept = _without_contents(layout, entries)
        if len(kept) == len(entries):
            return [entry.candidate for entry in kept]
        # What was dropped may have ended or renumbered a list that now goes on.
        dropped = {entry.candidate.start for entry in entries} - {
            entry.candidate.start for entry in kept
        }
        remaining = [item for item in remaining if item.start not in dropped]


def _after_headings(text: str, found: Iterable[Candidate]) -> list[Candidate]:
    """Drop enumerators inside a sentence unless a heading may have run into them."""
    kept: list[Candidate] = []
    for item in found:
        if item.place is not Place.INSIDE or (kept and _closes(text, kept[-1], item.start)):
            kept.append(item)
    return kept


def _closes(text: str, heading: Candidate, offset: int) -> bool:
    """Tell whether the words from a heading's enumerator to an offset may be all of it."""
    if heading.style not in RUN_IN_STYLES or offset - heading.end > SHORT_HEADING:
        return False
    return not any(
        char in SENTENCE_MARKS + COLONS + "\r\n（(" for char in text[heading.end : offset]
    )


def _sequence(found: Iterable[Candidate]) -> list[_Entry]:
    """Accept what counts on from the last number of its family."""
    counter = _Counter()
    entries = []
    for item in found:
        number = counter.number(item)
        if number is not None:
            entries.append(_Entry(replace(item, number=number), counter.accept(item.kind, number)))
    return entries


class _Counter:
    """The last number of each list that is still open, by family."""

    def __init__(self) -> None:
        self._open: dict[str, tuple[Style, int, int]] = {}
        self._lists = 0

    def number(self, item: Candidate) -> int | None:
        """Return the number under which a candidate fits in, None if it does not."""
        _, last, _ = self._open.get(item.kind.family, (item.kind, 0, 0))
        if item.number is None:
            fits = last >= 2 and item.place in (Place.LINE, Place.MARK)
            return last + 1 if fits else None
        if item.number in (1, last + 1):
            return item.number
        if item.kind.continues and item.place is Place.LINE and item.number > last > 0:
            return item.number
        return None

    def accept(self, kind: Style, number: int) -> int:
        """Enter a number and return the id of its list."""
        _, _, list_id = self._open.get(kind.family, (kind, 0, 0))
        if number == 1 or not list_id:
            self._lists += 1
            list_id = self._lists
        self._close(kind)
        self._open[kind.family] = (kind, number, list_id)
        return list_id

    def _close(self, kind: Style) -> None:
        """Close the lists that a division or heading ends; items in running text end none."""
        if kind.level > 2:
            return
        self._open = {
            family: entry
            for family, entry in self._open.items()
            if entry[0].rank <= kind.rank or entry[0].continues
        }


def _without_single(layout: Layout, entries: Sequence[_Entry]) -> list[_Entry]:
    """Drop lists of one item, except headings on a line of their own."""
    sizes = Counter(entry.list_id for entry in entries)
    return [
        entry
        for entry in entries
        if sizes[entry.list_id] > 1 or _is_heading_line(layout, entry.candidate)
    ]


def _is_heading_line(layout: Layout, item: Candidate) -> bool:
    if item.place is not Place.LINE or not (item.kind.continues or item.style in RUN_IN_STYLES):
        return False
    line = layout.line(item.start)
    return item.kind.continues or (
        line.end - item.end <= SHORT_HEADING
        and layout.sentence_end(item.end) == line.end
        and layout.text[line.end - 1] not in SENTENCE_MARKS + COLONS
    )


def _without_contents(layout: Layout, entries: Sequence[_Entry]) -> list[_Entry]:
    """Drop a table of contents: short entries whose heading comes again below."""
    later: set[tuple[str, int | None, str]] = set()
    kept = []
    following = len(layout.text)
    for entry in reversed(entries):
        item = entry.candidate
        is_entry = following - item.start < 2 * SHORT_HEADING
        following = item.start
        if item.kind.heads:
            key = (item.style, item.number, _heading_words(layout, item))
            if key in later and is_entry:
                continue
            later.add(key)
        kept.append(entry)
    return kept[::-1]


def _heading_words(layout: Layout, item: Candidate) -> str:
    end = min(layout.sentence_end(item.end), item.end + SHORT_HEADING)
    return layout.text[item.end : end].strip().rstrip(_FINAL)
