"""Where documents to compare come from: corpus folders, plain folders with metadata, files.

A plain folder holds ``.txt`` files and perhaps a table of metadata: ``metadata.csv``,
``metadata.jsonl`` or ``manifest.jsonl`` with a column ``file``, the path in the folder, and
columns named like the fields of the metadata. Without one, they are guessed from the texts.
Values of closed fields such as the level are kept as they stand also where the taxonomy does
not have them: groups can be made by them, though no corpus can hold them.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tifa.corpus.additions import text_files
from tifa.corpus.comparison.study import Speech, speeches_of
from tifa.corpus.document import Document, Metadata
from tifa.corpus.errors import CorpusError, FormatError
from tifa.corpus.folder import Corpus
from tifa.corpus.ingest import make_document, make_metadata, read_text_file
from tifa.corpus.jsonl import read_jsonl
from tifa.corpus.manifest import MANIFEST
from tifa.corpus.taxonomies import taxonomies

NO_LAYER = "none"
TABLES = ("metadata.csv", "metadata.jsonl", "manifest.jsonl")
_FILE = "file"
# Columns that people call otherwise.
_ALIASES = {"date": "event_date"}

Watch = Callable[[Sequence[Path]], Iterable[Path]]


@dataclass(frozen=True, slots=True)
class Source:
    """Documents read.

    name (str): Of the corpus or folder.
    layer (str): Whose spans these are, or ``none``.
    speeches (list[Speech]): The documents.
    notes (tuple[str, ...]): What a user should know, a sentence each.
    """

    name: str
    layer: str
    speeches: list[Speech]
    notes: tuple[str, ...] = ()


def read_source(path: Path, layer: str, *, watch: Watch = iter) -> Source:
    """Read a corpus folder with one of its layers, or a plain folder of texts, or one text.

    layer (str): Name of the layer; ``none`` takes the texts alone. Plain texts have none.
    watch (Callable): Wraps the files of a plain folder while they are read.

    Raises:
        CorpusError: There is no such path or layer, or nothing to read.
        FormatError: A file is not in its form.
    """
    if (path / MANIFEST).is_file():
        corpus = Corpus.read(path)
        if layer != NO_LAYER:
            return Source(corpus.info.name, layer, speeches_of(corpus, layer))
        plain = [Speech(doc, ()) for doc in corpus.documents.values()]
        return Source(corpus.info.name, NO_LAYER, plain)
    if not path.exists():
        raise CorpusError("There is no such folder or file", where=str(path))
    return _read_plain(path, watch)


def _read_plain(source: Path, watch: Watch) -> Source:
    folder = source if source.is_dir() else source.parent
    rows = _metadata(folder) if source.is_dir() else {}
    documents: dict[str, Document] = {}
    told: Counter[str] = Counter()
    without = 0
    for path in watch(text_files([source])):
        row = rows.get(path.relative_to(folder).as_posix())
        without += row is None and bool(rows)
        given, unknown = _valid(row or {}, told)
        text = read_text_file(path).text
        doc = make_document(text, filename=path.name, given=given, taken=documents).doc
        # A copy is not checked: here a value has only to make groups.
        meta = doc.meta.model_copy(update=unknown)
        documents[doc.id] = doc.model_copy(update={"meta": meta})
    notes = [f"{count} documents: {what}" for what, count in sorted(told.items())]
    if without:
        notes.append(f"{without} texts have no row in the table of metadata")
    speeches = [Speech(doc, ()) for doc in documents.values()]
    return Source(source.resolve().name, NO_LAYER, speeches, tuple(notes))


def _metadata(folder: Path) -> Mapping[str, dict[str, Any]]:
    """Return the rows of the folder's table of metadata by file."""
    path = next((folder / name for name in TABLES if (folder / name).is_file()), None)
    if path is None:
        return {}
    numbered = _csv_rows(path) if path.suffix == ".csv" else read_jsonl(path)
    rows: dict[str, dict[str, Any]] = {}
    for number, row in numbered:
        if not row.get(_FILE):
            raise FormatError(
                f"There is no “{_FILE}” in this row",
                where=f"{path}:{number}",
                remedy="Give each row the path of its text in the folder.",
            )
        rows[str(row[_FILE])] = row
    return rows


def _csv_rows(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return [*enumerate(csv.DictReader(lines), start=2)]
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"Cannot be read ({error})", where=str(path)) from None


def _valid(row: Mapping[str, Any], told: Counter[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the fields of a row that metadata can hold, and unknown values of closed ones.

    Those, and what is left out, are counted.
    """
    given: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for column, value in row.items():
        name = _ALIASES.get(column, column)
        if name not in Metadata.model_fields or value in (None, ""):
            continue
        try:
            make_metadata({"title": "any", name: value})
        except FormatError:
            if name in taxonomies() and isinstance(value, str):
                unknown[name] = value
                told[f"“{value}” is not in the taxonomy of {name}, kept as it stands"] += 1
            else:
                told[f"“{value}” is no value for {name}, left out"] += 1
            continue
        given[name] = value
    return given, unknown
