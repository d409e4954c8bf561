"""The records of a corpus for Croissant: documents, and the tasks of each layer with their spans."""

import re
from collections.abc import Mapping
from typing import Any

from tifa.corpus.folder import ANNOTATIONS, DOCUMENTS, Corpus, document_record
from tifa.corpus.spans import Layer

_TEXT, _INTEGER, _FLOAT, _BOOLEAN = "sc:Text", "sc:Integer", "sc:Float", "sc:Boolean"
METADATA = {
    "title": "Title",
    "occasion": "The event the speech was given at",
    "speaker.name": "Name of the speaker",
    "speaker.id": "Key of the speaker",
    "speaker.post": "Post the speaker held",
    "speaker.rank": "Level of that post",
    "issuer": "The body that issued the text",
    "event_date": "Day of the speech, ISO 8601, to the day, month or year",
    "publication_date": "Day it was printed",
    "place": "Where it was given",
    "level": "Level of government, from a closed taxonomy",
    "genre": "Genre, from a closed taxonomy",
    "text_kind": "Full text, excerpt or report, from a closed taxonomy",
    "campaign": "The campaign it belongs to",
    "source": "Where the text is from",
    "licence": "Licence of the text",
    "synthetic": "Whether the text is invented",
    "language": "Language of the text",
}
_SPAN = {
    "start": (_INTEGER, "First character in the task's text, in Unicode code points"),
    "end": (_INTEGER, "Character after the last one"),
    "label": (_TEXT, "Label of the scheme"),
    "quote": (_TEXT, "The text covered: text[start:end]"),
}


def identifier(name: str) -> str:
    """Return a name as an ``@id``, in which mlcroissant bears no whitespace."""
    return re.sub(r"\s", "_", name)


def record_sets(corpus: Corpus) -> list[dict[str, Any]]:
    """Return the record sets ``documents`` and ``annotations/LAYER`` of a corpus.

    Fields that occur in no document or span are left out.
    """
    layers = [_layer(layer) for _, layer in sorted(corpus.layers.items())]
    return [_documents(corpus), *layers]


def _documents(corpus: Corpus) -> dict[str, Any]:
    metas = [document_record(doc)["meta"] for doc in corpus.documents.values()]
    fields = [
        _field("documents/id", DOCUMENTS, "id", "Unique in the corpus"),
        _field("documents/text", DOCUMENTS, "text", "The text exactly as imported"),
        _field("documents/sha256", DOCUMENTS, "sha256", "SHA-256 of the text in UTF-8"),
    ]
    for path, description in METADATA.items():
        if any(_has(meta, path) for meta in metas):
            kind = _BOOLEAN if path == "synthetic" else _TEXT
            name = path.replace(".", "_")
            fields.append(
                _field(f"documents/{name}", DOCUMENTS, "meta", description, kind, path=path)
            )
    return {
        "@type": "cr:RecordSet",
        "@id": "documents",
        "name": "documents",
        "description": "The speeches with what is known about them, one record each.",
        "key": {"@id": "documents/id"},
        "field": fields,
    }


def _has(meta: Mapping[str, Any], path: str) -> bool:
    found: Any = meta
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found is not None


def _layer(layer: Layer) -> dict[str, Any]:
    info = layer.info
    name = f"{ANNOTATIONS}/{info.name}"
    file = f"{name}.jsonl"
    # No `references` to documents/id: mlcroissant would join on the column, which is all of meta.
    document = "The document: documents/id"
    offset = "Where the text starts in the document, in code points"
    return {
        "@type": "cr:RecordSet",
        "@id": identifier(name),
        "name": name,
        "description": (
            f"Spans of the layer {info.name} ({info.kind.value}), one record for each block of "
            "a document that the layer has seen, also where it has found none. The arguments of "
            "spans stand in the file under spans[*].arguments: Croissant 1.0 has no fields for "
            "lists in lists."
        ),
        "field": [
            _field(f"{name}/text", file, "text", "A block of the document"),
            _field(f"{name}/doc_id", file, "meta", document, path="doc_id"),
            _field(f"{name}/char_offset", file, "meta", offset, _INTEGER, path="char_offset"),
            _field(f"{name}/section", file, "meta", "Enumerators above it", path="section"),
            {
                "@type": "cr:Field",
                "@id": identifier(f"{name}/spans"),
                "name": f"{name}/spans",
                "description": "The spans in the block; they may nest and cross.",
                "repeated": True,
                "subField": _span_fields(layer, f"{name}/spans", file),
            },
        ],
    }


def _span_fields(layer: Layer, name: str, file: str) -> list[dict[str, Any]]:
    spans = [span for _, span in layer]
    fields = [
        _field(f"{name}/{key}", file, "spans", description, kind, path=key)
        for key, (kind, description) in _SPAN.items()
    ]
    for attribute in sorted({key for span in spans for key in span.attributes}):
        description = f"Attribute {attribute}, where the label has it"
        path = f"attributes.{_quoted(attribute)}"
        fields.append(
            _field(f"{name}/attributes/{attribute}", file, "spans", description, path=path)
        )
    if any(span.score is not None for span in spans):
        description = "The model's confidence, 0 to 1"
        fields.append(_field(f"{name}/score", file, "spans", description, _FLOAT, path="score"))
    return fields


def _quoted(name: str) -> str:
    return name if name.isidentifier() else f'"{name}"'


def _field(
    name: str, file: str, column: str, description: str, kind: str = _TEXT, *, path: str = ""
) -> dict[str, Any]:
    """Return a field read from a column, or with `path` from an object in it."""
    source: dict[str, Any] = {
        "fileObject": {"@id": identifier(file)},
        "extract": {"column": column},
    }
    if path:
        source["transform"] = {"jsonPath": path}
    return {
        "@type": "cr:Field",
        "@id": identifier(name),
        "name": name,
        "description": description,
        "dataType": kind,
        "source": source,
    }
