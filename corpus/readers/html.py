"""Web pages: the main text, as trafilatura finds it, in the page's own characters.

trafilatura decides what is main text and what is navigation. Its own output loses spaces
and line structure inside paragraphs, so the text is taken from the page's blocks that it
kept. Where the two do not fit, its output is taken as it is, and that is said.
"""

import re
from collections.abc import Sequence
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
    main: Any = trafilatura.bare_extraction(
        parse(page), include_comments=False, with_metadata=True
    )
    if main is None or not (main.text or "").strip():
        raise FormatError(
            "The page has no main text",
            where=str(path),
            remedy="Copy the speech from the browser into a text file, and add that.",
        )
    text, left_out, fits = _main_text(blocks(parse(page)), main.text)
    if not fits:
        notes = (*notes, "text as trafilatura gives it: the page's paragraphs do not fit it")
    speech = SpeechText(
        text=text,
        kind=f"HTML ({encoding})",
        found=_found(main),
        notes=(*notes, *_notes(left_out, main)),
        left_out=left_out,
    )
    return ReadFile((speech,))


READER = Reader("HTML", (".html", ".htm", ".xhtml", ".shtml"), read_html, ("trafilatura",))


def _main_text(page: Sequence[Block], main: str) -> tuple[str, tuple[str, ...], bool]:
    """Return the main text, what is left out, and whether the page's blocks are its lines."""
    kept = _kept(page, _bare(main))
    if kept is None:
        return joined(main.splitlines()), (), False
    numbers = _with_heading(page, kept)
    rest = tuple(block.text for number, block in enumerate(page) if number not in set(numbers))
    return joined(page[number].text for number in numbers), rest, True


def _bare(text: str) -> str:
    return _PASSED_OVER.sub("", text)


def _kept(page: Sequence[Block], main: str) -> list[int] | None:
    """Return the numbers of the blocks that make up the main text; None if they do not.

    main (str): The main text without spaces; blocks are looked for in their order.
    """
    kept, place, missed = [], 0, 0
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
        if found >= 0:
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


def _notes(left_out: Sequence[str], main: Any) -> list[str]:
    notes = []
    if left_out:
        size = sum(map(len, left_out))
        notes.append(
            f"left out of the page as navigation and the like: {len(left_out)} lines, "
            f"{size:,} characters: {samples(left_out)}"
        )
    if main.author:
        notes.append(f"author “{main.author}” in the page, not taken for the speaker")
    return notes
