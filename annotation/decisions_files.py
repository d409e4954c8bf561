"""Decisions files on disk: Excel for people, JSON lines for programs."""

from collections.abc import Sequence
from pathlib import Path

from tifa.annotation.decisions import Row, dump_rows, read_rows
from tifa.annotation.decisions_excel import read_excel, write_excel
from tifa.corpus.errors import FormatError

_EXCEL, _LINES = ".xlsx", ".jsonl"
SUFFIXES = (_EXCEL, _LINES)


def check_kind(path: Path) -> None:
    """Assert that a path's suffix is one of a decisions file.

    Raises:
        FormatError: It is not.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise FormatError(
            "A decisions file is .xlsx or .jsonl", where=str(path), remedy="Name such a file."
        )


def read_decisions_file(path: Path) -> list[Row]:
    """Read a decisions file by its suffix.

    Raises:
        FormatError: It is no decisions file.
    """
    check_kind(path)
    return read_excel(path) if path.suffix.lower() == _EXCEL else read_rows(path)


def write_decisions_file(path: Path, rows: Sequence[Row], labels: Sequence[str]) -> None:
    """Write a decisions file by its suffix, making its folder if needed.

    labels (Sequence[str]): Labels of the scheme, offered for choice in Excel.

    Raises:
        FormatError: The suffix is another, something cannot stand in a table, or the file
            cannot be written.
    """
    check_kind(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() == _EXCEL:
            write_excel(path, rows, labels)
        else:
            path.write_text(dump_rows(rows), encoding="utf-8", newline="\n")
    except OSError as error:
        raise FormatError(f"Cannot be written ({error.strerror})", where=str(path)) from None
