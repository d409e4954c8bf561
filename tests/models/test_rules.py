"""The rule component in a pipeline, and how spans get into docs and out again."""

from itertools import pairwise
from pathlib import Path

import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from tifa.corpus.docspans import get_spans
from tifa.corpus.folder import Corpus
from tifa.corpus.spans import Argument, Span
from tifa.models.reader import examples
from tifa.models.rules import HIDDEN_FORMS, RuleSet
from tifa.models.spandata import TokenMap, set_spans
from tifa.models.units import corpus_units

NLP = spacy.blank("zh")
CHARACTERS = "各村要修好水渠，。；：“”（）《》、\n\r\u3000𠮷 一是第二a1"


WORDS = st.sampled_from(
    [
        "各村党支部",
        "村主任",
        "县水利局",
        "要",
        "必须",
        "不得",
        "让我们",
        "由",
        "牵头",
        "负责",
        "落实好",
        "责任",
        "责任在",
        "班子",
        "第一责任人",
        "修好水渠",
        "合理布局",
        "加强管理",
        "四个一",
        "红旗渠精神",
        "一是",
        "二是",
        "第一，",
        "按照",
        "的要求",
        "因为",
        "有的",
        "（",
        "）",
        "“",
        "”",
        "，",
        "。",
        "；",
        "：",
        "、",
        "\n",
        "\u3000",
        "𠮷",
    ]
)


@settings(max_examples=500, deadline=None)
@given(st.lists(WORDS, max_size=40).map("".join))
def test_rules_keep_the_rules_of_the_scheme_on_any_text(text: str) -> None:
    by_label: dict[str, list[Span]] = {}
    for span in _RULES.find(text):
        span.check(text)
        assert "\n" not in span.quote
        assert _RULES.scheme.trim(text, span.start, span.end) == (span.start, span.end)
        by_label.setdefault(span.label, []).append(span)
    for spans in by_label.values():
        assert not any(one.overlaps(two) for one, two in pairwise(spans))


@given(st.text(alphabet=CHARACTERS, min_size=1, max_size=60), st.data())
def test_spans_come_out_of_a_doc_as_they_went_in(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span.of(
        text,
        start,
        end,
        "A",
        attributes={"k": "v"},
        arguments=(Argument("actor", start, end, text[start:end]),),
        score=0.25,
    )
    doc = NLP.make_doc(text)
    set_spans(doc, "sc", [span])
    assert get_spans(doc, "sc") == (span,)
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert get_spans(again, "sc") == (span,)


@given(st.text(alphabet=CHARACTERS, max_size=60))
def test_token_boundaries_are_those_of_spacy(text: str) -> None:
    doc = NLP.make_doc(text)
    tokens = TokenMap.of(doc)
    assert tokens.starts.tolist() == [token.idx for token in doc]
    assert tokens.ends.tolist() == [token.idx + len(token) for token in doc]


def test_a_span_that_does_not_fit_the_words_keeps_its_offsets() -> None:
    words = Doc(NLP.vocab, words=["各村", "要修", "好"], spaces=[False] * 3)
    set_spans(words, "sc", [Span.of(words.text, 1, 3, "A")])
    assert words.spans["sc"][0].text == "各村要修"
    assert get_spans(words, "sc")[0].quote == "村要"


def test_formulas_of_the_training_data_are_learnt_and_saved(seed: Corpus, tmp_path: Path) -> None:
    nlp = _with_rules(exclude_decided=["beijing-2010-04-14"])
    text = "服务型政府、大民政和两手抓、两不误、两促进"
    assert "大民政" not in _slogans(nlp, text)
    units = corpus_units(seed, "gold")
    nlp.initialize(lambda: examples(nlp, units, spans_key="sc"))
    assert {"大民政", "两手抓、两不误、两促进"} <= set(_slogans(nlp, text))
    nlp.to_disk(tmp_path / "rules")
    assert _slogans(spacy.load(tmp_path / "rules"), text) == _slogans(nlp, text)
    assert _slogans(_with_rules().from_bytes(nlp.to_bytes()), text) == _slogans(nlp, text)
    assert "大民政" in (tmp_path / "rules/rules/lexicon.jsonl").read_text("utf8")


def test_hidden_formulas_are_overlooked_in_training() -> None:
    nlp = _with_rules()
    doc = nlp.make_doc("学习科学发展观")
    doc.user_data[HIDDEN_FORMS] = ["科学发展观"]
    assert get_spans(nlp(doc), "rules") == ()


def _with_rules(**settings: object) -> Language:
    nlp = spacy.blank("zh")
    nlp.add_pipe("tifa_rules", name="rules", config=settings)
    return nlp


def _slogans(nlp: Language, text: str) -> list[str]:
    return [span.quote for span in get_spans(nlp(text), "rules") if span.label == "SLOGAN"]


def _make_rules() -> RuleSet:
    from tifa.corpus.lexicon import shipped_lexicon
    from tifa.corpus.scheme import load_scheme

    return RuleSet(load_scheme(), shipped_lexicon())


_RULES = _make_rules()
