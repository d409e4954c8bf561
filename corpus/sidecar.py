"""Metadata of texts in a table beside them.

A folder of texts may hold a table, ``metadata.csv``, ``metadata.jsonl`` or ``manifest.jsonl``,
with a column ``file``, the path of a text in the folder, and columns named like the fields of
the metadata.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tifa.corpus.document import Metadata
from tifa.corpus.errors import FormatError
from tifa.corpus.ingest import make_metadata
from tifa.corpus.jsonl import read_jsonl
from tifa.corpus.taxonomies import taxonomies, taxonomy_names

TABLES = ("metadata.csv", "metadata.jsonl", "manifest.jsonl")
_FILE, _TEXT = "file", "text"
# Columns that people call otherwise.
_ALIASES = {"date": "event_date"}


def table_in(folder: Path) -> Path | None:
    """Return the folder's table of metadata, or None if it has none."""
    return next((folder / name for name in TABLES if (folder / name).is_file()), None)


def names_files(table: Path) -> bool:
    """Say whether a table tells of texts beside it, and does not hold texts itself.

    Raises:
        FormatError: It cannot be read.
    """
    return any(_FILE in row and _TEXT not in row for _, row in _numbered(table))


def metadata_rows(folder: Path) -> Mapping[str, dict[str, Any]]:
    """Return the rows of the folder's table of metadata by file; none without a table.

    Raises:
        FormatError: The table cannot be read, or a row names no file.
    """
    path = table_in(folder)
    if path is None:
        return {}
    rows: dict[str, dict[str, Any]] = {}
    for number, row in _numbered(path):
        if not row.get(_FILE):
            raise FormatError(
                f"There is no “{_FILE}” in this row",
                where=f"{path}:{number}",
                remedy="Give each row the path of its text in the folder.",
            )
        rows[str(row[_FILE])] = row
    return rows


def _numbered(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    return _csv_rows(path) if path.suffix == ".csv" else read_jsonl(path)


def _csv_rows(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return [*enumerate(csv.DictReader(lines), start=2)]
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"Cannot be read ({error})", where=str(path)) from None


def valid_fields(
    row: Mapping[str, Any], told: Counter[str], unknown: dict[str, str] | None = None
) -> dict[str, Any]:
    """Return the fields of a row that metadata can hold.

    told (Counter[str]): Counts what became of the others.
    unknown (dict[str, str] | None): Takes the values of closed fields that the taxonomy does
        not have; without it they are left out.
    """
    given: dict[str, Any] = {}
    for column, value in row.items():
        name = _ALIASES.get(column, column)
        if name not in Metadata.model_fields or value in (None, ""):
            continue
        allowed = taxonomies().get(name, ())
        if allowed:  # 省级 is provincial
            value = taxonomy_names(name).get(str(value).strip().lower(), value)
        try:
            make_metadata({"title": "any", name: value})
        except FormatError:
            if unknown is not None and allowed and isinstance(value, str):
                unknown[name] = value
                told[f"“{value}” is not in the taxonomy of {name}, kept as it stands"] += 1
            else:
                known = f"; there are: {', '.join(allowed)}" if allowed else ""
                told[f"“{value}” is no value for {name}, left out{known}"] += 1
            continue
        given[name] = value
    return given


def told_notes(told: Counter[str]) -> list[str]:
    """Return what became of values in how many documents, a sentence each."""
    return [f"{count} documents: {what}" for what, count in sorted(told.items())]
