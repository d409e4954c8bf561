"""The synthetic corpus that ships: valid, marked as invented, and apart from real speeches."""

from collections import Counter

import pytest

from tests.conftest import ROOT
from tifa.corpus import Corpus, LayerKind, seed_folder, synthetic_folder
from tifa.corpus.duplicates import near_duplicates
from tifa.corpus.validate import validate

# What scores taggers on speeches; the corpus for training may not slip in here.
TESTING = (
    *(ROOT / "evaluation").rglob("*.py"),
    ROOT / "models/crossval.py",
    ROOT / "tifa/cli/crossval.py",
    ROOT / "tifa/cli/evaluate.py",
    ROOT / "tifa/cli/agreement.py",
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus.read(synthetic_folder())


def test_it_is_valid_and_only_a_watchword_of_its_gold_is_not_in_the_lexicon() -> None:
    report = validate(synthetic_folder())
    assert [str(incident) for incident in report.errors] == []
    in_gold = [found for found in report if found.place.file == "annotations/gold.jsonl"]
    assert {(found.id, found.place.quote) for found in in_gold} == {
        ("canonical-not-in-lexicon", "组织起来")
    }


def test_everything_in_it_says_that_it_is_invented(corpus: Corpus) -> None:
    assert corpus.info.synthetic
    assert all(doc.meta.synthetic for doc in corpus.documents.values())


def test_it_is_large_enough_to_learn_from(corpus: Corpus) -> None:
    lengths = [len(doc.text) for doc in corpus.documents.values()]
    assert len(lengths) >= 48
    assert sum(lengths) >= 86_000
    assert min(lengths) >= 1_500
    assert max(lengths) <= 3_000


def test_it_spans_the_decades_levels_and_genres(corpus: Corpus) -> None:
    metas = [doc.meta for doc in corpus.documents.values()]
    assert {(meta.year or 0) // 10 * 10 for meta in metas} == set(range(1950, 2030, 10))
    assert {meta.level for meta in metas} == {
        "central", "provincial", "municipal", "county", "unit",
    }  # fmt: skip
    assert len({meta.genre for meta in metas}) >= 8


def test_every_span_and_argument_covers_its_quote(corpus: Corpus) -> None:
    for layer in corpus.layers.values():
        for doc_id, span in layer:
            text = corpus.documents[doc_id].text
            for extent in (span, *span.arguments):
                assert text[extent.start : extent.end] == extent.quote


def test_two_passes_of_models_and_what_was_made_of_them(corpus: Corpus) -> None:
    kinds = {name: layer.info.kind for name, layer in corpus.layers.items()}
    assert kinds == {
        "pass1": LayerKind.LLM,
        "pass2": LayerKind.LLM,
        "gold": LayerKind.ADJUDICATED,
    }
    for layer in corpus.layers.values():
        assert all("language model" in name for name in layer.info.annotators)
        assert layer.spans.keys() == corpus.documents.keys()


def test_its_gold_holds_every_value_that_a_tagger_has_to_learn(corpus: Corpus) -> None:
    counted = Counter(
        (name, span.attributes[name])
        for _, span in corpus.layer("gold")
        for name in ("force", "role", "kind")
        if name in span.attributes
    )
    for name, values in {
        "force": ["obligation", "exhortation", "prohibition", "imperative"],
        "role": ["lead", "responsible", "first_responsible", "direct_responsible", "support",
                 "supervise", "accountable"],
        "kind": ["ideology", "campaign", "goal", "numbered", "maxim", "spirit"],
    }.items():  # fmt: skip
        assert min(counted[name, value] for value in values) >= 5


def test_it_has_no_document_and_no_text_of_the_seed(corpus: Corpus) -> None:
    seed = Corpus.read(seed_folder())
    assert not corpus.documents.keys() & seed.documents.keys()
    texts = {doc.id: doc.text for doc in (*corpus.documents.values(), *seed.documents.values())}
    assert near_duplicates(texts) == []


def test_nothing_that_scores_a_tagger_reads_it_by_itself() -> None:
    assert [path for path in TESTING if "synthetic_folder" in path.read_text("utf8")] == []
