"""``tifa agreement``: from files of several annotators to figures and a report."""

import csv
import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.exported import Marks, doccano_file, prodigy_file
from tifa.cli import app
from tifa.corpus import Corpus, seed_folder

TEXTS = [f"第{number}村要修好水渠，做到抓早抓小，谁主管谁负责。" for number in "一二三四五六"]
EMPTY = "今天天气很好。"
DIRECTIVE, SLOGAN = ("要修好水渠", "DIRECTIVE"), ("抓早抓小", "SLOGAN")
NESTED = ("做到抓早抓小", "DIRECTIVE")
ALICE: dict[str, Marks] = {**{text: [DIRECTIVE, SLOGAN, NESTED] for text in TEXTS}, EMPTY: []}
BOB: dict[str, Marks] = {
    **{text: [DIRECTIVE, ("抓早抓小", "SLOGAN")] for text in TEXTS},
    EMPTY: [],
}
# Carol differs more from text to text, and lacks the last.
CAROL: dict[str, Marks] = {
    text: [DIRECTIVE] if number < 3 else [("谁主管谁负责", "RESPONSIBILITY")]
    for number, text in enumerate(TEXTS[:-1])
}
SIGNATURE = "set:alice+bob+carol|annotators:3|texts:7|"
Files = list[Path]


def agreement(*arguments: object) -> Result:
    options = ["--resamples", "50", "--samples", "5"]
    return CliRunner().invoke(app, ["agreement", *map(str, arguments), *options])


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return [
        prodigy_file(tmp_path / f"{name}.jsonl", marked)
        for name, marked in (("alice", ALICE), ("bob", BOB), ("carol", CAROL))
    ]


def _json(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def _value(report: Any, measure: str, label: str = "all") -> Any:
    rows = report["measures"]
    return next(r["value"] for r in rows if (r["measure"], r["label"]) == (measure, label))


def test_the_table_has_figures_reasons_pairs_and_recipe(files: Files) -> None:
    result = agreement(*files)
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert any(line.startswith("F1 exact both 0.") for line in lines)
    assert "Annotator pairs, F1 exact" in lines
    assert "alice – 0.800 0.300" in lines
    assert any(line.startswith(SIGNATURE) and "gamma(alpha=1" in line for line in lines)
    assert any(line.startswith("RESPONSIBILITY (2) *") for line in lines)
    assert "for exactly 2" in result.stdout


def test_json_has_every_part(files: Files) -> None:
    report = _json(agreement(*files, "--print", "json"))
    assert report["annotators"] == ["alice", "bob", "carol"]
    pairs = {(r["first"], r["second"]): r for r in report["pairs"] if r["label"] == "all"}
    counts = {key: (r["both"], r["first_only"], r["second_only"]) for key, r in pairs.items()}
    assert counts == {
        ("alice", "bob"): (12, 6, 0),
        ("alice", "carol"): (3, 12, 2),
        ("bob", "carol"): (3, 7, 2),
    }
    mean = (12 / 15 + 3 / 10 + 3 / 7.5) / 3
    assert _value(report, "F1 exact") == pytest.approx(mean)
    assert 0 < _value(report, "gamma") < 1
    assert len(report["texts"]) == 7
    assert report["confusion"]["DIRECTIVE"][-1] > 0
    assert report["drift"]["kendall_tau"] < 0
    assert report["signature_long"].startswith("data = alice+bob+carol; annotators = 3; ")


def test_csv_and_latex_carry_the_recipe(files: Files) -> None:
    rows = [*csv.DictReader(StringIO(agreement(*files, "--print", "csv").stdout))]
    assert all(row["signature"].startswith(SIGNATURE) for row in rows)
    refused = {row["measure"]: row["undefined"] for row in rows if row["label"] == "DIRECTIVE"}
    assert refused["Cohen's kappa (characters)"] == "the measure is for exactly 2 annotators"
    latex = agreement(*files, "--print", "latex").stdout
    assert r"\begin{tabular}{lllrrr}" in latex
    assert r"texts:7\textbar{}" in latex


def test_doccano_and_prodigy_exports_agree_together(files: Files, tmp_path: Path) -> None:
    mixed = [files[0], doccano_file(tmp_path / "bob.jsonl", BOB), files[2]]
    one, two = (_json(agreement(*each, "--print", "json")) for each in (files, mixed))
    assert one["measures"] == two["measures"]


def test_annotators_in_one_file_are_told_apart_and_can_be_chosen(tmp_path: Path) -> None:
    lines = ""
    for name, marked in (("alice", ALICE), ("bob", BOB), ("carol", CAROL)):
        path = prodigy_file(tmp_path / "part.jsonl", marked)
        for line in path.read_text("utf8").splitlines():
            task = {**json.loads(line), "_annotator_id": f"db-{name}"}
            lines += json.dumps(task, ensure_ascii=False) + "\n"
    (tmp_path / "all.jsonl").write_text(lines, encoding="utf8")
    (tmp_path / "part.jsonl").unlink()
    whole = _json(agreement(tmp_path / "all.jsonl", "--print", "json"))
    assert len(whole["annotators"]) == 3
    two = ",".join(whole["annotators"][:2])
    chosen = _json(agreement(tmp_path / "all.jsonl", "--layers", two, "--print", "json"))
    assert _value(chosen, "F1 exact") == pytest.approx(12 / 15)
    assert isinstance(_value(chosen, "Cohen's kappa (characters)", "SLOGAN"), float)


def test_timestamps_of_prodigy_give_the_order_of_drift(tmp_path: Path) -> None:
    files = [
        prodigy_file(tmp_path / f"{name}.jsonl", dict(reversed(marked.items())), first_day=3)
        for name, marked in (("bob", BOB), ("carol", CAROL))
    ]
    drift = _json(agreement(*files, "--print", "json"))["drift"]
    assert drift["by_time"]
    assert drift["points"][0]["when"] == "2026-01-03T00:00:00+00:00"
    assert drift["kendall_tau"] > 0  # the last texts come first


def test_a_corpus_is_shown_by_titles_and_days_without_its_gold() -> None:
    report = _json(agreement(seed_folder(), "--no-gamma", "--print", "json"))
    assert report["annotators"] == ["annotator-a", "annotator-b"]
    (point,) = report["drift"]["points"]
    (doc,) = Corpus.read(seed_folder()).documents.values()
    assert point["when"] == doc.meta.event_date


def test_everything_is_saved(files: Files, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = agreement(*files, "--out", out)
    assert result.exit_code == 0, result.output
    assert {path.name for path in out.iterdir()} == {
        "agreement.json", "agreement.csv", "agreement.tex", "pairs.csv", "pair_measures.csv", "texts.csv",
        "agreement.html",
    }  # fmt: skip
    for name in ("agreement.csv", "pairs.csv", "texts.csv"):
        rows = [*csv.DictReader((out / name).open(encoding="utf8"))]
        assert rows and all(row["signature"].startswith(SIGNATURE) for row in rows)
    html = (out / "agreement.html").read_text("utf8")
    assert "alice / bob" in html and "漂移 Drift" in html
    assert "标准" not in html  # there is no gold here
    assert re.search(r'data-n="alice DIRECTIVE"', html)


@pytest.mark.parametrize("marked", [{EMPTY: []}, {TEXTS[0]: ALICE[TEXTS[0]]}])
def test_two_alike_are_no_error_even_without_spans(
    tmp_path: Path, marked: dict[str, Marks]
) -> None:
    files = [prodigy_file(tmp_path / f"{name}.jsonl", marked) for name in "ab"]
    result = agreement(*files, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output


BAD_CALLS: dict[str, tuple[tuple[str, ...], str]] = {
    "one annotator": (("{alice}",), "Agreement needs at least 2 annotators, and there is: alice"),
    "other texts": (("{alice}", "{others}"), "No text was seen by 2 annotators"),
    "nobody of that name": (("{alice}", "{bob}", "--layers", "x,bob"), "no annotator “x”"),
    "no such file": (("{alice}", "nowhere.jsonl"), "nowhere.jsonl: Cannot be read"),
    "a level of 1": (("{alice}", "{bob}", "--level", "1"), "--level is 1"),
    "a threshold of 0": (("{alice}", "{bob}", "--threshold", "0"), "--threshold is 0"),
}


@pytest.mark.parametrize("case", BAD_CALLS)
def test_bad_input_is_explained_in_a_paragraph(files: Files, tmp_path: Path, case: str) -> None:
    arguments, message = BAD_CALLS[case]
    others = prodigy_file(tmp_path / "others.jsonl", {"别的话。": []})
    names = {"alice": files[0], "bob": files[1], "others": others}
    result = agreement(*(each.format(**names) for each in arguments))
    assert message in str(result.exception)
    assert result.stdout == ""


@pytest.mark.parametrize("option", ["--seed", "--alpha", "--beta", "--delta"])
def test_a_number_below_zero_is_refused(files: Files, option: str) -> None:
    result = agreement(*files, option, "-1")
    assert result.exit_code == 2
    assert option in result.output
