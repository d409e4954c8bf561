"""Validation of files and records: levels 1 and 2.

Nothing here stops at a finding: what can still be read is handed on, so that one
broken line does not hide what is wrong in the others.
"""

import codecs
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tifa.corpus.document import Document
from tifa.corpus.errors import FormatError
from tifa.corpus.folder import DOCUMENTS
from tifa.corpus.incidents import Place, ValidationReport
from tifa.corpus.jsonl import parse_line
from tifa.corpus.manifest import MANIFEST, CorpusInfo, Counts, FileEntry, LayerEntry, Manifest
from tifa.corpus.tasks import TaskRecord

Record = TypeVar("Record", bound=BaseModel)
Lines = list[tuple[int, dict[str, Any]]]

_RULES = {
    "missing": "missing-field",
    "extra_forbidden": "unknown-field",
    "string_unicode": "lone-surrogate",
    "invalid-date": "invalid-date",
    "unknown-taxonomy-value": "unknown-taxonomy-value",
}


@dataclass(frozen=True, slots=True)
class StoredManifest:
    """What could be read of ``corpus.toml``.

    info (CorpusInfo): The corpus table; defaults where it is broken.
    layers, files (Mapping | None): The tables by name, None for a broken one; None
        instead of the mapping if there is no readable ``corpus.toml``.
    counts (Counts | None): The counts, None where they are broken.
    """

    info: CorpusInfo
    layers: Mapping[str, LayerEntry | None] | None = None
    files: Mapping[str, FileEntry | None] | None = None
    counts: Counts | None = None


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A line of ``documents.jsonl`` with an id.

    line (int): Its line, from 1.
    id (str): Its id, well formed or not.
    text (str | None): Its text, if that is a text.
    doc (Document | None): The document, if the record is right.
    """

    line: int
    id: str
    text: str | None
    doc: Document | None


@dataclass(frozen=True, slots=True)
class StoredTask:
    """A line of an annotation file that could be read, spans of wrong form left out."""

    line: int
    task: TaskRecord


def read_lines(folder: Path, name: str, report: ValidationReport) -> Lines:
    """Return line numbers and records of a .jsonl file as far as they can be read."""
    data = _read_bytes(folder, name, report)
    if data is None:
        return []
    lines: Lines = []
    # Decoded line by line, so that a bad byte costs one line.
    for number, raw in enumerate(data.split(b"\n"), start=1):
        place = Place(name, number)
        if raw.strip():
            record = _read_record(raw, place, report)
            if record is not None:
                lines.append((number, record))
        elif raw or number <= data.count(b"\n"):
            report.add("blank-line", place, "The line is blank")
    if not data.strip():
        report.add("empty-file", Place(name), "The file holds no record")
    elif not data.endswith(b"\n"):
        report.add("no-final-newline", Place(name), "The last line has no line feed")
    return lines


def read_toml(folder: Path, name: str, report: ValidationReport) -> dict[str, Any] | None:
    """Return the content of a TOML file, or None if it cannot be read."""
    data = _read_bytes(folder, name, report)
    if data is None:
        return None
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        report.add("not-utf8", Place(name), f"Byte {error.start} is not UTF-8")
    except tomllib.TOMLDecodeError as error:
        report.add("not-toml", Place(name), f"Not valid TOML ({error})")
    return None


def _read_bytes(folder: Path, name: str, report: ValidationReport) -> bytes | None:
    """Return the bytes of a file without byte order mark, or None if there is none."""
    place = Place(name)
    try:
        data = (folder / name).read_bytes()
    except FileNotFoundError:
        report.add("missing-file", place, "The file is not there")
        return None
    except OSError as error:
        report.add("unreadable-file", place, f"The file cannot be read ({error.strerror})")
        return None
    if data.startswith(codecs.BOM_UTF8):
        report.add("byte-order-mark", place, "The file begins with a byte order mark")
        data = data.removeprefix(codecs.BOM_UTF8)
    crlf = data.count(b"\r\n")
    if crlf:
        report.add("crlf-line-ends", place, f"{crlf} lines end with CR LF")
    return data


def _read_record(raw: bytes, place: Place, report: ValidationReport) -> dict[str, Any] | None:
    try:
        line = raw.decode()
    except UnicodeDecodeError as error:
        report.add("not-utf8", place, f"Byte {error.start} of the line is not UTF-8")
        return None
    try:
        record = parse_line(line, where=str(place))
    except FormatError as error:
        report.add("not-an-object" if _is_json(line) else "not-json", place, error.what)
        return None
    for key in dict.fromkeys(_repeated_keys(line)):
        report.add("duplicate-key", place, f"An object has the key “{key}” twice")
    return record


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _repeated_keys(line: str) -> list[str]:
    repeated: list[str] = []

    def note(pairs: list[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                repeated.append(key)
            seen.add(key)

    json.loads(line, object_pairs_hook=note, strict=False)
    return repeated


def check_record(
    model: type[Record], record: Any, place: Place, report: ValidationReport
) -> tuple[Record | None, list[ErrorDetails]]:
    """Return the checked record or None, and what is wrong with it, already reported."""
    try:
        return model.model_validate(record), []
    except ValidationError as error:
        details = error.errors()
    for item in details:
        field = ".".join(map(str, item["loc"])) or "record"
        report.add(_rule_of(item), place, f"{field}: {item['msg']}")
    return None, details


def _rule_of(item: ErrorDetails) -> str:
    kind = item["type"]
    if kind in _RULES:
        return _RULES[kind]
    if item["loc"] == ("id",) and kind == "string_pattern_mismatch":
        return "invalid-document-id"
    if kind.endswith(("_type", "_parsing", "_from_float")):
        return "wrong-type"
    return "invalid-value"


def check_manifest(folder: Path, report: ValidationReport) -> StoredManifest:
    """Check ``corpus.toml`` and return what is right in it."""
    unknown = CorpusInfo(name=folder.resolve().name or "corpus")
    data = read_toml(folder, MANIFEST, report)
    if data is None:
        return StoredManifest(unknown)
    manifest, details = check_record(Manifest, data, Place(MANIFEST), report)
    broken = {tuple(map(str, item["loc"][:2])) for item in details}
    if manifest is None:
        manifest = _salvage(data, unknown, broken)
    tables = {
        name: dict.fromkeys(data[name]) if isinstance(data.get(name), dict) else {}
        for name in ("layers", "files")
    }
    return StoredManifest(
        manifest.corpus,
        {**tables["layers"], **manifest.layers},
        {**tables["files"], **manifest.files},
        None if any(loc[0] == "counts" for loc in broken) else manifest.counts,
    )


def _salvage(
    data: Mapping[str, Any], unknown: CorpusInfo, broken: set[tuple[str, ...]]
) -> Manifest:
    """Return the manifest without its broken tables and fields."""
    kept: dict[str, Any] = {"corpus": {"name": unknown.name}}
    for name, table in data.items():
        if isinstance(table, dict) and (name,) not in broken:
            good = {key: value for key, value in table.items() if (name, key) not in broken}
            kept[name] = {**kept.get(name, {}), **good}
    return Manifest.model_validate(kept)


def check_documents(folder: Path, report: ValidationReport) -> list[StoredDocument]:
    """Check ``documents.jsonl`` and return the documents that have an id."""
    stored: dict[str, StoredDocument] = {}
    for number, record in read_lines(folder, DOCUMENTS, report):
        doc_id = record.get("id")
        place = Place(DOCUMENTS, number, doc_id if isinstance(doc_id, str) else None)
        fields = {name: value for name, value in record.items() if name != "sha256"}
        doc, _ = check_record(Document, fields, place, report)
        if doc is not None:
            _check_text(doc, record.get("sha256"), place, report)
        if not isinstance(doc_id, str):
            continue
        if doc_id in stored:
            message = f"The id is already used in line {stored[doc_id].line}"
            report.add("duplicate-document-id", place, message)
            continue
        text = record.get("text")
        stored[doc_id] = StoredDocument(
            number, doc_id, text if isinstance(text, str) else None, doc
        )
    return list(stored.values())


def _check_text(doc: Document, stated: Any, place: Place, report: ValidationReport) -> None:
    if not doc.text.strip():
        report.add("empty-text", place, "The text is empty or blank")
    if stated is not None and stated != doc.sha256:
        report.add("text-changed", place, "The text has changed: its sha256 differs")


def check_tasks(folder: Path, name: str, report: ValidationReport) -> Iterator[StoredTask]:
    """Check the form of an annotation file and yield its tasks, less the broken spans."""
    for number, record in read_lines(folder, name, report):
        task, details = check_record(TaskRecord, record, Place(name, number), report)
        if task is None and all(item["loc"][:1] == ("spans",) for item in details):
            task = _without_spans(record, {item["loc"][1] for item in details if item["loc"][1:]})
        if task is not None:
            yield StoredTask(number, task)


def _without_spans(record: dict[str, Any], broken: set[int | str]) -> TaskRecord:
    spans = record["spans"] if isinstance(record["spans"], list) else []
    kept = [span for place, span in enumerate(spans) if place not in broken]
    return TaskRecord.model_validate({**record, "spans": kept})
