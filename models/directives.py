"""Directives by rule: an operator with its scope, inside one sentence (scheme 1.1)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tifa.corpus.scheme import LabelDef, Scheme
from tifa.corpus.spans import Argument, Span
from tifa.corpus.structure import Extent
from tifa.models.actors import leading_actor
from tifa.models.textview import SentenceView, TextView

FORCES = ("prohibition", "obligation", "exhortation")
# How a clause without an operator can open; a leading actor is the last kind.
OPENINGS = ("assertion", "copula", "imperative", "actor")
_FREE_ADVERBS = r"(?:我们?|在此|这里|最后|同时|还|也|更|特别|衷心|殷切|真诚|热切|诚挚|因此|所以|为此|借此机会|，)*"
_MODIFIERS = ("特别是", "尤其是", "包括", "作为", "无论")
# 同志们， addresses the hall and is no subject.
_VOCATIVES = ("同志们", "朋友们", "各位", "女士们", "先生们", "乡亲们", "同学们")
_EPISTEMIC = "不能"
_EPISTEMIC_LICENCE = re.compile(r"(?:^|[决绝万也更都千就，切]|千万|一定)$")
_NEED = "需要"
_MOST_ATTENTION_GAP = 8
# A paragraph as short as this introduces the next: what it asks for goes on there.
_LEAD_IN = 40


@dataclass(frozen=True, slots=True)
class Operator:
    """A directive operator in a clause: extent in code points and its force."""

    start: int
    end: int
    force: str


class DirectiveRules:
    """Finds directives by the scheme's cue lists.

    scheme (Scheme): Whose label with the extractor ``directive`` is proposed.
    label (str): Name of that label.
    """

    def __init__(self, scheme: Scheme, label: str) -> None:
        self.scheme = scheme
        self.label = label
        cues = scheme.labels[label].cues
        self.cues = cues
        self._force = {form: force for force in FORCES for form in cues[force]}
        self._tokens = _longest_first([*self._force, *cues["not_operators"]])
        self._attention = _longest_first(cues["attention"])
        self._identification = _longest_first(cues["identification"])
        self._assertion = tuple(cues["assertion_openers"])
        self._imperative = _imperative_start(scheme.labels[label])
        self._aspect = _longest_first([*cues["aspect"], *cues["not_aspect"]])
        self._aspects = frozenset(cues["aspect"])
        self._frames = tuple(cues["imperative_frames"])
        self._copula = tuple(cues["copulas"])
        self._reporting = _longest_first(cues["reporting"])
        self._speaker = tuple(cues["speaker"])

    def find(self, view: TextView) -> list[Span]:
        """Return the directives of a text, in text order, with attributes and arguments."""
        found: list[Span] = []
        task_part = False
        before: SentenceView | None = None
        for sentence in view.sentences:
            if before and before.paragraph != sentence.paragraph and not before.is_heading:
                task_part = task_part and before.end - before.start <= _LEAD_IN
            inherits = sentence.after_semicolon and bool(found) and _touches(found[-1], before)
            spans = list(self._in_sentence(view, sentence, inherits=inherits, task=task_part))
            task_part = bool(spans) or (task_part and not sentence.is_heading)
            found.extend(spans)
            before = sentence
        return found

    def operators(self, view: TextView, clause: Extent) -> Iterator[Operator]:
        """Yield the operators of a clause that are not inside other words or quotes."""
        for match in self._tokens.finditer(view.text, clause.start, clause.end):
            force = self._force.get(match.group())
            if force and not _inside(match.start(), view.quoted):
                yield Operator(match.start(), match.end(), force)

    def opening(self, text: str, clause: Extent) -> int:
        """Return how a clause opens: 1 + its index in `OPENINGS`, or 0."""
        if text.startswith(self._assertion, clause.start):
            return 1
        if text.startswith(self._copula, clause.start):
            return 2
        return 3 if self._imperative.match(text, clause.start, clause.end) else 0

    def main_operator(self, view: TextView, clause: Extent) -> Operator | None:
        """Return the first operator that can be the main predicate of its clause."""
        for operator in self.operators(view, clause):
            if self._orders(view.text, clause, operator):
                return operator
        return None

    def _orders(self, text: str, clause: Extent, operator: Operator) -> bool:
        head = text[clause.start : operator.start]
        tail = text[operator.end : clause.end]
        surface = text[operator.start : operator.end]
        # 慢不得的紧迫感, 必须的条件: an attribute and no order.
        if (
            not tail
            or tail.startswith("的")
            or self._identification.search(text, clause.start, clause.end)
        ):
            return False
        if operator.force == "exhortation" and surface != "让我们":
            return bool(re.fullmatch(_FREE_ADVERBS, head)) and not tail.startswith(("，", "的"))
        if surface == _EPISTEMIC and not _EPISTEMIC_LICENCE.search(head):
            return False
        if surface == _NEED and not self._imperative.match(tail):
            return False
        attention = self._attention.search(tail)
        if attention and attention.start() <= _MOST_ATTENTION_GAP:
            return False
        return not (self._is_reported(head) or _is_relative(tail))

    def _is_reported(self, head: str) -> bool:
        report = self._reporting.search(head)
        return report is not None and not head.startswith(self._speaker)

    def _in_sentence(
        self, view: TextView, sentence: SentenceView, *, inherits: bool, task: bool
    ) -> Iterator[Span]:
        clauses = sentence.clauses
        operators = [self.main_operator(view, clause) for clause in clauses]
        heads = [index for index, operator in enumerate(operators) if operator]
        if not heads:
            yield from self._bare(view, sentence, inherits=inherits, task=task)
            return
        firsts = [self._first_clause(view, clauses, index, heads) for index in heads]
        for index, first, following in zip(heads, firsts, [*firsts[1:], len(clauses)], strict=True):
            last = self._last_clause(view.text, clauses, index, following)
            yield self._span(view, clauses[first].start, clauses[last].end, operators[index])

    def _last_clause(self, text: str, clauses: Sequence[Extent], first: int, stop: int) -> int:
        for index in range(first + 1, stop):
            if text.startswith(self._assertion, clauses[index].start):
                return index - 1
        return stop - 1

    def _first_clause(
        self, view: TextView, clauses: Sequence[Extent], index: int, heads: Sequence[int]
    ) -> int:
        """Start at the clause, or at an addressee that stands alone in an earlier one."""
        taken = max((head for head in heads if head < index), default=-1)
        for earlier in range(index - 1, taken, -1):
            clause = clauses[earlier]
            if view.text.startswith(_MODIFIERS, clause.start):
                continue
            actor = leading_actor(view.text, clause, self.scheme)
            if actor and actor.end == clause.end:
                vocative = view.text.startswith(_VOCATIVES, clause.start)
                return index if vocative else earlier
            break
        return index

    def _bare(
        self, view: TextView, sentence: SentenceView, *, inherits: bool, task: bool
    ) -> Iterator[Span]:
        if not (inherits or task or sentence.is_heading):
            return
        text = view.text
        for index, clause in enumerate(sentence.clauses):
            if self._imperative.match(text, clause.start, clause.end):
                rest = sentence.clauses[index:]
                if not self._describes(text, rest):
                    last = self._last_clause(text, rest, 0, len(rest))
                    yield self._span(view, clause.start, rest[last].end, None)
                return
            if not _is_frame(text, clause):
                return

    def _describes(self, text: str, clauses: Sequence[Extent]) -> bool:
        """Say whether a sentence without operator reports or defines rather than orders."""
        start, end = clauses[0].start, clauses[-1].end
        if any(match.group() in self._aspects for match in self._aspect.finditer(text, start, end)):
            return True
        if self._identification.search(text, start, end):
            return True
        if any(text.startswith(self._copula, clause.start) for clause in clauses[1:]):
            return True
        first = clauses[0]
        if re.search(r"[^不要就]是[^否非]", text[first.start : first.end]):
            return True
        return self._only_frames(text, clauses)

    def _only_frames(self, text: str, clauses: Sequence[Extent]) -> bool:
        """Say whether what follows an opening frame such as 按照…… has a subject."""
        if not text.startswith(self._frames, clauses[0].start) or len(clauses) == 1:
            return False
        second = clauses[1]
        if text.startswith(("使", "让", "做到"), second.start):
            return False
        return not self._imperative.match(text, second.start, second.end)

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


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, ordered)))


def _longest_first(words: Sequence[str]) -> re.Pattern[str]:
    return _pattern(tuple(words))


def _imperative_start(definition: LabelDef) -> re.Pattern[str]:
    cues = definition.cues
    words = [*cues["imperative_verbs"], *cues["imperative_adverbs"], *cues["imperative_frames"]]
    return re.compile(rf"(?:同时|特别是|尤其是|并)?(?:{_longest_first(words).pattern})")


def _inside(place: int, extents: Sequence[Extent]) -> bool:
    return any(extent.start < place < extent.end for extent in extents)


def _is_relative(tail: str) -> bool:
    """Say whether what follows the operator is an attribute: 要解决的问题是……"""
    return bool(re.match(r"[^，的]{1,10}的[^，]{1,10}(?:是|有)", tail))


def _is_frame(text: str, clause: Extent) -> bool:
    """Say whether a clause only frames what follows: 为了……， 在……面前， 今年，"""
    words = text[clause.start : clause.end]
    return words.startswith(("为了", "为", "在", "面对", "今年", "当前", "下一步", "今后", "同时"))


def _touches(span: Span, sentence: SentenceView | None) -> bool:
    return sentence is not None and sentence.start <= span.start < sentence.end
