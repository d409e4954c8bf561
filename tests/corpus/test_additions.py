"""Adding files to a corpus: duplicates, bad files and guesses are reported."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import docx
import pytest

from tifa.corpus.additions import add_texts, new_corpus, text_files
from tifa.corpus.document import Speaker
from tifa.corpus.errors import CorpusError, FormatError, SchemeError
from tifa.corpus.folder import Corpus
from tifa.corpus.manifest import CorpusInfo

Write = Callable[..., Path]


def test_a_new_corpus_is_empty_and_not_made_twice(tmp_path: Path) -> None:
    new_corpus(tmp_path / "new", CorpusInfo(name="new"))
    assert Corpus.read(tmp_path / "new").documents == {}
    with pytest.raises(CorpusError, match="already"):
        new_corpus(tmp_path / "new", CorpusInfo(name="new"))


def test_a_corpus_needs_a_known_scheme(tmp_path: Path) -> None:
    with pytest.raises(SchemeError):
        new_corpus(tmp_path, CorpusInfo(name="new", scheme="none"))


def test_folders_are_replaced_by_their_text_files(text_file: Write, tmp_path: Path) -> None:
    first = text_file("一", "in/a.txt")
    second = text_file("二", "in/deep/b.txt")
    text_file("三", "in/c.md")
    assert text_files([tmp_path / "in", first]) == [first, second]
    with pytest.raises(CorpusError, match=r"no \.txt"):
        text_files([tmp_path / "in/deep", (tmp_path / "empty").mkdir() or tmp_path / "empty"])


def test_a_bad_file_does_not_stop_the_others(corpus: Corpus, text_file: Write) -> None:
    files = [
        text_file("%PDF", "a.txt"),
        text_file("要把新的工作抓好。", "b.txt"),
        text_file("", "c.txt"),
    ]
    addition = add_texts(corpus, files)
    assert [item.path.name for item in addition.added] == ["b.txt"]
    assert [path.name for path, _ in addition.refused] == ["a.txt", "c.txt"]
    assert len(addition.corpus.documents) == 3
    assert len(corpus.documents) == 2


def test_exact_duplicates_are_skipped_unless_allowed(corpus: Corpus, text_file: Write) -> None:
    known = text_file(corpus.documents["a-1"].text, "known.txt")
    twice = text_file("要把新的工作抓好。", "new.txt"), text_file("要把新的工作抓好。", "copy.txt")
    addition = add_texts(corpus, [known, *twice])
    assert [item.path.name for item in addition.added] == ["new.txt"]
    assert addition.refused == []
    assert "“a-1”" in addition.skipped[0][1]
    allowed = add_texts(corpus, [known, *twice], allow_duplicates=True)
    assert len(allowed.corpus.documents) == 5
    assert [pair.exact for pair in allowed.similar] == [True, True]


def test_near_duplicates_are_listed(corpus: Corpus, text_file: Write) -> None:
    near = text_file(corpus.documents["a-1"].text[:40], "near.txt")
    [pair] = add_texts(corpus, [near]).similar
    assert (pair.first, pair.exact) == ("a-1", False)


def test_a_wrong_value_stops_before_any_file_is_read(corpus: Corpus, text_file: Write) -> None:
    with pytest.raises(FormatError, match="genre"):
        add_texts(corpus, [text_file("要")], given={"genre": "talk"})


def test_one_title_does_not_fit_several_files(corpus: Corpus, text_file: Write) -> None:
    files = [text_file("一", "a.txt"), text_file("二", "b.txt")]
    with pytest.raises(CorpusError, match="One title"):
        add_texts(corpus, files, given={"title": "题"})


def test_every_file_is_watched_once(corpus: Corpus, text_file: Write) -> None:
    seen: list[Path] = []

    def watch(paths):  # type: ignore[no-untyped-def]
        for path in paths:
            seen.append(path)
            yield path

    files = [text_file("一些文字。", "a.txt"), text_file("另一些话。", "b.txt")]
    add_texts(corpus, files, watch=watch)
    assert seen == files


def test_the_source_keeps_the_file_with_its_checksum(corpus: Corpus, text_file: Write) -> None:
    path = text_file("要把新的工作抓好。", "new.txt")
    checksum = sha256(path.read_bytes()).hexdigest()
    [item] = add_texts(corpus, [path]).added
    assert item.made.doc.meta.source == f"new.txt, sha256 {checksum}"
    [item] = add_texts(corpus, [path], given={"source": "某报"}).added
    assert item.made.doc.meta.source == f"某报 (new.txt, sha256 {checksum})"
    assert item.made.origins["source"] == "given"


def test_the_rows_of_a_table_become_documents(corpus: Corpus, text_file: Write) -> None:
    table = (
        "编号,标题,讲话人,职务,日期,来源,正文\n"
        "k-1,会上的讲话,甲某,市长,2010-04-14,某报,在另一个会上的讲话\n"
        f",题二,,,,,{corpus.documents['b-2'].text.splitlines()[0]}\n,,,,,,\n,题三,,,,,\n"
    )
    addition = add_texts(corpus, [text_file(table, "all.csv")])
    first, second = (item.made.doc for item in addition.added)
    assert (first.id, first.meta.title) == ("2010-04-14-k-1", "会上的讲话")
    assert first.meta.speaker == Speaker(name="甲某", post="市长")
    assert first.meta.source is not None
    assert first.meta.source.startswith("某报 (all.csv, line 2, sha256 ")
    assert second.id == "题二"
    assert [reason.partition(": ")[2] for _, reason in addition.refused] == [
        "line 5: column “正文” is empty"
    ]


def test_ids_are_the_same_again_and_unique(corpus: Corpus, text_file: Write) -> None:
    files = [text_file(f"要把{name}工作抓好。", f"{name}/讲话.txt") for name in "甲乙丙"]
    first, again = add_texts(corpus, files), add_texts(corpus, files)
    ids = [item.made.doc.id for item in first.added]
    assert ids == ["讲话", "讲话-2", "讲话-3"]
    assert ids == [item.made.doc.id for item in again.added]
    once_more = add_texts(first.corpus, files)
    assert (len(once_more.added), len(once_more.skipped)) == (0, 3)


def test_what_the_text_says_wins_over_a_file_s_properties(corpus: Corpus, tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "模板"
    for line in ("在新一次会议上的讲话", "（2010年4月14日）", "同志们：", "要抓紧。"):
        document.add_paragraph(line)
    document.save(str(tmp_path / "a.docx"))
    [item] = add_texts(corpus, [tmp_path / "a.docx"]).added
    assert item.made.doc.meta.title == "在新一次会议上的讲话"
    [item] = add_texts(corpus, [tmp_path / "a.docx"], given={"title": "给定"}).added
    assert item.made.doc.meta.title == "给定"
