"""Cells of Excel tables that show a text as it is."""

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_CELL = 32_767


def cell_at(sheet: "Worksheet", line: int, column: int) -> "Cell":
    """Return a cell of a sheet that has no merged cells; line and column from 1."""
    return cast("Cell", sheet.cell(line, column))


def text_cell(sheet: "Worksheet", line: int, column: int, value: str) -> "Cell":
    """Write a text cell; openpyxl would make a formula of what begins with =."""
    cell = cell_at(sheet, line, column)
    cell.number_format = "@"
    if value:
        cell.value = value
        cell.data_type = "s"
        cell.quotePrefix = value[0] in "=+-@'"
    return cell


def presentable(text: str) -> str:
    """Return a text as a cell can show it."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    shown = text.replace("\r\n", "\n").replace("\r", "\n")
    shown = str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", shown))
    shown = shown.encode("utf-8", "replace").decode()
    return shown if len(shown) <= _LONGEST_CELL else shown[: _LONGEST_CELL - 1] + "…"
