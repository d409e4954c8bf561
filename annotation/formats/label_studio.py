"""Label Studio: a JSON array of tasks with annotations and predictions.

Offsets are UTF-16 code units, as JavaScript counts (github.com/HumanSignal/label-studio/issues
/1347), end exclusive; ``value.text`` need not be the text there (issue 3078) and is checked.
What Label Studio says of tasks, annotations and regions beyond our fields is kept in the item's
``meta["label-studio"]`` and written back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import Exchange, Format, Loss, ReadOptions
from tifa.annotation.formats.identity import Gathering, known_id, unpack
from tifa.annotation.formats.jsonfiles import first_keys, read_json_array
from tifa.annotation.formats.label_studio_config import labelling_config
from tifa.annotation.formats.label_studio_regions import read_regions
from tifa.annotation.formats.label_studio_writing import KEPT, write_label_studio
from tifa.annotation.formats.placing import place
from tifa.corpus.errors import FormatError

__all__ = ["FORMAT", "labelling_config", "read_label_studio", "write_label_studio"]

_OF_TASK = frozenset({"data", "annotations", "completions", "predictions"})


def read_label_studio(path: Path, options: ReadOptions) -> Exchange:
    """Read a JSON export (not JSON-MIN).

    Annotations are layers of who completed them, by e-mail address or id; predictions are
    layers named after their model version. Cancelled annotations are not seen.

    Raises:
        FormatError: The file cannot be read, or a task is not in its form.
    """
    reader = _Reader(path, options)
    for number, (where, task) in enumerate(read_json_array(path), start=1):
        reader.add(where, task, number)
    return reader.result()


class _Reader:
    def __init__(self, path: Path, options: ReadOptions) -> None:
        self._unnamed = options.annotator or path.stem
        self._repair = options.repair
        self._gathering = Gathering()
        self._kept: dict[str, dict[str, Any]] = {}
        self._cancelled = 0

    def add(self, where: str, task: dict[str, Any], number: int) -> None:
        """Add a task."""
        data = task.get("data")
        if not isinstance(data, dict):
            raise FormatError(
                f"Task {number} has no data",
                where=where,
                remedy="Export the project as JSON and not as JSON-MIN.",
            )
        key = _text_key(data, where)
        meta = {name: value for name, value in data.items() if name != key}
        own_id = task.get("id")
        fallback = f"task-{number}" if own_id is None else str(own_id)
        text = data[key]
        item = self._gathering.item(known_id(meta) or fallback, text, unpack(meta), where=where)
        kept = self._kept.setdefault(item, {"task": {}, "annotations": {}, "predictions": {}})
        kept["task"] |= {name: value for name, value in task.items() if name not in _OF_TASK}
        for annotation in _objects(task, "annotations", where) or _objects(
            task, "completions", where
        ):
            self._add_annotation(annotation, item, text, where)
        for prediction in _objects(task, "predictions", where):
            name = str(prediction.get("model_version") or "prediction")
            kept["predictions"][name] = self._add_results(prediction, name, item, text, where)

    def _add_annotation(self, annotation: dict[str, Any], item: str, text: str, where: str) -> None:
        kept = self._kept[item]
        name = self._name(annotation.get("completed_by"), where)
        if annotation.get("was_cancelled"):
            self._cancelled += 1
            kept.setdefault("cancelled", []).append(annotation)
            return
        kept["annotations"][name] = self._add_results(annotation, name, item, text, where)

    def _add_results(
        self, answer: Mapping[str, Any], name: str, item: str, text: str, where: str
    ) -> dict[str, Any]:
        """Mark what an answer holds, and return what it says beyond that."""
        regions = read_regions(_objects(answer, "result", where), text, where)
        placed = place(
            text, regions.spans, item=item, annotator=name, utf16=True, repair=self._repair
        )
        losses = [Loss(where, reason, item, name) for reason in regions.problems]
        placed = replace(placed, losses=(*placed.losses, *losses))
        self._gathering.mark(name, item, placed, where=where)
        beyond = {key: value for key, value in answer.items() if key != "result"}
        return {**beyond, "regions": regions.extras}

    def _name(self, completed_by: object, where: str) -> str:
        if isinstance(completed_by, dict):
            completed_by = completed_by.get("email") or completed_by.get("id")
        if completed_by is None:
            return self._unnamed
        if type(completed_by) not in (int, str):
            raise FormatError("completed_by: Neither an id nor an e-mail address", where=where)
        return str(completed_by)

    def result(self) -> Exchange:
        exchange = self._gathering.result()
        items = tuple(
            replace(item, meta={**item.meta, KEPT: self._kept[item.id]}) for item in exchange.items
        )
        note = f"cancelled annotations, which count as not seen: {self._cancelled}"
        notes = [note] if self._cancelled else []
        return replace(exchange, items=items, notes=(*exchange.notes, *notes))


def _text_key(data: Mapping[str, Any], where: str) -> str:
    """Return the key of the text: ``text``, else the only one whose value is a text."""
    if isinstance(data.get("text"), str):
        return "text"
    keys = [key for key, value in data.items() if isinstance(value, str)]
    if len(keys) != 1:
        found = ", ".join(keys) or "none"
        raise FormatError(f"data: No text, and not just one candidate ({found})", where=where)
    return keys[0]


def _objects(record: Mapping[str, Any], key: str, where: str) -> Sequence[dict[str, Any]]:
    found = record.get(key) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise FormatError(f"{key}: Not a list of objects", where=where)
    return found


def sniff_label_studio(_: Path, head: bytes) -> bool:
    """Say whether the file looks like an array of tasks."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return False
    keys = first_keys(head)
    if not keys & {"annotations", "predictions", "completions"}:
        return False
    # In an export, data comes after the annotations, which may fill the whole head.
    return bool(keys & {"data", "completed_by"})


FORMAT = Format(
    name="label-studio",
    title="Label Studio JSON",
    suffixes=(".json",),
    read=read_label_studio,
    write=write_label_studio,
    sniff=sniff_label_studio,
)
