"""Reference cases of comparison: the published numbers, and texts by name."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tifa.corpus import seed_folder
from tifa.corpus.conformance.cases import read_cases
from tifa.corpus.conformance.running import markdown, verdict
from tifa.corpus.conformance.suite import SUITE

BROKEN: dict[str, Any] = {
    "id": "broken",
    "measure": "kwic",
    "input": {"text": "seed", "query": "责任", "window": 2},
    "expected": [],
}


def written(folder: Path, *cases: Any) -> Path:
    path = folder / "cases.json"
    path.write_text(json.dumps(cases, ensure_ascii=False), "utf8")
    return path


def told(folder: Path, *, data: Path | None = None, **changes: Any) -> str:
    """Return what is said of one case."""
    (outcome,) = SUITE.run_file(written(folder, {**BROKEN, **changes}), data)
    return str(outcome)


def test_all_shipped_cases_hold() -> None:
    outcomes = list(SUITE.run_file(SUITE.shipped))
    assert [str(each) for each in outcomes if each.run and not each.passed] == []
    assert sum(each.run for each in outcomes) >= 54
    assert all("--data" in each.not_run for each in outcomes if not each.run)


def test_all_cases_hold_on_the_texts_they_name(shared: Path) -> None:
    data = shared / "data"
    for path in (SUITE.shipped, data / "cases" / "comparison.json"):
        outcomes = list(SUITE.run_file(path, data / "raw"))
        assert [str(each) for each in outcomes if not each.passed] == []
        assert verdict(outcomes) == f"{len(read_cases(path))} passed, 0 failed"


def test_every_kind_has_a_shipped_case_with_its_source() -> None:
    cases = read_cases(SUITE.shipped)
    assert {each.kind for each in cases} == set(SUITE.kinds)
    assert all(each.source for each in cases)
    assert len({each.name for each in cases}) == len(cases)


@pytest.mark.parametrize("kind", SUITE.kinds)
def test_no_kind_breaks_on_an_empty_input(kind: str, tmp_path: Path) -> None:
    assert told(tmp_path, measure=kind, input={}, expected={"x": 1}).startswith("FAIL")


def test_texts_are_the_seed_or_files_of_the_folder_or_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a_1960.txt").write_text("甲乙丙。甲乙", "utf8")
    (folder / "b_1970.txt").write_text("丙丁", "utf8")
    (folder / "sub").mkdir()
    line = {"start": 0, "end": 1, "left": "", "kw": "甲", "right": "乙"}
    asked = {"query": "甲", "window": 1}
    for text, name in (("甲乙", "text"), ("a_1960.txt", "file")):
        expected = [line] if name == "text" else [line, {**line, "start": 4, "end": 5}]
        if name == "file":
            expected[1] = {**expected[1], "left": "。"}
        case = {"input": {**asked, "text": text}, "expected": expected}
        assert told(tmp_path, data=folder, **case) == "pass     broken"
    history = {"measure": "diachronic", "input": {"texts": "texts", "term": "丙"}}
    expected_history = {"first": 1960, "last": 1970, "peak": 1960, "counts": {"1970": 1}}
    assert told(tmp_path, data=tmp_path, **history, expected=expected_history).startswith("pass")


def test_a_text_that_is_not_there_is_a_failure_only_if_its_folder_was_named(
    tmp_path: Path,
) -> None:
    missing = {"input": {"text": "no/such.txt", "query": "a"}}
    assert told(tmp_path, **missing).startswith("not run  broken (needs the text no/such.txt")
    assert told(tmp_path, data=tmp_path, **missing).startswith("FAIL     broken")


def test_a_text_that_has_changed_is_refused(tmp_path: Path) -> None:
    changed = {"input": {"text": "甲", "sha1": "0" * 40, "query": "甲"}}
    assert "has the SHA-1" in told(tmp_path, **changed)


def test_lists_without_order_say_what_is_missing_and_what_is_too_much(tmp_path: Path) -> None:
    repeats = {
        "measure": "maximal_repeated_substrings",
        "input": {"text": "甲乙，甲乙", "min_len": 2, "max_len": 3, "min_freq": 2},
    }
    assert told(tmp_path, **repeats, expected=[["甲乙", 2]]).startswith("pass")
    assert told(tmp_path, **repeats, expected=[["甲丙", 2]]).count("nothing of the kind") == 2


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({}, 4.33716),
        ({"correction": "yates"}, 2.632438),
        ({"correction": "default"}, 2.632438),
        ({"correction": "none"}, {"chi2": 4.33716, "p": 0.03729}),
    ],
)
def test_variants_are_named_in_the_input(
    changes: dict[str, str], value: object, tmp_path: Path
) -> None:
    counts = {"a": 7, "b": 2, "n1": 10, "n2": 9, **changes}
    line = told(tmp_path, measure="chi2", input=counts, expected=value, tolerance=1e-5)
    assert line == "pass     broken"


def test_infinity_can_be_expected(tmp_path: Path) -> None:
    counts = {"a": 0, "b": 2, "n1": 10, "n2": 9}
    ratio = {"measure": "log_ratio", "input": counts}
    assert told(tmp_path, **ratio, expected="-inf").startswith("pass")
    assert told(tmp_path, **ratio, expected="inf").startswith("FAIL")


def test_words_that_were_replaced_face_marks_on_both_sides(tmp_path: Path) -> None:
    aligned = {
        "measure": "local_alignment_edits",
        "input": {"a": "the sum is large now", "b": "The sum was large now"},
        "expected": {"a": "the sum is ### large now", "b": "The sum ## was large now"},
    }
    assert told(tmp_path, **aligned) == "pass     broken"


def test_the_command_counts_and_its_exit_code_says_whether_all_hold(tmp_path: Path) -> None:
    right = {**BROKEN, "id": "right", "input": {"text": "甲", "query": "乙"}}
    path = written(tmp_path, right, BROKEN)
    command = [sys.executable, "-m", "tifa.corpus.conformance", str(path)]
    done = subprocess.run(
        [*command, "--data", str(seed_folder())], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[0] == "pass     right"
    assert done.stdout.splitlines()[-1] == "1 passed, 1 failed"


@pytest.mark.parametrize("arguments", [["--data"], ["--data", "no-such"], ["--nonsense"]])
def test_options_that_make_no_sense_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert SUITE.main(arguments) == 2
    assert capsys.readouterr().err.startswith("Error: ")


def test_the_document_has_the_table_of_the_shipped_cases() -> None:
    document = (ROOT / "docs" / "conformance-comparison.md").read_text("utf8")
    table = document[document.index("| case |") :]
    assert table == markdown(SUITE.shipped), (
        "Write it again: python -m tifa.corpus.conformance --markdown"
    )
