"""Assignments of responsibility by rule: which predicate binds which actor, and to what."""

import re
from collections.abc import Iterator, Sequence

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.actors import actor_ends_in, leading_actor
from tifa.models.cues import alternatives, any_of
from tifa.models.objects import Assignment, ObjectBinder
from tifa.models.predicates import BEARS, CHARGE, PAST, SUPERVISE, Predicates, kind_of

_REPORTS = re.compile(r"认为|指出|强调|表示|提出|介绍")
_DECIDES = re.compile(r"[^，。；]{0,12}(?:决定|明确)")
# 由公安机关牵头的警务机制 is a noun phrase, too.
_SYSTEMS = re.compile(r".*的[^，的]{0,8}(?:机制|体制|制度|模式|格局|体系)")
# ……是第一责任人，队伍要保持稳定: a subject of its own with its own modal.
_NEW_STATEMENT = re.compile(
    r"(?![对把将在从向按依以为用就并也还都既又][^，]*)(?!切实|坚决|一定|同时|必须|务必|进一步)"
    r"[^，要]{3,14}(?<![重主首需紧只])(?:要|必须|应当)(?![求素])"
)
# 要从严问责，查实一起，通报一起
_SAME_BLAME = ("既", "也", "并", "查实", "通报")


class Assigner:
    """Finds the assignment of a clause by the scheme's cue lists.

    scheme (Scheme): Whose label with the extractor ``responsibility`` is meant.
    label (str): Name of that label.
    """

    def __init__(self, scheme: Scheme, label: str) -> None:
        self.scheme = scheme
        self.predicates = Predicates(scheme, label)
        self.objects = ObjectBinder(scheme, label, self.predicates)
        cues = scheme.labels[label].cues
        self._not_by = any_of(cues["not_by"])
        by_none = alternatives(cues["not_by_verbs"])
        self._by_verb = re.compile(rf"(?P<none>{by_none})|{alternatives(cues['by_verbs'])}")
        self._new_matter = tuple(cues["new_matter"])

    def bind(
        self, text: str, clauses: Sequence[Extent], index: int, *, goes_on: bool = False
    ) -> Assignment | None:
        """Return the assignment of a clause.

        text (str): The text.
        clauses (Sequence[Extent]): The clauses of the sentence.
        index (int): Which clause; its actor may stand in an earlier one.
        goes_on (bool): Whether an earlier clause of the sentence assigns something:
            then 乙局参加 is an assignment, too.
        """
        return (
            self._by(text, clauses[index])
            or self.objects.bind(text, clauses, index, goes_on=goes_on)
            or self._subject(text, clauses, index, goes_on=goes_on)
        )

    def leads_to(self, text: str, start: int, end: int) -> bool:
        """Say whether only modifiers stand between an actor and a predicate."""
        return self.predicates.after.fullmatch(text, start, end) is not None

    def continues(self, text: str, clause: Extent, *, closed: bool) -> bool:
        """Say whether a clause after an assignment still belongs to it."""
        if text.startswith((*self._new_matter, "由"), clause.start):
            return False
        if _NEW_STATEMENT.match(text, clause.start, clause.end):
            return False
        if closed:
            return text.startswith(_SAME_BLAME, clause.start)
        if text.startswith("每", clause.start) or self.predicates.pattern.match(text, clause.start):
            return True
        actor = leading_actor(text, clause, self.scheme, self.predicates.acting)
        return actor is None or actor.end == clause.end

    def _by(self, text: str, clause: Extent) -> Assignment | None:
        for place in _places("由", text, clause):
            if self._not_by.match(text, place) or self._not_by.match(text, max(0, place - 1)):
                continue
            for verb in self._by_verb.finditer(text, place + 1, clause.end):
                if verb["none"]:
                    continue
                actor = self._named_actor(text, Extent(place + 1, verb.start()))
                if actor:
                    return self._by_verb_of(text, clause, place, verb, actor)
        return None

    def _named_actor(self, text: str, region: Extent) -> Extent | None:
        """The actor after 由, also one that ends in no actor word."""
        for end in actor_ends_in(text, region, self.scheme):
            if self.predicates.after.fullmatch(text, end, region.end):
                return Extent(region.start, end)
        return None

    def _by_verb_of(
        self, text: str, clause: Extent, place: int, verb: re.Match[str], actor: Extent
    ) -> Assignment | None:
        # 由甲局主办的论坛 is a noun phrase.
        if PAST.search(text, verb.end(), clause.end) or text.startswith("的", verb.end()):
            return None
        if _SYSTEMS.match(text, verb.end(), clause.end):
            return None
        decides = _DECIDES.match(text, clause.start, place)
        start = clause.start if decides and decides.end() == place else place
        predicate = self.predicates.pattern.match(text, verb.start(), clause.end)
        duty = self.predicates.duty_after(text, verb.end(), clause)
        role, end = CHARGE, verb.end()
        if predicate and not predicate["none"]:
            role, end = self.predicates.role(predicate), predicate.end()
            duty = self.predicates.duty(text, actor, predicate, clause)
        elif self.predicates.supervises.match(verb.group()):
            role, duty = (
                SUPERVISE,
                self.predicates.object(text, Extent(actor.end, verb.start())) or duty,
            )
        elif text.startswith(("负", "承担", "任", "担任", "兼任"), verb.start()):
            return None
        return Assignment(start, end, self.predicates.by_duty(text, role, duty), actor, duty)

    def _subject(
        self, text: str, clauses: Sequence[Extent], index: int, *, goes_on: bool
    ) -> Assignment | None:
        clause = clauses[index]
        for match in self.predicates.pattern.finditer(text, clause.start, clause.end):
            if match["none"]:
                continue
            after = self.predicates.holding if match["holder"] else self.predicates.after
            region = Extent(clause.start, match.start())
            actor = leading_actor(text, region, self.scheme, after)
            # 分工负责, 负责监督: the first predicate binds, what follows is its duty.
            if actor and text.startswith(self._new_matter, actor.start):
                continue
            if actor and self.predicates.assigns(text, clause, actor, match, goes_on=goes_on):
                duty = self.predicates.duty(text, actor, match, clause)
                role = self.predicates.by_duty(text, self.predicates.role(match), duty)
                return Assignment(actor.start, match.end(), role, actor, duty)
            kind = kind_of(match)
            shared = kind == BEARS or (
                kind in (CHARGE, SUPERVISE) and match.start() == clause.start
            )
            if actor is None and shared and (found := self._earlier(text, clauses, index, match)):
                return found
        return None

    def _earlier(
        self, text: str, clauses: Sequence[Extent], index: int, match: re.Match[str]
    ) -> Assignment | None:
        """The actor is the subject of an earlier clause."""
        clause = clauses[index]
        own = Extent(clause.start, clause.start)
        if not self.predicates.assigns(text, clause, own, match, goes_on=False):
            return None
        if not self.predicates.acting.fullmatch(text, clause.start, match.start()):
            return None
        for earlier in reversed(clauses[:index]):
            actor = leading_actor(
                text, earlier, self.scheme, self.predicates.acting
            ) or leading_actor(text, earlier, self.scheme)
            if actor and _REPORTS.search(text, actor.end, earlier.end):
                return None
            if actor:
                duty = self.predicates.duty(text, own, match, clause)
                role = self.predicates.by_duty(text, self.predicates.role(match), duty)
                return Assignment(actor.start, match.end(), role, actor, duty)
        return None


def _places(word: str, text: str, region: Extent) -> Iterator[int]:
    place = text.find(word, region.start, region.end)
    while place != -1:
        yield place
        place = text.find(word, place + 1, region.end)
