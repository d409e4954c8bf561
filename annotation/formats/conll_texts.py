"""The exact texts beside a CoNLL file, and who has seen them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import Exchange, Item
from tifa.annotation.formats.jsonfiles import read_json_lines, save_json_lines
from tifa.corpus.document import text_hash
from tifa.corpus.errors import FormatError

_NAME = "texts.jsonl"


@dataclass(frozen=True)
class Told:
    """What is told of the texts of CoNLL files.

    items (tuple[Item, ...]): The texts.
    seen (Mapping[str, tuple[str, ...]]): Who has seen them, by item.
    named (Mapping[str, str]): The annotator of a file, by its name, where it does not say.
    """

    items: tuple[Item, ...] = ()
    seen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)


def texts_path(path: Path) -> Path:
    """Return where the texts of a file or folder stand."""
    if path.is_dir() or not path.suffix:
        return path / _NAME
    return path.with_suffix(f".{_NAME}")


def write_texts(exchange: Exchange, path: Path, named: Mapping[str, str]) -> None:
    """Write the texts beside a file, or into a folder.

    named (Mapping[str, str]): The annotators of files whose name does not say it.

    Raises:
        FormatError: They cannot be written.
    """
    records = [
        {
            "id": item.id,
            "text": item.text,
            "sha256": text_hash(item.text),
            "meta": dict(item.meta),
            "seen": [name for name, layer in exchange.layers.items() if item.id in layer],
            "files": dict(named),
        }
        for item in exchange.items
    ]
    save_json_lines(texts_path(path), records)


def read_texts(path: Path) -> Told:
    """Return what stands beside a file or in a folder; nothing if there is no such file.

    Raises:
        FormatError: The file is not in its form, or a text was changed.
    """
    source = texts_path(path)
    if not source.is_file():
        return Told()
    items: list[Item] = []
    seen: dict[str, tuple[str, ...]] = {}
    named: dict[str, str] = {}
    for where, record in read_json_lines(source):
        item = Item(_text(record, "id", where), _text(record, "text", where), _meta(record, where))
        if item.id in seen:
            raise FormatError(f"The text {item.id} stands there twice", where=where)
        if record.get("sha256", text_hash(item.text)) != text_hash(item.text):
            raise FormatError(
                f"The text of {item.id} has changed: its sha256 differs",
                where=where,
                remedy="Restore the file.",
            )
        items.append(item)
        seen[item.id] = _names(record, where)
        files = record.get("files") or {}
        if isinstance(files, dict) and all(isinstance(name, str) for name in files.values()):
            named |= files
    return Told(tuple(items), seen, named)


def _text(record: Mapping[str, Any], key: str, where: str) -> str:
    value = record.get(key)
    if not isinstance(value, str):
        raise FormatError(f"{key} is missing or no text", where=where)
    return value


def _meta(record: Mapping[str, Any], where: str) -> dict[str, Any]:
    meta = record.get("meta") or {}
    if not isinstance(meta, dict):
        raise FormatError("meta is no object", where=where)
    return meta


def _names(record: Mapping[str, Any], where: str) -> tuple[str, ...]:
    names = record.get("seen") or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise FormatError("seen is no list of names", where=where)
    return tuple(names)
