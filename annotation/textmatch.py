"""Finding the text of an item in a document, also where a tool has changed it a little.

A tool may have normalised a text or made one line end of CRLF. Each such cause is a document
as the tool saw it, with a way back. Where a tool stripped blanks or a byte order mark, what
is left stands in the document as it is.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from tifa.corpus.offsets import quote_places
from tifa.corpus.spans import Argument, Span

_MANY = 1_000


@dataclass(frozen=True)
class Seen:
    """A document as a tool saw it.

    cause (str): What the tool changed, a clause for people; "" if nothing.
    text (str): The text that the tool saw.
    places (Sequence[int]): For each offset of that text, also its end, the offset in the
        document; none where that is -1.
    """

    cause: str
    text: str
    places: Sequence[int]


@dataclass(frozen=True)
class Whole:
    """A document with the ways in which a tool may have seen it.

    id (str): Its id.
    text (str): Its text.
    """

    id: str
    text: str

    @cached_property
    def seen(self) -> tuple[Seen, ...]:
        """The document as it is, then with one change after the other."""
        plain = Seen("", self.text, range(len(self.text) + 1))
        found = [plain]
        for cause, change in _CHANGES.items():
            changed = change(plain)
            if changed.text != self.text:
                found.append(replace(changed, cause=cause))
        together = plain
        for change in _CHANGES.values():
            together = change(together)
        if all(together.text != one.text for one in found):
            found.append(replace(together, cause="the text was changed in several ways"))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Match:
    """Where the text of an item stands.

    document (Whole): The document.
    seen (Seen): The document as the tool saw it.
    start, length (int): Where in that the item stands.
    """

    document: Whole
    seen: Seen
    start: int
    length: int

    def extent(self) -> tuple[int, int]:
        """Return start and end of the item in the document."""
        places = self.seen.places
        return max(places[self.start], 0), max(places[self.start + self.length], 0)

    def lift(self, span: Span) -> Span | None:
        """Return a span of the item as one of the document; None if it cuts a character."""
        extents = [self._lifted(span.start, span.end)]
        extents += [self._lifted(arg.start, arg.end) for arg in span.arguments]
        if any(extent is None for extent in extents):
            return None
        text = self.document.text
        (start, end), *others = [extent for extent in extents if extent is not None]
        arguments = tuple(
            Argument(arg.name, left, right, text[left:right])
            for arg, (left, right) in zip(span.arguments, others, strict=True)
        )
        return Span.of(
            text,
            start,
            end,
            span.label,
            attributes=span.attributes,
            arguments=arguments,
            score=span.score,
        )

    def _lifted(self, start: int, end: int) -> tuple[int, int] | None:
        left, right = self.seen.places[self.start + start], self.seen.places[self.start + end]
        return (left, right) if 0 <= left < right else None


def at(document: Whole, text: str, offset: int, *, changed: bool = False) -> Match | None:
    """Return the match of a text that is said to stand at an offset of a document.

    changed (bool): Whether to look in the document as tools may have changed it.
    """
    for seen in document.seen[1:] if changed else document.seen[:1]:
        # The offset is one of the document, or of what the tool saw.
        starts = [seen.places.index(offset)] if changed and offset in seen.places else []
        for start in (*starts, offset):
            if start <= len(seen.text) and seen.text.startswith(text, start):
                return Match(document, seen, start, len(text))
    return None


def occurrences(documents: Iterable[Whole], text: str) -> list[Match]:
    """Return where a text stands, in the order of documents and offsets.

    Exact matches come before those in changed documents, and whole documents before parts:
    only the first kind that there is counts.
    """
    documents = list(documents)
    for changed in (False, True):
        for whole in (True, False):
            found = list(_matches(documents, text, whole=whole, changed=changed))
            if found:
                return found
    return []


def _matches(
    documents: Iterable[Whole], text: str, *, whole: bool, changed: bool
) -> Iterator[Match]:
    for document in documents:
        for seen in document.seen[1:] if changed else document.seen[:1]:
            if whole:
                starts = [0] if seen.text == text else []
            else:
                starts = sorted(quote_places(seen.text, text, 0, _MANY))
            yield from (Match(document, seen, start, len(text)) for start in starts)
            if starts:
                break


def _kept(seen: Seen, keep: Callable[[str, int], bool]) -> Seen:
    """Return what is seen without the characters that are not kept."""
    kept = [place for place in range(len(seen.text)) if keep(seen.text, place)]
    return Seen(
        "",
        "".join(seen.text[place] for place in kept),
        [*(seen.places[place] for place in kept), seen.places[len(seen.text)]],
    )


def _with_unix_ends(seen: Seen) -> Seen:
    return _kept(seen, lambda text, place: not text.startswith("\r\n", place))


def _normalised(form: Literal["NFC", "NFD", "NFKC"]) -> Callable[[Seen], Seen]:
    def change(seen: Seen) -> Seen:
        text = seen.text
        if unicodedata.is_normalized(form, text):
            return seen
        changed: list[str] = []
        places: list[int] = []
        start = 0
        for end in range(1, len(text) + 1):
            if end < len(text) and unicodedata.combining(text[end]):
                continue
            cluster = unicodedata.normalize(form, text[start:end])
            changed.append(cluster)
            # An offset inside a cluster leads nowhere.
            places += [seen.places[start], *[-1] * (len(cluster) - 1)] if cluster else []
            start = end
        return Seen("", "".join(changed), [*places, seen.places[len(text)]])

    return change


_CHANGES: dict[str, Callable[[Seen], Seen]] = {
    "its line ends of two characters (CRLF) became one": _with_unix_ends,
    "it was normalised to NFC": _normalised("NFC"),
    "it was normalised to NFKC": _normalised("NFKC"),
}
