"""Calls of the speaker: 希望, 请, 号召 and 让我们 that are said now and to somebody."""

import re

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.actors import leading_actor
from tifa.models.imperatives import Imperatives

_FREE_ADVERBS = r"(?:我们?|在此|在这里|这里|最后|同时|还|也|更|并|特别|再次|衷心|殷切|真诚|热切|诚挚|郑重|因此|所以|为此|借此机会|，)*"
_LET_US = re.compile(rf"(?:今天|今后|现在|如今|就|那就|来|{_FREE_ADVERBS})*")
_ADVERBS_ONLY = re.compile(_FREE_ADVERBS)
# The speaking body calls: 市委号召全市干部……; the centre is quoted far more often than it speaks.
_BODY_CALLS = re.compile(
    r"(?!.*(?:中央|国务院|上级))[\u4e00-\u9fff]{0,6}"
    r"(?:[省市县区地州]委|党委|党组|常委会|政府|革委会|指挥部)(?:在此|再次|郑重|衷心|热切|殷切)*"
)
# 让我们一起走进这个村: what a presenter says.
_LOOKS = re.compile(
    r"(?:再次|先|一起|一同|共同|跟随[^，]*|，)*"
    r"(?:走进(?!新)|感受|领略|看看|来看|看一看|听听|来听|聆听|认识一下|了解一下|欣赏|跟随|回顾)"
)
_CALLS = ("号召", "要求", "希望")
_ASKS = ("请", "望")
_PAUSED = ("希望", "号召")
_NOBODY = re.compile("[这那它其有能经]|通过|会议|本次|此次")
_ADDRESSED = ("大家", "各", "全", "同志", "广大", "在座", "每", "有关")
_TOPICS = re.compile("(?:这一?点|这件事|此事|对此)")
_HALL = re.compile(r"(?:会后|散会后|回去后|今天|明天|先|都)*")


class Calls:
    """Tells the speaker's own calls from those of others.

    scheme (Scheme): Gives the actors.
    imperatives (Imperatives): Tells verb phrases from noun phrases.
    """

    def __init__(self, scheme: Scheme, imperatives: Imperatives) -> None:
        self._scheme = scheme
        self._imperatives = imperatives

    def together(self, head: str, tail: str) -> bool:
        """Say whether 让我们 is a call: no cause before it, and not only to look and listen."""
        return bool(_LET_US.fullmatch(head)) and not _LOOKS.match(tail)

    def pauses(self, text: str, clause: Extent, operator: Extent) -> bool:
        """Say whether the one who calls pauses before what is called for: 我希望，双方……"""
        head = text[clause.start : operator.start]
        surface = text[operator.start : operator.end]
        if surface not in _PAUSED or not _ADVERBS_ONLY.fullmatch(head):
            return False
        goes_on = text.startswith(("，", ",", "：", ":"), clause.end)
        return goes_on and not _NOBODY.match(text, clause.end + 1)

    def asks(self, text: str, clause: Extent, operator: Extent) -> bool:
        """Say whether the speaker calls on somebody by an operator in a clause."""
        head = text[clause.start : operator.start]
        tail = text[operator.end : clause.end]
        surface = text[operator.start : operator.end]
        if tail.startswith(("，", "的", "我", "什么")):
            return False
        callee = self._callee(text, operator.end, clause.end)
        if surface in _ASKS and head and not _ADVERBS_ONLY.fullmatch(head):
            return self._asks_subject(text, clause, operator, tail)
        if surface == "望" and not self._is_asked(tail):
            return False
        if surface in _CALLS and _BODY_CALLS.fullmatch(head):
            return callee is not None or tail.startswith(_ADDRESSED)
        # ……，要求各厂……: somebody mentioned before it asks.
        if surface in ("要求", "号召") and text.startswith(("，", ","), clause.start - 1):
            return "我" in head and bool(_ADVERBS_ONLY.fullmatch(head))
        return bool(_ADVERBS_ONLY.fullmatch(head))

    def _callee(self, text: str, start: int, end: int) -> Extent | None:
        place = min(end, start + 40)
        return leading_actor(text, Extent(start, place), self._scheme)

    def _is_asked(self, tail: str) -> bool:
        return (
            tail[0] in "你于在予各即"
            or tail.startswith(_ADDRESSED)
            or self._imperatives.starts(tail, Extent(0, len(tail)))
        )

    def _asks_subject(self, text: str, clause: Extent, operator: Extent, tail: str) -> bool:
        """Say whether 请 or 望 follows the one who is asked: 各单位请……"""
        place = Extent(clause.start, operator.start)
        head = text[clause.start : operator.start]
        asked = re.match(r"(?:今天到会的|在座的|到会的)?(?:各[^，的]{1,8}|大家|同志们|你们)", head)
        actor = leading_actor(text, place, self._scheme)
        if _TOPICS.fullmatch(head):
            return True
        reach = max(asked.end() if asked else 0, actor.end - clause.start if actor else 0)
        if not reach:
            return text[operator.start : operator.end] == "望" and tail[0] in "于在"
        return bool(_HALL.fullmatch(head[reach:]))
