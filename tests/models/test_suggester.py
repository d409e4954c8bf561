"""The clause suggester: enough candidates, and not too many."""

import numpy as np
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from tifa.corpus.folder import Corpus
from tifa.models.suggester import make_clause_suggester
from tifa.models.suggestions import measure_suggester
from tifa.models.units import corpus_units

NLP = spacy.blank("zh")


def _quotes(text: str) -> set[str]:
    doc = NLP.make_doc(text)
    pairs = make_clause_suggester()([doc]).dataXd
    return {doc[int(start) : int(end)].text for start, end in pairs}


def test_runs_of_clauses_inside_a_sentence() -> None:
    found = _quotes("要修好水渠，管好水渠。春灌很忙。")
    assert {"要修好水渠", "管好水渠", "要修好水渠，管好水渠", "春灌很忙"} <= found
    assert not any("。" in quote for quote in found)


def test_quoted_and_bracketed_stretches() -> None:
    assert {"四个一", "水利局牵头"} <= _quotes("开展“四个一”活动（水利局牵头）。")


def test_a_series_without_the_verb_before_and_the_noun_after_it() -> None:
    assert "人文之城、科技之城、绿色之城" in _quotes("建设人文之城、科技之城、绿色之城的任务。")


def test_a_series_that_shares_a_character() -> None:
    assert "人向一线走、资金向一线投" in _quotes("促进人向一线走、资金向一线投。")


def test_a_formula_that_ends_in_its_head() -> None:
    assert "红旗渠精神" in _quotes("大力弘扬红旗渠精神。")


def test_a_formula_between_what_introduces_and_what_follows_it() -> None:
    assert "人人爱渠护渠" in _quotes("各村要开展人人爱渠护渠活动。")


def test_a_numbered_formula_without_its_marks() -> None:
    assert "四个抓好" in _quotes("把四个抓好落到实处。")


def test_a_responsibility_that_opens_inside_a_clause() -> None:
    assert "追究乡长的责任" in _quotes("县里要追究乡长的责任。")


def test_what_the_rules_propose(trained_rules: Language) -> None:
    doc = trained_rules("深入学习科学发展观活动。")
    pairs = make_clause_suggester()([doc]).dataXd
    assert "科学发展观" in {doc[int(a) : int(b)].text for a, b in pairs}


@given(st.lists(st.text(alphabet="要修，。；、“”（）\n\u3000𠮷 a1", max_size=60), max_size=4))
def test_candidates_are_spans_of_their_doc_each_once(texts: list[str]) -> None:
    docs = [NLP.make_doc(text) for text in texts]
    found = make_clause_suggester()(docs)
    for doc, pairs in zip(docs, [found[i].dataXd for i in range(len(docs))], strict=True):
        rows = [tuple(pair) for pair in np.asarray(pairs).tolist()]
        assert len(rows) == len(set(rows))
        assert all(0 <= start < end <= len(doc) for start, end in rows)


def test_recall_on_the_seed_is_high_at_moderate_cost(
    seed: Corpus, trained_tagger: Language
) -> None:
    report = measure_suggester(trained_tagger, corpus_units(seed, "gold"))
    assert report is not None
    assert report.found["DIRECTIVE"] / report.gold["DIRECTIVE"] > 0.97
    assert report.per_thousand < 400
