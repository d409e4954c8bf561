"""Web pages: the main text, as trafilatura finds it, in the page's own characters.

trafilatura decides what is main text and what is navigation. Its own output loses spaces
and line structure inside paragraphs, so the text is taken from the page's blocks that it
kept. Where the two do not fit, its output is taken as it is, and that is said.
"""

import re
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from tifa.corpus.errors import FormatError
from tifa.corpus.ingest import Found
from tifa.corpus.readers.base import (
    Reader,
    ReadFile,
    ReadOptions,
    SpeechText,
    joined,
    samples,
    stated,
)
from tifa.corpus.readers.blocks import Block, blocks, parse
from tifa.corpus.readers.decoding import decode_page

# Spaces, format characters and the bars of trafilatura's tables.
_PASSED_OVER = re.compile(r"[\s|\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
# How many characters of a block must be the same to be recognised further on.
_CERTAIN = 16
# Share of trafilatura's characters that may be missed.
_MISSED = 0.02


def read_html(data: bytes, path: Path, options: ReadOptions) -> ReadFile:
    """Read the main text of a web page.

    Raises:
        FormatError: Its encoding cannot be told, or it has no main text.
    """
    import trafilatura

    page, encoding, notes = decode_page(data, where=str(path))
    main: Any = trafilatura.bare_extraction(parse(page), include_comments=False, with_metadata=True)
    if main is None or not (main.text or "").strip():
        raise FormatError(
            "The page has no main text",
            where=str(path),
            remedy="Copy the speech from the browser into a text file, and add that.",
        )
    text, left_out, said = _main_text(blocks(parse(page)), main.text)
    speech = SpeechText(
        text=text,
        kind=f"HTML ({encoding})",
        found=_found(main),
        notes=(*notes, *said, *_notes(main)),
        left_out=left_out,
    )
    return ReadFile((speech,))


READER = Reader("HTML", (".html", ".htm", ".xhtml", ".shtml"), read_html, ("trafilatura",))


def _main_text(page: Sequence[Block], main: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the main text, what is left out of the page, and notes on it."""
    kept = _kept(page, [_bare(line) for line in main.splitlines()])
    if kept is None:
        note = "text as trafilatura gives it: the page's paragraphs do not fit it"
        return joined(main.splitlines()), (), (note,)
    numbers = _with_heading(page, kept)
    rest = [number for number in range(len(page)) if number not in set(numbers)]
    around = [page[n].text for n in rest if not numbers[0] < n < numbers[-1]]
    inside = [page[n].text for n in rest if numbers[0] < n < numbers[-1]]
    notes = []
    if around:
        notes.append(f"left out around the main text: {_counted(around)}")
    if inside:
        notes.append(f"left out inside the main text: {_counted(inside)}: look at them")
    text = joined(page[number].text for number in numbers)
    return text, tuple(page[number].text for number in rest), tuple(notes)


def _counted(lines: Sequence[str]) -> str:
    return f"{len(lines)} lines, {sum(map(len, lines)):,} characters: {samples(lines)}"


def _bare(text: str) -> str:
    return _PASSED_OVER.sub("", text)


def _kept(page: Sequence[Block], lines: Sequence[str]) -> list[int] | None:
    """Return the numbers of the blocks that make up the main text; None if they do not.

    lines (Sequence[str]): The main text without spaces; a block ends where one of them
        does, but may be several. Blocks are looked for in their order.
    """
    main = "".join(lines)
    ends = set(accumulate(map(len, lines)))
    kept: list[int] = []
    place = missed = 0
    for number, block in enumerate(page):
        words = _bare(block.text)
        if not words:
            continue
        if main.startswith(words, place):
            found = place
        elif len(words) >= _CERTAIN:
            found = main.find(words, place)
        else:
            continue
        if found >= 0 and found + len(words) in ends:
            kept.append(number)
            missed += found - place
            place = found + len(words)
    missed += len(main) - place
    return kept if missed <= _MISSED * len(main) else None


def _with_heading(page: Sequence[Block], kept: list[int]) -> list[int]:
    """Add the heading right before the main text: trafilatura takes it as the title only."""
    before = next((n for n in range(kept[0] - 1, -1, -1) if page[n].heading), None)
    near = before is not None and kept[0] - before <= 3
    return [before, *kept] if near and before is not None else kept


def _found(main: Any) -> dict[str, Found]:
    return stated(
        {
            "title": (main.title, "the page's title"),
            "publication_date": (main.date, "the date that the page states"),
            "source": (main.url, "the address that the page states"),
        }
    )


def _notes(main: Any) -> tuple[str, ...]:
    if not main.author:
        return ()
    return (f"author “{main.author}” in the page, not taken for the speaker",)
