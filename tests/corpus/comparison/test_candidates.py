"""Mined formulas as a table, as lexicon lines, and from the command line."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner, Result

from tests.corpus.comparison.invented import speech, study
from tifa.cli import app
from tifa.corpus.comparison.candidates import candidate_table, lexicon_lines
from tifa.corpus.comparison.study import Study
from tifa.corpus.document import Document, Metadata
from tifa.corpus.errors import FormatError
from tifa.corpus.folder import Corpus
from tifa.corpus.jsonl import write_jsonl
from tifa.corpus.lexicon import read_lexicon
from tifa.corpus.manifest import CorpusInfo

FIRST = "我们叫它“绿满山冈”，年年“绿满山冈”。"
SECOND = "今年又说“绿满山冈”。还有“水到田头”，“水到田头”。"


def _study() -> Study:
    return study(speech("a", FIRST, date="2010"), speech("b", SECOND, date="2012-05"))


def test_a_candidate_has_counts_dispersion_first_use_and_contexts() -> None:
    result = candidate_table(_study())
    first, second = result.to_dict()["rows"]
    assert (first["form"], first["count"], first["documents"]) == ("绿满山冈", 3, 2)
    assert (first["first_date"], first["first_document"]) == ("2010", "a")
    assert first["years"] == "2010, 2012"
    assert first["share_closed"] == 1.0
    assert "a: 我们叫它“【绿满山冈】”" in first["contexts"]
    assert second["form"] == "水到田头"
    shares = [len(text) / len(FIRST + SECOND) for text in (FIRST, SECOND)]
    assert second["dp_norm"] == pytest.approx(shares[0] / (1 - min(shares)))


def test_what_the_background_says_as_often_is_boilerplate() -> None:
    result = candidate_table(_study(), background=[SECOND.replace("绿满山冈", "别的")])
    assert result.frame["form"].tolist() == ["绿满山冈"]
    assert result.frame["background_per_10k"].tolist() == [0.0]
    assert any("1 of 2 left out as boilerplate" in note for note in result.notes)


def test_what_nearly_all_of_many_documents_say_is_boilerplate() -> None:
    speeches = [speech(f"d{n}", FIRST if n else SECOND) for n in range(10)]
    assert candidate_table(study(*speeches)).frame["form"].tolist() == ["水到田头"]
    assert len(candidate_table(study(*speeches), most_share=1).frame) == 2


def test_nothing_found_and_missing_dates_are_answered() -> None:
    notes = candidate_table(study(speech("a", "没有。"))).notes
    assert any("No formulation" in note for note in notes)
    assert any("no date" in note for note in notes)


def test_only_the_likeliest_are_shown_and_that_is_said() -> None:
    result = candidate_table(_study(), most=1)
    assert len(result.frame) == 1
    assert any("first 1 of 2" in note for note in result.notes)


def test_lines_become_a_lexicon_once_a_person_has_decided(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.jsonl"
    lines = lexicon_lines(candidate_table(_study()))
    assert [line["status"] for line in lines] == [None, None]
    write_jsonl(path, lines)
    with pytest.raises(FormatError, match="status"):
        read_lexicon(path)
    write_jsonl(path, [line | {"status": "in", "kind": "goal"} for line in lines])
    entry = read_lexicon(path).get("绿满山冈")
    assert entry is not None
    assert (entry.period, entry.decided) == ("2010–2012", "invented")


@pytest.fixture
def corpus_folder(tmp_path: Path) -> Path:
    documents = {
        doc_id: Document(id=doc_id, text=text, meta=Metadata(title=doc_id, event_date=date))
        for doc_id, text, date in (("a", FIRST, "2010"), ("b", SECOND, "2012"))
    }
    info = CorpusInfo(name="mined", licence="CC0-1.0", description="For tests")
    Corpus(info, documents).write(tmp_path / "mined")
    return tmp_path / "mined"


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["corpus", "candidates", *map(str, arguments)])


def test_candidates_are_printed_or_saved(corpus_folder: Path, tmp_path: Path) -> None:
    printed = _run(corpus_folder)
    assert printed.exit_code == 0, printed.output
    assert "绿满山冈" in printed.stdout
    assert "Saved 2 candidates" in _run(corpus_folder, "--out", tmp_path / "c.jsonl").stdout
    lines = (tmp_path / "c.jsonl").read_text("utf8").splitlines()
    assert [json.loads(line)["canonical"] for line in lines] == ["绿满山冈", "水到田头"]
    _run(corpus_folder, "--out", tmp_path / "c.xlsx")
    assert load_workbook(tmp_path / "c.xlsx")["candidates"]["B2"].value == "绿满山冈"


def test_a_decided_lexicon_and_a_background_can_be_given(
    corpus_folder: Path, tmp_path: Path
) -> None:
    entry = {"canonical": "绿满山冈", "status": "out", "decided": "here"}
    write_jsonl(tmp_path / "lexicon.jsonl", [entry])
    decided = _run(corpus_folder, "--lexicon", tmp_path / "lexicon.jsonl")
    assert "绿满山冈" not in decided.stdout and "水到田头" in decided.stdout
    (tmp_path / "other.txt").write_text("大家都说水到田头，在水到田头。", encoding="utf-8")
    compared = _run(corpus_folder, "--background", tmp_path / "other.txt")
    assert "水到田头" not in compared.stdout
    filtered = _run(corpus_folder, "--filter", "year>=2012")
    assert "绿满山冈" not in filtered.stdout
