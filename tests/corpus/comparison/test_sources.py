from pathlib import Path

import pytest

from tifa.corpus import seed_folder
from tifa.corpus.comparison import group_by, read_source
from tifa.corpus.errors import CorpusError, FormatError


def plain(folder: Path, table: str = "", name: str = "metadata.csv") -> Path:
    (folder / "sub").mkdir()
    (folder / "a.txt").write_text("同志们：要抓落实。", "utf8")
    (folder / "sub" / "b.txt").write_text("同志们：要抓发展。", "utf8")
    if table:
        (folder / name).write_text(table, "utf8")
    return folder


def test_a_corpus_folder_has_a_layer_or_none() -> None:
    gold = read_source(seed_folder(), "gold")
    assert gold.layer == "gold" and sum(len(speech.spans) for speech in gold.speeches) == 188
    bare = read_source(seed_folder(), "none")
    assert bare.layer == "none" and not bare.speeches[0].spans
    with pytest.raises(CorpusError, match="no layer “nonsense”"):
        read_source(seed_folder(), "nonsense")


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("metadata.csv", "file,title,level,date,speaker\nsub/b.txt,乙,county,2012-03,某某\n"),
        (
            "manifest.jsonl",
            '{"file":"sub/b.txt","title":"乙","level":"county","date":"2012-03","speaker":"某某"}',
        ),
    ],
)
def test_a_plain_folder_takes_its_metadata_from_a_table(
    name: str, table: str, tmp_path: Path
) -> None:
    source = read_source(plain(tmp_path, table, name), "gold")
    assert (source.layer, len(source.speeches)) == ("none", 2)
    meta = next(speech.doc.meta for speech in source.speeches if speech.doc.meta.title == "乙")
    assert (meta.level, meta.year, meta.speaker and meta.speaker.name) == ("county", 2012, "某某")
    assert source.notes == ("1 texts have no row in the table of metadata",)


def test_values_that_metadata_cannot_hold_are_left_out_and_counted(tmp_path: Path) -> None:
    table = "file,title,date\na.txt,甲,soon\nsub/b.txt,乙,soon\n"
    source = read_source(plain(tmp_path, table), "none")
    assert source.notes == ("2 documents: “soon” is no value for event_date, left out",)


def test_values_outside_the_taxonomy_are_kept_so_that_they_make_groups(tmp_path: Path) -> None:
    table = "file,title,level,genre\na.txt,甲,national,speech\nsub/b.txt,乙,county,radio talk\n"
    source = read_source(plain(tmp_path, table), "none")
    assert source.notes == (
        "1 documents: “national” is not in the taxonomy of level, kept as it stands",
        "1 documents: “radio talk” is not in the taxonomy of genre, kept as it stands",
    )
    study = group_by(source.name, source.layer, source.speeches, "level")
    assert {group: len(each) for group, each in study.groups.items()} == {
        "county": 1,
        "national": 1,
    }
    assert all(speech.doc.text.startswith("同志们") for speech in study.speeches)


def test_one_text_file_can_be_read(tmp_path: Path) -> None:
    source = read_source(plain(tmp_path) / "a.txt", "none")
    assert (source.name, [speech.doc.id for speech in source.speeches]) == ("a.txt", ["a"])


def test_a_table_without_files_is_refused_by_line(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"metadata\.csv:2.*“file”"):
        read_source(plain(tmp_path, "title\n甲\n"), "none")


def test_a_folder_that_is_not_there_or_empty_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(CorpusError):
            read_source(path, "none")
