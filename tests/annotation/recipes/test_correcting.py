"""``tifa.spans.correct``: real suggestions of the rules, tasks as Prodigy shows them.

Prodigy itself is absent; `tests.standin_prodigy` stands for its public contract.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.annotation.formats.generated import texts
from tests.standin_prodigy import Prodigy, answered
from tifa.annotation.formats.base import ReadOptions
from tifa.annotation.formats.prodigy import read_prodigy
from tifa.annotation.formats.prodigy_hashes import input_hash
from tifa.annotation.recipes.correcting import SUGGESTED, Correction, before_db
from tifa.annotation.recipes.sources import Block
from tifa.annotation.recipes.tasks import block_task
from tifa.corpus.errors import CorpusError, FormatError, ModelError, SchemeError
from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.jsonl import write_jsonl
from tifa.corpus.spans import Span, in_order

TEXT = (
    "一、加强学习\n"
    "各级党组织要认真组织学习，抓好落实。\n"
    "这项工作由办公室牵头，综合科配合。\n"
    "坚定信心。\n"
    "坚定信心。\n"
)


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    path = tmp_path / "speech.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def _stream(source: Path, **options: Any) -> list[dict[str, Any]]:
    return list(Correction(source, **options).components("set")["stream"])


def _as_suggested(task: dict[str, Any]) -> list[dict[str, Any]]:
    return task["spans"]


def test_the_rules_suggest_spans_for_a_text_file(speech: Path) -> None:
    found = {(span["label"], span["quote"]) for task in _stream(speech) for span in task["spans"]}
    assert ("DIRECTIVE", "各级党组织要认真组织学习，抓好落实") in found
    assert any(label == "RESPONSIBILITY" for label, _ in found)


def test_a_task_is_a_block_that_says_where_it_stands(speech: Path) -> None:
    tasks = _stream(speech)
    assert [task["text"] for task in tasks] == TEXT.splitlines()
    for task in tasks:
        start = task["meta"]["char_offset"]
        assert TEXT[start : start + len(task["text"])] == task["text"]
        assert task["meta"]["doc_id"] == "speech"
        assert task["meta"]["suggested_by"] == "rules"
    assert tasks[1]["meta"]["section"] == tasks[2]["meta"]["section"]


def test_the_seed_is_streamed_whole_with_every_suggestion_on_its_quote() -> None:
    (doc,) = Corpus.read(seed_folder()).documents.values()
    tasks = _stream(seed_folder())
    # Between the blocks there is only whitespace.
    assert "".join("".join(task["text"] for task in tasks).split()) == "".join(doc.text.split())
    assert sum(len(task["spans"]) for task in tasks) > 100
    for task in tasks:
        for span in task["spans"]:
            assert task["text"][span["start"] : span["end"]] == span["quote"]


@pytest.mark.parametrize("how", ["characters", "jieba"])
def test_tokens_are_the_text_and_spans_lie_on_them(speech: Path, how: str) -> None:
    for task in _stream(speech, how=how):
        tokens = task["tokens"]
        assert "".join(token["text"] for token in tokens) == task["text"]
        assert [token["id"] for token in tokens] == list(range(len(tokens)))
        assert not any(token["ws"] for token in tokens)
        for span in task["spans"]:
            assert tokens[span["token_start"]]["start"] == span["start"]
            assert tokens[span["token_end"]]["end"] == span["end"]


@st.composite
def _blocks(draw: st.DrawFn) -> Block:
    text = draw(texts().filter(bool))
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text) - 1))
        spans.append(Span.of(text, start, draw(st.integers(start + 1, len(text))), "SLOGAN"))
    return Block("d", 0, "", text, in_order(spans))


@settings(max_examples=60, deadline=None)
@given(block=_blocks(), how=st.sampled_from(["characters", "jieba"]))
def test_any_span_lies_on_tokens_because_words_are_cut_where_it_cuts_them(
    block: Block, how: str
) -> None:
    task = block_task(block, block.spans, how=how, repeats=True)
    tokens = task["tokens"]
    assert "".join(token["text"] for token in tokens) == block.text
    for token in tokens:
        assert block.text[token["start"] : token["end"]] == token["text"] != ""
    for span in task["spans"]:
        assert tokens[span["token_start"]]["start"] == span["start"]
        assert tokens[span["token_end"]]["end"] == span["end"]


def test_a_sentence_said_twice_is_asked_about_twice(speech: Path) -> None:
    *_, first, second = _stream(speech)
    assert first["text"] == second["text"] == "坚定信心。"
    assert first["_input_hash"] == input_hash(first) != second["_input_hash"]


def test_repeats_are_asked_about_once_if_one_wants_so(speech: Path) -> None:
    *_, first, second = _stream(speech, repeats=False)
    assert first["_input_hash"] == second["_input_hash"] == input_hash({"text": "坚定信心。"})


def test_tasks_with_spans_keep_them_as_suggestions(tmp_path: Path) -> None:
    span = {"start": 0, "end": 4, "label": "SLOGAN", "attributes": {"kind": "maxim"}}
    record = {
        "text": "坚定信心。要学。",
        "meta": {"doc_id": "a", "char_offset": 7, "section": "二"},
        "spans": [span],
    }
    write_jsonl(tmp_path / "tasks.jsonl", [record])
    (task,) = _stream(tmp_path / "tasks.jsonl")
    assert task["meta"] == {**record["meta"], "suggested_by": "rules"}
    assert [(each["quote"], each["attributes"]) for each in task["spans"]] == [
        ("坚定信心", {"kind": "maxim"})
    ]


def test_only_the_labels_asked_for_are_suggested(speech: Path) -> None:
    components = Correction(speech, labels=["RESPONSIBILITY"]).components("set")
    assert components["config"]["labels"] == ["RESPONSIBILITY"]
    labels = {span["label"] for task in components["stream"] for span in task["spans"]}
    assert labels == {"RESPONSIBILITY"}


def test_without_a_model_nothing_is_suggested(speech: Path) -> None:
    assert not any(task["spans"] for task in _stream(speech, model="none"))


def test_labels_have_the_keys_and_colours_of_the_scheme(speech: Path) -> None:
    config = Correction(speech).components("set")["config"]
    assert config["keymap_by_label"] == {"DIRECTIVE": "d", "SLOGAN": "s", "RESPONSIBILITY": "r"}
    assert config["custom_theme"]["labels"]["SLOGAN"] == "#b5482a"
    assert config["exclude_by"] == "input"


def test_saved_answers_have_no_tokens_and_keep_attributes_that_the_page_lost(
    speech: Path,
) -> None:
    tasks = _stream(speech)
    bare = ("start", "end", "label", "token_start", "token_end")
    answers = [
        {**task, "spans": [{key: span[key] for key in bare} for span in task["spans"]]}
        for task in tasks
    ]
    for task, saved in zip(tasks, before_db(answers), strict=True):
        assert "tokens" not in saved
        assert not any("token_start" in span for span in saved["spans"] + saved[SUGGESTED])
        expected = [
            {key: value for key, value in span.items() if not key.startswith("token_")}
            for span in task["spans"]
        ]
        assert saved["spans"] == saved[SUGGESTED] == expected


def test_a_span_with_punctuation_at_its_edge_is_sent_back(speech: Path) -> None:
    components = Correction(speech).components("set")
    task = next(iter(components["stream"]))
    wrong = {"start": 1, "end": 6, "label": "SLOGAN"}
    with pytest.raises(ValueError, match=r"“、加强学习” begins or ends .* mark “加强学习”"):
        components["validate_answer"]({**task, "spans": [wrong], "answer": "accept"})
    components["validate_answer"]({**task, "spans": [wrong], "answer": "reject"})


def test_what_is_wrong_is_told_before_the_server_starts(speech: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="No pipeline can be loaded"):
        Correction(speech, model=str(tmp_path / "nothing")).components("set")
    with pytest.raises(SchemeError, match="Unknown label “NONE”"):
        Correction(speech, labels=["NONE"]).components("set")
    with pytest.raises(FormatError, match="no tokens “words”"):
        Correction(speech, how="words").components("set")
    with pytest.raises(FormatError, match="Cannot be read"):
        Correction(tmp_path / "nothing.txt").components("set")
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(CorpusError, match="no text to annotate"):
        Correction(tmp_path / "empty.jsonl").components("set")


def test_a_trained_pipeline_suggests(speech: Path, tmp_path: Path) -> None:
    import spacy

    nlp = spacy.blank("zh")
    ruler = nlp.add_pipe("span_ruler", config={"spans_key": "sc"})
    ruler.add_patterns([{"label": "SLOGAN", "pattern": "坚定信心"}])  # type: ignore[attr-defined]
    (tmp_path / "model").mkdir()
    nlp.to_disk(tmp_path / "model" / "model-best")
    found = [
        span["quote"]
        for task in _stream(speech, model=str(tmp_path / "model"))
        for span in task["spans"]
    ]
    assert found == ["坚定信心", "坚定信心"]


def _answers(
    prodigy: Prodigy, change: Callable[[dict[str, Any]], Sequence[dict[str, Any]]], *words: str
) -> list[dict[str, Any]]:
    return list(answered(prodigy.call("tifa.spans.correct", "set", *words), change))


def test_the_recipe_keeps_to_the_public_contract(prodigy: Prodigy, speech: Path) -> None:
    components = prodigy.call(
        "tifa.spans.correct", "set", str(speech), "-l", "SLOGAN, DIRECTIVE", "-e", "a,b", "-R"
    )
    assert components["dataset"] == "set"
    assert components["exclude"] == ["a", "b"]
    assert components["config"]["labels"] == ["SLOGAN", "DIRECTIVE"]
    first = next(iter(components["stream"]))
    assert "input" not in first


def test_answers_saved_by_the_recipe_come_back_by_our_reader(
    prodigy: Prodigy, speech: Path, tmp_path: Path
) -> None:
    answers = _answers(prodigy, _as_suggested, str(speech))
    write_jsonl(tmp_path / "set.jsonl", answers)
    exchange = read_prodigy(tmp_path / "set.jsonl", ReadOptions())
    assert exchange.losses == ()
    assert [item.text for item in exchange.items] == TEXT.splitlines()
    assert exchange.items[0].id == "speech:0"
    (layer,) = exchange.layers.values()
    suggested = [len(task[SUGGESTED]) for task in answers]
    assert [len(layer[item.id]) for item in exchange.items] == suggested
