"""A save that was interrupted: the folder holds the old corpus or the new one."""

from pathlib import Path

import pytest

from tifa.corpus.document import Document, Metadata
from tifa.corpus.folder import Corpus
from tifa.corpus.replacing import finish_interrupted
from tifa.corpus.validate import validate


class Killed(BaseException):
    """What a kill leaves no time to clean up after."""


FRESH = Document(id="c-3", text="要抓紧。", meta=Metadata(title="题"))


def interrupt(corpus: Corpus, folder: Path, step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Save, and stop before the given write or move as a kill would: nothing is tidied up."""
    steps = iter(range(100))

    def count() -> None:
        if next(steps) == step:
            raise Killed

    write, move = Path.write_bytes, Path.replace
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", lambda path, data: (count(), write(path, data))[1])
        patch.setattr(Path, "replace", lambda path, target: (count(), move(path, target))[1])
        patch.setattr(Path, "unlink", lambda path, missing_ok=False: None)
        with pytest.raises(Killed):
            corpus.with_documents([FRESH]).write(folder)


@pytest.mark.parametrize("step", range(6))
def test_a_crash_at_any_step_leaves_the_old_corpus_or_the_new(
    step: int, corpus: Corpus, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(corpus, folder, step, monkeypatch)
    Corpus.read(folder)  # even before it is put in order
    assert finish_interrupted(folder) is (step > 0)
    assert set(Corpus.read(folder).documents) == (
        {"a-1", "b-2"} if step < 3 else {"a-1", "b-2", "c-3"}
    )
    assert "file-changed" not in {rule.id for rule, _ in validate(folder).by_rule()}
    assert not list(folder.rglob("*.new"))


def test_half_a_file_is_never_taken(
    corpus: Corpus, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupt(corpus, folder, 3, monkeypatch)
    fresh = folder / "documents.jsonl.new"
    fresh.write_bytes(fresh.read_bytes()[:-9])
    assert finish_interrupted(folder)
    assert set(Corpus.read(folder).documents) == {"a-1", "b-2"}


def test_a_folder_in_order_stays_as_it_is(folder: Path) -> None:
    assert not finish_interrupted(folder)
