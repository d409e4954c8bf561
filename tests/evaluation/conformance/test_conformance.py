"""Reference cases through the real runner: what holds, what fails, and what is said."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tifa.corpus.conformance.cases import read_cases
from tifa.corpus.conformance.running import markdown, verdict
from tifa.corpus.errors import FormatError
from tifa.evaluation.conformance.suite import SUITE

main, run_file, run_case = SUITE.main, SUITE.run_file, SUITE.run_case

KAPPA = {"table": [[20, 5], [10, 15]]}
RIGHT: dict[str, Any] = {
    "name": "right",
    "kind": "kappa",
    "source": "by hand",
    "input": KAPPA,
    "expected": {"observed": 0.7, "cohen_kappa": 0.4},
    "tolerance": 1e-9,
}


def written(folder: Path, *cases: Any) -> Path:
    path = folder / "cases.json"
    path.write_text(json.dumps(cases, ensure_ascii=False), "utf8")
    return path


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def case(**changes: Any) -> dict[str, Any]:
    return {**RIGHT, **changes}


def test_all_shipped_cases_hold() -> None:
    outcomes = list(run_file(SUITE.shipped))
    assert [str(each) for each in outcomes if each.run and not each.passed] == []
    assert verdict(outcomes) == f"{sum(each.run for each in outcomes)} passed, 0 failed"
    assert sum(each.run for each in outcomes) >= 99


def test_all_cases_of_the_literature_hold(cases_file: Path) -> None:
    outcomes = list(run_file(cases_file))
    assert [str(each) for each in outcomes if each.run and not each.passed] == []
    assert {each.case.kind for each in outcomes if not each.run} == {"policy", "property"}


def test_every_kind_that_can_be_run_has_a_shipped_case_with_its_source() -> None:
    cases = read_cases(SUITE.shipped)
    assert {each.kind for each in cases} - {"policy", "property"} == set(SUITE.kinds)
    assert all(each.source for each in cases)
    assert len({each.name for each in cases}) == len(cases)


def test_every_case_is_told_and_the_last_line_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, RIGHT, case(name="other", kind="policy", input={"any": 1}))
    assert main([str(path)]) == 0
    assert told(capsys) == [
        "pass     right",
        "not run  other (policy describes)",
        "1 passed, 0 failed",
    ]


def test_a_failing_case_is_told_with_the_difference_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, RIGHT, case(name="wrong", expected={"cohen_kappa": 0.45}))
    assert main([str(path)]) == 1
    assert told(capsys) == [
        "pass     right",
        "FAIL     wrong",
        "           cohen_kappa: expected 0.45, got 0.4 (difference -0.05)",
        "1 passed, 1 failed",
    ]


def test_it_runs_as_a_module_and_prints_chinese_whatever_the_locale(tmp_path: Path) -> None:
    path = written(tmp_path, case(name="语料"), case(name="错", expected={"cohen_kappa": 1}))
    done = subprocess.run(
        [sys.executable, "-m", "tifa.evaluation.conformance", path.name],
        cwd=tmp_path,
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode()
    lines = done.stdout.decode("utf8").splitlines()
    assert lines[0] == "pass     语料" and lines[-1] == "1 passed, 1 failed"


@pytest.mark.parametrize(
    ("expected", "tolerance", "holds"),
    [
        ({"cohen_kappa": 0.4004}, 1e-3, True),
        ({"cohen_kappa": 0.402}, 1e-3, False),
        ({"cohen_kappa": 0.4}, 0, True),
        ({"cohen_kappa": "<= 0.4"}, 0, True),
        ({"cohen_kappa": "< 0.4"}, 0, False),
        ({"cohen_kappa": ">= 0.41"}, 0.02, True),
        ({"cohen_kappa": None}, 0, False),
        ({"no_such_figure": 1}, 0, False),
        ({}, 0, True),
        ([0.4], 0, False),
        ("nonsense", 0, False),
    ],
)
def test_only_what_is_expected_is_compared(
    expected: Any, tolerance: float, holds: bool, tmp_path: Path
) -> None:
    path = written(tmp_path, case(expected=expected, tolerance=tolerance))
    (outcome,) = run_file(path)
    assert outcome.passed is holds, str(outcome)


def test_undefined_is_expected_as_null(tmp_path: Path) -> None:
    path = written(tmp_path, case(input={"table": [[5, 0], [0, 0]]}, expected={"scott_pi": None}))
    (outcome,) = run_file(path)
    assert outcome.passed
    wrong = written(tmp_path, case(input={"table": [[5, 0], [0, 0]]}, expected={"scott_pi": 1}))
    (outcome,) = run_file(wrong)
    assert "expected 1, got undefined (all values are the same" in str(outcome)


def test_data_files_are_looked_for_from_the_file_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "units.csv").write_text("x,A,0,10\ny,A,0,10\n")
    gamma = case(
        kind="gamma_disorder",
        input={"data_file": "inner/units.csv"},
        expected={"observed_disorder": 0},
    )
    path = written(tmp_path, gamma)
    monkeypatch.chdir(ROOT)
    assert main([str(path)]) == 0
    missing = written(tmp_path, {**gamma, "input": {"data_file": "inner/none.csv"}})
    assert main([str(missing)]) == 1
    assert "none.csv" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "nonsense"}, "there is no kind “nonsense”; there are: alpha, "),
        ({"input": {}}, "the input has no 'table'"),
        ({"input": {"table": "x"}}, "the input cannot be read"),
        ({"input": {"table": [[1, 2], [3]]}}, "the input cannot be read"),
        ({"kind": "muc", "input": {"gold": [[[0, 1]]], "pred": [[]]}}, "the input cannot be read"),
        ({"kind": "alpha", "input": {"reliability_data": [[1], [1, 2]]}}, "cannot be read"),
        ({"kind": "gamma_disorder", "input": {"raters": [[]]}}, "at least 2 annotators and 1 unit"),
    ],
)
def test_an_input_without_sense_fails_alone_and_says_why(
    changes: dict[str, Any], words: str, tmp_path: Path
) -> None:
    bad, good = run_file(written(tmp_path, case(**changes), RIGHT))
    assert words in str(bad) and good.passed
    assert verdict([bad, good]) == "1 passed, 1 failed"


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"name": "x"}, "FAIL     x\n           a case needs kind or measure, expected"),
        (7, "FAIL     case 1\n           a case needs name or id, kind or measure, expected"),
        (case(tolerance="much"), "the tolerance is 'much', not a number"),
        (case(tolerance=-1), "the tolerance is -1, not a number"),
    ],
)
def test_a_record_that_is_no_case_fails_alone_and_says_why(
    record: Any, words: str, tmp_path: Path
) -> None:
    bad, good = run_file(written(tmp_path, record, RIGHT))
    assert words in str(bad) and good.passed
    assert verdict([bad, good]) == "1 passed, 1 failed"


@pytest.mark.parametrize("kind", SUITE.kinds)
def test_no_kind_breaks_on_an_empty_input(kind: str, tmp_path: Path) -> None:
    (found,) = read_cases(written(tmp_path, case(kind=kind, input={}, expected={"x": 1})))
    assert not run_case(found, tmp_path).passed


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "Not valid JSON"),
        ("3", "A file of cases is a list"),
    ],
)
def test_a_file_that_is_no_file_of_cases_is_refused(
    content: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.json"
    path.write_text(content)
    with pytest.raises(FormatError, match=words):
        read_cases(path)
    assert main([str(path)]) == 2
    assert str(path) in capsys.readouterr().err


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-file.json"]) == 2
    assert "no-such-file.json" in capsys.readouterr().err


def test_many_differences_are_cut_short(tmp_path: Path) -> None:
    wrong = case(
        kind="alpha_u_2004",
        input={"length": 9, "raters": [[[0, 3, "A"]], [[0, 3, "A"]]]},
        expected={str(n): n for n in range(9)},
    )
    (outcome,) = run_file(written(tmp_path, wrong))
    assert str(outcome).splitlines()[-1] == "           … and 4 more differences"


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "Example: python -m tifa.evaluation.conformance" in capsys.readouterr().out


def test_bounds_and_bca_of_an_interval_can_be_asked_for(tmp_path: Path) -> None:
    rows = [[1, 3, 2], [9, 0, 1], [5, 2, 4], [7, 1, 1], [2, 2, 2], [3, 9, 1]]
    plain = case(kind="ci", input={"per_document": rows}, expected={"low": ">= 0", "high": "<= 1"})
    bca = {**plain, "input": {"per_document": rows, "method": "bca"}, "expected": {"low": 0}}
    one, other = run_file(written(tmp_path, plain, bca))
    assert one.passed and "low: expected 0, got 0.4" in str(other)


def test_the_document_has_the_table_of_the_shipped_cases() -> None:
    document = (ROOT / "docs" / "conformance.md").read_text("utf8")
    table = document[document.index("| case |") :]
    assert table == markdown(SUITE.shipped), (
        "Write it again: python -m tifa.evaluation.conformance --markdown"
    )
