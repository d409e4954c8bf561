"""The slogan lexicon."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tifa.corpus.errors import FormatError
from tifa.corpus.lexicon import Entry, Lexicon, read_lexicon, shipped_lexicon
from tifa.corpus.scheme import load_scheme


def entry(canonical: str, *variants: str, status: str = "in", kind: str = "goal") -> Entry:
    return Entry(
        canonical=canonical,
        variants=variants,
        status=status,  # type: ignore[arg-type]
        kind=kind if status == "in" else None,
        decided="test",
    )


def test_the_longest_form_is_found_and_none_twice() -> None:
    lexicon = Lexicon([entry("平安单位"), entry("平安单位、和谐单位", "和谐平安单位")])
    found = [
        (match.start, match.end, match.entry.canonical)
        for match in lexicon.find("建设和谐平安单位，建设平安单位、和谐单位，平安单位")
    ]
    assert found == [
        (2, 8, "平安单位、和谐单位"),
        (11, 20, "平安单位、和谐单位"),
        (21, 25, "平安单位"),
    ]


def test_a_formula_that_is_out_hides_those_inside_it() -> None:
    lexicon = Lexicon([entry("平安单位"), entry("平安单位建设年", status="out")])
    assert [match.start for match in lexicon.find("平安单位建设年和平安单位")] == [8]


def test_a_numbered_formula_is_not_found_inside_a_number() -> None:
    lexicon = Lexicon([entry("三个好", kind="numbered")])
    found = [match.start for match in lexicon.find("第三个好，十三个好，三个好，争三个好")]
    assert found == [10, 15]


def test_an_empty_lexicon_finds_nothing() -> None:
    assert list(Lexicon([]).find("平安单位")) == []


def test_a_form_is_decided_once(text_file: Callable[..., Path]) -> None:
    line = '{"canonical": "平安单位", "status": "out", "decided": "test"}\n'
    with pytest.raises(FormatError, match=r":2: “平安单位” was decided in line 1"):
        read_lexicon(text_file(line * 2, "slogans.jsonl"))


def test_the_shipped_lexicon_uses_kinds_of_the_scheme() -> None:
    kinds = {
        value
        for label in load_scheme().labels.values()
        if any(attribute.from_lexicon for attribute in label.attributes.values())
        for value in label.attributes["kind"].values
    }
    for decided in shipped_lexicon().entries:
        assert decided.status == "out" or decided.kind in kinds, decided.canonical


@pytest.mark.parametrize("period", ["58", "1958-1962", "–1962"])
def test_a_period_is_years(text_file: Callable[..., Path], period: str) -> None:
    line = f'{{"canonical": "平安", "status": "out", "decided": "test", "period": "{period}"}}\n'
    with pytest.raises(FormatError, match="period"):
        read_lexicon(text_file(line, "slogans.jsonl"))
