"""What a trained pipeline can be traced to: its inputs by hash, config, seed and versions.

All of it stands in the pipeline's own ``meta.json`` under ``tifa``. The same inputs,
config, seed and versions on the same kind of machine give the same predictions.
"""

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tifa
from tifa.corpus.document import text_hash
from tifa.corpus.folder import ANNOTATIONS, DOCUMENTS, Corpus
from tifa.corpus.manifest import MANIFEST
from tifa.corpus.replacing import file_hash
from tifa.corpus.spans import Layer
from tifa.models.answers import answered, is_answers

META = "meta.json"
# Whose other versions may give other weights.
_LIBRARIES = ("spacy", "thinc", "numpy")


def describe_inputs(paths: Iterable[Path | str], layer: str) -> list[dict[str, Any]]:
    """Describe what is trained on: name, licence, size, annotators, hash of every file.

    paths (Iterable[Path | str]): Corpus folders and files of answered tasks.
    layer (str): The layer that is learnt from.

    Raises:
        CorpusError, FormatError, OffsetError: One of them cannot be read.
    """
    return [
        _describe_answers(Path(path)) if is_answers(path) else _describe_corpus(Path(path), layer)
        for path in paths
    ]


def _describe_corpus(folder: Path, layer: str) -> dict[str, Any]:
    corpus = Corpus.read(folder)
    annotated = corpus.layers.get(layer)
    files = [MANIFEST, DOCUMENTS, *([f"{ANNOTATIONS}/{layer}.jsonl"] if annotated else [])]
    return {
        "name": corpus.info.name,
        "version": corpus.info.version,
        "licence": corpus.info.licence,
        "url": corpus.info.url,
        "synthetic": corpus.info.synthetic,
        "scheme": f"{corpus.info.scheme} {corpus.info.scheme_version}",
        "documents": len(corpus.documents),
        "characters": sum(len(doc.text) for doc in corpus.documents.values()),
        "layer": annotated and _describe_layer(annotated),
        "sha256": {name: file_hash((folder / name).read_bytes()) for name in files},
    }


def _describe_layer(layer: Layer) -> dict[str, Any]:
    return {
        "name": layer.info.name,
        "kind": layer.info.kind.value,
        "annotators": list(layer.info.annotators),
        "date": layer.info.date,
        "note": layer.info.note,
        "spans": layer.counts(),
    }


def _describe_answers(path: Path) -> dict[str, Any]:
    tasks = [task for _, task in answered(path)]
    return {
        "name": path.name,
        "tasks": len(tasks),
        "characters": sum(len(task.text) for task in tasks),
        "spans": sum(len(task.spans) for task in tasks),
        "sha256": {path.name: file_hash(path.read_bytes())},
    }


def training_texts(paths: Iterable[Path | str]) -> set[str]:
    """Return the SHA-256 of the documents and tasks at paths, to find test texts among them.

    Raises:
        CorpusError, FormatError, OffsetError: One of them cannot be read.
    """
    hashes: set[str] = set()
    for path in paths:
        if is_answers(path):
            hashes.update(text_hash(task.text) for _, task in answered(path))
        else:
            hashes.update(doc.sha256 for doc in Corpus.read(path).documents.values())
    return hashes


def versions() -> dict[str, str]:
    """Return the versions of what computes the weights."""
    return {
        "tifa": tifa.__version__,
        **{name: version(name) for name in _LIBRARIES},
        "python": platform.python_version(),
    }


def read_meta(model: Path) -> dict[str, Any]:
    """Return the ``meta.json`` of a pipeline's folder."""
    meta: dict[str, Any] = json.loads((model / META).read_text("utf8"))
    return meta


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON for people and programs: UTF-8, indented, Unix line ends."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def sign(model: Path, report: Mapping[str, Any], *, licence: str, has_dev: bool) -> None:
    """Say in a pipeline's ``meta.json`` what made it, so that it travels with it.

    report (Mapping[str, Any]): What it can be traced to.
    licence (str): Licence of the pipeline.
    has_dev (bool): Whether spaCy's own scores are of other data than the training data;
        if not, they would be taken for a measure of quality, and are left out.
    """
    meta = read_meta(model)
    meta["name"] = f"tifa_{Path(str(report['config']['name'])).stem}"
    meta["version"] = tifa.__version__
    meta["description"] = "Directives, slogans and responsibility in Chinese political speeches"
    meta["license"] = licence
    meta["sources"] = _sources(report["inputs"])
    if not has_dev:
        meta["performance"] = {}
    config = {**report["config"], "sha256": file_hash((model / "config.cfg").read_bytes())}
    meta["tifa"] = {**report, "config": config}
    write_json(model / META, meta)


def _sources(inputs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the inputs as spaCy lists sources in ``meta.json``."""
    return [
        {
            "name": f"{each['name']} {each.get('version', '')}".strip(),
            "url": each.get("url") or "",
            "license": each.get("licence", ""),
            "author": ", ".join((each.get("layer") or {}).get("annotators", ())),
        }
        for each in inputs
    ]
