"""The lines of a CoNLL file: tokens with tags, and the spans that tags mean."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from tifa.annotation.formats.placing import RawSpan
from tifa.corpus.errors import FormatError

START = "-DOCSTART-"
OUTSIDE = ("O", "-", "_", "")
_BEGIN, _INSIDE = frozenset("BSU"), frozenset("IMEL")
_ENDS = frozenset("SUEL")
_TAG = re.compile(r"O|[BILUOESM]-.*")
_BLANK = re.compile(r"\s|%")


@dataclass(frozen=True, slots=True)
class Row:
    """A token with its tag.

    line (int): Its line, from 1.
    first (bool): Whether it begins a sentence.
    """

    token: str
    tag: str
    line: int
    first: bool


@dataclass(slots=True)
class Block:
    """The tokens of one text."""

    where: str
    rows: list[Row] = field(default_factory=list)


def to_tag_label(label: str) -> str:
    """Return a label as a tag holds it, without whitespace; `from_tag_label` undoes it."""
    return _BLANK.sub(lambda match: quote(match[0], safe=""), label)


def from_tag_label(stored: str) -> str:
    """Return the label of a tag."""
    label = unquote(stored)
    return label if to_tag_label(label) == stored else stored


def parse_conll(content: str, *, where: str) -> list[Block]:
    """Return the texts of a file; without ``-DOCSTART-`` each sentence is one.

    content (str): The content of the file.
    where (str): Its name.

    Raises:
        FormatError: A line has no tag.
    """
    lines = [line.removesuffix("\r") for line in content.removeprefix("\ufeff").split("\n")]
    marked = any(line.startswith(START) for line in lines)
    blocks: list[Block] = []
    fresh = True
    for number, line in enumerate(lines, start=1):
        if line.startswith(START):
            blocks.append(Block(f"{where}:{number}"))
            fresh = True
        elif not line.strip():
            fresh = True
        elif not _is_comment(line):
            if not blocks or (fresh and not marked):
                blocks.append(Block(f"{where}:{number}"))
            token, tag = _columns(line, f"{where}:{number}")
            blocks[-1].rows.append(Row(token, tag, number, fresh))
            fresh = False
    return blocks


def _is_comment(line: str) -> bool:
    parts = line.split()
    is_row = len(parts) > 1 and parts[0] == "#" and _TAG.fullmatch(parts[-1])
    return line.startswith("#") and "\t" not in line and not is_row


def _columns(line: str, where: str) -> tuple[str, str]:
    parts = line.split("\t") if "\t" in line else line.split()
    if len(parts) < 2 or not parts[0]:
        raise FormatError(
            "A line needs a token and a tag",
            where=where,
            remedy="Columns are parted by tabs or blanks, and the last one is the tag.",
        )
    return parts[0], parts[-1].strip()


def rebuilt(block: Block) -> tuple[str, list[tuple[int, int]]]:
    """Return a text put together from tokens, and where they stand in it."""
    glued = all(len(row.token) == 1 for row in block.rows)
    text, extents = "", []
    for number, row in enumerate(block.rows):
        if number and row.first:
            text += "\n"
        elif number and not glued and not (_is_wide(text[-1]) or _is_wide(row.token[0])):
            text += " "
        extents.append((len(text), len(text) + len(row.token)))
        text += row.token
    return text, extents


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F") or char in "“”‘’…—·"


def tags_to_spans(
    block: Block, extents: Sequence[tuple[int, int]], text: str
) -> tuple[list[RawSpan], list[str]]:
    """Return the spans that tags mean, and what a user should know.

    A tag that continues nothing begins a span.

    extents (Sequence): Start and end of the tokens in the text.
    """
    spans: list[RawSpan] = []
    notes: list[str] = []
    file = block.where.rpartition(":")[0]
    current: tuple[int, int, str, int] | None = None

    def close() -> None:
        if current is not None:
            start, end, label, line = current
            where = f"{file}:{line}"
            spans.append(RawSpan(start, end, from_tag_label(label), text[start:end], where=where))

    for row, (start, end) in zip(block.rows, extents, strict=True):
        kind, label = _split(row, file)
        follows = current is not None and current[2] == label and not row.first
        if current is not None and follows and kind in _INSIDE:
            current = (current[0], end, label, current[3])
        else:
            close()
            current = (start, end, label, row.line) if kind else None
            if kind in _INSIDE:
                notes.append(f"{file}: tags such as {row.tag} that continue nothing begin a span")
        if kind in _ENDS:
            close()
            current = None
    close()
    return spans, notes[:1]


def _split(row: Row, file: str) -> tuple[str, str]:
    """Return kind and label of a tag, "" for one outside of spans."""
    if row.tag in OUTSIDE:
        return "", ""
    kind, sign, label = row.tag.partition("-")
    if not sign or len(kind) != 1 or kind not in _BEGIN | _INSIDE:
        raise FormatError(
            f"“{row.tag}” is no tag",
            where=f"{file}:{row.line}",
            remedy="Tags are O, or B-, I-, L-, U- (or E-, S-, M-) with a label.",
        )
    return kind, label
