"""Scope of directives: at which clause of its sentence one begins, and at which it ends."""

import re
from collections.abc import Sequence

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.actors import leading_actor
from tifa.models.cues import Prefixes
from tifa.models.imperatives import Imperatives

_MODIFIERS = ("特别是", "尤其是", "包括", "作为", "无论", "不论", "不管", "凡")
# 同志们， addresses the hall and is no subject.
_VOCATIVES = ("同志们", "朋友们", "各位", "女士们", "先生们", "乡亲们", "同学们")
_PREDICATE = re.compile(r"(?<![别其])是|已|没有|[主只]要靠|在于|来自|的地方|^其中|可以")
# A clause with its own subject that reports: ……，市里已经设了窗口.
_REPORTS = re.compile(
    r"(?!严|不|切|防|避)(?:[^，把将对使让]{1,12})(?:已经|早已|已|正在|刚刚|曾)|[^，]*(?:太|最)[^，]{1,4}了$"
    # 有条件的地方可以先行: leave is given to somebody.
    r"|[^，把将对使让不]{2,14}?(?<![认许宁])可(?:以|对|由|委托|根据|按|自行|适当|先|申请|自愿|结合)"
    r"|[^，把将对使让不]{2,14}?[还仍尚]?不能(?:完全|满足|适应|保证)"
    r"|(?!把|将|使|让|不|别|做|防|避|以|免|切|为|严)[^，把]{3,}(?<!为|除|好|到)了$"
)
_IS = re.compile(
    r"(?![使让把将不懂做知说保确以既而对凡如])[^，]{0,10}[^不要就还但或凡别非自只而正总说尤特可]是(?!不是)[^否非一]"
)
# ……，大队支部书记负直接责任: another actor's responsibility.
_OTHERS_DUTY = re.compile(r"(?:同|都|均)?(?:为|是|负[^责]|负责任|对[^，]{1,20}负)")
_TOPIC = re.compile(
    r"凡|不论|无论|不管|如果|一旦|若|遇到|为了|对于|至于|关于|除[^，]*外$"
    r"|在[^，]*(?:上|中|下|里|面前|方面|同时)$|[^，]*(?:的|[^小及按准平随定限同]时|的话|的时候|以后|之后|之前|以前)$"
)
_AFTER_COLON = re.compile(
    r"[：:](?:[（(]?[一二三四五六七八九十\d]{1,2}[是要、.．）)]+|第[一二三四五六七八九十]，)$"
)
# 对纵火伤人的案件，不论牵涉谁，都要查清: whom the next order is about.
_ABOUT = re.compile(
    r"[对就](?![^，]*(?:进行|予以|加以|实行|负责|给予|采取|开展|落实|做到|保持|有))[^，]*"
    r"(?:案件|问题|行为|单位|企业|部门|地区|地方|人员|干部|同志|项目|现象|群众|学生|职工|事项|工程|[人者户])"
)
# 通过……，分清……，我们相信，……: all before is a frame of what is said.
_THROUGH = re.compile("通过|经过|随着|经历")
_HOLDS = re.compile("(?:因此|所以|但)?我们?(?:相信|认为|深信|坚信|看到|感到)")
_TOPIC_KEPT = re.compile(r"使|让|把|将|不(?![论管])|做|达|是|要|按|落|真")


class Scopes:
    """Finds the first and the last clause of directives.

    scheme (Scheme): Gives the cue lists and the actors.
    label (str): Name of the label of directives.
    imperatives (Imperatives): Tells verb phrases from noun phrases.
    """

    def __init__(self, scheme: Scheme, label: str, imperatives: Imperatives) -> None:
        self._scheme = scheme
        self._imperatives = imperatives
        self._assertion = Prefixes(scheme.labels[label].cues["assertion_openers"])

    def asserts(self, text: str, clause: Extent) -> bool:
        """Say whether a clause opens like a reason or assertion."""
        return bool(self._assertion.match(text, clause.start, clause.end))

    def first(
        self,
        text: str,
        clauses: Sequence[Extent],
        index: int,
        heads: Sequence[int],
        operator: int,
    ) -> int:
        """Return where a directive begins: its clause, or an addressee alone in an earlier one.

        index (int): The clause with the operator.
        heads (Sequence[int]): All clauses of the sentence with an operator.
        operator (int): Where the operator begins.
        """
        if leading_actor(text, Extent(clauses[index].start, operator), self._scheme):
            return index
        taken = max((head for head in heads if head < index), default=-1)
        for earlier in range(index - 1, taken, -1):
            clause = clauses[earlier]
            if text.startswith(_MODIFIERS, clause.start):
                continue
            actor = leading_actor(text, clause, self._scheme)
            if actor and actor.end == clause.end:
                words = text[clause.start : clause.end]
                if words.startswith(_VOCATIVES) or _PREDICATE.search(words):
                    return index
                return earlier
            break
        return index

    def last(self, text: str, clauses: Sequence[Extent], first: int, stop: int) -> int:
        """Return the last clause of a directive.

        first (int): The clause with its operator.
        stop (int): Where the next directive begins, or the number of clauses.
        """
        last = stop - 1
        for index in range(first + 1, stop):
            if self._ends_before(text, clauses[index]):
                last = index - 1
                break
        while last > first and stop < len(clauses) and _is_topic(text, clauses[last]):
            last -= 1
        return last

    def before_assertion(self, text: str, clauses: Sequence[Extent]) -> Sequence[Extent]:
        """Return the clauses up to the first that opens like a reason or assertion."""
        for index, clause in enumerate(clauses):
            if index and self.asserts(text, clause):
                framed = _THROUGH.match(text, clauses[0].start) and _HOLDS.match(text, clause.start)
                return () if framed else clauses[:index]
        return clauses

    def _ends_before(self, text: str, clause: Extent) -> bool:
        if self.asserts(text, clause):
            return True
        if opens_list(text, clause):
            return True
        if self._imperatives.starts(text, clause):
            return False
        words = text[clause.start : clause.end]
        if _REPORTS.match(words) or _IS.match(words):
            return True
        if text.startswith(("：", ":"), clause.start - 1):
            return True
        actor = leading_actor(text, clause, self._scheme)
        return actor is not None and bool(_OTHERS_DUTY.match(text, actor.end, clause.end))


def opens_list(text: str, clause: Extent) -> bool:
    """Say whether a clause is the first of a list after a colon: 抓好三件事：一是……"""
    return _AFTER_COLON.search(text, max(0, clause.start - 6), clause.start) is not None


def _is_topic(text: str, clause: Extent) -> bool:
    words = text[clause.start : clause.end]
    if _ABOUT.fullmatch(words):
        return True
    return bool(_TOPIC.match(words)) and not _TOPIC_KEPT.match(words)
