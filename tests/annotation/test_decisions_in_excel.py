"""The decisions file as people save it from a table program."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.annotation.adjudicated import ALICE, BOB, TEXT, WHO, adjudicate
from tests.exported import prodigy_file
from tifa.annotation.decisions import Part, Row
from tifa.annotation.decisions_files import read_decisions_file, write_decisions_file
from tifa.corpus import Corpus
from tifa.corpus.errors import FormatError

OPEN = "待定 open"
Change = Callable[[Any], None]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return prodigy_file(tmp_path / "alice.jsonl", {TEXT: ALICE}), prodigy_file(
        tmp_path / "bob.jsonl", {TEXT: BOB}
    )


@pytest.fixture
def table(files: tuple[Path, Path], tmp_path: Path) -> Path:
    path = tmp_path / "decisions.xlsx"
    written = adjudicate(*files, "--out", path)
    assert written.exit_code == 0, written.output
    return path


def _column(sheet: Any, name: str) -> int:
    return next(c.column for c in sheet[1] if str(c.value).split(" ")[-1] == name)


def _fill(path: Path, shown: str, **values: object) -> int:
    """Fill in the row that shows a text, as somebody would, and return its number."""
    book = load_workbook(path)
    sheet = book[OPEN]
    text = _column(sheet, "text")
    row = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, text).value == shown)
    for name, value in values.items():
        sheet.cell(row, _column(sheet, name)).value = value
    book.save(path)
    return row


def _fill_all(path: Path) -> None:
    _fill(path, "各村要修好水渠", decision="alice", reason="主体在内", rule="D3")
    _fill(path, "做到抓早抓小", decision="拒绝", reason="不是要求", rule="D1")
    _fill(path, "谁主管谁负责", decision="edit", label="SLOGAN", reason="固定", rule="S2")


def test_a_table_filled_in_and_saved_makes_gold(
    files: tuple[Path, Path], table: Path, tmp_path: Path
) -> None:
    _fill_all(table)
    done = adjudicate(*files, "--apply", table, "--out", tmp_path / "gold", *WHO)
    assert done.exit_code == 0, done.output
    gold = {(span.quote, span.label) for _, span in Corpus.read(tmp_path / "gold").layer("gold")}
    assert gold == {
        ("各村要修好水渠", "DIRECTIVE"),
        ("抓早抓小", "SLOGAN"),
        ("县水利局务必查清隐患", "DIRECTIVE"),
        ("谁主管谁负责", "SLOGAN"),
    }


def test_both_forms_of_the_file_say_the_same(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert adjudicate(*files, "--out", tmp_path / "d").exit_code == 0
    table, lines = (
        [replace(row, where="") for row in read_decisions_file(tmp_path / "d" / name)]
        for name in ("decisions.xlsx", "decisions.jsonl")
    )
    assert sorted(table, key=lambda row: row.id) == sorted(lines, key=lambda row: row.id)


def test_the_first_sheet_holds_what_is_to_decide_and_offers_choices(table: Path) -> None:
    book = load_workbook(table)
    assert book.sheetnames[:3] == [OPEN, "一致 agreed", "说明 README"]
    sheet = book[OPEN]
    assert sheet.max_row == 1 + 3
    assert sheet.freeze_panes == "A2"
    assert len(sheet.data_validations.dataValidation) == 2
    choices = [cell.value for cell in book["choices"]["A"]]
    assert choices == ["alice", "bob", "both", "keep", "edit", "reject", "add"]


def test_whole_numbers_that_a_table_program_made_fractions_are_offsets(
    files: tuple[Path, Path], table: Path, tmp_path: Path
) -> None:
    _fill_all(table)
    _fill(table, "各村要修好水渠", decision="edit", start=2.0, end=9.0)
    done = adjudicate(*files, "--apply", table, "--out", tmp_path / "gold", *WHO)
    assert done.exit_code == 0, done.output
    assert "各村要修好水渠" in {
        span.quote for _, span in Corpus.read(tmp_path / "gold").layer("gold")
    }


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"decision": "edit", "start": 2.5, "end": 9}, "start is 2.5 and not a whole number"),
        ({"decision": "edit", "start": "2", "end": 9}, "start is the text “2” and not a number"),
        ({"decision": "edit", "quote": '="水"&"渠"'}, "quote is the formula"),
        ({"decision": "edit", "quote": 42}, "quote is 42, which the table took for a number"),
        ({"decision": "alice", "rule": datetime(2026, 3, 1)}, "rule is 2026-03-01 00:00:00"),
        ({"decision": True}, "decision is True"),
    ],
)
def test_what_the_table_program_made_of_a_cell_is_refused_by_row(
    files: tuple[Path, Path],
    table: Path,
    tmp_path: Path,
    values: dict[str, object],
    message: str,
) -> None:
    _fill_all(table)
    row = _fill(table, "各村要修好水渠", **values)
    refused = adjudicate(*files, "--apply", table, "--out", tmp_path / "gold", *WHO)
    assert refused.exit_code != 0
    assert f"{table}:{row}: {message}" in str(refused.exception)
    assert not (tmp_path / "gold").exists()


def test_a_rule_that_is_a_number_is_read_as_written(
    files: tuple[Path, Path], table: Path, tmp_path: Path
) -> None:
    _fill_all(table)
    _fill(table, "各村要修好水渠", rule=3.0)
    rows = {row.text: row for row in read_decisions_file(table)}
    assert rows["各村要修好水渠"].rule == "3"


def _sort(sheet: Any) -> None:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, values in enumerate(reversed(rows), start=2):
        for column, value in enumerate(values, start=1):
            sheet.cell(number, column).value = value


def _add_a_column(sheet: Any) -> None:
    sheet.insert_cols(1)
    sheet["A1"] = "mine"
    sheet["A2"] = "look again"


def _leave_blank_rows(sheet: Any) -> None:
    sheet.insert_rows(2)
    sheet.cell(sheet.max_row + 3, 1).value = ""


def _hide(sheet: Any) -> None:
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True


@pytest.mark.parametrize("change", [_sort, _add_a_column, _leave_blank_rows, _hide])
def test_what_people_do_to_tables_does_no_harm(table: Path, change: Change) -> None:
    _fill_all(table)
    before = {row.id: replace(row, where="") for row in read_decisions_file(table)}
    book = load_workbook(table)
    change(book[OPEN])
    book.save(table)
    assert {row.id: replace(row, where="") for row in read_decisions_file(table)} == before


def test_an_update_of_the_table_keeps_what_was_filled_in(
    files: tuple[Path, Path], table: Path
) -> None:
    _fill_all(table)
    prodigy_file(files[1], {TEXT: [*BOB, ("大家辛苦了", "SLOGAN")]})
    updated = adjudicate(*files, "--update", table)
    assert "3 kept, 0 outdated" in updated.output
    rows = {row.text: row for row in read_decisions_file(table)}
    assert (rows["各村要修好水渠"].decision, rows["各村要修好水渠"].reason) == ("alice", "主体在内")
    assert rows["大家辛苦了"].decision == ""


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(b"PK nonsense"), "Not an Excel file"),
        (lambda path: Workbook().save(path), "There is no sheet “待定 open”"),
    ],
)
def test_another_file_is_no_table_of_decisions(
    tmp_path: Path, make: Callable[[Path], object], message: str
) -> None:
    make(tmp_path / "other.xlsx")
    with pytest.raises(FormatError, match=message):
        read_decisions_file(tmp_path / "other.xlsx")


TEXTS = st.text(
    st.sampled_from("=+-@'水渠“” \n#0") | st.characters(codec="utf-8", exclude_categories=["Cc"]),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, min_size=9, max_size=9))
def test_whatever_is_written_into_a_table_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    before, text, after, quote, label, attributes, arguments, reason, rule = texts
    row = Row(
        Part.OPEN, "d:1-2:abc", "d", "一", "missing", "", before, text, after, {"甲": text},
        "edit", 1, 2, quote, label, attributes, arguments, reason, rule,
    )  # fmt: skip
    path = tmp_path_factory.mktemp("t") / "d.xlsx"
    write_decisions_file(path, [row], ["SLOGAN"])
    (found,) = read_decisions_file(path)
    assert replace(found, where="") == row
