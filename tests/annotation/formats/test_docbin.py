"""spaCy DocBin."""

import json
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin

from tests.annotation.formats.invented import broken_bytes, exchanges, plain, survives
from tests.conftest import ROOT
from tifa.annotation.formats.base import Exchange, Item, ReadOptions, WriteOptions
from tifa.annotation.formats.docbin import FORMAT, read_docbin, write_docbin
from tifa.corpus.spans import Span

TEXT = "各级党委要高度重视。"
SPANS = (Span.of(TEXT, 0, 9, "DIRECTIVE"), Span.of(TEXT, 0, 3, "ACTOR"))
EXCHANGE = Exchange((Item("s1", TEXT),), {"甲": {"s1": SPANS}, "乙": {"s1": ()}})


@given(exchanges())
@settings(max_examples=50, deadline=None)
def test_spans_in_are_spans_out_and_losses(exchange: Exchange) -> None:
    with TemporaryDirectory() as folder:
        losses = write_docbin(exchange, Path(folder) / "x.spacy", WriteOptions())
        found = read_docbin(Path(folder) / "x.spacy", ReadOptions())
    found.check()
    assert plain(found, "") == plain(exchange, "")
    out = Counter((name, item.id, span) for name, item, span in found)
    lost = Counter((loss.annotator, loss.item, loss.span) for loss in losses)
    assert out + lost == Counter((name, item.id, span) for name, item, span in exchange)
    seen = {name: set(layer) for name, layer in exchange.layers.items()}
    assert {name: set(layer) for name, layer in found.layers.items()} == seen


def test_spacy_reads_nested_spans_and_the_alias(tmp_path: Path) -> None:
    assert not write_docbin(EXCHANGE, tmp_path / "x.spacy", WriteOptions())
    (doc,) = DocBin().from_disk(tmp_path / "x.spacy").get_docs(spacy.blank("zh").vocab)
    assert doc.text == TEXT
    assert [span.text for span in doc.spans["sc"]] == ["各级党委要高度重视", "各级党"]


def test_what_spacy_sees_is_on_record(tmp_path: Path) -> None:
    write_docbin(EXCHANGE, tmp_path / "x.spacy", WriteOptions())
    (doc,) = DocBin().from_disk(tmp_path / "x.spacy").get_docs(spacy.blank("zh").vocab)
    seen = {**doc.to_json(), "user_data": json.loads(doc.user_data["tifa"])}
    shape = (ROOT / "tests/data/formats/docbin.json").read_text("utf8")
    assert seen == json.loads(shape)


def test_a_span_inside_a_word_is_a_loss_with_the_nearest_boundaries(tmp_path: Path) -> None:
    pytest.importorskip("jieba")
    losses = write_docbin(EXCHANGE, tmp_path / "x.spacy", WriteOptions(tokens="jieba"))
    assert [loss.span for loss in losses] == [SPANS[1]]
    assert "0–4" in losses[0].reason


def test_a_foreign_file_gives_ents_and_groups(tmp_path: Path) -> None:
    doc = spacy.blank("zh").make_doc(TEXT)
    doc.ents = [doc.char_span(0, 4, label="ORG")]
    doc.spans["rules"] = [doc.char_span(0, 9, label="A")]
    DocBin(docs=[doc]).to_disk(tmp_path / "x.spacy")
    found = read_docbin(tmp_path / "x.spacy", ReadOptions())
    assert {name: layer["x-1"][0].quote for name, layer in found.layers.items()} == {
        "ents": "各级党委",
        "rules": "各级党委要高度重视",
    }


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_broken_file_is_read_or_refused(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        write_docbin(EXCHANGE, Path(folder) / "x.spacy", WriteOptions())
        valid = (Path(folder) / "x.spacy").read_bytes()
    survives(FORMAT, data.draw(broken_bytes(valid)))
