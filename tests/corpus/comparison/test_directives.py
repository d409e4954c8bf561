import pytest

from tests.corpus.comparison.invented import span, speech, study
from tifa.corpus.comparison.directives import directive_tables
from tifa.corpus.comparison.result import Result
from tifa.corpus.comparison.study import Speech, Study

TEXT = "大家要出工。\n一、修好水渠\n乡政府和村委会必须在年底前修渠20公里。不得误工。\n二、种好树\n认真种树。"


def _speech(doc_id: str = "a", level: str = "county") -> Speech:
    both = [("addressee", "乡政府和村委会")]
    return speech(
        doc_id,
        TEXT,
        span(TEXT, "大家要出工", "DIRECTIVE", [("addressee", "大家")], force="obligation",
             operator="要"),
        span(TEXT, "乡政府和村委会必须在年底前修渠20公里", "DIRECTIVE", both, force="obligation",
             operator="必须"),
        span(TEXT, "不得误工", "DIRECTIVE", force="prohibition", operator="不得"),
        span(TEXT, "认真种树", "DIRECTIVE", force="imperative"),
        level=level,
    )  # fmt: skip


def _table(subject: Study, name: str) -> list[dict[str, object]]:
    results: list[Result] = directive_tables(subject)
    (result,) = (each for each in results if each.name == name)
    return result.to_dict()["rows"]


def test_a_directive_has_its_addressees_section_and_force() -> None:
    rows = _table(study(_speech()), "directives")
    assert [(row["section"], row["addressee"], row["force"]) for row in rows] == [
        (None, "大家", "obligation"),
        ("一", "乡政府", "obligation"),
        ("一", "村委会", "obligation"),
        ("一", "(implicit)", "prohibition"),
        ("二", "(implicit)", "imperative"),
    ]
    assert [row["heading"] for row in rows[:2]] == [None, "修好水渠"]
    assert (rows[1]["specificity"], rows[1]["deadline"]) == (2, "年底前")
    assert all(TEXT[row["start"] : row["end"]] == row["quote"] for row in rows)


def test_sections_are_counted_in_the_order_of_the_speech() -> None:
    rows = _table(study(_speech()), "directives_by_section")
    assert [(row["section"], row["addressee"], row["count"]) for row in rows] == [
        (None, "大家", 1),
        ("一", "乡政府", 1),
        ("一", "村委会", 1),
        ("一", "(implicit)", 1),
        ("二", "(implicit)", 1),
    ]


def test_a_directive_with_two_addressees_counts_once_in_the_profile() -> None:
    rows = _table(study(_speech()), "modality")
    forces = {row["value"]: row for row in rows if row["attribute"] == "force"}
    assert {name: row["count"] for name, row in forces.items()} == {
        "obligation": 2,
        "prohibition": 1,
        "imperative": 1,
    }
    characters = len("".join(TEXT.split()))
    assert forces["obligation"]["per_10k"] == pytest.approx(2 / characters * 10_000)
    assert forces["obligation"]["share"] == 0.5
    operators = {row["value"] for row in rows if row["attribute"] == "operator"}
    assert operators == {"要", "必须", "不得", "(none)"}


def test_specificity_is_a_mean_of_directives_and_of_documents() -> None:
    blunt = speech("b", "要出工。", span("要出工。", "要出工", "DIRECTIVE", force="obligation"))
    (row,) = _table(study(_speech(), blunt), "specificity")
    assert (row["directives"], row["degree_0"], row["degree_2"]) == (5, 4, 1)
    assert row["mean"] == pytest.approx(0.4)
    assert row["mean_of_documents"] == pytest.approx(0.25)
    cues = {row["cue"]: row for row in _table(study(_speech(), blunt), "specificity_cues")}
    assert (cues["deadline"]["count"], cues["deadline"]["directives"]) == (1, 5)
    assert cues["deadline"]["share"] == pytest.approx(0.2)


def test_groups_without_directives_and_of_one_document_are_answered() -> None:
    subject = study(_speech(), speech("b", "谢谢。", level="central"))
    notes = directive_tables(subject)[0].notes
    assert any("central has no directive" in note for note in notes)
    assert any("county is one document" in note for note in notes)
    empty = [row for row in _table(subject, "specificity") if row["group"] == "central"]
    assert (empty[0]["directives"], empty[0]["mean"]) == (0, None)
    assert "no directive" in directive_tables(study(speech("b", "谢谢。")))[0].notes[0]
