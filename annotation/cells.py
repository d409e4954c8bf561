"""Spans, attributes and arguments as people write them into a cell.

Attributes are ``force=obligation``, one a line or with ``;`` between them. Arguments are
``actor=县委`` or, where that stands more than once, ``actor=县委@120`` with its start.
Values that hold such signs are written as JSON.
"""

import json
import re
from collections.abc import Sequence
from typing import Any

from tifa.corpus.errors import FormatError, OffsetError
from tifa.corpus.offsets import check_extent, quote_places
from tifa.corpus.spans import Argument, Span

NONE = "-"
_SEPARATORS = re.compile(r"[\r\n;；]+")
_AWKWARD = re.compile(r"[\r\n;；=@{\[]|^\s|\s$")
_FIELDS = {"name": str, "start": int, "end": int, "quote": str}
_PLACED = re.compile(r"(.+)@(\d+)$", re.DOTALL)


def show_version(spans: Sequence[Span]) -> str:
    """Return what an annotator has at a place, for people to read."""
    return "\n".join(_show_span(span) for span in spans) or "—"


def _show_span(span: Span) -> str:
    lines = [f"{span.label} {span.start}–{span.end} “{span.quote}”"]
    lines += [f"  {name}={value}" for name, value in span.attributes.items()]
    lines += [f"  {arg.name}={arg.quote}@{arg.start}" for arg in span.arguments]
    return "\n".join(lines)


def show_arguments(arguments: Sequence[Argument]) -> str:
    """Return arguments as `parse_arguments` reads them."""
    parts = [part for arg in arguments for part in (arg.name, arg.quote)]
    if any(_AWKWARD.search(part) or not part for part in parts):
        records = [
            {"name": arg.name, "start": arg.start, "end": arg.end, "quote": arg.quote}
            for arg in arguments
        ]
        return json.dumps(records, ensure_ascii=False)
    return "\n".join(f"{arg.name}={arg.quote}@{arg.start}" for arg in arguments) or NONE


def parse_attributes(cell: str) -> dict[str, str]:
    """Return the attributes of a cell; an empty value takes the attribute away.

    Raises:
        FormatError: The cell is not in its form.
    """
    if cell.lstrip().startswith("{"):
        record = _json(cell)
        if not isinstance(record, dict) or not all(isinstance(v, str) for v in record.values()):
            raise FormatError(f"“{cell}” is not an object of texts")
        return record
    pairs = _pairs(cell)
    repeated = [name for name, _ in pairs if [n for n, _ in pairs].count(name) > 1]
    if repeated:
        raise FormatError(f"The attribute {repeated[0]} is given twice")
    return dict(pairs)


def parse_arguments(
    cell: str, text: str, start: int, end: int
) -> list[tuple[str, Argument | None]]:
    """Return the arguments of a cell by name, None for a name whose arguments go away.

    text (str): The document.
    start, end (int): The span that has them, code points, end exclusive.

    Raises:
        FormatError: The cell is not in its form.
        OffsetError: A quote is not there, or it is not plain which one is meant.
    """
    if cell.lstrip().startswith(("[", "{")):
        return [(arg.name, arg) for arg in _from_json(cell, text)]
    found: list[tuple[str, Argument | None]] = []
    for name, value in _pairs(cell):
        found.append((name, _argument(name, value, text, start, end) if value else None))
    return found


def split_arguments(cell: str) -> list[tuple[str, str, int | None]]:
    """Return names, quotes and starts (None: not said) of a cell, all of it unchecked.

    Raises:
        FormatError: The cell is not in its form.
    """
    if cell.lstrip().startswith(("[", "{")):
        return [(arg.name, arg.quote, arg.start) for arg in _records(cell)]
    found: list[tuple[str, str, int | None]] = []
    for name, value in _pairs(cell):
        placed = _PLACED.fullmatch(value)
        found.append((name, placed[1], int(placed[2])) if placed else (name, value, None))
    return found


def _pairs(cell: str) -> list[tuple[str, str]]:
    pairs = []
    for part in _SEPARATORS.split(cell):
        if not part.strip():
            continue
        name, sign, value = part.partition("=")
        if not sign or not name.strip():
            raise FormatError(f"“{part.strip()}” is not in the form name=value")
        pairs.append((name.strip(), value.strip()))
    return pairs


def _json(cell: str) -> Any:
    try:
        return json.loads(cell)
    except (ValueError, RecursionError) as error:
        raise FormatError(f"“{cell}” is not valid JSON ({error})") from None


def _from_json(cell: str, text: str) -> list[Argument]:
    arguments = _records(cell)
    for arg in arguments:
        check_extent(text, arg.start, arg.end, arg.quote, what=f"Argument {arg.name}")
    return arguments


def _records(cell: str) -> list[Argument]:
    records = _json(cell)
    arguments = []
    for record in records if isinstance(records, list) else [records]:
        known: dict[str, Any] = record if isinstance(record, dict) else {}
        values = [known.get(name) for name in _FIELDS]
        if [type(value) for value in values] != list(_FIELDS.values()):
            raise FormatError("An argument in JSON has name, start, end and quote")
        arguments.append(Argument(**{name: known[name] for name in _FIELDS}))
    return arguments


def _argument(name: str, value: str, text: str, start: int, end: int) -> Argument:
    placed = _PLACED.fullmatch(value)
    if placed:
        quote, at = placed[1], int(placed[2])
        check_extent(text, at, at + len(quote), quote, what=f"Argument {name}")
        return Argument(name, at, at + len(quote), quote)
    inside = [
        at for at in quote_places(text, value, start, len(text)) if start <= at <= end - len(value)
    ]
    if len(inside) == 1:
        return Argument(name, inside[0], inside[0] + len(value), value)
    where = ", ".join(f"{value}@{at}" for at in inside or quote_places(text, value, start))
    count = f"stands {len(inside)} times in the span" if inside else "does not stand in the span"
    raise OffsetError(
        f"Argument {name}: “{value}” {count}",
        remedy=f"Write which one: {where}." if where else "Copy it from the text.",
    )
