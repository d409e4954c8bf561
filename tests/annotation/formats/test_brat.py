"""brat standoff."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.annotation.formats.generated import (
    assert_nothing_vanished,
    assert_read_or_refused,
    exchanges,
    mutated,
    written_and_read,
)
from tifa.annotation.formats.base import Exchange, Item, ReadOptions, WriteOptions
from tifa.annotation.formats.brat import FORMAT, read_brat, write_brat
from tifa.corpus.errors import FormatError
from tifa.corpus.scheme import load_scheme
from tifa.corpus.spans import Argument, Span

GOLDEN = Path(__file__).parents[2] / "data" / "formats" / "brat"
TEXT = "各级党委要𠮷，\r\n高度重视。"


def folder(tmp_path: Path, ann: str, text: str = TEXT) -> Path:
    (tmp_path / "a.txt").write_bytes(text.encode())
    (tmp_path / "a.ann").write_bytes(ann.encode())
    return tmp_path


def read_spans(tmp_path: Path, ann: str, text: str = TEXT) -> tuple[Span, ...]:
    exchange = read_brat(folder(tmp_path, ann, text), ReadOptions("甲"))
    assert exchange.losses == ()
    return exchange.layers["甲"]["a"]


@settings(max_examples=150, deadline=None)
@given(exchanges())
def test_every_span_comes_back_or_is_a_loss(exchange: Exchange) -> None:
    back, losses = written_and_read(FORMAT, exchange)
    assert_nothing_vanished(exchange, back, losses)


@settings(max_examples=100, deadline=None)
@given(exchanges(values=st.text(max_size=4)))
def test_any_value_comes_back_or_is_a_loss(exchange: Exchange) -> None:
    back, losses = written_and_read(FORMAT, exchange)
    assert_nothing_vanished(exchange, back, losses)


@settings(max_examples=200, deadline=None)
@given(mutated((GOLDEN / "speech.ann").read_bytes()))
def test_a_broken_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, ann: bytes
) -> None:
    path = tmp_path_factory.mktemp("brat")
    (path / "speech.txt").write_bytes((GOLDEN / "speech.txt").read_bytes())
    (path / "speech.ann").write_bytes(ann)
    assert_read_or_refused(FORMAT, path)


def test_the_golden_file_is_read_as_it_is_meant() -> None:
    exchange = read_brat(GOLDEN / "speech.ann", ReadOptions())
    exchange.check()
    assert list(exchange.layers) == ["speech"]
    spans = {span.label: span for span in exchange.layers["speech"]["speech"]}
    assert set(spans) == {"DIRECTIVE", "RESPONSIBILITY", "Assign", "SLOGAN"}
    assert spans["DIRECTIVE"].attributes == {"Strength": "High", "AnnotatorNotes": "见第 2 条"}
    assert spans["DIRECTIVE"].arguments == (Argument("AssignedTo", 12, 20, "县级政府负责落实"),)
    assert spans["RESPONSIBILITY"].quote == "县级政府负责落实"
    assert spans["RESPONSIBILITY"].attributes == {
        "Negated": "true",
        "Reference": "Wikipedia:64488 县政府",
    }
    assert spans["Assign"].arguments == (
        Argument("Agent", 0, 9, "各级党委要高度重视"),
        Argument("actor", 12, 16, "县级政府"),
    )
    assert spans["SLOGAN"].quote == "重视，\r\n县级"


def test_what_has_no_place_in_a_span_is_a_loss_with_its_line() -> None:
    losses = read_brat(GOLDEN / "speech.ann", ReadOptions()).losses
    assert [loss.where.rpartition(":")[2] for loss in losses] == ["14", "10", "13"]
    assert "relations" in losses[0].reason
    assert "equivalence" in losses[1].reason
    assert "0–2; 21–22" in losses[2].reason
    assert losses[2].span is not None
    assert losses[2].span.label == "SLOGAN"


def test_a_span_over_a_line_break_is_written_as_fragments(tmp_path: Path) -> None:
    span = Span.of(TEXT, 4, 12, "DIRECTIVE")
    exchange = Exchange((Item("a", TEXT),), {"甲": {"a": (span,)}})
    assert write_brat(exchange, tmp_path, WriteOptions()) == ()
    ann = (tmp_path / "甲" / "a.ann").read_bytes().decode()
    assert ann == "T1\tDIRECTIVE 4 7;9 12\t要𠮷， 高度重\n"
    assert (tmp_path / "甲" / "a.txt").read_bytes().decode() == TEXT


def test_line_breaks_at_the_edges_are_cut_and_reported(tmp_path: Path) -> None:
    spans = (Span.of(TEXT, 4, 9, "DIRECTIVE"), Span.of(TEXT, 7, 9, "SLOGAN"))
    exchange = Exchange((Item("a", TEXT),), {"甲": {"a": spans}})
    losses = write_brat(exchange, tmp_path, WriteOptions())
    assert [loss.span for loss in losses] == list(spans)
    back = read_brat(tmp_path, ReadOptions())
    assert back.layers["甲"]["a"] == (Span.of(TEXT, 4, 7, "DIRECTIVE"),)


def test_the_configuration_has_the_scheme(tmp_path: Path) -> None:
    span = Span.of(TEXT, 0, 4, "自拟", attributes={"force": "prohibition", "operator": "要"})
    exchange = Exchange((Item("a", TEXT),), {"甲": {"a": (span,)}})
    write_brat(exchange, tmp_path, WriteOptions(load_scheme()))
    annotation = (tmp_path / "annotation.conf").read_text("utf8")
    visual = (tmp_path / "visual.conf").read_text("utf8")
    for section in ("entities", "relations", "events", "attributes"):
        assert f"[{section}]" in annotation
    assert "\nactor\tArg1:RESPONSIBILITY, Arg2:actor\n" in annotation
    assert "\nforce\tArg:<ENTITY>, Value:obligation|exhortation|prohibition|" in annotation
    assert "\nx__81ea__62df_\n" in annotation
    assert "x__81ea__62df_ | 自拟\n" in visual
    assert "DIRECTIVE\tfgColor:white, bgColor:#1f6fb2\n" in visual


def test_only_closed_values_are_attributes_of_brat(tmp_path: Path) -> None:
    attributes = {"force": "prohibition", "operator": "要"}
    span = Span.of(TEXT, 0, 4, "DIRECTIVE", attributes=attributes)
    exchange = Exchange((Item("a", TEXT),), {"甲": {"a": (span,)}})
    write_brat(exchange, tmp_path, WriteOptions(load_scheme()))
    lines = (tmp_path / "甲" / "a.ann").read_text("utf8").splitlines()
    assert lines[1:] == ["A1\tforce T1 prohibition", "#1\toperator T1\t要"]
    assert read_brat(tmp_path, ReadOptions()).layers["甲"]["a"] == (span,)


def test_offsets_are_code_points(tmp_path: Path) -> None:
    assert read_spans(tmp_path, "T1\tSLOGAN 5 7\t𠮷，\n")[0].quote == "𠮷，"


def test_the_text_keeps_its_byte_order_mark_and_line_ends(tmp_path: Path) -> None:
    text = "\ufeff甲\r\n乙\r丙"
    spans = read_spans(tmp_path, "T1\tSLOGAN 1 2\t甲\n", text)
    assert spans == (Span(1, 2, "SLOGAN", "甲"),)


def test_lines_may_stand_in_any_order_and_end_in_crlf(tmp_path: Path) -> None:
    ann = "R1\taddressee Arg1:T1 Arg2:T2\r\nT2\taddressee 0 4\t各级党委\r\nT1\tSLOGAN 4 5\t要\r\n"
    (span,) = read_spans(tmp_path, ann)
    assert span.arguments == (Argument("addressee", 0, 4, "各级党委"),)


def test_a_quote_that_does_not_stand_there_is_a_loss(tmp_path: Path) -> None:
    exchange = read_brat(folder(tmp_path, "T1\tSLOGAN 0 2\t党委\n"), ReadOptions())
    exchange.check()
    assert not exchange.layers[tmp_path.name]["a"]
    assert exchange.losses[0].where.endswith("a.ann:1")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("T2 SLOGAN 0 2\t各级", "no line of brat"),
        ("T2\tSLOGAN zero 2\t各级", "type, a start and an end"),
        ("T1\tSLOGAN 0 2\t各级", "twice"),
        ("R1\taddressee Arg1:T1", "two arguments"),
        ("R1\taddressee Arg1:T1 Arg2:T9", "T9 does not exist"),
        ("E1\tAssign:T7", "T7 does not exist"),
        ("E1\tAssign:T1 Agent", "no role"),
        ("E1\tAssign:T1\nE1\tAssign:T1", "twice"),
        ("A1\tStrength", "name and an id"),
        ("N1\tReference T1", "type, an id and an entry"),
        ("#1\tAnnotatorNotes", "type and an id"),
        ("X1\twhat", "no line of brat"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    path = folder(tmp_path, f"T1\tSLOGAN 0 2\t各级\n{line}\n")
    with pytest.raises(FormatError, match=reason) as caught:
        read_brat(path, ReadOptions())
    assert str(caught.value.where).endswith(f"a.ann:{2 + line.count(chr(10))}")


def test_texts_of_annotators_must_be_the_same(tmp_path: Path) -> None:
    for annotator, text in (("甲", "各级"), ("乙", "各级。")):
        (tmp_path / annotator).mkdir()
        folder(tmp_path / annotator, "", text)
    with pytest.raises(FormatError, match="differs"):
        read_brat(tmp_path, ReadOptions())


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("")
    with pytest.raises(FormatError, match="missing"):
        read_brat(tmp_path, ReadOptions())
    with pytest.raises(FormatError, match="missing"):
        read_brat(tmp_path / "a.ann", ReadOptions())


def test_half_a_surrogate_pair_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="surrogate"):
        write_brat(Exchange((Item("a", "各\ud842"),)), tmp_path, WriteOptions())


def test_brat_folders_are_recognised(tmp_path: Path) -> None:
    assert FORMAT.sniff(GOLDEN, b"")
    assert FORMAT.sniff(GOLDEN / "speech.ann", b"T1\t")
    assert FORMAT.sniff(GOLDEN / "speech.txt", b"")
    (tmp_path / "a.txt").write_text("各级")
    assert not FORMAT.sniff(tmp_path, b"")
    assert not FORMAT.sniff(tmp_path / "a.txt", b"")


def test_a_blank_may_stand_for_a_line_break(tmp_path: Path) -> None:
    ann = "T1\tSLOGAN 4 11\t要𠮷，  高度\nT2\tSLOGAN 5 11\t𠮷， 高度\n"
    assert [span.quote for span in read_spans(tmp_path, ann)] == [TEXT[4:11], TEXT[5:11]]


def test_without_a_scheme_the_configuration_has_what_occurs(tmp_path: Path) -> None:
    spans = (
        Span.of(TEXT, 0, 4, "A", attributes={"force": "高", "why": "a|b"}),
        Span.of(TEXT, 0, 2, "B", arguments=(Argument("who", 0, 1, "各"),)),
    )
    exchange = Exchange((Item("a", TEXT),), {"甲": {"a": spans}})
    write_brat(exchange, tmp_path, WriteOptions())
    annotation = (tmp_path / "annotation.conf").read_text("utf8")
    assert "[entities]\nA\nB\nwho\n" in annotation
    assert "who\tArg1:B, Arg2:who\n" in annotation
    assert annotation.endswith("[attributes]\nforce\tArg:<ENTITY>, Value:高\n")


@pytest.mark.parametrize("line", ["{", '{"id": "a"}', '{"id": "a", "meta": 3}', "[]"])
def test_a_broken_index_is_named(tmp_path: Path, line: str) -> None:
    folder(tmp_path, "")
    (tmp_path / "items.jsonl").write_text(f"\n{line}\n")
    with pytest.raises(FormatError) as caught:
        read_brat(tmp_path, ReadOptions())
    assert caught.value.where == f"{tmp_path / 'items.jsonl'}:2"


def test_an_event_may_be_an_argument_of_one_before_it(tmp_path: Path) -> None:
    ann = (
        "T1\tAssign 0 2\t各级\nT2\tReport 2 4\t党委\n"
        "E1\tAssign:T1 What2:E2\nE2\tReport:T2\nA1\tSure E2\n"
    )
    first, second = read_spans(tmp_path, ann)
    assert first.arguments == (Argument("What", 2, 4, "党委"),)
    assert second.attributes == {"Sure": "true"}
