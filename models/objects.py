"""Assignments whose actor is no subject: 压实地方党委责任, 追究乡长的责任, 成立领导小组.

Each way of assigning that the scheme names has a method of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.actors import actor_ends_in, leading_actor
from tifa.models.cues import alternatives
from tifa.models.predicates import CHARGE, LEAD, PAST, Predicates

_IN_PLACE = "责任在"
_WHOEVER = re.compile(
    r"谁[^谁，、。；：“”（）的]{1,8}[、，]?(?:谁[^谁，、。；：“”（）]{1,5}[、，]?){0,2}"
    r"谁(?:负责|担责)"
    r"(?:[、，]谁[^谁，、。；：“”（）]{1,6}[、，]?谁负责)*"
)
_SYSTEM = "负责制"
# What follows those who are blamed.
_BLAMING = re.compile(
    r"严肃|从严|依法|依规|依纪|要|应|必须|一律|坚决|予以|进行|查实|问责|追责|追究"
)
_MOST_CREATED = 30


@dataclass(frozen=True, slots=True)
class Assignment:
    """An actor bound to a duty.

    start, end (int): From the first character of the actor, of the deciding body or of
        the predicate, to the end of the predicate; code points.
    role (str): A value of the scheme's role.
    actor (Extent): One actor or several, as they stand.
    duty (Extent | None): What for, if it is named.
    closed (bool): Whether it ends with its clause, because the actor is no subject.
    """

    start: int
    end: int
    role: str
    actor: Extent
    duty: Extent | None = None
    closed: bool = False


class ObjectBinder:
    """Finds assignments that name their actor after, or as object of, the predicate.

    scheme (Scheme): Whose label with the extractor ``responsibility`` is meant.
    label (str): Name of that label.
    predicates (Predicates): Its predicates.
    """

    def __init__(self, scheme: Scheme, label: str, predicates: Predicates) -> None:
        self.scheme = scheme
        self.predicates = predicates
        cues = scheme.labels[label].cues
        nouns, modifiers = predicates.duty_nouns, predicates.modifiers
        self._binding = re.compile(
            rf"(?:{alternatives(cues['binding_verbs'])})[好紧实]?(?P<named>[^，。；]{{2,40}}?){nouns}"
        )
        self._blames = re.compile(
            rf"追究(?P<named>[^，。；]{{1,40}}?)责任|{alternatives(cues['accountable'])}"
        )
        self._about = re.compile(rf"{modifiers}对")
        self._creates = re.compile(
            rf"(?:{alternatives(cues['creating_verbs'])})(?!了)"
            rf"(?P<body>[^，。；]{{0,{_MOST_CREATED}}}?(?:{alternatives(cues['creates'])}))"
        )
        self._chair = re.compile(
            rf"由(?P<actor>[^，。；由]{{1,30}}?)(?:担任|兼任|任)(?:{alternatives(cues['chairs'])})"
        )
        self._enforced = re.compile(
            rf"[^，。；]*(?:{alternatives(cues['enforcing_verbs'])})(?P<actor>[^，。；“”]{{2,16}}?){_SYSTEM}"
        )

    def bind(
        self, text: str, clauses: Sequence[Extent], index: int, *, goes_on: bool
    ) -> Assignment | None:
        """Return the assignment of a clause (see `Assigner.bind`)."""
        clause = clauses[index]
        return (
            self._whoever(text, clause)
            or self._created(text, clauses, index, goes_on=goes_on)
            or self._blame(text, clauses, index)
            or self._system(text, clause)
            or self._bound_object(text, clause)
        )

    def _whoever(self, text: str, clause: Extent) -> Assignment | None:
        # 谁主管，谁负责 is one, although a comma stands in it.
        match = _WHOEVER.search(text, clause.start, min(len(text), clause.end + 20))
        if match is None or match.start() >= clause.end:
            return None
        actor = Extent(match.start(), match.start() + 1)
        return Assignment(match.start(), match.end(), CHARGE, actor)

    def _created(
        self, text: str, clauses: Sequence[Extent], index: int, *, goes_on: bool
    ) -> Assignment | None:
        clause = clauses[index]
        match = self._creates.search(text, clause.start, clause.end)
        if match is None or PAST.search(text, clause.start, match.end()):
            return None
        if text.endswith(("不", "不再"), clause.start, match.start()):
            return None
        if "由" in text[clause.start : match.start()]:
            return None
        start, end = self._deciding(text, clause, match.start()), match.end()
        if goes_on and start == match.start():
            return None
        body = Extent(match.start("body"), match.end("body"))
        of = text.rfind("的", body.start, body.end)
        actor = Extent(of + 1, body.end) if of != -1 and text[body.start] == "由" else body
        chair = index + 1 < len(clauses) and self._chair.match(
            text, clauses[index + 1].start, clauses[index + 1].end
        )
        if chair:
            actor, end = Extent(chair.start("actor"), chair.end("actor")), chair.end()
        return Assignment(start, end, LEAD, actor)

    def _deciding(self, text: str, clause: Extent, verb: int) -> int:
        """Where the body that decides begins, or the predicate if none is named."""
        actor = leading_actor(text, Extent(clause.start, verb), self.scheme)
        if actor is None:
            deciding = re.compile(
                r"[^，。；对为在按以从要应]{1,12}?(?:已经|已|要|应当?|将)*(?:决定)?"
            )
            named = deciding.fullmatch(text, clause.start, verb)
            return clause.start if named else verb
        return actor.start

    def _blame(self, text: str, clauses: Sequence[Extent], index: int) -> Assignment | None:
        clause = clauses[index]
        match = self._blames.search(text, clause.start, clause.end)
        if match is None or text.startswith("了", match.start() + 2):
            return None
        if match["named"]:
            named = Extent(match.start("named"), match.end("named"))
            actor = self._last_actor(text, named, match.end())
            if actor:
                return Assignment(match.start(), match.end(), "accountable", actor, closed=True)
        actor = self._blamed_before(text, clauses, index, match.start())
        if actor:
            return Assignment(actor.start - 1, match.end(), "accountable", actor, closed=True)
        return self._offender(text, clauses, index, match) if match["named"] else None

    def _last_actor(self, text: str, named: Extent, end: int) -> Extent | None:
        """The longest actor that opens an extent; 领导责任 names a duty and no leader."""
        whole = actor_ends_in(text, Extent(named.start, end), self.scheme)
        ends = [place for place in whole if place <= named.end]
        return Extent(named.start, ends[-1]) if ends else None

    def _blamed_before(
        self, text: str, clauses: Sequence[Extent], index: int, end: int
    ) -> Extent | None:
        for clause in reversed(clauses[: index + 1]):
            stop = min(clause.end, end)
            about = self._about.match(text, clause.start, stop)
            ends = actor_ends_in(text, Extent(about.end(), stop), self.scheme) if about else ()
            for place in sorted({*ends, *_phrase_ends(text, clause.start, stop)} if about else ()):
                if place == stop or _BLAMING.match(text, place):
                    return Extent(about.end(), place) if about else None
        return None

    def _offender(
        self, text: str, clauses: Sequence[Extent], index: int, match: re.Match[str]
    ) -> Assignment | None:
        """工作人员玩忽职守，构成犯罪的，依法追究刑事责任: the subject of the offence."""
        if index == 0 or not text.startswith("的", clauses[index - 1].end - 1):
            return None
        first = clauses[0]
        for end in actor_ends_in(text, first, self.scheme):
            offender = leading_actor(text, Extent(first.start, end), self.scheme)
            if offender and text[end : end + 1] not in ("的", "、", "和") and end < first.end:
                return Assignment(offender.start, match.end(), "accountable", offender)
        return None

    def _system(self, text: str, clause: Extent) -> Assignment | None:
        match = self._enforced.match(text, clause.start, clause.end)
        if match is None:
            return None
        actor = Extent(match.start("actor"), match.end("actor"))
        if any(end == actor.end for end in actor_ends_in(text, actor, self.scheme)):
            return Assignment(actor.start, match.end(), CHARGE, actor)
        return None

    def _bound_object(self, text: str, clause: Extent) -> Assignment | None:
        """压实地方党委责任, 责任在班子: the predicate stands before the actor."""
        place = text.find(_IN_PLACE, clause.start, clause.end)
        if place != -1:
            return Assignment(place, clause.end, CHARGE, Extent(place + len(_IN_PLACE), clause.end))
        match = self._binding.search(text, clause.start, clause.end)
        if match is None or PAST.search(text, match.start(), clause.end):
            return None
        named = Extent(match.start("named"), match.end("named"))
        of = text.find("的", named.start, named.end)
        head = Extent(named.start, of if of != -1 else named.end)
        actor = self._last_actor(text, head, match.end())
        if actor is None or text.startswith(("领导", "组织", "主体", "群众"), head.start):
            return None
        if leading_actor(text, actor, self.scheme) is None:
            return None
        rest = actor.end + (text[actor.end] == "的")
        duty = Extent(rest, named.end - 2 if text.startswith("主体", named.end - 2) else named.end)
        role = self.predicates.role_in(text[rest : match.end() + 1]) or CHARGE
        found = Assignment(match.start(), match.end(), role, actor, closed=True)
        return replace(found, duty=duty) if duty.start < duty.end else found


def _phrase_ends(text: str, start: int, end: int) -> list[int]:
    """Where a 的-phrase can end: 对弄虚作假的，要严肃问责."""
    return [place + 1 for place in range(start + 1, end) if text[place] == "的"]
