"""Annotation layers as TEI stand-off markup over the string value of ``body``.

A layer is a ``standOff`` of the document, also where the layer has found nothing. A span is a
``span`` whose ``target`` is its extent; ``ana`` points to its label, to its attribute values that
the scheme lists, and to an ``fs`` with the others. ``cert`` is a model's score. An argument is a
``span`` that ``corresp`` ties to its own. So spans may nest, coincide and cross.
"""

from collections.abc import Iterator, Mapping, Sequence

from tifa.corpus.exports.tei_shared import Categories
from tifa.corpus.exports.tei_xml import (
    XML_ID,
    E,
    Element,
    append_text,
    extent_pointer,
    filled,
    legal,
    name_part,
    pointer,
    xml_name,
)
from tifa.corpus.spans import Argument, Layer, Span


def layer_id(name: str, layer: str) -> str:
    """Return the id of a layer of a document, or of the corpus."""
    return f"{name}.{xml_name('layer', layer)}"


def stand_off(name: str, layer: Layer, spans: Sequence[Span], categories: Categories) -> Element:
    """Return the ``standOff`` of one layer over one document.

    name (str): The id of the document.
    categories (Categories): The ids of labels, attribute values and arguments.
    """
    own = f"{name}.{xml_name('spans', layer.info.name)}"
    writer = _Writer(name, own, categories)
    made = [writer.span(number, span) for number, span in enumerate(spans, start=1)]
    arguments = [
        part for number, span in enumerate(spans, 1) for part in writer.parts(number, span)
    ]
    groups = [filled(E.spanGrp(type="spans"), made)]
    if arguments:
        groups.append(filled(E.spanGrp(type="arguments"), arguments))
    if writer.features:
        groups.append(filled(E.fvLib(), writer.features))
    resp = pointer(layer_id(name, layer.info.name))
    made_of = E.standOff({XML_ID: writer.name, "type": "annotation", "resp": resp})
    return filled(made_of, groups)


class _Writer:
    def __init__(self, doc: str, name: str, categories: Categories) -> None:
        self.name = name
        self.features: list[Element] = []
        self._doc = doc
        self._categories = categories

    def span(self, number: int, span: Span) -> Element:
        """Return the element of a span; attributes the scheme does not list become features."""
        found = {
            key: self._categories.value(span.label, key, value)
            for key, value in span.attributes.items()
        }
        pointers = [self._categories.label(span.label), *filter(None, found.values())]
        free = {key: span.attributes[key] for key, known in found.items() if known is None}
        if free:
            pointers.append(f"{self.name}.{number}.fs")
            self.features.append(_features(pointers[-1], free))
        certainty = {} if span.score is None else {"cert": repr(float(span.score))}
        ana = " ".join(pointer(each) for each in pointers)
        return self._element(str(number), span, ana=ana, **certainty)

    def parts(self, number: int, span: Span) -> Iterator[Element]:
        """Yield the elements of a span's arguments."""
        for place, argument in enumerate(span.arguments, start=1):
            ana = pointer(self._categories.argument(span.label, argument.name))
            owner = pointer(f"{self.name}.{number}")
            yield self._element(f"{number}.{place}", argument, ana=ana, corresp=owner)

    def _element(self, number: str, part: Span | Argument, **attributes: str) -> Element:
        target = extent_pointer(f"{self._doc}.body", part.start, part.end)
        return E.span({XML_ID: f"{self.name}.{number}", "target": target, **attributes})


def _features(name: str, attributes: Mapping[str, str]) -> Element:
    made = E.fs({XML_ID: name})
    for key, value in attributes.items():
        string = E.string()
        append_text(string, value)
        # The name of a feature is one word; `n` is what it is in the scheme.
        made.append(E.f(string, name=name_part(key) or "_", n=legal(key)))
    return made
