"""``tifa evaluate``: from exported files to scores, mistakes and a report."""

import csv
import json
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.exported import Marks, doccano_file, prodigy_file
from tifa.cli import app
from tifa.corpus import seed_folder

ONE = "各村要修好水渠，做到抓早抓小。去年大家辛苦了。"
TWO = "县水利局务必查清隐患，谁主管谁负责。"
NONE = "今天天气很好。"
GOLD: dict[str, Marks] = {
    ONE: [("各村要修好水渠", "DIRECTIVE"), ("抓早抓小", "SLOGAN")],
    TWO: [("县水利局务必查清隐患", "DIRECTIVE"), ("谁主管谁负责", "SLOGAN")],
    NONE: [],
}
# One right, one boundary, one wrong label, one missed, one made up.
SYSTEM: dict[str, Marks] = {
    ONE: [("要修好水渠", "DIRECTIVE", 0.6), ("辛苦了", "SLOGAN", 0.2)],
    TWO: [("县水利局务必查清隐患", "DIRECTIVE", 0.9), ("谁主管谁负责", "RESPONSIBILITY", 0.7)],
    NONE: [],
}
SIGNATURE = "set:gold|texts:3|chars:"


def evaluate(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments), "--resamples", "100"])


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return prodigy_file(tmp_path / "gold.jsonl", GOLD)


@pytest.fixture
def system(tmp_path: Path) -> Path:
    return prodigy_file(tmp_path / "mine.jsonl", SYSTEM)


def _json(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def _counts(scores: Any, system: str, label: str = "micro") -> tuple[int, int, int]:
    rows = scores["systems"][system]["scores"]
    row = next(r for r in rows if (r["label"], r["matching"]) == (label, "strict"))
    return row["tp"], row["fp"], row["fn"]


def test_the_table_has_scores_recipe_confusion_and_mistakes(gold: Path, system: Path) -> None:
    result = evaluate(gold, system)
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert any(line.startswith("DIRECTIVE (2) *") for line in lines)
    assert any(line.startswith(SIGNATURE) and "tifa:" in line for line in lines)
    assert "–: nothing was predicted" not in result.stdout
    assert "SLOGAN · · 1 1" in lines
    assert {"missed 1", "spurious 1", "boundary left 1", "label 1"} <= {*lines}
    assert "calibration of 4 scored spans: ECE 0.400, Brier 0.225" in lines


def test_json_counts_what_was_marked(gold: Path, system: Path) -> None:
    scores = _json(evaluate(gold, system, "--print", "json"))
    assert _counts(scores, "mine") == (1, 3, 3)
    assert _counts(scores, "mine", "DIRECTIVE") == (1, 1, 1)
    details = scores["details"]["mine"]
    found = {(m["kind"], m["edge"]): sum(m["counts"].values()) for m in details["mistakes"]}
    assert {key: n for key, n in found.items() if n} == {
        ("missed", None): 1,
        ("spurious", None): 1,
        ("boundary", "left"): 1,
        ("label", None): 1,
    }
    assert details["confusion"]["rows"]["SLOGAN"] == [0, 0, 1, 1]
    assert details["calibration"]["scored"] == 4
    assert scores["signature_short"].startswith(SIGNATURE)
    assert scores["signature_long"].startswith("test set = gold; texts = 3; ")


def test_csv_and_latex_carry_the_recipe(gold: Path, system: Path) -> None:
    rows = [*csv.DictReader(StringIO(evaluate(gold, system, "--print", "csv").stdout))]
    assert {row["signature"].startswith(SIGNATURE) for row in rows} == {True}
    micro = next(r for r in rows if (r["label"], r["matching"]) == ("micro", "strict"))
    assert float(micro["f1"]) == pytest.approx(1 / 4)
    latex = evaluate(gold, system, "--print", "latex").stdout
    assert "DIRECTIVE (not enough data) & mine & 2 & 0.500" in latex
    assert r"\textbar{}\allowbreak{}texts:3" in latex


def test_the_same_seed_gives_the_same_bytes(gold: Path, system: Path) -> None:
    first, second = (evaluate(gold, system, "--print", "json", "--seed", 3) for _ in range(2))
    assert first.stdout == second.stdout


def test_a_doccano_export_scores_like_the_prodigy_export(
    gold: Path, system: Path, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = doccano_file(tmp_path / "other" / "mine.jsonl", SYSTEM)
    one, two = (_json(evaluate(gold, each, "--print", "json")) for each in (system, other))
    assert one["systems"] == two["systems"]
    assert two["details"]["mine"]["calibration"]["ece"] == {
        "undefined": "no prediction has a score"
    }


def test_systems_stand_side_by_side_with_a_paired_test(
    gold: Path, system: Path, tmp_path: Path
) -> None:
    perfect = prodigy_file(tmp_path / "perfect.jsonl", GOLD)
    scores = _json(evaluate(gold, system, perfect, "--print", "json"))
    assert _counts(scores, "perfect") == (4, 0, 0)
    test = next(t for t in scores["paired_tests"] if t["label"] == "micro")
    assert (test["first"], test["second"]) == ("mine", "perfect")
    assert test["difference"] == pytest.approx(-3 / 4)
    printed = evaluate(gold, system, perfect).stdout
    assert re.search(r"mine − perfect: micro F1 -0\.750 .* p = .* by randomisation", printed)


def test_layers_of_one_file_are_scored_against_one_of_them(tmp_path: Path) -> None:
    seed = seed_folder()
    scores = _json(evaluate(seed, "--print", "json", "--layers", "annotator-b"))
    assert [*scores["systems"]] == ["annotator-b"]
    assert _counts(scores, "annotator-b", "SLOGAN") == (91, 1, 1)


def test_forms_seen_in_training_have_rows_of_their_own() -> None:
    seed = seed_folder()
    result = evaluate(seed, "--layers", "annotator-a", "--seen", seed)
    rows = [line.split() for line in result.stdout.splitlines() if "seen forms" in line]
    assert [row[:3] for row in rows[2:4]] == [["seen", "forms", "(92)"], ["unseen", "forms", "(0)"]]


def test_a_label_nobody_used_and_a_text_without_spans_are_no_error(
    gold: Path, tmp_path: Path
) -> None:
    nothing = prodigy_file(tmp_path / "nothing.jsonl", {text: [] for text in GOLD})
    result = evaluate(gold, nothing)
    assert result.exit_code == 0, result.output
    assert "–: nothing was predicted: DIRECTIVE nothing, SLOGAN nothing" in result.stdout
    assert (
        "–: there is neither a gold nor a predicted span: RESPONSIBILITY nothing" in result.stdout
    )


def test_one_text_has_no_intervals_and_the_reason_is_told(tmp_path: Path) -> None:
    gold = prodigy_file(tmp_path / "g.jsonl", {ONE: GOLD[ONE]})
    system = prodigy_file(tmp_path / "s.jsonl", {ONE: SYSTEM[ONE]})
    result = evaluate(gold, system)
    assert "No intervals: an interval needs at least 2 groups to resample." in result.stdout


def test_texts_that_a_system_lacks_count_as_nothing_predicted(gold: Path, tmp_path: Path) -> None:
    part = prodigy_file(tmp_path / "part.jsonl", {TWO: GOLD[TWO], "别的话。": []})
    result = evaluate(gold, part, "--print", "json")
    assert _counts(_json(result), "part") == (2, 0, 2)
    assert "part lacks 2 texts: nothing predicted there" in result.stderr
    assert "part has 1 texts without gold; left out" in result.stderr


def test_everything_is_saved(gold: Path, system: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = evaluate(gold, system, "--out", out)
    assert result.exit_code == 0, result.output
    assert {path.name for path in out.iterdir()} == {
        "scores.json", "scores.csv", "scores.tex", "details.csv",
        "mistakes.csv", "mistakes.jsonl", "report.html",
    }  # fmt: skip
    mistakes = [
        json.loads(line) for line in (out / "mistakes.jsonl").read_text("utf8").splitlines()
    ]
    assert len(mistakes) == 4
    for mistake in mistakes:
        text = mistake["before"] + mistake["quote"] + mistake["after"]
        assert any(text in whole for whole in GOLD)
    for name in ("scores.csv", "details.csv", "mistakes.csv"):
        rows = [*csv.DictReader((out / name).open(encoding="utf8"))]
        assert rows and all(row["signature"].startswith(SIGNATURE) for row in rows)
    html = (out / "report.html").read_text("utf8")
    for words in (
        "混淆 Confusion",
        "校准 Calibration",
        "边界 Boundary",
        SIGNATURE,
        "not enough data",
    ):
        assert words in html


def test_each_system_has_a_report_of_its_own(gold: Path, system: Path, tmp_path: Path) -> None:
    other = prodigy_file(tmp_path / "ours.jsonl", SYSTEM)
    assert evaluate(gold, system, other, "--out", tmp_path / "out").exit_code == 0
    assert {path.name for path in (tmp_path / "out").glob("*.html")} == {"mine.html", "ours.html"}


def test_foreign_labels_have_lines_of_their_own(tmp_path: Path) -> None:
    gold = prodigy_file(tmp_path / "g.jsonl", {TWO: [("县水利局", "ORG"), ("县", "GPE")]})
    system = prodigy_file(tmp_path / "s.jsonl", {TWO: [("县水利局", "ORG")]})
    assert evaluate(gold, system, "--out", tmp_path / "out").exit_code == 0
    html = (tmp_path / "out" / "report.html").read_text("utf8")
    legend = html[html.index('<div class="legend">') :]
    assert re.findall(r"--g0:var\((--look\d)\)[^>]*>([^<]+)<", legend)[:2] == [
        ("--look0", "GPE"),
        ("--look1", "ORG"),
    ]
    assert "DIRECTIVE" not in html


BAD_CALLS: dict[str, tuple[tuple[str, ...], str]] = {
    "no such file": (("nowhere.jsonl", "{mine}"), "nowhere.jsonl: Cannot be read"),
    "nothing to score": (("{gold}",), "There is nothing to score against the gold"),
    "another format": (("{gold}", __file__), "looks like none of the formats"),
    "no such format": (("{gold}", "{mine}", "--format", "x"), "There is no format “x”"),
    "no such layer": (("{gold}", "{mine}", "--layers", "x"), "There is no layer “x”"),
    "no such gold": (("{gold}", "{mine}", "--gold-layer", "x"), "no layer “x” to be the gold"),
    "other texts": (("{gold}", "{others}"), "“others” has none of the gold's texts"),
    "a threshold above 1": (("{gold}", "{mine}", "--threshold", "2"), "--threshold is 2"),
    "a level of 1": (("{gold}", "{mine}", "--level", "1"), "--level is 1"),
    "no training corpus": (("{gold}", "{mine}", "--seen", "nowhere"), "nowhere: No corpus here"),
    "no folder to write to": (("{gold}", "{mine}", "--out", "{mine}/x"), "cannot be written"),
    "a line cut off": (("{gold}", "{cut}"), "cut.jsonl:3: Not valid JSON"),
}


@pytest.mark.parametrize("case", BAD_CALLS)
def test_bad_input_is_explained_in_a_paragraph(
    gold: Path, system: Path, tmp_path: Path, case: str
) -> None:
    arguments, message = BAD_CALLS[case]
    cut = tmp_path / "cut.jsonl"
    cut.write_text(gold.read_text("utf8")[:-40], encoding="utf8")
    others = prodigy_file(tmp_path / "others.jsonl", {"别的话。": []})
    names = {"gold": gold, "mine": system, "others": others, "cut": cut}
    result = evaluate(*(each.format(**names) for each in arguments))
    assert message in str(result.exception)
    assert result.stdout == "" or case == "no folder to write to"


def test_the_process_ends_with_2_and_no_traceback(gold: Path) -> None:
    command = [sys.executable, "-m", "tifa", "evaluate", str(gold), "nowhere.jsonl"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf8", check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: nowhere.jsonl: Cannot be read")
    assert "Traceback" not in done.stderr


def test_help_has_an_example() -> None:
    assert "Example: tifa evaluate" in evaluate("--help").stdout
