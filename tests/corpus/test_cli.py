"""``tifa corpus``: what is printed, exit codes, and errors in one paragraph."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner, Result

from tifa.cli import app, main
from tifa.corpus.folder import Corpus
from tifa.corpus.split import read_split

Write = Callable[..., Path]
COMMANDS = ("new", "add", "validate", "info", "split")
CHECKOUT = Path(__file__).parents[2]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["corpus", *map(str, arguments)])


def test_from_nothing_to_a_split_corpus(tmp_path: Path, text_file: Write) -> None:
    folder = tmp_path / "mine"
    text_file("同志们：要抓好工作。\n", "in/a.txt")
    text_file("各单位必须按期完成。\n", "in/b.txt")
    assert run("new", folder, "--licence", "CC0-1.0").exit_code == 0
    added = run("add", folder, tmp_path / "in", "--level", "county", "--date", "2011")
    assert added.exit_code == 0, added.output
    assert "2 added, 0 refused" in added.output
    assert run("validate", folder).exit_code == 0
    assert run("split", folder, "--train", 1, "--dev", 0, "--test", 1).exit_code == 0
    assert {len(ids) for ids in read_split(folder).documents.values()} == {0, 1}
    assert [doc.meta.level for doc in Corpus.read(folder).documents.values()] == ["county"] * 2


def test_a_dry_run_saves_nothing(folder: Path, text_file: Write) -> None:
    result = run("add", folder, text_file("新的工作要抓好。"), "--dry-run")
    assert "1 would be added" in result.output
    assert len(Corpus.read(folder).documents) == 2


def test_refused_files_are_listed_and_the_others_saved(folder: Path, text_file: Write) -> None:
    files = text_file("%PDF", "a.txt"), text_file("新的工作要抓好。", "b.txt")
    result = run("add", folder, *files)
    assert result.exit_code == 1
    assert "PDF" in result.output
    assert len(Corpus.read(folder).documents) == 3


def test_many_files_show_progress_and_are_saved_once(folder: Path, text_file: Write) -> None:
    for number in range(25):
        text_file(chr(0x4E00 + number) * 30, f"in/{number}.txt")
    result = run("add", folder, text_file("x", "in/x.txt").parent)
    assert result.exit_code == 0, result.output
    assert len(Corpus.read(folder).documents) == 28


def test_three_hundred_files_and_a_broken_one_go_in_one_command(
    folder: Path, text_file: Write
) -> None:
    for number in range(300):
        text_file(f"{chr(0x4E00 + number)}工作要抓好。" * 3, f"in/{number}.txt")
    text_file(b"PK\x03\x04", "in/broken.docx")
    text_file(b"\x89PNG", "in/picture.png")
    result = run("add", folder, folder.parent / "in")
    assert result.exit_code == 1
    assert "300 added, 1 refused" in result.output
    assert result.output.rstrip().splitlines()[-1].startswith("Passed over, of other kinds: ")
    assert "Refused: " in result.output
    assert "broken.docx" in result.output
    again = run("add", folder, folder.parent / "in")
    assert "0 added, 1 refused, 300 skipped" in again.output
    assert len(Corpus.read(folder).documents) == 302


def test_a_table_says_what_was_taken_for_what(folder: Path, text_file: Write) -> None:
    table = text_file("题,稿子,日期\n题一,要抓紧,2010\n", "all.csv")
    result = run("add", folder, table, "--columns", "text=稿子，title=题")
    assert result.exit_code == 0, result.output
    assert (
        "columns: text from “稿子”, title from “题”, event_date from “日期” (guessed)"
        in result.output
    )
    assert "all.csv, line 2 → 2010-题一 (CSV, 3 characters)" in result.output
    assert "event_date: 2010 [column “日期”]" in result.output


def test_details_print_what_was_left_out(folder: Path, tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "讲话汇编"
    document.add_paragraph("新的工作要抓好。")
    document.save(str(tmp_path / "a.docx"))
    assert "left out: 讲话汇编" in run("add", folder, tmp_path / "a.docx", "--details").output


def test_an_interrupted_save_is_put_in_order_first(folder: Path, text_file: Write) -> None:
    (folder / "documents.jsonl.new").write_text("half", "utf8")
    result = run("add", folder, text_file("新的工作要抓好。"))
    assert "put in order after an interrupted save" in result.output
    assert not (folder / "documents.jsonl.new").exists()
    assert run("validate", folder).exit_code == 0


def test_validate_says_what_is_wrong_and_exits_1(folder: Path) -> None:
    path = folder / "documents.jsonl"
    path.write_text(path.read_text("utf8").replace('"municipal"', '"city"'), "utf8")
    result = run("validate", folder, "--exclude", "file-changed", "--max", 1)
    assert result.exit_code == 1
    assert "documents.jsonl:1 a-1" in result.output
    assert "… and 1 more" in result.output
    assert "file-changed" not in result.output


def test_validate_as_json_is_nothing_but_json(folder: Path) -> None:
    result = run("validate", folder, "--json")
    assert json.loads(result.stdout)["valid"] is True


def test_info_shows_counts_as_table_and_json(folder: Path) -> None:
    assert "a-1" in run("info", folder).output
    content = json.loads(run("info", folder, "--json").stdout)
    assert content["documents"][0]["gold.DIRECTIVE"] == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_ends_in_an_example(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert (
        result.output.rstrip()
        .splitlines()[-1]
        .strip()
        .startswith(f"Example: tifa corpus {command}")
    )


def fails(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    assert stop.value.code == 2
    return capsys.readouterr().err


def test_an_error_is_one_paragraph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    message = fails(capsys, "corpus", "info", tmp_path)
    assert message.count("\n") == 1
    assert "tifa corpus new" in message


@pytest.mark.parametrize("place", [0, 1, 3])
def test_debug_anywhere_shows_the_traceback(
    place: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["corpus", "info", str(tmp_path)]
    arguments.insert(place, "--debug")
    assert "Traceback" in fails(capsys, *arguments)


def test_a_folder_that_cannot_be_written_is_an_error(
    text_file: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    message = fails(capsys, "corpus", "new", text_file("a file") / "below")
    assert "Traceback" not in message


def test_an_unknown_rule_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no rule" in fails(capsys, "corpus", "validate", folder, "--exclude", "x")


def python(*arguments: object, **options: object) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, *map(str, arguments)]
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        command, cwd=CHECKOUT, env=environment, capture_output=True, check=False, **options
    )


def test_python_m_tifa_prints_chinese_under_any_locale(folder: Path) -> None:
    done = python("-m", "tifa", "corpus", "info", folder, "--json")
    assert done.returncode == 0, done.stderr
    assert "在动员大会上的讲话" in done.stdout.decode("utf8")


def test_the_version_is_that_of_the_package() -> None:
    assert python("-m", "tifa", "--version").stdout.startswith(b"tifa 0.")


def test_a_closed_pipe_is_no_traceback(folder: Path) -> None:
    command = f"{sys.executable} -m tifa corpus info {folder} --json | head -c 1"
    done = subprocess.run(command, shell=True, cwd=CHECKOUT, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr


def test_the_command_line_starts_without_the_rooms() -> None:
    program = "import sys, tifa.cli; print([m for m in sys.modules if m.startswith('tifa.')])"
    loaded = python("-c", program).stdout.decode()
    assert "tifa.corpus" not in loaded.replace("tifa.cli.corpus", "")
    heavy = (
        "import sys, tifa.cli; print({'pandas', 'spacy', 'numpy', 'pydantic'} & set(sys.modules))"
    )
    assert python("-c", heavy).stdout.strip() == b"set()"
