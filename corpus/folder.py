"""The corpus on disk: ``corpus.toml``, ``documents.jsonl`` and ``annotations/*.jsonl``.

Everything is plain text that git can diff, in a stable order. Counts and
checksums in ``corpus.toml`` are recomputed at every save and compared by
``tifa corpus validate``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w
from pydantic import ValidationError

from tifa.corpus.document import Document
from tifa.corpus.errors import CorpusError, FormatError, OffsetError, explain
from tifa.corpus.jsonl import dump_lines, read_jsonl
from tifa.corpus.manifest import MANIFEST, CorpusInfo, Counts, LayerEntry, read_manifest
from tifa.corpus.replacing import file_hash, replace_files
from tifa.corpus.spans import Layer, LayerInfo, Span, in_order
from tifa.corpus.tasks import ACCEPT, parse_task, provenance_of, task_spans, to_tasks

if TYPE_CHECKING:
    import pandas as pd

DOCUMENTS = "documents.jsonl"
ANNOTATIONS = "annotations"


@dataclass(frozen=True)
class Corpus:
    """Documents with their annotation layers.

    info (CorpusInfo): Name, version, licence, scheme.
    documents (Mapping[str, Document]): By id.
    layers (Mapping[str, Layer]): By name.
    """

    info: CorpusInfo
    documents: Mapping[str, Document] = field(default_factory=dict)
    layers: Mapping[str, Layer] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path | str) -> "Corpus":
        """Read a corpus folder; every quote and checksum of a text is checked.

        Raises:
            CorpusError: The folder holds no corpus, or a layer points to a document
                that is not there.
            FormatError: A file is not in its form, or holds a task that was not accepted;
                the message has file and line.
            OffsetError: A span does not cover its quote.
        """
        folder = Path(folder)
        manifest = read_manifest(folder)
        documents = _read_documents(folder / DOCUMENTS)
        layers = {
            path.stem: _read_layer(path, documents, manifest.layers.get(path.stem))
            for path in layer_files(folder)
        }
        return cls(manifest.corpus, documents, layers)

    def write(self, folder: Path | str) -> None:
        """Write the corpus folder, documents by id and spans by offset.

        The file of a layer that the folder's ``corpus.toml`` lists and this corpus has not
        is removed; a file that it does not list stays.

        Raises:
            CorpusError: The folder cannot be written, or a layer annotates a document
                that the corpus does not have.
            FormatError: The folder holds a ``corpus.toml`` that cannot be read.
            OffsetError: A span does not cover its quote.
        """
        folder = Path(folder)
        gone = self._layers_gone(folder)
        rendered = {DOCUMENTS: dump_lines(self._document_records())}
        for name, layer in sorted(self.layers.items()):
            rendered[f"{ANNOTATIONS}/{name}.jsonl"] = dump_lines(self._task_records(layer))
        manifest = self._manifest(rendered)
        contents = {name: text.encode() for name, text in rendered.items()}
        contents[MANIFEST] = tomli_w.dumps(manifest).encode()
        try:
            (folder / ANNOTATIONS).mkdir(parents=True, exist_ok=True)
            replace_files(folder, contents)
            for path in gone:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise CorpusError(
                f"The corpus cannot be written ({error.strerror})", where=str(folder)
            ) from None

    def layer(self, name: str) -> Layer:
        """Return a layer by name.

        Raises:
            CorpusError: There is none of that name.
        """
        if name not in self.layers:
            known = ", ".join(self.layers) or "none"
            raise CorpusError(
                f"Corpus {self.info.name} has no layer “{name}”", remedy=f"It has: {known}."
            )
        return self.layers[name]

    def with_documents(self, documents: Iterable[Document]) -> "Corpus":
        """Return the corpus with documents added or replaced."""
        merged = {**self.documents, **{doc.id: doc for doc in documents}}
        return replace(self, documents=merged)

    def with_layer(self, layer: Layer) -> "Corpus":
        """Return the corpus with a layer added or replaced."""
        return replace(self, layers={**self.layers, layer.info.name: layer})

    def without_layer(self, name: str) -> "Corpus":
        """Return the corpus without a layer; writing it removes the layer's file.

        Raises:
            CorpusError: There is none of that name.
        """
        self.layer(name)
        kept = {other: layer for other, layer in self.layers.items() if other != name}
        return replace(self, layers=kept)

    def _layers_gone(self, folder: Path) -> list[Path]:
        """Return the files of layers that were saved in the folder and are no more."""
        if not (folder / MANIFEST).is_file():
            return []
        listed = read_manifest(folder).layers
        return [
            path for path in layer_files(folder) if path.stem in listed.keys() - self.layers.keys()
        ]

    def to_frame(self) -> "pd.DataFrame":
        """Return a table of spans; see `tifa.corpus.table.spans_frame`."""
        from tifa.corpus.table import spans_frame  # pandas is slow to import

        return spans_frame(self)  # pyright: ignore[reportArgumentType]

    def documents_frame(self) -> "pd.DataFrame":
        """Return a table of documents; see `tifa.corpus.table.documents_frame`."""
        from tifa.corpus.table import documents_frame

        return documents_frame(self)  # pyright: ignore[reportArgumentType]

    def _document_records(self) -> list[dict[str, Any]]:
        return [document_record(self.documents[doc_id]) for doc_id in sorted(self.documents)]

    def _task_records(self, layer: Layer) -> list[dict[str, Any]]:
        unknown = layer.spans.keys() - self.documents.keys()
        if unknown:
            raise CorpusError(
                f"Layer “{layer.info.name}” annotates “{min(unknown)}”, which is not in the corpus",
                remedy="Add the document before the layer.",
            )
        return [
            task
            for doc_id in sorted(layer.spans)
            for task in to_tasks(self.documents[doc_id], layer.spans[doc_id], layer.info)
        ]

    def _manifest(self, rendered: Mapping[str, str]) -> dict[str, Any]:
        return {
            "corpus": self.info.model_dump(exclude_none=True),
            "layers": {
                name: _layer_table(layer.info) for name, layer in sorted(self.layers.items())
            },
            "counts": self.counts().model_dump(),
            "files": {
                name: {"sha256": file_hash(text.encode()), "records": text.count("\n")}
                for name, text in rendered.items()
            },
        }

    def counts(self) -> Counts:
        """Count documents, characters, and spans per layer and label."""
        return Counts(
            documents=len(self.documents),
            characters=sum(len(doc.text) for doc in self.documents.values()),
            spans={name: layer.counts() for name, layer in sorted(self.layers.items())},
        )


def _layer_table(info: LayerInfo) -> dict[str, Any]:
    fields = {name: value for name, value in asdict(info).items() if name != "name"}
    return LayerEntry.model_validate(fields).model_dump(mode="json")


def seed_folder() -> Path:
    """Return the folder of the shipped seed corpus."""
    return Path(str(files("tifa.corpus") / "data/seed"))


def synthetic_folder() -> Path:
    """Return the folder of the shipped synthetic corpus.

    Its texts are invented by a language model: they are for training, and never for a
    test of how something does on real speeches.
    """
    return Path(str(files("tifa.corpus") / "data/synthetic"))


def training_folders() -> list[Path]:
    """Return the folders of the shipped corpora that taggers are trained on by default."""
    return [seed_folder(), synthetic_folder()]


def document_record(doc: Document) -> dict[str, Any]:
    """Return a document as stored: id, text, sha256 and the metadata that is known."""
    meta = doc.meta.model_dump(exclude_none=True)
    return {"id": doc.id, "text": doc.text, "sha256": doc.sha256, "meta": meta}


def parse_document(record: dict[str, Any], *, where: str) -> Document:
    """Make a checked document of a record.

    Raises:
        FormatError: A field is missing, unknown or wrong; or the text has changed.
    """
    fields = {name: value for name, value in record.items() if name != "sha256"}
    try:
        doc = Document.model_validate(fields)
    except ValidationError as error:
        raise FormatError(explain(error), where=where) from None
    if record.get("sha256", doc.sha256) != doc.sha256:
        raise FormatError(
            f"The text of document “{doc.id}” has changed: its sha256 differs",
            where=where,
            remedy="Restore the text, or import the changed text as a new document.",
        )
    return doc


def layer_files(folder: Path) -> list[Path]:
    """Return the annotation files of a corpus folder in stable order."""
    return sorted((folder / ANNOTATIONS).glob("*.jsonl"))


def _read_documents(path: Path) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    for number, record in read_jsonl(path):
        doc = parse_document(record, where=f"{path}:{number}")
        if doc.id in documents:
            raise FormatError(f"Document id “{doc.id}” is used twice", where=f"{path}:{number}")
        documents[doc.id] = doc
    return documents


def _read_layer(path: Path, documents: Mapping[str, Document], entry: LayerEntry | None) -> Layer:
    spans: dict[str, tuple[Span, ...]] = {}
    info = LayerInfo(path.stem, **entry.model_dump()) if entry else None
    for number, record in read_jsonl(path):
        where = f"{path}:{number}"
        task = parse_task(record, where=where)
        if task.answer != ACCEPT:
            raise FormatError(
                f"The task was answered “{task.answer}”, and a layer holds accepted tasks only",
                where=where,
                remedy="Take the file out of the folder and bring it in with: tifa import.",
            )
        doc = documents.get(task.meta.doc_id)
        if doc is None:
            raise CorpusError(f"There is no document “{task.meta.doc_id}”", where=where)
        start = task.meta.char_offset
        if doc.text[start : start + len(task.text)] != task.text:
            raise OffsetError(
                f"The task text is not what document “{doc.id}” has at {start}", where=where
            )
        info = info or provenance_of(task)
        spans[doc.id] = in_order((*spans.get(doc.id, ()), *task_spans(task, where=where)))
    if info is None:
        raise CorpusError(
            "Nothing says who made this layer",
            where=str(path),
            remedy=f"Add a table [layers.{path.stem}] to corpus.toml.",
        )
    return Layer(info, spans)
