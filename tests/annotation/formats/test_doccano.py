"""doccano: its files are read as they are, and what it cannot hold is listed."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

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
from tifa.annotation.formats.doccano import FORMAT, read_doccano, write_doccano
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Argument, Span

TRIPLES, RELATIONS = (GOLDEN / f"doccano-{name}.jsonl" for name in ("triples", "relations"))
TEXT = "各级党委要高度重视。"


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf8").split("\n") if line]


def save(path: Path, record: dict[str, Any]) -> Path:
    path.write_text(json.dumps(record) + "\n", "utf8")
    return path


def read(path: Path, **options: Any) -> Exchange:
    found = read_doccano(path, ReadOptions(**options))
    found.check()
    return found


def test_label_triples_are_read_and_meta_is_kept() -> None:
    found = read(TRIPLES)
    [layer] = found.layers.values()
    assert [span.quote for span in layer["7"]] == ["各级党委要高度重视", "各级党委"]
    assert (layer["8"], "9" in layer) == ((), False)
    assert found.items[0].meta["speech"] == "s1"
    assert (list(found.layers), list(read(TRIPLES, annotator="ann").layers)) == (
        ["doccano-triples"],
        ["ann"],
    )


def test_a_relation_is_an_argument_and_its_target_stays_a_span() -> None:
    [(_, _, directive), (_, _, actor)] = read(RELATIONS)
    assert directive.arguments == (Argument("assigned_to", 0, 4, "各级党委"),)
    assert (actor.key, actor.arguments) == ((0, 4, "RESPONSIBILITY"), ())


@pytest.mark.parametrize("path", [TRIPLES, RELATIONS])
def test_a_file_of_doccano_comes_back_with_everything_it_had(tmp_path: Path, path: Path) -> None:
    out = tmp_path / path.name
    write_doccano(read(path), out, WriteOptions())
    for before, after in zip(records(path), records(out), strict=True):
        if path == RELATIONS:
            numbers = {10: 0, 11: 1}
            for entity in before["entities"]:
                entity["id"] = numbers[entity["id"]]
            before["relations"] = [{"id": 0, "from_id": 0, "to_id": 1, "type": "assigned_to"}]
        assert after == before
    assert read(out) == read(path)


@pytest.mark.parametrize(
    "labels",
    [
        {"labels": [[0, 2, "A"]]},
        {"entities": [[0, 2, "A"]]},
        {"entities": [{"id": 4, "label": "A", "start_offset": 0, "end_offset": 2}]},
        {"label": [{"label": "A", "start": 0, "end": 2}]},
        {"label": None, "entities": [[0, 2, "A"]]},
    ],
)
def test_other_names_of_columns_are_read(tmp_path: Path, labels: dict[str, Any]) -> None:
    found = read(save(tmp_path / "ann.jsonl", {"data": TEXT, **labels}))
    assert found.layers == {"ann": {"line-1": (Span(0, 2, "A", "各级"),)}}


def test_what_is_no_span_is_listed(tmp_path: Path) -> None:
    record = {
        "text": TEXT,
        "label": ["好", [0, 99, "A"]],
        "relations": [{"from_id": 1, "to_id": 2}],
    }
    reasons = [loss.reason for loss in read(save(tmp_path / "ann.jsonl", record)).losses]
    assert ["outside" in reasons[0], "whole text" in reasons[1], "no entity" in reasons[2]] == [
        True
    ] * 3


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": 3}, "text: "),
        ({"text": "a", "label": 3}, "label: Not a list"),
        ({"text": "a", "label": [[0, 1]]}, r"label\.0: "),
        ({"text": "a", "label": [[0, "1", "A"]]}, r"label\.0: "),
        ({"text": "a", "entities": [{"id": []}]}, r"entities\.0: "),
        ({"text": "a", "label": [], "relations": [3]}, r"relations\.0: "),
        ({"text": "a", "annotations": []}, ".*numbers and no names"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, record: dict[str, Any], message: str) -> None:
    with pytest.raises(FormatError, match=rf"x\.jsonl:1: {message}"):
        read(save(tmp_path / "x.jsonl", record))


def test_attributes_and_scores_are_listed_span_by_span(tmp_path: Path) -> None:
    spans = (
        Span.of(TEXT, 0, 4, "A", attributes={"strength": "high"}),
        Span.of(TEXT, 4, 9, "B", score=0.5),
    )
    exchange = Exchange((Item("a", TEXT),), {"ann": {"a": spans}})
    one, two = write_doccano(exchange, tmp_path / "ann.jsonl", WriteOptions())
    assert (one.span, two.span) == spans
    assert ("strength=high" in one.reason, "score=0.5" in two.reason) == (True, True)


def test_overlaps_that_doccano_would_drop_are_told(tmp_path: Path) -> None:
    spans = Span.of(TEXT, 0, 9, "A"), Span.of(TEXT, 0, 4, "B")
    exchange = Exchange((Item("a", TEXT),), {"ann": {"a": spans}})
    [loss] = write_doccano(exchange, tmp_path / "ann.jsonl", WriteOptions())
    assert loss.reason.endswith("spans that overlap one before them: 1")


def test_an_argument_that_is_no_span_becomes_an_entity_and_is_read_as_an_argument(
    tmp_path: Path,
) -> None:
    span = Span.of(TEXT, 0, 9, "A", arguments=(Argument("actor", 0, 4, "各级党委"),))
    exchange = Exchange((Item("a", TEXT),), {"ann": {"a": (span,)}})
    assert write_doccano(exchange, tmp_path / "ann.jsonl", WriteOptions()) == ()
    [record] = records(tmp_path / "ann.jsonl")
    assert [entity["label"] for entity in record["entities"]] == ["A", "arg:actor"]
    assert read(tmp_path / "ann.jsonl").layers == exchange.layers


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"no \.jsonl file"):
        read(tmp_path)


def test_no_relation_leads_from_a_span_to_itself(tmp_path: Path) -> None:
    span = Span.of(TEXT, 0, 9, "A", arguments=(Argument("whole", 0, 9, TEXT[:9]),))
    exchange = Exchange((Item("a", TEXT),), {"ann": {"a": (span,)}})
    write_doccano(exchange, tmp_path / "ann.jsonl", WriteOptions())
    [relation] = records(tmp_path / "ann.jsonl")[0]["relations"]
    assert (relation["from_id"], relation["to_id"]) == (0, 1)
    assert read(tmp_path / "ann.jsonl").layers == exchange.layers


def test_several_annotators_need_a_folder(tmp_path: Path) -> None:
    exchange = Exchange((Item("a", TEXT),), {"ann": {"a": ()}, "bo": {"a": ()}})
    with pytest.raises(FormatError, match="Name a folder"):
        write_doccano(exchange, tmp_path / "x.jsonl", WriteOptions())


def test_line_ends_that_other_tools_see_are_escaped(tmp_path: Path) -> None:
    exchange = Exchange((Item("a", "要\u2028\x85抓紧"),))
    write_doccano(exchange, tmp_path / "ann.jsonl", WriteOptions())
    assert len((tmp_path / "ann.jsonl").read_text("utf8").splitlines()) == 1
    assert read(tmp_path / "ann.jsonl").items[0].text == "要\u2028\x85抓紧"


def without_attributes(exchange: Exchange) -> Exchange:
    """Return what doccano can hold, without spans that are then equal."""
    layers = {
        name: {
            item: tuple(dict.fromkeys(replace(span, attributes={}, score=None) for span in spans))
            for item, spans in layer.items()
        }
        for name, layer in exchange.layers.items()
    }
    return replace(exchange, layers=layers)


@given(exchanges().map(without_attributes))
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(exchange: Exchange) -> None:
    found = through(FORMAT, exchange, "out")
    assert found.losses == ()
    assert plain(found, "doccano") == plain(exchange, "doccano")
    assert found.layers == exchange.layers


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_broken_file_is_read_or_refused(data: st.DataObject) -> None:
    survives(FORMAT, data.draw(broken_bytes(RELATIONS.read_bytes())))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_changed_record_is_read_or_refused(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([TRIPLES, RELATIONS]))
    changed = data.draw(changed_json(records(path)))
    survives(FORMAT, "".join(json.dumps(one) + "\n" for one in changed).encode())
