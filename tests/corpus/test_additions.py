"""Adding files to a corpus: duplicates, bad files and guesses are reported."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tifa.corpus.additions import add_texts, new_corpus, text_files
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


def test_exact_duplicates_are_refused_unless_allowed(corpus: Corpus, text_file: Write) -> None:
    known = text_file(corpus.documents["a-1"].text, "known.txt")
    twice = text_file("要把新的工作抓好。", "new.txt"), text_file("要把新的工作抓好。", "copy.txt")
    addition = add_texts(corpus, [known, *twice])
    assert [item.path.name for item in addition.added] == ["new.txt"]
    assert "a-1" in addition.refused[0][1]
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
