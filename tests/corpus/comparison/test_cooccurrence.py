import pytest

from tests.corpus.comparison.invented import slogans, speech, study
from tifa.corpus.comparison.cooccurrence import cooccurrence
from tifa.corpus.comparison.study import Speech

APART = "要修渠引水。还要植树造林。"
TOGETHER = "要修渠引水、植树造林。"


def _speech(doc_id: str, text: str) -> Speech:
    forms = [form for form in ("修渠引水", "植树造林") if form in text]
    return speech(doc_id, text, *slogans(text, *forms))


def test_what_stands_together_in_documents_need_not_in_sentences() -> None:
    found = cooccurrence(
        study(_speech("a", APART), _speech("b", APART), _speech("c", "别的话。")), least=2
    )
    (row,) = found.to_dict()["rows"]
    assert (row["unit"], row["source"], row["target"]) == ("document", "修渠引水", "植树造林")
    assert (row["together"], row["units"], row["log_dice"]) == (2, 3, 14.0)
    assert row["expected"] == pytest.approx(4 / 3)
    assert any("sentences" in note for note in found.notes)


def test_sentences_are_counted_over_all_documents() -> None:
    found = cooccurrence(study(_speech("a", TOGETHER), _speech("b", "无关。" + TOGETHER)), least=2)
    (row,) = (row for row in found.to_dict()["rows"] if row["unit"] == "sentence")
    assert (row["together"], row["units"], row["ratio"]) == (2, 3, 1.5)
    assert row["npmi"] == pytest.approx(1.0)


def test_what_meets_less_often_than_by_chance_is_left_out() -> None:
    one, other = "修渠引水。", "植树造林。"
    speeches = [_speech(f"a{n}", one) for n in range(3)] + [_speech(f"b{n}", other) for n in "xyz"]
    both = [_speech("c", APART), _speech("d", APART)]
    assert not len(cooccurrence(study(*speeches, *both)).frame)
    assert len(cooccurrence(study(*speeches, *both), ratio=0).frame) == 1


def test_without_formulas_the_table_is_empty_and_says_why() -> None:
    found = cooccurrence(study(speech("a", "别的话。")))
    assert not len(found.frame)
    assert any("canonical" in note for note in found.notes)
