"""The decisions file as an Excel table, for people who do not write JSON.

Every cell that shows or takes text is a text cell, so that a quote that begins with = or
+ stays what it is. What cannot stand in a table is refused on writing.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tifa.annotation.decisions import (
    ADD,
    BOTH,
    EDIT,
    KEEP,
    REJECT,
    Part,
    Row,
    annotators_of,
    whole_number,
)
from tifa.annotation.decisions_help import HELP
from tifa.corpus.errors import FormatError
from tifa.corpus.excel import (
    cell_at,
    open_sheets,
    plain_value,
    presentable,
    text_cell,
    text_value,
)

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

SHEETS = {
    Part.OPEN: "待定 open",
    Part.AGREED: "一致 agreed",
    Part.OUTDATED: "旧行 outdated",
}
_README = "说明 README"
_CHOICES = "choices"
_ANNOTATOR = "标注者 "
_SHOWN = {
    "id": ("编号 id", 14),
    "doc": ("文档 doc", 16),
    "section": ("节 section", 9),
    "kind": ("分歧 kind", 11),
    "note": ("备注 note", 18),
    "before": ("上文 before", 28),
    "text": ("标注 text", 36),
    "after": ("下文 after", 28),
}
_TAKEN = {
    "decision": ("决定 decision", 14),
    "start": ("起 start", 8),
    "end": ("止 end", 8),
    "quote": ("修改后文字 quote", 30),
    "label": ("标签 label", 16),
    "attributes": ("属性 attributes", 22),
    "arguments": ("论元 arguments", 22),
    "reason": ("理由 reason", 28),
    "rule": ("规则 rule", 22),
}
_DISPLAYED = ("section", "kind", "note", "before", "text", "after")
_SPARE_ROWS = 500
_GREY, _YELLOW, _BLUE = "FFEDEDED", "FFFFF8DC", "FFD9E2F3"


def write_excel(path: Path, rows: Sequence[Row], labels: Sequence[str] = ()) -> None:
    """Write rows as an Excel table.

    labels (Sequence[str]): Labels of the scheme, offered for choice.

    Raises:
        FormatError: Something filled in cannot stand in a table.
    """
    from openpyxl import Workbook

    annotators = annotators_of(rows)
    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for part, title in SHEETS.items():
        mine = [row for row in rows if row.part is part]
        if mine or part is not Part.OUTDATED:
            sheet = book.create_sheet(title)
            _fill(sheet, mine, annotators, grey=part is not Part.OPEN)
            _offer_choices(sheet, len(mine), len(annotators), len(labels))
    _write_help(book.create_sheet(_README))
    words = (*annotators, BOTH, KEEP, EDIT, REJECT, ADD)
    _write_choices(book.create_sheet(_CHOICES), words, labels)
    fresh = path.with_name(path.name + ".new")
    try:
        book.save(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _fill(
    sheet: "Worksheet", rows: Sequence[Row], annotators: Sequence[str], *, grey: bool
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    columns = [*_SHOWN.items(), *((name, (_ANNOTATOR + name, 34)) for name in annotators)]
    shown = len(columns)
    columns += _TAKEN.items()
    colours = [_GREY if grey else None] * shown + [_YELLOW] * len(_TAKEN)
    for number, (_, (heading, width)) in enumerate(columns, start=1):
        cell = text_cell(sheet, 1, number, heading)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor=_BLUE)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(number)].width = width
    wrapped = Alignment(wrap_text=True, vertical="top")
    fills = [PatternFill("solid", fgColor=colour) if colour else None for colour in colours]
    for line, row in enumerate(rows, start=2):
        for number, (name, _) in enumerate(columns, start=1):
            cell = _cell(sheet, line, number, name, row, shown=number <= shown)
            cell.alignment = wrapped
            fill = fills[number - 1]
            if fill is not None:
                cell.fill = fill
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _cell(
    sheet: "Worksheet", line: int, column: int, name: str, row: Row, *, shown: bool
) -> "Cell":
    if name in ("start", "end"):
        cell = cell_at(sheet, line, column)
        cell.value = getattr(row, name)
        return cell
    if shown and name not in _SHOWN:
        return text_cell(sheet, line, column, presentable(row.versions.get(name, "")))
    value = getattr(row, name)
    if name in _DISPLAYED:
        return text_cell(sheet, line, column, presentable(value))
    if value != presentable(value):
        raise FormatError(
            f"The {name} of {row.id or 'an added row'} cannot stand in a table",
            where=row.where or None,
            remedy="It is too long or holds control characters: write .jsonl instead.",
        )
    return text_cell(sheet, line, column, value)


def _offer_choices(sheet: "Worksheet", rows: int, annotators: int, labels: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    # A list in the cell could hold 255 characters and no comma: it points to a sheet.
    lists = {"decision": f"'{_CHOICES}'!$A$1:$A${annotators + 5}"}
    if labels:
        lists["label"] = f"'{_CHOICES}'!$B$1:$B${labels}"
    for name, source in lists.items():
        column = get_column_letter(len(_SHOWN) + annotators + list(_TAKEN).index(name) + 1)
        choice = DataValidation(type="list", formula1=f"={source}", allow_blank=True)
        choice.showErrorMessage = True
        choice.errorTitle, choice.error = "不在列表中", "Choose one of the list."
        choice.add(f"{column}2:{column}{rows + 1 + _SPARE_ROWS}")
        sheet.add_data_validation(choice)


def _write_help(sheet: "Worksheet") -> None:
    from openpyxl.styles import Alignment

    sheet.column_dimensions["A"].width = 60
    sheet.column_dimensions["B"].width = 80
    for line, pair in enumerate(HELP, start=1):
        for column, text in enumerate(pair, start=1):
            text_cell(sheet, line, column, text).alignment = Alignment(
                wrap_text=True, vertical="top"
            )


def _write_choices(sheet: "Worksheet", words: Sequence[str], labels: Sequence[str]) -> None:
    for column, values in enumerate((words, labels), start=1):
        for line, value in enumerate(values, start=1):
            text_cell(sheet, line, column, value)
    sheet.sheet_state = "hidden"


def read_excel(path: Path) -> list[Row]:
    """Read a decisions file that Excel or LibreOffice saved.

    Raises:
        FormatError: It is no such file, or cells are not in their form; all such are named.
    """
    rows: list[Row] = []
    wrong: list[str] = []
    found = False
    for sheet in open_sheets(path):
        part = next((p for p in Part if sheet.title.split()[-1:] == [p.value]), None)
        headings = _headings(sheet)
        if part is None or not {"id", "decision"} <= headings.keys():
            continue
        found = found or part is Part.OPEN
        name = f"{path}" if part is Part.OPEN else f"{path}[{part.value}]"
        for line, cells in enumerate(sheet.iter_rows(min_row=2), start=2):
            where = f"{name}:{line}"
            try:
                rows += _read_row(cells, headings, part, where)
            except FormatError as error:
                wrong.append(str(error))
    if not found:
        raise FormatError(
            f"There is no sheet “{SHEETS[Part.OPEN]}” with the columns id and decision",
            where=str(path),
            remedy="Keep the names of the sheets and the first row as they were written.",
        )
    if wrong:
        raise FormatError("\n".join(wrong).removesuffix("."))
    return rows


def _headings(sheet: "Worksheet") -> dict[str, int]:
    """Return the columns by the last word of their headings, annotators by the whole."""
    known = {*_SHOWN, *_TAKEN}
    found: dict[str, int] = {}
    for number, cell in enumerate(next(sheet.iter_rows(max_row=1), ())):
        heading = str(cell.value or "")
        name = heading if heading.startswith(_ANNOTATOR) else heading.split(" ")[-1].strip()
        if name in known or heading.startswith(_ANNOTATOR):
            found.setdefault(name, number)
    return found


def _read_row(
    cells: "Sequence[Cell | MergedCell]", headings: dict[str, int], part: Part, where: str
) -> Iterator[Row]:
    if all(cell.value in (None, "") for cell in cells):
        return
    values: dict[str, Any] = {}
    versions: dict[str, str] = {}
    for name, column in headings.items():
        if column >= len(cells) or cells[column].value is None:
            versions |= {name.removeprefix(_ANNOTATOR): ""} if name.startswith(_ANNOTATOR) else {}
        elif name.startswith(_ANNOTATOR):
            versions[name.removeprefix(_ANNOTATOR)] = str(cells[column].value)
        elif name in _DISPLAYED:
            values[name] = str(cells[column].value)
        elif name in ("start", "end"):
            values[name] = whole_number(plain_value(cells[column], name, where), name, where)
        else:
            values[name] = _read_text(cells[column], name, where)
    yield Row(part=part, versions=versions, where=where, **values)


def _read_text(cell: "Cell | MergedCell", name: str, where: str) -> str:
    value = text_value(plain_value(cell, name, where), name, where, exact=name == "quote")
    return value.replace("_x000D_", "")
