"""Tasks: the line that Prodigy and the corpus folder share."""

from typing import Any

import pytest

from tifa.corpus.errors import FormatError, OffsetError
from tifa.corpus.folder import Corpus
from tifa.corpus.spans import LayerInfo, LayerKind
from tifa.corpus.tasks import parse_task, provenance_of, task_spans, to_tasks


def tasks_of(corpus: Corpus, doc_id: str) -> list[dict[str, Any]]:
    layer = corpus.layer("gold")
    return list(to_tasks(corpus.documents[doc_id], layer.spans[doc_id], layer.info))


def test_tasks_cover_the_text_they_name(corpus: Corpus) -> None:
    doc = corpus.documents["a-1"]
    for task in tasks_of(corpus, "a-1"):
        start = task["meta"]["char_offset"]
        assert doc.text[start : start + len(task["text"])] == task["text"]
        assert task["meta"]["doc_id"] == "a-1"
        assert task["_view_id"] == "spans_manual"


def test_spans_come_back_with_offsets_of_the_document(corpus: Corpus) -> None:
    for doc_id, spans in corpus.layer("gold").spans.items():
        read = [
            span
            for record in tasks_of(corpus, doc_id)
            for span in task_spans(parse_task(record, where="x"), where="x")
        ]
        assert tuple(read) == spans


def test_a_prodigy_task_without_our_fields_is_read() -> None:
    record = {
        "text": "要抓紧。",
        "tokens": [{"text": "要", "start": 0, "end": 1, "id": 0}],
        "spans": [{"start": 0, "end": 3, "label": "X", "token_start": 0, "token_end": 2}],
        "_input_hash": 1,
    }
    task = parse_task(record, where="x")
    [span] = task_spans(task, where="x")
    assert (span.quote, span.attributes, task.meta.doc_id) == ("要抓紧", {}, "")
    assert provenance_of(task) is None


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({}, "text: Field required"),
        ({"text": 3}, "text: "),
        ({"text": "要", "spans": [{"start": "0", "end": 1, "label": "X"}]}, r"spans\.0\.start"),
        ({"text": "要", "spans": [{"start": 0, "end": 1}]}, r"spans\.0\.label: Field required"),
        ({"text": "要", "meta": {"char_offset": -1}}, "char_offset"),
    ],
)
def test_a_wrong_field_is_named(record: dict[str, Any], message: str) -> None:
    with pytest.raises(FormatError, match=message):
        parse_task(record, where="gold.jsonl:3")


def test_a_span_off_its_quote_is_refused_with_its_place() -> None:
    spans = [{"start": 0, "end": 1, "label": "X", "quote": "抓"}]
    task = parse_task({"text": "要抓紧", "spans": spans}, where="x")
    with pytest.raises(OffsetError, match=r"gold\.jsonl:3: .*stands at 1–2"):
        task_spans(task, where="gold.jsonl:3")


def test_provenance_comes_back(corpus: Corpus) -> None:
    info = LayerInfo("silver", LayerKind.RULE, ("rules 1",), "1.1", "2026-11-24")
    [record, *_] = to_tasks(corpus.documents["b-2"], (), info)
    assert provenance_of(parse_task(record, where="x")) == info
