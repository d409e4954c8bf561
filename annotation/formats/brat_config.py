"""The configuration files of brat, made from the label scheme.

Source: https://brat.nlplab.org/configuration.html. brat stores names in ASCII; what a
name is called on the screen stands in ``visual.conf``.
"""

from collections.abc import Iterable, Mapping

from tifa.annotation.formats.base import Exchange
from tifa.annotation.formats.brat_lines import storage_name
from tifa.annotation.formats.brat_render import is_word
from tifa.corpus.scheme import LabelDef, Scheme

_COLORS = ("#9ecae1", "#fdae6b", "#a1d99b", "#bcbddc", "#fdd0a2", "#c7e9c0", "#dadaeb")


def closed_attributes(scheme: Scheme | None) -> Mapping[tuple[str, str], frozenset[str]] | None:
    """Return the closed values of attributes by label and name; None without a scheme."""
    if scheme is None:
        return None
    return {
        (label, name): frozenset(attribute.values)
        for label, definition in scheme.labels.items()
        for name, attribute in definition.attributes.items()
        if attribute.values
    }


def annotation_conf(exchange: Exchange, scheme: Scheme | None) -> str:
    """Return ``annotation.conf``: labels, arguments as relations, attributes with values.

    exchange (Exchange): Its labels, arguments and values are added to those of the scheme.
    scheme (Scheme | None): The scheme, if there is one.
    """
    labels, arguments, attributes = _names(exchange, scheme)
    entities = [storage_name(name) for name in (*labels, *arguments)]
    relations = [
        f"{storage_name(name)}\tArg1:{_alternatives(owners)}, Arg2:{storage_name(name)}"
        for name, owners in arguments.items()
    ]
    # Two spans may cover the same text or overlap: brat asks to be told so.
    relations.append("<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>")
    values = [
        f"{storage_name(name)}\tArg:<ENTITY>, Value:{'|'.join(known)}"
        for name, known in attributes.items()
        if known
    ]
    sections = {
        "entities": list(dict.fromkeys(entities)),
        "relations": relations,
        "events": [],
        "attributes": values,
    }
    return "\n".join(_section(title, lines) for title, lines in sections.items())


def visual_conf(exchange: Exchange, scheme: Scheme | None) -> str:
    """Return ``visual.conf``: what names are called on the screen, and the labels' colours."""
    labels, arguments, attributes = _names(exchange, scheme)
    shown = [_shown(name, definition) for name, definition in labels.items()]
    shown += [f"{storage_name(name)} | {name}" for name in (*arguments, *attributes)]
    drawing = ["SPAN_DEFAULT\tfgColor:black, bgColor:#e0e0e0, borderColor:darken"]
    for number, (name, definition) in enumerate(labels.items()):
        color = definition.color if definition else _COLORS[number % len(_COLORS)]
        ink = "white" if is_dark(color) else "black"
        drawing.append(f"{storage_name(name)}\tfgColor:{ink}, bgColor:{color}")
    return "\n".join(
        _section(title, dict.fromkeys(lines))
        for title, lines in (("labels", shown), ("drawing", drawing))
    )


def _section(title: str, lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in (f"[{title}]", *lines))


def _shown(name: str, definition: LabelDef | None) -> str:
    if definition is None:
        return f"{storage_name(name)} | {name}"
    return f"{storage_name(name)} | {name} {definition.zh} | {definition.zh}"


def is_dark(color: str) -> bool:
    """Say whether white ink is read better than black on a colour such as ``#9ecae1``."""
    channels = [int(color[place : place + 2], 16) for place in (1, 3, 5)]
    return sum(weight * value for weight, value in zip((3, 6, 1), channels, strict=True)) < 1_400


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(storage_name(name) for name in names)


def _names(
    exchange: Exchange, scheme: Scheme | None
) -> tuple[dict[str, LabelDef | None], dict[str, dict[str, None]], dict[str, dict[str, None]]]:
    """Return labels, owners of each argument, and values of each attribute, in order."""
    labels: dict[str, LabelDef | None] = {}
    arguments: dict[str, dict[str, None]] = {}
    attributes: dict[str, dict[str, None]] = {}
    for label, definition in (scheme.labels if scheme else {}).items():
        labels[label] = definition
        for argument in definition.arguments:
            arguments.setdefault(argument, {})[label] = None
        for name, attribute in definition.attributes.items():
            attributes.setdefault(name, {}).update(dict.fromkeys(attribute.values))
    for _, _, span in exchange:
        labels.setdefault(span.label, None)
        for part in span.arguments:
            arguments.setdefault(part.name, {})[span.label] = None
        for name, value in span.attributes.items():
            known = attributes.setdefault(name, {})
            if scheme is None and is_word(value):
                known[value] = None
    return labels, arguments, attributes
