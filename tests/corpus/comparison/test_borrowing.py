import pytest

from tests.corpus.comparison.invented import speech, study
from tifa.corpus.comparison.borrowing import text_reuse
from tifa.corpus.comparison.result import Result
from tifa.corpus.comparison.study import Speech

SHARED = "每个村都要在秋收以前修好自己的水渠"
FORMULA = "谢谢各位代表听取我的工作汇报"
FILLERS = (
    "东边的山坡上种满了苹果树，年年都有好收成，乡亲们的日子越过越甜。",
    "西边的河滩上养着成群的白鹅，孩子们放学以后都去那里赶它们回家。",
    "南边的集市逢五逢十开张，卖布的卖菜的卖锅的把一条街挤得满满当当。",
    "北边的窑厂停了三年又点了火，烧出来的青砖比从前的还要结实耐用。",
)


def _speech(number: int, *parts: str, date: str | None = None, speaker: str = "甲") -> Speech:
    text = "。".join([FILLERS[number], *parts])
    return speech(f"d{number}", text, date=date, speaker=speaker)


def _table(results: list[Result], name: str) -> list[dict[str, object]]:
    (result,) = (each for each in results if each.name == name)
    return result.to_dict()["rows"]


def test_the_earlier_text_is_the_source() -> None:
    later = _speech(0, SHARED, date="2012")
    earlier = _speech(1, SHARED, date="2010-05", speaker="乙")
    found = text_reuse(study(later, earlier))
    (row,) = _table(found, "reuse_passages")
    assert (row["source"], row["target"], row["direction"]) == ("d1", "d0", "earlier to later")
    assert row["kind"] == "verbatim"
    for side, each in (("source", earlier), ("target", later)):
        text = each.doc.text
        assert text[row[f"{side}_start"] : row[f"{side}_end"]] == row[f"{side}_quote"]
        assert SHARED in str(row[f"{side}_quote"])


@pytest.mark.parametrize(
    ("one", "other", "direction"),
    [("2010", "2010-05", "dates do not tell"), (None, "2010", "a date is missing")],
)
def test_ties_and_missing_dates_have_no_direction(
    one: str | None, other: str, direction: str
) -> None:
    found = text_reuse(study(_speech(0, SHARED, date=one), _speech(1, SHARED, date=other)))
    assert _table(found, "reuse_network")[0]["direction"] == direction


def test_boilerplate_is_told_from_reuse_by_the_documents_that_have_it() -> None:
    speeches = [_speech(n, FORMULA, *([SHARED] if n < 2 else [])) for n in range(4)]
    found = text_reuse(study(*speeches), common=3)
    marked = {
        str(row["source_quote"]): row["boilerplate"] for row in _table(found, "reuse_passages")
    }
    assert marked[FORMULA] is True
    assert any(SHARED in quote and not boiler for quote, boiler in marked.items())
    edges = {(r["source"], r["target"]): r for r in _table(found, "reuse_network")}
    assert edges["d2", "d3"]["share_of_target_no_boilerplate"] == 0
    assert edges["d2", "d3"]["boilerplate_characters"] == edges["d2", "d3"]["characters"] > 0


def test_background_texts_make_a_formula_of_what_they_say() -> None:
    pair = study(_speech(0, SHARED), _speech(1, SHARED))
    assert not _table(text_reuse(pair, common=2), "reuse_passages")[0]["boilerplate"]
    found = text_reuse(pair, common=2, background=["他说" + SHARED])
    (row,) = _table(found, "reuse_passages")
    assert (row["documents"], row["boilerplate"]) == (3, True)


def test_coverage_is_the_share_of_each_text() -> None:
    one, other = _speech(0, SHARED), _speech(1, SHARED, FILLERS[2])
    (edge,) = _table(text_reuse(study(one, other)), "reuse_network")
    size = edge["characters"]
    assert edge["share_of_source"] == pytest.approx(size / len(one.doc.text))
    assert edge["share_of_target"] == pytest.approx(size / len(other.doc.text))


def test_of_near_duplicates_the_earliest_is_compared() -> None:
    text = "".join(FILLERS)
    copies = [speech("late", text, date="2011"), speech("early", text + "完", date="2010")]
    other = _speech(0, SHARED, date="2012")
    found = text_reuse(study(*copies, other))
    assert {row["source"] for row in _table(found, "reuse_network")} == {"early"}
    assert any("near-duplicates left out: late" in note for note in found[0].notes)
    kept = text_reuse(study(*copies, other), keep_duplicates=True)
    assert len(_table(kept, "reuse_network")) == 3


def test_series_are_left_out_on_request() -> None:
    pair = study(_speech(0, SHARED), _speech(1, SHARED), _speech(2, SHARED, speaker="乙"))
    assert len(_table(text_reuse(pair), "reuse_network")) == 3
    found = text_reuse(pair, exclude_series=True)
    assert len(_table(found, "reuse_network")) == 2
    assert any("1 pairs of one series" in note for note in found[0].notes)


def test_one_document_or_nothing_shared_is_answered() -> None:
    assert any("at least 2" in note for note in text_reuse(study(_speech(0)))[0].notes)
    found = text_reuse(study(_speech(0), _speech(1)))
    assert any("No two documents share" in note for note in found[0].notes)
