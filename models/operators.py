"""Operators of directives: which modal or verb of calling orders something in its clause."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.calls import Calls
from tifa.models.cues import Prefixes, any_of
from tifa.models.imperatives import Imperatives
from tifa.models.textview import TextView

FORCES = ("prohibition", "obligation", "exhortation")
_OPEN_ENDS = ("的", "的时候", "之时")
# 要……才能……: a condition.
_RESULT = re.compile("才能|才算|才可|(?<!人)才[会有是]")
# 是我们必须……, 是否应当……, 可以……禁止……: stated, asked or allowed.
_NO_ORDER = re.compile(
    "是|[^，]*(?:[是能]否|可以(?![^，]*(?:但|同时|也|而且|并且)))|[^，]*[上总的又就]是$"
)
_INVITED = re.compile(r"[^，]{2,60}邀请")
_NEED_OF = re.compile(
    r"根据|按照|依据|由于|因|出于|对|(?:实际|业务|办案|侦查|发展|现实|特殊)$|[0-9]%$|百分之"
)
_ABILITY = ("不能", "不可")
# 不能不问青红皂白 forbids; elsewhere 不能不 makes an order of what follows.
_NOT_IGNORE = re.compile(
    "不能不(?:[问分]青红皂白|[问讲]是非|分[主轻良对]|顾[后前]|管不|闻不|了了之|作为|担当|思进取|切实际)"
)
# 科研院所要……: the last character of a body, and not the 所 of what somebody wants.
_OFFICES = (
    "院所",
    "场所",
    "研究所",
    "派出所",
    "事务所",
    "交易所",
    "监管所",
    "司法所",
    "税务所",
    "卫生所",
    "诊所",
)
_STATES = re.compile("说|看到|使(?![用命])|是|有的")
# 要……，也不能……: what the one who is asked may not do.
_ALSO = re.compile("(?:特别是|尤其|也|更|又|并|而|但|绝|决|同时|而且|并且|但是|不能)*")
_CANNOT = re.compile("完全|满足|解决|适应|反映|保证|实现|完成|达到|得到|及时|不")
_RATHER = re.compile("(?:而是|更是?|而)")
# 决不能, 一刻也不能, 不能不: what makes an order of it whatever follows.
_ABILITY_LICENCE = re.compile(r"(?:[决绝万也更都千切均]|千万|一定|再也)$")
_ABLE_IN_FACT = re.compile(
    r"还|仍|尚|有的|有些|往往|由于|因为|如果|只要|所以|明知|可能|[能是]|(?<!社)会(?![员议计])"
)
_NEED = ("需要", "须")
_ATTENTIVELY = r"(?:[^，]{0,4}地|清醒|充分|深刻|深切|进一步|正确|全面|始终|特别|也|还|真正|客观|辩证|必须|同时|强调|着重|再次)*"
# 错误说法, 讲解员, 规定动作: words made of verbs of saying.
_NAMED_SPEECH = re.compile(
    "说[法明服教理]|讲[解台师坛座习义话究稿堂]|规定[动期]|(?:规定|要求|提出|明确|决定)的(?!是)|称[号呼谓职]|(?<=[简名职统])称|表示意"
)
_WHAT_THERE_IS = re.compile("[^，是有会能]{2,12}的[^，的]{2,5}")
_EQUATES = re.compile("[也这那]?就是")
_NAMES = re.compile("[说问](?![到话实真明清服理透好了计需])[^，]{1,5}")
_LONGEST_YIELD = 6
# 要清除它的影响还需要时间, 要搞好改革必须解放思想: the first modal is a condition.
_NEEDS_MORE = re.compile(
    r"[^，]{2,}?(?:(?:就|还|都|也)(?:需要|必须|得)|(?:必须|离不开)(?![^，]*的))"
)
# 要感谢大家: said, it is done.
_PERFORMS = re.compile(
    r"(?:特别|衷心|由衷地?|再次|首先|在此|向[^，]{1,20})*(?:表示)?(?:感谢|致谢|致敬|祝贺|道歉|(?:再次|郑重|在此|这里)*(?:宣布|声明|重申))"
)
# 这是一场必须打赢的硬仗, 任务要比去年更为艰巨: an attribute, a comparison.
_ATTRIBUTE = re.compile(r"(?:[是有]|作为|成为)[一这那每][个场项件种条次类份]$|[和与]$")
# 这是需要长期解决的问题: what something is.
_THIS_IS = re.compile("(?:^[这那]|[类个种条点者些])是$")
_NOUN = re.compile("的[^，的]{1,8}$")
# 许多工程要同时开工: an indefinite subject cannot be asked.
_MANY = re.compile("(?:还有|将有|有)?(?:许多|不少|很多|好多|一?大批|一批|大量)")
_SOON = re.compile("(?![从对把按以])[^，的]{1,3}的[^，]{2,}$")
# 比原来设想的要复杂得多: a comparison.
_BY_FAR = re.compile("(?:得多|一些|多了|很多|许多)$")
_COMPARES = re.compile(r"比[^，]{1,20}(?:更|还|要|[多高大低小少]得?)(?!好地)[^，]{0,6}$")
# 产量要增长百分之三: a figure of a plan about a thing.
_QUANTITY = re.compile(
    r"[^，]*(?:量|值|额|率|数|积|收入|投资|比重|成本|人口|储蓄|存款|贷款|支出|利润|经济|能力|生产|建设|工业|农业|粮食|棉花|钢|煤)$"
)
_GROWS = re.compile(
    r"(?:[比在较从由按][^，]{2,24})?(?:分别|平均|再)?(?:增长|增加|增产|提高|达到|达|上升|扩大|完成)"
    r"[^，]{0,12}(?:百分之|[0-9０-９.．]+[%％万亿]|[一二三四五六七八九十百千万亿]+(?:点[一二三四五六七八九]+)?(?:万|亿|倍|元|吨|斤|担|公斤|亩))"
)
_NUMBERED_COST = re.compile(r"[花多等占跑交][^，]*[元倍年月天里亩家]$")
_PHRASE = re.compile(
    r"(?:在|从|把|将|对|用|换|大家(?!来)|多(?![长少大久远么]|[^，]*[一二三四五六七八九十百千万0-9]))"
)
_ANNOUNCES = re.compile(
    r"(?:还有一点|这里|在这里|最后|下面)?[^，]{0,3}(?:要|需要)(?:特别|着重|再次|再)?"
    r"(?:说一|讲一句|谈一|提醒(?:$|大家|同志|的是)|强调(?:$|的是|一)|指出|说明|补充)"
)


# 要解决的问题是……, 要办的事很多; but 要建立权责明确的国有资产管理体系 orders.
_RELATIVE = re.compile(
    r"(?!坚持|牢记|记住|树立|相信|坚信|[对以有把将在按从向为用使让])[^，的]{1,10}的"
    r"(?:[^，、]{1,10}(?:是|(?<![国公保所现富含具拥占享私既])有(?![效序力关机所条益利害步组计])|(?<!自)由)"
    r"|全部(?:是|已|都)|已经|都已)"
)
_RELATIVE_ALONE = re.compile(
    "(?:办|做|干|抓|讲|说|走|解决|完成|建设?|学|推进|实现|达到)的[^，]{1,10}$"
)


@dataclass(frozen=True, slots=True)
class Operator:
    """A directive operator in a clause: extent in code points and its force."""

    start: int
    end: int
    force: str


class Operators:
    """Reads the operators of clauses by the scheme's cue lists.

    scheme (Scheme): Whose label with the extractor ``directive`` is proposed.
    label (str): Name of that label.
    imperatives (Imperatives): Tells verb phrases from noun phrases.
    """

    def __init__(self, scheme: Scheme, label: str, imperatives: Imperatives) -> None:
        cues = scheme.labels[label].cues
        self._imperatives = imperatives
        self._calls = Calls(scheme, imperatives)
        self._force = {form: force for force in FORCES for form in cues[force]}
        self._tokens = any_of([*self._force, *cues["not_operators"]])
        words = any_of(cues["attention"]).pattern
        self._attention = re.compile(rf"{_ATTENTIVELY}(?:{words})")
        self._identification = any_of(cues["identification"])
        self._reporting = any_of(cues["reporting"])
        self._speaker = tuple(cues["speaker"])
        self._unwilled = Prefixes(cues["unwilled"])
        self._wanting = tuple(cues["wanting"])
        self._forbidden = Prefixes(cues["forbidden"])

    def all(self, view: TextView, clause: Extent) -> Iterator[Operator]:
        """Yield the operators of a clause that are not inside other words or quotes."""
        for match in self._tokens.finditer(view.text, clause.start, clause.end):
            force = self._force.get(match.group())
            if force and not _inside(match.start(), view.quoted):
                yield Operator(match.start(), match.end(), force)
            elif _NOT_IGNORE.match(view.text, match.start()):
                yield Operator(match.start(), match.start() + len("不能"), "prohibition")

    def main(self, view: TextView, clause: Extent) -> Operator | None:
        """Return the first operator that can be the main predicate of its clause."""
        for operator in self.all(view, clause):
            if self._orders(view.text, clause, operator):
                return operator
        return None

    def joined(self, view: TextView, clause: Extent) -> Operator | None:
        """Return the operator by which a clause adds to an order before it in its sentence.

        There 不能 forbids whatever follows, and 而是要 after what is not meant orders.
        """
        for operator in self.all(view, clause):
            head = view.text[clause.start : operator.start]
            surface = view.text[operator.start : operator.end]
            if surface == "不能":
                fact = _ABLE_IN_FACT.search(head) or _CANNOT.match(view.text, operator.end)
                return operator if _ALSO.fullmatch(head) and not fact else None
            if surface == "要" and _RATHER.fullmatch(head):
                return operator
        return None

    def _orders(self, text: str, clause: Extent, operator: Operator) -> bool:
        head = text[clause.start : operator.start]
        tail = text[operator.end : clause.end]
        surface = text[operator.start : operator.end]
        place = Extent(operator.start, operator.end)
        # 慢不得的紧迫感, 必须的条件, 这是要吃亏的: an attribute and no order.
        if not tail and self._calls.pauses(text, clause, place):
            return True
        if not tail or tail.startswith("的") or tail.endswith(_OPEN_ENDS):
            return False
        if _NO_ORDER.match(head) or _RESULT.search(tail) or _is_exception(head, tail):
            return False
        if "的" in tail and (
            _ATTRIBUTE.search(head) or (_THIS_IS.search(head) and _NOUN.search(tail))
        ):
            return False
        if self._identification.search(text, clause.start, clause.end):
            return False
        if surface == "让我们":
            # 这件事让我们认识到: a cause, no call.
            return self._calls.together(head, tail)
        if operator.force == "exhortation":
            return self._calls.asks(text, clause, place)
        if not self._has_sense(surface, head, tail):
            return False
        if operator.force == "obligation" and self._draws_attention(text, clause, operator):
            return False
        return not (self._is_reported(head) or _is_relative(tail))

    def _draws_attention(self, text: str, clause: Extent, operator: Operator) -> bool:
        """Say whether a clause only introduces a statement: 要看到，…… but not 要看到有利的条件。"""
        found = self._attention.match(text, operator.end, clause.end)
        if found is None:
            return False
        ends = text[clause.end : clause.end + 1] in ("。", "；", "！")
        sees = text[found.end() - 1] in "到清"
        return not (ends and sees and _WHAT_THERE_IS.fullmatch(text, found.end(), clause.end))

    def _has_sense(self, surface: str, head: str, tail: str) -> bool:
        """Say whether a modal is meant as an order, and not as wish, need or ability."""
        if surface in _ABILITY:
            if surface == "不可":
                return not head or bool(_ABILITY_LICENCE.search(head))
            return self._forbids(head, tail)
        if surface == "要":
            return self._is_deontic(head, tail)
        if surface == "需要":
            return not _NEED_OF.search(head) and self._needs_action(tail)
        if surface in ("应当", "应该", "应"):
            if surface == "应" and not head and _INVITED.match(tail):
                return False
            return not _STATES.match(tail)
        # 管生产必须管安全: a maxim.
        return not (surface == "必须" and _is_maxim(head.rsplit("、")[-1], tail))

    def _forbids(self, head: str, tail: str) -> bool:
        if _ABILITY_LICENCE.search(head):
            return not tail.startswith("继续下去了")
        if _ABLE_IN_FACT.search(head):
            return False
        return bool(self._forbidden.match(tail, 0))

    def _is_deontic(self, head: str, tail: str) -> bool:
        if (
            (head.endswith(self._wanting) and not head.endswith(_OFFICES))
            or _EQUATES.match(head)
            or _ANNOUNCES.match(head + "要" + tail)
        ):
            return False
        if self._unwilled.match(tail, 0) or _NUMBERED_COST.match(tail):
            return False
        # 就要……了, 眼看要到了: about to happen.
        if tail.endswith("了") and not tail.endswith(("为了", "除了")):
            return False
        if "比" in head and _BY_FAR.search(tail):
            return False
        if _PERFORMS.match(tail) or _NEEDS_MORE.match(tail) or _COMPARES.match(tail):
            return False
        # 粮食产量要增长百分之三: a plan foretells.
        if _QUANTITY.match(head) and _GROWS.match(tail):
            return False
        # 下个月就要退休的老师: an attribute.
        if _MANY.match(head) or (head.endswith("就") and _SOON.match(tail)):
            return False
        # 要说困难，……: only names a topic.
        if not head and _NAMES.fullmatch(tail):
            return False
        # 向管理要效益: to draw from.
        if head.startswith("向") and len(tail) <= _LONGEST_YIELD:
            return False
        if tail.startswith("靠") and head and not head.endswith(("都", "还", "主")):
            return False
        return not (re.search("平均|一个人$|没有|并非", head) or re.match(r"(.)先\1", tail))

    def _needs_action(self, tail: str) -> bool:
        if re.search(r"(?:加以|认真|着力|切实|逐步)(?:解决|改进|克服)$", tail):
            return False
        return self._imperatives.starts(tail, Extent(0, len(tail))) or bool(_PHRASE.match(tail))

    def _is_reported(self, head: str) -> bool:
        reports = self._reporting.finditer(head)
        told = any(not _NAMED_SPEECH.match(head, report.start()) for report in reports)
        return told and not head.startswith(self._speaker)


def _inside(place: int, extents: Sequence[Extent]) -> bool:
    return any(extent.start < place < extent.end for extent in extents)


def _is_maxim(head: str, tail: str) -> bool:
    return 0 < len(head) <= 5 and head[0] == tail[0]


def _is_relative(tail: str) -> bool:
    """Say whether what follows the operator is an attribute: 要解决的问题是……"""
    return bool(_RELATIVE.match(tail) or _RELATIVE_ALONE.match(tail))


def _is_exception(head: str, tail: str) -> bool:
    """Say whether a modal only tells what else there is: 除应当退款外， 依法应当登记的事项"""
    besides = "除" in head and tail.endswith(("外", "以外", "之外"))
    described = head in ("其他", "其它", "其余") or head.endswith(("依法", "按规定"))
    return besides or (described and "的" in tail)
