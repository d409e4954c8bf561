"""Prodigy: its files are read as they are, and come back as they were."""

import json
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
from tests.conftest import ROOT
from tifa.annotation.formats.base import Exchange, Item, ReadOptions, WriteOptions
from tifa.annotation.formats.prodigy import FORMAT, read_prodigy, with_input_key, write_prodigy
from tifa.annotation.formats.prodigy_hashes import incoming_hashes, input_hash, task_hash
from tifa.annotation.formats.prodigy_names import annotator_names, raw_ids
from tifa.corpus.errors import FormatError
from tifa.corpus.folder import Corpus
from tifa.corpus.spans import Span, in_order

SPANS, CHARACTERS, REVIEW = (
    GOLDEN / f"prodigy-{name}.jsonl" for name in ("spans", "characters", "review")
)
TEXT = "各级党委要高度重视。"


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf8").split("\n") if line]


def save(path: Path, *tasks: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(task) + "\n" for task in tasks), "utf8")
    return path


def read(path: Path, **options: Any) -> Exchange:
    found = read_prodigy(path, ReadOptions(**options))
    found.check()
    return found


def keys(exchange: Exchange, annotator: str) -> list[list[tuple[int, int, str]]]:
    return [[span.key for span in spans] for spans in exchange.layers[annotator].values()]


# Hashes


def test_hashes_are_the_published_ones() -> None:
    task = {"text": TEXT, "meta": {"source": "000_c5f3", "para": 3}}
    assert incoming_hashes(task) == {"_input_hash": -1461049188, "_task_hash": 203151046}
    saved = {**task, "tokens": [], "spans": [], "answer": "accept", "_timestamp": 1}
    assert incoming_hashes(saved) == incoming_hashes(task)


def test_hashes_do_not_depend_on_the_source_but_on_other_meta() -> None:
    one, two, three = (
        incoming_hashes({"text": TEXT, "meta": meta})["_task_hash"]
        for meta in ({"source": "a", "para": 3}, {"source": "b", "para": 3}, {"para": 4})
    )
    assert one == two != three


def test_an_empty_list_of_spans_is_hashed() -> None:
    assert task_hash({"text": TEXT, "spans": []}, 5) != task_hash({"text": TEXT}, 5)


def test_with_an_input_key_equal_texts_of_two_places_differ() -> None:
    tasks = [{"text": TEXT, "meta": {"doc_id": "s1", "char_offset": n}} for n in (0, 40)]
    assert input_hash(tasks[0]) == input_hash(tasks[1])
    one, two = (with_input_key(task) for task in tasks)
    assert one["input"] == "s1:0"
    assert one["_input_hash"] != two["_input_hash"]


def test_without_a_place_there_is_no_input_key() -> None:
    with pytest.raises(FormatError, match="where its text stands"):
        with_input_key({"text": TEXT, "meta": {"doc_id": "s1"}})


# Names


@pytest.mark.parametrize(
    ("ids", "stem", "names"),
    [
        (["news-v2-ann", "news-v2-bo"], "x", ["ann", "bo"]),
        (["news-ann-lee"], "news", ["ann-lee"]),
        (["news-ann"], "x", ["ann"]),
        (["news-ann", "old-bo"], "news", ["news-ann", "old-bo"]),
        (["ann", "ann-2"], "x", ["ann", "ann-2"]),
        (["news-Li%20Yi"], "news", ["Li Yi"]),
        (["2023-07-25_14-50-21"], "x", ["2023-07-25_14-50-21"]),
        (["news-2023-07-25_14-50-21"], "x", ["2023-07-25_14-50-21"]),
        ([""], "x", ["x"]),
    ],
)
def test_a_dataset_is_cut_off_only_where_all_share_it(
    ids: list[str], stem: str, names: list[str]
) -> None:
    assert annotator_names(ids, stem) == dict(zip(ids, names, strict=True))


@given(st.lists(st.text("ab-%20", min_size=1), min_size=1, unique=True), st.text("ab-"))
def test_names_written_are_read_again(names: list[str], stem: str) -> None:
    raws = raw_ids(dict.fromkeys(names), stem)
    assert {raws[name]: name for name in names} == annotator_names(raws.values(), stem)


# Reading


def test_the_nth_equal_sentence_of_two_annotators_is_one_item() -> None:
    found = read(SPANS)
    first, second, road = (item.id for item in found.items)
    assert set(found.layers["alice"]) == {first}
    assert set(found.layers["bob"]) == {first, second}
    assert [item.text for item in found.items] == [TEXT, TEXT, "村里要修路。"]
    assert all(road not in layer for layer in found.layers.values())


def test_rejected_and_ignored_tasks_are_noted_as_not_seen() -> None:
    ignored, rejected, repeated = read(SPANS).notes
    assert ignored == "tasks with the answer “ignore”, which count as not seen: 1"
    assert rejected == "tasks with the answer “reject”, which count as not seen: 1"
    assert "told apart by their order" in repeated and repeated.endswith(": 2")


def test_nested_spans_of_a_real_record_are_read() -> None:
    assert keys(read(SPANS), "alice") == [[(0, 9, "DIRECTIVE"), (0, 4, "RESPONSIBILITY")]]


def test_both_forms_of_highlighted_characters_are_read() -> None:
    found = read(CHARACTERS)
    assert keys(found, "prodigy-characters") == [[(0, 5, "DIRECTIVE")], [(1, 5, "DIRECTIVE")], []]
    assert list(read(CHARACTERS, annotator="ann").layers) == ["ann"]


def test_versions_of_a_review_are_layers_of_their_annotators() -> None:
    found = read(REVIEW)
    both, one = [(0, 9, "DIRECTIVE"), (0, 4, "RESPONSIBILITY")], [(0, 9, "DIRECTIVE")]
    layers = {name: keys(found, name) for name in found.layers}
    assert layers == {"alice": [both], "dan": [both], "bob": [one], "review": [both]}
    assert len(found.items) == 1


def test_a_review_is_written_as_tasks_and_read_as_the_same_layers(tmp_path: Path) -> None:
    found = read(REVIEW)
    write_prodigy(found, tmp_path / "out.jsonl", WriteOptions())
    assert read(tmp_path / "out.jsonl").layers == found.layers


def test_a_place_in_a_document_is_the_id(tmp_path: Path) -> None:
    meta = {"doc_id": "s1", "char_offset": 7}
    found = read(save(tmp_path / "x.jsonl", {"text": TEXT, "meta": meta, "answer": "accept"}))
    assert found.items[0].id == "s1:7"
    assert found.layers == {"x": {"s1:7": ()}}


def test_a_task_that_nobody_answered_is_not_seen(tmp_path: Path) -> None:
    found = read(save(tmp_path / "x.jsonl", {"text": TEXT}))
    assert (len(found.items), found.layers) == (1, {})


def test_the_last_answer_to_one_place_counts_and_the_first_is_listed(tmp_path: Path) -> None:
    task = {"text": TEXT, "meta": {"doc_id": "s1", "char_offset": 7}, "answer": "accept"}
    spans = [{"start": 0, "end": 2, "label": "A"}], [{"start": 2, "end": 4, "label": "A"}]
    found = read(save(tmp_path / "x.jsonl", *({**task, "spans": one} for one in spans)))
    assert keys(found, "x") == [[(2, 4, "A")]]
    [loss] = found.losses
    assert loss.where.endswith(":1") and loss.span == Span(0, 2, "A", "各级")
    task["answer"] = "reject"
    path = save(tmp_path / "x.jsonl", {**task, "answer": "accept", "spans": spans[0]}, task)
    assert (read(path).layers, len(read(path).losses)) == ({"x": {}}, 1)


def test_a_shift_is_seen_by_the_text_that_spans_carry(tmp_path: Path) -> None:
    spans = [
        {"start": 3, "end": 5, "label": "A", "text": "各级"},
        {"start": 5, "end": 7, "label": "A", "text": "党委"},
    ]
    path = save(tmp_path / "x.jsonl", {"text": f"𠮷林{TEXT}", "spans": spans, "answer": "accept"})
    assert len(read(path).losses) == 2
    assert keys(read(path, repair=True), "x") == [[(2, 4, "A"), (4, 6, "A")]]


def test_shifts_of_several_tasks_are_told_in_one_sentence(tmp_path: Path) -> None:
    spans = [{"start": 1, "end": 3, "label": "A", "quote": "各级"}]
    tasks = [{"text": TEXT, "spans": spans, "answer": "accept"}] * 3
    found = read(save(tmp_path / "x.jsonl", *tasks), repair=True)
    cause = "a byte order mark before the text is counted"
    assert f"{cause}: 3 of 3 quotes fit so; repaired (answers concerned: 3)" in found.notes
    assert keys(found, "x") == [[(0, 2, "A")]] * 3


def test_answers_to_single_suggestions_are_noted(tmp_path: Path) -> None:
    task = {"text": TEXT, "spans": [], "answer": "accept", "_is_binary": True}
    [note] = read(save(tmp_path / "x.jsonl", task)).notes
    assert "one suggested span only" in note and note.endswith(": 1")


def test_an_annotation_file_of_our_own_is_read_with_attributes_and_arguments() -> None:
    corpus = Corpus.read(ROOT / "tests/data/golden/tiny")
    found = read(ROOT / "tests/data/golden/tiny/annotations/gold.jsonl")
    places = {item.id: item.meta for item in found.items}
    spans: dict[str, list[Span]] = {doc_id: [] for doc_id in corpus.layer("gold").spans}
    for item_id, inside in found.layers["gold"].items():
        meta = places[item_id]
        spans[meta["doc_id"]] += [span.shifted(meta["char_offset"]) for span in inside]
    assert {doc_id: in_order(found) for doc_id, found in spans.items()} == dict(
        corpus.layer("gold").spans
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "Not valid JSON"),
        ("[]", "not an object"),
        ("{} {}", "Something follows"),
        ('{"text": 3}', "text: "),
        ('{"text": "\\ud83d"}', "surrogate"),
        ('{"text": "a", "meta": 3}', "meta: "),
        ('{"text": "a", "spans": [{"start": 0, "end": 1}]}', r"spans\.0\.label"),
        ('{"text": "a", "versions": [3]}', "versions"),
        ('{"text": "a", "versions": [{"text": "b"}]}', "another text"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "a"}\n' + line + "\n", "utf8")
    with pytest.raises(FormatError, match=rf"x\.jsonl:2.*{message}"):
        read(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no\\.jsonl: Cannot be read"):
        read(tmp_path / "no.jsonl")


# Writing


@pytest.mark.parametrize("path", [SPANS, CHARACTERS])
def test_a_file_of_prodigy_comes_back_with_everything_it_had(tmp_path: Path, path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert write_prodigy(read(path), out, WriteOptions()) == ()
    written = sorted(records(out), key=lambda task: task.get("_timestamp", 1 << 40))
    for before, after in zip(records(path), written, strict=True):
        for span in after.get("spans", []):
            assert span.pop("quote", "") in after["text"]
        assert after == {**before, **_names(after)}


def _names(task: dict[str, Any]) -> dict[str, Any]:
    """Annotators get a name also where old exports have none."""
    return {key: task[key] for key in ("_annotator_id", "_session_id") if key in task}


def test_a_file_read_and_written_and_read_says_the_same(tmp_path: Path) -> None:
    found = read(SPANS)
    write_prodigy(found, tmp_path / "out.jsonl", WriteOptions())
    again = read(tmp_path / "out.jsonl")
    assert (again.items, again.layers) == (found.items, found.layers)


def test_new_tasks_have_characters_as_tokens_and_an_inclusive_end(tmp_path: Path) -> None:
    span = Span.of(TEXT, 2, 9, "DIRECTIVE", attributes={"strength": "high"}, score=0.123456789)
    exchange = Exchange((Item("a", TEXT),), {"ann": {"a": (span,)}})
    assert write_prodigy(exchange, tmp_path / "out.jsonl", WriteOptions()) == ()
    [task] = records(tmp_path / "out.jsonl")
    [written] = task["spans"]
    assert (written["token_start"], written["token_end"]) == (2, 8)
    assert "".join(token["text"] for token in task["tokens"]) == TEXT
    assert not any(token["ws"] for token in task["tokens"])
    assert (task["_view_id"], task["_annotator_id"], task["answer"]) == (
        "spans_manual",
        "out-ann",
        "accept",
    )
    assert task["_input_hash"] == -1461049188
    assert read(tmp_path / "out.jsonl").layers == exchange.layers


@pytest.mark.parametrize("key", ["html", "meta"])
def test_what_is_nested_too_deeply_is_refused_and_named(tmp_path: Path, key: str) -> None:
    for depth in (100, 450, 600, 900, 5000):
        path = tmp_path / f"{depth}.jsonl"
        deep = '{"a":' * depth + "1" + "}" * depth
        path.write_text(f'{{"text":"a","{key}":{deep}}}', "utf8")
        try:
            write_prodigy(read(path), tmp_path / "out.jsonl", WriteOptions())
        except FormatError as error:
            assert error.where
            assert depth > 100


def test_meta_that_is_no_json_is_refused(tmp_path: Path) -> None:
    exchange = Exchange((Item("a", TEXT, {"day": Path()}),))
    with pytest.raises(FormatError, match=r"out\.jsonl: The meta of a text is no JSON"):
        write_prodigy(exchange, tmp_path / "out.jsonl", WriteOptions())


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="Cannot be written"):
        write_prodigy(Exchange((Item("a", TEXT),)), tmp_path, WriteOptions())


def test_a_span_that_cuts_words_is_listed(tmp_path: Path) -> None:
    exchange = Exchange((Item("a", TEXT),), {"ann": {"a": (Span.of(TEXT, 1, 9, "DIRECTIVE"),)}})
    [loss] = write_prodigy(exchange, tmp_path / "out.jsonl", WriteOptions(tokens="jieba"))
    assert "begin and end with a token" in loss.reason
    assert read(tmp_path / "out.jsonl").layers == exchange.layers


def test_tokens_can_be_left_out_but_not_invented(tmp_path: Path) -> None:
    exchange = Exchange((Item("a", TEXT),))
    write_prodigy(exchange, tmp_path / "out.jsonl", WriteOptions(tokens="none"))
    assert "tokens" not in records(tmp_path / "out.jsonl")[0]
    with pytest.raises(FormatError, match="no tokens “words”"):
        write_prodigy(exchange, tmp_path / "out.jsonl", WriteOptions(tokens="words"))


@given(exchanges())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(exchange: Exchange) -> None:
    found = through(FORMAT, exchange, "out.jsonl")
    assert found.losses == ()
    assert plain(found, "prodigy") == plain(exchange, "prodigy")
    assert found.layers == exchange.layers


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_broken_file_is_read_or_refused(data: st.DataObject) -> None:
    survives(FORMAT, data.draw(broken_bytes(SPANS.read_bytes())))


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_changed_record_is_read_or_refused(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([SPANS, CHARACTERS, REVIEW]))
    changed = data.draw(changed_json(records(path)[:2]))
    survives(FORMAT, "".join(json.dumps(one) + "\n" for one in changed).encode())
