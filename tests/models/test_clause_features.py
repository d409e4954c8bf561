"""Features in words: of clauses and of formulas."""

import pytest

from tifa.corpus.scheme import load_scheme
from tifa.models.clause_features import ClauseFeatures
from tifa.models.formulas import formula_features, repeated


@pytest.fixture(scope="module")
def describe() -> ClauseFeatures:
    return ClauseFeatures(load_scheme())


def test_a_clause_tells_its_operator_and_the_verb_after_it(describe: ClauseFeatures) -> None:
    (clause,) = describe("各乡镇必须修好水渠。")
    assert {"operator=必须", "force=obligation", "tail2=修好", "actor=True"} <= set(clause)


def test_the_clause_before_and_after_are_seen(describe: ClauseFeatures) -> None:
    first, second = describe("水渠坏了，各乡镇必须修好。")
    assert "after2=各乡" in first and "before2=水渠" in second
    assert "before mood=-" not in " ".join(second)


def test_reported_speech_is_told_from_the_speakers_own(describe: ClauseFeatures) -> None:
    (own,) = describe("各乡镇必须修好水渠。")
    *_, reported = describe("会议指出，各乡镇必须修好水渠。")
    assert "report=False False False" in own and "report=False True False" in reported


def test_an_assignment_tells_how_far_the_actor_stands_from_its_predicate(
    describe: ClauseFeatures,
) -> None:
    (clause,) = describe("县水利局负责清理河道。")
    assert {"cue=responsible", "gap=responsible 0", "opens=responsible False True"} <= set(clause)


def test_every_clause_of_a_text_is_described(describe: ClauseFeatures) -> None:
    assert len(describe("一、抓好春耕，保证供水。二、管好仓库。")) == 3
    assert describe("") == []


def test_a_formula_tells_its_marks_members_and_what_brings_it_in() -> None:
    text = "我们坚持“蓄水为主、小型为主”的方针。"
    start, end = text.index("蓄"), text.index("”")
    found = set(formula_features(text, start, end))
    assert {"quote=“", "cue=坚持 “", "head=方针 “", "shape=2121"} <= found


def test_a_numbered_formula_before_speaks_for_the_series_that_spells_it_out() -> None:
    text = "做到“两不误”，生产不误、学习不误。"
    start, end = text.index("生产"), text.index("。")
    assert any(f.startswith("spelled out=True") for f in formula_features(text, start, end))


def test_what_is_longer_than_any_formula_has_no_features_of_one() -> None:
    assert formula_features("水" * 60, 0, 50) == []


def test_words_that_come_back_are_repeated_but_not_their_parts() -> None:
    text = "搞好爱国增产。爱国增产好。人人爱国增产。"
    assert repeated(text) == {"爱国增产"}
