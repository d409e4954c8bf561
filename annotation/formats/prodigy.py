"""Prodigy: JSONL of ``spans_manual``, ``ner_manual`` and ``review``.

Offsets are code points, end exclusive; ``token_end`` is inclusive. Snapshot read:
prodigy-recipes 428bccb. What Prodigy or another recipe adds to a task is kept in the
item's ``meta["prodigy"]`` by annotator, and written back.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import Exchange, Format, ReadOptions
from tifa.annotation.formats.identity import Gathering, known_id, unpack
from tifa.annotation.formats.jsonfiles import first_keys, read_json_lines
from tifa.annotation.formats.placing import RawArgument, RawSpan, place
from tifa.annotation.formats.prodigy_hashes import id_of_hash, known_input_hash, with_input_key
from tifa.annotation.formats.prodigy_names import annotator_names, raw_id
from tifa.annotation.formats.prodigy_writing import KEPT, write_prodigy
from tifa.corpus.errors import FormatError
from tifa.corpus.tasks import SpanRecord, TaskRecord, parse_task

__all__ = ["FORMAT", "read_prodigy", "with_input_key", "write_prodigy"]

REVIEW = "review"
_OURS = frozenset({"text", "meta", "spans"})
_OF_REVIEW = frozenset({"versions", "sessions", "_annotator_id", "_session_id"})
_OF_VERSION = frozenset({"sessions", "default", "_annotator_id", "_session_id"})
_KEY_OF_SPAN = ("start", "end", "label")
_OF_SPAN = frozenset({"quote", "attributes", "arguments", "score"})


def read_prodigy(path: Path, options: ReadOptions) -> Exchange:
    """Read a file that ``prodigy db-out`` made, or one in its form.

    A task that was rejected or ignored, or not answered, is not seen by its annotator. A
    text whose ``meta`` does not say ``doc_id`` and ``char_offset`` is named after its
    input hash and how often its annotator has met it so far. In a reviewed task each version
    is a layer of its annotators, and the outcome is the layer ``review``.

    Raises:
        FormatError: The file cannot be read, or a line is no task.
    """
    records = list(read_json_lines(path))
    reader = _Reader(path, options, _names(records, path, options))
    for where, record in records:
        try:
            reader.add(where, record)
        except RecursionError:
            raise FormatError("The task is nested too deeply", where=where) from None
    return reader.result()


def _names(
    records: Sequence[tuple[str, dict[str, Any]]], path: Path, options: ReadOptions
) -> dict[str, str]:
    raws: set[str] = set()
    for where, record in records:
        versions = _versions(record, where)
        raws.update(session for version in versions for session in _sessions(version, where))
        if not versions and not _is_input(record):
            raws.add(raw_id(record))
    return annotator_names(raws, path.stem, options.annotator)


def _is_input(record: Mapping[str, Any]) -> bool:
    """Say whether nobody has worked on a task yet."""
    return record.get("answer") is None and not record.get("spans") and not record.get("versions")


def _versions(record: Mapping[str, Any], where: str) -> list[dict[str, Any]]:
    """Return the versions of a reviewed task; none if it is no reviewed task."""
    versions = record.get("versions") or []
    if not isinstance(versions, list) or not all(isinstance(one, dict) for one in versions):
        raise FormatError("versions: Not a list of tasks", where=where)
    return versions


def _sessions(version: Mapping[str, Any], where: str) -> list[str]:
    sessions = version.get("sessions") or []
    if not isinstance(sessions, list) or not all(isinstance(one, str) for one in sessions):
        raise FormatError("versions.sessions: Not a list of names", where=where)
    return sessions


class _Reader:
    def __init__(self, path: Path, options: ReadOptions, names: Mapping[str, str]) -> None:
        self._options = options
        self._names = names
        self._stem = path.stem
        self._gathering = Gathering()
        self._met: Counter[tuple[str, int, str]] = Counter()
        self._kept: dict[str, dict[str, Any]] = {}
        self._passed: Counter[str] = Counter()
        self._repeated = 0
        self._binary = 0

    def add(self, where: str, record: dict[str, Any]) -> None:
        """Add one line of the file."""
        task = _task(record, where)
        versions = _versions(record, where)
        item = self._item(record, task, where)
        for number, version in enumerate(versions, start=1):
            self._add_version(version, number, item, task.text, where)
        raw = raw_id(record)
        if versions:
            kept = {key: value for key, value in record.items() if key not in _OF_REVIEW}
            reviewed = {**kept, "reviewer": raw} if raw else kept
            self._add_answer(REVIEW, item, reviewed, task, where)
        elif _is_input(record):
            self._keep("", item, record, task, where)
            self._passed["none"] += 1
        else:
            self._binary += record.get("_is_binary") is True
            self._add_answer(self._names[raw], item, record, task, where)

    def result(self) -> Exchange:
        exchange = self._gathering.result()
        items = tuple(
            replace(item, meta={**item.meta, KEPT: self._kept[item.id]}) for item in exchange.items
        )
        return replace(exchange, items=items, notes=(*exchange.notes, *self._notes()))

    def _notes(self) -> Iterator[str]:
        for answer, count in sorted(self._passed.items()):
            yield f"tasks with the answer “{answer}”, which count as not seen: {count}"
        if self._repeated:
            yield (
                "tasks with a text that their annotator has met before, told apart by their "
                f"order because they do not say where they stand: {self._repeated}"
            )
        if self._binary:
            yield (
                "tasks that ask about one suggested span only, so that a text without other "
                f"spans need not be without them: {self._binary}"
            )

    def _item(self, record: Mapping[str, Any], task: TaskRecord, where: str) -> str:
        hashed = known_input_hash(record)
        key = (raw_id(record), hashed, task.text)
        self._met[key] += 1
        wanted = known_id(_meta(record, where))
        if wanted is None:
            self._repeated += self._met[key] > 1
            wanted = id_of_hash(hashed, self._met[key])
        return self._gathering.item(wanted, task.text, _own_meta(record, where), where=where)

    def _add_version(
        self, version: dict[str, Any], number: int, item: str, text: str, where: str
    ) -> None:
        task = _task({"text": text, **version}, f"{where}, version {number}")
        if task.text != text:
            raise FormatError(f"Version {number} has another text", where=where)
        bare = {key: value for key, value in version.items() if key not in _OF_VERSION}
        for session in _sessions(version, where):
            self._add_answer(
                self._names[session], item, {**bare, "_session_id": session}, task, where
            )
        if not version.get("sessions"):
            self._add_answer(f"version-{number}", item, bare, task, where)

    def _add_answer(
        self, annotator: str, item: str, record: Mapping[str, Any], task: TaskRecord, where: str
    ) -> None:
        self._keep(annotator, item, record, task, where)
        if task.answer != "accept":
            self._passed[task.answer] += 1
            self._gathering.unmark(annotator, item, where=where)
            return
        placed = place(
            task.text,
            [_raw(span, where) for span in task.spans],
            item=item,
            annotator=annotator,
            repair=self._options.repair,
        )
        self._gathering.mark(annotator, item, placed, where=where)

    def _keep(
        self,
        annotator: str,
        item: str,
        record: Mapping[str, Any],
        task: TaskRecord,
        where: str,
    ) -> None:
        """Keep what the spans and the item's text and meta do not say."""
        kept = {key: value for key, value in record.items() if key not in _OURS}
        meta = _own_meta(record, where)
        if meta and meta != self._gathering.found.items[item].meta:
            kept["meta"] = meta
        if isinstance(record.get("spans"), list):
            accepted = task.answer == "accept"
            kept["spans"] = _extras(record["spans"]) if accepted else record["spans"]
        self._kept.setdefault(item, {})[annotator] = kept


def _task(record: Mapping[str, Any], where: str) -> TaskRecord:
    known = {key: record[key] for key in ("text", "spans", "answer") if record.get(key) is not None}
    return parse_task(known, where=where)


def _meta(record: Mapping[str, Any], where: str) -> dict[str, Any]:
    meta = record.get("meta")
    if meta is None:
        return {}
    if not isinstance(meta, dict):
        raise FormatError("meta: Not an object {…}", where=where)
    return meta


def _own_meta(record: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return the task's own ``meta``; a key that we keep other things under is renamed."""
    return {f"{KEPT}_" if k == KEPT else k: v for k, v in unpack(_meta(record, where)).items()}


def _raw(record: SpanRecord, where: str) -> RawSpan:
    quote = record.quote
    said = (record.model_extra or {}).get("text")
    if quote is None and isinstance(said, str):
        quote = said
    arguments = tuple(RawArgument(a.name, a.start, a.end, a.quote) for a in record.arguments)
    return RawSpan(
        record.start,
        record.end,
        record.label,
        quote,
        record.attributes,
        arguments,
        record.score,
        where,
    )


def _extras(spans: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what spans say beyond our own fields, with the fields that tell which span it is."""
    bare = [{key: value for key, value in span.items() if key not in _OF_SPAN} for span in spans]
    return [span for span in bare if len(span) > len(_KEY_OF_SPAN)]


def sniff_prodigy(_: Path, head: bytes) -> bool:
    """Say whether the first line looks like a task."""
    keys = first_keys(head)
    if not re.match(rb"(?:\xef\xbb\xbf)?\s*\{", head) or "text" not in keys:
        return False
    if keys & {"_input_hash", "_task_hash", "_view_id", "_session_id"}:
        return True
    return "spans" in keys or ("answer" in keys and "tokens" in keys)


FORMAT = Format(
    name="prodigy",
    title="Prodigy JSONL",
    suffixes=(".jsonl",),
    read=read_prodigy,
    write=write_prodigy,
    sniff=sniff_prodigy,
)
