"""Tables of a comparison as files: CSV, Excel, JSON and JSON lines, each with its recipe."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tifa.corpus.comparison.result import Result
from tifa.corpus.errors import TifaError
from tifa.corpus.excel import is_plain, presentable, row_cell
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

    # Row by row: the cells of a book in memory would take most of the time of a comparison.
    book = Workbook(write_only=True)
    for result in results:
        _fill(cast("Worksheet", book.create_sheet(result.name[:_SHEET_NAME])), result)
    _explain(cast("Worksheet", book.create_sheet(_README)), results)
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
    names = [str(name) for name in result.frame.columns]
    for number, name in enumerate(names, start=1):
        longest = max((len(str(row[name])) for row in rows), default=0)
        width = min(_WIDEST, max(len(name), longest) + 2)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    if names:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(rows) + 1}"
    headings = [row_cell(sheet, name) for name in names]
    for heading in headings:
        heading.font = Font(bold=True)
    sheet.append(headings)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row.values()])


def _cell(sheet: "Worksheet", value: Any) -> Any:
    """Return what a row takes: a cell only for texts that need one."""
    if not isinstance(value, str):
        return value
    shown = presentable(value)
    return shown if is_plain(shown) else row_cell(sheet, shown)


def _explain(sheet: "Worksheet", results: Sequence[Result]) -> None:
    sheet.column_dimensions["A"].width = 28
    sheet.column_dimensions["B"].width = 100
    for result in results:
        lines = [(result.name, result.title)]
        lines += [("", f"{name}: {value}") for name, value in result.recipe.to_dict().items()]
        lines += [("note", note) for note in result.notes]
        for line in lines:
            sheet.append([_cell(sheet, text) for text in line])


_FORMS: Mapping[str, Callable[[Path, Sequence[Result]], list[Path]]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".json": _json,
    ".jsonl": _jsonl,
}
