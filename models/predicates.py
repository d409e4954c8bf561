"""Predicates of responsibility by rule: what they mean for role and duty.

`Predicates` compiles the scheme's cue lists. A match of its pattern has a kind, which
tells where the predicate's actor and duty stand.
"""

import re

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.actors import before_predicate
from tifa.models.cues import alternatives, any_of

# 由港务局负责值守的灯塔断了电 tells what was.
PAST = re.compile(r"(?<![为除])了(?![解如却])|曾|以来")
_ALONE = ("配合", "协助", "协办")
# 加强协调配合 is a way of working and no role.
_TOGETHER = re.compile(r"加强|密切|协调|[、和]")
_MAKES = re.compile(r"进行|开展|实施|加强")
_DUTIES = re.compile(r"履行|责任|履职")
_VERB = re.compile(r"负[起有]?|承担|担负|扛起|履行|进行|开展|实施|加强|逐个")
# After 对……进行监督 stands no more than 检查 or 管理.
_LONGEST_REST = 4
# 主管经济工作的领导 is a noun phrase; so is 负责管理地震工作的机构 before a modal.
_RELATIVE = re.compile(r"[^，]{1,14}的[^，]*(?:领导|干部|同志|部门|人)")
_RELATIVE_SUBJECT = re.compile(
    r"[^，]{1,14}的(?:机构|部门|单位|人员|干部|领导|同志)(?:可|应|要|必|须|依|在|对)"
)
_NO_PREDICATE = ("时", "过程", "中", "的情况", "的能力", "的重", "的同时", "情况", "能力")
# A role word this near the head of a duty tells its kind: 负责监督各项措施的落实.
_HEAD_OF_DUTY = 6
_ONCE = "一次"
# Kinds of predicates; those that are roles, too, give them.
LEAD, CHARGE, SUPPORT, SUPERVISE = "lead", "responsible", "support", "supervise"
BEARS, HOLDS, MANAGES = "bears", "holder", "managing"


class Predicates:
    """The predicates that assign responsibility.

    scheme (Scheme): Whose label with the extractor ``responsibility`` is meant.
    label (str): Name of that label.

    pattern (re.Pattern[str]): Finds predicates, one named group for each kind, and words
        that only look like one (group ``none``).
    after, holding, acting (re.Pattern[str]): What stands between an actor and a verb,
        between an actor and 责任人, and after an actor whose predicate comes later.
    """

    def __init__(self, scheme: Scheme, label: str) -> None:
        self.scheme = scheme
        cues = scheme.labels[label].cues
        directive = scheme.label_of("directive")
        verbs = scheme.labels[directive].cues["imperative_verbs"] if directive else ()
        self.duty_nouns = (
            rf"(?:{alternatives(cues['duty_nouns'])})(?!{alternatives(cues['not_duty_nouns'])})"
        )
        first, direct = cues["first_responsible"], cues["direct_responsible"]
        self._first, self._direct = any_of(first), any_of(direct)
        self.pattern = re.compile(
            rf"(?P<none>{alternatives(cues['not_assigning'])})|"
            rf"(?P<lead>{alternatives(cues['lead'])})|"
            rf"(?P<responsible>{alternatives(cues['responsible'])})|"
            rf"(?P<bears>(?:{alternatives(cues['duty_verbs'])})[起好着到稳牢紧实]?"
            rf"(?P<named>[^，。；]{{0,40}}?){self.duty_nouns})|"
            rf"(?P<holder>{alternatives([*first, *direct, *cues['holders']])})|"
            rf"(?P<managing>{alternatives(cues['managing'])})|"
            rf"(?P<support>{alternatives(cues['support'])})|"
            rf"(?P<supervise>{alternatives(cues['supervise'])})"
        )
        self.modifiers = modifiers = rf"(?:{alternatives(cues['modifiers'])})*"
        openers = alternatives(cues["phrase_openers"])
        self.after = before_predicate(scheme)
        self.holding = re.compile(
            rf"{modifiers}(?:(?:是|为|系|作为|负|承担|担负|履行|扛|担|当好|落实|对|在)[^，。；]*)"
        )
        verb = alternatives([*(v for v in verbs if len(v) > 1), "派", "组成", "坚守", "设", "把"])
        self.acting = re.compile(rf"{modifiers}(?:(?:{openers}|{verb}|是)[^，。；]*)?")
        self._lead_in = re.compile(
            rf"{modifiers}(?:(?:是|为|系|作为)|对(?P<object>[^，。；]*?)"
            rf"(?:负[起有]?|承担起?|担负起?|扛起|履行|$)|(?:{alternatives(cues['duty_verbs'])})[起好]?)?"
        )
        self._modifiers = re.compile(modifiers)
        self._unnamed = re.compile(rf"(?:{alternatives(cues['unnamed'])})*")
        self._weights = cues["weights"]
        self._liabilities = cues["liabilities"]
        self._answers = tuple(cues["answers_to"])
        self.supervises = any_of(cues["supervise"])

    def assigns(
        self, text: str, clause: Extent, actor: Extent, match: re.Match[str], *, goes_on: bool
    ) -> bool:
        """Say whether a predicate with its actor assigns something."""
        kind = kind_of(match)
        rest = text[match.end() : clause.end]
        between = text[actor.end : match.start()]
        if PAST.search(text, match.start(), clause.end) or rest.startswith("的"):
            return False
        if kind == LEAD:
            return not rest.startswith("建成")
        if kind == SUPPORT:
            alone = not rest and match.group() in _ALONE
            return (goes_on or alone) and not _TOGETHER.search(between)
        if kind == SUPERVISE:
            if "对" in between:
                return bool(_MAKES.search(between)) and len(rest) <= _LONGEST_REST
            return bool(_DUTIES.search(rest)) and not re.search("[把、]", between)
        if kind == MANAGES:
            return bool(rest) and not _RELATIVE.match(rest)
        return self._charges(text, actor, match, rest)

    def _charges(self, text: str, actor: Extent, match: re.Match[str], rest: str) -> bool:
        """Say whether 负责, 承担……责任 or 是……责任人 names what for, or for whom."""
        kind = kind_of(match)
        between = text[actor.end : match.start()]
        answers = self.object(text, Extent(actor.end, match.start()))
        if answers and text.startswith(self._answers, answers.start):
            return False
        if kind == BEARS:
            named = match["named"].removesuffix("的")
            if named.endswith(self._liabilities) or rest.startswith(_NO_PREDICATE):
                return False
            return answers is not None or not self._unnamed.fullmatch(named)
        if kind == CHARGE and _RELATIVE_SUBJECT.match(rest):
            return False
        return kind != CHARGE or bool(rest or between) or match.group() != "负责"

    def object(self, text: str, region: Extent) -> Extent | None:
        """D of 对D负责."""
        place = text.find("对", region.start, region.end)
        if place == -1:
            return None
        end = next(
            end
            for end in range(place + 1, region.end + 1)
            if end == region.end
            or _VERB.match(text, end, region.end)
            or (text[end - 1] != "的" and self._modifiers.fullmatch(text, end, region.end))
        )
        return Extent(place + 1, end) if place + 1 < end else None

    def role(self, match: re.Match[str]) -> str:
        """Return the role that a predicate gives."""
        kind = kind_of(match)
        if kind in (HOLDS, BEARS):
            return self.role_in(match.string[match.start() : match.end() + 1]) or CHARGE
        return CHARGE if kind == MANAGES else kind

    def role_in(self, words: str) -> str | None:
        """Return the role that 第一责任 or 直接责任 among words gives."""
        if self._first.search(words):
            return "first_responsible"
        return "direct_responsible" if self._direct.search(words) else None

    def by_duty(self, text: str, role: str, duty: Extent | None) -> str:
        """Return the role, which a duty such as 监督各项措施的落实 can change."""
        if role != CHARGE or duty is None:
            return role
        head = self.supervises.search(text, duty.start, min(duty.end, duty.start + _HEAD_OF_DUTY))
        words = [m.end() for m in self.supervises.finditer(text, duty.start, duty.end)]
        return SUPERVISE if head or duty.end in words else role

    def duty(self, text: str, actor: Extent, match: re.Match[str], clause: Extent) -> Extent | None:
        """Return what a predicate with its actor is about."""
        kind = kind_of(match)
        between = Extent(actor.end, match.start())
        about = self.object(text, between)
        if kind == BEARS:
            end = match.end("named")
            named = Extent(match.start("named"), end - (text[end - 1] == "的"))
            if about or self.role_in(match.group()):
                return about or self._before_role(text, named)
            weighs = text[named.start : named.end] in self._weights
            return named if named.start < named.end and not weighs else None
        if kind == HOLDS:
            lead_in = self._lead_in.match(text, between.start, between.end)
            if lead_in and lead_in["object"]:
                return Extent(lead_in.start("object"), lead_in.end("object"))
            start = lead_in.end() if lead_in else between.start
            end = between.end - (text[between.end - 1] == "的")
            return Extent(start, end) if start < end else None
        return about or self.duty_after(text, match.end(), clause)

    def _before_role(self, text: str, named: Extent) -> Extent | None:
        """D of 负起D的第一责任."""
        role = self._first.search(text, named.start) or self._direct.search(text, named.start)
        end = min(named.end, role.start()) if role else named.end
        end -= text[end - 1] == "的"
        words = text[named.start : end]
        return Extent(named.start, end) if words and words not in ("第一", "直接") else None

    def duty_after(self, text: str, start: int, clause: Extent) -> Extent | None:
        """Return the rest of a clause after a predicate as its duty."""
        start, end = self.scheme.trim(text, start, clause.end)
        start += len(_ONCE) if text.startswith(_ONCE, start) else 0
        return Extent(start, end) if start < end and text[start] != "的" else None


def kind_of(match: re.Match[str]) -> str:
    """Return the kind of a predicate that `Predicates.pattern` found."""
    for kind in (LEAD, CHARGE, BEARS, HOLDS, MANAGES, SUPPORT, SUPERVISE):
        if match[kind] is not None:
            return kind
    return ""
