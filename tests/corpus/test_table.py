"""A corpus as pandas tables."""

from dataclasses import replace

from tifa.corpus.folder import Corpus
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.table import summary


def test_spans_have_a_row_each_with_metadata(corpus: Corpus) -> None:
    spans = corpus.to_frame()
    assert list(spans["label"]) == ["DIRECTIVE", "SLOGAN", "RESPONSIBILITY", "DIRECTIVE"]
    assert list(spans["doc_id"]) == ["a-1", "a-1", "a-1", "b-2"]
    assert list(spans["year"]) == [2010, 2010, 2010, 2011]
    assert spans["attribute.canonical"].dropna().tolist() == ["科学发展观"]
    assert spans["argument.actor"].dropna().tolist() == ["办公室"]
    by_level = spans.groupby(["level", "label"]).size()
    assert by_level.to_dict()["municipal", "DIRECTIVE"] == 2


def test_several_arguments_of_a_name_are_joined(corpus: Corpus) -> None:
    layer = corpus.layer("gold")
    span = layer.spans["a-1"][2]
    twice = replace(span, arguments=(*span.arguments, *span.arguments))
    joined = corpus.with_layer(replace(layer, spans={"a-1": (twice,)})).to_frame()
    assert joined["argument.actor"].tolist() == ["办公室、办公室"]


def test_documents_have_counts_per_layer_and_label(corpus: Corpus) -> None:
    layer = corpus.layer("gold")
    half = replace(layer, info=replace(layer.info, name="half"), spans={"b-2": ()})
    documents = corpus.with_layer(half).documents_frame().set_index("doc_id")
    assert documents.loc["b-2", "gold.SLOGAN"] == 0
    assert documents.loc["a-1", "gold.DIRECTIVE"] == 1
    assert documents["characters"].sum() == sum(len(d.text) for d in corpus.documents.values())


def test_an_empty_corpus_has_empty_tables_with_columns() -> None:
    empty = Corpus(CorpusInfo(name="empty"))
    assert len(empty.to_frame()) == len(empty.documents_frame()) == 0
    assert {"label", "start", "level"} <= set(empty.to_frame().columns)


def test_the_summary_is_plain_data(corpus: Corpus) -> None:
    content = summary(corpus)
    assert content["counts"]["documents"] == 2
    assert content["documents"][0]["gold.SLOGAN"] == 1
    assert content["layers"]["gold"]["kind"] == "adjudicated"
