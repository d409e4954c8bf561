"""Croissant: mlcroissant loads the metadata without a finding and reads our records by it."""

import json
from pathlib import Path
from typing import Any

import mlcroissant
import pytest

from tifa.corpus.document import Document, Metadata
from tifa.corpus.exports.croissant import export_croissant
from tifa.corpus.exports.croissant_records import METADATA
from tifa.corpus.folder import Corpus, file_hash
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.spans import Layer, LayerInfo, LayerKind, Span


def _exported(corpus: Corpus, folder: Path, out: Path | None = None) -> Path:
    corpus.write(folder)
    path = out or folder / "croissant.json"
    export_croissant(Corpus.read(folder), folder, path)
    return path


def _loaded(path: Path) -> mlcroissant.Dataset:
    dataset = mlcroissant.Dataset(jsonld=str(path))
    issues = dataset.metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    return dataset


def _records(dataset: mlcroissant.Dataset, name: str) -> list[dict[str, Any]]:
    """Return records with short keys; mlcroissant gives text as bytes."""
    return [_plain(record, f"{name}/") for record in dataset.records(name)]


def _plain(value: Any, prefix: str) -> Any:
    if isinstance(value, dict):
        return {key.removeprefix(prefix): _plain(part, prefix) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part, prefix) for part in value]
    return value.decode() if isinstance(value, bytes) else value


def _json(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf8"))


def test_mlcroissant_reads_the_documents(corpus: Corpus, tmp_path: Path) -> None:
    dataset = _loaded(_exported(corpus, tmp_path / "tiny"))
    read = _records(dataset, "documents")
    assert [record["id"] for record in read] == ["a-1", "b-2"]
    for record in read:
        doc = corpus.documents[record["id"]]
        assert (record["text"], record["sha256"]) == (doc.text, doc.sha256)
        assert record["title"] == doc.meta.title
        assert record["speaker_name"] == "甲"
        assert record["event_date"] == doc.meta.event_date


def test_mlcroissant_reads_the_spans_of_a_layer(corpus: Corpus, tmp_path: Path) -> None:
    dataset = _loaded(_exported(corpus, tmp_path / "tiny"))
    found = {}
    for record in _records(dataset, "annotations/gold"):
        for span in record["spans"]:
            start = span["spans/start"] + record["char_offset"]
            end = span["spans/end"] + record["char_offset"]
            text = corpus.documents[record["doc_id"]].text
            assert text[start:end] == span["spans/quote"]
            key = (record["doc_id"], start, end, span["spans/label"])
            names = ("canonical", "force", "kind", "operator", "role")
            values = {name: span[f"spans/attributes/{name}"] for name in names}
            found[key] = {name: value for name, value in values.items() if value is not None}
    assert found == {
        (doc_id, *span.key): dict(span.attributes) for doc_id, span in corpus.layers["gold"]
    }


def test_a_layer_without_spans_and_a_corpus_without_layers_can_be_read(
    corpus: Corpus, tmp_path: Path
) -> None:
    info = LayerInfo("空-1", LayerKind.HUMAN, ("甲",), "1.1", "2026-11-24")
    empty = corpus.with_layer(Layer(info, {"a-1": ()}))
    dataset = _loaded(_exported(empty, tmp_path / "empty"))
    assert [record["spans"] for record in _records(dataset, "annotations/空-1")] == [[]] * 4
    published = corpus.info.model_copy(update={"published": "2026"})
    bare = Corpus(published, corpus.documents)
    assert len(_records(_loaded(_exported(bare, tmp_path / "bare")), "documents")) == 2


def test_scores_and_odd_attributes_are_read(corpus: Corpus, tmp_path: Path) -> None:
    text = corpus.documents["a-1"].text
    span = Span.of(text, 0, 5, "SLOGAN", attributes={"来源 a": "甲"}, score=0.25)
    info = LayerInfo("m", LayerKind.MODEL, ("tagger",), "1.1", "2026-11-24")
    dataset = _loaded(
        _exported(corpus.with_layer(Layer(info, {"a-1": (span,)})), tmp_path / "tiny")
    )
    (found,) = _records(dataset, "annotations/m")[0]["spans"]
    assert (found["spans/score"], found["spans/attributes/来源_a"]) == (0.25, "甲")


def test_files_are_described_with_their_checksums(corpus: Corpus, tmp_path: Path) -> None:
    path = _exported(corpus, tmp_path / "tiny", tmp_path / "meta" / "c.json")
    files = _json(path)["distribution"]
    assert [file["@id"] for file in files] == [
        "corpus.toml",
        "documents.jsonl",
        "annotations/gold.jsonl",
    ]
    for file in files:
        data = (path.parent / file["contentUrl"]).read_bytes()
        assert file["sha256"] == file_hash(data)
        assert file["contentSize"] == f"{len(data)} B"


def test_a_corpus_that_says_everything_leaves_nothing_to_make_up(tmp_path: Path) -> None:
    info = CorpusInfo(
        name="c",
        description="d",
        licence="CC-BY-4.0",
        url="https://example.org/c",
        creators=("甲", "B"),
        published="2026-11-24",
        citation="@misc{c}",
    )
    corpus = Corpus(info, {"d": Document(id="d", text="要学。", meta=Metadata(title="题"))})
    corpus.write(tmp_path / "c")
    path = tmp_path / "c/croissant.json"
    assert export_croissant(Corpus.read(tmp_path / "c"), tmp_path / "c", path) == ()
    said = _json(path)
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["url"] == "https://example.org/c"
    assert [creator["name"] for creator in said["creator"]] == ["甲", "B"]
    assert (said["datePublished"], said["citeAs"]) == ("2026-11-24", "@misc{c}")
    _loaded(path)


def test_what_croissant_asks_for_and_the_corpus_does_not_say_is_told(
    corpus: Corpus, tmp_path: Path
) -> None:
    corpus.write(tmp_path / "tiny")
    notes = export_croissant(corpus, tmp_path / "tiny", tmp_path / "c.json")
    assert [note.split("`")[1] for note in notes] == ["url", "creators", "published", "citation"]
    assert _json(tmp_path / "c.json")["url"].startswith("urn:uuid:")


def test_rai_properties_say_who_annotated_and_where_the_limits_are(
    corpus: Corpus, tmp_path: Path
) -> None:
    info = LayerInfo("one", LayerKind.LLM, ("some model",), "1.1", "2026-11-24")
    said = _json(_exported(corpus.with_layer(Layer(info, {"a-1": ()})), tmp_path / "tiny"))
    assert said["rai:machineAnnotationTools"] == ["some model: llm, layer one"]
    assert said["rai:annotationsPerItem"] == (
        "0 to 1 layers of each document besides adjudicated ones (layers: 1 llm)"
    )
    assert said["rai:dataAnnotationProtocol"][0] == (
        "Layer gold: adjudicated, by one, two, label scheme speeches 1.1, 2026-11-24. tiny"
    )
    assert (
        "No layer is the work of a human annotator alone; see the annotation protocol."
        in (said["rai:dataLimitations"])
    )
    assert "Documents by level: municipal 2" in said["rai:dataBiases"]
    assert said["rai:personalSensitiveInformation"][0].startswith("2 documents name their speaker")


@pytest.mark.parametrize("name", Metadata.model_fields)
def test_every_field_of_the_metadata_is_described(name: str) -> None:
    assert name in {path.split(".")[0] for path in METADATA}
