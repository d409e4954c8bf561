"""Files of a folder export: exact texts, and an index of what the files cannot say.

Formats with one file for each text write ``items.jsonl`` beside them: the ids in their
order with their ``meta``, so that texts find their way back into their documents.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import Exchange, Item
from tifa.corpus.errors import FormatError

INDEX = "items.jsonl"


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file exactly, with its line ends and byte order mark.

    Raises:
        FormatError: It cannot be read, or is not UTF-8.
    """
    try:
        return read_file(path).decode("utf8")
    except UnicodeDecodeError as error:
        raise FormatError(
            f"It is not UTF-8 (byte {error.start})",
            where=str(path),
            remedy="Convert it to UTF-8.",
        ) from None


def read_file(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises:
        FormatError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise FormatError(f"Cannot be read ({error.strerror})", where=str(path)) from None


def holds(folder: Path, pattern: str, test: Callable[[bytes], bool]) -> bool:
    """Say whether one of the first files of a folder looks as it should.

    pattern (str): Of the names, such as ``*.json``; folders below are searched too.
    test (Callable): Is given the first 64 KiB of a file.
    """
    for path in islice(folder.rglob(pattern), 20):
        try:
            with path.open("rb") as file:
                if test(file.read(64 * 1024)):
                    return True
        except OSError:
            continue
    return False


def write_bytes(path: Path, content: str | bytes, *, where: str = "") -> None:
    """Write a file as it is, a text in UTF-8, and the folders above it.

    Raises:
        FormatError: It cannot be written, or the text holds half of a surrogate pair.
    """
    try:
        data = content if isinstance(content, bytes) else content.encode("utf8")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except UnicodeEncodeError as error:
        raise FormatError(
            f"Character {error.start} of the text is half of a surrogate pair",
            where=where or str(path),
            remedy="Mend the text: such a half is no character.",
        ) from None
    except OSError as error:
        raise FormatError(f"Cannot be written ({error.strerror})", where=str(path)) from None


def write_index(exchange: Exchange, folder: Path) -> None:
    """Write ``items.jsonl``: the ids in their order, with their ``meta``.

    Raises:
        FormatError: It cannot be written, or some ``meta`` is no JSON.
    """
    try:
        lines = [
            json.dumps({"id": item.id, "meta": dict(item.meta)}, ensure_ascii=False)
            for item in exchange.items
        ]
    except (TypeError, ValueError) as error:
        raise FormatError(f"The meta of an item is no JSON ({error})", where=INDEX) from None
    write_bytes(folder / INDEX, "".join(f"{line}\n" for line in lines))


def order_items(exchange: Exchange, folder: Path) -> Exchange:
    """Return the exchange in the order and with the ``meta`` of the index, if there is one.

    Raises:
        FormatError: The index is not in its form.
    """
    path = folder / INDEX
    if not folder.is_dir() or not path.is_file():
        return exchange
    metas = _read_index(path)
    places = {item_id: place for place, item_id in enumerate(metas)}
    items: list[Item] = sorted(exchange.items, key=lambda item: places.get(item.id, len(places)))
    return replace(
        exchange,
        items=tuple(replace(item, meta={**metas.get(item.id, {}), **item.meta}) for item in items),
    )


def _read_index(path: Path) -> dict[str, dict[str, Any]]:
    metas: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            metas[str(record["id"])] = dict(record["meta"])
        except (ValueError, TypeError, KeyError, RecursionError):
            raise FormatError(
                "It is not an item with id and meta",
                where=f"{path}:{number}",
                remedy=f"Remove {INDEX}: the texts can be read without it.",
            ) from None
    return metas
