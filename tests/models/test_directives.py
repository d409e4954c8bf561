"""Directives by rule. ⟦…⟧ marks what should be found; the sentences are made up."""

import re

import pytest

from tests.models.conftest import marked
from tifa.corpus.scheme import load_scheme
from tifa.models.directives import DirectiveRules
from tifa.models.rules import RuleSet
from tifa.models.textview import view, window

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
    # Bare imperatives
    "a counted task without modal": "讲两件事。第一件，⟦把渠修好、修牢⟧。渠很长。",
    "a heading without number": "去冬渠塌了三处。\n⟦抓紧抢修水渠⟧\n渠塌了，水就断了。",
    "a verb with its result": "一、⟦备足砂石，订好工期⟧\n砂石还缺。",
    "first this then that": "⟦要修好水渠⟧。⟦先抓干渠，再抓支渠⟧。",
    "把 fronts the object": "一、⟦把劳力组织起来，干部分片，群众分段⟧\n劳力不少。",
    "a case and what to do in it": "一是⟦要查水表⟧。⟦对偷水的，当场处理⟧。",
    "from a place": "一是⟦要管好水渠⟧。⟦在渠首设立值班点，日夜看守⟧。",
    "a heading that announces tasks": "一、总体要求\n⟦坚持先急后缓，分批修渠⟧。\n",
    "not a noun that begins like a verb": "一是⟦要修渠⟧。宣传工作也很要紧。",
    "not a heading of nouns": "一、重点任务\n水渠很长。",
    "not a verb that is only valued": "一是⟦要修渠⟧。做好今年的春灌，水渠至关重要。",
    "not a topic before a modal": "一是⟦要修渠⟧。设置闸门，⟦应当先报批⟧。",
    "not a slogan with an exclamation mark": "⟦要修好水渠⟧。苦干一百天，甩掉旱帽子！",
    "not in a look back": "一、去年工作回顾\n加强水渠管理，新修支渠八条。",
    "not a list of cases": "有下列情形之一的，⟦不得供水⟧：\n（一）擅自开闸；\n（二）拖欠水费。",
    "a deadline before the verb": "一是⟦要管好水渠⟧。⟦今年年底前修好支渠⟧。",
    "after something": "一是⟦要管好水渠⟧。取得经验后，⟦再推广到各村⟧。",
    "after a task line": "⟦要管好水渠⟧。（县水利局牵头）⟦加强巡查，及时清淤⟧。",
    "not a subject with a modal": "一是⟦要修渠⟧。发展灌溉要靠健全的制度来保障。",
    "not what it brings": "一是⟦要修渠⟧。发展灌溉，不仅有利于增产，也能抗旱。",
    "not what it allows": "一是⟦要修渠⟧。提高水渠质量，可以为春灌打下基础。",
    "not what the root of it is": "一是⟦要修渠⟧。加强水渠管理，根本的是依靠群众。",
    "not a list of causes": "一、⟦要修渠⟧\n产量下降的原因，一是放松管理；二是放松积肥；三是放松教育。",
    "not parts of a guiding idea": (
        "一、⟦要修渠⟧\n修渠的指导思想，一是把群众发动起来；二是实行分片包干。"
    ),
    "not after a semicolon without order": "一、⟦管好水渠⟧\n目标就是要做到两条：确保通水；确保通路。",
    # Senses of operators
    "not what something needs": "要说难处，水源也少。",
    "not what is about to happen": "汛期眼看要到了。",
    "not what is wanted": "有的村非要自己开闸。",
    "not what is foretold": "再等三天，苗就要绝收。",
    "not the aim of a condition": "要想多打粮，就必须修好水渠。",
    "not an inability": "有的支渠还不能通水。",
    "a bare 不能 that forbids": "⟦修渠不能只图快⟧。",
    "a subject and 不能": "⟦工程质量不能打折扣⟧。",
    "not a need of things": "绕山修渠需要多走八公里。",
    "need with an actor": "⟦我们需要把渠首看牢⟧。",
    "not a question": "为什么要修这条渠？",
    "not an attribute": "今年要修的渠有八条。",
    "not a permission": "水管站可以在旱情严重时禁止取水。",
    "not an invitation": "应县水利局邀请，专家到渠首察看。",
    "not a cause with 让我们": "这场旱情让我们看到了差距。",
    "a word that only looks like 要紧": "⟦各村要紧盯渠首⟧。",
    "not what will happen one day": "渠堤不修，总有一天要垮下来。",
    "not a comparison": "后两年的修渠任务要比前两年更重。",
    "not a figure of a plan about a thing": "三年里，粮食产量要增长百分之八。",
    "a figure of a task": "⟦今年要增产粮食三十万斤⟧。",
    "not an indefinite subject": "入秋以后，许多水利工程要同时开工。",
    "not thanks": "在这方面，我们要特别感谢各村的支持。",
    "not in an attribute": "修渠是一场必须打赢的硬仗，是我们对乡亲们的承诺。",
    "not a subject clause": "庄稼要水，人要吃粮，已成为全县的头等大事。",
    "not what something really is": "这样做实质上是要把水渠交给少数人。",
    "not an attribute of time": "下个月就要离任的站长站在渠边。",
    "a condition in its own clause": "但要清除淤泥还需要很长时间。",
    "only what the aim needs": "要保证春灌，⟦必须管好渠首⟧。",
    "several aims": "要保证春灌，要让稻田有水，⟦必须管好渠首⟧。",
    "a case is no aim": "⟦要分清缓急⟧，⟦必须抢修的要抓紧修好⟧。",
    "not a caption": "这是三日下午，技术员在渠首察看，应水利站邀请讲课。",
    "not a picture of people": "图为村民通过水渠引水，要浇三百亩地。",
    "of seeing, what there is": "⟦我们必须充分估计抢修的难处⟧，⟦也要看到抢修的有利条件⟧。",
    "not of saying": "这里，还要说一说修渠的有关问题。",
    "a word made of a verb of saying": "⟦要讲清政策⟧，⟦对不实的说法要及时澄清⟧。",
    "a case by a rule": "⟦要清查水费⟧，⟦违反规定的要严肃处理⟧。",
    "not points of a speech": "县长在水利会上的讲话要点。",
    "a joined prohibition": "⟦各村要按同一标准收费⟧，⟦不能戴着眼镜挑人⟧，⟦不能不问青红皂白就停水⟧。",
    "not a joined inability": "⟦要修好水渠⟧，水库的水不能完全满足春灌。",
    "rather": "⟦不能只图眼前⟧，⟦而是要管好长远⟧。",
    "what is not meant ends it": "⟦要守住规矩⟧，并不意味着可以不管群众，⟦而是要主动上门⟧。",
    "the speaker's own order at a meeting": "我在全县水利会议上强调，⟦要支持各村修渠⟧。",
    "由 in 自由 makes no attribute": "⟦要推行高标准的用水自由协商办法⟧。",
    "a clause as its object": "⟦各村都要牢记我们的水渠是全县的水渠⟧。",
    "人才是 is no condition": "⟦我们要树立人才是第一资源的观念⟧。",
    "a noun 要求 reports nobody": "面对春灌的时代要求，⟦必须管好水渠⟧。",
    "not in 吃拿卡要": "他们敢于碰吃拿卡要的歪风。",
    "not in 因应": "我们因应水情，分片供水。",
    "not what one thing is": "很重要的一条就是必须管好渠首。",
    "nobody may withdraw": "⟦驻村工作队不能撤⟧。",
    "not how one looks at it": "一是⟦要修渠⟧。从进度看，截至五月底，全县还有三条支渠。",
    "the speaker's aim": "我们要保证春灌，⟦必须管好渠首⟧。",
    "a call after a statement": "春灌的好坏主要靠各村，⟦希望大家管好水渠⟧。",
    # Calls of the speaking body
    "the body calls": "⟦县委号召全县党员到渠上出一天工⟧。",
    "the government requires": "⟦县政府要求各乡镇每天报送水情⟧。",
    "请 after the one asked": "⟦各村请在月底前报送水情⟧。",
    "望 after the one asked": "⟦各乡望于月底前报送水情⟧。",
    "not what a superior required": "去年，省里召开会议，要求各县修渠。",
    # Ends
    "an assertion ends it": "⟦切勿乱开闸门⟧，这个教训太重了。",
    "a report ends it": "⟦要多请几位技术员⟧，县里已经从省城请来两位。",
    "another actor's duty ends it": "⟦乡长要管好干渠⟧，村长是支渠的责任人。",
    "leave given to others ends it": "⟦要修好水渠⟧，有条件的村可以先修支渠。",
    "a question word in it does not end it": "⟦要多听意见，考虑群众是不是满意⟧。",
    "an addressee with 特别是 in its clause": "⟦各级干部特别是一把手，必须到渠上来⟧。",
    "a topic of the next stays outside": "⟦能修的先要修好⟧，对塌了的，⟦要报县里⟧。",
    "严禁 goes on": "⟦水费必须全额上缴，严禁挪用⟧。",
    "严禁 alone is each its own": "⟦严禁乱开闸门⟧，⟦严禁偷水⟧。",
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


def test_words_of_others_are_no_directives(rules: RuleSet) -> None:
    quoted = "一位老支书对我讲，渠要从山上引，人要往深处走。"
    followed = "水利局长指出，各村要修渠；要派人看守。"
    own = "我多次讲，⟦各村要修渠⟧。"
    assert _directives(rules, quoted) == []
    assert _directives(rules, followed) == []
    text, expected = marked(own)
    assert _directives(rules, text) == expected


def test_a_news_report_orders_nothing_but_may_ask_its_readers(rules: RuleSet) -> None:
    text = (
        "全县水利会议召开\n会议指出，今年旱情重。各村要修好水渠。\n"
        "县长强调，要管好水渠。必须日夜看守。\n他要求，各乡要派人。不得误工。\n"
        "希望读者来信谈谈水渠。\n"
    )
    assert _directives(rules, text) == ["希望读者来信谈谈水渠"]


def test_a_law_lists_duties_and_cases(rules: RuleSet) -> None:
    text = (
        "第一条　为了管好水渠，制定本条例。\n第二条　用水户应当履行下列义务：\n"
        "（一）按时缴纳水费；\n（二）爱护水渠。\n第三条　有下列行为之一的，处以罚款：\n"
        "（一）破坏水渠；\n（二）擅自开闸。\n"
    )
    assert _directives(rules, text) == [
        "用水户应当履行下列义务",
        "按时缴纳水费",
        "爱护水渠",
    ]


def test_a_stretch_of_a_text_is_read_in_the_whole_text() -> None:
    text = "一、总体要求\n坚持先急后缓。\n局长指出，要修渠；要派人看守。\n"
    rules = DirectiveRules(load_scheme(), "DIRECTIVE")
    whole = rules.find(view(text))
    for start, end in ((0, 7), (7, 14), (14, len(text))):
        inside = [span for span in whole if start <= span.start and span.end <= end]
        found = rules.find(window(text, start, end))
        assert [span.shifted(start) for span in found] == inside
    assert [span.quote for span in whole] == ["坚持先急后缓"]


PLAN = (
    "加强水渠管理。完善管护制度，明确管护责任。扩大灌溉面积。提高渠水利用率。"
    "鼓励各村合办水站。\n加快支渠改造。支持群众修建水窖。"
)


def test_a_passage_of_orders_needs_no_modal_or_heading(rules: RuleSet) -> None:
    orders = [part for part in re.split("[。\n]", PLAN) if part]
    assert _directives(rules, PLAN) == orders


def test_a_passage_of_results_orders_nothing(rules: RuleSet) -> None:
    text = (
        "加强水渠管理。完善管护制度。新增灌溉面积3万亩。提高渠水利用率。"
        "鼓励各村合办水站，建成了八座。加快支渠改造。"
    )
    assert _directives(rules, text) == []


def test_one_sentence_among_statements_is_no_order(rules: RuleSet) -> None:
    text = "水渠很长。渠水很清。发展灌溉农业。两岸的稻田连成一片。山上的水库很大。"
    assert _directives(rules, text) == []


def _directives(rules: RuleSet, text: str) -> list[str]:
    return [span.quote for span in rules.find(text) if span.label == "DIRECTIVE"]
