"""Who is to do what: one record for each actor of a responsibility or of a directive."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from tifa.corpus.comparison.actors import Actor, actors_in
from tifa.corpus.comparison.chronology import When, when
from tifa.corpus.comparison.roles import roles_of
from tifa.corpus.comparison.specificity import Specificity, specificity
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.spans import Argument, Span
from tifa.corpus.structure import Structure, analyse

ACTOR, DUTY, DEADLINE, ADDRESSEE = "actor", "duty", "deadline", "addressee"
ROLE, FORCE, OPERATOR = "role", "force", "operator"
IMPLICIT = "(implicit)"
_OPENING = "（("


@dataclass(frozen=True, slots=True)
class Duty:
    """What a speech lays on one actor.

    group (str): Group of the document.
    speech (Speech): The document.
    moment (When | None): Its date.
    span (Span): The responsibility or directive.
    actor (Actor | None): Who; None where a directive names nobody.
    role (str): The actor's, see `roles_of`; "" in a directive.
    actor_start, actor_end (int): Where the actor stands in the document, in code points;
        0 and 0 if it does not.
    duty (str): What: the duty of a responsibility, else the sentence in front of a bracket
        that only names actors; "" if neither is there.
    duty_from (str): ``argument``, ``sentence before`` or "".
    deadline (str): By when: the argument, else the first cue; "" without one.
    deadline_from (str): ``argument``, ``cue`` or "".
    section (str): Enumerators that govern the span: 三›一是.
    sentence (int): Where the sentence of the span begins, in code points.
    """

    group: str
    speech: Speech
    moment: When | None
    span: Span
    actor: Actor | None
    role: str
    actor_start: int
    actor_end: int
    duty: str
    duty_from: str
    deadline: str
    deadline_from: str
    section: str
    sentence: int

    @property
    def name(self) -> str:
        """The actor's name, ``(implicit)`` without one."""
        return self.actor.name if self.actor else IMPLICIT


def responsibilities(study: Study) -> list[Duty]:
    """Return the duties of spans that have a role, one for each actor."""
    return [duty for duty in _duties(study, ROLE, ACTOR) if duty.actor is not None]


def orders(study: Study) -> list[Duty]:
    """Return the duties of spans that have a force, one for each addressee; or none named."""
    return list(_duties(study, FORCE, ADDRESSEE))


def _duties(study: Study, attribute: str, wanted: str) -> Iterator[Duty]:
    for group, speeches in study.groups.items():
        for speech in speeches:
            spans = [span for span in speech.spans if attribute in span.attributes]
            if not spans:
                continue
            structure = analyse(speech.doc.text)
            for span in spans:
                yield from _of_span(group, speech, span, structure, wanted)


def _of_span(
    group: str, speech: Speech, span: Span, structure: Structure, wanted: str
) -> Iterator[Duty]:
    duty, duty_from = _duty(speech, span, structure)
    deadline, deadline_from = _deadline(span)
    actors = list(_actors(span, wanted))
    places = [(start, end) for actor, start, end in actors if actor is not None]
    roles = roles_of(span, span.attributes.get(ROLE, ""), places)
    for actor, start, end in actors:
        role = roles.get((start, end), "")
        yield Duty(
            group, speech, when(speech), span, actor, role, start, end, duty, duty_from, deadline,
            deadline_from, structure.path(span.start), _sentence(span, structure),
        )  # fmt: skip


def _actors(span: Span, wanted: str) -> Iterator[tuple[Actor | None, int, int]]:
    named = False
    for argument in _arguments(span, wanted):
        for actor in actors_in(argument.quote):
            named = True
            yield actor, argument.start + actor.start, argument.start + actor.end
    if not named:
        yield None, 0, 0


def _arguments(span: Span, name: str) -> list[Argument]:
    return [argument for argument in span.arguments if argument.name == name]


def _duty(speech: Speech, span: Span, structure: Structure) -> tuple[str, str]:
    parts = [argument.quote for argument in _arguments(span, DUTY)]
    if parts:
        return "、".join(parts), "argument"
    text = speech.doc.text
    # （责任单位：甲局、乙局）: the task is the sentence in front of the bracket.
    if ROLE in span.attributes and text[span.start - 1 : span.start] in tuple(_OPENING):
        task = _before(text, span.start - 1, structure)
        return (task, "sentence before") if task else ("", "")
    return "", ""


def _sentence(span: Span, structure: Structure) -> int:
    after = bisect_right(structure.sentences, span.start, key=lambda sentence: sentence.start)
    return structure.sentences[after - 1].start if after else 0


def _before(text: str, bracket: int, structure: Structure) -> str:
    """Return the sentence, or the beginning of one, that ends right before a bracket."""
    for sentence in reversed(structure.sentences):
        if sentence.start < bracket:
            return text[sentence.start : min(sentence.end, bracket)].strip()
    return ""


def _deadline(span: Span) -> tuple[str, str]:
    parts = _arguments(span, DEADLINE)
    if parts:
        return parts[0].quote, "argument"
    found: Specificity = specificity(span.quote)
    return (found.deadline, "cue") if found.deadline else ("", "")
