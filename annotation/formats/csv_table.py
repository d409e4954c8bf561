"""CSV: a table of spans, and beside it a table of their texts (``.texts.csv``).

UTF-8 with a byte order mark, by which Excel knows it; line ends as RFC 4180 has them. A
cell that Excel would take for a formula begins with ``'``, as the Open Worldwide
Application Security Project advises (owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tifa.annotation.formats.base import Exchange, Format, Loss, ReadOptions, WriteOptions
from tifa.annotation.formats.filenames import from_filename
from tifa.annotation.formats.folders import read_file, write_bytes
from tifa.annotation.formats.spantable import (
    NUMBERS,
    TEXT_COLUMNS,
    Row,
    column_of,
    span_columns,
    span_rows,
    text_cells,
)
from tifa.annotation.formats.spantable_read import read_tables
from tifa.corpus.errors import FormatError

_TEXTS = ".texts.csv"
_RISKY = tuple("=+-@'\t\r")
_DELIMITERS = ",;\t"


def read_csv(path: Path, options: ReadOptions) -> Exchange:
    """Read a table of spans, with ``.texts.csv`` beside it if there is one.

    Cells are parted by comma, semicolon or tab. What is not UTF-8 is read as UTF-16 or GB
    18030, in which Excel saves CSV, and a note says so.

    Raises:
        FormatError: A file cannot be read, or has no columns that say what spans are.
    """
    notes: list[str] = []
    spans = _rows(path, notes)
    columns = {name for row in spans for name in row.cells}
    if spans and not ({"label"} <= columns and columns & {"quote", "start", "text"}):
        raise FormatError(
            "It has no columns label, and quote or start",
            where=str(path),
            remedy="The first line names the columns: doc, label, start, end, quote.",
        )
    beside = _beside(path)
    texts = _rows(beside, notes) if beside.is_file() else []
    found = read_tables(spans, texts, options, stem=from_filename(path.stem))
    return replace(found, notes=(*notes, *found.notes))


def _beside(path: Path) -> Path:
    return path.with_suffix(_TEXTS)


def _rows(path: Path, notes: list[str]) -> list[Row]:
    content = _decoded(read_file(path), path, notes)
    head = content.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    limit = csv.field_size_limit(sys.maxsize)
    try:
        lines = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
        columns = [column_of(_unguarded(name)) for name in next(lines, [])]
        rows = []
        start = lines.line_num + 1
        for cells in lines:
            rows.append(_row(columns, cells, f"{path}:{start}"))
            start = lines.line_num + 1
        return [row for row in rows if row.cells]
    except csv.Error as error:
        raise FormatError(f"It is no CSV ({error})", where=str(path)) from None
    finally:
        csv.field_size_limit(limit)


def _row(columns: Sequence[str], cells: Sequence[str], where: str) -> Row:
    if any(cells[len(columns) :]):
        raise FormatError(
            f"The line has {len(cells)} cells, and there are {len(columns)} columns", where=where
        )
    named = zip(columns, cells, strict=False)
    return Row({name: _unguarded(cell) for name, cell in named if cell}, where)


def _decoded(data: bytes, path: Path, notes: list[str]) -> str:
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if utf16 else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8-sig":
            notes.append(f"{path} is not UTF-8; it was read as {encoding.upper()}")
        return text
    raise FormatError(
        "It is not UTF-8", where=str(path), remedy="Save it as CSV UTF-8 (comma delimited)."
    )


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RISKY) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell


def write_csv(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write a table of spans, and a table of their texts beside it.

    Returns nothing lost: the tables hold all that an exchange does.

    Raises:
        FormatError: A file cannot be written.
    """
    spans = (cells for _, _, _, cells in span_rows(exchange))
    write_bytes(path, _table(span_columns(exchange), spans))
    texts = (text_cells(exchange, item) for item in exchange.items)
    write_bytes(_beside(path), _table(TEXT_COLUMNS, texts))
    return ()


def _table(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    content = io.StringIO(newline="")
    writer = csv.writer(content, lineterminator="\r\n")
    writer.writerow(_guarded(name) for name in columns)
    for row in rows:
        writer.writerow(
            row.get(name, "") if name in NUMBERS else _guarded(row.get(name, ""))
            for name in columns
        )
    return "\ufeff" + content.getvalue()


def _sniff(path: Path, head: bytes) -> bool:
    if path.suffix.lower() not in (".csv", ".tsv"):
        return False
    try:
        first = _decoded(head.split(b"\n", 1)[0], path, [])
    except FormatError:
        return head.startswith((b"\xff\xfe", b"\xfe\xff"))
    delimiter = max(_DELIMITERS, key=first.count)
    columns = {column_of(_unguarded(name.strip('"\r'))) for name in first.split(delimiter)}
    return "label" in columns and bool(columns & {"quote", "start", "text"})


FORMAT = Format(
    name="csv",
    title="CSV table of spans",
    suffixes=(".csv", ".tsv"),
    read=read_csv,
    write=write_csv,
    sniff=_sniff,
)
