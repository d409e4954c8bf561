import json
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.corpus.comparison.invented import speech, study
from tifa.corpus.comparison.result import Result, recipe_of
from tifa.corpus.comparison.saving import save_tables
from tifa.corpus.errors import TifaError


def _result(name: str = "counts") -> Result:
    recipe = recipe_of(study(speech("a", "甲")), measure="m", unit="u")
    frame = pd.DataFrame({"form": ["=种树", None], "count": [2, 1], "rate": [0.5, None]})
    return Result(name, "数 Counts", frame, recipe, ("a note",))


def test_excel_keeps_texts_as_texts_and_numbers_as_numbers(tmp_path: Path) -> None:
    save_tables(tmp_path / "t.xlsx", [_result(), _result("others")])
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["counts", "others", "说明 README"]
    rows = list(book["counts"].iter_rows(values_only=True))
    assert rows == [("form", "count", "rate"), ("=种树", 2, 0.5), (None, 1, None)]
    assert book["counts"]["A2"].data_type == "s"
    assert ("note", "a note") in list(book["说明 README"].iter_rows(values_only=True))


def test_a_table_in_csv_has_its_recipe_beside_it(tmp_path: Path) -> None:
    written = save_tables(tmp_path / "t.csv", [_result()])
    assert [path.name for path in written] == ["t.csv", "t.recipe.json"]
    assert pd.read_csv(written[0], encoding="utf-8-sig")["form"][0] == "=种树"
    assert json.loads(written[1].read_text("utf8"))["counts"]["recipe"]["measure"] == "m"


def test_several_tables_in_csv_are_several_files(tmp_path: Path) -> None:
    written = save_tables(tmp_path / "t.csv", [_result("one"), _result("two")])
    assert [path.name for path in written] == ["t.one.csv", "t.two.csv", "t.recipe.json"]


def test_json_and_lines_have_what_is_missing_as_null(tmp_path: Path) -> None:
    save_tables(tmp_path / "t.json", [_result()])
    (content,) = json.loads((tmp_path / "t.json").read_text("utf8"))
    assert content["rows"][1] == {"form": None, "count": 1, "rate": None}
    save_tables(tmp_path / "t.jsonl", [_result()])
    lines = (tmp_path / "t.jsonl").read_text("utf8").splitlines()
    assert [json.loads(line)["count"] for line in lines] == [2, 1]


def test_another_ending_or_an_impossible_place_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TifaError, match="not saved as"):
        save_tables(tmp_path / "t.doc", [_result()])
    with pytest.raises(TifaError, match="cannot be written"):
        save_tables(tmp_path / "none" / "t.csv", [_result()])
