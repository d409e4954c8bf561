"""The corpus folder: what is written is read again, and people can read it."""

import json
import tempfile
from pathlib import Path

import pytest
import srsly
from hypothesis import given, settings
from hypothesis import strategies as st

from tifa.corpus.document import Document, Metadata, Speaker
from tifa.corpus.errors import CorpusError, FormatError, OffsetError
from tifa.corpus.folder import Corpus, read_manifest
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.spans import Argument, Layer, LayerInfo, LayerKind, Span, in_order

GOLDEN = Path(__file__).parents[1] / "data/golden/tiny"

TEXTS = st.text(
    st.sampled_from("各级要抓紧落实𠮷😀。，；“”\"'\\/\u3000\u2028\u0085 \t\r\na"),
    min_size=1,
    max_size=60,
).filter(str.strip)


@st.composite
def spans_of(draw: st.DrawFn, text: str) -> Span:
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    arguments = []
    for name in draw(st.lists(st.sampled_from(["actor", "duty"]), max_size=2)):
        low = draw(st.integers(start, end - 1))
        high = draw(st.integers(low + 1, end))
        arguments.append(Argument(name, low, high, text[low:high]))
    values = st.dictionaries(st.sampled_from(["force", "operator"]), st.text(max_size=3))
    clean = values.filter(lambda found: all(value.isprintable() for value in found.values()))
    label = draw(st.sampled_from(["DIRECTIVE", "SLOGAN"]))
    score = draw(st.none() | st.sampled_from([0.0, 0.25, 1.0]))
    return Span.of(
        text, start, end, label, attributes=draw(clean), arguments=tuple(arguments), score=score
    )


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    documents, spans = {}, {}
    for number, text in enumerate(draw(st.lists(TEXTS, max_size=3))):
        doc_id = f"d{number}"
        speaker = draw(st.none() | st.builds(Speaker, name=st.sampled_from(["甲", "𠮷"])))
        meta = Metadata(title=text.strip(), speaker=speaker, synthetic=draw(st.booleans()))
        documents[doc_id] = Document(id=doc_id, text=text, meta=meta)
        found = draw(st.lists(spans_of(text), max_size=4, unique_by=lambda span: span.key))
        spans[doc_id] = in_order(found)
    info = LayerInfo("gold", LayerKind.LLM, ("one", "二"), "1.1", "2026-11-24", "“note”")
    return Corpus(CorpusInfo(name="测试"), documents, {"gold": Layer(info, spans)})


@settings(max_examples=60, deadline=None)
@given(corpora())
def test_a_corpus_is_read_as_it_was_written(corpus: Corpus) -> None:
    with tempfile.TemporaryDirectory() as folder:
        corpus.write(folder)
        assert Corpus.read(folder) == corpus
        for name in ("documents.jsonl", "annotations/gold.jsonl"):
            path = Path(folder) / name
            content = path.read_bytes()
            assert len(list(srsly.read_jsonl(path))) == content.count(b"\n")
            assert "\\u4e" not in content.decode().lower()


def test_the_files_are_those_on_record(corpus: Corpus, tmp_path: Path) -> None:
    corpus.write(tmp_path)
    names = sorted(str(path.relative_to(GOLDEN)) for path in GOLDEN.rglob("*") if path.is_file())
    assert names == ["annotations/gold.jsonl", "corpus.toml", "documents.jsonl"]
    for name in names:
        assert (tmp_path / name).read_text("utf8") == (GOLDEN / name).read_text("utf8")


def test_chinese_stands_in_the_files_as_it_is(folder: Path) -> None:
    content = (folder / "documents.jsonl").read_text("utf8")
    assert "𠮷" in content
    assert "\\u" not in content


def test_counts_and_checksums_are_in_the_manifest(folder: Path) -> None:
    manifest = read_manifest(folder)
    assert manifest.counts.documents == 2
    assert manifest.counts.spans == {"gold": {"DIRECTIVE": 2, "RESPONSIBILITY": 1, "SLOGAN": 1}}
    assert manifest.files["documents.jsonl"].records == 2


def test_writing_again_changes_nothing(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    Corpus.read(folder).write(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_document_without_spans_stays_annotated(corpus: Corpus, tmp_path: Path) -> None:
    info = LayerInfo("empty", LayerKind.HUMAN, ("one",), "1.1", "2026-11-24")
    layered = corpus.with_layer(Layer(info, {"a-1": ()}))
    layered.write(tmp_path)
    assert Corpus.read(tmp_path).layer("empty").spans == {"a-1": ()}


def test_a_layer_for_a_document_that_is_not_there_is_refused(
    corpus: Corpus, tmp_path: Path
) -> None:
    info = LayerInfo("other", LayerKind.HUMAN, ("one",), "1.1", "2026-11-24")
    with pytest.raises(CorpusError, match="“z”, which is not in the corpus"):
        corpus.with_layer(Layer(info, {"z": ()})).write(tmp_path)


@pytest.mark.parametrize("answer", ["reject", "ignore"])
def test_a_task_that_was_not_accepted_is_no_part_of_a_layer(folder: Path, answer: str) -> None:
    path = folder / "annotations/gold.jsonl"
    path.write_text(path.read_text("utf8").replace('"answer":"accept"', f'"answer":"{answer}"', 1))
    with pytest.raises(FormatError, match=rf"gold\.jsonl:1: .*“{answer}”.* tifa import"):
        Corpus.read(folder)


def test_a_layer_that_left_the_corpus_leaves_the_folder(folder: Path) -> None:
    Corpus.read(folder).without_layer("gold").write(folder)
    assert not list((folder / "annotations").iterdir())
    assert Corpus.read(folder).layers == {}


def test_a_layer_that_was_never_saved_in_the_folder_stays_there(
    corpus: Corpus, folder: Path
) -> None:
    (folder / "annotations/gold.jsonl").rename(folder / "annotations/mine.jsonl")
    corpus.without_layer("gold").write(folder)
    assert [path.name for path in (folder / "annotations").iterdir()] == ["mine.jsonl"]


def test_an_unknown_layer_names_the_known_ones(corpus: Corpus) -> None:
    with pytest.raises(CorpusError, match="It has: gold"):
        corpus.layer("silver")


def test_a_folder_without_corpus_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="tifa corpus new"):
        Corpus.read(tmp_path)


def test_a_changed_text_is_noticed(folder: Path) -> None:
    path = folder / "documents.jsonl"
    path.write_text(path.read_text("utf8").replace("谢谢", "多谢"), "utf8")
    with pytest.raises(FormatError, match=r"documents\.jsonl:1: The text .* has changed"):
        Corpus.read(folder)


def test_a_shifted_span_is_noticed(folder: Path) -> None:
    path = folder / "annotations/gold.jsonl"
    records = [json.loads(line) for line in path.read_text("utf8").splitlines()]
    span = next(record for record in records if record["spans"])["spans"][0]
    span["start"] += 1
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf8")
    with pytest.raises(OffsetError, match=r"gold\.jsonl:"):
        Corpus.read(folder)


def test_a_failed_write_leaves_the_corpus_as_it_was(
    corpus: Corpus, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / "documents.jsonl").read_bytes()

    def full(path: Path, data: bytes) -> int:
        if path.name.startswith("corpus.toml"):
            raise OSError(28, "No space left on device")
        return path.open("wb").write(data)

    monkeypatch.setattr(Path, "write_bytes", full)
    fresh = Document(id="c-3", text="要抓紧。", meta=Metadata(title="题"))
    with pytest.raises(CorpusError, match="No space left"):
        corpus.with_documents([fresh]).write(folder)
    assert (folder / "documents.jsonl").read_bytes() == before
    assert not list(folder.rglob("*.new"))
