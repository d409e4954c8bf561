"""Directives by rule: an operator with its scope, inside one sentence (scheme 1.1)."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import pairwise, takewhile

from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Argument, Span
from tifa.corpus.structure import Extent
from tifa.models.actors import leading_actor
from tifa.models.imperatives import Imperatives, asks
from tifa.models.moods import Mood, Moods
from tifa.models.operators import FORCES, Operator, Operators
from tifa.models.parts import TaskParts, is_legal
from tifa.models.pieces import parts_of
from tifa.models.reports import Reports
from tifa.models.scope import Scopes, opens_list
from tifa.models.textview import SentenceView, TextView

__all__ = ["FORCES", "OPENINGS", "DirectiveRules", "Operator"]

# How a clause without an operator can open; a leading actor is the last kind.
OPENINGS = ("assertion", "copula", "imperative", "actor")
# 第一件， 第二条， 第三道，: counts what follows, as an enumerator does.
_COUNTS = re.compile(r"第[一二三四五六七八九十]+[个件条点项道步招关][^，]{0,3}")
# In a clause without subject it goes on with the order before it.
_GOES_ON = "严禁"
# 这是五日上午，……在察看水渠。: under a picture.
_CAPTION = re.compile(r"(?:这是|图为)[^，。]{0,8}[日午晚]，|图为")
# 将第三条修改为：: what amends a text orders nothing.
_AMENDS = re.compile(
    r"(?:[将把][^，]*(?:修改|改|修订|调整)为|修[改订]《[^》]*》|删[去除]第[^，]*[条款项])$"
)
# 让我们……: a call or nothing; 依法应当登记的: an attribute.
_NO_VERB = re.compile("让我们|依法(?:应当|必须|应|须)")
# What a news report asks by itself.
_TO_READERS = re.compile(
    "(?:我们)?(?:希望|请|欢迎)(?:广大|各位)?(?:读者|观众|听众|用户|大家)|让我们"
)
# 国家要独立，民族要解放，已成为潮流: the clauses before are its subject.
_BECOMES = re.compile("(?:已经?|早已|正在?|日益|越来越)(?:成为|变成|是)")
_MODALS = ("要", "必须")
# 要实现这个目标，必须……: what one wants is the condition of what one must do.
_WANTED = re.compile(r"(?:我们|我国|我们党|党|国家|中国)?要(?!么|是|不|求)")
_NEEDED = re.compile(
    r"(?![^，]*的(?:要|应|须|可))"
    r"(?:(?:就|还|都|首先|关键|归根结底)*(?:必须|需要|离不开)|[^，]{2,}(?:同样|也)(?:都)?离不开|(?:首先|就)(?:得|应|要|需))"
)
# 种田要用水，养鱼也离不开水: what things need.
_LIKEWISE = re.compile(r"[^，]{2,}(?:也|同样)(?:都)?离不开")
_THEN = ("就得", "就必须", "就要", "就应", "就需", "就不能", "就离不开", "必须先")
_FRAME = re.compile(
    r"为了|为|在|面对|今年|当前|下一步|今后|同时|其余|从现在起|自|现阶段|近期|凡|关于|到"
    r"|[^，]{0,18}(?:的时候|后|在即|之前|之后|以后|以前|的地方|的前提下)$"
)
# 在改革到位的地区，推行……: where, and not yet what.
_WHERE = re.compile(
    r"在[^，]*(?:地区|部门|地方|单位|企业|领域|方面|行业|农村|城市|学校|[上中下里内时]|同时|以前|以后|之前|之后)"
)
# 各县的方案，报省里批准后实施: what is to be done with what stands before.
_DISPOSED = re.compile(r"一律|报[^，告到道名考酬复答]*(?:批准|备案|审批|审定|审核|同意|备查)")


class DirectiveRules:
    """Finds directives by the scheme's cue lists.

    scheme (Scheme): Whose label with the extractor ``directive`` is proposed.
    label (str): Name of that label.
    """

    def __init__(self, scheme: Scheme, label: str) -> None:
        definition = scheme.labels[label]
        self.scheme = scheme
        self.label = label
        self._imperatives = Imperatives(definition)
        self._operators = Operators(scheme, label, self._imperatives)
        self._reports = Reports(definition)
        self._scopes = Scopes(scheme, label, self._imperatives)
        self._copula = tuple(definition.cues["copulas"])
        self._task_headings = tuple(definition.cues["task_headings"])
        self._conditions = tuple(definition.cues["conditions"])
        self._is_foreign = lru_cache(maxsize=64)(
            lambda view: self._reports.is_news(view) or is_legal(view.text)
        )
        self._in_whole = lru_cache(maxsize=64)(lambda view: tuple(self._all(view)))

    def find(self, view: TextView) -> list[Span]:
        """Return the directives of a text, in text order, with attributes and arguments.

        What a stretch of a text holds is decided in the whole text.
        """
        if view.whole is None:
            return list(self._in_whole(view))
        spans = self._in_whole(view.whole)
        start, end = view.offset, view.offset + len(view.text)
        first = bisect_left(spans, start, key=lambda span: span.start)
        inside = (span for span in spans[first:] if span.start < end)
        return [span.shifted(-start) for span in inside if span.end <= end]

    def refuses(self, view: TextView, clause: Extent) -> bool:
        """Say whether no directive but one that is found here can start in a clause.

        So it is with the words of others, and in news and laws: there most of what sounds
        like an order is reported, permitted or defined, which takes rules to tell.
        """
        whole = view.whole or view
        return self._is_foreign(whole) or (
            view.offset + clause.start in self._reports.clauses(whole)
        )

    def opening(self, text: str, clause: Extent) -> int:
        """Return how a clause opens: 1 + its index in `OPENINGS`, or 0."""
        if self._scopes.asserts(text, clause):
            return 1
        if text.startswith(self._copula, clause.start):
            return 2
        return 3 if self._imperatives.starts(text, clause) else 0

    def operators(self, view: TextView, clause: Extent) -> Iterator[Operator]:
        """Yield the operators of a clause that are not inside other words or quotes."""
        return self._operators.all(view, clause)

    def main_operator(self, view: TextView, clause: Extent) -> Operator | None:
        """Return the first operator that can be the main predicate of its clause."""
        return self._operators.main(view, clause)

    def _all(self, view: TextView) -> Iterator[Span]:
        reported = self._reports.clauses(view)
        news = self._reports.is_news(view)
        parts = TaskParts(view, self._task_headings, news=news)
        sentences = [part for each in view.sentences for part in parts_of(view, each)]
        moods = Moods(view.text, sentences, lambda sentence: self._mood(view, sentence, reported))
        for index, sentence in enumerate(sentences):
            bare = parts.allows(sentence, among_orders=partial(moods.among_orders, index))
            spans = self._in_sentence(view, sentence, reported, bare=bare)
            if news:
                spans = [span for span in spans if _is_own_wish(view.text, span)]
            parts.follow(sentence, spans)
            yield from spans

    def _mood(self, view: TextView, sentence: SentenceView, reported: frozenset[int]) -> Mood:
        """Say whether a sentence orders, if it may do so without modal."""
        clauses = sentence.clauses
        if clauses[0].start in reported:
            return Mood.STATES
        if any(self._operator(view, clauses, index, reported) for index in range(len(clauses))):
            return Mood.DEMANDS
        orders = self._imperatives.starts(view.text, clauses[0]) and self._imperatives.orders(
            view.text, clauses
        )
        return Mood.ORDERS if orders else Mood.STATES

    def _in_sentence(
        self, view: TextView, sentence: SentenceView, reported: frozenset[int], *, bare: bool
    ) -> list[Span]:
        clauses = sentence.clauses
        if asks(view.text, clauses[0].start, sentence.end) or _is_no_order(view.text, clauses[0]):
            return []
        operators: list[Operator | None] = []
        for index, clause in enumerate(clauses):
            operator = self._operator(view, clauses, index, reported)
            if operator is None and any(operators) and clause.start not in reported:
                operator = self._operators.joined(view, clause)
            if operator is None and _BECOMES.match(view.text, clause.start, clause.end):
                operators = [None] * len(operators)
            operators.append(operator)
        heads = [index for index, operator in enumerate(operators) if operator]
        spans: list[Span] = []
        if bare or _COUNTS.fullmatch(view.text, clauses[0].start, clauses[0].end):
            spans.extend(self._bare(view, self._before(view, clauses, operators), reported))
        if not heads:
            return spans
        firsts = [
            self._scopes.first(view.text, clauses, index, heads, operator.start)
            for index, operator in enumerate(operators)
            if operator
        ]
        for index, first, following in zip(heads, firsts, [*firsts[1:], len(clauses)], strict=True):
            last = self._scopes.last(view.text, clauses, index, following)
            spans.append(
                self._span(view, clauses[first].start, clauses[last].end, operators[index])
            )
            if last + 1 < following and opens_list(view.text, clauses[last + 1]):
                spans.extend(self._bare(view, clauses[last + 1 : following], reported))
        return spans

    def _before(
        self, view: TextView, clauses: Sequence[Extent], operators: Sequence[Operator | None]
    ) -> Sequence[Extent]:
        """Return the clauses that may hold a bare imperative.

        Before a modal that is mostly a topic (设置广告，应当……), but for a prohibition.
        """
        head = next((index for index, each in enumerate(operators) if each), len(clauses))
        if head == len(clauses):
            return self._scopes.before_assertion(view.text, clauses)
        operator = operators[head]
        forbids = operator is not None and operator.force == "prohibition"
        framed = self._imperatives.is_framed(view.text, clauses[0])
        return clauses[:head] if forbids and not framed else ()

    def _operator(
        self, view: TextView, clauses: Sequence[Extent], index: int, reported: frozenset[int]
    ) -> Operator | None:
        """Return the operator by which a clause opens a directive."""
        clause = clauses[index]
        operator = None if clause.start in reported else self._operators.main(view, clause)
        if operator is None or self._follows_condition(view.text, clauses, index):
            return None
        if view.text.startswith(_GOES_ON, clause.start) and any(
            self._operators.main(view, each) and not view.text.startswith(_GOES_ON, each.start)
            for each in clauses[:index]
        ):
            return None
        return operator

    def _follows_condition(self, text: str, clauses: Sequence[Extent], index: int) -> bool:
        """Say whether a clause only states what a wish or purpose needs: 要想……，就必须……"""
        for earlier, following in pairwise(
            [*clauses[: index + 1], *clauses[index + 1 : index + 2]]
        ):
            if text.startswith(self._conditions, earlier.start):
                return True
            if text.startswith("要", earlier.start) and text.startswith(_THEN, following.start):
                return True
        after = clauses[index + 1 : index + 2]
        if after and _LIKEWISE.match(text, after[0].start, after[0].end):
            return True
        aims = list(takewhile(lambda each: _WANTED.match(text, each.start), clauses[index:]))
        after = clauses[index + len(aims) : index + len(aims) + 1]
        if aims and after and _NEEDED.match(text, after[0].start, after[0].end):
            return True
        return text.startswith(self._conditions, clauses[index].start)

    def _bare(
        self, view: TextView, clauses: Sequence[Extent], reported: frozenset[int]
    ) -> Iterator[Span]:
        text = view.text
        for index, clause in enumerate(clauses):
            no_verb = _NO_VERB.match(text, clause.start)
            if no_verb or clause.start in reported or self._states_need(view, clause):
                return
            where = index + 1 < len(clauses) and _WHERE.fullmatch(text, clause.start, clause.end)
            opens = self._imperatives.opens(text, clause) or _DISPOSED.match(text, clause.start)
            if opens and not where:
                rest = clauses[index:]
                if self._imperatives.orders(text, rest):
                    last = self._scopes.last(text, rest, 0, len(rest))
                    yield self._span(view, clause.start, rest[last].end, None)
                    if last + 1 < len(rest) and opens_list(text, rest[last + 1]):
                        yield from self._bare(view, rest[last + 1 :], reported)
                    return
            following = clauses[index + 1 : index + 2]
            disposed = following and _DISPOSED.match(text, following[0].start, following[0].end)
            if not (where or disposed or _introduces(text, clause)):
                return

    def _states_need(self, view: TextView, clause: Extent) -> bool:
        """Say whether a clause has a modal that orders nothing: 发展经济要靠法制来保障"""
        return any(
            view.text[operator.start : operator.end] in _MODALS
            and not self._imperatives.starts(view.text, Extent(operator.start, clause.end))
            for operator in self._operators.all(view, clause)
        )

    def _span(self, view: TextView, start: int, end: int, operator: Operator | None) -> Span:
        start, end = self.scheme.trim(view.text, start, end)
        attributes = {"force": operator.force if operator else "imperative"}
        arguments: tuple[Argument, ...] = ()
        if operator:
            attributes["operator"] = view.text[operator.start : operator.end]
            arguments = _addressee(view, start, operator, self.scheme)
        return Span.of(
            view.text, start, end, self.label, attributes=attributes, arguments=arguments
        )


def _addressee(
    view: TextView, start: int, operator: Operator, scheme: Scheme
) -> tuple[Argument, ...]:
    text = view.text
    if text.startswith("让我们", operator.start):
        place = Extent(operator.start + 1, operator.end)
    elif text.startswith(("希望", "号召", "要求", "请"), operator.start):
        found = leading_actor(text, Extent(operator.end, min(len(text), operator.end + 40)), scheme)
        if found is None:
            return ()
        place = found
    else:
        found = leading_actor(text, Extent(start, operator.start), scheme)
        if found is None:
            return ()
        place = found
    return (Argument("addressee", place.start, place.end, text[place.start : place.end]),)


def _introduces(text: str, clause: Extent) -> bool:
    """Say whether a clause only frames or counts what follows: 为了……， 第一件，"""
    words = text[clause.start : clause.end]
    return bool(_COUNTS.fullmatch(words) or (_FRAME.match(words) and "是" not in words))


def _is_no_order(text: str, clause: Extent) -> bool:
    """Say whether a sentence opens like a caption or an amendment."""
    amends = text.startswith(("：", ":", "\n"), clause.end) and _AMENDS.fullmatch(
        text, clause.start, clause.end
    )
    return bool(amends or _CAPTION.match(text, clause.start))


def _is_own_wish(text: str, span: Span) -> bool:
    """Say whether a news report itself asks, in a sentence of its own: 希望读者继续来信。"""
    opens = text[max(span.start - 1, 0)] in "。！\n\u3000"
    return opens and bool(_TO_READERS.match(text, span.start))
