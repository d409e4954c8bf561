"""Excel: a workbook with a sheet of spans, one of their texts, and one that explains both."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tifa.annotation.formats.base import Exchange, Format, Loss, ReadOptions, WriteOptions
from tifa.annotation.formats.filenames import from_filename
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
from tifa.corpus.excel import (
    LONGEST_CELL,
    escape_cell,
    open_sheets,
    plain_value,
    text_value,
    unescape_cell,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_SUFFIX = ".xlsx"
_ZIP = b"PK\x03\x04"
_CHINESE = {
    "doc": "文档",
    "annotator": "标注者",
    "label": "标签",
    "start": "起",
    "end": "止",
    "quote": "引文",
    "occurrence": "第几处",
    "arguments": "论元",
    "score": "得分",
    "text": "全文",
    "annotators": "已标注者",
    "meta": "元数据",
    "sha256": "校验",
}
_WIDTHS = {"quote": 50, "text": 80, "arguments": 30, "label": 18, "doc": 18}
_EXACT = frozenset(("quote", "text"))
HELP = (
    (
        "“标注”表每行一个标注：可改标签、属性、引文，可增删行。",
        "Sheet spans: a span a row. Change labels, attributes and quotes; add and delete rows.",
    ),
    (
        "起、止从 0 起按字计数，止不含在内。新行可不填起止，只填引文；引文不止一处时填“第几处”（从 1 起）。",
        (
            "start and end count characters from 0; the end is exclusive. A new row needs no start "
            "and end but a quote, and the occurrence (from 1) of one that stands more than once."
        ),
    ),
    (
        "改了引文，须同时改起止，或把起止都删去。",
        "Who changes a quote changes start and end too, or empties both.",
    ),
    (
        "论元写作 actor=县委；该文字不止一处时写 actor=县委@120（起）。",
        "arguments: actor=县委, or actor=县委@120 (its start) where it stands more than once.",
    ),
    (
        "“文本”表不要改：标注的位置都指向它。“已标注者”是看过该文的人，没有标注也算。",
        (
            "Do not change sheet texts: all offsets point into it. annotators are those who have "
            "seen a text, also if they marked nothing."
        ),
    ),
)


def read_excel_table(path: Path, options: ReadOptions) -> Exchange:
    """Read a workbook: each sheet with a column ``label`` holds spans, others may hold texts.

    Raises:
        FormatError: It cannot be read, holds no spans, or a cell is not in its form.
    """
    spans: list[Row] = []
    texts: list[Row] = []
    found = False
    for sheet in open_sheets(path):
        columns = _columns(sheet)
        if "label" in columns and {"quote", "start", "text"} & set(columns):
            found = True
            spans += _rows(sheet, columns, path)
        elif "doc" in columns and "text" in columns:
            texts += _rows(sheet, columns, path)
    if not found:
        raise FormatError(
            "No sheet has columns label, and quote or start",
            where=str(path),
            remedy="The first row names the columns: doc, label, start, end, quote.",
        )
    return read_tables(spans, texts, options, stem=from_filename(path.stem))


def _columns(sheet: "Worksheet") -> list[str]:
    values = next(sheet.iter_rows(max_row=1, values_only=True), ())
    return [column_of(unescape_cell(str(value))) if value else "" for value in values]


def _rows(sheet: "Worksheet", columns: Sequence[str], path: Path) -> Iterator[Row]:
    for line, cells in enumerate(sheet.iter_rows(min_row=2), start=2):
        where = f"{path}[{sheet.title}]:{line}"
        found: dict[str, str] = {}
        for name, cell in zip(columns, cells, strict=False):
            if name and cell.value not in (None, ""):
                found[name] = _text(plain_value(cell, name, where), name, where)
        if found:
            yield Row(found, where)


def _text(value: Any, name: str, where: str) -> str:
    if isinstance(value, str):
        return unescape_cell(value)
    if name in NUMBERS and isinstance(value, int | float):
        return repr(value)
    return text_value(value, name, where, exact=name in _EXACT)


def write_excel_table(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write a workbook.

    options (WriteOptions): ``scheme`` for the labels that a cell offers for choice.

    Returns what is too long for a cell (32,767 characters); texts are cut into rows and
    quotes left out, so these are not among it.

    Raises:
        FormatError: It cannot be written.
    """
    from openpyxl import Workbook

    losses: list[Loss] = []
    book = Workbook(write_only=True)
    sheet = _sheet(book, "标注 spans", columns := span_columns(exchange))
    rows = 1
    for annotator, item, span, cells in span_rows(exchange):
        rows += 1
        long = [name for name, cell in cells.items() if _is_long(cell)]
        sheet.append(_row(sheet, columns, {**cells, **dict.fromkeys(long, "")}))
        if any(name != "quote" for name in long):
            reason = f"too long for a cell: {', '.join(long)}"
            losses.append(Loss(item.id, reason, item.id, annotator, span))
    if options.scheme is not None:
        _offer(sheet, columns.index("label") + 1, rows, list(options.scheme.labels))
    sheet = _sheet(book, "文本 texts", TEXT_COLUMNS)
    for item in exchange.items:
        cells = text_cells(exchange, item)
        if _is_long(cells["meta"]):
            cells["meta"] = ""
            losses.append(Loss(item.id, "its meta is too long for a cell", item.id))
        for part in _parts(cells):
            sheet.append(_row(sheet, TEXT_COLUMNS, part))
    sheet = book.create_sheet("说明 README")
    sheet.column_dimensions["A"].width = 60
    sheet.column_dimensions["B"].width = 90
    for pair in HELP:
        sheet.append(pair)
    _save(book, path)
    return tuple(losses)


def _sheet(book: Any, title: str, columns: Sequence[str]) -> Any:
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, name in enumerate(columns, start=1):
        look = sheet.column_dimensions[get_column_letter(number)]
        look.width = _WIDTHS.get(name, 14)
        if name not in NUMBERS:
            look.number_format = "@"
    sheet.append(
        [
            _cell(sheet, f"{_CHINESE[name]} {name}" if name in _CHINESE else escape_cell(name))
            for name in columns
        ]
    )
    return sheet


def _row(sheet: Any, columns: Iterable[str], cells: Mapping[str, str]) -> list[Any]:
    return [_value(sheet, name, cells.get(name, "")) for name in columns]


def _value(sheet: Any, name: str, value: str) -> Any:
    if value and name in NUMBERS:
        if name != "score":
            return int(value)
        # Excel keeps 15 digits of a number; a score with more of them is a text.
        if f"{float(value):.15g}" == value or len(value) <= len("0.") + 15:
            return float(value)
    return _cell(sheet, escape_cell(value))


def _cell(sheet: Any, value: str) -> Any:
    """Return a text cell; plain values are quick, those that look like a formula are not."""
    from openpyxl.cell import WriteOnlyCell

    if not value:
        return None
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    if value[0] in "=+-@'":
        cell.quotePrefix = True
    return cell


def _is_long(cell: str) -> bool:
    return len(escape_cell(cell)) > LONGEST_CELL


def _parts(cells: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield the rows of a text: one, unless it is too long for a cell."""
    text, part = cells["text"], dict(cells)
    # An escape takes seven characters.
    size = LONGEST_CELL if not _is_long(text) else LONGEST_CELL // 7
    for start in range(0, len(text) or 1, size):
        yield {**part, "text": text[start : start + size]}
        part = {"doc": cells["doc"]}


def _offer(sheet: Any, column: int, rows: int, labels: Sequence[str]) -> None:
    """Offer the labels of the scheme for choice; others may be written too."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = ",".join(labels)
    # A list in the cell holds 255 characters, and no comma.
    if len(listed) > 250 or any("," in label or '"' in label for label in labels):
        return
    choice = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    choice.showErrorMessage = False
    letter = get_column_letter(column)
    choice.add(f"{letter}2:{letter}{rows + 500}")
    sheet.data_validations.append(choice)


def _save(book: Any, path: Path) -> None:
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(fresh)
        fresh.replace(path)
    except OSError as error:
        raise FormatError(f"Cannot be written ({error.strerror})", where=str(path)) from None
    except UnicodeEncodeError:
        raise FormatError("A text holds half of a character", where=str(path)) from None
    finally:
        fresh.unlink(missing_ok=True)


def _sniff(path: Path, head: bytes) -> bool:
    return path.suffix.lower() == _SUFFIX and head.startswith(_ZIP)


FORMAT = Format(
    name="excel",
    title="Excel table of spans",
    suffixes=(_SUFFIX,),
    read=read_excel_table,
    write=write_excel_table,
    sniff=_sniff,
)
