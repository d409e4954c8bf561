"""Addressees of directives by rule: whom the operator calls on, in the same sentence."""

import re

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.actors import before_predicate, leading_actor, opening_phrase
from tifa.models.directives import DirectiveRules, Operator
from tifa.models.textview import SentenceView, TextView

_LET_US = "让我们"
# 希望各单位……: whom these call on stands behind them.
_CALLING = ("希望", "号召", "要求", "请", "望", "严禁", "禁止", "不准", "不许", "需要")
# These stand behind their addressee as well.
_BOTH = ("严禁", "禁止", "不准", "不许", "需要", "望", "请")
_LONGEST = 40
_NOTHING = re.compile("")
# What may stand before an operator without being its subject.
_ADVERBS = re.compile(
    r"(?:[也还更都又就既]|[决绝]|[千万]{2}|先|一定|同时|今后|今年|当前|因此|所以|首先|特别是?|尤其|"
    r"并|而且|但是?|[对在把从按通以为][^，。；]*|切实|坚决|进一步|必须|一律)*"
)


class Addressees:
    """Finds addressees by the scheme's actor words.

    scheme (Scheme): Whose actor words are meant.
    rules (DirectiveRules): Finds operators.
    """

    def __init__(self, scheme: Scheme, rules: DirectiveRules) -> None:
        self.scheme = scheme
        self.rules = rules

    def find(
        self, view: TextView, sentence: SentenceView, start: int, operator: Operator
    ) -> Extent | None:
        """Return the addressee of a directive, or None when it is implicit.

        view (TextView): The text.
        sentence (SentenceView): The sentence of the directive.
        start (int): Where the directive begins.
        operator (Operator): Its operator.
        """
        text = view.text
        if text.startswith(_LET_US, operator.start):
            return Extent(operator.start + 1, operator.start + len(_LET_US))
        if text.startswith(_CALLING, operator.start):
            stop = min(sentence.end, operator.end + _LONGEST)
            called = opening_phrase(text, Extent(operator.end, stop), self.scheme)
            if called or not text.startswith(_BOTH, operator.start):
                return called
        for clause in self._clauses(sentence, start, operator):
            found = leading_actor(text, clause, self.scheme, before_predicate(self.scheme))
            if found:
                return found
            # Another subject, though no actor: 电话不能转接.
            if clause.end == operator.start and not _ADVERBS.fullmatch(text, *_pair(clause)):
                return self._alone(text, sentence, start, clause)
        return self._shared(view, sentence, start)

    def _clauses(self, sentence: SentenceView, start: int, operator: Operator) -> list[Extent]:
        """The clauses of the directive up to its operator, the nearest first."""
        return [
            Extent(max(start, clause.start), min(clause.end, operator.start))
            for clause in reversed(sentence.clauses)
            if clause.end > start and clause.start < operator.start
        ]

    def _shared(self, view: TextView, sentence: SentenceView, start: int) -> Extent | None:
        """The subject of a directive before this one in the sentence."""
        for clause in reversed(sentence.clauses):
            if clause.end > start:
                continue
            operator = self.rules.main_operator(view, clause)
            end = operator.start if operator else clause.end
            region = Extent(clause.start, end)
            found = leading_actor(view.text, region, self.scheme, before_predicate(self.scheme))
            if found:
                return found
        return None

    def _alone(
        self, text: str, sentence: SentenceView, start: int, clause: Extent
    ) -> Extent | None:
        """An actor that is a clause by itself: 饲养宠物的单位，应当……"""
        for earlier in reversed(sentence.clauses):
            if start <= earlier.start and earlier.end < clause.start:
                found = leading_actor(text, earlier, self.scheme, _NOTHING)
                if found:
                    return found
        return None


def _pair(extent: Extent) -> tuple[int, int]:
    return extent.start, extent.end
