"""Tables: one speech a row, the columns given or guessed and told."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.corpus.readers.conftest import content, noted
from tifa.corpus.errors import FormatError
from tifa.corpus.readers.columns import guess_columns, parse_columns

Write = Callable[..., Path]
CSV = (
    "编号,标题,讲话人,职务,日期,级别,备注,正文\r\n"
    'k-1,在会上的讲话,甲某,市长,2010年4月14日,地市级,无,"同志们：\n要把各项工作抓紧，“抓实”,抓好。"\r\n'
    "k-2,又一次讲话,乙某,,2011/5,高级,,各单位的任务是在年底前完成全部工作。\r\n"
    "k-3,没有正文,乙某,,2011/5,,, \r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_rows_of_csv_become_speeches(encoding: str, text_file: Write) -> None:
    read = content(text_file(CSV.encode(encoding), "speeches.csv"))
    first, second = read.speeches
    assert first.text == "同志们：\n要把各项工作抓紧，“抓实”,抓好。"
    assert (first.name, first.place) == ("k-1", "line 2")
    assert {name: found.value for name, found in first.found.items()} == {
        "title": "在会上的讲话",
        "speaker": "甲某",
        "post": "市长",
        "event_date": "2010-04-14",
        "level": "municipal",
    }
    assert all(found.sure for found in first.found.values())
    assert second.found["event_date"].value == "2011-05"
    assert noted(second, "level “高级” is not known")
    assert read.refused == (("line 5", "column “正文” is empty"),)
    assert noted(read, "text from “正文” (guessed)")
    assert noted(read, "not used: “备注”")


def test_tabs_part_the_cells_of_tsv(text_file: Write) -> None:
    [one] = content(text_file("title\ttext\n题\t要抓紧, 抓实\n", "a.tsv")).speeches
    assert one.text == "要抓紧, 抓实"


def test_columns_that_are_named_win_over_guesses(text_file: Write) -> None:
    path = text_file("正文,稿子,题\n摘要,全部的文字,题目\n", "a.csv")
    [one] = content(path, text="稿子", title="题").speeches
    assert one.text == "全部的文字"
    assert one.found["title"].value == "题目"


def test_a_column_that_is_not_there_is_named_with_those_that_are(text_file: Write) -> None:
    with pytest.raises(FormatError, match=r"no column “稿子”.*“正文”"):
        content(text_file("正文\n要抓紧\n", "a.csv"), text="稿子")


def test_a_table_without_a_text_column_says_what_to_do(text_file: Write) -> None:
    with pytest.raises(FormatError, match="--columns text="):
        content(text_file("甲,乙\n1,2\n", "a.csv"))


def test_a_quotation_mark_that_never_closes_is_refused(text_file: Write) -> None:
    with pytest.raises(FormatError, match="damaged after line 1"):
        content(text_file('标题,正文\n题,"要抓紧\n', "a.csv"))


def test_a_merged_header_below_a_title_is_understood(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("2010年讲话汇编", None, None, None),
        ("正文", "讲话信息", None, None),
        (None, "标题", "讲话人", "日期"),
        ("要抓紧_x000D_\n抓实", "题一", "甲某", datetime(2010, 4, 14)),
        ("要抓好", "题二", None, "2011"),
    ):
        sheet.append(row)
    for area in ("A1:D1", "A2:A3", "B2:D2", "C4:C5"):
        sheet.merge_cells(area)
    book.create_sheet("说明").append(["制表人"])
    book.save(tmp_path / "speeches.xlsx")
    read = content(tmp_path / "speeches.xlsx")
    first, second = read.speeches
    assert first.text == "要抓紧\r\n抓实"
    assert first.found["event_date"].value == "2010-04-14"
    assert second.found["speaker"].value == "甲某"
    assert second.place == "sheet “Sheet” row 5"
    assert noted(read, "sheet “说明” not read")
    assert noted(read, "above the header, not read: 2010年讲话汇编")


def test_a_full_cell_of_excel_is_told(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["正文"])
    sheet.append(["要" * 32767])
    book.save(tmp_path / "a.xlsx")
    assert noted(content(tmp_path / "a.xlsx").speeches[0], "may be cut")


def test_json_lines_are_rows_and_members_are_named_with_a_dot(text_file: Write) -> None:
    record = {"text": "要抓紧\r\n𠮷", "meta": {"title": "题", "year": 2010}, "tags": ["x"]}
    path = text_file(json.dumps(record, ensure_ascii=False) + "\n", "a.jsonl")
    [one] = content(path, title="meta.title", event_date="meta.year").speeches
    assert one.text == "要抓紧\r\n𠮷"
    assert one.found["event_date"].value == "2010"
    assert one.place == "line 1"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["Title", "Full-Text", "Date"], {"title": "Title", "text": "Full-Text", "event_date": "Date"}),
        (["标题*", " 讲话 时间", "正文（必填）"],
         {"title": "标题*", "event_date": " 讲话 时间", "text": "正文（必填）"}),
        (["内容", "正文"], {"text": "正文"}),
        (["甲", "乙"], {}),
    ],
)  # fmt: skip
def test_usual_headers_are_guessed(header: list[str], expected: dict[str, str]) -> None:
    assert guess_columns(header) == expected


def test_columns_are_written_as_field_and_column() -> None:
    assert parse_columns("text=正文，date = 讲话 日期") == {
        "text": "正文",
        "event_date": "讲话 日期",
    }
    with pytest.raises(FormatError, match="“words=正文” is not FIELD=COLUMN"):
        parse_columns("words=正文")
