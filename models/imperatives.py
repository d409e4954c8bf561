"""Bare imperatives: clauses that open like an order without any modal, and sentences that report."""

import re
from collections.abc import Sequence

from tifa.corpus.scheme import LabelDef
from tifa.corpus.structure import Extent
from tifa.models.cues import Prefixes, any_of

# 年底前实现……: a deadline may stand before the verb.
_JOINERS = re.compile(
    r"(?:同时|特别是|尤其是|并|还|再|也)?"
    r"(?:(?:每(?:个?月|季度|学期|周|半?年)|今年|明年|全年|年内|本月|近期|现阶段|下一步|[上下]半年)(?:要|再)?"
    r"(?![的里度中前以内来初末底人均年将拟])"
    r"|(?:力争|争取|在|到)?(?:今年|明年|(?:19|20)\d\d年|[\d一二三四五六七八九十]{1,3}月|年|月|[\d一二三四五六七八九十两]{1,2}[年天日]|本周|汛期)"
    r"(?:年?底|上旬|中旬|下旬|末|\d{1,2}月底?|\d{1,2}日)?(?:以前|之前|之内|前|内))?"
)
# 抓好, 备足, 选准, 订出: a verb of one character with its result.
_RESULTATIVE = re.compile(
    r"[做抓搞办用管守选订备种配打把看扎筑盯算理摸查吃学讲用养建修补压织夯兜稳找瞄拧绷握谋干走护定"
    r"编写排组开存留收运铺唱站写读算清分装练教育搭架栽浇塑延拉造引聚锻拓撑叫喊提带催推扛担挺磨垒堵疏]"
    r"(?:好|足|准|住|实|细|牢|紧|透|清|稳|强|优|活|通|齐|严|深|精|大做强)"
)
# 先……再……, 多……少……, 不搞……: adverbs that open an order before any verb.
_ORDERING = re.compile(
    r"先[从把在到学立破教扫治抓办做易急下]|多[到听看想做讲干跑问读谈为向给用从]|少[说讲开搞走花]"
    r"|不[搞打走唯留计等误设折]|一[律手][^，]|让[^，]{2,}|逐[一个项级条村户站]|边[^，]边|再接再厉"
)

# Nouns made of what are verbs elsewhere: 宣传工作也很要紧.
_NOMINAL = re.compile(
    r"[^，、把对将使让]{0,8}?(?:也很|都很|还很|不在|选在|位于|逐步(?:改善|提高|增强|完善|深入|展开)$|越来越|至关重要|正当其时|也存在|存在|主要是|非常|十分|尤为|有赖于"
    r"|(?<!是)不是|得到|取得|仍|尚|可怕|要紧|倒是|情况纳入|责任很|永远在路上|任重|永无止境|贵在|如何$|以后|之后)"
)
# 推动改革取得突破: what is to be reached, and no report.
_CAUSES = frozenset(
    (
        "推动",
        "促进",
        "推进",
        "确保",
        "保证",
        "保障",
        "争取",
        "力争",
        "帮助",
        "引导",
        "支持",
        "鼓励",
        "着力",
        "努力",
    )
)
_REACHED = re.compile(r"[^，]{0,16}?(?:取得|得到|逐步|重要|仍)")
_GAINED = ("得到", "受到")
_MADE_TO = re.compile(r"[使让能]|确保|保证|保障|推动|促进|力争|争取|努力|要")
_QUESTIONS = ("为什么", "为何", "怎么", "怎样", "如何", "哪")
_PLACE = re.compile(r"在[^，]{2,14}?(?:上|中|里|内|区|站|点|推|设|突)")
_ENACTS = re.compile("[制修]定本|现(?:提出|制定|通知)")
_CONDITION = re.compile("[，群众民人]就(?:会|能|可以)|才能|便会")
_DONE_ATTRIBUTE = re.compile(r"已经?(?!是|成为|有)[^，。、]{1,12}的(?=[^，。]{2})")
# 入学率由百分之九十提高到百分之九十五: a figure that changed.
_CHANGED = re.compile(
    r"(?:率|比重|占比|总量|总额|产值|收入|寿命|人口|数)[由从][^，。]*[\d一二三四五六七八九十][^，。]*(?:提高|增加|增长|上升|下降|降低|降|减少)[到至为]"
)
_ASPECT_ATTRIBUTE = re.compile(r"以来[^，。]{0,8}的")
# 做好今年的工作，政府自身建设至关重要: what is to be done is only valued.
_EVALUATES = re.compile(
    r"有赖于|任务[^，]{0,3}(?:重|艰巨|紧迫)|正当其时|最|关键|离不开|意义|任重|使命|责任重大|功在|利在|事关|关乎|由[^，]*(?:负责|负总责|牵头)"
    r"|要求|可以|可[依按]|对[^，]*(?:有|具有|起)[^，]*(?:作用|意义|影响)|[^，]*(?:至关重要|十分重要|非常重要|势在必行|刻不容缓|迫在眉睫|责无旁贷|大有可为)$"
)
# 把 fronts the object of a verb that must follow; 对 and 从 may front a verb in their clause.
# 建设目标, 申报条件: headings of four characters that are nouns.
_NOUN_HEADING = re.compile(
    r"(?:建设|申报|发展|实施|评价|考核|管理|保障|监督|支持|组织|服务|培训|审批|申请|推荐|评审|评选|奖励|扶持|补助|改革"
    r"|整治|检查|验收|调查|活动|参加|指导|整改|审查|办理|配合|完成|工作|重点|主要|基本|治理|规划|推广|应用|试点)"
    r"(?:目标|条件|任务|措施|原则|内容|范围|对象|程序|方式|要求|标准|情况|依据|流程|背景|意义|主体|时间|地点|机构|办法"
    r"|方案|名单|材料|步骤|期限|时限|单位|体系|机制|领域|方向|规范)|组织实施|调查|附则|总则"
)
# 从任务看，……: only says how the speaker looks at it.
_VIEW = re.compile(r"从[^，]*(?:看|来说|来讲|而言|说来)|[对就][^，]*(?:来说|来讲|而言)")
_MAKES = re.compile("[使让]|推动|打造|建设")
_NOT_ONLY = re.compile(r"(?:不仅|不但|不只|既|也|都|将|必将|必然|还)*")
_COMPLETE = ("把", "将", "让")
_OBJECTS = ("对", "从", "在", "用", "以", "按不", "按规", "按程", "按期")
# 通过……的批评，……，我们相信……: a frame of what is said.
_THROUGH = re.compile("通过|经过|随着|根据|对|从|以")
_WE_HOLD = re.compile(
    "(?:因此|所以|但)?(?:我们?|大家|人们|中国人民)(?:相信|认为|深信|坚信|可以看[到出]|看到|会|就|能够?|将|感到|主张)"
)
_IS = re.compile(
    r"(?:[^不要就还但或凡别非自只而正总说其]|主要|总的)是[^否非]|^[^，]{2,4}就是|^[^，]{2,10}(?:主要|都|也|均|即|是)指(?![导挥示定明出标])"
)


class Imperatives:
    """Tells whether clauses open as bare imperatives.

    definition (LabelDef): The label whose cue lists are read.
    """

    def __init__(self, definition: LabelDef) -> None:
        cues = definition.cues
        self._verbs = Prefixes([*cues["imperative_verbs"], *cues["imperative_adverbs"]])
        self._frames = Prefixes(cues["imperative_frames"])
        self._frame_words = tuple(cues["imperative_frames"])
        self._nouns = Prefixes(cues["not_imperative"])
        self._modifiers = Prefixes(cues["weak_adverbs"])
        self._aspect = any_of([*cues["aspect"], *cues["not_aspect"]])
        self._aspects = frozenset(cues["aspect"])
        self._copula = tuple(cues["copulas"])
        self._identification = any_of(cues["identification"])

    def starts(self, text: str, clause: Extent) -> bool:
        """Say whether a clause begins with a verb, or with what fronts one.

        text (str): The document text.
        clause (Extent): The clause, in code points.
        """
        joiner = _JOINERS.match(text, clause.start, clause.end)
        start = joiner.end() if joiner else clause.start
        if self._frames.match(text, start, clause.end):
            return not self._nouns.match(text, start, clause.end)
        if self._nouns.match(text, start, clause.end):
            return False
        if _ORDERING.match(text, start, clause.end):
            return True
        length = self._verbs.match(text, start, clause.end)
        if not length:
            return bool(_RESULTATIVE.match(text, start, clause.end))
        after = start + length
        if text.startswith("的", after):
            return False
        if self._modifiers.match(text, start, clause.end) == length:
            return self.starts(text, Extent(after, clause.end))
        if text[start:after] in _CAUSES and _REACHED.match(text, after, clause.end):
            return True
        return not _NOMINAL.match(text, after, clause.end)

    def orders(self, text: str, clauses: Sequence[Extent]) -> bool:
        """Say whether a sentence from an opening clause on orders rather than reports.

        clauses (Sequence[Extent]): The clauses from the one that opens it, at least one.
        """
        first = clauses[0]
        if self._is_place(text, first) and not self._acts(text, first):
            return False
        if _VIEW.fullmatch(text, first.start, first.end):
            return False
        if text[first.end - 1] == "是":
            return False
        if text[first.end - 1] == "的" and not text.startswith("对", first.start):
            return False
        if _NOUN_HEADING.fullmatch(text, first.start, clauses[-1].end):
            return False
        if len(clauses) > 1 and _EVALUATES.match(text, clauses[1].start, clauses[1].end):
            return False
        return not (self._reports(text, clauses) or self._lacks_verb(text, clauses))

    def opens(self, text: str, clause: Extent) -> bool:
        """Say whether a clause may open a bare imperative, also from a place: 在窗口设立……"""
        return self.starts(text, clause) or self._is_place(text, clause)

    def is_framed(self, text: str, clause: Extent) -> bool:
        """Say whether a clause opens with a phrase in front of its verb: 按照……， 对……"""
        return text.startswith((*self._frame_words, "在"), clause.start)

    def _is_place(self, text: str, clause: Extent) -> bool:
        return text.startswith("在", clause.start) and bool(
            _PLACE.match(text, clause.start, clause.end)
        )

    def _acts(self, text: str, first: Extent) -> bool:
        """Say whether a verb follows the phrase that opens a clause: 在……设立，对……检修"""
        for start in range(first.start + 3, first.end - 1):
            if self._verbs.match(text, start, first.end) >= 2:
                return True
        return False

    def _reports(self, text: str, clauses: Sequence[Extent]) -> bool:
        start, end = clauses[0].start, clauses[-1].end
        for match in self._aspect.finditer(text, start, end):
            if match.group() in self._aspects and not _is_aim(text, start, match.start()):
                return True
        if self._identification.search(text, start, end) or _ENACTS.search(text, start, end):
            return True
        if _CONDITION.search(text, start, end) or _CHANGED.search(text, start, end):
            return True
        if any(self._values(text, clause, start) for clause in clauses[1:]):
            return True
        if _THROUGH.match(text, start) and any(
            _WE_HOLD.match(text, clause.start, clause.end) for clause in clauses[1:]
        ):
            return True
        first = clauses[0]
        return bool(_IS.search(text, first.start, first.end))

    def _values(self, text: str, clause: Extent, opens: int) -> bool:
        """Say whether a clause says what the one before is or brings: 不仅有利于……"""
        start = _NOT_ONLY.match(text, clause.start, clause.end)
        place = start.end() if start else clause.start
        # 使渔港成为……的港口，成为……的市场: what is to come of it.
        if text.startswith("成为", place) and _MAKES.search(text, opens, clause.start):
            return False
        return text.startswith(self._copula, place)

    def _lacks_verb(self, text: str, clauses: Sequence[Extent]) -> bool:
        """Say whether what follows an opening frame such as 按照…… has a subject."""
        if not text.startswith(self._frame_words, clauses[0].start) or len(clauses) == 1:
            return False
        first, second = clauses[0], clauses[1]
        # 对……的，依法……: the case stands alone, what is to be done follows.
        if text.startswith("对", first.start) and text[first.end - 1] == "的":
            return text.startswith(self._copula, second.start)
        if text.startswith(("使", "让", "做到"), second.start):
            return False
        if text.startswith(_COMPLETE, first.start):
            return False
        acts = text.startswith(_OBJECTS, first.start) and self._acts(text, first)
        if acts and not text.startswith("我", second.start):
            return False
        return not self.starts(text, second)


def _is_aim(text: str, start: int, place: int) -> bool:
    """Say whether a mark of aspect tells of no past: 使资源得到利用, 改革开放以来形成的制度"""
    if text.startswith(_GAINED, place):
        opens = max(start, text.rfind("，", start, place) + 1)
        return _MADE_TO.search(text, opens, place) is not None
    return (_ASPECT_ATTRIBUTE.match(text, place) or _DONE_ATTRIBUTE.match(text, place)) is not None


def asks(text: str, start: int, end: int) -> bool:
    """Say whether a sentence is a question, also as a heading: 为什么要早动手"""
    if text[end - 1] in "？?":
        return True
    return "，" not in text[start:end] and text.startswith(_QUESTIONS, start)
