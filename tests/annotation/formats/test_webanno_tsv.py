"""WebAnno TSV 3.3."""

import re
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
from tifa.annotation.formats.base import Exchange, Item, Loss, ReadOptions, WriteOptions
from tifa.annotation.formats.webanno_escapes import (
    escape_text,
    escape_value,
    split_column,
    unescape_text,
    unescape_value,
)
from tifa.annotation.formats.webanno_tsv import FORMAT, read_webanno_tsv, write_webanno_tsv
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Argument, Span

GOLDEN = Path(__file__).parents[2] / "data" / "formats" / "webanno"
HEADER = "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|label\n\n\n"
TEXT = "\u3000𠮷镇党委要高度重视。\r\n“严禁”拖延 _[x]。\n"


def write(path: Path, *spans: Span, text: str = TEXT) -> tuple[Loss, ...]:
    exchange = Exchange((Item("a", text),), {"a": {"a": spans}})
    return write_webanno_tsv(exchange, path, WriteOptions())


def read(path: Path) -> tuple[Span, ...]:
    exchange = read_webanno_tsv(path, ReadOptions())
    exchange.check()
    assert exchange.losses == ()
    return exchange.layers["a"]["a"]


def as_inception_rebuilds_it(content: str) -> str:
    """Put the text together as INCEpTION's reader does, with the plainest means."""
    text = ""
    sentence: list[str] = []
    for line in content.split("\n"):
        if line.startswith("#Text="):
            sentence.append(unescape_text(line[6:]))
        elif sentence and line:
            begin = int(line.split("\t")[1].split("-")[0])
            while len(text.encode("utf-16-le")) // 2 > begin:
                text = text[:-1]
            text += " " * (begin - len(text.encode("utf-16-le")) // 2)
            text += "".join(f"{part}\n" for part in sentence)
            sentence = []
    return text.removesuffix("\n")


@settings(max_examples=150, deadline=None)
@given(exchanges())
def test_every_span_comes_back_or_is_a_loss(exchange: Exchange) -> None:
    back, losses = written_and_read(FORMAT, exchange)
    assert back.notes == ()
    assert_nothing_vanished(exchange, back, losses)
    for loss in losses:
        assert loss.span is not None
        edges = [loss.span, *loss.span.arguments]
        assert any(part.quote != part.quote.strip() for part in edges)


@settings(max_examples=100, deadline=None)
@given(exchanges(values=st.text(max_size=4)))
def test_any_value_comes_back_or_is_a_loss(exchange: Exchange) -> None:
    back, losses = written_and_read(FORMAT, exchange)
    assert_nothing_vanished(exchange, back, losses)


@settings(max_examples=200, deadline=None)
@given(mutated((GOLDEN / "inception.tsv").read_bytes()))
def test_a_broken_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("tsv") / "a.tsv"
    path.write_bytes(content)
    assert_read_or_refused(FORMAT, path)


@given(st.text(), st.lists(st.text(), min_size=1))
def test_escapes_are_undone(text: str, values: list[str]) -> None:
    assert unescape_text(escape_text(text)) == text
    column = "|".join(escape_value(value) for value in values)
    assert [unescape_value(value) for value in split_column(column, "|")] == values
    assert not re.search(r"[\t\n]", column)


def test_the_file_of_inception_is_read_as_it_is_meant() -> None:
    exchange = read_webanno_tsv(GOLDEN / "inception.tsv", ReadOptions("lin"))
    exchange.check()
    assert exchange.items[0].text == "𠮷镇党委要高度重视。\n  “严禁”拖延_[x]\t。"
    assert "1 places" in exchange.notes[0]
    spans = [(s.label, s.quote) for s in exchange.layers["lin"]["inception"]]
    assert spans == [
        ("DIRECTIVE", "𠮷镇党委要高度重视"),
        ("ORG", "𠮷镇党委"),
        ("SLOGAN", "𠮷镇党委"),
        ("POS", "𠮷镇"),
        ("POS", "党委"),
        ("Flag", "高"),
        ("DUTY", "重视"),
        ("Weisung", "严禁"),
        ("a|b\\_", "严禁"),
        ("Flag", "拖延_[x]\t。"),
    ]
    directive, organ, *_ = exchange.layers["lin"]["inception"]
    assert directive.attributes == {"force": "obligation"}
    assert directive.arguments == (
        Argument("agent", 0, 4, "𠮷镇党委"),
        Argument("slots", 7, 9, "重视"),
    )
    assert organ.arguments == (Argument("addressee", 7, 9, "重视"),)


def test_what_is_no_span_is_a_loss() -> None:
    losses = read_webanno_tsv(GOLDEN / "inception.tsv", ReadOptions()).losses
    assert [loss.where.rpartition(":")[2] for loss in losses] == ["18", "1", "1"]
    for word, loss in zip(("note", "Lemma", "KetteLink"), losses, strict=True):
        assert word in loss.reason


def test_the_written_file_is_the_golden_one(tmp_path: Path) -> None:
    spans = (
        Span.of(
            TEXT,
            1,
            10,
            "DIRECTIVE",
            attributes={"force": "a|b", "label": "*"},
            arguments=(Argument("addressee", 1, 5, "𠮷镇党委"), Argument("ad", 5, 6, "要")),
            score=0.83,
        ),
        Span.of(TEXT, 1, 5, "SLOGAN"),
        Span.of(TEXT, 14, 23, "标签_"),
    )
    assert write(tmp_path / "a.tsv", *spans) == ()
    assert (tmp_path / "a.tsv").read_bytes() == (GOLDEN / "written.tsv").read_bytes()
    assert read(tmp_path / "a.tsv") == spans


@settings(max_examples=100, deadline=None)
@given(exchange=exchanges())
def test_inception_rebuilds_the_text_exactly(
    tmp_path_factory: pytest.TempPathFactory, exchange: Exchange
) -> None:
    path = tmp_path_factory.mktemp("tsv") / "a.tsv"
    for item in exchange.items:
        write(path, text=item.text)
        assert as_inception_rebuilds_it(path.read_bytes().decode()) == item.text


def test_blanks_at_the_edges_are_cut_and_reported(tmp_path: Path) -> None:
    spans = (Span.of(TEXT, 8, 13, "DIRECTIVE"), Span.of(TEXT, 11, 13, "SLOGAN"))
    losses = write(tmp_path / "a.tsv", *spans)
    assert [loss.span for loss in losses] == list(spans)
    assert "cut off" in losses[0].reason
    assert "whitespace" in losses[1].reason
    assert read(tmp_path / "a.tsv") == (Span.of(TEXT, 8, 11, "DIRECTIVE"),)


def test_one_file_reports_names_that_are_not_its_own(tmp_path: Path) -> None:
    losses = write(tmp_path / "b.tsv")
    assert ["its id is a" in loss.reason for loss in losses] == [True, False]
    assert "by a" in losses[1].reason


def test_a_folder_is_that_of_inception(tmp_path: Path) -> None:
    exchange = Exchange((Item("a/1", TEXT), Item("b", "没人看。")), {"甲": {"a/1": ()}})
    assert write_webanno_tsv(exchange, tmp_path, WriteOptions()) == ()
    assert (tmp_path / "annotation" / "a%2F1" / "甲.tsv").is_file()
    assert (tmp_path / "annotation" / "b" / "INITIAL_CAS.tsv").is_file()
    assert read_webanno_tsv(tmp_path, ReadOptions()) == exchange


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("#FORMAT=WebAnno TSV 2\n", 1, "first line"),
        (HEADER.replace("|label", "||ROLE_a:b_c"), 2, "ROLE_"),
        (HEADER.replace("T_SP", "T_RL"), 2, "BT_"),
        (HEADER.replace("T_SP", "T_XX"), 2, "no layer"),
        (HEADER + "1-1\t0-1\t各\t_\t\n", 5, "without #Text"),
        (HEADER + "#Text=各\n\n", 6, "without tokens"),
        (HEADER + "#Text=各\n1-1\t0-1\t各\n", 6, "cells"),
        (HEADER + "#Text=各\n1\t0-1\t各\t_\n", 6, "id and offsets"),
        (HEADER + "#Text=各级\n1-1\t0-1\t各\t_\t\n1-2\t0-1\t级\t_\t\n", 7, "and not “级”"),
        (HEADER + "#Text=各\n1-1\t0-9\t各\t_\t\n", 6, "outside"),
        (HEADER + "#Text=各\n1-1\t0-1\t各\t_\t\n1-1\t0-1\t各\t_\t\n", 7, "twice"),
        (HEADER + "#Text=各\n1-1\t99999999-99999999\t各\t_\t\n", 6, "begins at"),
        (
            HEADER.replace("label", "label|x") + "#Text=各\n1-1\t0-1\t各\tA|B\tC\t\n",
            6,
            "different numbers",
        ),
        (
            HEADER.replace("label", "label|ROLE_a:b_c|d.E")
            + "#Text=各\n1-1\t0-1\t各\tA\tr\t1-9\t\n",
            6,
            "no token 1-9",
        ),
        (
            HEADER.replace("label", "label|ROLE_a:b_c|d.E")
            + "#Text=各\n1-1\t0-1\t各\tA\tr;s\t1-1\t\n",
            6,
            "as many roles",
        ),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, content: str, line: int, reason: str) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes(content.encode())
    with pytest.raises(FormatError, match=reason) as caught:
        read_webanno_tsv(path, ReadOptions())
    assert caught.value.where == f"{path}:{line}"


def test_offsets_in_code_points_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes((HEADER + "#Text=𠮷镇\n1-1\t0-1\t𠮷\t_\t\n1-2\t1-2\t镇\t_\t\n").encode())
    with pytest.raises(FormatError, match="UTF-16"):
        read_webanno_tsv(path, ReadOptions())


def test_the_file_may_have_a_byte_order_mark_and_crlf(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    content = "\ufeff" + HEADER + "#Text=各级\n1-1\t0-1\t各\tA\t\n1-2\t1-2\t级\tA\t\n"
    path.write_bytes(content.replace("\n", "\r\n").encode())
    assert read(path) == (Span(0, 1, "A", "各"), Span(1, 2, "A", "级"))


def test_the_format_is_recognised(tmp_path: Path) -> None:
    head = (GOLDEN / "inception.tsv").read_bytes()
    assert FORMAT.sniff(GOLDEN / "inception.tsv", head)
    assert FORMAT.sniff(GOLDEN, b"")
    assert not FORMAT.sniff(tmp_path / "a.tsv", "各级\tB-DIRECTIVE\n".encode())
    (tmp_path / "a.tsv").write_text("各级\tB-DIRECTIVE\n", encoding="utf8")
    assert not FORMAT.sniff(tmp_path, b"")


def test_spans_may_be_arguments_of_each_other(tmp_path: Path) -> None:
    header = HEADER.replace("label", "label|ROLE_custom.Span:to_custom.Link|custom.Span")
    rows = "1-1\t0-1\t各\tA\tb\t1-2\t\n1-2\t1-2\t级\tB\ta\t1-1\t\n"
    path = tmp_path / "a.tsv"
    path.write_bytes(f"{header}#Text=各级\n{rows}".encode())
    first, second = read(path)
    assert first.arguments == (Argument("b", 1, 2, "级"),)
    assert second.arguments == (Argument("a", 0, 1, "各"),)
