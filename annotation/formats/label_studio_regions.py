"""Regions of Label Studio: the parts of a ``result``, as spans and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tifa.annotation.formats.identity import listed, take_extra
from tifa.annotation.formats.label_studio_config import (
    LABELS,
    TEXT,
    attribute_name,
    control_name,
    is_open,
)
from tifa.annotation.formats.linked import Entity, Relation, from_relations, to_relations
from tifa.annotation.formats.placing import RawSpan
from tifa.corpus.errors import FormatError
from tifa.corpus.offsets import Utf16Map
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span

_OF_REGION = frozenset({"from_name", "to_name", "type", "value", "score"})
# Where the value of each kind of control stands.
_VALUES = ("choices", "text", "rating", "number", "datetime", "taxonomy")


@dataclass(slots=True)
class Regions:
    """What a result holds.

    spans (list[RawSpan]): With offsets in UTF-16 code units.
    extras (list[dict]): What regions say beyond our fields, with start, end and label.
    problems (list[str]): What is no span, attribute or argument, and why.
    """

    spans: list[RawSpan] = field(default_factory=list)
    extras: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_regions(results: Sequence[Mapping[str, Any]], text: str, where: str) -> Regions:
    """Read the parts of a ``result``; parts of one region share its id.

    Raises:
        FormatError: A part is not in its form.
    """
    regions = Regions()
    attributes, relations = _attributes(results, where), _relations(results, where)
    spans: dict[Any, list[RawSpan]] = {}
    for number, result in enumerate(results):
        if not _is_region(result):
            continue
        own_id = result.get("id")
        for raw in _spans_of(result, text, f"result.{number}", where):
            given = _of_label(raw.label, attributes.get(own_id, ()), result["value"]["labels"])
            spans.setdefault(("", number) if own_id is None else own_id, []).append(
                RawSpan(raw.start, raw.end, raw.label, raw.quote, given, (), raw.score, where)
            )
            regions.extras.append(_extra(result, raw))
    regions.spans, loose = from_relations(spans, relations)
    regions.problems += _unread(results, spans)
    regions.problems += [
        f"The relation {one.name} from {one.source} to {one.target} leads to no region"
        for one in loose
    ]
    return regions


def _is_region(result: Mapping[str, Any]) -> bool:
    value = result.get("value")
    return result.get("type") == "labels" and isinstance(value, dict) and bool(value.get("labels"))


def _spans_of(result: Mapping[str, Any], text: str, name: str, where: str) -> list[RawSpan]:
    value = result["value"]
    start, end, labels = value.get("start"), value.get("end"), value["labels"]
    if type(start) is not int or type(end) is not int:
        raise FormatError(f"{name}.value: Without start and end", where=where)
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        raise FormatError(f"{name}.value.labels: Not a list of names", where=where)
    own_id = result.get("id")
    if own_id is not None and type(own_id) not in (int, str):
        raise FormatError(f"{name}.id: Not a name", where=where)
    score = result.get("score")
    score = float(score) if isinstance(score, int | float) else None
    quote = _quote(value.get("text"), text)
    return [RawSpan(start, end, label, quote, score=score, where=where) for label in labels]


def _quote(said: object, text: str) -> str | None:
    """Return the text of a region; some versions write its line breaks as ``\\n``."""
    if not isinstance(said, str):
        return None
    plain = said.replace("\\n", "\n")
    return plain if said not in text and plain in text else said


def _of_label(
    label: str, controls: Sequence[tuple[str, str]], labels: Sequence[str]
) -> dict[str, str]:
    """Return the attributes of one label of a region: not those of its other labels."""
    others = [control_name(other, "") for other in labels if other != label]
    return {
        attribute_name(name, label): value
        for name, value in controls
        if not any(name.startswith(other) for other in others)
    }


def _extra(result: Mapping[str, Any], raw: RawSpan) -> dict[str, Any]:
    beyond = {key: value for key, value in result.items() if key not in _OF_REGION}
    return {"start": raw.start, "end": raw.end, "label": raw.label, **beyond}


def _attributes(
    results: Sequence[Mapping[str, Any]], where: str
) -> dict[Any, list[tuple[str, str]]]:
    """Return the names of controls with what was chosen, by region."""
    found: dict[Any, list[tuple[str, str]]] = {}
    for number, result in enumerate(results):
        chosen = _chosen(result)
        if chosen is None:
            continue
        name, own_id = result.get("from_name"), result.get("id")
        if not isinstance(name, str):
            raise FormatError(f"result.{number}.from_name: It is missing", where=where)
        if type(own_id) in (int, str):
            found.setdefault(own_id, []).append((name, chosen))
    return found


def _chosen(result: Mapping[str, Any]) -> str | None:
    """Return what a control of a region holds, or None if it is no such control."""
    value, kind = result.get("value"), result.get("type")
    if not isinstance(value, dict) or kind in ("labels", "relation"):
        return None
    for key in _VALUES:
        if key in value and (key != "text" or kind == "textarea"):
            chosen = value[key]
            parts = chosen if isinstance(chosen, list) else [chosen]
            return "|".join(str(part) for part in parts)
    return None


def _relations(results: Sequence[Mapping[str, Any]], where: str) -> list[Relation]:
    relations = []
    for number, result in enumerate(results):
        if result.get("type") != "relation":
            continue
        ends = [result.get("from_id"), result.get("to_id")]
        names = result.get("labels") or ["relation"]
        if any(type(end) not in (int, str) for end in ends) or not isinstance(names, list):
            raise FormatError(f"result.{number}: Without from_id and to_id", where=where)
        if result.get("direction") == "left":
            ends.reverse()
        for name in names:
            relations.append(Relation(ends[0], ends[1], str(name)))
            if result.get("direction") == "bi":
                relations.append(Relation(ends[1], ends[0], str(name)))
    return relations


def _unread(
    results: Sequence[Mapping[str, Any]], spans: Mapping[Any, Sequence[RawSpan]]
) -> list[str]:
    problems = []
    for result in results:
        kind, own_id = result.get("type"), result.get("id")
        if _is_region(result) or kind == "relation":
            continue
        if _chosen(result) is None:
            problems.append(f"A part of type {kind} without a label is not read")
        elif type(own_id) not in (int, str) or own_id not in spans:
            name = result.get("from_name")
            problems.append(f"{name} = {_chosen(result)} belongs to no labelled region")
    return problems


def write_regions(
    spans: Sequence[Span], text: str, extras: object, scheme: Scheme | None
) -> list[dict[str, Any]]:
    """Return spans as a ``result``, with what is kept of their regions."""
    units, left = Utf16Map(text), listed(extras)
    entities, relations = to_relations(spans)
    results, ids = [], list[str]()
    taken = {str(extra.get("id")) for extra in left}
    for number, entity in enumerate(entities):
        start, end = units.to_utf16(entity.start), units.to_utf16(entity.end)
        extra = take_extra(left, (start, end, entity.label))
        beyond = {key: extra[key] for key in extra if key not in ("start", "end", "label")}
        own_id = str(beyond.get("id", ""))
        if not own_id or own_id in ids:  # a region with two labels is two spans with one id
            own_id = _free(f"r{number}", taken)
        place = {"start": start, "end": end, "text": text[entity.start : entity.end]}
        ids.append(own_id)
        results.append(_region({**beyond, "id": own_id}, place, entity))
        results += _controls(own_id, place, entity, scheme)
    results += [
        {
            "type": "relation",
            "from_id": ids[one.source],
            "to_id": ids[one.target],
            "direction": "right",
            "labels": [one.name],
        }
        for one in relations
    ]
    return results


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _region(beyond: Mapping[str, Any], place: Mapping[str, Any], entity: Entity) -> dict[str, Any]:
    value = {**place, "labels": [entity.label]}
    region = {**beyond, "from_name": LABELS, "to_name": TEXT, "type": "labels", "value": value}
    if entity.span is not None and entity.span.score is not None:
        region["score"] = entity.span.score
    return region


def _controls(
    own_id: str, place: Mapping[str, Any], entity: Entity, scheme: Scheme | None
) -> list[dict[str, Any]]:
    where = {"start": place["start"], "end": place["end"]}
    controls = []
    for name, value in (entity.span.attributes if entity.span else {}).items():
        is_text = is_open(scheme, entity.label, name)
        controls.append(
            {
                "id": own_id,
                "from_name": control_name(entity.label, name),
                "to_name": TEXT,
                "type": "textarea" if is_text else "choices",
                "value": {**where, ("text" if is_text else "choices"): [value]},
            }
        )
    return controls
