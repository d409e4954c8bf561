"""A text seen as sentences and clauses, cached: what rules, suggester and features share."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from spacy.tokens import Doc

from tifa.corpus.structure import Extent, Structure, analyse

_QUOTED = re.compile(r"“[^“”\n]*”|‘[^‘’\n]*’|《[^《》\n]*》|「[^「」\n]*」")
# One bracket may stand in another: （各县（市、区）负责）.
_BRACKETED = re.compile(
    r"（[^（）\n]*(?:（[^（）\n]*）[^（）\n]*)*）|\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)"
)

_WINDOW = "tifa.window"


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence with its clauses.

    start, end (int): Code points, final mark included, end exclusive.
    clauses (tuple[Extent, ...]): Without their punctuation and enumerators.
    is_heading (bool): Whether it is the heading or lead sentence of a numbered item.
    after_semicolon (bool): Whether the sentence before it ends at ；.
    paragraph (int): Index of the line it stands in.
    """

    start: int
    end: int
    clauses: tuple[Extent, ...]
    is_heading: bool
    after_semicolon: bool
    paragraph: int


@dataclass(frozen=True, eq=False)
class TextView:
    """A text with its structure, sentences, quoted and bracketed stretches.

    Views are compared by identity, so that what is computed from one can be cached.

    whole (TextView | None): The view of the text that this one is a stretch of.
    offset (int): Where the stretch begins there, in code points.
    """

    text: str
    sentences: tuple[SentenceView, ...]
    quoted: tuple[Extent, ...]
    bracketed: tuple[Extent, ...]
    whole: "TextView | None" = None
    offset: int = 0


@lru_cache(maxsize=64)
def view(text: str) -> TextView:
    """Return the view of a whole text; texts seen lately are not analysed again."""
    return TextView(
        text=text,
        sentences=tuple(_sentences(text, analyse(text))),
        quoted=_extents(_QUOTED, text),
        bracketed=_extents(_BRACKETED, text),
    )


@lru_cache(maxsize=1024)
def window(text: str, start: int, end: int) -> TextView:
    """Return the view of a stretch of a text, offsets relative to the stretch.

    The structure is that of the whole text: a stretch that begins at 四是 would not
    show by itself that it stands in a numbered list.
    """
    whole = view(text)
    return TextView(
        text=text[start:end],
        sentences=tuple(_inside_sentences(whole.sentences, start, end)),
        quoted=tuple(_inside(whole.quoted, start, end)),
        bracketed=tuple(_inside(whole.bracketed, start, end)),
        whole=whole,
        offset=start,
    )


def mark_window(doc: Doc, text: str, start: int) -> None:
    """Tell the pipes that a doc is a stretch of a longer text, from `start` on."""
    doc.user_data[_WINDOW] = (text, start, start + len(doc.text))


def doc_window(doc: Doc) -> tuple[str, int]:
    """Return the text that a doc is a stretch of, and where in it the doc starts."""
    if _WINDOW not in doc.user_data:
        return doc.text, 0
    text, start, _ = doc.user_data[_WINDOW]
    return text, start


def doc_view(doc: Doc) -> TextView:
    """Return the view of a doc, or of the stretch of a longer text that it is."""
    if _WINDOW not in doc.user_data:
        return view(doc.text)
    return window(*doc.user_data[_WINDOW])


def _inside(extents: Sequence[Extent], start: int, end: int) -> Iterator[Extent]:
    first = bisect_left(extents, start, key=lambda extent: extent.start)
    for extent in extents[first:]:
        if extent.end > end:
            return
        yield Extent(extent.start - start, extent.end - start)


def _inside_sentences(
    sentences: Sequence[SentenceView], start: int, end: int
) -> Iterator[SentenceView]:
    # A sentence too long for one unit is cut: what lies inside still counts.
    first = bisect_right(sentences, start, key=lambda sentence: sentence.end)
    for sentence in sentences[first:]:
        if sentence.start >= end:
            return
        clauses = tuple(_inside(sentence.clauses, start, end))
        if clauses:
            low, high = max(sentence.start, start) - start, min(sentence.end, end) - start
            yield replace(sentence, start=low, end=high, clauses=clauses)


def _extents(pattern: re.Pattern[str], text: str) -> tuple[Extent, ...]:
    return tuple(Extent(match.start(), match.end()) for match in pattern.finditer(text))


def _sentences(text: str, structure: Structure) -> list[SentenceView]:
    headings = {item.heading.start for item in structure.items}
    clauses = list(structure.clauses)
    front = _front_matter_ends(structure)
    found: list[SentenceView] = []
    position = paragraph = 0
    for sentence in structure.sentences:
        first = position
        while position < len(clauses) and clauses[position].start < sentence.end:
            position += 1
        while structure.paragraphs[paragraph].end < sentence.end:
            paragraph += 1
        inside = tuple(clauses[first:position])
        if not inside or sentence.end in front:
            continue
        before = text[: sentence.start].rstrip()[-1:] if sentence.start else ""
        found.append(
            SentenceView(
                sentence.start,
                sentence.end,
                inside,
                is_heading=inside[0].start in headings or _is_enumerated(text, sentence, inside[0]),
                after_semicolon=before in ("；", ";") and before != "",
                paragraph=paragraph,
            )
        )
    return found


def _is_enumerated(text: str, sentence: Extent, first: Extent) -> bool:
    """Say whether an enumerator stands before the first clause, counted or not."""
    return any(char.isalnum() for char in text[sentence.start : first.start])


def _front_matter_ends(structure: Structure) -> set[int]:
    parts = (structure.title, structure.byline, structure.dateline)
    return {part.end for part in parts if part is not None}
