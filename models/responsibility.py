"""Responsibility assignments by rule: an explicit actor and a predicate that binds it."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Argument, Span
from tifa.corpus.structure import Extent
from tifa.models.actors import actor_ends, leading_actor
from tifa.models.textview import SentenceView, TextView

# The order decides which role a predicate gives when several match.
ROLES = (
    "first_responsible",
    "direct_responsible",
    "accountable",
    "lead",
    "responsible",
    "support",
    "supervise",
)
_TASK_LINE_ROLES = ("lead", "responsible", "support")
_REPORTS = re.compile(r"认为|指出|强调|表示|提出|介绍")
_DECIDES = re.compile(r"[^，。；]{0,12}(?:决定|研究决定|明确)由?")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A predicate in a clause: its extent, role, and the actor it binds."""

    start: int
    end: int
    role: str
    actor: Extent


class ResponsibilityRules:
    """Finds responsibility assignments by the scheme's cue lists.

    scheme (Scheme): Whose label with the extractor ``responsibility`` is proposed.
    label (str): Name of that label.
    """

    def __init__(self, scheme: Scheme, label: str) -> None:
        self.scheme = scheme
        self.label = label
        cues = scheme.labels[label].cues
        nouns, verbs = _any(cues["duty_nouns"]), _any(cues["duty_verbs"])
        self._not = re.compile(_any(cues["not_assigning"]))
        self._roles = {role: re.compile(_any(cues[role])) for role in ROLES}
        self._bound = re.compile(rf"(?:{verbs})[起好着到]?([^，。；]{{1,20}}?)(?:{nouns})")
        self._creates = re.compile(
            rf"(?:{_any(cues['creating_verbs'])})[^，。；]{{0,30}}(?:{_any(cues['creates'])})"
        )
        self._heads = re.compile(rf"(?:{_any(cues['task_line_heads'])})[：:]")
        self._actor_end = re.compile(_any(actor_ends(scheme)))

    def find(self, view: TextView) -> list[Span]:
        """Return the assignments of a text, in text order, with role and arguments."""
        lines = [span for bracket in view.bracketed for span in self._task_line(view, bracket)]
        found = [
            span
            for sentence in view.sentences
            for span in self._in_sentence(view, sentence)
            if all(not span.overlaps(line) for line in lines)
        ]
        return sorted(found + lines, key=lambda span: span.start)

    def _task_line(self, view: TextView, bracket: Extent) -> Iterator[Span]:
        """A bracket such as （甲部门牵头，乙部门配合） is one assignment."""
        text = view.text
        inside = Extent(bracket.start + 1, bracket.end - 1)
        head = self._heads.match(text, inside.start, inside.end)
        if head:
            role = "lead" if head.group().startswith(("牵头", "主办")) else "responsible"
            actors = Extent(head.end(), inside.end)
            yield self._span(view, inside.start, inside.end, role, actors, None)
            return
        for role in _TASK_LINE_ROLES:
            match = self._roles[role].search(text, inside.start, inside.end)
            if match and match.start() > inside.start and self._assigns(text, match):
                opening = Extent(inside.start, match.start())
                if self._actor_end.search(text, opening.start, opening.end):
                    actor = self._actor_before(text, opening)
                    yield self._span(view, inside.start, inside.end, role, actor, None)
                    return

    def _actor_before(self, text: str, opening: Extent) -> Extent:
        """The actor of a task line runs to its last actor word: 按职责分工 is none of it."""
        ends = [match.end() for match in self._actor_end.finditer(text, opening.start, opening.end)]
        return Extent(opening.start, ends[-1] if ends else opening.end)

    def _in_sentence(self, view: TextView, sentence: SentenceView) -> Iterator[Span]:
        clauses = sentence.clauses
        heads: list[tuple[int, int, Assignment]] = []
        for index in range(len(clauses)):
            found = self._assignment(view, clauses, index)
            # A predicate that shares the actor of the one before continues its assignment.
            if found and (not heads or found.start > clauses[heads[-1][1]].end):
                first = bisect_right(clauses, found.start, key=lambda each: each.start) - 1
                heads.append((min(first, index), index, found))
        firsts = [first for first, _, _ in heads[1:]]
        for (_, index, found), following in zip(heads, [*firsts, len(clauses)], strict=False):
            last = self._last_clause(view, clauses, index, following)
            end = max(clauses[last].end, found.end)
            yield self._span(view, found.start, end, found.role, found.actor, found.end)

    def _last_clause(self, view: TextView, clauses: Sequence[Extent], first: int, stop: int) -> int:
        for index in range(first + 1, stop):
            if leading_actor(view.text, clauses[index], self.scheme):
                return index - 1
        return stop - 1

    def _assignment(
        self, view: TextView, clauses: Sequence[Extent], index: int
    ) -> Assignment | None:
        clause = clauses[index]
        for role, start, end in self._predicates(view.text, clause):
            found = self._bind(view, clauses, index, Assignment(start, end, role, clause))
            if found:
                return found
        return None

    def _predicates(self, text: str, clause: Extent) -> Iterator[tuple[str, int, int]]:
        for role in ROLES:
            for match in self._roles[role].finditer(text, clause.start, clause.end):
                if self._assigns(text, match):
                    yield role, match.start(), match.end()
        for match in self._bound.finditer(text, clause.start, clause.end):
            yield "responsible", match.start(), match.end()

    def _assigns(self, text: str, match: re.Match[str]) -> bool:
        """Say whether a predicate is no part of a noun such as 负责同志 or 各负其责."""
        window = Extent(max(0, match.start() - 4), min(len(text), match.end() + 4))
        return not any(
            other.start() <= match.start() and match.end() <= other.end()
            for other in self._not.finditer(text, window.start, window.end)
        )

    def _bind(
        self, view: TextView, clauses: Sequence[Extent], index: int, predicate: Assignment
    ) -> Assignment | None:
        """Find the actor of a predicate: after 责任在, after 由, or the subject before it."""
        text, clause = view.text, clauses[index]
        start, end, role = predicate.start, predicate.end, predicate.role
        if text.startswith("责任在", start):
            return Assignment(start, end, role, Extent(start + 3, clause.end))
        by = text.find("由", clause.start, start)
        if by != -1:
            opening = clause.start if _DECIDES.match(text, clause.start, start) else by
            return Assignment(opening, end, role, Extent(by + 1, start))
        actor = leading_actor(text, Extent(clause.start, start), self.scheme)
        for earlier in reversed(clauses[:index]) if actor is None else ():
            actor = leading_actor(text, earlier, self.scheme)
            if actor and _REPORTS.search(text, actor.end, earlier.end):
                return None
            if actor:
                break
        return Assignment(actor.start, end, role, actor) if actor else None

    def _span(
        self,
        view: TextView,
        start: int,
        end: int,
        role: str,
        actor: Extent,
        predicate_end: int | None,
    ) -> Span:
        text = view.text
        start, end = self.scheme.trim(text, start, end)
        arguments = list(self._actors(text, actor))
        if predicate_end is not None and predicate_end < end and text[predicate_end] not in "，的":
            duty = self.scheme.trim(text, predicate_end, _clause_end(text, predicate_end, end))
            if duty[0] < duty[1]:
                arguments.append(Argument("duty", *duty, text[duty[0] : duty[1]]))
        return Span.of(
            text, start, end, self.label, attributes={"role": role}, arguments=tuple(arguments)
        )

    def _actors(self, text: str, actor: Extent) -> Iterator[Argument]:
        """Split 甲、乙 and 甲和乙 into actors, each ending in an actor word."""
        start = actor.start
        for match in re.finditer(r"[、，和与]|会同|$", text[actor.start : actor.end]):
            end = actor.start + match.start()
            if start < end and self._actor_end.search(text, start, end):
                yield Argument("actor", start, end, text[start:end])
                start = actor.start + match.end()


def _clause_end(text: str, start: int, end: int) -> int:
    comma = text.find("，", start, end)
    return end if comma == -1 else comma


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
