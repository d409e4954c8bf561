"""``tifa adjudicate``: from two annotators to gold by a file that a person fills in."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.annotation.adjudicated import (
    ALICE,
    BOB,
    DECIDED,
    TEXT,
    WHO,
    adjudicate,
    decide_open,
    fill,
    read_lines,
)
from tests.exported import doccano_file, prodigy_file
from tifa.annotation.adjudication import read_decisions
from tifa.corpus import Corpus, seed_folder
from tifa.corpus.validate import validate


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return prodigy_file(tmp_path / "alice.jsonl", {TEXT: ALICE}), prodigy_file(
        tmp_path / "bob.jsonl", {TEXT: BOB}
    )


@pytest.fixture
def decisions(files: tuple[Path, Path], tmp_path: Path) -> Path:
    path = tmp_path / "decisions.jsonl"
    written = adjudicate(*files, "--out", path)
    assert written.exit_code == 0, written.output
    assert "2 agreed, 3 to decide" in written.output
    return path


def _gold(folder: Path) -> dict[tuple[str, str], dict[str, str]]:
    layer = Corpus.read(folder).layer("gold")
    return {(span.quote, span.label): dict(span.attributes) for _, span in layer}


def test_the_file_shows_each_place_in_its_context_with_both_versions(decisions: Path) -> None:
    rows = {str(row["text"]): row for row in read_lines(decisions)}
    row = rows["各村要修好水渠"]
    assert (row["kind"], row["section"], row["decision"]) == ("boundary", "一", "")
    assert row["before"] == "一、" and str(row["after"]).startswith("，做到")
    assert row["versions"] == {
        "alice": "DIRECTIVE 2–9 “各村要修好水渠”",
        "bob": "DIRECTIVE 4–9 “要修好水渠”",
    }
    assert rows["谁主管谁负责"]["kind"] == "label"
    assert rows["做到抓早抓小"]["versions"] == {
        "alice": "—",
        "bob": "DIRECTIVE 10–16 “做到抓早抓小”",
    }
    assert [row["decision"] for row in rows.values() if row["part"] == "agreed"] == ["keep"] * 2


def test_a_filled_file_makes_a_corpus_with_gold_and_log(
    files: tuple[Path, Path], decisions: Path, tmp_path: Path
) -> None:
    fill(
        decisions,
        DECIDED,
        {"decision": "add", "doc": read_lines(decisions)[0]["doc"], "quote": "去年大家辛苦了",
         "label": "SLOGAN", "reason": "漏了", "rule": "S1"},
    )  # fmt: skip
    done = adjudicate(*files, "--apply", decisions, "--out", tmp_path / "gold", *WHO)
    assert done.exit_code == 0, done.output
    assert {*_gold(tmp_path / "gold")} == {
        ("各村要修好水渠", "DIRECTIVE"),
        ("抓早抓小", "SLOGAN"),
        ("县水利局务必查清隐患", "DIRECTIVE"),
        ("谁主管谁负责", "SLOGAN"),
        ("去年大家辛苦了", "SLOGAN"),
    }
    assert next(iter(Corpus.read(tmp_path / "gold").documents.values())).text == TEXT
    log = read_decisions(tmp_path / "gold" / "adjudication.jsonl")
    assert [(each.outcome, each.reason, each.rule) for each in log if each.reason] == [
        ("chosen", "主体在内", "D3"),
        ("rejected", "不是要求", "D1"),
        ("rejected", "固定说法", "S2"),
        ("chosen", "固定说法", "S2"),
        ("added", "漏了", "S1"),
    ]
    assert {(each.made.adjudicator, each.made.date) for each in log if each.made} == {
        ("Lin", "2026-01-31")
    }


def test_both_keeps_both_versions(
    files: tuple[Path, Path], decisions: Path, tmp_path: Path
) -> None:
    fill(decisions, {**DECIDED, "谁主管谁负责": {"decision": "both"}})
    done = adjudicate(*files, "--apply", decisions, "--out", tmp_path / "gold", *WHO)
    assert done.exit_code == 0, done.output
    assert {label for quote, label in _gold(tmp_path / "gold") if quote == "谁主管谁负责"} == {
        "SLOGAN",
        "RESPONSIBILITY",
    }
    assert "2 decisions have no reason or no rule" in done.output


def test_attributes_can_be_filled_in_where_all_agree(
    files: tuple[Path, Path], decisions: Path, tmp_path: Path
) -> None:
    fill(decisions, {**DECIDED, "县水利局务必查清隐患": {"attributes": "force=obligation"}})
    done = adjudicate(*files, "--apply", decisions, "--out", tmp_path / "gold", *WHO)
    assert done.exit_code == 0, done.output
    assert _gold(tmp_path / "gold")["县水利局务必查清隐患", "DIRECTIVE"] == {"force": "obligation"}


def test_what_no_annotator_was_asked_for_is_told_once(
    files: tuple[Path, Path], decisions: Path, tmp_path: Path
) -> None:
    fill(decisions, DECIDED)
    done = adjudicate(*files, "--apply", decisions, "--out", tmp_path / "gold", *WHO)
    assert "Warning: 2 SLOGAN spans have no canonical" in done.output
    assert {each.id for each in validate(tmp_path / "gold").errors} == {"missing-attribute"}


NOTHING_DECIDED: Mapping[str, Mapping[str, object]] = {}
WRONG: dict[str, tuple[Mapping[str, Mapping[str, object]], str]] = {
    "an undecided row": (NOTHING_DECIDED, "boundary DIRECTIVE “各村要修好水渠” / “要修好水渠”: undecided"),
    "a quote that is not there": (
        {**DECIDED, "各村要修好水渠": {"decision": "edit", "quote": "修好水库"}},
        "“修好水库” does not stand in the context",
    ),
    "offsets that cover another quote": (
        {**DECIDED, "各村要修好水渠": {"decision": "edit", "start": 2, "end": 4, "quote": "要"}},
        "2–4 covers “各村” and not “要”",
    ),
    "offsets outside the text": (
        {**DECIDED, "各村要修好水渠": {"decision": "edit", "start": 2, "end": 999}},
        "2–999 is empty or lies outside the text",
    ),
    "one offset alone": (
        {**DECIDED, "各村要修好水渠": {"decision": "edit", "start": 2}},
        "Of start and end one is missing",
    ),
    "spans of a label that overlap": (
        {**DECIDED, "各村要修好水渠": {"decision": "both"}},
        "overlap",
    ),
    "a label the scheme lacks": (
        {**DECIDED, "谁主管谁负责": {"decision": "edit", "label": "SLOGEN"}},
        "has no label “SLOGEN”",
    ),
    "a value the scheme lacks": (
        {**DECIDED, "各村要修好水渠": {"decision": "alice", "attributes": "force=strong"}},
        "“strong” is no value of force",
    ),
    "an attribute the scheme lacks": (
        {**DECIDED, "各村要修好水渠": {"decision": "alice", "attributes": "mood=bad"}},
        "DIRECTIVE has no attribute “mood”",
    ),
    "an attribute in no form": (
        {**DECIDED, "各村要修好水渠": {"decision": "alice", "attributes": "obligation"}},
        "obligation",
    ),
    "nobody's name": (
        {**DECIDED, "各村要修好水渠": {"decision": "carol"}},
        "There is no decision “carol”",
    ),
    "a label that stays open": (
        {**DECIDED, "谁主管谁负责": {"decision": "edit", "quote": "谁主管谁负责"}},
        "The annotators differ in the label",
    ),
    "an edit that changes nothing": (
        {**DECIDED, "谁主管谁负责": {"decision": "edit"}},
        "edit changes nothing",
    ),
    "a rejection with a label": (
        {**DECIDED, "谁主管谁负责": {"decision": "reject", "label": "SLOGAN"}},
        "The row decides reject, and label is filled in",
    ),
    "an annotator taken and changed": (
        {**DECIDED, "各村要修好水渠": {"decision": "alice", "quote": "修好水渠"}},
        "The row takes alice and changes it",
    ),
    "keep where they differ": (
        {**DECIDED, "各村要修好水渠": {"decision": "keep"}},
        "The annotators differ, so there is nothing to keep",
    ),
    "an agreed row that was emptied": (
        {**DECIDED, "抓早抓小": {"decision": ""}},
        "agreed SLOGAN “抓早抓小”: undecided",
    ),
    "an id that was edited": (
        {**DECIDED, "抓早抓小": {"id": "x"}},
        "No annotator has anything with the id x",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_nothing_is_written_as_long_as_a_row_is_wrong(
    files: tuple[Path, Path], decisions: Path, tmp_path: Path, case: str
) -> None:
    changes, message = WRONG[case]
    fill(decisions, changes)
    refused = adjudicate(*files, "--apply", decisions, "--out", tmp_path / "gold", *WHO)
    assert refused.exit_code == 1
    named = [line for line in refused.output.splitlines() if message in line]
    assert len(named) == 1
    changed = {
        f"{decisions}:{number}"
        for number, row in enumerate(read_lines(decisions), start=1)
        if row["text"] in {*changes} or not changes
    }
    assert any(named[0].startswith(place) for place in changed)
    assert "nothing written" in refused.output
    assert not (tmp_path / "gold").exists()


def test_every_undecided_row_is_named(
    files: tuple[Path, Path], decisions: Path, tmp_path: Path
) -> None:
    refused = adjudicate(*files, "--apply", decisions, "--out", tmp_path / "gold", *WHO)
    open_ = [n for n, row in enumerate(read_lines(decisions), 1) if row["part"] == "open"]
    named = [line for line in refused.output.splitlines() if line.endswith(": undecided")]
    assert [line.split(" ")[0] for line in named] == [f"{decisions}:{n}:" for n in open_]
    assert "3 undecided, 0 wrong: nothing written" in refused.output


def test_a_row_that_was_deleted_is_missed(
    files: tuple[Path, Path], decisions: Path, tmp_path: Path
) -> None:
    fill(decisions, DECIDED)
    lines = decisions.read_text("utf-8").splitlines(keepends=True)
    decisions.write_text("".join(lines[1:]), encoding="utf-8")
    refused = adjudicate(*files, "--apply", decisions, "--out", tmp_path / "gold", *WHO)
    assert refused.exit_code == 1
    assert "There is no row for" in refused.output
    assert not (tmp_path / "gold").exists()


def test_a_draft_holds_what_is_decided_so_far(
    files: tuple[Path, Path], decisions: Path, tmp_path: Path
) -> None:
    fill(decisions, {"各村要修好水渠": {"decision": "bob"}})
    done = adjudicate(*files, "--apply", decisions, "--out", tmp_path / "g", *WHO, "--draft")
    assert done.exit_code == 0, done.output
    assert "2 undecided, left out of the draft" in done.output
    drafted = Corpus.read(tmp_path / "g").layers
    assert [*drafted] == ["gold-draft"]
    assert len([*drafted["gold-draft"]]) == 3
    assert not (tmp_path / "g" / "adjudication.jsonl").exists()


def test_an_update_keeps_what_was_decided_and_marks_what_has_changed(
    files: tuple[Path, Path], decisions: Path, tmp_path: Path
) -> None:
    fill(decisions, DECIDED)
    marks = [*BOB[1:], ("修好水渠", "DIRECTIVE"), ("大家辛苦了", "SLOGAN")]
    prodigy_file(files[1], {TEXT: marks})
    updated = adjudicate(*files, "--update", decisions)
    assert updated.exit_code == 0, updated.output
    assert "2 kept, 1 outdated" in updated.output
    rows = read_lines(decisions)
    by_part: dict[str, dict[object, object]] = {"open": {}, "agreed": {}, "outdated": {}}
    for row in rows:
        by_part[str(row["part"])][row["text"]] = row["decision"]
    assert by_part["open"] == {
        "各村要修好水渠": "",
        "做到抓早抓小": "reject",
        "谁主管谁负责": "edit",
        "大家辛苦了": "",
    }
    assert by_part["outdated"] == {"各村要修好水渠": "alice"}
    assert [row["reason"] for row in rows if row["decision"] == "reject"] == ["不是要求"]
    refused = adjudicate(*files, "--apply", decisions, "--out", tmp_path / "gold", *WHO)
    assert "2 undecided, 0 wrong" in refused.output


def test_a_file_that_may_hold_decisions_is_not_written_over(
    files: tuple[Path, Path], decisions: Path
) -> None:
    before = decisions.read_bytes()
    refused = adjudicate(*files, "--out", decisions)
    assert refused.exit_code != 0
    assert decisions.read_bytes() == before


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The seed without its gold."""
    source = Corpus.read(seed_folder())
    bare = Corpus(source.info, source.documents, {
        name: layer for name, layer in source.layers.items() if name != "gold"
    })  # fmt: skip
    bare.write(tmp_path / "corpus")
    return tmp_path / "corpus"


def test_a_corpus_folder_takes_its_own_gold(corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    written = adjudicate(corpus, "--out", path)
    assert "186 agreed, 4 to decide" in written.output
    decide_open(path, decision="annotator-b", reason="r", rule="x")
    done = adjudicate(corpus, "--apply", path, *WHO)
    assert done.exit_code == 0, done.output
    found = Corpus.read(corpus)
    keys = {span.key for _, span in found.layer("gold")}
    assert keys == {span.key for _, span in found.layer("annotator-b")}
    assert found.layer("gold").info.annotators == ("Lin",)


def test_the_same_decisions_again_change_nothing(corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    adjudicate(corpus, "--out", path)
    decide_open(path, decision="annotator-a")
    assert adjudicate(corpus, "--apply", path, *WHO).exit_code == 0
    before = {each: each.read_bytes() for each in corpus.rglob("*") if each.is_file()}
    again = adjudicate(corpus, "--apply", path, *WHO[:-1], "2026-02-02")
    assert again.exit_code == 0, again.output
    assert {each: each.read_bytes() for each in corpus.rglob("*") if each.is_file()} == before


def test_other_gold_is_written_over_only_when_asked(corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    adjudicate(corpus, "--out", path)
    decide_open(path, decision="annotator-a")
    assert adjudicate(corpus, "--apply", path, *WHO).exit_code == 0
    decide_open(path, decision="reject")
    refused = adjudicate(corpus, "--apply", path, *WHO)
    assert "already has other spans" in str(refused.exception)
    done = adjudicate(corpus, "--apply", path, *WHO, "--replace")
    assert done.exit_code == 0, done.output
    assert len([*Corpus.read(corpus).layer("gold")]) == 186


BAD_CALLS: dict[str, tuple[tuple[str, ...], str]] = {
    "nothing to do": ((), "Nothing says what to do"),
    "nobody decided": (("--apply", "{decisions}"), "Nothing says who decided"),
    "a day that is none": (
        ("--apply", "{decisions}", *WHO[:-1], "31.1.2026"),
        "--date is “31.1.2026”",
    ),
    "no corpus": (("--apply", "{decisions}", *WHO), "No corpus takes the gold"),
    "no such file": (("--apply", "nowhere.xlsx", *WHO, "--out", "{gold}"), "nowhere.xlsx"),
    "no decisions file": (
        ("--apply", "{alice}", *WHO, "--out", "{gold}"),
        "alice.jsonl:1: A row of a decisions file has the fields id and decision",
    ),
    "another kind of file": (("--out", "decisions.csv"), "A decisions file is .xlsx or .jsonl"),
    "both at once": (
        ("--apply", "{decisions}", "--update", "{decisions}", *WHO),
        "--apply and --update do not go together",
    ),
}


@pytest.mark.parametrize("case", BAD_CALLS)
def test_a_call_that_makes_no_sense_is_explained_in_a_paragraph(
    files: tuple[Path, Path], decisions: Path, tmp_path: Path, case: str
) -> None:
    arguments, message = BAD_CALLS[case]
    names = {"decisions": decisions, "gold": tmp_path / "gold", "alice": files[0]}
    refused = adjudicate(*files, *(each.format(**names) for each in arguments))
    assert message in str(refused.exception)
    assert not (tmp_path / "gold").exists()


def test_the_process_ends_with_2_and_one_line(files: tuple[Path, Path]) -> None:
    command = [sys.executable, "-m", "tifa", "adjudicate", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: Nothing says what to do")
    assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr


def test_one_annotator_is_not_enough(files: tuple[Path, Path], tmp_path: Path) -> None:
    refused = adjudicate(files[0], "--out", tmp_path / "d.jsonl")
    assert "at least 2 annotators, and there is: alice" in str(refused.exception)


def test_unlike_texts_are_not_compared(files: tuple[Path, Path], tmp_path: Path) -> None:
    prodigy_file(files[1], {"别的话。": []})
    refused = adjudicate(*files, "--out", tmp_path / "d.jsonl")
    assert "No text was seen by 2 annotators" in str(refused.exception)


def test_doccano_files_are_adjudicated_as_they_are(tmp_path: Path) -> None:
    files = [
        doccano_file(tmp_path / f"{name}.jsonl", {TEXT: marks})
        for name, marks in (("alice", ALICE), ("bob", BOB))
    ]
    written = adjudicate(*files, "--out", tmp_path / "d.jsonl")
    assert "2 agreed, 3 to decide" in written.output


def test_an_annotator_whom_the_file_does_not_compare_is_told(
    files: tuple[Path, Path], decisions: Path, tmp_path: Path
) -> None:
    third = prodigy_file(tmp_path / "carol.jsonl", {TEXT: BOB})
    fill(decisions, DECIDED)
    done = adjudicate(*files, third, "--apply", decisions, "--out", tmp_path / "gold", *WHO)
    assert done.exit_code == 0, done.output
    assert "Note: carol is not compared, only alice, bob" in done.output


def test_a_layer_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    refused = adjudicate(seed_folder(), "--layers", "annotator-a,x", "--out", tmp_path / "d.xlsx")
    message = "There is no annotator “x”. There are: annotator-a, annotator-b, gold."
    assert message in str(refused.exception)


def test_a_folder_of_other_files_is_no_place_for_a_corpus(
    files: tuple[Path, Path], decisions: Path
) -> None:
    fill(decisions, DECIDED)
    before = {path: path.read_bytes() for path in decisions.parent.iterdir()}
    for place in (decisions.parent, files[0]):
        refused = adjudicate(*files, "--apply", decisions, "--out", place, *WHO)
        assert "Something else than a corpus is already there" in str(refused.exception)
    assert {path: path.read_bytes() for path in decisions.parent.iterdir()} == before
