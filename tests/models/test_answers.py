"""Answered tasks as training data: what was seen is learnt from, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tifa.cli import app
from tifa.corpus.errors import FormatError, OffsetError
from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.jsonl import write_jsonl
from tifa.models.answers import add_answers, answer_units, answered
from tifa.models.reader import select_units
from tifa.models.units import Unit

TEXT = "今天开会。\n要修好水渠。\n要修好道路。"
START = TEXT.index("要修好水渠")


def task(text: str, start: int, *, answer: str = "accept", quote: str = "") -> dict[str, Any]:
    at = text.index(quote)
    span = {"start": at, "end": at + len(quote), "label": "DIRECTIVE", "token_start": 0}
    meta = {"doc_id": "d", "char_offset": start}
    return {"text": text, "meta": meta, "spans": [span] if quote else None, "answer": answer}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.jsonl"
    write_jsonl(path, [task("今天开会。", 0), task("要修好水渠。", START, quote="要修好水渠")])
    return path


def test_a_task_is_a_unit_in_its_document(answers: Path) -> None:
    first, second = answer_units(answers, {"d": TEXT})
    assert (first.text, first.spans) == ("今天开会。", ())
    assert (second.start, second.document) == (START, TEXT)
    assert [(span.start, span.quote) for span in second.spans] == [(0, "要修好水渠")]


def test_a_task_of_an_unknown_document_stands_by_itself(answers: Path) -> None:
    second = answer_units(answers, {})[1]
    assert (second.start, second.document) == (0, second.text)


def test_only_accepted_answers_count_and_of_several_the_last(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    water, road = "要修好水渠。", "要修好道路。"
    write_jsonl(
        path,
        [
            task(water, START),
            task(road, 15, quote="要修好道路"),
            task(water, START, quote="要修好水渠"),
            task(road, 15, answer="reject", quote="要修好道路"),
        ],
    )
    ((_, only),) = answered(path)
    assert only.text == water and len(only.spans) == 1


def test_annotators_who_differ_are_not_taken_for_one(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    one = {**task("要修好水渠。", 0, quote="要修好水渠"), "_annotator_id": "alice"}
    other = {**task("要修好水渠。", 0), "_annotator_id": "bob"}
    write_jsonl(path, [one, {**one, "_annotator_id": "bob"}])
    assert len(answered(path)) == 1
    write_jsonl(path, [one, other])
    with pytest.raises(FormatError, match="alice and bob marked other spans") as caught:
        answered(path)
    assert "tifa adjudicate" in str(caught.value)


def test_a_task_that_is_not_in_its_document_is_refused(answers: Path) -> None:
    with pytest.raises(OffsetError, match=r"answers\.jsonl:1: .*“d” has at 0"):
        answer_units(answers, {"d": "别的话。" + TEXT})


def test_a_line_that_is_no_task_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text('{"text": "要", "spans": 3}\n', encoding="utf8")
    with pytest.raises(FormatError, match=r"answers\.jsonl:1"):
        answered(path)


def test_answers_are_divided_into_folds_beside_corpora(answers: Path) -> None:
    paths = [seed_folder(), answers]
    everything = select_units(paths, "gold")
    parts = [select_units(paths, "gold", folds=2, fold=n, part="test") for n in range(2)]
    assert sum(len(unit.text) for part in parts for unit in part) == pytest.approx(
        sum(len(unit.text) for unit in everything), abs=5
    )
    assert {unit.text for unit in everything} >= {"今天开会。", "要修好水渠。"}


def test_answers_of_a_document_are_in_its_fold(answers: Path) -> None:
    units = answer_units(answers, {"d": TEXT})
    other = replace(units[0], doc_id="other")
    for fold in range(3):
        folds: list[list[Unit]] = [[], [], []]
        folds[fold] = [units[0]]
        folds[(fold + 1) % 3] = [other]
        added = add_answers(folds, [answers], [])
        assert [len(its) for its in added][fold] == 3


def test_beside_answers_a_corpus_without_the_layer_gives_only_its_documents(
    tmp_path: Path, answers: Path
) -> None:
    seed = Corpus.read(seed_folder())
    Corpus(seed.info, seed.documents).write(tmp_path / "bare")
    units = select_units([tmp_path / "bare", answers], "gold")
    assert {unit.doc_id for unit in units} == {"d"}


def test_a_tagger_learns_from_answers_and_says_so(tmp_path: Path, answers: Path) -> None:
    out = tmp_path / "model"
    command = ["train", str(answers), "--config", "rules", "--out", str(out), "--crossval", "2"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    meta = json.loads((out / "model-best/meta.json").read_text("utf8"))
    (data,) = meta["tifa"]["inputs"]
    assert (data["name"], data["tasks"], data["spans"]) == ("answers.jsonl", 2, 1)
    assert "2 tasks" in (out / "model-best/README.md").read_text("utf8")
