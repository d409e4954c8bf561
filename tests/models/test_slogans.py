"""Set formulations by rule: the lexicon, and shapes that the scheme names."""

import pytest

from tests.models.conftest import marked
from tifa.corpus.lexicon import Entry, Lexicon
from tifa.corpus.scheme import load_scheme
from tifa.models.rules import RuleSet
from tifa.models.shapes import kind_of_form

CASES = {
    "decided formulas": "深入学习⟦科学发展观⟧，建设⟦服务型政府⟧。",
    "inside a longer name": "开展学习⟦科学发展观⟧活动。",
    "every occurrence": "⟦创先争优⟧不是口号，⟦创先争优⟧要见行动。",
    "a set is one": "建设⟦人文北京、科技北京、绿色北京⟧。",
    "a numbered formula without its marks": "开展“⟦四个一⟧”活动。",
    "a series introduced as a formula": "按照⟦早部署、早动手、早见效⟧的要求修渠。",
    "a named spirit with 精神": "大力弘扬⟦红旗渠精神⟧。",
    "a double one": "实施“⟦双十工程⟧”。",
    "every place of a formula that the text introduces": "开展“⟦四问四看⟧”活动，把⟦四问四看⟧做细。",
    "what spells a number out": "坚持“⟦三清⟧”，就是⟦渠道清、账目清、责任清⟧。",
    "what spells a number out in pairs": "开展“⟦两问两看⟧”，即⟦问水情、看水渠，问苗情、看苗床⟧。",
    "a number without marks that is spelt out": "实行⟦两个优先⟧，即⟦水泵优先，柴油优先⟧。",
    "a quoted series used as a formula": "坚持“⟦渠修到哪里，水送到哪里⟧”的方针。",
    "a quoted series that is called so": "口号是“⟦人不离渠、渠不断水⟧”。",
    "a banner without marks": "坚持⟦以蓄为主、以引为辅⟧的方针。",
    "a spirit in its marks and without": "这就是“⟦渠工精神⟧”，⟦渠工精神⟧不能丢。",
    "whoever": "按照“⟦谁用水、谁管渠⟧”的办法。",
    "members with one element": "坚持⟦以渠定田、以渠定粮⟧。",
    "members with an element twice": "做到⟦宜渠则渠、宜井则井⟧。",
    "doubled characters": "要⟦清清爽爽管水、老老实实记账⟧。",
    "one for each": "推行⟦一市一品牌，一县一特色⟧。",
    "a strong county": "建设⟦渔业强县⟧，推进⟦港口兴市⟧。",
    "a cheer": "⟦水利工人万岁⟧！",
    "a branded set": "建设⟦平安福建、数字福建⟧。",
    "not a plan by number": "编制“十二五”规划。",
    "not what was decided out": "推动科学发展，高度重视。",
    "not a holiday or season by number": "在“五一”前后搞好“三夏”。",
    "not a count": "墙上贴着“六十分万岁”。",
    "not a thing that is counted": "渠网是“三横两纵”，泵站用“一站一表”。",
    "not a list that a number announces": "有三个方面：渠道老化、水泵老旧、人手不足。",
    "not what a meeting said": "学习贯彻会议精神。",
    "not somebody's words": "有人说“渠修不修、水来不来”。",
    "not what is wrong": "克服“只修不管、只用不养”的现象。",
    "not an ordinary series": "按照统一安排、分步实施的做法修渠。",
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


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("四个抓好", "numbered"),
        ("渠工精神", "spirit"),
        ("修渠先修心、治水先治人", "maxim"),
        ("以某某同志为核心的党中央", "ritual"),
        ("水利现代化", "goal"),
        ("某某主义", "ideology"),
        ("冬修大会战", "campaign"),
    ],
)
def test_the_kind_of_an_undecided_formula_is_guessed_from_its_shape(form: str, kind: str) -> None:
    assert kind_of_form(form) == kind


def test_a_formula_that_was_decided_out_stays_out() -> None:
    out = Entry(canonical="四个一", status="out", decided="here")
    rules = RuleSet(load_scheme(), Lexicon([out]))
    assert not [s for s in rules.find("开展“四个一”活动。") if s.label == "SLOGAN"]


def test_hidden_formulas_are_overlooked(rules: RuleSet) -> None:
    found = rules.find("深入学习科学发展观。", frozenset({"科学发展观"}))
    assert all(span.label != "SLOGAN" for span in found)
