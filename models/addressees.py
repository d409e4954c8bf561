"""Addressees of directives by rule: whom the operator calls on, in the same sentence."""

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.actors import opening_phrase
from tifa.models.directives import DirectiveRules, Operator
from tifa.models.textview import SentenceView, TextView

_LET_US = "让我们"
# 希望各单位……: whom these call on stands behind them.
_CALLING = ("希望", "号召", "要求", "请", "望", "需要")
_LONGEST = 40


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
            if called or not text.startswith(_CALLING[-1], operator.start):
                return called
        for clause in self._clauses(sentence, start, operator):
            found = opening_phrase(text, clause, self.scheme)
            if found:
                return found
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
            found = opening_phrase(view.text, Extent(clause.start, end), self.scheme)
            if found and (operator or found.end == clause.end):
                return found
        return None
