"""CoNLL: flat tags of tokens, with the exact texts beside them."""

from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.training.converters import conll_ner_to_docs

from tests.annotation.formats import generated, invented
from tests.annotation.formats.generated import (
    assert_nothing_vanished,
    assert_read_or_refused,
    spans_of,
    written_and_read,
)
from tests.conftest import ROOT
from tifa.annotation.formats.base import Exchange, Item, OnNested, ReadOptions, WriteOptions
from tifa.annotation.formats.conll import FORMAT, read_conll, write_conll
from tifa.annotation.formats.nesting import OverlapError
from tifa.annotation.formats.registry import guess_format
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span

GOLDEN = ROOT / "tests/data/formats/conll"
TEXT = "各级党委要抓好落实。\r\n由𠮷林\u3000办公室牵头。"
SPANS = (
    Span.of(TEXT, 0, 9, "DIRECTIVE"),
    Span.of(TEXT, 0, 4, "ACTOR"),
    Span.of(TEXT, 12, 21, "RESPONSIBILITY"),
)
EXCHANGE = Exchange(
    (Item("s1", TEXT, {"doc_id": "s"}), Item("s2", "坚持。")), {"甲": {"s1": SPANS}}
)
FLAT = Exchange(EXCHANGE.items, {"甲": {"s1": (SPANS[0], SPANS[2])}})
POLICIES = [policy for policy in OnNested if policy is not OnNested.ERROR]


def through(exchange: Exchange, path: Path, options: WriteOptions) -> Exchange:
    write_conll(exchange, path, options)
    return read_conll(path, ReadOptions())


@given(generated.exchanges(), st.sampled_from(POLICIES), st.sampled_from(["iob2", "biluo"]))
@settings(max_examples=60, deadline=None)
def test_spans_in_are_spans_out_and_losses(exchange: Exchange, policy: OnNested, tags: str) -> None:
    back, losses = written_and_read(FORMAT, exchange, WriteOptions(on_nested=policy, tags=tags))
    assert_nothing_vanished(exchange, back, losses)


@given(invented.exchanges())
@settings(max_examples=40, deadline=None)
def test_repeated_texts_stay_apart(exchange: Exchange) -> None:
    back, losses = written_and_read(FORMAT, exchange, WriteOptions(on_nested=OnNested.OUTER))
    assert_nothing_vanished(exchange, back, losses)


@pytest.mark.parametrize("tags", ["iob2", "biluo"])
def test_the_file_is_that_on_record(tmp_path: Path, tags: str) -> None:
    assert not write_conll(FLAT, tmp_path / f"{tags}.conll", WriteOptions(tags=tags))
    for name in (f"{tags}.conll", f"{tags}.texts.jsonl"):
        assert (tmp_path / name).read_bytes() == (GOLDEN / name).read_bytes()
    assert read_conll(GOLDEN / f"{tags}.conll", ReadOptions()) == FLAT


def test_overlap_is_refused_and_every_span_named(tmp_path: Path) -> None:
    with pytest.raises(OverlapError, match="--on-nested") as refused:
        write_conll(EXCHANGE, tmp_path / "x.conll", WriteOptions())
    assert [loss.span for loss in refused.value.losses] == [SPANS[1]]
    assert not list(tmp_path.iterdir())


def test_per_label_keeps_what_nests(tmp_path: Path) -> None:
    found = through(EXCHANGE, tmp_path / "x", WriteOptions(on_nested=OnNested.PER_LABEL))
    assert found == EXCHANGE
    names = sorted(path.name for path in (tmp_path / "x/甲").iterdir())
    assert names == ["ACTOR.conll", "DIRECTIVE.conll", "RESPONSIBILITY.conll"]


def test_one_file_for_several_annotators_is_refused(tmp_path: Path) -> None:
    both = Exchange(EXCHANGE.items, {"甲": {}, "乙": {}})
    with pytest.raises(FormatError, match="Name a folder"):
        write_conll(both, tmp_path / "x.conll", WriteOptions())


def test_words_of_jieba_hold_spans_that_end_with_them(tmp_path: Path) -> None:
    pytest.importorskip("jieba")
    path = tmp_path / "x.conll"
    losses = write_conll(FLAT, path, WriteOptions(tokens="jieba", tags="iob2"))
    assert "各级党委\tB-DIRECTIVE" in path.read_text("utf8")
    back = read_conll(path, ReadOptions())
    assert (
        not spans_of(FLAT)
        - spans_of(back)
        - spans_of(
            Exchange(FLAT.items, {"甲": {"s1": tuple(loss.span for loss in losses if loss.span)}})
        )
    )


@pytest.mark.parametrize(
    ("content", "quotes"),
    [
        ("EU\tB-ORG\nrejects\tO\nGerman\tB-MISC\ncall\tI-MISC\n", ["EU", "German call"]),
        ("EU NNP B-NP I-ORG\nrejects VBZ B-VP O\n", ["EU"]),
        ("-DOCSTART- -X- O O\n\n各级 B-A\n党委 I-A\n要 O\n\n抓 B-A\n", ["各级党委", "抓"]),
        ("各 B-A\n级 M-A\n党 E-A\n委 S-A\n", ["各级党", "委"]),
        ("\ufeff各\tI-A\r\n级\tI-B\r\n\r\n党\tI-B\r\n", ["各", "级", "党"]),
        ("# sent_id = 1\n各\tU-A\n# B-A\n", ["各", "#"]),
    ],
)
def test_files_of_others_are_read(tmp_path: Path, content: str, quotes: list[str]) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content.encode())
    assert guess_format(path) is FORMAT
    found = read_conll(path, ReadOptions())
    found.check()
    assert [span.quote for _, _, span in found] == quotes
    assert "put together from tokens" in "".join(found.notes)


def test_sentences_without_a_mark_are_texts_and_marked_ones_lines(tmp_path: Path) -> None:
    (tmp_path / "a.conll").write_text("他\tO\n\n走\tB-V\n", "utf8")
    (tmp_path / "b.conll").write_text("-DOCSTART-\tO\n\n他\tO\n\n走\tB-V\n", "utf8")
    assert [i.text for i in read_conll(tmp_path / "a.conll", ReadOptions()).items] == ["他", "走"]
    assert [i.text for i in read_conll(tmp_path / "b.conll", ReadOptions()).items] == ["他\n走"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("-DOCSTART-\tO\n\n坚\tO\n", "is not what s1 has"),
        ("-DOCSTART-\tO\n\n各\tO\n", "goes on after"),
        ("坚\n", "a token and a tag"),
        ("-DOCSTART-\tO\n\n各\tQ-A\n", "goes on after|is no tag"),
    ],
)
def test_a_file_that_does_not_fit_its_texts_is_refused(
    tmp_path: Path, content: str, what: str
) -> None:
    write_conll(FLAT, tmp_path / "x.conll", WriteOptions())
    (tmp_path / "x.conll").write_text(content, "utf8")
    with pytest.raises(FormatError, match=what):
        read_conll(tmp_path / "x.conll", ReadOptions())


@pytest.mark.parametrize("tags", ["iob2", "biluo"])
def test_spacy_reads_what_we_write(tmp_path: Path, tags: str) -> None:
    write_conll(FLAT, tmp_path / "x.conll", WriteOptions(tags=tags))
    docs = list(
        conll_ner_to_docs((tmp_path / "x.conll").read_text("utf8"), n_sents=0, no_print=True)
    )
    found = [(ent.label_, "".join(token.text for token in ent)) for doc in docs for ent in doc.ents]
    assert found == [(span.label, "".join(span.quote.split())) for span in FLAT.layers["甲"]["s1"]]


def test_we_read_what_spacy_makes_of_a_doc(tmp_path: Path) -> None:
    doc = spacy.blank("zh").make_doc("各级党委要抓好落实")
    doc.ents = [doc.char_span(0, 4, label="ACTOR")]
    rows = [f"{token.text} {token.ent_iob_}-{token.ent_type_}".rstrip("-") for token in doc]
    (tmp_path / "x.iob").write_text("\n".join(rows) + "\n", "utf8")
    found = read_conll(tmp_path / "x.iob", ReadOptions())
    assert found.items[0].text == doc.text
    assert [span.quote for _, _, span in found] == ["各级党委"]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_broken_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("broken")
    for name in ("iob2.conll", "iob2.texts.jsonl"):
        content = (GOLDEN / name).read_bytes()
        (folder / name).write_bytes(data.draw(generated.mutated(content)))
    assert_read_or_refused(FORMAT, folder / "iob2.conll")
    (folder / "iob2.texts.jsonl").unlink()
    assert_read_or_refused(FORMAT, folder / "iob2.conll")
