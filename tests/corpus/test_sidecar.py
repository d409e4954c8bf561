"""Tables of metadata beside texts, as folders of downloads have them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tifa.cli import app
from tifa.corpus.additions import Addition, add_texts
from tifa.corpus.errors import FormatError
from tifa.corpus.folder import Corpus
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.readers.finding import speech_files

ROWS = [
    {"file": "a.txt", "title": "甲", "level": "county", "date": "2012-03", "speaker": "某某"},
    {"file": "sub/b.txt", "title": "乙", "level": "national", "source": "an archive"},
]


def folder(tmp_path: Path, rows: list[dict[str, str]], name: str = "manifest.jsonl") -> Path:
    raw = tmp_path / "raw"
    (raw / "sub").mkdir(parents=True)
    (raw / "a.txt").write_text("同志们：要抓落实。", "utf8")
    (raw / "sub" / "b.txt").write_text("同志们：要抓发展。", "utf8")
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (raw / name).write_text(lines, "utf8")
    return raw


def added(raw: Path, **given: str) -> Addition:
    found = speech_files([raw])
    return add_texts(Corpus(CorpusInfo(name="new")), found.files, given=given, rows=found.rows)


@pytest.mark.parametrize("name", ["manifest.jsonl", "metadata.jsonl"])
def test_files_take_their_metadata_from_the_table(name: str, tmp_path: Path) -> None:
    addition = added(folder(tmp_path, ROWS, name))
    assert not addition.refused
    first, second = (item.made for item in addition.added)
    assert (first.doc.meta.title, first.doc.meta.level) == ("甲", "county")
    assert first.doc.meta.event_date == "2012-03"
    assert first.doc.meta.speaker is not None and first.doc.meta.speaker.name == "某某"
    assert first.origins["title"] == "the table of metadata"
    assert second.doc.meta.source is not None
    assert second.doc.meta.source.startswith("an archive (b.txt, sha256 ")


def test_a_csv_table_does_as_well(tmp_path: Path) -> None:
    raw = folder(tmp_path, [], "other.txt.bak")
    (raw / "metadata.csv").write_text("file,title\na.txt,甲\nsub/b.txt,乙\n", "utf8")
    assert [item.made.doc.meta.title for item in added(raw).added] == ["甲", "乙"]


def test_values_may_be_spelled_in_chinese(tmp_path: Path) -> None:
    first, _ = added(folder(tmp_path, [{**ROWS[0], "level": "省级", "genre": "动员讲话"}])).added
    assert first.made.doc.meta.level == "provincial"
    assert first.made.doc.meta.genre == "mobilisation_speech"


def test_what_is_given_wins_over_the_table(tmp_path: Path) -> None:
    first, _ = added(folder(tmp_path, ROWS), level="municipal").added
    assert first.made.doc.meta.level == "municipal"
    assert first.made.origins["level"] == "given"


def test_what_the_table_cannot_say_is_told(tmp_path: Path) -> None:
    rows = [ROWS[1], {"file": "gone.txt", "title": "丙"}]
    raw = folder(tmp_path, rows)
    value, gone, without = added(raw).from_tables
    assert "“national” is no value for level" in value
    assert "1 rows" in gone and str(raw / "gone.txt") in gone
    assert without == "1 files have no row in the table of metadata"


def test_a_row_without_a_file_is_refused_by_line(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"manifest\.jsonl:2.*“file”"):
        added(folder(tmp_path, [ROWS[0], {"title": "乙"}]))


def test_a_table_that_holds_speeches_is_read_as_speeches(tmp_path: Path) -> None:
    rows = [{"file": "scan-1.pdf", "text": "同志们：要抓好工作。", "title": "丙"}]
    addition = added(folder(tmp_path, rows))
    assert "丙" in [item.made.doc.meta.title for item in addition.added]


def test_the_command_takes_the_table_too(tmp_path: Path) -> None:
    raw = folder(tmp_path, ROWS)
    run = CliRunner()
    assert run.invoke(app, ["corpus", "new", str(tmp_path / "c")]).exit_code == 0
    done = run.invoke(app, ["corpus", "add", str(tmp_path / "c"), str(raw)])
    assert done.exit_code == 0, done.output
    assert "Note: 1 documents: “national” is no value for level, left out; there" in done.output
    metas = [doc.meta for doc in Corpus.read(tmp_path / "c").documents.values()]
    assert {meta.title for meta in metas} == {"甲", "乙"}
