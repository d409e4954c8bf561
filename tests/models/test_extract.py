"""Extraction over whole documents: every offset fits the untouched text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tifa.models.extract import extract, tag_document
from tifa.models.training import Trained

ORDER = "各村要修好水渠。"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\u3000\r\n",
        "\ufeff" + ORDER,
        ORDER.replace("。", "。\r\n") * 3,
        "\u3000\u3000" + ORDER + "   ",
        "𠮷村𠮷镇要修好水渠。" * 3,
        "a" * 5000,
        ORDER * 2000,
    ],
    ids=["empty", "blank", "bom", "crlf", "indented", "astral", "no mark", "one long line"],
)
def test_any_text_gives_spans_that_fit(trained: Trained, text: str) -> None:
    for span in tag_document(trained.nlp, text):
        assert text[span.start : span.end] == span.quote


def test_every_sentence_of_a_long_line_is_tagged(trained: Trained) -> None:
    found = tag_document(trained.nlp, ORDER * 2000)
    assert [span.start for span in found] == list(range(0, len(ORDER) * 2000, len(ORDER)))


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(st.text(alphabet="各村要修好水渠，。；\n\u3000𠮷", max_size=80), max_size=5))
def test_documents_come_out_in_order_and_untouched(trained: Trained, texts: list[str]) -> None:
    pairs = [(f"d{index}", text) for index, text in enumerate(texts)]
    found = list(extract(trained.nlp, pairs))
    assert [(each.id, each.text) for each in found] == pairs


def test_the_cut_into_units_changes_nothing_on_short_paragraphs(trained: Trained) -> None:
    text = "\n".join(f"{mark}、认真做好第{mark}件事\n要修好水渠。" for mark in "一二三四五六")
    (whole,) = extract(trained.nlp, [("d", text)], longest=10_000)
    (cut,) = extract(trained.nlp, [("d", text)], longest=10)
    assert [span.key for span in whole.spans] == [span.key for span in cut.spans]


def test_a_record_is_in_the_form_of_a_task(trained: Trained) -> None:
    (found,) = extract(trained.nlp, [("d", ORDER)])
    record = found.record(model="m")
    assert record["text"] == ORDER
    assert record["meta"]["doc_id"] == "d" and record["meta"]["kind"] == "model"
    assert record["spans"][0]["quote"] == ORDER[:-1]
    assert 0 <= record["spans"][0]["score"] <= 1
    assert "text" not in found.record(model="m", with_text=False)
