"""The commands of the tagger as a user types them."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import srsly
import typer
from typer.testing import CliRunner

from tifa.cli import app, main
from tifa.corpus.folder import seed_folder
from tifa.models.training import Trained

RUNNER = CliRunner()
ORDER = "各级党组织要高度重视创先争优活动。"


def _commands(group: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not hasattr(group, "commands"):
        return [path]
    return [each for name, sub in group.commands.items() for each in _commands(sub, (*path, name))]


@pytest.mark.parametrize("command", _commands(typer.main.get_command(app)), ids=" ".join)
def test_every_command_helps_with_an_example(command: tuple[str, ...]) -> None:
    shown = RUNNER.invoke(app, [*command, "--help"])
    assert shown.exit_code == 0
    assert f"Example: tifa {' '.join(command)}" in " ".join(shown.output.split())


def test_extract_writes_a_record_per_file_and_lists_what_it_refused(
    trained: Trained, tmp_path: Path
) -> None:
    (tmp_path / "good.txt").write_text(ORDER, encoding="utf8")
    (tmp_path / "gb.txt").write_bytes(ORDER.encode("gb18030"))
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)))
    out = tmp_path / "spans.jsonl"
    done = RUNNER.invoke(app, ["extract", str(trained.path), str(tmp_path), "--out", str(out)])
    assert done.exit_code == 1
    records = list(srsly.read_jsonl(out))
    assert [Path(each["meta"]["doc_id"]).name for each in records] == ["gb.txt", "good.txt"]
    assert all(each["text"] == ORDER and len(each["spans"]) == 2 for each in records)
    assert "empty.txt: The file is empty" in done.stderr
    assert "binary.txt" in done.stderr


def test_extract_prints_records_alone_on_standard_output(trained: Trained, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(ORDER, encoding="utf8")
    command = ["extract", str(trained.path), str(tmp_path / "good.txt"), "--no-text"]
    done = RUNNER.invoke(app, command)
    assert srsly.json_loads(done.stdout)["spans"][0]["quote"] == ORDER[:-1]
    assert "DIRECTIVE 1, SLOGAN 1" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["extract", "nowhere", "speech.txt"], "Not a spaCy pipeline"),
        (["train", "nowhere"], "No corpus here"),
        (["train", "--config", "nothing"], "Shipped configs"),
        (["train", "--set", "epochs"], "Write NAME=VALUE"),
        (["train", "--out", "/dev/null/model"], "cannot be made"),
        (["train", "--segmenter", "nowhere"], "No pkuseg model here"),
        (["train", "--init-tok2vec", "nowhere.bin"], "no pretrained weights"),
        (["train", "--evaluate-on", "nowhere"], "nothing to evaluate on"),
        (["train", "--crossval", "1"], "2 folds or more"),
        (["train", "--json"], "Add --stats-only"),
        (["train", "--card-notes", "nowhere.md"], "nowhere.md: Cannot be read"),
        (["pretrain", "--config", "rules"], "tok2vec of its own"),
        (["package", "nowhere"], "Not a spaCy pipeline"),
        (["suggest", "nowhere", "speech.txt", "--out", "t.jsonl"], "Not a spaCy pipeline"),
        (["demo", "--out", "/dev/null/demo"], "cannot be made"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_paragraph(
    arguments: list[str],
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    shown = capsys.readouterr()
    assert stopped.value.code == 2
    assert shown.err.startswith("Error: ")
    assert words in shown.err
    assert "Traceback" not in shown.err


def test_train_then_extract_as_processes(tmp_path: Path) -> None:
    (tmp_path / "speech.txt").write_text(ORDER, encoding="utf8")
    tifa = [sys.executable, "-m", "tifa"]
    train = [
        *tifa,
        "train",
        str(seed_folder()),
        "-q",
        "--set",
        "training.max_epochs=1",
        "--out",
        str(tmp_path / "m"),
    ]
    trained = subprocess.run(train, check=True, capture_output=True, text=True)
    assert "Suggester recall 1.000" in trained.stdout
    extract = [*tifa, "extract", str(tmp_path / "m"), str(tmp_path / "speech.txt")]
    found = subprocess.run(extract, check=True, capture_output=True, text=True)
    assert srsly.json_loads(found.stdout)["text"] == ORDER
