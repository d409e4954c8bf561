"""Tables of a comparison as files: CSV, Excel, JSON and JSON lines, each with its recipe."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tifa.corpus.comparison.result import Result
from tifa.corpus.errors import TifaError
from tifa.corpus.excel import cell_at, presentable, text_cell
from tifa.corpus.jsonl import dump_lines

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_README = "说明 README"
_SHEET_NAME = 31
_WIDEST = 60


def save_tables(path: Path, results: Sequence[Result]) -> list[Path]:
    """Save tables in the form that the file's ending says.

    .xlsx has a sheet for each table and one with their recipes and notes; .json has them
    all; .csv and .jsonl are one file a table, NAME being put before the ending if there are
    several, with the recipes and notes in a file .recipe.json beside them.

    Returns:
        The files written.

    Raises:
        TifaError: The ending is another, or a file cannot be written.
    """
    save = _FORMS.get(path.suffix.lower())
    if save is None:
        raise TifaError(
            f"Tables are not saved as “{path.suffix}”",
            where=str(path),
            remedy=f"Name a file that ends in {', '.join(_FORMS)}.",
        )
    try:
        return save(path, results)
    except OSError as error:
        raise TifaError(
            f"The table cannot be written ({error.strerror})", where=str(path)
        ) from None


def _csv(path: Path, results: Sequence[Result]) -> list[Path]:
    # Excel takes UTF-8 without the mark for the local encoding.
    texts = {r.name: "\ufeff" + r.frame.to_csv(index=False, lineterminator="\n") for r in results}
    return _each(path, results, texts)


def _jsonl(path: Path, results: Sequence[Result]) -> list[Path]:
    return _each(path, results, {r.name: dump_lines(r.to_dict()["rows"]) for r in results})


def _each(path: Path, results: Sequence[Result], texts: Mapping[str, str]) -> list[Path]:
    alone = len(results) == 1
    written = []
    for name, text in texts.items():
        written.append(path if alone else path.with_name(f"{path.stem}.{name}{path.suffix}"))
        written[-1].write_text(text, encoding="utf-8", newline="\n")
    recipes = {r.name: {"recipe": r.recipe.to_dict(), "notes": list(r.notes)} for r in results}
    written.append(path.with_suffix(".recipe.json"))
    written[-1].write_text(_dumped(recipes), encoding="utf-8", newline="\n")
    return written


def _json(path: Path, results: Sequence[Result]) -> list[Path]:
    content = [result.to_dict() for result in results]
    path.write_text(_dumped(content), encoding="utf-8", newline="\n")
    return [path]


def _dumped(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _xlsx(path: Path, results: Sequence[Result]) -> list[Path]:
    from openpyxl import Workbook

    book = Workbook()
    for sheet in book.worksheets:
        book.remove(sheet)
    for result in results:
        _fill(book.create_sheet(result.name[:_SHEET_NAME]), result)
    _explain(book.create_sheet(_README), results)
    fresh = path.with_name(path.name + ".new")
    try:
        book.save(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return [path]


def _fill(sheet: "Worksheet", result: Result) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    rows = result.to_dict()["rows"]
    for number, name in enumerate(map(str, result.frame.columns), start=1):
        text_cell(sheet, 1, number, name).font = Font(bold=True)
        longest = max((len(str(row[name])) for row in rows), default=0)
        width = min(_WIDEST, max(len(name), longest) + 2)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for line, row in enumerate(rows, start=2):
        for number, value in enumerate(row.values(), start=1):
            if isinstance(value, str):
                text_cell(sheet, line, number, presentable(value))
            elif value is not None:
                cell_at(sheet, line, number).value = value
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _explain(sheet: "Worksheet", results: Sequence[Result]) -> None:
    lines = []
    for result in results:
        lines.append((result.name, result.title))
        lines += [("", f"{name}: {value}") for name, value in result.recipe.to_dict().items()]
        lines += [("note", note) for note in result.notes]
    for line, pair in enumerate(lines, start=1):
        for column, text in enumerate(pair, start=1):
            text_cell(sheet, line, column, presentable(text))
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 100


_FORMS: Mapping[str, Callable[[Path, Sequence[Result]], list[Path]]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".json": _json,
    ".jsonl": _jsonl,
}
