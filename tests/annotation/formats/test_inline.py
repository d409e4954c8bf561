from pathlib import Path

import pytest

from tests.conftest import ROOT
from tifa.annotation.formats.base import Exchange, ReadOptions
from tifa.annotation.formats.inline import read_inline
from tifa.annotation.formats.registry import guess_format
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span

GOLDEN = ROOT / "tests/data/formats/inline/speech.xml"


@pytest.fixture(scope="module")
def golden() -> Exchange:
    return read_inline(GOLDEN, ReadOptions(annotator="lin"))


def _spans(exchange: Exchange, label: str) -> list[Span]:
    return [span for _, _, span in exchange if span.label == label]


def _read(tmp_path: Path, body: str, head: str = 'id="a"') -> Exchange:
    path = tmp_path / "speech.xml"
    path.write_text(f"<speech {head}><text>\n{body}\n</text></speech>", encoding="utf8")
    return read_inline(path, ReadOptions())


def test_tags_and_comments_are_no_text(golden: Exchange) -> None:
    (item,) = golden.items
    assert item.text.startswith(
        "在防汛抢险动员大会上的讲话\n同志们：各乡镇要把“安全第一、预防为主”"
    )
    assert "\n一、查险 & 抢险\n" in item.text
    assert not item.text.endswith("\n")


def test_the_item_says_what_the_speech_says_of_itself(golden: Exchange) -> None:
    meta = golden.items[0].meta
    assert (meta["doc_id"], meta["event_date"], meta["level"]) == (
        "linlan-1998",
        "1998-07-22",
        "county",
    )


def test_every_span_covers_its_quote(golden: Exchange) -> None:
    golden.check()
    assert [span.quote for span in _spans(golden, "DIRECTIVE")] == [
        "各乡镇要把“安全第一、预防为主”落到实处",
        "查险 & 抢险",
        "乡镇党委书记要负起本乡镇防汛的第一责任",
        "要众志",
    ]


def test_coinciding_spans_each_have_their_own_arguments(golden: Exchange) -> None:
    responsibility = _spans(golden, "RESPONSIBILITY")[0]
    directive = _spans(golden, "DIRECTIVE")[2]
    assert responsibility.quote == directive.quote
    assert [(a.name, a.quote) for a in responsibility.arguments] == [
        ("actor", "乡镇党委书记"),
        ("duty", "本乡镇防汛"),
    ]
    assert [(a.name, a.quote) for a in directive.arguments] == [("addressee", "乡镇党委书记")]


def test_spans_may_cross_and_arguments_may_stand_outside(golden: Exchange) -> None:
    directive, slogan = _spans(golden, "DIRECTIVE")[3], _spans(golden, "SLOGAN")[1]
    assert directive.start < slogan.start < directive.end < slogan.end
    assert [(a.name, a.quote) for a in directive.arguments] == [("addressee", "大家")]


def test_a_form_of_the_lexicon_left_out_is_what_the_span_covers(golden: Exchange) -> None:
    assert [s.attributes["canonical"] for s in _spans(golden, "SLOGAN")] == ["安全第一", "众志成城"]


def test_the_format_is_recognised() -> None:
    assert guess_format(GOLDEN).name == "inline"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<d f='obligation'>要</d", "no XML"),
        ("<x>要</x>", "<x> is no label"),
        ("<d colour='red'>要</d>", "no attribute “colour”"),
        ("要<end id='z'/>", "Nothing begins with the id “z”"),
        ("<begin id='z' label='d' f='obligation'/>要", "does not end"),
        ("<begin id='z' label='q'/>要<end id='z'/>", "no label “q”"),
        ("<d f='obligation'></d>要", "is empty"),
        ("<addressee for='z'>大家</addressee>", "no span “z”"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(FormatError, match=said) as error:
        _read(tmp_path, f"同志们：\n{body}")
    assert error.value.where is not None and error.value.where.split(":")[-1].isdigit()


def test_a_speech_without_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no id"):
        _read(tmp_path, "要", head="title='x'")
