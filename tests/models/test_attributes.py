"""Attributes and arguments of tagged spans; the sentences are made up."""

import pytest
import spacy
from spacy.language import Language

from tests.models.conftest import marked
from tifa.corpus.docspans import get_spans
from tifa.corpus.lexicon import Entry, Lexicon, shipped_lexicon
from tifa.corpus.scheme import load_scheme
from tifa.corpus.spans import Span
from tifa.models.attributes import Describer
from tifa.models.rules import RuleSet
from tifa.models.spandata import set_spans
from tifa.models.textview import view


def _described(text: str, label: str, lexicon: Lexicon | None = None) -> Span:
    """Describe the marked stretch of a text as a span of a label."""
    bare, (quote,) = marked(text)
    start = text.index("⟦")
    span = Span.of(bare, start, start + len(quote), label)
    rules = RuleSet(load_scheme(), lexicon or shipped_lexicon())
    return Describer(rules).describe(view(bare), span)


def _arguments(span: Span) -> list[tuple[str, str]]:
    return [(arg.name, arg.quote) for arg in span.arguments]


@pytest.mark.parametrize(
    ("text", "force", "operator", "addressee"),
    [
        ("⟦各乡镇要修好水渠⟧。", "obligation", "要", "各乡镇"),
        ("⟦各乡镇的水利员务必修好水渠⟧。", "obligation", "务必", "各乡镇的水利员"),
        ("⟦同学们不要到水渠里游泳⟧。", "prohibition", "不要", "同学们"),
        ("⟦严禁任何单位和个人截留渠水⟧。", "prohibition", "严禁", "任何单位和个人"),
        ("⟦希望水利局尽快修好水渠⟧。", "exhortation", "希望", "水利局"),
        ("⟦让我们修好水渠⟧。", "exhortation", "让我们", "我们"),
        ("⟦水渠必须在三月修好⟧。", "obligation", "必须", None),
        ("一、⟦切实修好水渠⟧\n", "imperative", None, None),
        ("各乡镇要修好水渠，⟦决不能误了春灌⟧。", "prohibition", "决不能", "各乡镇"),
    ],
)
def test_a_directive_is_read_from_its_words(
    text: str, force: str, operator: str | None, addressee: str | None
) -> None:
    span = _described(text, "DIRECTIVE")
    assert span.attributes["force"] == force
    assert span.attributes.get("operator") == operator
    assert _arguments(span) == ([("addressee", addressee)] if addressee else [])


def test_a_span_that_no_rule_would_mark_is_described_all_the_same() -> None:
    span = _described("他说，各乡镇⟦要修好水渠，管好⟧水渠。", "DIRECTIVE")
    assert span.attributes == {"force": "obligation", "operator": "要"}


def test_a_slogan_has_the_lexicons_canonical_form() -> None:
    entry = Entry(canonical="四个一", variants=("四一",), kind="numbered", status="in", decided="x")
    span = _described("开展⟦四一⟧活动。", "SLOGAN", Lexicon([entry]))
    assert span.attributes == {"canonical": "四个一", "kind": "numbered"}


def test_a_slogan_that_no_lexicon_knows_is_its_own_canonical_form() -> None:
    span = _described("弘扬⟦渠工精神⟧。", "SLOGAN", Lexicon([]))
    assert span.attributes == {"canonical": "渠工精神", "kind": "spirit"}


def test_a_responsibility_has_role_and_arguments() -> None:
    span = _described("会议要求⟦县水利局负责修渠，三月底前完工⟧。", "RESPONSIBILITY")
    assert span.attributes == {"role": "responsible"}
    assert _arguments(span) == [("actor", "县水利局"), ("duty", "修渠"), ("deadline", "三月底前")]


def _filler(*, with_rules: bool) -> Language:
    nlp = spacy.blank("zh")
    if with_rules:
        nlp.add_pipe("tifa_rules", name="rules")
    nlp.add_pipe("tifa_attributes", name="attributes")
    return nlp


@pytest.mark.parametrize("with_rules", [True, False])
def test_the_pipe_fills_in_every_span_and_keeps_extent_and_score(with_rules: bool) -> None:
    nlp = _filler(with_rules=with_rules)
    doc = nlp.make_doc("各乡镇要修好水渠。")
    set_spans(doc, "sc", [Span.of(doc.text, 3, 8, "DIRECTIVE", score=0.7)])
    (span,) = get_spans(nlp(doc), "sc")
    assert (span.start, span.end, span.score) == (3, 8, 0.7)
    assert span.attributes == {"force": "obligation", "operator": "要"}
