"""The decisions that ship with the scheme: how many, of when, in which form and order."""

from collections import Counter

import pytest

from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.lexicon import Entry, shipped_lexicon
from tifa.corpus.scheme import load_scheme

SCHEME = load_scheme()
KINDS = SCHEME.label("SLOGAN").attributes["kind"].values
ENTRIES = shipped_lexicon().entries
IN = [entry for entry in ENTRIES if entry.status == "in"]
OUT = [entry for entry in ENTRIES if entry.status == "out"]
AGES = ["1949–1957", "1958–1965", "1966–1976", "1977–1989", "1990–1999", "2000–2009", "2010–2019"]


def test_hundreds_are_decided_both_ways() -> None:
    assert len(IN) >= 400
    assert len(OUT) >= 80


@pytest.mark.parametrize("age", [*AGES, "2020–9999"])
def test_every_age_has_coined_formulas(age: str) -> None:
    first, last = age.split("–")
    assert sum(first <= (entry.period or "")[:4] <= last for entry in IN) >= 30


def test_every_kind_has_formulas() -> None:
    counts = Counter(entry.kind for entry in IN)
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 15


def test_a_formula_that_is_in_says_when_and_one_that_is_out_says_why() -> None:
    assert [entry.canonical for entry in IN if not entry.period] == []
    assert [entry.canonical for entry in OUT if not entry.note or entry.kind] == []


def test_forms_keep_the_edges_of_spans() -> None:
    assert [
        form
        for entry in ENTRIES
        for form in entry.forms
        if SCHEME.trim(form, 0, len(form)) != (0, len(form)) or "\n" in form
    ] == []


def test_entries_stand_in_the_documented_order() -> None:
    def place(entry: Entry) -> tuple[bool, int, str]:
        return entry.status == "out", KINDS.index(entry.kind) if entry.kind else 0, entry.canonical

    assert [e.canonical for e in ENTRIES] == [e.canonical for e in sorted(ENTRIES, key=place)]


def test_what_is_in_is_annotated_wherever_it_stands_in_the_seed() -> None:
    seed = Corpus.read(seed_folder())
    for doc_id, spans in seed.layer("gold").spans.items():
        gold = {(span.start, span.end) for span in spans if span.label == "SLOGAN"}
        text = seed.documents[doc_id].text
        found = {(match.start, match.end) for match in shipped_lexicon().find(text)}
        assert sorted(text[start:end] for start, end in found - gold) == []


CASES = {
    "坚持四项基本原则": ["四项基本原则"],
    "为实现四个现代化，鼓足干劲，力争上游": ["四个现代化", "鼓足干劲，力争上游"],
    "落实“三个代表”重要思想和全面建设小康社会": ["“三个代表”重要思想", "全面建设小康社会"],
    "学习贯彻习近平新时代中国特色社会主义思想": ["习近平新时代中国特色社会主义思想"],
    "三个代表团到会": [],
    "创新发展理念": [],
    "贯彻新发展理念": ["新发展理念"],
    "第三个代表发言": [],
    "周四早间有雨": [],
    "坚定的马克思主义者": [],
    "编制“十四五”规划，搞好“三农”工作": [],
    "中央八项规定精神和党的二十大精神": [],
}


@pytest.mark.parametrize("text", CASES)
def test_formulas_are_found_and_look_alikes_are_not(text: str) -> None:
    found = [text[match.start : match.end] for match in shipped_lexicon().find(text)]
    assert found == CASES[text]
