"""``tifa crossval``: cross-validation in every form of output."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tifa.cli import app

RULES = ("--config", "rules", "--folds", "2", "--repeats", "2", "--shares", ".5,1")


def crossval(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["crossval", *map(str, arguments)])


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    out = tmp_path_factory.mktemp("crossval") / "out"
    result = crossval(*RULES, "--out", out)
    assert result.exit_code == 0, result.output
    return out, result


def test_the_table_has_scores_spread_and_curve(saved: tuple[Path, Result]) -> None:
    lines = [" ".join(line.split()) for line in saved[1].stdout.splitlines()]
    assert "F1 strict over 2 divisions" in lines
    assert any(line.startswith("seen forms (") for line in lines)
    assert any(line.startswith("set:tifa-seed 1.0.0, gold, 2-fold") for line in lines)
    assert [line.split()[:2] for line in lines if line.startswith("rules ") and "%" in line] == [
        ["rules", "50%"],
        ["rules", "100%"],
    ]


def test_everything_is_saved_with_its_recipe(saved: tuple[Path, Result]) -> None:
    out, _ = saved
    assert {path.name for path in out.iterdir()} == {
        "scores.json", "scores.csv", "scores.tex", "curve.csv", "report.html",
    }  # fmt: skip
    scores = [*csv.DictReader((out / "scores.csv").open(encoding="utf8"))]
    assert {row["division"] for row in scores} == {"0", "1"}
    curve = [*csv.DictReader((out / "curve.csv").open(encoding="utf8"))]
    assert {row["share"] for row in curve} == {"0.5", "1.0"}
    assert all("2-fold" in row["signature"] for row in (*scores, *curve))
    data = json.loads((out / "scores.json").read_text("utf8"))
    assert len(data["divisions"]) == 2
    micro = next(row for row in data["spread"] if row["label"] == "micro")
    assert len(micro["values"]) == 2
    html = (out / "report.html").read_text("utf8")
    assert "学习曲线 Learning curves" in html and "Over 2 divisions" in html


def test_one_division_has_no_spread_and_no_curve() -> None:
    result = crossval("--config", "rules", "--folds", "2", "--print", "json")
    data = json.loads(result.stdout)
    assert len(data["divisions"]) == 1
    assert {str(row["deviation"]) for row in data["spread"]} == {
        "{'undefined': 'a spread needs at least 2 repetitions'}"
    }
    printed = crossval("--config", "rules", "--folds", "2", "--print", "csv").stdout
    assert {row["system"] for row in csv.DictReader(StringIO(printed))} == {"rules"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nowhere",), "nowhere: No corpus here"),
        (("--config", "nothing"), "There is no config “nothing”"),
        (("--shares", "a,b"), "--shares is “a,b”"),
        (("--shares", "0,1"), "--shares is “0,1”"),
        (("--config", "rules", "--layer", "silver"), "silver"),
    ],
)
def test_bad_input_is_explained_in_a_paragraph(arguments: tuple[str, ...], message: str) -> None:
    result = crossval(*arguments)
    assert message in str(result.exception)
    assert result.stdout == ""
