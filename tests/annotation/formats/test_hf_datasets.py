"""Hugging Face datasets, as folder and as Parquet file."""

from pathlib import Path

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.annotation.formats.invented import broken_bytes, exchanges, plain, survives, through
from tests.conftest import ROOT
from tifa.annotation.formats.base import Exchange, Item, ReadOptions, WriteOptions
from tifa.annotation.formats.hf_datasets import FORMAT, read_datasets, write_datasets
from tifa.annotation.formats.registry import guess_format
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Argument, Span

TEXT = "𠮷林各级党委要高度重视。\r\n"
SPAN = Span.of(
    TEXT,
    2,
    11,
    "DIRECTIVE",
    attributes={"强度": "高"},
    arguments=(Argument("actor", 2, 6, "各级党委"),),
)
EXCHANGE = Exchange(
    (Item("s1", TEXT, {"doc_id": "s"}), Item("s2", "坚持。")),
    {"甲": {"s1": (SPAN,)}, "乙": {"s1": ()}},
)


@given(exchanges())
@settings(max_examples=60, deadline=None)
def test_a_parquet_file_gives_back_everything(exchange: Exchange) -> None:
    found = through(FORMAT, exchange, "x.parquet")
    assert plain(found, "") == plain(exchange, "")
    assert found.layers == exchange.layers and not found.losses


@given(exchanges())
@settings(max_examples=8, deadline=None)
def test_a_folder_gives_back_everything(exchange: Exchange) -> None:
    found = through(FORMAT, exchange, "x")
    assert plain(found, "") == plain(exchange, "")
    assert found.layers == exchange.layers and not found.losses


def test_datasets_reads_what_we_write(tmp_path: Path) -> None:
    write_datasets(EXCHANGE, tmp_path / "x", WriteOptions())
    rows = datasets.load_from_disk(str(tmp_path / "x"))
    assert [row["annotator"] for row in rows] == ["甲", "乙", None]
    first = rows[0]["spans"][0]
    assert rows[0]["text"][first["start"] : first["end"]] == first["quote"] == "各级党委要高度重视"
    assert first["arguments"][0]["quote"] == "各级党委"
    assert guess_format(tmp_path / "x") is FORMAT


def test_the_columns_are_those_on_record(tmp_path: Path) -> None:
    write_datasets(EXCHANGE, tmp_path / "x.parquet", WriteOptions())
    shape = (ROOT / "tests/data/formats/parquet-schema.txt").read_text("utf8")
    assert f"{pq.read_schema(tmp_path / 'x.parquet').remove_metadata()}\n" == shape


def test_a_foreign_file_without_quotes_and_annotator_is_read(tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    spans = [{"start": 0, "end": 2, "label": "A"}, {"start": 1, "end": 9, "label": "B"}]
    pq.write_table(pa.Table.from_pylist([{"id": "1", "text": "坚持。", "spans": spans}]), path)
    found = read_datasets(path, ReadOptions())
    assert [one.quote for one in found.layers["news"]["1"]] == ["坚持"]
    assert "row 1" in found.losses[0].where
    assert guess_format(path) is FORMAT


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"id": "1", "text": "坚持。"}, "spans"),
        ({"id": "1", "text": "坚持。", "spans": [{"start": "0", "end": 2, "label": "A"}]}, "start"),
        ({"id": 1, "text": "坚持。", "spans": []}, "id"),
        ({"id": "1", "text": "坚持。", "spans": [], "meta": "[1"}, "meta"),
    ],
)
def test_a_row_that_is_not_in_its_form_is_named(
    tmp_path: Path, row: dict[str, object], what: str
) -> None:
    pq.write_table(pa.Table.from_pylist([row]), tmp_path / "x.parquet")
    with pytest.raises(FormatError) as refused:
        read_datasets(tmp_path / "x.parquet", ReadOptions())
    assert what in refused.value.what and "row 1" in str(refused.value.where)


def test_half_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError):
        write_datasets(Exchange((Item("s", "\ud842"),)), tmp_path / "x.parquet", WriteOptions())


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("valid") / "x.parquet"
    write_datasets(EXCHANGE, path, WriteOptions())
    return path.read_bytes()


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_broken_file_is_read_or_refused(valid: bytes, data: st.DataObject) -> None:
    survives(FORMAT, data.draw(broken_bytes(valid)))
