"""Responsibility assignments by rule; the sentences are made up."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.models.conftest import marked
from tifa.corpus.lexicon import Lexicon
from tifa.corpus.scheme import load_scheme
from tifa.corpus.spans import Span
from tifa.models.responsibility import ResponsibilityRules
from tifa.models.rules import RuleSet

CASES = {
    "the body that leads": "⟦由县水利局牵头，成立修渠领导小组⟧。",
    "with the body that decides": "⟦县委决定由县水利局牵头，成立修渠领导小组⟧。",
    "each actor is its own": "⟦各村党支部要负责本村的水渠⟧，⟦村主任要承担起直接责任人的责任⟧。",
    "the one that leads, the one that supports": "修渠⟦由水利局牵头⟧，⟦财政局配合⟧。",
    "who is charged with it": "责成⟦水利局负责查清原因⟧。",
    "the predicate before the actor": "修渠的关键在干部，⟦责任在班子⟧。",
    "the actor in an earlier clause": "⟦领导小组要认真研究，落实好指导责任⟧。",
    "the deadline belongs": "⟦县农机站负责检修水泵，三月底以前完工⟧。",
    "another matter does not": "⟦县农机站负责检修水泵⟧，不得拖到春灌以后。",
    "whom it binds stands inside": "要⟦压实乡镇党委主体责任⟧，把渠修好。",
    "who bears what": "⟦各乡镇承担渠道管护责任⟧。",
    "for what somebody answers": "⟦乡镇长对本乡镇的水渠负总责⟧。",
    "who is responsible first": "⟦县长是全县春灌的第一责任人⟧，⟦分管副县长是直接责任人⟧。",
    "who manages what": "⟦县水利局主管全县的灌溉工作⟧。",
    "a body that is created to lead": "⟦县政府成立春灌指挥部⟧，办公室设在水利局。",
    "with its head": "⟦县里成立春灌指挥部，由我任总指挥⟧。",
    "who is called to account": "对误了农时的，要⟦追究乡镇长的责任⟧。",
    "who is named by a phrase": "⟦对弄虚作假的，要严肃问责⟧。",
    "a statement with a subject of its own ends it": (
        "⟦乡镇长是第一责任人⟧，春灌期间管水队伍要保持稳定，把力量用在渠上。"
    ),
    "what the actor must also do does not": "⟦县农机站负责检修水泵，必须按期完工⟧。",
    "a system in force": "春灌实行⟦乡镇长负责制⟧。",
    "whoever": "按照“⟦谁用水、谁负责⟧”的原则管好水渠。",
    "who supervises": "⟦县监察局要督促各乡镇履行管水的责任⟧。",
    "a bracket with tasks": "修好水渠。（⟦县水利局牵头，各乡镇配合⟧）",
    "a bracket with a bracket": "修好水渠。（⟦县水利局牵头，各乡（镇）负责⟧）",
    "a bracket that opens with the role": "修好水渠。（⟦责任单位：县水利局、县财政局⟧）",
    "a bracket of several roles": "修好水渠。（⟦牵头单位：县水利局；配合单位：县财政局⟧）",
    "a line that opens with the role": "修好水渠。\n⟦牵头单位：县水利局⟧\n⟦配合单位：县财政局⟧",
    "not the noun 负责人": "选好水利站负责人。",
    "not without an actor": "要落实领导责任。",
    "not a way of working": "各级干部要认真负责。",
    "not a duty that is not named": "广大党员要认真履行职责。",
    "not a weighty word": "各级干部肩负着重大的历史责任。",
    "not to the people at large": "各级干部要对人民负责。",
    "not what was": "由水利局负责看管的老闸门断了两处，早就换了。",
    "not a noun phrase": "由水利局主办的展览今天开幕。",
    "not a system of work": "建立由水利局牵头、各乡镇联动的管水机制。",
    "not a body that is given up": "不再成立春灌指挥部。",
    "not taking part": "水利局的同志参加了修渠。",
    "not working together": "各部门要加强协调配合。",
    "not a liability of the law": "公司承担赔偿责任。",
    "not from reasons": "由于天旱，渠水很浅。",
    "not a bracket without a task": "修好水渠（含支渠）。",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_assignments_are_found_by_the_scheme(rules: RuleSet, text: str) -> None:
    text, expected = marked(text)
    assert [s.quote for s in rules.find(text) if s.label == "RESPONSIBILITY"] == expected


def _only(rules: RuleSet, text: str) -> Span:
    (span,) = (span for span in rules.find(text) if span.label == "RESPONSIBILITY")
    return span


def _quotes(span: Span, name: str) -> list[str]:
    return [arg.quote for arg in span.arguments if arg.name == name]


@pytest.mark.parametrize(
    ("text", "role", "actors"),
    [
        ("由县水利局、县财政局牵头修渠。", "lead", ["县水利局", "县财政局"]),
        ("由县水利局会同县财政局负责修渠。", "responsible", ["县水利局", "县财政局"]),
        ("各村党支部要负责本村的水渠。", "responsible", ["各村党支部"]),
        ("村党支部书记是第一责任人。", "first_responsible", ["村党支部书记"]),
        ("乡镇党委书记、乡镇长是第一责任人。", "first_responsible", ["乡镇党委书记、乡镇长"]),
        ("包村干部负直接责任。", "direct_responsible", ["包村干部"]),
        ("水利、财政、农机部门负责修渠。", "responsible", ["水利、财政、农机部门"]),
        ("县督查室负责监督各项措施的落实。", "supervise", ["县督查室"]),
        ("要追究乡长的责任。", "accountable", ["乡长"]),
        ("谁用水，谁负责。", "responsible", ["谁"]),
        ("（县水利局负责）", "responsible", ["县水利局"]),
        ("（县水利局牵头，各乡镇配合）", "lead", ["县水利局", "各乡镇"]),
        ("（责任单位：县水利局、县财政局）", "responsible", ["县水利局", "县财政局"]),
        ("（牵头单位：县水利局，配合单位：县财政局）", "lead", ["县水利局", "县财政局"]),
        ("（督办单位：县政府督查室）", "supervise", ["县政府督查室"]),
    ],
)
def test_role_and_actors(rules: RuleSet, text: str, role: str, actors: list[str]) -> None:
    span = _only(rules, text)
    assert span.attributes["role"] == role
    assert _quotes(span, "actor") == actors


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("各村党支部要负责本村的水渠。", "本村的水渠"),
        ("乡镇长对本乡镇的水渠负总责。", "本乡镇的水渠"),
        ("县长是全县春灌的第一责任人。", "全县春灌"),
        ("各乡镇承担渠道管护责任。", "渠道管护"),
        ("要压实乡镇党委渠道管护责任。", "渠道管护"),
        ("由县农机站牵头检修水泵。", "检修水泵"),
        ("县政府成立春灌指挥部，统筹全县的用水调度。", "全县的用水调度"),
    ],
)
def test_the_duty_is_an_argument(rules: RuleSet, text: str, duty: str) -> None:
    assert _quotes(_only(rules, text), "duty") == [duty]


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("县农机站负责检修水泵，三月底以前完工。", "三月底以前"),
        ("（责任单位：县农机站；完成时限：3月20日）", "3月20日"),
        ("（县农机站牵头，10月底前完成）", "10月底前"),
        ("由县农机站负责今晚八点以前修好水泵。", "今晚八点以前"),
    ],
)
def test_the_deadline_is_an_argument(rules: RuleSet, text: str, deadline: str) -> None:
    span = _only(rules, text)
    assert _quotes(span, "deadline") == [deadline]
    assert all(deadline not in duty for duty in _quotes(span, "duty"))


@given(
    st.text(
        alphabet="由县水利局乡长书记负责牵头配合对的责任承担追究成立领导小组，、。；：（）谁\n",
        max_size=60,
    )
)
def test_arguments_lie_inside_spans_that_do_not_overlap(text: str) -> None:
    rules = RULES.find(text)
    spans = [span for span in rules if span.label == "RESPONSIBILITY"]
    for before, after in pairwise(spans):
        assert before.end <= after.start
    for span in spans:
        span.check(text)
        assert all(span.start <= arg.start < arg.end <= span.end for arg in span.arguments)


@given(
    st.text(alphabet="由县水利局负责牵头配合，、。：（）谁责任在制", min_size=1, max_size=30),
    st.data(),
)
def test_any_extent_can_be_described(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    attributes, arguments = _responsibility().describe(text, start, end)
    assert attributes["role"] in load_scheme().label("RESPONSIBILITY").attributes["role"].values
    assert all(start <= arg.start < arg.end <= end for arg in arguments)


RULES = RuleSet(load_scheme(), Lexicon([]))


def _responsibility() -> ResponsibilityRules:
    (rules,) = (each for each in RULES.others if isinstance(each, ResponsibilityRules))
    return rules
