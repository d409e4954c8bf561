"""Label Studio: UTF-16 offsets, annotations and predictions, and its configuration."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.annotation.formats.invented import (
    GOLDEN,
    broken_bytes,
    changed_json,
    exchanges,
    plain,
    survives,
    through,
)
from tifa.annotation.formats.base import Exchange, Item, ReadOptions, WriteOptions
from tifa.annotation.formats.doccano import FORMAT as DOCCANO
from tifa.annotation.formats.label_studio import (
    FORMAT,
    labelling_config,
    read_label_studio,
    write_label_studio,
)
from tifa.annotation.formats.prodigy import FORMAT as PRODIGY
from tifa.annotation.formats.registry import guess_format, read_exchange
from tifa.corpus.errors import FormatError
from tifa.corpus.scheme import load_scheme
from tifa.corpus.spans import Argument, Span

EXPORT = GOLDEN / "label-studio.json"
TEXT = "𠮷林各级党委要高度重视。"


def read(path: Path, **options: Any) -> Exchange:
    found = read_label_studio(path, ReadOptions(**options))
    found.check()
    return found


def save(path: Path, *results: dict[str, Any], text: str = TEXT) -> Path:
    task = {"data": {"text": text}, "annotations": [{"completed_by": 1, "result": results}]}
    path.write_text(json.dumps([task]), "utf8")
    return path


def region(start: int, end: int, label: str = "A", **more: Any) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": [label], **more.pop("value", {})}
    return {"type": "labels", "from_name": "label", "to_name": "text", "value": value, **more}


def written(exchange: Exchange, path: Path, **options: Any) -> list[dict[str, Any]]:
    assert write_label_studio(exchange, path, WriteOptions(**options)) == ()
    tasks: list[dict[str, Any]] = json.loads(path.read_text("utf8"))
    return tasks


def test_utf16_offsets_become_code_points() -> None:
    found = read(EXPORT)
    [directive, actor] = found.layers["1"]["s1:20"]
    assert (directive.start, directive.quote) == (2, "各级党委要高度重视")
    assert dict(directive.attributes) == {"strength": "high"}
    assert directive.arguments == (Argument("assigned_to", 2, 6, "各级党委"),)
    assert actor.quote == "各级党委"


def test_predictions_are_layers_of_their_model() -> None:
    [place] = read(EXPORT).layers["m1"]["s1:20"]
    assert (place.quote, place.score) == ("𠮷林", 0.6543210987)


def test_a_cancelled_annotation_is_not_seen_and_an_empty_one_is() -> None:
    found = read(EXPORT)
    assert found.layers["bo@example.org"] == {"42": ()}
    assert found.notes == ("cancelled annotations, which count as not seen: 1",)


def test_an_export_comes_back_with_everything_it_had(tmp_path: Path) -> None:
    found = read(EXPORT)
    [first, second] = written(found, tmp_path / "label-studio.json")
    [before, _] = json.loads(EXPORT.read_text("utf8"))
    assert {key: first[key] for key in ("id", "data", "created_at")} == {
        key: before[key] for key in ("id", "data", "created_at")
    }
    assert first["annotations"][1] == before["annotations"][1]
    mine, theirs = first["annotations"][0], before["annotations"][0]
    assert {**mine, "result": []} == {**theirs, "result": []}
    assert mine["result"][0] == theirs["result"][0]
    assert [part for part in mine["result"] if part["type"] == "relation"] == theirs["result"][3:]
    assert mine["result"][2] == theirs["result"][2]
    assert first["predictions"][0]["score"] == 0.8
    assert second["annotations"][0]["completed_by"] == {"id": 5, "email": "bo@example.org"}
    again = read(tmp_path / "label-studio.json")
    assert (again.layers, plain(again, "label-studio")) == (
        found.layers,
        plain(found, "label-studio"),
    )


def test_a_text_that_is_not_there_is_listed(tmp_path: Path) -> None:
    found = read(save(tmp_path / "x.json", region(0, 3, value={"text": "党委"})))
    [loss] = found.losses
    assert loss.where.endswith("x.json:1")
    assert "its quote stands at 4" in loss.reason


def test_line_breaks_written_as_backslash_n_are_read(tmp_path: Path) -> None:
    path = save(tmp_path / "x.json", region(0, 3, value={"text": "要\\n修"}), text="要\n修路")
    assert [span.quote for _, _, span in read(path)] == ["要\n修"]


def test_a_region_with_two_labels_is_two_spans(tmp_path: Path) -> None:
    both = region(0, 3, id="a", value={"labels": ["A", "B"]})
    choice = {
        "id": "a",
        "type": "choices",
        "from_name": "B__strength",
        "value": {"choices": ["high"]},
    }
    found = read(save(tmp_path / "x.json", both, choice))
    assert [(s.label, dict(s.attributes)) for _, _, s in found] == [
        ("A", {}),
        ("B", {"strength": "high"}),
    ]
    [task] = written(found, tmp_path / "y.json")
    ids = [part["id"] for part in task["annotations"][0]["result"] if part["type"] == "labels"]
    assert len(set(ids)) == 2


@pytest.mark.parametrize(("direction", "source"), [("right", "A"), ("left", "B"), ("bi", "AB")])
def test_the_direction_of_a_relation_is_heeded(tmp_path: Path, direction: str, source: str) -> None:
    relation = {"type": "relation", "from_id": "a", "to_id": "b", "direction": direction}
    parts = region(0, 3, "A", id="a"), region(3, 5, "B", id="b"), relation
    found = read(save(tmp_path / "x.json", *parts))
    assert "".join(span.label for _, _, span in found if span.arguments) == source


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"type": "choices", "from_name": "mood", "value": {"choices": ["x"]}}, "mood = x"),
        ({"type": "relation", "from_id": "a", "to_id": "b"}, "leads to no region"),
        ({"type": "brushlabels", "value": {"format": "rle"}}, "type brushlabels"),
    ],
)
def test_what_is_no_span_is_listed(tmp_path: Path, part: dict[str, Any], reason: str) -> None:
    [loss] = read(save(tmp_path / "x.json", part)).losses
    assert reason in loss.reason


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "not a JSON array"),
        ("[\n{},\n3]", "x.json:2: Task 1 has no data.*JSON-MIN"),
        ('[{"data":{"text":""}},\n\n3]', "x.json:3: .*not an object"),
        ('[{"data":{"text":""}}\n{}]', "not closed"),
        ('[{"data":{"text":""}}', "not closed"),
        ('[{"data":{"text":""}}] x', "Something follows"),
        ('[{"data":{"a":"x","b":"y"}}]', r"candidate \(a, b\)"),
        ('[{"data":{"text":"x"},"annotations":[3]}]', "annotations: "),
        ('[{"data":{"text":"x"},"annotations":[{"completed_by":[]}]}]', "completed_by"),
        ('[{"data":{"text":"\\ud800"}}]', "surrogate"),
    ],
)
def test_a_broken_file_is_named_with_the_line(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "x.json").write_text(content, "utf8")
    with pytest.raises(FormatError, match=rf"(?s)x\.json:?.*{message.replace('x.json', '')}"):
        read(tmp_path / "x.json")


def test_a_layer_of_scores_is_written_as_predictions(tmp_path: Path) -> None:
    span = Span.of(TEXT, 0, 2, "A", score=0.25)
    layers = {"m1": {"a": (span,)}, "7": {"a": (Span.of(TEXT, 0, 2, "A"),)}, "bo": {"a": ()}}
    [task] = written(Exchange((Item("a", TEXT),), layers), tmp_path / "x.json")
    [prediction] = task["predictions"]
    assert (prediction["model_version"], prediction["result"][0]["score"]) == ("m1", 0.25)
    assert [one["completed_by"] for one in task["annotations"]] == [7, {"email": "bo"}]


def test_the_configuration_offers_the_whole_scheme() -> None:
    scheme = load_scheme()
    view = ET.fromstring(labelling_config(scheme))
    labels = [label.get("value") for label in view.iter("Label")]
    assert labels[: len(scheme.labels)] == list(scheme.labels)
    [text] = view.iter("Text")
    assert (text.get("granularity"), text.get("value")) == ("symbol", "$text")
    controls = {c.get("name"): c for kind in ("Choices", "TextArea") for c in view.iter(kind)}
    for name, label in scheme.labels.items():
        for attribute, definition in label.attributes.items():
            control = controls.pop(f"{name}__{attribute}")
            assert (control.get("perRegion"), control.get("whenLabelValue")) == ("true", name)
            assert tuple(choice.get("value") for choice in control) == definition.values
    assert not controls
    arguments = {name for label in scheme.labels.values() for name in label.arguments}
    assert {relation.get("value") for relation in view.iter("Relation")} == arguments


def test_the_configuration_written_knows_every_control_of_the_tasks(tmp_path: Path) -> None:
    name, label = next((n, d) for n, d in load_scheme().labels.items() if d.attributes)
    values = {key: (d.values or ("随便",))[0] for key, d in label.attributes.items()}
    spans = (
        Span.of(TEXT, 0, 2, name, attributes=values),
        Span.of(TEXT, 2, 4, "新的", attributes={"x": "<&>"}),
    )
    exchange = Exchange((Item("a", TEXT),), {"bo": {"a": spans}})
    [task] = written(exchange, tmp_path / "x.json", scheme=load_scheme())
    view = ET.parse(tmp_path / "x.xml").getroot()
    names = {element.get("name") for element in view.iter()}
    for part in task["annotations"][0]["result"]:
        assert part["from_name"] in names
    assert "新的" in [element.get("value") for element in view.iter("Label")]
    assert read(tmp_path / "x.json").layers == exchange.layers


@given(exchanges())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(exchange: Exchange) -> None:
    found = through(FORMAT, exchange, "out.json")
    assert found.losses == ()
    assert plain(found, "label-studio") == plain(exchange, "label-studio")
    assert found.layers == exchange.layers


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_broken_export_is_read_or_refused(data: st.DataObject) -> None:
    survives(FORMAT, data.draw(broken_bytes(EXPORT.read_bytes())))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_changed_export_is_read_or_refused(data: st.DataObject) -> None:
    survives(
        FORMAT, json.dumps(data.draw(changed_json(json.loads(EXPORT.read_text("utf8"))))).encode()
    )


@pytest.mark.parametrize("format_", [FORMAT, DOCCANO, PRODIGY], ids=lambda f: f.name)
@pytest.mark.parametrize("cut", [None, 300])
def test_the_three_formats_are_told_apart(format_: Any, cut: int | None) -> None:
    for path in GOLDEN.glob("*.json*"):
        if path.name.startswith(("prodigy-", "doccano-", "label-studio")):
            guessed = format_.sniff(path, path.read_bytes()[:cut])
            assert guessed == path.name.startswith(format_.name), path


@pytest.mark.parametrize("format_", [FORMAT, DOCCANO, PRODIGY], ids=lambda f: f.name)
@pytest.mark.parametrize(
    "head",
    [
        b'{"%TYPES":{},"%FEATURE_STRUCTURES":[]}',
        b"T1\tDIRECTIVE 0 9\tx\n",
        b"#FORMAT=WebAnno TSV 3.3\n",
        b"[]",
        b"",
        b"\xff\xfe",
        b'{"id": "s1", "text": "x"}',
        b"PK\x03\x04",
    ],
)
def test_other_files_are_not_taken_for_one(format_: Any, head: bytes) -> None:
    assert not format_.sniff(Path("x"), head)


@pytest.mark.parametrize("name", ["prodigy", "doccano", "label-studio"])
def test_files_are_read_without_naming_their_format(name: str) -> None:
    files = list(GOLDEN.glob(f"{name}*.json*"))
    assert files
    for path in files:
        assert guess_format(path).name == name
        assert read_exchange(path).layers
