"""Constructions of several decades and genres. ⟦…⟧ marks directives; the sentences are made up."""

import pytest

from tests.models.conftest import marked
from tifa.models.rules import RuleSet

# Orders stand around, so that a sentence without modal can be one.
TASKS = "一是⟦要管好堤坝⟧。"

BARE = {
    "毫不": "⟦毫不放松粮食生产，稳住播种面积⟧。",
    "大幅": "⟦大幅提高库区补助标准⟧。",
    "适当": "⟦适当增加化肥供应⟧。",
    "着重": "⟦着重抓好三座病险水库⟧。",
    "更多地": "⟦更多地依靠群众办水利⟧。",
    "尽量": "⟦尽量减少非生产用工⟧。",
    "有步骤地": "⟦有步骤地推广良种⟧。",
    "全心全意": "⟦全心全意依靠船工，办好合作社⟧。",
    "更大力度": "⟦更大力度保护湿地⟧。",
    "系统": "⟦系统梳理审批事项，公布清单⟧。",
    "因城施策": "⟦因城施策治理内涝⟧。",
    "赋予": "⟦赋予乡镇更大自主权⟧。",
    "繁荣": "⟦繁荣群众文艺，办好农民画展⟧。",
    "调节": "⟦调节水库蓄水，保证下游用水⟧。",
    "顺应": "⟦顺应市民期待，延长夜班公交⟧。",
    "a verb with its result": "⟦塑强渔港品牌，延长产业链条⟧。",
    "each year": "⟦每年举办渔民运动会不少于两次⟧。",
    "each month": "⟦每月检查堤防一次，汛期加密⟧。",
    "this year": "⟦今年再解决三万人的饮水困难⟧。",
    "before the end of the year": "⟦今年年底前实现村村通船⟧。",
    "an aim that is reached": "⟦推动渔业转型取得新突破⟧。",
    "what is made to get": "⟦鼓励大船带小船，使渔场得到合理利用⟧。",
    "步骤 after 并": "⟦严格执行并逐步完善休渔制度⟧。",
    "especially": "⟦扩大内河航运尤其是支流航运⟧。",
    "what is already there": "⟦防止已关停的小窑死灰复燃⟧。",
    "in a field": "在渔业改革中，⟦坚持自愿互利，不搞强迫命令⟧。",
    "on a basis": "在增加产量的基础上，⟦继续改善渔民生活⟧。",
    "where it is done": "在已经清查的船队，⟦实行定员定额⟧。",
    "what is handed in": "各渔港的整顿方案，⟦报专署批准后执行⟧。",
    "what is always done": "没有船证的，⟦一律不得出海⟧。",
    "what is to come of it": "⟦改造旧渔港，使它成为渔民的家园，成为游客的去处⟧。",
    "a list after a colon": "⟦今年重点办好两件事⟧：一是⟦修好码头⟧。二是⟦办好船校⟧。",
}
ORDERS = {
    "a hope with a pause": "⟦我希望，同学们走出课堂，多到乡村去⟧。",
    "a topic with 就……来说": "就渔业来说，⟦要在保护资源的同时，发展远洋捕捞⟧。",
    "a question that was asked": "船厂对船东提出的询问，⟦应当如实答复⟧。",
    "an abbreviation": "⟦从事摆渡的个人（以下简称船家）不得超载⟧。",
    "社会 is not 会": "⟦社会主义的船不能丢了自己的舵⟧。",
    "a figure that is to fall": "⟦今年用油量要下降百分之三⟧。",
    "a body that ends in 所": "⟦渔业院所要派人到船上去⟧。",
    "an attribute in the object": "⟦要建立权责明确的国有船厂管理办法⟧。",
    "what is at hand": "⟦建新港要以现有的码头和有条件的渔村为基础⟧。",
    "to use": "⟦进港的船应使用岸电⟧。",
    "what is laid down": "⟦船证规定的航行区域应当在船头标明⟧。",
    "all that is listed": "⟦申报材料须写明附件所列的全部船只⟧。",
    "may and should": "⟦各港都可以而且应该办起船校⟧。",
    "leave with a must": "⟦偏远渡口可以简化手续但必须配齐救生衣⟧。",
    "announced, then listed": "⟦当前必须抓好以下工作⟧：一是⟦清查船只，登记造册⟧。二是⟦修好码头⟧。",
    "a case before the next order": (
        "⟦要把航道管起来，重点查处非法采砂⟧，对伤人毁船等案件，不论涉及谁，⟦都要一查到底⟧。"
    ),
    "leave for others before it": "有的可以到船厂，⟦但留在渔船上的要接受培训⟧。",
    "a saying ends it": "⟦治水要敢于碰硬，拆掉一切拦河网⟧，正所谓“河畅一身轻”。",
    "a task line ends it": "⟦要治理河道⟧。⟦疏浚航道，清除沉船⟧（县港航局牵头，各乡镇配合，九月底前完成）。",
    "a heading after a task line": ("一、⟦加固渡口⟧（县港航局负责）二、⟦健全渡工培训制度⟧\n"),
    "a title before the task": "平安航运行动方案\n一、⟦加强航运安全⟧\n（一）平安水路——⟦补齐渡口安全短板⟧\n（二）智慧水路——⟦建设航运调度平台⟧\n",
    "a field below a heading": "一、⟦推进港口建设⟧\n（一）冷链码头。⟦支持渔港新建冷库⟧。\n",
    "items with dashes": (
        "⟦要抓好下列工作⟧：\n——⟦加强渔港管理，把沿岸的四十八座老码头逐座检查、逐座登记，列出修缮的先后，先修危险的，后修破旧的⟧。\n"
        "——⟦努力增加船用柴油供应⟧。\n"
    ),
}
NOT = {
    "an amendment": "将第九条修改为：",
    "another text amended": "修改《渔港用水规定》：",
    "an exception": "除应当退还押金外，船主有权索赔。",
    "what else there is": "其他应当登记的事项。",
    "what the law wants registered": "依法应当登记的渔船，自登记之日起计算船龄。",
    "an exception with its subject": "船员除须遵守港规外，有权领取补助。",
    "a refusal": "船检站作出不准予延期的决定。",
    "a presenter": "让我们一起走进这个渔村。",
    "a desire": "海盗总是要抢别人的船，走私船忙着要靠岸。",
    "an eagerness": "他们迫不及待地要把渔场占为己有。",
    "why": "我们所以要先修码头，是因为货物堆积。",
    "not asked for": "小渡口不要求配备专职渡工。",
    "what something is": "这类问题是需要长期解决的问题。",
    "a stance": "这个岛国主张全面禁止拖网捕捞。",
    "a noun after a term": "五年内大学毕业的船员共八百人。",
    "by far": "堤坝的险情比原来设想的要复杂得多。",
    "an announcement": "在这里，我还要再次郑重宣布：码头今天开工。",
    "something pointed out": "应当强调指出，不少渡口没有救生衣。",
    "a hope about things": "我们希望，这种办法能够传到别的港口。",
    "a condition of all": "捕鱼要用船，晒网、补网也离不开船。",
    "what always holds in a field": "在渔业发展中，渔民的地位和作用只会加强。",
    "what is opened": "对外开放水平进一步提高。",
    "figures that changed": "推进渔港建设，机械化率由四成提高到七成。",
    "what a word means": "管理活动主要指渔港的规划、建设和调度。",
    "what we believe": "通过这次清查，分清责任，我们相信，渔港会更安全。",
    "a phrase that identifies": "做好渔港工作的基本思路是：先易后难。",
}


@pytest.mark.parametrize("text", BARE.values(), ids=BARE.keys())
def test_orders_without_modal(rules: RuleSet, text: str) -> None:
    plain, expected = marked(TASKS + text)
    assert _found(rules, plain) == expected


@pytest.mark.parametrize("text", ORDERS.values(), ids=ORDERS.keys())
def test_orders_and_their_ends(rules: RuleSet, text: str) -> None:
    plain, expected = marked(text)
    assert _found(rules, plain) == expected


@pytest.mark.parametrize("text", NOT.values(), ids=NOT.keys())
def test_what_orders_nothing(rules: RuleSet, text: str) -> None:
    plain, expected = marked(TASKS + text)
    assert _found(rules, plain) == expected


def test_one_figure_of_the_past_does_not_make_a_plan_a_report(rules: RuleSet) -> None:
    before = "要修好码头。要清除沉船。要培训渡工。要备足柴油。"
    after = "加强渔港管理。扩大冷库规模。去年库容增加了两成。鼓励渔民合办船厂。\n改善渔民住房。"
    found = _found(rules, before + "\n渔港很大。\n" + after)
    assert found[4:] == [
        "加强渔港管理",
        "扩大冷库规模",
        "鼓励渔民合办船厂",
        "改善渔民住房",
    ]


def test_a_code_of_conduct_with_maxims_is_no_law(rules: RuleSet) -> None:
    text = (
        "渡工守则\n第一条　坚持安全第一。开船前检查船况，备足救生衣。\n"
        "第二条　爱护乘客。主动搀扶老人，耐心解答询问。\n第三条　保护水面。不得倾倒垃圾。\n"
    )
    found = _found(rules, text)
    assert {"坚持安全第一", "爱护乘客", "保护水面", "不得倾倒垃圾"} <= set(found)


def test_a_headline_that_reports_makes_news(rules: RuleSet) -> None:
    assert not _found(rules, "市长对休渔工作作出批示强调\n管好渔港\n要加强巡查。要清除沉船。")


def test_a_bulletin_orders_nothing(rules: RuleSet) -> None:
    text = (
        "今天（3月5日），渔业部门召开会议。记者在现场了解到，新船已经下水。\n加强渔港管理。"
        "今年要修好码头。\n国内快讯\n让我们一起感受海的味道。"
    )
    assert not _found(rules, text)


def _found(rules: RuleSet, text: str) -> list[str]:
    return [span.quote for span in rules.find(text) if span.label == "DIRECTIVE"]
