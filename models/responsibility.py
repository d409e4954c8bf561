"""Responsibility assignments by rule: an explicit actor and a predicate that binds it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Argument, Span
from tifa.corpus.structure import Extent
from tifa.models.actors import (
    actor_ends_in,
    before_predicate,
    leading_actor,
    opening_phrase,
    single_actors,
)
from tifa.models.assignments import Assigner
from tifa.models.cues import alternatives
from tifa.models.objects import Assignment
from tifa.models.textview import SentenceView, TextView

_TASK_HEADS = {
    "lead": "head_lead",
    "responsible": "head_responsible",
    "support": "head_support",
    "supervise": "head_supervise",
}
_TRIGGERS = (
    "lead",
    "responsible",
    "managing",
    "support",
    "supervise",
    "accountable",
    "creating_verbs",
)
_JOINED = "会同"
_CLAUSE = re.compile(r"[^，,；;\n]+")
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_BEFORE = r"(?:[之以]?前)"
_DEADLINE = re.compile(
    rf"(?<![从自到至])(?:(?:\d{{4}}年|今年|明年|次年|当年)?{_NUMBER}月(?:{_NUMBER}日|份|[上中下]旬|底|末)?(?:{_BEFORE}|(?![起至到—-]))|"
    r"(?:今年|明年|今|明|每|\d{4}年)?(?:[一二三四]?季度|月|年|学期|[上下]半年|春|夏|秋|冬|汛期|节|清明节?|[秋春夏冬][收耕种灌])(?:底|末|内)?"
    rf"{_BEFORE}|(?:今|明)?年(?:底|末|内){_BEFORE}?|[今明][天晚早][^，。；]{{0,6}}?{_BEFORE}|[上下]半年|"
    rf"\d{{4}}年(?:底|末)?{_BEFORE}?|每?[月季]度?[末底]{_BEFORE}?|[一两三四五六七八九十半\d]+个?[天周日月年](?:之内|以内|内))"
)
_DEADLINE_HEAD = re.compile(r"(?:完成)?(?:时限|时间|期限)[：:](?P<deadline>[^，。；）]+)")
_RESULT = re.compile(
    r"(?:编制完成|完成|拿出|统筹推进|统一组织|统筹|负责)(?P<duty>[^，。；]{2,})|(?P<body>成立[^，。；]+)"
)


class ResponsibilityRules:
    """Finds responsibility assignments by the scheme's cue lists.

    scheme (Scheme): Whose label with the extractor ``responsibility`` is proposed.
    label (str): Name of that label.
    """

    def __init__(self, scheme: Scheme, label: str) -> None:
        self.scheme = scheme
        self.label = label
        self.assigner = Assigner(scheme, label)
        cues = scheme.labels[label].cues
        heads = "|".join(
            rf"(?P<{role}>{alternatives(cues[name])})" for role, name in _TASK_HEADS.items()
        )
        self._head = re.compile(rf"(?:{heads})(?:{alternatives(cues['head_ends'])})[：:]")
        roles = {role: cues[role] for role in ("lead", "responsible", "support", "supervise")}
        roles["responsible"] = (*roles["responsible"], *cues["managing"], "组织", "实施", "落实")
        self._task = re.compile(
            rf"(?P<none>{alternatives([*cues['not_assigning'], *cues['not_by_verbs']])})|"
            + "|".join(rf"(?P<{role}>{alternatives(words)})" for role, words in roles.items())
        )
        firsts = {word[0] for name in _TRIGGERS for word in cues[name]}
        self._trigger = re.compile(f"[责谁由{''.join(sorted(firsts))}]")

    def find(self, view: TextView) -> list[Span]:
        """Return the assignments of a text, in text order, with role and arguments."""
        brackets = [each for each in view.bracketed if self._is_task_line(view.text, each)]
        extents = [self.scheme.trim(view.text, each.start + 1, each.end - 1) for each in brackets]
        for sentence in view.sentences:
            if self._trigger.search(view.text, sentence.start, sentence.end):
                extents.extend(self._in_sentence(view, sentence, brackets))
        return [self._span(view.text, start, end) for start, end in sorted(_disjoint(extents))]

    def describe(
        self, text: str, start: int, end: int
    ) -> tuple[Mapping[str, str], tuple[Argument, ...]]:
        """Return role and arguments of any extent taken as a responsibility.

        text (str): The text.
        start, end (int): The extent, code points, end exclusive.
        """
        clauses = [
            Extent(match.start(), match.end()) for match in _CLAUSE.finditer(text, start, end)
        ]
        heads = list(self._head.finditer(text, start, end))
        if heads:
            role = _group(heads[0])
            found = list(self._listed(text, heads, end))
            duties: list[Extent] = []
        else:
            role, found, duties = self._told(text, clauses)
        arguments = [Argument("actor", e.start, e.end, text[e.start : e.end]) for e in found]
        deadline = self._deadline(text, clauses, found, duties)
        for duty in duties:
            place = _after_deadline(duty, deadline)
            if place.start < place.end:
                arguments.append(Argument("duty", *_pair(place), text[place.start : place.end]))
        if deadline:
            arguments.append(
                Argument("deadline", *_pair(deadline), text[deadline.start : deadline.end])
            )
        ordered = sorted(arguments, key=lambda each: (each.start, -each.end))
        return {"role": role}, tuple(ordered)

    def _span(self, text: str, start: int, end: int) -> Span:
        attributes, arguments = self.describe(text, start, end)
        return Span.of(text, start, end, self.label, attributes=attributes, arguments=arguments)

    def _is_task_line(self, text: str, bracket: Extent) -> bool:
        """（甲局牵头，乙局配合） and （责任单位：甲局） assign."""
        inside = Extent(bracket.start + 1, bracket.end - 1)
        if any(
            match.start() == inside.start or text[match.start() - 1] in "，；,; 　"
            for match in self._head.finditer(text, inside.start, inside.end)
        ):
            return True
        return self._task_predicate(text, inside) is not None

    def _task_predicate(self, text: str, region: Extent) -> tuple[Extent, re.Match[str]] | None:
        """The actor and the predicate of a clause of a task line."""
        clause = _CLAUSE.match(text, region.start, region.end)
        for match in self._task.finditer(text, region.start, clause.end() if clause else 0):
            if match["none"] or match.start() == region.start:
                continue
            for end in actor_ends_in(text, Extent(region.start, match.start()), self.scheme):
                if self.assigner.leads_to(text, end, match.start()):
                    start = region.start + (text[region.start] == "由")
                    return Extent(start, end), match
        return None

    def _in_sentence(
        self, view: TextView, sentence: SentenceView, brackets: Sequence[Extent]
    ) -> Iterator[tuple[int, int]]:
        text = view.text
        clauses = list(_outside(sentence.clauses, brackets))
        listed = self._listed_line(text, clauses, sentence)
        if listed:
            yield listed
            return
        heads: list[tuple[int, Assignment]] = []
        for index in range(len(clauses)):
            goes_on = bool(heads)
            found = self.assigner.bind(text, clauses, index, goes_on=goes_on)
            # A predicate that shares the actor of the one before continues its assignment.
            if found and (not heads or found.start >= heads[-1][1].end):
                heads.append((index, found))
        for place, (index, found) in enumerate(heads):
            stop = heads[place + 1][1].start if place + 1 < len(heads) else sentence.end
            yield self.scheme.trim(text, found.start, self._end(text, clauses, index, found, stop))

    def _end(
        self, text: str, clauses: Sequence[Extent], index: int, found: Assignment, stop: int
    ) -> int:
        if text[found.start] in "谁" or text.startswith("负责制", found.end - 3):
            return found.end
        end = max(clauses[index].end, found.end)
        for clause in clauses[index + 1 :]:
            if clause.start < end:
                continue
            if clause.end > stop or not self.assigner.continues(text, clause, closed=found.closed):
                break
            end = clause.end
        return min(end, stop)

    def _listed_line(
        self, text: str, clauses: Sequence[Extent], sentence: SentenceView
    ) -> tuple[int, int] | None:
        """责任单位：甲局、乙局 as a line or sentence of its own."""
        if not clauses or not self._head.match(text, clauses[0].start, sentence.end):
            return None
        return self.scheme.trim(text, clauses[0].start, clauses[-1].end)

    def _listed(self, text: str, heads: Sequence[re.Match[str]], end: int) -> Iterator[Extent]:
        for head in heads:
            rest = re.compile(r"[^；;。：:\n]*?(?=[，,；;][^，；：:]{2,8}[：:]|[；;]|$)")
            match = rest.match(text, head.end(), end)
            if match and match.start() < match.end():
                for part in text[match.start() : match.end()].split("，"):
                    start = text.index(part, match.start())
                    yield from single_actors(text, Extent(start, start + len(part)), self.scheme)

    def _told(self, text: str, clauses: Sequence[Extent]) -> tuple[str, list[Extent], list[Extent]]:
        """Role, actors and duties of what a sentence or a bracket tells."""
        role, done = "", 0
        duties: list[Extent] = []
        actors: list[Extent] = []
        for index, clause in enumerate(clauses):
            found = self.assigner.bind(text, clauses, index, goes_on=bool(actors))
            if found is None and (task := self._task_predicate(text, clause)):
                actor, match = task
                found = Assignment(clause.start, match.end(), _group(match), actor)
            if found is None:
                result = _RESULT.search(text, clause.start, clause.end)
                if actors and not duties and result:
                    name = "duty" if result["duty"] else "body"
                    duties.append(Extent(*result.span(name)))
                continue
            if clause.start < done:
                continue
            done = found.end
            role = role or found.role
            shares = bool(actors) and found.start < actors[-1].end
            # 市长任组长，负责……: one more duty of the actor before.
            if found.duty and not (shares and duties):
                duties.append(found.duty)
            if not shares:
                actors.extend(single_actors(text, found.actor, self.scheme))
                actors.extend(self._joined(text, found.actor, clause))
        if not actors and clauses:
            actors = list(self._any_actor(text, clauses[0]))
        return role or "responsible", actors, duties

    def _joined(self, text: str, actor: Extent, clause: Extent) -> Iterator[Extent]:
        """乙局 in 甲局会同乙局."""
        if text.startswith(_JOINED, actor.end):
            region = Extent(actor.end + len(_JOINED), clause.end)
            between = before_predicate(self.scheme)
            found = leading_actor(text, region, self.scheme, between) or opening_phrase(
                text, region, self.scheme
            )
            if found and not text.startswith("有关", found.start):
                yield found

    def _any_actor(self, text: str, clause: Extent) -> Iterator[Extent]:
        """The first actor of an extent that no rule understands."""
        start = clause.start + (text[clause.start] == "由")
        system = text.find("负责制", start, clause.end)
        if system > start:
            yield Extent(start, system)
            return
        end = next(iter(actor_ends_in(text, Extent(start, clause.end), self.scheme)), None)
        if end:
            yield Extent(start, end)

    def _deadline(
        self,
        text: str,
        clauses: Sequence[Extent],
        actors: Sequence[Extent],
        duties: Sequence[Extent],
    ) -> Extent | None:
        if not clauses:
            return None
        start, end = clauses[0].start, clauses[-1].end
        named = _DEADLINE_HEAD.search(text, start, end)
        if named:
            return Extent(named.start("deadline"), named.end("deadline"))
        for match in _DEADLINE.finditer(text, start, end):
            # 负责明天中午以前调进: at the head of a duty it is none of it.
            inside = any(each.start < match.end() and match.start() < each.end for each in actors)
            inside |= any(each.start < match.start() < each.end for each in duties)
            if not inside:
                return Extent(match.start(), match.end())
        return None


def _after_deadline(duty: Extent, deadline: Extent | None) -> Extent:
    heads = deadline is not None and duty.start <= deadline.start < duty.end
    return Extent(deadline.end, duty.end) if deadline and heads else duty


def _disjoint(extents: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Leave out extents without characters, and those that overlap one before."""
    kept: list[tuple[int, int]] = []
    for start, end in extents:
        if start < end and all(end <= first or last <= start for first, last in kept):
            kept.append((start, end))
            yield start, end


def _group(match: re.Match[str]) -> str:
    return next(role for role in _TASK_HEADS if match[role])


def _pair(extent: Extent) -> tuple[int, int]:
    return extent.start, extent.end


def _outside(clauses: Sequence[Extent], brackets: Sequence[Extent]) -> Iterator[Extent]:
    """Clauses without the task lines in brackets that stand in them or around them."""
    for clause in clauses:
        over = next((b for b in brackets if b.start < clause.end and clause.start < b.end), None)
        if over is None:
            yield clause
        elif clause.start < over.start:
            yield Extent(clause.start, over.start)
