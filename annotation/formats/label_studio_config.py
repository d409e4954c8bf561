"""The labelling configuration that Label Studio needs to show our labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from tifa.annotation.formats.base import Exchange
from tifa.annotation.formats.linked import ARGUMENT
from tifa.corpus.scheme import Scheme

LABELS, TEXT = "label", "text"
_JOINT = "__"


@dataclass(slots=True)
class _Offered:
    """What can be chosen: labels with colour and key, attributes with values, arguments."""

    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    attributes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    arguments: dict[str, None] = field(default_factory=dict)


def control_name(label: str, attribute: str) -> str:
    """Return the name of the control for an attribute; names are unique in a configuration."""
    return f"{label}{_JOINT}{attribute}"


def attribute_name(control: str, label: str) -> str:
    """Return the attribute of a control; a control of another configuration is one itself."""
    return control.removeprefix(f"{label}{_JOINT}")


def is_open(scheme: Scheme | None, label: str, attribute: str) -> bool:
    """Say whether an attribute takes any text: those of the scheme without closed values."""
    if scheme is None or label not in scheme.labels:
        return False
    known = scheme.labels[label].attributes.get(attribute)
    return known is not None and not known.values


def labelling_config(scheme: Scheme) -> str:
    """Return the configuration (XML) for a label scheme.

    Attributes are choices or texts of a region, arguments are relations. An argument that is
    no span itself is a region labelled ``arg:`` and its name. Text is selected by character.
    """
    return _xml(_of_scheme(scheme))


def config_for(exchange: Exchange, scheme: Scheme | None) -> str:
    """Return the configuration for a scheme and whatever else the spans have."""
    offered = _Offered() if scheme is None else _of_scheme(scheme)
    for _, _, span in exchange:
        offered.labels.setdefault(span.label, {})
        for name, value in span.attributes.items():
            if not is_open(scheme, span.label, name):
                values = offered.attributes.setdefault((span.label, name), [])
                values += [] if value in values else [value]
        offered.arguments |= dict.fromkeys(argument.name for argument in span.arguments)
    return _xml(offered)


def _of_scheme(scheme: Scheme) -> _Offered:
    offered = _Offered()
    for name, label in scheme.labels.items():
        offered.labels[name] = {"background": label.color, "hotkey": label.key}
        for attribute, definition in label.attributes.items():
            offered.attributes[name, attribute] = list(definition.values)
        offered.arguments |= dict.fromkeys(label.arguments)
    return offered


def _xml(offered: _Offered) -> str:
    view = ET.Element("View")
    labels = ET.SubElement(view, "Labels", name=LABELS, toName=TEXT)
    for name, look in offered.labels.items():
        ET.SubElement(labels, "Label", {"value": name, **look})
    for name in offered.arguments:
        ET.SubElement(labels, "Label", value=f"{ARGUMENT}{name}")
    if offered.arguments:
        relations = ET.SubElement(view, "Relations")
        for name in offered.arguments:
            ET.SubElement(relations, "Relation", value=name)
    # By character: by word, Chinese could only be marked up to the next punctuation mark.
    ET.SubElement(view, "Text", name=TEXT, value="$text", granularity="symbol")
    _add_controls(view, offered.attributes)
    ET.indent(view)
    return ET.tostring(view, encoding="unicode") + "\n"


def _add_controls(view: ET.Element, attributes: Mapping[tuple[str, str], Iterable[str]]) -> None:
    for (label, attribute), values in attributes.items():
        choices = list(values)
        common = {
            "name": control_name(label, attribute),
            "toName": TEXT,
            "perRegion": "true",
            "whenTagName": LABELS,
            "whenLabelValue": label,
        }
        ET.SubElement(view, "Header", value=attribute, size="6")
        if not choices:
            ET.SubElement(view, "TextArea", {**common, "maxSubmissions": "1"})
            continue
        control = ET.SubElement(view, "Choices", {**common, "choice": "single"})
        for value in choices:
            ET.SubElement(control, "Choice", value=value)
