"""What a corpus says about its making and its limits, in the terms of Croissant RAI 1.0.

Everything is computed from documents, layers and scheme; what they do not say is left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tifa.corpus.document import Document
from tifa.corpus.folder import Corpus
from tifa.corpus.spans import Layer, LayerKind

_MACHINES = (LayerKind.LLM, LayerKind.MODEL, LayerKind.RULE)
_MOST_SOURCES = 20
_PREPROCESSING = (
    "Texts are stored exactly as imported; no character is ever changed. Spans are stand-off: "
    "Unicode code points, end exclusive, each with the text it covers."
)


def rai_properties(corpus: Corpus) -> dict[str, Any]:
    """Return the properties of the RAI vocabulary that the corpus has something to say on."""
    found = {
        "dataCollection": _collection(corpus),
        "dataPreprocessingProtocol": [_PREPROCESSING],
        "dataAnnotationProtocol": list(_protocol(corpus)),
        "dataAnnotationAnalysis": list(_adjudications(corpus)),
        "annotationsPerItem": _annotations_per_item(corpus),
        "machineAnnotationTools": list(_machines(corpus)),
        "dataBiases": list(_composition(corpus)),
        "dataLimitations": list(_limitations(corpus)),
        "personalSensitiveInformation": list(_persons(corpus)),
    }
    return {f"rai:{name}": value for name, value in found.items() if value}


def _collection(corpus: Corpus) -> str:
    documents = corpus.documents.values()
    characters = sum(len(doc.text) for doc in documents)
    words = f"{len(documents)} documents with {characters:,} characters."
    sources = sorted({doc.meta.source for doc in documents if doc.meta.source})
    if sources:
        named = "; ".join(sources[:_MOST_SOURCES])
        more = len(sources) - _MOST_SOURCES
        words += f" Sources: {named}" + (f"; and {more} more." if more > 0 else ".")
    return words


def _protocol(corpus: Corpus) -> Iterator[str]:
    for layer in _layers(corpus):
        info = layer.info
        makers = ", ".join(info.annotators) or "not stated"
        note = f" {info.note}" if info.note else ""
        yield (
            f"Layer {info.name}: {info.kind.value}, by {makers}, label scheme "
            f"{corpus.info.scheme} {info.scheme}, {info.date}.{note}"
        )
    scheme = corpus.info.load_scheme()
    for label, definition in scheme.labels.items():
        yield f"{label} (scheme {scheme.version}): {definition.definition.en}"


def _adjudications(corpus: Corpus) -> Iterator[str]:
    for layer in _layers(corpus):
        if layer.info.kind is LayerKind.ADJUDICATED:
            makers = ", ".join(layer.info.annotators) or "not stated"
            yield f"Layer {layer.info.name} is adjudicated, by {makers}."


def _annotations_per_item(corpus: Corpus) -> str:
    independent = [
        layer for layer in _layers(corpus) if layer.info.kind is not LayerKind.ADJUDICATED
    ]
    counts = [sum(doc_id in layer.spans for layer in independent) for doc_id in corpus.documents]
    if not counts or not corpus.layers:
        return ""
    low, high = min(counts), max(counts)
    number = f"{low}" if low == high else f"{low} to {high}"
    kinds = Counter(layer.info.kind.value for layer in independent)
    made = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "none"
    return f"{number} layers of each document besides adjudicated ones (layers: {made})"


def _machines(corpus: Corpus) -> Iterator[str]:
    for layer in _layers(corpus):
        if layer.info.kind in _MACHINES:
            makers = ", ".join(layer.info.annotators) or "not stated"
            yield f"{makers}: {layer.info.kind.value}, layer {layer.info.name}"


def _composition(corpus: Corpus) -> Iterator[str]:
    documents = list(corpus.documents.values())
    for name in ("level", "genre", "text_kind"):
        counts = Counter(getattr(doc.meta, name) or "not stated" for doc in documents)
        said = ", ".join(f"{value} {count}" for value, count in counts.most_common())
        yield f"Documents by {name}: {said}"
    years = Counter(str(doc.meta.year or "undated") for doc in documents)
    yield "Documents by year: " + ", ".join(f"{y} {n}" for y, n in sorted(years.items()))


def _limitations(corpus: Corpus) -> Iterator[str]:
    documents = list(corpus.documents.values())
    if corpus.info.synthetic:
        yield "The texts of this corpus are invented."
    elif invented := _count(doc.meta.synthetic for doc in documents):
        yield f"{invented} of {len(documents)} texts are invented."
    kinds = {layer.info.kind for layer in _layers(corpus)}
    if kinds and LayerKind.HUMAN not in kinds:
        yield "No layer is the work of a human annotator alone; see the annotation protocol."
    if not kinds:
        yield "There are no annotations yet."
    partial = _count(doc.meta.text_kind in ("excerpt", "news_report") for doc in documents)
    if partial:
        yield f"{partial} of {len(documents)} texts are excerpts or reports, not whole speeches."
    unclear = _count(_unclear(doc, corpus) for doc in documents)
    if unclear:
        yield f"For {unclear} of {len(documents)} texts no licence is stated."


def _unclear(doc: Document, corpus: Corpus) -> bool:
    return (doc.meta.licence or corpus.info.licence) == "not stated"


def _persons(corpus: Corpus) -> Iterator[str]:
    named = _count(doc.meta.speaker is not None for doc in corpus.documents.values())
    if named:
        yield (
            f"{named} documents name their speaker, with the post held, as in the public "
            "record; texts may name other persons."
        )


def _layers(corpus: Corpus) -> list[Layer]:
    return [layer for _, layer in sorted(corpus.layers.items())]


def _count(values: Iterable[bool]) -> int:
    return sum(values)
