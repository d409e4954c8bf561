"""The report of agreement in every form, and its page."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from tests.evaluation.invented import TEXT, span
from tifa.corpus import load_scheme
from tifa.corpus.spans import Argument
from tifa.evaluation.agreement.gamma import GammaSettings
from tifa.evaluation.agreement.page import write_agreement_page
from tifa.evaluation.agreement.report import AgreementReport, measure_agreement
from tifa.evaluation.agreement.tables import (
    agreement_latex,
    agreement_lines,
    agreement_table,
    pair_matrix,
    report_to_dict,
    report_to_frame,
)
from tifa.evaluation.agreement.texts import AnnotatedText

ACTOR = (Argument("actor", 0, 2, "字字"),)
X = [span(0, 4, "SLOGAN"), span(6, 9, "DIRECTIVE", attributes={"force": "strong"}, arguments=ACTOR)]
Y = [span(0, 4, "SLOGAN"), span(6, 9, "DIRECTIVE", attributes={"force": "weak"})]
TEXTS = [
    AnnotatedText("a", TEXT, {"x": X, "y": Y, "z": X[:1]}, when="2024-01-01"),
    AnnotatedText("b", TEXT, {"x": X, "y": []}, when="2024-01-02"),
    AnnotatedText("c", TEXT, {"x": X}),
]


@pytest.fixture(scope="module")
def report() -> AgreementReport:
    return measure_agreement(
        TEXTS,
        data="tiny",
        scheme="speeches 1.1",
        gamma=GammaSettings(samples=5),
        ordered={("DIRECTIVE", "force"): ["weak", "strong"]},
        resamples=30,
        level=0.9,
    )


def test_json_has_everything_and_no_bare_nan(report: AgreementReport) -> None:
    data = json.loads(json.dumps(report_to_dict(report), allow_nan=False))
    assert data["annotators"] == ["x", "y", "z"] and data["texts_left_out"] == 1
    assert [row["id"] for row in data["texts"]] == ["a", "b"]
    assert {"f1", "where", "what", "gamma", "f1_by_label"} <= set(data["texts"][0])
    assert len(data["measures"]) == len(report.measures)
    assert [(row["first"], row["second"]) for row in data["pair_measures"]] == [
        ("x", "y"),
        ("x", "z"),
        ("y", "z"),
    ]
    assert data["attributes"][0]["level"] == "ordinal"
    assert data["attributes"][0]["left_out"] == 0
    assert data["arguments"][0] | {"f1": 0} == {
        "label": "DIRECTIVE",
        "argument": "actor",
        "tp": 0,
        "fp": 0,
        "fn": 1,
        "f1": 0,
    }
    assert data["drift"]["kendall_tau"] == {
        "undefined": "a trend needs at least 5 texts with a value"
    }
    assert data["gamma_is_exact"] is True
    assert 0 < data["gamma_standard_error"] < 1


def test_the_frame_has_a_row_for_each_measure_and_says_why_it_is_missing(
    report: AgreementReport,
) -> None:
    frame = report_to_frame(report)
    assert len(frame) == len(report.measures)
    missing = frame[frame.value.isna()]
    assert (missing.undefined != "").all()
    assert (frame[frame.value.notna()].undefined == "").all()


def test_the_terminal_table_has_its_level_and_the_error_of_gamma(report: AgreementReport) -> None:
    console = Console(width=100, file=StringIO())
    console.print(agreement_table(report))
    words = console.file.getvalue()  # type: ignore[attr-defined]
    assert "90 %" in words
    assert any(
        line.startswith("Monte Carlo standard error of gamma: 0.")
        for line in agreement_lines(report)
    )
    assert "SLOGAN (4) *" in words and "* not enough data" in words


def test_a_small_error_of_gamma_keeps_its_digits(report: AgreementReport) -> None:
    lines = agreement_lines(replace(report, gamma_error=0.000123))
    assert "Monte Carlo standard error of gamma: 0.00012" in lines


def test_the_matrix_of_pairs_is_symmetric_and_empty_on_its_diagonal(
    report: AgreementReport,
) -> None:
    matrix = pair_matrix(report)
    assert matrix.loc["x", "y"] == matrix.loc["y", "x"] == pytest.approx(2 * 2 / 6)
    assert all(matrix.isna().loc[name, name] for name in "xyz")


def test_latex_marks_what_is_not_enough(report: AgreementReport) -> None:
    latex = agreement_latex(report)
    assert r"\caption{Agreement of 3 annotators. set:tiny\textbar{}" in latex
    assert latex.count("not enough data") == len(report.measures)


def test_the_page_shows_every_pair_and_every_disagreement(
    report: AgreementReport, tmp_path: Path
) -> None:
    path = tmp_path / "agreement.html"
    write_agreement_page(
        path, title="tiny", report=report, texts=TEXTS, scheme=load_scheme(), notes=["a note"]
    )
    html = path.read_text("utf8")
    for words in ("x / y", "x / z", "y / z", "a note", "1 texts that fewer than 2 annotators saw"):
        assert words in html
    assert "Monte Carlo standard error of gamma" in html
    assert report.signature.short().split("|")[0] in html
    assert "漏标 Missed (2)" in html
