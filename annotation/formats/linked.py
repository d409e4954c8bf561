"""Arguments in formats that only know relations between spans.

An argument becomes a relation to a span of the same extent. Where there is none, one is
made whose label is the argument's name after ``arg:``; read back, it is no span of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tifa.annotation.formats.placing import RawArgument, RawSpan
from tifa.corpus.spans import Span

ARGUMENT = "arg:"


@dataclass(frozen=True, slots=True)
class Entity:
    """A labelled extent in code points; it is a span, or only an argument of one.

    span (Span | None): The span that it is.
    """

    start: int
    end: int
    label: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A named relation between two entities, by their numbers or ids in the file."""

    source: Any
    target: Any
    name: str


def to_relations(spans: Sequence[Span]) -> tuple[list[Entity], list[Relation]]:
    """Return spans and arguments as entities, spans first, and relations of their numbers."""
    entities = [Entity(span.start, span.end, span.label, span) for span in spans]
    places = {entity: number for number, entity in enumerate(entities)}
    standing: dict[tuple[int, int], list[int]] = {}
    for number, span in enumerate(spans):
        standing.setdefault((span.start, span.end), []).append(number)
    relations = []
    for number, span in enumerate(spans):
        for arg in span.arguments:
            there = standing.get((arg.start, arg.end), ())
            target = next((other for other in there if other != number), None)
            if target is None:
                made = Entity(arg.start, arg.end, f"{ARGUMENT}{arg.name}")
                target = places.setdefault(made, len(entities))
                if target == len(entities):
                    entities.append(made)
            relations.append(Relation(number, target, arg.name))
    return entities, relations


def from_relations(
    spans: Mapping[Any, Sequence[RawSpan]], relations: Iterable[Relation]
) -> tuple[list[RawSpan], list[Relation]]:
    """Return spans with their arguments, and the relations that lead nowhere.

    spans (Mapping): Spans by id; spans with several labels have one id.
    """
    arguments: dict[Any, list[RawArgument]] = {}
    names: dict[Any, set[str]] = {}
    loose = []
    for relation in relations:
        if relation.source not in spans or relation.target not in spans:
            loose.append(relation)
            continue
        target = spans[relation.target][0]
        argument = RawArgument(relation.name, target.start, target.end, target.quote)
        arguments.setdefault(relation.source, []).append(argument)
        names.setdefault(relation.target, set()).add(f"{ARGUMENT}{relation.name}")
    made = [
        replace(span, arguments=(*span.arguments, *arguments.get(number, ())))
        for number, several in spans.items()
        for span in several
        if number in arguments or names.get(number) != {span.label}
    ]
    return made, loose
