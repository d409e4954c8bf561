"""Set formulations by rule: the lexicon, and shapes that the scheme names."""

import pytest

from tests.models.conftest import marked
from tifa.models.rules import RuleSet

CASES = {
    "decided formulas": "深入学习⟦科学发展观⟧，建设⟦服务型政府⟧。",
    "inside a longer name": "开展学习⟦科学发展观⟧活动。",
    "every occurrence": "⟦创先争优⟧不是口号，⟦创先争优⟧要见行动。",
    "a set is one": "建设⟦人文北京、科技北京、绿色北京⟧。",
    "a numbered formula without its marks": "开展“⟦四个一⟧”活动。",
    "a series introduced as a formula": "按照⟦早部署、早动手、早见效⟧的要求修渠。",
    "a named spirit with 精神": "大力弘扬⟦红旗渠精神⟧。",
    "not a plan by number": "编制“十二五”规划。",
    "not what was decided out": "推动科学发展，高度重视。",
    "not any quotation": "有人说“水到渠成”。",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_slogans_are_found_by_the_scheme(rules: RuleSet, text: str) -> None:
    text, expected = marked(text)
    assert [s.quote for s in rules.find(text) if s.label == "SLOGAN"] == expected


def test_variants_share_their_canonical_form(rules: RuleSet) -> None:
    text = "一心一意谋发展，聚精会神搞建设。"
    (span,) = (span for span in rules.find(text) if span.label == "SLOGAN")
    assert span.attributes == {"canonical": "聚精会神搞建设，一心一意谋发展", "kind": "maxim"}


def test_hidden_formulas_are_overlooked(rules: RuleSet) -> None:
    found = rules.find("深入学习科学发展观。", frozenset({"科学发展观"}))
    assert all(span.label != "SLOGAN" for span in found)
