"""Clauses as the tagger sees them: what the rules find in one, and how it is worded.

Features are strings; the network hashes them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tifa.corpus.structure import Extent
from tifa.models.operators import Operator

_LONGEST_BAG = 40
_SUBJECTS = re.compile(
    "我们|咱们|我|你们|你|他们|她|他|它|这|那|此|其|谁|大家|同志们|有些|有的|有人|许多|不少|一些|"
    "凡是|凡|各级|各|全|每|任何|所有|一切"
)
# Words that tell reports, reasons, conditions and times from orders.
_MARKERS = (
    *("了", "过", "已", "曾", "正在", "着", "是", "就是", "有", "没有", "将", "会", "可以", "能"),
    *("才", "就", "都", "也", "还", "又", "因为", "所以", "如果", "只要", "只有", "既", "不仅"),
    *("而且", "但", "虽然", "不管", "无论", "即使", "是否", "去年", "今年", "上年", "近年", "以来"),
    *("说", "指出", "强调", "认为", "要求", "决定", "可见", "看到", "认识到", "的", "使", "让"),
    *("为", "把", "对", "由", "年", "月", "亿元", "万", "责任", "负责", "牵头", "配合", "落实"),
    *("谁", "必须", "应当", "吗", "呢", "吧", "多么"),
)
_NUMBER = re.compile("[0-9]|[一二三四五六七八九十百千万]{2}")
_NOT_ASPECT = re.compile("为了|除了")
_ASPECT = re.compile("了|已|过")
_BE = re.compile("[^就还只要]是")


@dataclass(frozen=True)
class Clause:
    """A clause with what the rules see in it.

    words (str): Its text.
    sentence (int): Index of its sentence.
    place, length (int): Which clause of how many of its sentence it is.
    operator (Operator | None): The operator that is its main predicate.
    operators (tuple[str, ...]): Every operator in it, as written.
    opening (int): How it opens (`DirectiveRules.opening`).
    actor (bool): Whether an actor opens it.
    """

    text: str
    extent: Extent
    sentence: int
    place: int
    length: int
    operator: Operator | None
    operators: tuple[str, ...]
    opening: int
    actor: bool

    @cached_property
    def words(self) -> str:
        return self.text[self.extent.start : self.extent.end]

    @cached_property
    def force(self) -> str:
        return self.operator.force if self.operator else "-"

    @cached_property
    def mood(self) -> str:
        """Opening and force together."""
        return f"{self.opening}{self.force}"


def wording(clause: Clause) -> Iterator[str]:
    """Yield how a clause is worded."""
    words, mood = clause.words, clause.mood
    subject = _SUBJECTS.match(words)
    who = subject.group() if subject else "-"
    aspect = _ASPECT.search(_NOT_ASPECT.sub("", words)) is not None
    for size in (1, 2, 3):
        yield f"first{size}={words[:size]}"
        yield f"last{size}={words[-size:]}"
    for place in range(min(len(words) - 1, _LONGEST_BAG)):
        yield f"bigram={words[place : place + 2]}"
    for marker in _MARKERS:
        if marker in words:
            yield f"marker={marker}"
    yield f"subject={who}"
    yield f"subject={who} {clause.force}"
    yield f"subject={who} {clause.opening}"
    yield f"length={min(14, len(words) if len(words) <= 8 else 8 + (len(words) - 8) // 5)}"
    yield f"length={min(6, len(words) // 4)} {mood}"
    yield f"aspect={aspect}"
    yield f"aspect={aspect} {mood}"
    yield f"了={'了' in words} {'的' in words} {mood}"
    yield f"number={_NUMBER.search(words) is not None} {mood}"
    yield f"attribute={words.endswith('的')} {clause.force}"
    yield f"be={_BE.search(words) is not None} {mood}"
    yield f"have={'有' in words} {clause.opening}"
    yield f"negated={'不' in words or '没' in words} {mood}"


def operator_features(clause: Clause) -> Iterator[str]:
    """Yield the operator of a clause and what stands around it."""
    operator, start, end = clause.operator, clause.extent.start, clause.extent.end
    surface = clause.text[operator.start : operator.end] if operator else "-"
    before = clause.text[max(0, start - 1) : start]
    final = clause.text[end : end + 1]
    yield f"operator={surface}"
    yield f"force={clause.force}"
    yield f"opening={clause.opening}"
    yield f"actor={clause.actor}"
    yield f"actor={clause.actor} {clause.mood}"
    yield f"mark={before}"
    yield f"mark={before} {clause.mood}"
    yield f"final={final} {surface}"
    for other in clause.operators:
        yield f"any operator={other}"
    if operator:
        head, tail = clause.text[start : operator.start], clause.text[operator.end : end]
        yield f"head1={head[-1:]}"
        yield f"head2={head[-2:]}"
        yield f"head1={head[-1:]} {surface}"
        yield f"head={min(14, len(head))}"
        yield f"head={clause.actor} {not head} {surface}"
        yield f"tail1={tail[:1]}"
        yield f"tail2={tail[:2]}"
        yield f"tail1={tail[:1]} {surface}"
