"""Adjudication: the shipped log accounts for every annotator's span and makes the gold."""

from pathlib import Path

import pytest

from tifa.annotation.adjudication import (
    Decision,
    apply_decisions,
    clusters,
    read_decisions,
    summary,
    undecided,
)
from tifa.corpus.document import Document, Metadata
from tifa.corpus.errors import FormatError, OffsetError
from tifa.corpus.folder import Corpus, seed_folder, synthetic_folder
from tifa.corpus.spans import Layer, LayerInfo, LayerKind, Span

INFO = LayerInfo("gold", LayerKind.ADJUDICATED, ("somebody",), "1.1", "2026-01-01")
DOC = Document(id="d", text="各村要修好水渠。", meta=Metadata(title="t"))


@pytest.fixture(scope="module")
def seed() -> Corpus:
    return Corpus.read(seed_folder())


@pytest.fixture(scope="module")
def decisions() -> list[Decision]:
    return read_decisions(seed_folder() / "adjudication.jsonl")


def test_the_shipped_log_gives_the_shipped_gold(seed: Corpus, decisions: list[Decision]) -> None:
    gold = seed.layer("gold")
    assert apply_decisions(decisions, seed.documents, gold.info) == gold


def test_the_log_of_the_synthetic_corpus_gives_its_gold_and_decides_every_span() -> None:
    corpus = Corpus.read(synthetic_folder())
    log = read_decisions(synthetic_folder() / "adjudication.jsonl")
    gold = corpus.layer("gold")
    assert apply_decisions(log, corpus.documents, gold.info) == gold
    assert undecided(log, [corpus.layer("pass1"), corpus.layer("pass2")]) == []


def test_what_the_log_of_the_synthetic_corpus_decides_has_a_rule_and_a_reason() -> None:
    log = read_decisions(synthetic_folder() / "adjudication.jsonl")
    silent = [each for each in log if not (each.rule and each.reason)]
    assert {each.outcome for each in silent} == {"kept"}


def test_the_shipped_log_decides_every_span_of_the_annotators(
    seed: Corpus, decisions: list[Decision]
) -> None:
    layers = [seed.layer("annotator-a"), seed.layer("annotator-b")]
    assert undecided(decisions, layers) == []


def test_the_shipped_log_quotes_the_annotators_truly(
    seed: Corpus, decisions: list[Decision]
) -> None:
    for decision in decisions:
        text = seed.documents[decision.doc_id].text
        for name, candidates in decision.candidates.items():
            marked = {span.key for span in seed.layer(name).spans[decision.doc_id]}
            for each in candidates:
                assert text[each.start : each.end] == each.quote
                assert (each.start, each.end, decision.label) in marked


def test_outcomes_say_what_happened(decisions: list[Decision]) -> None:
    for decision in decisions:
        gold = {(span.start, span.end) for span in decision.gold}
        had = [{(c.start, c.end) for c in some} for some in decision.candidates.values()]
        expected = {
            "kept": len(had) == 2 and all(some == gold for some in had),
            "chosen": gold in had and bool(gold),
            "changed": gold not in had and bool(gold) and bool(had),
            "added": not had,
            "rejected": not gold,
        }
        assert expected[decision.outcome], decision


def test_the_summary_counts_by_label_and_outcome(decisions: list[Decision]) -> None:
    assert summary(decisions)["SLOGAN"] == {"kept": 90, "chosen": 1, "changed": 1, "rejected": 1}


def test_a_span_without_a_decision_is_reported() -> None:
    layer = Layer(INFO, {"d": (Span.of(DOC.text, 0, 7, "DIRECTIVE"),)})
    assert [(name, span.quote) for name, span in undecided([], [layer])] == [
        ("gold", "各村要修好水渠")
    ]


def test_spans_of_one_label_that_overlap_form_a_cluster() -> None:
    a = Layer(INFO, {"d": (Span.of(DOC.text, 0, 7, "A"), Span.of(DOC.text, 0, 2, "B"))})
    other = LayerInfo("b", LayerKind.LLM, ("x",), "1.1", "2026-01-01")
    b = Layer(other, {"d": (Span.of(DOC.text, 2, 5, "A"), Span.of(DOC.text, 5, 7, "A"))})
    found = clusters([a, b], "d")
    quotes = [{name: [s.quote for s in spans] for name, spans in c.items()} for c in found]
    assert quotes == [{"gold": ["各村要修好水渠"], "b": ["要修好", "水渠"]}, {"gold": ["各村"]}]


def test_a_wrong_quote_in_a_log_is_refused() -> None:
    record = {"start": 0, "end": 2, "label": "A", "quote": "水渠"}
    decision = Decision.model_validate(
        {
            "doc_id": "d",
            "label": "A",
            "outcome": "added",
            "gold": [record],
            "rule": "",
            "reason": "",
        }
    )
    with pytest.raises(OffsetError, match="stands at 5–7"):
        apply_decisions([decision], {"d": DOC}, INFO)


def test_a_line_that_is_no_decision_is_named_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text('{"doc_id": "d"}\n', encoding="utf8")
    with pytest.raises(FormatError, match=r"log\.jsonl:1: .*label"):
        read_decisions(path)
