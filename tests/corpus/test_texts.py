"""Texts by themselves, from corpus folders and text files."""

from dataclasses import replace
from pathlib import Path

import pytest

from tifa.corpus.errors import CorpusError
from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.spans import LayerKind
from tifa.corpus.texts import read_texts


@pytest.fixture
def seed() -> Corpus:
    return Corpus.read(seed_folder())


def test_documents_and_files_come_together(seed: Corpus, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("要修好水渠。", encoding="utf8")
    texts = read_texts([seed_folder(), tmp_path])
    (doc,) = seed.documents.values()
    assert texts.by_id == {doc.id: doc.text, "a": "要修好水渠。"}
    assert texts.annotated == {doc.id}


def test_files_of_one_name_stay_apart(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(f"在{folder}。", encoding="utf8")
    assert sorted(read_texts([tmp_path]).by_id.values()) == ["在one。", "在two。"]


def test_a_file_that_cannot_be_read_is_listed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("好。", encoding="utf8")
    (tmp_path / "b.txt").write_bytes(b"")
    texts = read_texts([tmp_path])
    assert list(texts.by_id) == ["a"]
    assert len(texts.refused) == 1 and "b.txt" in texts.refused[0]


def test_what_a_machine_marked_is_not_annotated(seed: Corpus, tmp_path: Path) -> None:
    gold = seed.layer("gold")
    made = replace(gold, info=replace(gold.info, kind=LayerKind.MODEL))
    Corpus(seed.info, seed.documents, {"gold": made}).write(tmp_path)
    assert read_texts([tmp_path]).annotated == set()


def test_two_documents_of_one_id_are_refused(seed: Corpus, tmp_path: Path) -> None:
    (doc,) = seed.documents.values()
    changed = doc.model_copy(update={"text": "别的话。"})
    Corpus(seed.info, {doc.id: changed}).write(tmp_path)
    with pytest.raises(CorpusError, match=f"another document “{doc.id}”"):
        read_texts([seed_folder(), tmp_path])
