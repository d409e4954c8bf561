"""What to annotate next: doubts, the choice among paragraphs, and ``tifa suggest``."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from typer.testing import CliRunner, Result

from tifa.annotation.recipes.correcting import Correction
from tifa.cli import app
from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.jsonl import write_jsonl
from tifa.models.choosing import in_random_order, in_text_order, least_confident
from tifa.models.training import Trained
from tifa.models.uncertainty import Paragraph, doubtful_paragraphs

ORDER = "各级党组织要高度重视创先争优活动。"
TEXTS = {
    "one": f"一、讲话\n{ORDER}\n今天天气很好。\n要抓好落实，要形成合力。",
    "two": "我们开个会。\n由县农业局牵头，各乡镇配合，把水渠修好。",
}


def paragraph(doc_id: str, start: int, text: str, mistakes: float) -> Paragraph:
    return Paragraph(doc_id, start, "", text, (), mistakes)


# --- doubts ---------------------------------------------------------------------


def test_paragraphs_cover_the_words_of_a_text_in_order(trained_tagger: Language) -> None:
    found = list(doubtful_paragraphs(trained_tagger, TEXTS.items()))
    for doc_id, text in TEXTS.items():
        its = [each for each in found if each.doc_id == doc_id]
        assert all(text[each.start : each.end] == each.text for each in its)
        assert "".join(each.text for each in its) == "".join(text.split())
    for each in found:
        for span in each.spans:
            span.check(each.text)


def test_doubts_are_of_marked_spans_and_of_missed_ones(trained_tagger: Language) -> None:
    (each,) = doubtful_paragraphs(trained_tagger, [("d", ORDER)])
    of_marked = sum(1 - (span.score or 0) for span in each.spans)
    assert len(each.spans) == 2
    # Scores of spans are rounded.
    assert each.expected_mistakes > 0 and each.expected_mistakes >= of_marked - 1e-3


def test_cutting_a_text_for_tagging_does_not_move_doubts(trained_tagger: Language) -> None:
    text = next(iter(Corpus.read(seed_folder()).documents.values())).text

    def doubts(longest: int) -> dict[int, float]:
        found = doubtful_paragraphs(trained_tagger, [("d", text)], longest=longest)
        return {each.start: each.expected_mistakes for each in found}

    short, long = doubts(200), doubts(3000)
    assert short.keys() == long.keys()
    # Characters at the seam see other neighbours, which moves probabilities a little.
    assert sum(short.values()) == pytest.approx(sum(long.values()), rel=0.2)


def test_without_a_categoriser_the_scores_of_spans_are_all_that_is_known(
    trained_rules: Language,
) -> None:
    (each,) = doubtful_paragraphs(trained_rules, [("d", ORDER)], spans_key="rules")
    scores = [span.score for span in each.spans if span.score is not None]
    assert each.expected_mistakes == pytest.approx(sum(1 - score for score in scores))


# --- the choice -----------------------------------------------------------------


def test_the_most_doubtful_comes_first() -> None:
    pool = [paragraph("d", at, text, at / 10) for at, text in enumerate("甲乙丙")]
    assert [each.text for each in least_confident(pool, 2)] == ["丙", "乙"]


def test_documents_take_turns() -> None:
    pool = [paragraph("a", 0, "甲甲甲", 9), paragraph("a", 9, "乙乙乙", 8)]
    pool += [paragraph("b", 0, "丙丙丙", 1), paragraph("b", 9, "丁丁丁", 0)]
    assert [each.text[0] for each in least_confident(pool, 4)] == ["甲", "丙", "乙", "丁"]


def test_what_repeats_a_chosen_paragraph_waits() -> None:
    pool = [
        paragraph("a", 0, "要修好水渠和道路。", 1.0),
        paragraph("b", 0, "要修好水渠和道路！", 0.9),
        paragraph("c", 0, "今年粮食增产三成。", 0.6),
    ]
    assert [each.doc_id for each in least_confident(pool, 3)] == ["a", "c", "b"]
    assert [each.doc_id for each in least_confident(pool, 3, penalty=0)] == ["a", "b", "c"]


@st.composite
def pools(draw: st.DrawFn) -> list[Paragraph]:
    texts = draw(st.lists(st.text("甲乙丙丁", min_size=1, max_size=8), max_size=12))
    return [
        paragraph(draw(st.sampled_from("abc")), at, text, draw(st.floats(0, 5)))
        for at, text in enumerate(texts)
    ]


@given(pools(), st.integers(1, 15), st.randoms())
def test_the_choice_is_of_the_pool_without_repeats_and_does_not_depend_on_its_order(
    pool: list[Paragraph], count: int, chance: Any
) -> None:
    chosen = least_confident(pool, count)
    assert len(chosen) == min(count, len(pool)) == len(set(chosen))
    assert set(chosen) <= set(pool)
    shuffled = list(pool)
    chance.shuffle(shuffled)
    assert least_confident(shuffled, count) == chosen
    assert in_random_order(shuffled, 3) == in_random_order(pool, 3)
    assert in_text_order(shuffled) == in_text_order(pool)


# --- the command ----------------------------------------------------------------


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf8")
    return folder


def suggest(trained: Trained, *words: object) -> Result:
    return CliRunner().invoke(app, ["suggest", str(trained.path.parent), *map(str, words)])


def tasks(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf8").splitlines()]


def places(found: Sequence[dict[str, Any]]) -> set[tuple[str, int]]:
    return {(task["meta"]["doc_id"], task["meta"]["char_offset"]) for task in found}


def test_tasks_carry_place_suggestions_and_scores(
    trained: Trained, texts: Path, tmp_path: Path
) -> None:
    out = tmp_path / "tasks.jsonl"
    done = suggest(trained, texts, "--least-confident", 3, "--out", out)
    assert done.exit_code == 0, done.output
    found = tasks(out)
    assert [task["meta"]["rank"] for task in found] == ["1", "2", "3"]
    for task in found:
        meta = task["meta"]
        assert TEXTS[meta["doc_id"]][meta["char_offset"] :].startswith(task["text"])
        assert float(meta["expected_mistakes"]) >= 0
        for span in task["spans"]:
            assert task["text"][span["start"] : span["end"]] == span["quote"]
            assert 0 <= span["score"] <= 1
            assert task["tokens"][span["token_start"]]["start"] == span["start"]


def test_the_recipe_shows_the_tasks_as_they_were_suggested(
    trained: Trained, texts: Path, tmp_path: Path
) -> None:
    out = tmp_path / "tasks.jsonl"
    suggest(trained, texts, "--least-confident", 3, "--out", out)
    shown = list(Correction(out, model="none").stream(["DIRECTIVE", "SLOGAN", "RESPONSIBILITY"]))
    assert [task["text"] for task in shown] == [task["text"] for task in tasks(out)]
    assert [task["spans"] for task in shown] == [task["spans"] for task in tasks(out)]
    assert places(shown) == places(tasks(out))


def test_running_again_changes_nothing(trained: Trained, texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "tasks.jsonl"
    for order in (("--least-confident", 3), ("--random", 3), ()):
        suggest(trained, texts, *order, "--out", out, "--replace")
        before = out.read_bytes()
        assert suggest(trained, texts, *order, "--out", out).exit_code == 0
        assert out.read_bytes() == before


def test_another_file_is_not_written_over_unasked(
    trained: Trained, texts: Path, tmp_path: Path
) -> None:
    out = tmp_path / "answers.jsonl"
    out.write_text("{}\n", encoding="utf8")
    done = suggest(trained, texts, "--out", out)
    assert "something else already" in str(done.exception)
    assert out.read_text("utf8") == "{}\n"


def test_answered_paragraphs_are_left_out(trained: Trained, texts: Path, tmp_path: Path) -> None:
    first, rest = tmp_path / "first.jsonl", tmp_path / "rest.jsonl"
    suggest(trained, texts, "--least-confident", 2, "--out", first)
    answers = [{**task, "answer": answer} for task, answer in zip(
        tasks(first), ("accept", "ignore"), strict=True)]  # fmt: skip
    write_jsonl(tmp_path / "answers.jsonl", answers)
    suggest(trained, texts, "--out", rest, "--annotated", tmp_path / "answers.jsonl")
    everything = tmp_path / "all.jsonl"
    suggest(trained, texts, "--out", everything)
    assert places(tasks(rest)) == places(tasks(everything)) - places(answers)


def test_documents_that_people_annotated_are_left_out(trained: Trained, tmp_path: Path) -> None:
    out = tmp_path / "tasks.jsonl"
    done = suggest(trained, seed_folder(), "--out", out)
    assert "nothing left to annotate" in str(done.exception)
    assert (
        suggest(trained, seed_folder(), "--out", out, "--annotated-too", "--first", 2).exit_code
        == 0
    )
    assert len(tasks(out)) == 2


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    trained: Trained, texts: Path, tmp_path: Path
) -> None:
    (texts / "empty.txt").write_bytes(b"")
    done = suggest(trained, texts, "--out", tmp_path / "tasks.jsonl")
    assert done.exit_code == 1
    assert "empty.txt" in done.stderr
    assert places(tasks(tmp_path / "tasks.jsonl"))


def test_orders_exclude_each_other(trained: Trained, texts: Path, tmp_path: Path) -> None:
    done = suggest(trained, texts, "--out", tmp_path / "t", "--random", 2, "--first", 2)
    assert "--random and --first exclude each other" in str(done.exception)
