"""What the scheme asks for and no annotator was asked to give.

Annotators of plain spans (doccano has no attributes) agree all the same: what is missing
in everything they marked is told once and keeps no span out of the gold.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from tifa.corpus.scheme import LabelDef, Scheme
from tifa.corpus.spans import Span

# A label with the name of an attribute or argument.
Name = tuple[str, str]


def unasked(spans: Iterable[Span], scheme: Scheme) -> frozenset[Name]:
    """Return required attributes and arguments that none of the annotators' spans has."""
    given = {name for span in spans for name in _names(span)}
    required = {
        (label, name)
        for label, definition in scheme.labels.items()
        for name in _required(definition)
    }
    return frozenset(required - given)


def asking_less(scheme: Scheme, names: Collection[Name]) -> Scheme:
    """Return the scheme with some attributes and arguments no longer required."""
    labels = {}
    for label, definition in scheme.labels.items():
        mine = {name for each, name in names if each == label}
        changes: dict[str, Any] = {
            "attributes": {
                name: each.model_copy(update={"required": False}) if name in mine else each
                for name, each in definition.attributes.items()
            },
            "arguments": {
                name: each.model_copy(update={"least": 0}) if name in mine else each
                for name, each in definition.arguments.items()
            },
        }
        labels[label] = definition.model_copy(update=changes)
    return scheme.model_copy(update={"labels": labels})


def tell_missing(spans: Iterable[Span], names: Collection[Name]) -> list[str]:
    """Say how many spans lack what no annotator was asked to give."""
    lacking = Counter(
        (label, name)
        for span in spans
        for label, name in names
        if label == span.label and (label, name) not in {*_names(span)}
    )
    return [
        f"{count} {label} spans have no {name}, which the scheme requires and no annotator gave"
        for (label, name), count in sorted(lacking.items())
    ]


def _names(span: Span) -> Iterator[Name]:
    yield from ((span.label, name) for name, value in span.attributes.items() if value)
    yield from ((span.label, argument.name) for argument in span.arguments)


def _required(definition: LabelDef) -> Iterator[str]:
    yield from (name for name, each in definition.attributes.items() if each.required)
    yield from (name for name, each in definition.arguments.items() if each.least)
