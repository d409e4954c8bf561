"""The split: seeded, by document, stable, and no leak from side to side."""

from pathlib import Path

import pytest

from tifa.corpus.document import Document, Metadata
from tifa.corpus.errors import CorpusError, FormatError
from tifa.corpus.split import SIDES, read_split, split_documents, write_split


def documents(count: int, **meta: str) -> dict[str, Document]:
    made = {}
    for number in range(count):
        # Shares no five characters with the others.
        text = "".join(chr(0x4E00 + number * 20 + place) for place in range(20))
        doc = Document(id=f"d{number:03}", text=text, meta=Metadata(title="题", **meta))
        made[doc.id] = doc
    return made


def test_every_document_is_on_one_side_and_shares_hold_about() -> None:
    split = split_documents(documents(400))
    placed = [doc_id for side in SIDES for doc_id in split.documents[side]]
    assert sorted(placed) == sorted(documents(400))
    assert len(split.documents["train"]) == pytest.approx(320, abs=25)


def test_the_same_seed_gives_the_same_split_and_another_seed_another() -> None:
    docs = documents(50)
    assert split_documents(docs, seed=1) == split_documents(dict(reversed(docs.items())), seed=1)
    assert split_documents(docs, seed=1).documents != split_documents(docs, seed=2).documents


def test_a_document_that_is_added_moves_no_other() -> None:
    before, after = split_documents(documents(60)), split_documents(documents(90))
    assert all(before.side_of(key) == after.side_of(key) for key in documents(60))


def test_near_duplicates_stay_together() -> None:
    docs = documents(30)
    for number in range(30, 60):
        twin = docs[f"d{number - 30:03}"]
        docs[f"d{number:03}"] = Document(id=f"d{number:03}", text=twin.text + "。", meta=twin.meta)
    split = split_documents(docs)
    for number in range(30):
        assert split.side_of(f"d{number:03}") == split.side_of(f"d{number + 30:03}")


def test_documents_of_one_event_stay_together() -> None:
    docs = documents(40, event_date="2010-04-14", place="会场")
    sides = [ids for ids in split_documents(docs).documents.values() if ids]
    assert len(sides) == 1


@pytest.mark.parametrize("meta", [{"event_date": "2010"}, {"event_date": "2010-04-14"}, {}])
def test_a_year_or_a_day_alone_is_not_an_event(meta: dict[str, str]) -> None:
    split = split_documents(documents(40, **meta))
    assert all(split.documents.values())


@pytest.mark.parametrize("count", [3, 4, 10])
def test_no_wanted_side_is_empty_in_a_small_corpus(count: int) -> None:
    for seed in range(20):
        assert all(split_documents(documents(count), seed=seed).documents.values())


def test_a_side_without_share_stays_empty() -> None:
    split = split_documents(documents(30), shares={"train": 3, "dev": 0, "test": 1})
    assert split.documents["dev"] == ()
    assert split.shares == {"train": 0.75, "dev": 0, "test": 0.25}


@pytest.mark.parametrize("shares", [{"train": 0.0}, {"train": 1.0, "test": -0.1}])
def test_impossible_shares_are_refused(shares: dict) -> None:  # type: ignore[type-arg]
    with pytest.raises(CorpusError, match="No split has the shares"):
        split_documents(documents(3), shares=shares)


def test_a_corpus_without_documents_cannot_be_split() -> None:
    with pytest.raises(CorpusError, match="no document"):
        split_documents({})


def test_a_split_is_read_as_it_was_written(tmp_path: Path) -> None:
    split = split_documents(documents(10), seed=3)
    write_split(tmp_path, split)
    assert read_split(tmp_path) == split


def test_a_missing_or_broken_split_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="tifa corpus split"):
        read_split(tmp_path)
    (tmp_path / "splits.toml").write_text("seed = 'x'\n")
    with pytest.raises(FormatError, match="shares: Field required"):
        read_split(tmp_path)
