"""A text seen as sentences and clauses, cached: what rules, suggester and features share."""

import re
from dataclasses import dataclass
from functools import lru_cache

from tifa.corpus.structure import Extent, Structure, analyse

_QUOTED = re.compile(r"“[^“”\n]*”|‘[^‘’\n]*’|《[^《》\n]*》|「[^「」\n]*」")
_BRACKETED = re.compile(r"（[^（）\n]*）|\([^()\n]*\)")


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


@dataclass(frozen=True)
class TextView:
    """A text with its structure, sentences, quoted and bracketed stretches."""

    text: str
    structure: Structure
    sentences: tuple[SentenceView, ...]
    quoted: tuple[Extent, ...]
    bracketed: tuple[Extent, ...]


@lru_cache(maxsize=256)
def view(text: str) -> TextView:
    """Return the view of a text; texts seen lately are not analysed again."""
    structure = analyse(text)
    return TextView(
        text=text,
        structure=structure,
        sentences=tuple(_sentences(text, structure)),
        quoted=_extents(_QUOTED, text),
        bracketed=_extents(_BRACKETED, text),
    )


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
                is_heading=inside[0].start in headings,
                after_semicolon=before in ("；", ";") and before != "",
                paragraph=paragraph,
            )
        )
    return found


def _front_matter_ends(structure: Structure) -> set[int]:
    parts = (structure.title, structure.byline, structure.dateline)
    return {part.end for part in parts if part is not None}
