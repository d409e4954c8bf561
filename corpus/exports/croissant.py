"""A corpus as Croissant 1.0 metadata with the vocabulary for responsible AI (RAI 1.0).

Specifications: https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html and
https://docs.mlcommons.org/croissant/docs/croissant-rai-spec.html. The files described are those
of the corpus folder; their addresses are relative to the Croissant file.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tifa.corpus.errors import CorpusError
from tifa.corpus.exports.croissant_rai import rai_properties
from tifa.corpus.exports.croissant_records import identifier, record_sets
from tifa.corpus.exports.licences import licence_url
from tifa.corpus.folder import DOCUMENTS, Corpus, file_hash, layer_files
from tifa.corpus.manifest import MANIFEST

CROISSANT = "http://mlcommons.org/croissant/1.0"
RAI = "http://mlcommons.org/croissant/RAI/1.0"

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_FORMATS = {".jsonl": "application/jsonlines", ".toml": "application/toml"}


def export_croissant(corpus: Corpus, folder: Path, out: Path) -> tuple[str, ...]:
    """Write the Croissant file of a corpus folder.

    folder (Path): The folder that the corpus was read from.
    out (Path): The file; the addresses in it hold from where it lies.

    Returns:
        What Croissant asks for and ``corpus.toml`` does not say.

    Raises:
        CorpusError: A file of the corpus cannot be read, or this one not be written.
    """
    try:
        metadata = croissant(corpus, folder, out.parent)
        out.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(metadata, ensure_ascii=False, indent=2) + "\n"
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CorpusError(
            f"The Croissant file cannot be written ({error.strerror})",
            where=str(error.filename or out),
        ) from None
    return tuple(_missing(corpus))


def croissant(corpus: Corpus, folder: Path, relative_to: Path) -> dict[str, Any]:
    """Return the Croissant metadata of a corpus folder as JSON-LD."""
    info = corpus.info
    metadata = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [CROISSANT, RAI],
        "name": info.name,
        "description": info.description or f"{info.name}: annotated speeches",
        "version": info.version,
        "license": licence_url(info.licence) or info.licence,
        "url": info.url or _urn(corpus),
        "citeAs": info.citation or _citation(corpus),
        "creator": [{"@type": "sc:Person", "name": name} for name in info.creators or ()],
        "datePublished": info.published or _newest_layer(corpus),
        "inLanguage": info.language,
        "keywords": ["political speeches", "span annotation", *_labels(corpus)],
        "temporalCoverage": _coverage(corpus),
        **rai_properties(corpus),
        "distribution": [
            _file_object(path, folder, relative_to) for path in _files(corpus, folder)
        ],
        "recordSet": record_sets(corpus),
    }
    return {key: value for key, value in metadata.items() if value not in (None, [], "")}


def _files(corpus: Corpus, folder: Path) -> Iterator[Path]:
    yield folder / MANIFEST
    yield folder / DOCUMENTS
    yield from (path for path in layer_files(folder) if path.stem in corpus.layers)


def _file_object(path: Path, folder: Path, relative_to: Path) -> dict[str, Any]:
    data = path.read_bytes()
    name = path.relative_to(folder).as_posix()
    return {
        "@type": "cr:FileObject",
        "@id": identifier(name),
        "name": name,
        "contentUrl": Path(os.path.relpath(path, relative_to)).as_posix(),
        "contentSize": f"{len(data)} B",
        "encodingFormat": _FORMATS[path.suffix],
        "sha256": file_hash(data),
    }


def _urn(corpus: Corpus) -> str:
    """Return a name for a corpus that has no address: the same for the same texts."""
    texts = "".join(doc.sha256 for _, doc in sorted(corpus.documents.items()))
    return uuid5(NAMESPACE_URL, f"{corpus.info.name} {corpus.info.version} {texts}").urn


def _citation(corpus: Corpus) -> str:
    info = corpus.info
    fields: Mapping[str, str | None] = {
        "author": " and ".join(info.creators or ()),
        "title": info.name,
        "version": info.version,
        "year": (info.published or "")[:4],
        "url": info.url,
    }
    said = ", ".join(f"{key} = {{{value}}}" for key, value in fields.items() if value)
    return f"@misc{{{info.name.replace(' ', '-')}, {said}}}"


def _newest_layer(corpus: Corpus) -> str | None:
    return max((layer.info.date for layer in corpus.layers.values()), default=None)


def _labels(corpus: Corpus) -> list[str]:
    return sorted({span.label for layer in corpus.layers.values() for _, span in layer})


def _coverage(corpus: Corpus) -> str | None:
    """Return the days of the first and the last event as an ISO 8601 interval."""
    days = [doc.meta.event_date for doc in corpus.documents.values() if doc.meta.event_date]
    return f"{min(days)}/{max(days)}" if days else None


def _missing(corpus: Corpus) -> Iterator[str]:
    info = corpus.info
    if not info.url:
        yield "corpus.toml has no `url`: a URN made from the texts stands for it"
    if not info.creators:
        yield "corpus.toml has no `creators`, which Croissant asks for"
    if not info.published:
        newest = "the date of the newest layer stands for it"
        yield "corpus.toml has no `published`: " + (newest if corpus.layers else "there is no date")
    if not info.citation:
        yield "corpus.toml has no `citation`: one was made from name and version"
    if info.licence == "not stated":
        yield "corpus.toml states no `licence`, without which nobody may use the corpus"
    if not info.description:
        yield "corpus.toml has no `description`"
