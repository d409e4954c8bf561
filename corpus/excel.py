"""Cells of Excel tables that hold texts: no formulas, no dates, no lost line ends.

Source of the escapes ``_xHHHH_``: ECMA-376, part 1, 22.9.2.19 (ST_Xstring).
"""

import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tifa.corpus.errors import FormatError

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST_CELL = 32_767
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# openpyxl takes every x005F_ out of what it reads, so no such thing may be stored.
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|(?<=_)x(?=[0-9A-Fa-f]{4})|x(?=005F)")


def cell_at(sheet: "Worksheet", line: int, column: int) -> "Cell":
    """Return a cell of a sheet that has no merged cells."""
    return cast("Cell", sheet.cell(line, column))


def text_cell(sheet: "Worksheet", line: int, column: int, value: str) -> "Cell":
    """Write a text cell; openpyxl would make a formula of what begins with =."""
    return _as_text(cell_at(sheet, line, column), value)


def row_cell(sheet: "Worksheet", value: str) -> "Cell":
    """Return a text cell for a row of a sheet that is written row by row."""
    from openpyxl.cell import WriteOnlyCell

    return _as_text(WriteOnlyCell(sheet), value)


def _as_text(cell: "Cell", value: str) -> "Cell":
    cell.number_format = "@"
    if value:
        cell.value = value
        cell.data_type = "s"
        cell.quotePrefix = value[0] in "=+-@'"
    return cell


def is_plain(value: str) -> bool:
    """Say whether openpyxl takes a text for nothing else, so that it needs no text cell."""
    return not value.startswith(("=", "+", "-", "@", "'", "#"))


def presentable(text: str) -> str:
    """Return a text as a cell can show it."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    shown = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", shown))
    shown = shown.encode("utf-8", "replace").decode()
    return shown if len(shown) <= LONGEST_CELL else shown[: LONGEST_CELL - 1] + "…"


def escape_cell(text: str) -> str:
    """Return a text as Excel stores it; `unescape_cell` undoes it.

    XML knows no control characters and makes one line end of two, so these are escaped,
    and so is what looks like an escape.
    """
    return _ODD.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescape_cell(text: str) -> str:
    """Return the text that a cell stands for; half of a surrogate pair stays an escape."""
    return _ESCAPE.sub(lambda match: _unescaped(match[0], int(match[1], 16)), text)


def _unescaped(escape: str, code: int) -> str:
    return escape if 0xD800 <= code <= 0xDFFF else chr(code)


def open_sheets(path: Path) -> "list[Worksheet]":
    """Return the sheets of an Excel file.

    Raises:
        FormatError: It cannot be read, or is no Excel file.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # openpyxl warns of everything that Excel adds and it does not know.
            warnings.simplefilter("ignore")
            book = load_workbook(path)
    except OSError as error:
        raise FormatError(f"Cannot be read ({error.strerror})", where=str(path)) from None
    # Of a damaged file, zipfile, the XML parser and openpyxl each raise their own.
    except Exception as error:  # noqa: BLE001
        raise FormatError(
            f"Not an Excel file of the kind .xlsx ({error})",
            where=str(path),
            remedy="Save it as .xlsx.",
        ) from None
    return list(book.worksheets)


def plain_value(cell: "Cell | MergedCell", name: str, where: str) -> Any:
    """Return the value of a cell that is no formula.

    Raises:
        FormatError: It is one, or an error.
    """
    if cell.data_type in ("f", "e"):
        kind = "formula" if cell.data_type == "f" else "error"
        raise FormatError(
            f"{name} is the {kind} {cell.value}",
            where=where,
            remedy="Write the text or number itself; a ' before it makes it a text.",
        )
    return cell.value


def text_value(value: Any, name: str, where: str, *, exact: bool) -> str:
    """Return the text of a cell's value; a number that stands for a name is one too.

    exact (bool): Whether a number is refused, because 007 may have become 7.

    Raises:
        FormatError: The table took it for something else.
    """
    if isinstance(value, str):
        return value
    whole = isinstance(value, float) and value.is_integer()
    if isinstance(value, bool) or not isinstance(value, int | float) or exact:
        raise FormatError(
            f"{name} is {value}, which the table took for a number, date or truth value",
            where=where,
            remedy="Write a ' before it, which makes it a text.",
        )
    return str(int(value) if whole else value)
