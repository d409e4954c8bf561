"""CSV and Excel tables of spans: exact by themselves, and what people do to them."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.annotation.formats import generated, invented
from tests.annotation.formats.generated import assert_read_or_refused, written_and_read
from tests.conftest import ROOT
from tifa.annotation.formats.base import Exchange, Format, Item, ReadOptions, WriteOptions
from tifa.annotation.formats.csv_table import FORMAT as CSV
from tifa.annotation.formats.csv_table import read_csv, write_csv
from tifa.annotation.formats.excel_table import FORMAT as EXCEL
from tifa.annotation.formats.excel_table import read_excel_table, write_excel_table
from tifa.annotation.formats.registry import guess_format
from tifa.corpus.errors import FormatError
from tifa.corpus.excel import escape_cell, unescape_cell
from tifa.corpus.scheme import load_scheme
from tifa.corpus.spans import Argument, Span

GOLDEN = ROOT / "tests/data/formats/tables"
TEXT = "=各级党委要“抓好”落实。\r\n𠮷林要落实，\t要落实。"
SPANS = (
    Span.of(
        TEXT,
        0,
        12,
        "DIRECTIVE",
        attributes={"force": "obligation", "operator": "要"},
        arguments=(Argument("addressee", 1, 5, "各级党委"),),
    ),
    Span.of(TEXT, 17, 20, "DIRECTIVE", score=0.25),
    Span.of(TEXT, 22, 25, "SLOGAN", attributes={"canonical": "", "kind": '"'}),
)
EXCHANGE = Exchange(
    (Item("s1", TEXT, {"doc_id": "s", "char_offset": 0}), Item("s2", "坚持。")),
    {"甲": {"s1": SPANS, "s2": ()}, "b; c": {"s1": ()}},
)
BOTH = pytest.mark.parametrize("format_", [CSV, EXCEL], ids=["csv", "excel"])


@BOTH
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_nothing_is_lost(format_: Format, data: st.DataObject) -> None:
    values = st.text(st.sampled_from('高a|;="\\x_0D\t:\n<&\r\x01'), max_size=7)
    exchange = data.draw(generated.exchanges(values) | invented.exchanges())
    back, losses = written_and_read(format_, exchange, name=f"out{format_.suffixes[0]}")
    assert not losses and not back.losses
    assert back.items == exchange.items
    assert {name: dict(layer) for name, layer in back.layers.items()} == exchange.layers


@given(st.text() | st.text(st.sampled_from("_x0057Fdf\r\x01\ufffe")))
def test_a_cell_gives_back_any_text(text: str) -> None:
    stored = escape_cell(text)
    assert unescape_cell(stored) == text
    assert "x005F_" not in stored


def test_the_csv_files_are_those_on_record(tmp_path: Path) -> None:
    write_csv(EXCHANGE, tmp_path / "spans.csv", WriteOptions())
    for name in ("spans.csv", "spans.texts.csv"):
        assert (tmp_path / name).read_bytes() == (GOLDEN / name).read_bytes()
    assert read_csv(GOLDEN / "spans.csv", ReadOptions()) == EXCHANGE
    assert guess_format(GOLDEN / "spans.csv") is CSV


def test_the_workbook_on_record_is_read_and_written(tmp_path: Path) -> None:
    assert read_excel_table(GOLDEN / "spans.xlsx", ReadOptions()) == EXCHANGE
    assert guess_format(GOLDEN / "spans.xlsx") is EXCEL
    write_excel_table(EXCHANGE, tmp_path / "x.xlsx", WriteOptions(scheme=load_scheme()))
    assert _values(tmp_path / "x.xlsx") == _values(GOLDEN / "spans.xlsx")


def _values(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(path)
    return {s.title: list(s.iter_rows(values_only=True)) for s in book.worksheets}


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    write_excel_table(EXCHANGE, tmp_path / "x.xlsx", WriteOptions())
    cells = [c for s in load_workbook(tmp_path / "x.xlsx") for row in s.iter_rows() for c in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    write_csv(EXCHANGE, tmp_path / "x.csv", WriteOptions())
    for name in ("x.csv", "x.texts.csv"):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            assert not [
                cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "+", "@"))
            ]


def test_excel_and_people_see_the_bom_and_chinese_headings(tmp_path: Path) -> None:
    write_csv(EXCHANGE, tmp_path / "x.csv", WriteOptions())
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbfdoc,annotator,label,")
    headings = [
        cell for cell, *_ in zip(*_values(GOLDEN / "spans.xlsx")["标注 spans"], strict=True)
    ]
    assert headings[:3] == ["文档 doc", "标注者 annotator", "标签 label"]


def table(path: Path, *rows: Mapping[str, Any], texts: Mapping[str, str] | None = None) -> Exchange:
    """Write a table as people make it, as CSV or Excel, and read it."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)
        return read_csv(path, ReadOptions(texts=texts or {}))
    book = Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(line)
    book.save(path)
    return read_excel_table(path, ReadOptions(texts=texts or {}))


SUFFIXES = pytest.mark.parametrize("name", ["mine.csv", "mine.xlsx"])


@SUFFIXES
def test_a_quote_places_a_span_and_occurrence_tells_equal_ones_apart(
    tmp_path: Path, name: str
) -> None:
    found = table(
        tmp_path / name,
        {"文档": "s1", "标签": "A", "引文": "各级党委"},
        {"文档": "s1", "标签": "B", "引文": "要落实", "第几处": 2},
        {"文档": "s1", "标签": "C", "引文": "要落实"},
        {"文档": "s1", "标签": "D", "引文": "没有"},
        {"文档": "s1", "标签": "E", "引文": "要落实", "第几处": 3},
        texts={"s1": TEXT},
    )
    assert [span.key for span in found.layers["mine"]["s1"]] == [(1, 5, "A"), (22, 25, "B")]
    assert [loss.span.label for loss in found.losses if loss.span] == ["C", "D", "E"]
    assert [loss.where.rpartition(":")[2] for loss in found.losses] == ["4", "5", "6"]
    assert "2 places" in found.losses[0].reason


@SUFFIXES
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"doc": "s1", "label": "", "quote": "抓好"}, "no label"),
        ({"doc": "", "label": "A", "quote": "抓好"}, "of which text"),
        ({"doc": "s9", "label": "A", "quote": "抓好"}, "s9 is not known"),
        ({"doc": "s1", "label": "A", "quote": "", "start": 3}, "nor a quote"),
        ({"doc": "s1", "label": "A", "start": "x", "end": 3}, "start is “x”"),
        ({"doc": "s1", "label": "A", "start": 1.5, "end": 3}, "no whole number"),
        ({"doc": "s1", "label": "A", "start": "nan", "end": 3}, "no whole number"),
        ({"doc": "s1", "label": "A", "start": 3, "end": 99}, "outside the text"),
        ({"doc": "s1", "label": "A", "start": 0, "end": 3, "quote": "抓好"}, "not its quote"),
        ({"doc": "s1", "label": "A", "quote": "抓好", "arguments": "x"}, "name=value"),
        ({"doc": "s1", "label": "A", "quote": "抓好", "arguments": "x=要"}, "0 times"),
    ],
)
def test_a_row_that_is_no_span_is_listed(
    tmp_path: Path, name: str, row: Mapping[str, Any], reason: str
) -> None:
    other = {"doc": "s1", "label": "A", "quote": "各级党委"}
    found = table(tmp_path / name, row, other, texts={"s1": TEXT, "s2": ""})
    assert len(found.layers["mine"]["s1"]) == 1
    assert [reason in loss.reason for loss in found.losses] == [True], found.losses
    assert found.losses[0].span is not None


@SUFFIXES
def test_a_table_with_the_text_in_each_row_is_read(tmp_path: Path, name: str) -> None:
    found = table(
        tmp_path / name,
        {"text": "坚持到底。", "start": 0, "end": 2, "label": "A"},
        {"text": "坚持到底。", "start": 2, "end": 4, "label": "B", "remark": "!"},
        {"text": "落实。", "start": 0, "end": 2, "label": "A"},
    )
    assert [item.text for item in found.items] == ["坚持到底。", "落实。"]
    assert [span.quote for _, _, span in found] == ["坚持", "到底", "落实"]
    assert found.notes == ("columns that are not read: remark",)


def test_a_changed_text_is_noticed(tmp_path: Path) -> None:
    write_csv(EXCHANGE, tmp_path / "x.csv", WriteOptions())
    path = tmp_path / "x.texts.csv"
    path.write_bytes(path.read_bytes().replace("坚持".encode(), "坚决".encode()))
    with pytest.raises(FormatError, match="not the one that was written"):
        read_csv(tmp_path / "x.csv", ReadOptions())


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8"])
def test_a_csv_that_excel_saved_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("doc;label;quote\r\ns1;标语;党委\r\n".encode(encoding))
    found = read_csv(path, ReadOptions(texts={"s1": TEXT}))
    assert [(span.label, span.quote) for _, _, span in found] == [("标语", "党委")]
    assert bool(found.notes) == (encoding != "utf-8")


def test_a_number_excel_made_of_a_quote_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="took for a number"):
        table(tmp_path / "x.xlsx", {"doc": "s1", "label": "A", "quote": 2010})
    with pytest.raises(FormatError, match="is the formula"):
        table(tmp_path / "x.xlsx", {"doc": "s1", "label": "A", "quote": "=1+1"})


def test_long_texts_are_cut_into_rows_and_long_quotes_left_out(tmp_path: Path) -> None:
    text = "坚持\r\n" * 20_000
    span = Span.of(text, 0, 70_000, "A")
    exchange = Exchange((Item("s1", text), Item("s2", "短" * 32_767)), {"甲": {"s1": (span,)}})
    assert not write_excel_table(exchange, tmp_path / "x.xlsx", WriteOptions())
    assert read_excel_table(tmp_path / "x.xlsx", ReadOptions()) == exchange


def test_what_is_too_long_for_a_cell_is_a_loss(tmp_path: Path) -> None:
    span = Span.of("坚持", 0, 2, "A", attributes={"note": "长" * 40_000, "kind": "短"})
    exchange = Exchange((Item("s1", "坚持", {"x": "长" * 40_000}),), {"甲": {"s1": (span,)}})
    losses = write_excel_table(exchange, tmp_path / "x.xlsx", WriteOptions())
    assert [loss.span for loss in losses] == [span, None]
    back = read_excel_table(tmp_path / "x.xlsx", ReadOptions())
    assert [dict(span.attributes) for _, _, span in back] == [{"kind": "短"}]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_broken_csv_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("broken")
    for name in ("spans.csv", "spans.texts.csv"):
        content = (GOLDEN / name).read_bytes()
        (folder / name).write_bytes(data.draw(generated.mutated(content)))
    assert_read_or_refused(CSV, folder / "spans.csv")


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_broken_workbook_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("broken") / "x.xlsx"
    path.write_bytes(data.draw(generated.mutated((GOLDEN / "spans.xlsx").read_bytes())))
    assert_read_or_refused(EXCEL, path)
