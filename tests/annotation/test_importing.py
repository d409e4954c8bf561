"""Bringing files into a corpus: each span to its document, or into the list of losses."""

import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.annotation.formats.invented import TEXTS, spans_of
from tifa.annotation.blocks import in_blocks
from tifa.annotation.formats.base import Exchange, Item
from tifa.annotation.formats.merging import exchange_of_corpus
from tifa.annotation.importing import Imported, import_into, layer_infos
from tifa.annotation.new_documents import new_documents
from tifa.corpus.document import Document, Metadata
from tifa.corpus.errors import CorpusError, FormatError
from tifa.corpus.folder import Corpus
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.spans import Argument, LayerKind, Span

TEXT = "\ufeff要抓紧𠮷修路。\r\n要抓落实。Cafe\u0301里也要抓落实。\n"


def corpus_of(**texts: str) -> Corpus:
    documents = [Document(id=i, text=t, meta=Metadata(title=i)) for i, t in texts.items()]
    return Corpus(CorpusInfo(name="c")).with_documents(documents)


def span(text: str, quote: str, label: str = "DIRECTIVE", nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return Span.of(text, start, start + len(quote), label)


def bring(corpus: Corpus, *exchanges: Exchange, **options: bool) -> Imported:
    infos = layer_infos(
        [name for each in exchanges for name in each.layers],
        kinds={"": LayerKind.HUMAN},
        names={},
        date="2026-01-31",
        scheme="1.1",
    )
    named = {f"file-{number}": each for number, each in enumerate(exchanges)}
    return import_into(corpus, named, infos, **options)


def one(item: Item, *spans: Span, annotator: str = "alice") -> Exchange:
    return Exchange((item,), {annotator: {item.id: spans}})


def quotes(done: Imported, layer: str = "alice") -> dict[str, list[str]]:
    for doc_id, found in done.corpus.layer(layer).spans.items():
        for each in found:
            each.check(done.corpus.documents[doc_id].text)
    spans = done.corpus.layer(layer).spans
    return {doc_id: [each.quote for each in found] for doc_id, found in spans.items()}


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_blocks_of_a_corpus_come_back_into_it(data: st.DataObject) -> None:
    corpus = corpus_of(**{f"d{n}": t for n, t in enumerate(data.draw(st.lists(TEXTS, max_size=3)))})
    layers = {
        name: {doc.id: data.draw(spans_of(doc.text)) for doc in corpus.documents.values()}
        for name in ("alice", "b")
    }
    whole = Exchange(exchange_of_corpus(corpus).items, layers)
    done = bring(corpus, in_blocks(whole))
    assert not done.losses and not done.documents
    found = {name: dict(done.corpus.layer(name).spans) for name in layers if corpus.documents}
    assert {n: {d: Counter(s) for d, s in by.items()} for n, by in found.items()} == {
        n: {d: Counter(s) for d, s in by.items()} for n, by in layers.items() if by
    }


@pytest.mark.parametrize(
    ("item", "offset"),
    [
        (Item("x", TEXT[11:18], {"doc_id": "d", "char_offset": 11}), 11),
        (Item("d", TEXT), 0),
        (Item("x", TEXT), 0),
        (Item("x", TEXT[1:10]), 1),
    ],
)
def test_a_text_is_placed_by_what_it_says_or_by_itself(item: Item, offset: int) -> None:
    found = span(item.text, "抓")
    done = bring(corpus_of(c="别的。", d=TEXT), one(item, found))
    assert done.corpus.layer("alice").spans == {"d": (found.shifted(offset),)}


def test_equal_texts_are_placed_in_their_order_if_there_are_as_many_places() -> None:
    corpus = corpus_of(c="要抓落实。x", d="y要抓落实。")
    items = tuple(Item(f"i{number}", "要抓落实。") for number in range(2))
    spans = {"i0": (span("要抓落实。", "要"),), "i1": (span("要抓落实。", "落实"),)}
    done = bring(corpus, Exchange(items, {"alice": spans}))
    assert quotes(done) == {"c": ["要"], "d": ["落实"]}
    assert "in their order" in done.notes[0]


def test_an_equal_text_that_could_be_anywhere_is_listed_span_by_span() -> None:
    item = Item("i", "要抓落实。")
    spans = span(item.text, "要"), span(item.text, "落实")
    done = bring(corpus_of(c="要抓落实。x要抓落实。"), one(item, *spans))
    assert [loss.span for loss in done.losses] == list(spans)
    assert "stands at 2 places" in done.losses[0].reason
    assert not done.layers


def test_what_stands_in_no_document_is_listed_even_without_spans() -> None:
    items = (Item("i", "没有的。"), Item("j", "也没有。"), Item("k", "谁也没看。"))
    lost = span("没有的。", "没有")
    done = bring(corpus_of(d=TEXT), Exchange(items, {"alice": {"i": (lost,), "j": ()}}))
    assert [(loss.item, loss.span) for loss in done.losses] == [
        ("i", lost),
        ("j", None),
        ("k", None),
    ]


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda text: text.replace("\r\n", "\n"), "CRLF"),
        (lambda text: unicodedata.normalize("NFC", text), "NFC"),
        (
            lambda text: unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip("\ufeff\n"),
            "several ways",
        ),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_a_text_that_a_tool_changed_is_led_back_only_on_demand(
    change: Callable[[str], str], cause: str, known: bool
) -> None:
    changed = change(TEXT)
    assert changed != TEXT
    item = Item("d" if known else "x", changed)
    marked = (
        span(changed, "抓紧𠮷修路"),
        span(changed, "抓落实", nth=1),
        Span.of(
            changed,
            changed.index("里"),
            changed.index("也"),
            "X",
            arguments=(
                Argument(
                    "where",
                    changed.index("Caf"),
                    changed.index("里"),
                    changed[changed.index("Caf") : changed.index("里")],
                ),
            ),
        ),
    )
    refused = bring(corpus_of(d=TEXT), one(item, *marked))
    assert [loss.span for loss in refused.losses] == list(marked)
    assert all(cause in loss.reason and "--repair" in loss.reason for loss in refused.losses)
    done = bring(corpus_of(d=TEXT), one(item, *marked), repair=True)
    assert not done.losses and any(cause in note for note in done.notes)
    assert quotes(done) == {"d": ["抓紧𠮷修路", "里", "抓落实"]}
    assert done.corpus.documents["d"].text == TEXT


@pytest.mark.parametrize("name", ["d", "x"])
def test_blanks_and_marks_that_a_tool_stripped_do_not_matter(name: str) -> None:
    item = Item(name, TEXT.strip("\ufeff\n"))
    done = bring(corpus_of(d=TEXT), one(item, span(item.text, "抓紧")))
    assert quotes(done) == {"d": ["抓紧"]} and not done.losses
    assert bool(done.notes) == (name == "d")


def test_a_span_that_cuts_a_character_is_listed() -> None:
    corpus = corpus_of(d="①\ufb01路")
    item = Item("d", "1fi路")
    done = bring(corpus, one(item, span(item.text, "f"), span(item.text, "fi")), repair=True)
    assert [loss.span.quote for loss in done.losses if loss.span] == ["f"]
    assert "cuts a character" in done.losses[0].reason
    assert quotes(done) == {"d": ["\ufb01"]}


def test_texts_become_documents_where_that_is_wanted() -> None:
    items = (
        Item("d:3", "抓紧。", {"doc_id": "d", "char_offset": 3}),
        Item("d:0", "要x\n", {"doc_id": "d", "char_offset": 0}),
        Item("e:5", "落实。", {"doc_id": "e", "char_offset": 5}),
        Item("a/b", "", {}),
    )
    spans = {"d:3": (span("抓紧。", "抓紧"),), "e:5": (span("落实。", "落实"),)}
    done = bring(corpus_of(), Exchange(items, {"alice": spans}), add_texts=True)
    texts = {doc.id: doc.text for doc in done.corpus.documents.values()}
    assert texts == {"d": "要x\n抓紧。", "e-5": "落实。", "a-b": ""}
    assert quotes(done) == {"d": ["抓紧"], "e-5": ["落实"]}


def test_a_text_that_names_its_document_alone_is_that_document() -> None:
    items = (
        Item("0a1b", "要抓紧。", {"doc_id": "d"}),
        Item("2c3d", "甲。", {"doc_id": "e"}),
        Item("4e5f", "乙。", {"doc_id": "e"}),
    )
    spans = {"0a1b": (span("要抓紧。", "抓紧"),)}
    done = bring(corpus_of(), Exchange(items, {"alice": spans}), add_texts=True)
    assert {doc.id: doc.text for doc in done.corpus.documents.values()} == {
        "d": "要抓紧。",
        "2c3d": "甲。",
        "4e5f": "乙。",
    }
    assert quotes(done) == {"d": ["抓紧"]}


def test_parts_in_two_files_are_one_layer_and_what_nobody_saw_is_told() -> None:
    corpus = corpus_of(d="要抓紧。要落实。完。")
    first = one(Item("a", "要抓紧。"), span("要抓紧。", "抓紧"))
    second = one(Item("b", "要落实。"), span("要落实。", "落实"))
    done = bring(corpus, first, second)
    assert quotes(done) == {"d": ["抓紧", "落实"]}
    assert [note for note in done.notes if "only parts of d: 2 characters" in note]


def test_one_annotator_with_two_answers_for_one_text_is_refused() -> None:
    corpus = corpus_of(d="要抓紧。")
    first, second = (one(Item("d", "要抓紧。"), span("要抓紧。", q)) for q in ("要", "抓紧"))
    with pytest.raises(CorpusError, match="other spans for the same text in file-0"):
        bring(corpus, first, second)
    assert quotes(bring(corpus, first, first)) == {"d": ["要"]}


def test_a_layer_is_written_over_only_on_demand() -> None:
    corpus = corpus_of(d="要抓紧。", e="要落实。")
    first = one(Item("d", "要抓紧。"), span("要抓紧。", "要"))
    corpus = bring(corpus, first).corpus
    assert bring(corpus, first).corpus == corpus
    other = one(Item("d", "要抓紧。"), span("要抓紧。", "抓紧"))
    with pytest.raises(CorpusError, match=r"already has other spans.*--replace"):
        bring(corpus, other)
    assert quotes(bring(corpus, other, over=True)) == {"d": ["抓紧"]}
    more = one(Item("e", "要落实。"), span("要落实。", "落实"))
    assert quotes(bring(corpus, more)) == {"d": ["要"], "e": ["落实"]}


def test_a_layer_of_people_never_takes_in_what_a_model_made() -> None:
    corpus = corpus_of(d="要抓紧。", e="要落实。")
    corpus = bring(corpus, one(Item("d", "要抓紧。"))).corpus
    infos = layer_infos(
        ["alice"], kinds={"alice": LayerKind.LLM}, names={}, date="2026-01-31", scheme="1.1"
    )
    with pytest.raises(CorpusError, match=r"is human by scheme 1\.1, and what comes is llm"):
        import_into(corpus, {"f": one(Item("e", "要落实。"))}, infos)


def test_nobody_is_taken_for_a_person_unasked() -> None:
    with pytest.raises(CorpusError, match="Nothing says what bob is"):
        layer_infos(
            ["alice", "bob"],
            kinds={"alice": LayerKind.HUMAN},
            names={},
            date="2026-01-31",
            scheme="1.1",
        )
    with pytest.raises(CorpusError, match="no annotator “carol”"):
        layer_infos(["bob"], kinds={}, names={"carol": "x"}, date="2026-01-31", scheme="1.1")


def test_new_documents_have_the_metadata_that_their_texts_name() -> None:
    meta = {"title": "讲话", "speaker": "县长", "level": "county", "event_date": "1998-07-22"}
    (doc,), _ = new_documents([Item("a", "要抓好。", meta)], ())
    assert (doc.meta.title, doc.meta.level, doc.meta.year) == ("讲话", "county", 1998)
    assert doc.meta.speaker is not None and doc.meta.speaker.name == "县长"


def test_metadata_that_no_document_may_have_are_refused_by_name() -> None:
    with pytest.raises(FormatError, match="level"):
        new_documents([Item("a", "要抓好。", {"level": "village"})], ())
