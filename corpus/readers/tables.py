"""Tables of speeches: one speech a row, its metadata in the other columns."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from tifa.corpus.errors import FormatError
from tifa.corpus.frontmatter import iso_date
from tifa.corpus.ingest import Found
from tifa.corpus.readers.base import Reader, ReadFile, ReadOptions, SpeechText
from tifa.corpus.readers.columns import HEADERS, choose_columns, guess_columns
from tifa.corpus.readers.rows import Rows, read_csv, read_excel, read_json_lines
from tifa.corpus.taxonomies import taxonomies, taxonomy_names

_DATES = ("event_date", "publication_date")
_WRITTEN_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")
# No cell of Excel holds more characters; longer texts are cut when they are pasted.
_EXCEL_MOST = 32767

RowReader = Callable[[bytes, Path, Mapping[str, str]], list[Rows]]


def _reader(kind: str, suffixes: tuple[str, ...], read_rows: RowReader) -> Reader:
    def read(data: bytes, path: Path, options: ReadOptions) -> ReadFile:
        tables = read_rows(data, path, options.columns)
        if not any(table.rows for table in tables):
            raise FormatError("The table has no rows below its header", where=str(path))
        return _read_tables(tables, kind, path, options.columns)

    return Reader(kind, suffixes, read)


READERS = (
    _reader("CSV", (".csv", ".tsv"), read_csv),
    _reader("Excel", (".xlsx", ".xlsm"), read_excel),
    _reader("JSON lines", (".jsonl", ".ndjson"), read_json_lines),
)


def _read_tables(tables: list[Rows], kind: str, path: Path, given: Mapping[str, str]) -> ReadFile:
    speeches: list[SpeechText] = []
    refused: list[tuple[str, str]] = []
    notes: list[str] = []
    for table in _with_text(tables, given, notes):
        where = f"{path}, {table.place}" if table.place else str(path)
        columns = choose_columns(table.header, given, where=where)
        notes += [*table.notes, _told(table, columns, given)]
        for place, row in table.rows:
            place = f"{table.place} {place}".strip()
            text = row.get(columns["text"], "")
            if text.strip():
                speeches.append(_speech(text, row, columns, place, kind))
            else:
                refused.append((place, f"column “{columns['text']}” is empty"))
    return ReadFile(tuple(speeches), tuple(refused), tuple(notes))


def _with_text(tables: list[Rows], given: Mapping[str, str], notes: list[str]) -> list[Rows]:
    """Return the tables with a column for the text; of a single one, an error says what lacks."""
    if len(tables) == 1:
        return tables
    wanted = set(given.values())
    useful = [
        table
        for table in tables
        if table.rows
        and wanted <= set(table.header)
        and ("text" in given or "text" in guess_columns(table.header))
    ]
    notes += [
        f"{table.place} not read: no column of texts" for table in tables if table not in useful
    ]
    return useful or tables[:1]


def _told(table: Rows, columns: Mapping[str, str], given: Mapping[str, str]) -> str:
    """Say which column was taken for what, and which for nothing."""
    parts = [
        f"{field} from “{columns[field]}”{'' if field in given else ' (guessed)'}"
        for field in HEADERS
        if field in columns
    ]
    unused = [f"“{name}”" for name in table.header if name not in columns.values()]
    rest = f"; not used: {', '.join(unused)}" if unused else ""
    return f"columns: {', '.join(parts)}{rest}"


def _speech(
    text: str, row: Mapping[str, str], columns: Mapping[str, str], place: str, kind: str
) -> SpeechText:
    found: dict[str, Found] = {}
    notes: list[str] = []
    for field, column in columns.items():
        value = " ".join(row.get(column, "").split())
        if field not in ("text", "id") and value:
            known = _value(field, value)
            if known is None:
                notes.append(f"{field} “{value}” is not known, left out")
            else:
                found[field] = Found(known, f"column “{column}”", sure=True)
    if kind == "Excel" and len(text) >= _EXCEL_MOST:
        notes.append(f"the cell is full ({_EXCEL_MOST:,} characters): the text may be cut")
    name = row.get(columns["id"], "") if "id" in columns else ""
    title = found["title"].value if "title" in found else ""
    return SpeechText(text, kind, place, name or title, found, tuple(notes))


def _value(field: str, written: str) -> str | None:
    """Return a cell's value as metadata have it; None if it cannot be one."""
    if field in _DATES:
        return _date(written)
    if field in taxonomies():
        return taxonomy_names(field).get(written.lower())
    return written


def _date(written: str) -> str | None:
    digits = _WRITTEN_DATE.fullmatch(written)
    if digits:
        written = "-".join(digits.groups())
    said = iso_date(written)
    if said is None or len(said) < 10:
        return said
    try:
        return date.fromisoformat(said).isoformat()
    except ValueError:
        return None
