"""``tifa kwic``: what is printed and saved, and exit codes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tifa.cli import app, main

Write = Callable[..., Path]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["kwic", *map(str, arguments)])


def test_lines_are_printed_with_document_and_offset(folder: Path) -> None:
    result = run(folder, "抓", "--window", 3)
    assert result.exit_code == 0, result.output
    first, second = result.stdout.splitlines()
    assert first.startswith("a-1:") and second.startswith("b-2:")
    assert first.endswith("展观，抓好落实")


def test_spans_and_their_attributes_can_be_asked_for(folder: Path) -> None:
    result = run(folder, "--label", "DIRECTIVE", "--where", "addressee~党组织", "--json")
    (row,) = json.loads(result.stdout)["rows"]
    assert row["doc_id"] == "a-1"
    assert "operator=要" in row["attributes"]


def test_documents_are_filtered_by_metadata(folder: Path) -> None:
    result = run(folder, "抓", "--filter", "year>=2011")
    assert [line[:4] for line in result.stdout.splitlines()] == ["b-2:"]


def test_plain_text_files_need_no_corpus(text_file: Write) -> None:
    text_file("同志们：要抓好工作。\n", "in/a.txt")
    text_file("各单位必须抓紧。\n", "in/b.txt")
    result = run(text_file("大家抓好春耕。\n", "in/c.txt").parent, "抓")
    assert len(result.stdout.splitlines()) == 3


def test_nothing_found_is_exit_code_one_with_a_reason(folder: Path) -> None:
    result = run(folder, "没有的字")
    assert result.exit_code == 1
    assert "Nothing matches" in result.stderr


@pytest.mark.parametrize("name", ["hits.csv", "hits.xlsx", "hits.json", "hits.jsonl", "hits.html"])
def test_lines_are_saved_in_the_form_of_the_ending(folder: Path, tmp_path: Path, name: str) -> None:
    result = run(folder, "抓", "--out", tmp_path / name)
    assert "Saved 2 lines" in result.stdout
    assert (tmp_path / name).stat().st_size > 0


def test_a_limit_is_said_to_be_one(folder: Path) -> None:
    result = run(folder, "抓", "--limit", 1)
    assert len(result.stdout.splitlines()) == 1
    assert "1 of 2 hits shown" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["(", "--regex"], "no regular expression"),
        ([], "query is empty"),
        (["抓", "--filter", "year>=2050"], "No document matches"),
        (["抓", "--sort", "colour"], "no order"),
        (["--label", "DIRECTIVE", "--layer", "nobody"], "no layer"),
    ],
)
def test_errors_are_one_paragraph(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["kwic", str(folder), *arguments])
    assert stop.value.code == 2
    assert words in capsys.readouterr().err


def test_labels_need_annotations(capsys: pytest.CaptureFixture[str], text_file: Write) -> None:
    with pytest.raises(SystemExit):
        main(["kwic", str(text_file("要种树。")), "--label", "DIRECTIVE"])
    assert "Give a corpus folder" in capsys.readouterr().err
