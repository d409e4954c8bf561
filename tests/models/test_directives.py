"""Directives by rule. ⟦…⟧ marks what should be found; the sentences are made up."""

import pytest

from tests.models.conftest import marked
from tifa.models.rules import RuleSet

CASES = {
    "a modal with its subject": "⟦各村都要按时修好水渠⟧。",
    "the end is the sentence mark": "⟦要修好水渠，保证春灌⟧。这条水渠很长。",
    "a semicolon ends it, the next item inherits": "⟦要修好水渠⟧；⟦清理河道⟧。",
    "a clause with its own modal is another": "⟦各村要修好水渠⟧，⟦乡里要派人检查⟧。",
    "both … and … is two": "⟦既要修好水渠⟧，⟦更要管好水渠⟧。",
    "a purpose clause stays outside": "为了保证春灌，⟦要修好水渠⟧。",
    "a frame stays outside": "在困难面前，⟦要坚定信心⟧。",
    "a frame with the modal is inside": "⟦要按照规划的思路，修好水渠⟧。",
    "an addressee in an earlier clause is inside": "⟦各村党支部，特别是新任书记，要修好水渠⟧。",
    "a reason ends it": "⟦要修好水渠⟧，只有水渠畅通，才能保证春灌。",
    "prevention in a continuing clause goes on": "⟦要修好水渠，杜绝跑冒滴漏⟧。",
    "an enumerator is outside": "一是⟦要修好水渠⟧。二是⟦要清理河道⟧。",
    "let us": "同志们，⟦让我们携起手来，把水渠修好⟧！",
    "a wish of the speaker": "⟦希望大家把水渠修好⟧。",
    "a prohibition": "⟦任何人不得占用水渠⟧。",
    "an order follows a lead sentence": "一是⟦要管好水渠⟧。⟦加强巡查，及时清淤⟧。二是⟦要管好河道⟧。",
    "a heading is one": "一、⟦切实加强水渠管理⟧\n水渠很长。\n二、⟦认真做好春灌工作⟧\n春灌很忙。",
    "not in 重要 or 主要": "这是一项重要工作，主要任务很明确。",
    "not in 要求": "上级的要求很高。",
    "not when it only draws attention": "也要清醒地看到，水渠还不畅通。",
    "not when it identifies": "今年的主要任务是修好水渠。",
    "not a report": "去年，各村修好了水渠，保证了春灌。",
    "not a condition": "要想保证春灌，水渠就离不开。",
    "not somebody else's words": "市水利局强调要修好水渠。",
    "not in a quoted name": "会上宣读了《关于要修水渠的报告》。",
    "not a verb with 不得 after it": "以慢不得的紧迫感修渠。",
    "not 应 in a set phrase": "做到水费应收尽收。",
    "a phrase with a preposition is no addressee": "对新来的干部，⟦要多加帮助⟧。",
    "not a general truth": "水渠是农业的命脉。",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_directives_are_found_by_the_scheme(rules: RuleSet, text: str) -> None:
    text, expected = marked(text)
    assert [s.quote for s in rules.find(text) if s.label == "DIRECTIVE"] == expected


@pytest.mark.parametrize(
    ("text", "force", "operator"),
    [
        ("各村要修好水渠。", "obligation", "要"),
        ("各村必须修好水渠。", "obligation", "必须"),
        ("任何人不得占用水渠。", "prohibition", "不得"),
        ("让我们把水渠修好！", "exhortation", "让我们"),
        ("一是要管好水渠。加强巡查。", "imperative", None),
    ],
)
def test_force_and_operator(rules: RuleSet, text: str, force: str, operator: str | None) -> None:
    last = [span for span in rules.find(text) if span.label == "DIRECTIVE"][-1]
    assert last.attributes["force"] == force
    assert last.attributes.get("operator") == operator


@pytest.mark.parametrize(
    ("text", "addressee"),
    [
        ("各村党支部都要修好水渠。", "各村党支部"),
        ("各级党委（党组）要修好水渠。", "各级党委（党组）"),
        ("希望全体党员把水渠修好。", "全体党员"),
        ("让我们把水渠修好！", "我们"),
    ],
)
def test_the_addressee_is_an_argument(rules: RuleSet, text: str, addressee: str) -> None:
    (span,) = (span for span in rules.find(text) if span.label == "DIRECTIVE")
    assert [(a.name, a.quote) for a in span.arguments] == [("addressee", addressee)]


def test_an_implicit_addressee_is_no_argument(rules: RuleSet) -> None:
    (span,) = (span for span in rules.find("要修好水渠。") if span.label == "DIRECTIVE")
    assert span.arguments == ()
