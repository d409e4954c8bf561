"""Assignments of responsibility by rule: which predicate binds which actor, and to what.

Each way of assigning that the scheme names has a method of its own here; a clause is
tried against them in turn.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.actors import actor_ends_in, leading_actor
from tifa.models.cues import alternatives

_REPORTS = re.compile(r"认为|指出|强调|表示|提出|介绍")
_DECIDES = re.compile(r"[^，。；]{0,12}(?:决定|明确)")
# 由港务局负责值守的灯塔断了电 tells what was.
_PAST = re.compile(r"(?<![为除])了(?![解如却])|曾|以来")
_IN_PLACE = "责任在"
_WHOEVER = re.compile(
    r"谁[^谁，、。；：“”（）的]{1,8}[、，]?(?:谁[^谁，、。；：“”（）]{1,5}[、，]?){0,2}"
    r"谁(?:负责|担责)"
    r"(?:[、，]谁[^谁，、。；：“”（）]{1,6}[、，]?谁负责)*"
)
_SYSTEM = "负责制"
# 要从严问责，查实一起，通报一起
_SAME_BLAME = ("既", "也", "并", "查实", "通报")
_MOST_CREATED = 30
# A role word this near the head of a duty tells its kind: 负责监督各项措施的落实.
_HEAD_OF_DUTY = 6
_SUPPORT, _SUPERVISE, _MANAGES, _CHARGE, _HOLDS, _BEARS, _LEAD = (
    "support",
    "supervise",
    "managing",
    "responsible",
    "holder",
    "bears",
    "lead",
)


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


class Assigner:
    """Finds the assignment of a clause by the scheme's cue lists.

    scheme (Scheme): Whose label with the extractor ``responsibility`` is meant.
    label (str): Name of that label.
    """

    def __init__(self, scheme: Scheme, label: str) -> None:
        self.scheme = scheme
        cues = scheme.labels[label].cues
        directive = scheme.label_of("directive")
        verbs = scheme.labels[directive].cues["imperative_verbs"] if directive else ()
        nouns = rf"(?:{alternatives(cues['duty_nouns'])})(?!{alternatives(cues['not_duty_nouns'])})"
        first, direct = cues["first_responsible"], cues["direct_responsible"]
        self._first, self._direct = _any(first), _any(direct)
        self._predicate = re.compile(
            rf"(?P<none>{alternatives(cues['not_assigning'])})|"
            rf"(?P<lead>{alternatives(cues['lead'])})|"
            rf"(?P<responsible>{alternatives(cues['responsible'])})|"
            rf"(?P<bears>(?:{alternatives(cues['duty_verbs'])})[起好着到]?"
            rf"(?P<named>[^，。；]{{0,40}}?){nouns})|"
            rf"(?P<holder>{alternatives([*first, *direct, *cues['holders']])})|"
            rf"(?P<managing>{alternatives(cues['managing'])})|"
            rf"(?P<support>{alternatives(cues['support'])})|"
            rf"(?P<supervise>{alternatives(cues['supervise'])})"
        )
        modifiers = rf"(?:{alternatives(cues['modifiers'])})*"
        openers = alternatives(cues["phrase_openers"])
        self._after = re.compile(rf"{modifiers}(?:(?:{openers})[^，。；]*)?")
        self._holding = re.compile(
            rf"{modifiers}(?:(?:是|为|系|作为|负|承担|担负|履行|扛|担|当好|落实|对|在)[^，。；]*)"
        )
        verb = alternatives([*(v for v in verbs if len(v) > 1), "派", "组成", "坚守", "设", "把"])
        self._acting = re.compile(rf"{modifiers}(?:(?:{openers}|{verb})[^，。；]*)?")
        self._lead_in = re.compile(
            rf"{modifiers}(?:(?:是|为|系|作为)|对(?P<object>[^，。；]*?)"
            rf"(?:负[起有]?|承担起?|担负起?|扛起|履行|$)|(?:{alternatives(cues['duty_verbs'])})[起好]?)?"
        )
        self._modifiers = re.compile(modifiers)
        self._not_by = _any(cues["not_by"])
        by_none = alternatives(cues["not_by_verbs"])
        self._by_verb = re.compile(rf"(?P<none>{by_none})|{alternatives(cues['by_verbs'])}")
        self._unnamed = frozenset(cues["unnamed"])
        self._answers = tuple(cues["answers_to"])
        self._supervises = _any(cues["supervise"])
        self._binding = re.compile(
            rf"(?:{alternatives(cues['binding_verbs'])})[好紧实]?(?P<named>[^，。；]{{2,40}}?){nouns}"
        )
        self._blames = re.compile(
            rf"追究(?P<named>[^，。；]{{1,40}}?)责任|{alternatives(cues['accountable'])}"
        )
        self._blamed = re.compile(
            rf"{modifiers}对(?P<actor>[^，。；]+?)(?:(?<=的)(?=严|从|依|要|应|必|一|坚|进|予|问|追|$)|(?=严肃|从严|依法|依规|依纪|要|应|必须|一律|坚决|进行|实行|予以|问责|追责|追究))"
        )
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
        clause = clauses[index]
        return (
            self._whoever(text, clause)
            or self._created(text, clauses, index, goes_on=goes_on)
            or self._by(text, clause)
            or self._blame(text, clauses, index)
            or self._system(text, clause)
            or self._bound_object(text, clause)
            or self._subject(text, clauses, index, goes_on=goes_on)
        )

    def leads_to(self, text: str, start: int, end: int) -> bool:
        """Say whether only modifiers stand between an actor and a predicate."""
        return self._after.fullmatch(text, start, end) is not None

    def continues(self, text: str, clause: Extent, *, closed: bool) -> bool:
        """Say whether a clause after an assignment still belongs to it."""
        if text.startswith((*self._new_matter, "由"), clause.start):
            return False
        if closed:
            return text.startswith(_SAME_BLAME, clause.start)
        if text.startswith("每", clause.start) or self._predicate.match(text, clause.start):
            return True
        actor = leading_actor(text, clause, self.scheme, self._acting)
        return actor is None or actor.end == clause.end

    def _whoever(self, text: str, clause: Extent) -> Assignment | None:
        # 谁主管，谁负责 is one, although a comma stands in it.
        match = _WHOEVER.search(text, clause.start, min(len(text), clause.end + 20))
        if match is None or match.start() >= clause.end:
            return None
        actor = Extent(match.start(), match.start() + 1)
        return Assignment(match.start(), match.end(), _CHARGE, actor)

    def _created(
        self, text: str, clauses: Sequence[Extent], index: int, *, goes_on: bool
    ) -> Assignment | None:
        clause = clauses[index]
        match = self._creates.search(text, clause.start, clause.end)
        if match is None or _PAST.search(text, clause.start, match.end()):
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
        return Assignment(start, end, _LEAD, actor)

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
            if self._after.fullmatch(text, end, region.end):
                return Extent(region.start, end)
        return None

    def _by_verb_of(
        self, text: str, clause: Extent, place: int, verb: re.Match[str], actor: Extent
    ) -> Assignment | None:
        if _PAST.search(text, verb.end(), clause.end):
            return None
        decides = _DECIDES.match(text, clause.start, place)
        start = clause.start if decides and decides.end() == place else place
        predicate = self._predicate.match(text, verb.start(), clause.end)
        duty = self._duty_after(text, verb.end(), clause)
        role, end = _CHARGE, verb.end()
        if predicate and not predicate["none"]:
            role, end = self._role(predicate), predicate.end()
            duty = self._duty(text, actor, predicate, clause)
        elif self._supervises.match(verb.group()):
            role, duty = _SUPERVISE, self._object(text, Extent(actor.end, verb.start())) or duty
        elif text.startswith(("负", "承担", "任", "担任", "兼任"), verb.start()):
            return None
        return Assignment(start, end, self._by_duty(text, role, duty), actor, duty)

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
            match = self._blamed.match(text, clause.start, stop)
            if match:
                return Extent(match.start("actor"), match.end("actor"))
            if text.startswith("对", clause.start) and stop == clause.end:
                if any(e == stop for e in actor_ends_in(text, clause, self.scheme)):
                    return Extent(clause.start + 1, stop)
        return None

    def _offender(
        self, text: str, clauses: Sequence[Extent], index: int, match: re.Match[str]
    ) -> Assignment | None:
        """工作人员玩忽职守，构成犯罪的，依法追究刑事责任: the subject of the offence."""
        if index == 0 or not text.startswith("的", clauses[index - 1].end - 1):
            return None
        first = clauses[0]
        for end in actor_ends_in(text, first, self.scheme):
            if text[end : end + 1] not in ("的", "、", "和") and end < first.end:
                start = first.start
                return Assignment(start, match.end(), "accountable", Extent(start, end))
        return None

    def _system(self, text: str, clause: Extent) -> Assignment | None:
        match = self._enforced.match(text, clause.start, clause.end)
        if match is None:
            return None
        actor = Extent(match.start("actor"), match.end("actor"))
        if any(end == actor.end for end in actor_ends_in(text, actor, self.scheme)):
            return Assignment(actor.start, match.end(), _CHARGE, actor)
        return None

    def _bound_object(self, text: str, clause: Extent) -> Assignment | None:
        """压实地方党委责任, 责任在班子: the predicate stands before the actor."""
        place = text.find(_IN_PLACE, clause.start, clause.end)
        if place != -1:
            return Assignment(
                place, clause.end, _CHARGE, Extent(place + len(_IN_PLACE), clause.end)
            )
        match = self._binding.search(text, clause.start, clause.end)
        if match is None or _PAST.search(text, match.start(), clause.end):
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
        role = self._role_in(text[rest : match.end() + 1]) or _CHARGE
        found = Assignment(match.start(), match.end(), role, actor, closed=True)
        return replace(found, duty=duty) if duty.start < duty.end else found

    def _subject(
        self, text: str, clauses: Sequence[Extent], index: int, *, goes_on: bool
    ) -> Assignment | None:
        clause = clauses[index]
        for match in self._predicate.finditer(text, clause.start, clause.end):
            if match["none"]:
                continue
            after = self._holding if match["holder"] else self._after
            region = Extent(clause.start, match.start())
            actor = leading_actor(text, region, self.scheme, after)
            # 分工负责, 负责监督: the first predicate binds, what follows is its duty.
            if actor and self._assigns(text, clause, actor, match, goes_on=goes_on):
                duty = self._duty(text, actor, match, clause)
                role = self._by_duty(text, self._role(match), duty)
                return Assignment(actor.start, match.end(), role, actor, duty)
            kind = _kind(match)
            shared = kind == _BEARS or (
                kind in (_CHARGE, _SUPERVISE) and match.start() == clause.start
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
        if not self._assigns(text, clause, own, match, goes_on=False):
            return None
        if not self._acting.fullmatch(text, clause.start, match.start()):
            return None
        for earlier in reversed(clauses[:index]):
            actor = leading_actor(text, earlier, self.scheme, self._acting) or leading_actor(
                text, earlier, self.scheme
            )
            if actor and _REPORTS.search(text, actor.end, earlier.end):
                return None
            if actor:
                duty = self._duty(text, own, match, clause)
                role = self._by_duty(text, self._role(match), duty)
                return Assignment(actor.start, match.end(), role, actor, duty)
        return None

    def _assigns(
        self, text: str, clause: Extent, actor: Extent, match: re.Match[str], *, goes_on: bool
    ) -> bool:
        """Say whether a predicate with its actor assigns something."""
        kind = _kind(match)
        rest = text[match.end() : clause.end]
        between = text[actor.end : match.start()]
        if _PAST.search(text, match.start(), clause.end) or rest.startswith("的"):
            return False
        if kind == _LEAD and rest.startswith("建成"):
            return False
        if kind == _SUPPORT:
            return goes_on or (not rest and match.group() in ("配合", "协助", "协办"))
        if kind == _SUPERVISE:
            over = "对" in between and re.search(r"进行|开展|实施|加强", between)
            return bool(over or re.search(r"履行|责任|履职", rest))
        if kind == _MANAGES:
            return bool(rest)
        answers = self._object(text, Extent(actor.end, match.start()))
        if answers and text.startswith(self._answers, answers.start):
            return False
        if kind == _BEARS:
            named = match["named"].removesuffix("的")
            return answers is not None or named not in self._unnamed
        return kind != _CHARGE or bool(rest or between) or match.group() != "负责"

    def _object(self, text: str, region: Extent) -> Extent | None:
        """D of 对D负责."""
        place = text.find("对", region.start, region.end)
        if place == -1:
            return None
        verb = re.compile(r"负[起有]?|承担起?|担负起?|扛起|履行|进行|开展|实施|加强|逐个|$")
        end = next(m.start() for m in verb.finditer(text, place + 1, region.end))
        return Extent(place + 1, end) if place + 1 < end else None

    def _role(self, match: re.Match[str]) -> str:
        kind = _kind(match)
        if kind in (_HOLDS, _BEARS):
            return self._role_in(match.string[match.start() : match.end() + 1]) or _CHARGE
        return _CHARGE if kind == _MANAGES else kind

    def _role_in(self, words: str) -> str | None:
        if self._first.search(words):
            return "first_responsible"
        return "direct_responsible" if self._direct.search(words) else None

    def _by_duty(self, text: str, role: str, duty: Extent | None) -> str:
        if role != _CHARGE or duty is None:
            return role
        head = self._supervises.search(text, duty.start, min(duty.end, duty.start + _HEAD_OF_DUTY))
        words = [m.end() for m in self._supervises.finditer(text, duty.start, duty.end)]
        return _SUPERVISE if head or duty.end in words else role

    def _duty(
        self, text: str, actor: Extent, match: re.Match[str], clause: Extent
    ) -> Extent | None:
        kind = _kind(match)
        between = Extent(actor.end, match.start())
        about = self._object(text, between)
        if kind == _BEARS:
            end = match.end("named")
            named = Extent(match.start("named"), end - (text[end - 1] == "的"))
            if about or self._role_in(match.group()):
                return about or self._before_role(text, named)
            return named if named.start < named.end else None
        if kind == _HOLDS:
            lead_in = self._lead_in.match(text, between.start, between.end)
            if lead_in and lead_in["object"]:
                return Extent(lead_in.start("object"), lead_in.end("object"))
            start = lead_in.end() if lead_in else between.start
            end = between.end - (text[between.end - 1] == "的")
            return Extent(start, end) if start < end else None
        return about or self._duty_after(text, match.end(), clause)

    def _before_role(self, text: str, named: Extent) -> Extent | None:
        """D of 负起D的第一责任."""
        role = self._first.search(text, named.start) or self._direct.search(text, named.start)
        end = min(named.end, role.start()) if role else named.end
        end -= text[end - 1] == "的"
        words = text[named.start : end]
        return Extent(named.start, end) if words and words not in ("第一", "直接") else None

    def _duty_after(self, text: str, start: int, clause: Extent) -> Extent | None:
        start, end = self.scheme.trim(text, start, clause.end)
        return Extent(start, end) if start < end and text[start] != "的" else None


def _kind(match: re.Match[str]) -> str:
    for kind in (_LEAD, _CHARGE, _BEARS, _HOLDS, _MANAGES, _SUPPORT, _SUPERVISE):
        if match[kind] is not None:
            return kind
    return ""


def _places(word: str, text: str, region: Extent) -> Iterator[int]:
    place = text.find(word, region.start, region.end)
    while place != -1:
        yield place
        place = text.find(word, place + 1, region.end)


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(alternatives(words))
