"""The hashes by which Prodigy recognises inputs and tasks.

Which keys are hashed, and by MurmurHash, is public (support.prodi.gy/t/7410 and /6006). How
they are written down before that was inferred from published records: see the tests.
Records from before 2019 have another scheme.
"""

import json
from collections.abc import Mapping
from typing import Any

from murmurhash.mrmr import hash as murmurhash

from tifa.corpus.errors import FormatError

_INPUT_KEYS = ("text", "image", "html", "input")
_TASK_KEYS = ("spans", "label", "options", "arcs")
_IGNORED = frozenset(
    [
        "score",
        "rank",
        "model",
        "source",
        "pattern",
        "priority",
        "path",
        "_view_id",
        "_session_id",
        "_annotator_id",
        "answer",
    ]
)


def input_hash(task: Mapping[str, Any]) -> int:
    """Return the ``_input_hash``: equal for equal texts, wherever they stand."""
    return int(murmurhash(_joined(task, _INPUT_KEYS)))


def task_hash(task: Mapping[str, Any], of_input: int) -> int:
    """Return the ``_task_hash``: of the spans and labels offered, else of the whole task.

    task (Mapping): The task as it came in, before tokens and answers were added to it.
    of_input (int): Its input hash.
    """
    body = _joined(task, _TASK_KEYS) or _dumped({**task, "_input_hash": of_input})
    return int(murmurhash(f"{of_input}{body}"))


def known_input_hash(record: Mapping[str, Any]) -> int:
    """Return the input hash that a record has, else the one it would get."""
    found = record.get("_input_hash")
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    return input_hash(record)


def id_of_hash(hashed: int, occurrence: int) -> str:
    """Return the id of a text known only by its input hash and how often it has occurred."""
    return f"{hashed & 0xFFFFFFFF:08x}-{occurrence}"


def incoming_hashes(task: Mapping[str, Any]) -> dict[str, int]:
    """Return ``_input_hash`` and ``_task_hash`` of a task as it came in, before any answer.

    Prodigy sets them on the stream, so they do not tell of the spans that were saved.
    """
    bare = {key: task[key] for key in (*_INPUT_KEYS, "meta", "label", "options") if key in task}
    of_input = input_hash(bare)
    return {"_input_hash": of_input, "_task_hash": task_hash(bare, of_input)}


def with_input_key(task: Mapping[str, Any]) -> dict[str, Any]:
    """Return the task with a key ``input`` that says where its text stands, and its new hashes.

    Prodigy shows one text once, however often it stands in the speeches. ``input`` is among
    the keys it hashes, so with it repeated sentences stay apart; but then the input hash is
    not the one that other tools give the text.

    Raises:
        FormatError: The task's ``meta`` does not say where it stands.
    """
    meta = task.get("meta") or {}
    known = meta.get("tifa") or {}
    if "doc_id" in meta and "char_offset" in meta:
        place = f"{meta['doc_id']}:{meta['char_offset']}"
    elif "item" in known:
        place = str(known["item"])
    else:
        raise FormatError(
            "The task does not say where its text stands",
            remedy="Give it meta.doc_id and meta.char_offset.",
        )
    keyed = {**task, "input": place}
    return {**keyed, **incoming_hashes(keyed)}


def _joined(task: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return "".join(f"{key}={_dumped(task[key])}" for key in keys if key in task)


def _dumped(value: object) -> str:
    return json.dumps(_stripped(value), sort_keys=True, separators=(",", ":"))


def _stripped(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _stripped(part) for key, part in value.items() if key not in _IGNORED}
    if isinstance(value, list):
        return [_stripped(part) for part in value]
    return value
