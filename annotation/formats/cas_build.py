"""Build a UIMA CAS that INCEpTION opens.

Spans are annotations of INCEpTION's layer ``custom.Span``: its feature ``label``, a string
feature for each attribute, ``score``, and a link feature ``arguments`` with roles, whose
targets are ``custom.Argument`` annotations labelled with the name of the argument. Each
character is a token, so that INCEpTION can hold any span; sentences are those of
`tifa.corpus.structure`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import Exchange, Item, Loss
from tifa.annotation.formats.cas import (
    ANNOTATION,
    ARGUMENT,
    CAS_METADATA,
    CORE,
    DOCUMENT,
    LINK,
    SPAN,
    feature_name,
)
from tifa.corpus.offsets import Utf16Map
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span
from tifa.corpus.structure import analyse

_SENTENCE = f"{CORE}.segmentation.type.Sentence"
_TOKEN = f"{CORE}.segmentation.type.Token"
_STRING = "uima.cas.String"


def attribute_names(exchange: Exchange, scheme: Scheme | None) -> tuple[str, ...]:
    """Return the names of all attributes, those of the scheme first."""
    names: dict[str, None] = {}
    for definition in scheme.labels.values() if scheme else ():
        names.update(dict.fromkeys(definition.attributes))
    for _, _, span in exchange:
        names.update(dict.fromkeys(span.attributes))
    return tuple(names)


def type_system(attributes: Iterable[str]) -> Any:
    """Return a type system with our layers; see the head of this module."""
    from cassis import TypeSystem

    types = TypeSystem()
    for name in (_SENTENCE, _TOKEN):
        types.create_type(name, ANNOTATION)
    _with_strings(
        types,
        types.create_type(DOCUMENT, "uima.tcas.DocumentAnnotation"),
        ("documentTitle", "documentId"),
    )
    metadata = types.create_type(CAS_METADATA, ANNOTATION)
    _with_strings(types, metadata, ("username", "sourceDocumentName"))
    _with_strings(types, types.create_type(ARGUMENT, ANNOTATION), ("label",))
    span = types.create_type(SPAN, ANNOTATION)
    _with_strings(types, span, ("label", *map(feature_name, attributes)))
    types.create_feature(span, "score", "uima.cas.Float")
    link = types.create_type(LINK, "uima.cas.TOP")
    _with_strings(types, link, ("role",))
    types.create_feature(link, "target", ARGUMENT)
    types.create_feature(
        span, "arguments", "uima.cas.FSArray", elementType=LINK, multipleReferencesAllowed=False
    )
    return types


def _with_strings(types: Any, kind: Any, names: Iterable[str]) -> None:
    for name in names:
        types.create_feature(kind, name, _STRING)


def cas_saver(
    exchange: Exchange, scheme: Scheme | None, save: Callable[[Any, Path, str], None]
) -> Callable[[Item, str | None, Sequence[Span], Path], list[Loss]]:
    """Return a function that builds a CAS and saves it, for `exports.write_files`.

    save (Callable): Writes a CAS to a path; its third argument says where errors are.
    """
    types = type_system(attribute_names(exchange, scheme))

    def build_and_save(
        item: Item, annotator: str | None, spans: Sequence[Span], path: Path
    ) -> list[Loss]:
        save(build_cas(types, item, annotator or "", spans), path, item.id)
        return []

    return build_and_save


def build_cas(types: Any, item: Item, annotator: str, spans: Sequence[Span]) -> Any:
    """Return the CAS of a text with the spans of one annotator, without its `segments`.

    types (cassis.TypeSystem): From `type_system`.
    annotator (str): Their name; "" for a text that nobody annotated.
    """
    from cassis import Cas

    cas = Cas(typesystem=types)
    cas.sofa_string = item.text
    cas.sofa_mime = "text/plain"
    document = types.get_type(DOCUMENT)
    cas.add(document(begin=0, end=len(item.text), documentTitle=item.id, documentId=item.id))
    if annotator:
        metadata = types.get_type(CAS_METADATA)
        cas.add(metadata(begin=0, end=0, username=annotator, sourceDocumentName=item.id))
    for span in spans:
        cas.add(_annotation(cas, types, span))
    return cas


def segments(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield type, begin and end (UTF-16) of the sentences and tokens of a text.

    They are most of a CAS: cassis takes seconds where writing them out takes none.
    """
    units = Utf16Map(text)
    for extent in analyse(text).sentences:
        yield _SENTENCE, units.to_utf16(extent.start), units.to_utf16(extent.end)
    for place, char in enumerate(text):
        if not char.isspace():
            yield _TOKEN, units.to_utf16(place), units.to_utf16(place + 1)


def _annotation(cas: Any, types: Any, span: Span) -> Any:
    attributes = {feature_name(name): value for name, value in span.attributes.items()}
    annotation = types.get_type(SPAN)(
        begin=span.start, end=span.end, label=span.label, score=span.score, **attributes
    )
    links = []
    for argument in span.arguments:
        target = types.get_type(ARGUMENT)(
            begin=argument.start, end=argument.end, label=argument.name
        )
        cas.add(target)
        links.append(types.get_type(LINK)(role=argument.name, target=target))
    if links:
        annotation.arguments = types.get_type("uima.cas.FSArray")(elements=links)
    return annotation
