"""doccano: JSONL with label triples, or with entities and relations.

Offsets are code points, end exclusive. Snapshot read: doccano ab6b765 (1.8.5). doccano has a
file for each user and no attributes. It does not check offsets on import, and in a project that
does not allow overlaps it drops the later of two overlapping spans without a word.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import Exchange, Format, Item, Loss, ReadOptions, WriteOptions
from tifa.annotation.formats.brat_config import is_dark
from tifa.annotation.formats.filenames import from_filename, to_filename
from tifa.annotation.formats.folders import holds
from tifa.annotation.formats.identity import Gathering, known_id, pack, unpack
from tifa.annotation.formats.jsonfiles import (
    first_keys,
    read_json_lines,
    save_json_lines,
    save_text,
)
from tifa.annotation.formats.linked import Relation, from_relations, to_relations
from tifa.annotation.formats.placing import RawSpan, place
from tifa.corpus.errors import FormatError
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span

KEPT = "doccano"
_TEXT = ("text", "data")
_SPANS = ("label", "labels", "entities")
_OWN = ("id", "Comments")
_TAKEN = frozenset({*_TEXT, *_SPANS, *_OWN, "relations", "annotations"})


def read_doccano(path: Path, options: ReadOptions) -> Exchange:
    """Read the export of one user, or a folder of such files.

    A relation becomes an argument of the span it starts from. A record without any labels is
    not seen; one with an empty list is seen and has no spans.

    path (Path): A ``.jsonl`` file, or a folder of them, each named after its user.

    Raises:
        FormatError: A file cannot be read, or a line is not in its form.
    """
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise FormatError("The folder holds no .jsonl file", where=str(path))
    gathering, kept = Gathering(), dict[str, dict[str, Any]]()
    for file in files:
        single = "" if path.is_dir() else options.annotator
        reader = _Reader(gathering, kept, single or from_filename(file.stem), options.repair)
        for number, (where, record) in enumerate(read_json_lines(file), start=1):
            reader.add(where, record, number)
    exchange = gathering.result()
    items = [
        replace(item, meta={**item.meta, KEPT: kept[item.id]}) if kept.get(item.id) else item
        for item in exchange.items
    ]
    return replace(exchange, items=tuple(items))


class _Reader:
    def __init__(
        self, gathering: Gathering, kept: dict[str, dict[str, Any]], annotator: str, repair: bool
    ) -> None:
        self._gathering = gathering
        self._kept = kept
        self._annotator = annotator
        self._repair = repair

    def add(self, where: str, record: dict[str, Any], number: int) -> None:
        """Add one line of a file."""
        text = next((record[key] for key in _TEXT if isinstance(record.get(key), str)), None)
        if text is None:
            raise FormatError("text: It is missing, or no text", where=where)
        if "annotations" in record:
            raise FormatError(
                "The labels have numbers and no names (annotations)",
                where=where,
                remedy="Export the project as JSONL and not as JSON.",
            )
        item = self._item(where, record, text, number)
        if any(record.get(key) is not None for key in _SPANS):
            self._mark(where, record, text, item)

    def _item(self, where: str, record: Mapping[str, Any], text: str, number: int) -> str:
        meta = {key: value for key, value in record.items() if key not in _TAKEN}
        own_id = record.get("id")
        fallback = f"line-{number}" if own_id is None else str(own_id)
        item = self._gathering.item(known_id(meta) or fallback, text, unpack(meta), where=where)
        kept = {key: record[key] for key in _OWN if key in record}
        if unpack(meta) != self._gathering.found.items[item].meta:
            kept["meta"] = unpack(meta)
        if kept:
            self._kept.setdefault(item, {})[self._annotator] = kept
        return item

    def _mark(self, where: str, record: Mapping[str, Any], text: str, item: str) -> None:
        losses = []
        spans: dict[Any, list[RawSpan]] = {}
        for number, (key, entry) in enumerate(_entries(record, where)):
            if isinstance(entry, str):
                reason = f"The label {entry} is one of the whole text"
                losses.append(Loss(where, reason, item, self._annotator))
                continue
            raw, own_id = _raw_span(entry, f"{key}.{number}", where)
            spans.setdefault(("", number) if own_id is None else own_id, []).append(raw)
        made, loose = from_relations(spans, _relations(record, where))
        placed = place(text, made, item=item, annotator=self._annotator, repair=self._repair)
        losses += [
            Loss(
                where,
                f"The relation {one.name} from {one.source} to {one.target} leads to no entity",
                item,
                self._annotator,
            )
            for one in loose
        ]
        placed = replace(placed, losses=(*placed.losses, *losses))
        self._gathering.mark(self._annotator, item, placed, where=where)


def _entries(record: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    for key in _SPANS:
        entries = record.get(key)
        if entries is None:
            continue
        if not isinstance(entries, list):
            raise FormatError(f"{key}: Not a list", where=where)
        yield from ((key, entry) for entry in entries)


def _raw_span(entry: object, field: str, where: str) -> tuple[RawSpan, int | str | None]:
    """Return a span and its id, if it has one."""
    own_id = None
    if isinstance(entry, dict):
        own_id = entry.get("id")
        start = entry.get("start_offset", entry.get("start"))
        end = entry.get("end_offset", entry.get("end"))
        label = entry.get("label")
    elif isinstance(entry, list) and len(entry) == 3:
        start, end, label = entry
    else:
        raise FormatError(f"{field}: Not start, end and label", where=where)
    if type(start) is not int or type(end) is not int or not isinstance(label, str):
        raise FormatError(f"{field}: Not two numbers and a name", where=where)
    if own_id is not None and type(own_id) not in (int, str):
        raise FormatError(f"{field}.id: Not a number", where=where)
    return RawSpan(start, end, label, where=where), own_id


def _relations(record: Mapping[str, Any], where: str) -> list[Relation]:
    entries = record.get("relations") or []
    if not isinstance(entries, list):
        raise FormatError("relations: Not a list", where=where)
    relations = []
    for number, entry in enumerate(entries):
        ends = [entry.get(key) for key in ("from_id", "to_id")] if isinstance(entry, dict) else []
        if not ends or any(type(end) not in (int, str) for end in ends):
            raise FormatError(f"relations.{number}: Without from_id and to_id", where=where)
        relations.append(Relation(ends[0], ends[1], str(entry.get("type", "relation"))))
    return relations


def write_doccano(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write a file to import into doccano: with label triples, or with entities and relations
    where some span has arguments. With a scheme, its labels are written beside it
    (``.labels.json``).

    path (Path): The ``.jsonl`` file; with several annotators, the folder for their files.

    Raises:
        FormatError: Nothing can be written there, or there are several annotators for one file.
    """
    names = list(exchange.layers)
    if len(names) > 1 and path.suffix:
        raise FormatError(
            f"doccano has a file for each user, and there are {len(names)}",
            where=str(path),
            remedy="Name a folder (without a suffix) in place of the file.",
        )
    linked = any(span.arguments for _, _, span in exchange)
    losses: list[Loss] = []
    for name in names or [""]:
        file = path if path.suffix else path / f"{to_filename(name or 'texts')}.jsonl"
        save_json_lines(file, _records(exchange, name, linked))
        losses += _not_held(exchange, name)
        losses += _overlaps(exchange, name, file)
    if options.scheme is not None:
        folder = path.parent if path.suffix else path
        save_text(folder / f"{path.stem}.labels.json", label_config(options.scheme))
    return tuple(losses)


def label_config(scheme: Scheme) -> str:
    """Return the labels of a scheme as doccano imports them: name, key and colours."""
    labels = [
        {
            "text": name,
            "suffix_key": label.key,
            "background_color": label.color,
            "text_color": "#ffffff" if is_dark(label.color) else "#000000",
        }
        for name, label in scheme.labels.items()
    ]
    return json.dumps(labels, ensure_ascii=False, indent=2) + "\n"


def _records(exchange: Exchange, annotator: str, linked: bool) -> Iterator[dict[str, Any]]:
    layer = exchange.layers.get(annotator, {})
    for number, item in enumerate(exchange.items, start=1):
        kept = item.meta.get(KEPT)
        own = kept.get(annotator) if isinstance(kept, Mapping) else None
        own = own if isinstance(own, Mapping) else {}
        meta = own.get("meta")
        if not isinstance(meta, Mapping):
            meta = {key: item.meta[key] for key in item.meta if key != KEPT}
        own_id = own.get("id", number)
        record = {"id": own_id, "text": item.text}
        record |= pack(Item(item.id, item.text, meta), str(own_id), _TAKEN)
        if item.id in layer:
            record |= _linked(layer[item.id]) if linked else _triples(layer[item.id])
        yield record | ({"Comments": own["Comments"]} if "Comments" in own else {})


def _triples(spans: Sequence[Span]) -> dict[str, Any]:
    return {"label": [[span.start, span.end, span.label] for span in spans]}


def _linked(spans: Sequence[Span]) -> dict[str, Any]:
    entities, relations = to_relations(spans)
    return {
        "entities": [
            {"id": number, "label": one.label, "start_offset": one.start, "end_offset": one.end}
            for number, one in enumerate(entities)
        ],
        "relations": [
            {"id": number, "from_id": one.source, "to_id": one.target, "type": one.name}
            for number, one in enumerate(relations)
        ],
    }


def _not_held(exchange: Exchange, annotator: str) -> Iterator[Loss]:
    for item_id, spans in exchange.layers.get(annotator, {}).items():
        for span in spans:
            held = [f"{name}={value}" for name, value in span.attributes.items()]
            held += [] if span.score is None else [f"score={span.score}"]
            if held:
                reason = f"doccano holds no attributes: {', '.join(held)}"
                yield Loss(item_id, reason, item_id, annotator, span)


def _overlaps(exchange: Exchange, annotator: str, file: Path) -> Iterator[Loss]:
    count = 0
    for spans in exchange.layers.get(annotator, {}).values():
        end = 0
        for span in spans:
            count += span.start < end
            end = max(end, span.end)
    if count:
        yield Loss(
            str(file),
            "doccano drops overlapping spans on import unless the project allows them; "
            f"spans that overlap one before them: {count}",
            annotator=annotator,
        )


def sniff_doccano(path: Path, head: bytes) -> bool:
    """Say whether the first line looks like a record of doccano, in a folder that of a file."""
    if path.is_dir():
        return holds(path, "*.jsonl", _is_doccano)
    return _is_doccano(head)


def _is_doccano(head: bytes) -> bool:
    keys = first_keys(head)
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or not keys & set(_TEXT):
        return False
    prodigy = {"_input_hash", "_task_hash", "_view_id", "_session_id", "spans", "tokens"}
    return bool(keys & set(_SPANS)) and not keys & prodigy


FORMAT = Format(
    name="doccano",
    title="doccano JSONL",
    suffixes=(".jsonl",),
    read=read_doccano,
    write=write_doccano,
    sniff=sniff_doccano,
)
