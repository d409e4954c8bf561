"""The rows of tables: CSV and TSV, Excel, JSON lines."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tifa.corpus.errors import FormatError
from tifa.corpus.ingest import decode
from tifa.corpus.jsonl import parse_line
from tifa.corpus.readers.archives import open_archive
from tifa.corpus.readers.columns import guess_columns

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Titles and the like that may stand above the header.
_ABOVE = 10
_DELIMITERS = ",\t;|"


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: its header and its rows, each with its place.

    header (tuple[str, ...]): Names of the columns.
    rows (tuple[tuple[str, Mapping[str, str]], ...]): Place and cells by column.
    place (str): Where in the file the table stands, if there are several.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, Mapping[str, str]], ...]
    place: str = ""
    notes: tuple[str, ...] = ()


def read_csv(data: bytes, path: Path, columns: Mapping[str, str]) -> list[Rows]:
    """Read comma- or tab-separated values; the delimiter is the header's most frequent.

    Raises:
        FormatError: The encoding cannot be told, or a quotation mark is never closed.
    """
    text, _, notes = decode(data, where=str(path))
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(_DELIMITERS, key=first.count) if path.suffix.lower() != ".tsv" else "\t"
    csv.field_size_limit(1 << 30)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[str, list[str]]] = []
    before = 0
    try:
        for cells in reader:
            lines.append((f"line {before + 1}", cells))
            before = reader.line_num
    except csv.Error as error:
        raise FormatError(
            f"The table is damaged after line {before} ({error})",
            where=str(path),
            remedy="Open it in a spreadsheet program and save it anew as CSV in UTF-8.",
        ) from None
    return [_table(lines, columns, notes=notes)]


def read_excel(data: bytes, path: Path, columns: Mapping[str, str]) -> list[Rows]:
    """Read every sheet of a workbook; merged cells have the value in each of them.

    Raises:
        FormatError: The file is damaged.
    """
    from openpyxl import load_workbook

    open_archive(data, path).close()
    book = load_workbook(io.BytesIO(data), data_only=True)
    several = len(book.worksheets) > 1
    tables = []
    for sheet in book.worksheets:
        lines = [
            (f"row {number}", list(map(_cell, cells)))
            for number, cells in enumerate(_filled(sheet), start=1)
        ]
        if any(any(cells) for _, cells in lines):
            tables.append(_table(lines, columns, place=f"sheet “{sheet.title}”" if several else ""))
    return tables


def read_json_lines(data: bytes, path: Path, columns: Mapping[str, str]) -> list[Rows]:
    """Read JSON objects, one a line; members of members are named with a dot.

    Raises:
        FormatError: A line is no JSON object.
    """
    text, _, notes = decode(data, where=str(path))
    rows = [
        (f"line {number}", dict(_flat(parse_line(line, where=f"{path}:{number}"))))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    header = tuple(dict.fromkeys(name for _, row in rows for name in row))
    return [Rows(header, tuple(rows), notes=notes)]


def _table(
    lines: Sequence[tuple[str, Sequence[str]]],
    columns: Mapping[str, str],
    *,
    place: str = "",
    notes: tuple[str, ...] = (),
) -> Rows:
    """Take the line with the most known column names as the header."""
    top = lines[:_ABOVE]
    known = [_recognised(cells, columns) for _, cells in top]
    best = known.index(max(known)) if known else 0
    header = _unique(lines[best][1]) if lines else ()
    rows = tuple(
        (where, dict(zip(header, cells, strict=False)))
        for where, cells in lines[best + 1 :]
        if any(cell.strip() for cell in cells)
    )
    skipped = [" ".join(filter(None, dict.fromkeys(cells))) for _, cells in lines[:best]]
    said = [f"above the header, not read: {words}" for words in skipped if words]
    return Rows(header, rows, place, (*notes, *said))


def _recognised(cells: Sequence[str], columns: Mapping[str, str]) -> int:
    wanted = sum(name in cells for name in columns.values())
    return 100 * wanted + len(guess_columns([cell for cell in cells if len(cell) < 30]))


def _unique(cells: Sequence[str]) -> tuple[str, ...]:
    """Return column names, each told from others of the same name by a number."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names)


def _filled(sheet: "Worksheet") -> Iterator[list[Any]]:
    """Yield the rows of a sheet, every cell of a merged range with the range's value."""
    merged = {
        (row, column): area.start_cell.value
        for area in sheet.merged_cells.ranges
        for row, column in area.cells
    }
    for cells in sheet.iter_rows():
        yield [merged.get((cell.row, cell.column), cell.value) for cell in cells]


def _cell(value: object) -> str:
    from openpyxl.utils.escape import unescape

    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # Office writes a carriage return inside a cell as _x000D_.
    return unescape(value) if isinstance(value, str) else str(value)


def _flat(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield f"{prefix}{name}", str(value)
