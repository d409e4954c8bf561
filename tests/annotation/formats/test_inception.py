"""UIMA CAS JSON and XMI, as INCEpTION writes them."""

import json
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings

from tests.annotation.formats.generated import (
    assert_nothing_vanished,
    assert_read_or_refused,
    exchanges,
    mutated,
    written_and_read,
)
from tifa.annotation.formats import cas_json, cas_xmi
from tifa.annotation.formats.base import Exchange, Format, Item, ReadOptions, WriteOptions
from tifa.corpus.errors import FormatError, TifaError
from tifa.corpus.spans import Argument, Span

cassis = pytest.importorskip("cassis")

GOLDEN = Path(__file__).parents[2] / "data" / "formats" / "cas"
TEXT = "𠮷镇党委要高度重视。\r\n\u3000“严禁”拖延。\t"
SPANS = (
    Span.of(
        TEXT,
        0,
        9,
        "DIRECTIVE",
        attributes={"force": "obligation", "self": "a\tb"},
        arguments=(Argument("addressee", 0, 4, "𠮷镇党委"),),
        score=0.83,
    ),
    Span.of(TEXT, 5, 16, "标签"),
)
EXCHANGE = Exchange((Item("d/1", TEXT),), {"甲": {"d/1": SPANS}})
BOTH = pytest.mark.parametrize("format_", [cas_json.FORMAT, cas_xmi.FORMAT], ids=["json", "xmi"])


def read(format_: Format, path: Path, annotator: str = "") -> Exchange:
    assert format_.read is not None
    exchange = format_.read(path, ReadOptions(annotator))
    exchange.check()
    return exchange


def write(format_: Format, path: Path, exchange: Exchange = EXCHANGE) -> Path:
    assert format_.write is not None
    assert format_.write(exchange, path, WriteOptions()) == ()
    return path


@settings(max_examples=40, deadline=None)
@given(exchange=exchanges())
@BOTH
def test_every_span_comes_back(format_: Format, exchange: Exchange) -> None:
    back, losses = written_and_read(format_, exchange)
    assert losses == ()
    assert_nothing_vanished(exchange, back, losses)


@settings(max_examples=150, deadline=None)
@given(mutated((GOLDEN / "lin.json").read_bytes()))
def test_a_broken_json_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("cas") / "a.json"
    path.write_bytes(content)
    assert_read_or_refused(cas_json.FORMAT, path)


@settings(max_examples=100, deadline=None)
@given(
    mutated((GOLDEN / "lin.xmi").read_bytes()), mutated((GOLDEN / "TypeSystem.xml").read_bytes())
)
def test_a_broken_xmi_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, xmi: bytes, types: bytes
) -> None:
    path = tmp_path_factory.mktemp("cas")
    (path / "a.xmi").write_bytes(xmi)
    (path / "TypeSystem.xml").write_bytes((GOLDEN / "TypeSystem.xml").read_bytes())
    assert_read_or_refused(cas_xmi.FORMAT, path / "a.xmi")
    (path / "TypeSystem.xml").write_bytes(types)
    assert_read_or_refused(cas_xmi.FORMAT, path / "a.xmi")


@pytest.mark.parametrize(
    ("format_", "name"), [(cas_json.FORMAT, "lin.json"), (cas_xmi.FORMAT, "lin.xmi")]
)
def test_the_layers_of_a_project_are_found(format_: Format, name: str) -> None:
    exchange = read(format_, GOLDEN / name)
    assert [item.id for item in exchange.items] == ["speech.txt"]
    long, entity, ban, flag = exchange.layers["lin"]["speech.txt"]
    assert (long.label, long.quote) == ("DIRECTIVE", "𠮷镇党委要高度重视")
    assert {"force": "obligation", "sure": "true", "level": "3"}.items() <= long.attributes.items()
    assert long.attributes["tags"] == "甲|乙"
    assert long.arguments == (Argument("agent", 0, 4, "𠮷镇党委"),)
    assert (entity.label, entity.quote) == ("ORG", "𠮷镇党委")
    assert (ban.quote, ban.arguments) == ("严禁", (Argument("addressee", 0, 4, "𠮷镇党委"),))
    assert (flag.label, flag.quote) == ("Flag", "拖延")


@pytest.mark.parametrize(
    ("format_", "name"), [(cas_json.FORMAT, "lin.json"), (cas_xmi.FORMAT, "lin.xmi")]
)
def test_an_offset_inside_a_character_is_a_loss(format_: Format, name: str) -> None:
    losses = read(format_, GOLDEN / name).losses
    assert [loss.span.label for loss in losses if loss.span] == ["Flag"]
    assert any("annotation 14" in loss.where for loss in losses)
    assert any("Lemma" in loss.reason for loss in losses)
    assert any("note of relation" in loss.reason for loss in losses)


def test_cassis_reads_our_json(tmp_path: Path) -> None:
    path = write(cas_json.FORMAT, tmp_path / "甲.json")
    assert_cassis_sees_it(cassis.load_cas_from_json(path.read_text("utf8")))
    records = json.loads(path.read_text("utf8"))["%FEATURE_STRUCTURES"]
    spans = [record for record in records if record["%TYPE"] == "custom.Span"]
    assert [(record["begin"], record["end"]) for record in spans] == [(0, 10), (6, 17)]


def test_cassis_reads_our_xmi(tmp_path: Path) -> None:
    path = write(cas_xmi.FORMAT, tmp_path / "甲.xmi")
    types = cassis.load_typesystem(path.parent / "TypeSystem.xml")
    assert_cassis_sees_it(cassis.load_cas_from_xmi(path, typesystem=types))


def assert_cassis_sees_it(cas: Any) -> None:
    assert cas.sofa_string == TEXT
    spans = cas.select("custom.Span")
    assert [(span.label, span.get_covered_text()) for span in spans] == [
        ("DIRECTIVE", "𠮷镇党委要高度重视"),
        ("标签", TEXT[5:16]),
    ]
    (link,) = spans[0].arguments.elements
    assert (link.role, link.target.get_covered_text()) == ("addressee", "𠮷镇党委")
    core = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"
    tokens = [token.get_covered_text() for token in cas.select(f"{core}.Token")]
    assert tokens == [char for char in TEXT if not char.isspace()]
    sentences = [sentence.get_covered_text() for sentence in cas.select(f"{core}.Sentence")]
    assert sentences == ["𠮷镇党委要高度重视。", "“严禁”拖延。"]


@BOTH
def test_what_cassis_writes_is_read(format_: Format, tmp_path: Path) -> None:
    types = cassis.TypeSystem()
    directive = types.create_type("custom.Directive")
    types.create_feature(directive, "label", "uima.cas.String")
    types.create_feature(directive, "addressee", "uima.tcas.Annotation")
    who = types.create_type("custom.Who")
    cas = cassis.Cas(types)
    cas.sofa_string = TEXT
    target = who(begin=0, end=4)
    cas.add_all([target, directive(begin=0, end=9, label="DIRECTIVE", addressee=target)])
    if format_ is cas_json.FORMAT:
        path = tmp_path / "lin.json"
        cas.to_json(path)
    else:
        path = tmp_path / "lin.xmi"
        cas.to_xmi(path)
        types.to_xml(tmp_path / "TypeSystem.xml")
    assert read(format_, path).layers["lin"]["lin"] == (
        Span.of(TEXT, 0, 9, "DIRECTIVE", arguments=(Argument("addressee", 0, 4, "𠮷镇党委"),)),
        Span.of(TEXT, 0, 4, "Who"),
    )


@BOTH
def test_one_file_knows_its_document_and_annotator(format_: Format, tmp_path: Path) -> None:
    path = write(format_, tmp_path / f"x{format_.suffixes[0]}")
    assert read(format_, path) == EXCHANGE
    assert list(read(format_, path, "乙").layers) == ["乙"]


@BOTH
def test_one_file_does_not_hold_two_annotators(format_: Format, tmp_path: Path) -> None:
    two = Exchange(EXCHANGE.items, {"甲": {"d/1": ()}, "乙": {"d/1": ()}})
    assert format_.write is not None
    with pytest.raises(FormatError, match="Name a folder"):
        format_.write(two, tmp_path / f"x{format_.suffixes[0]}", WriteOptions())


@BOTH
def test_one_file_reports_the_meta_that_it_cannot_hold(format_: Format, tmp_path: Path) -> None:
    exchange = Exchange((Item("a", "各级", {"doc_id": "a"}),))
    assert format_.write is not None
    losses = format_.write(exchange, tmp_path / f"x{format_.suffixes[0]}", WriteOptions())
    assert ["meta" in loss.reason for loss in losses] == [True]


@BOTH
def test_a_folder_is_that_of_inception(format_: Format, tmp_path: Path) -> None:
    exchange = Exchange((*EXCHANGE.items, Item("e", "没人看。")), EXCHANGE.layers)
    write(format_, tmp_path / "out", exchange)
    suffix = format_.suffixes[0]
    assert (tmp_path / "out" / "annotation" / "d%2F1" / f"甲{suffix}").is_file()
    assert (tmp_path / "out" / "annotation" / "e" / f"INITIAL_CAS{suffix}").is_file()
    assert read(format_, tmp_path / "out") == exchange


def test_the_description_of_a_project_is_no_cas(tmp_path: Path) -> None:
    write(cas_json.FORMAT, tmp_path)
    (tmp_path / "exportedproject.json").write_text("{}")
    assert read(cas_json.FORMAT, tmp_path) == EXCHANGE


def test_a_zip_holds_xmi_and_types(tmp_path: Path) -> None:
    path = write(cas_xmi.FORMAT, tmp_path / "甲.zip")
    assert sorted(ZipFile(path).namelist()) == ["TypeSystem.xml", "甲.xmi"]
    assert read(cas_xmi.FORMAT, path) == EXCHANGE
    assert cas_xmi.FORMAT.sniff(path, path.read_bytes())


def test_a_zip_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 .xmi")
    with pytest.raises(FormatError, match="no zip"):
        read(cas_xmi.FORMAT, path)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("a.xmi", "")
    path.write_bytes(packed.getvalue())
    with pytest.raises(FormatError, match="needs an"):
        read(cas_xmi.FORMAT, path)


def test_xmi_needs_its_types(tmp_path: Path) -> None:
    (tmp_path / "a.xmi").write_bytes((GOLDEN / "lin.xmi").read_bytes())
    with pytest.raises(FormatError, match="TypeSystem"):
        read(cas_xmi.FORMAT, tmp_path / "a.xmi")


def test_what_xml_cannot_hold_is_refused_and_json_holds_it(tmp_path: Path) -> None:
    exchange = Exchange((Item("a", "各\x00级"),), {"甲": {"a": ()}})
    with pytest.raises(FormatError, match="cas-json"):
        write(cas_xmi.FORMAT, tmp_path / "a.xmi", exchange)
    assert read(cas_json.FORMAT, write(cas_json.FORMAT, tmp_path / "a.json", exchange)) == exchange


@pytest.mark.parametrize(
    ("content", "line"), [("{\n\n,", ":3"), ("[]", ""), ('{"%FEATURE_STRUCTURES": []}', "")]
)
def test_json_that_is_no_cas_is_named(tmp_path: Path, content: str, line: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    with pytest.raises(FormatError) as caught:
        read(cas_json.FORMAT, path)
    assert caught.value.where == f"{path}{line}"


def test_xml_that_is_broken_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "TypeSystem.xml").write_bytes((GOLDEN / "TypeSystem.xml").read_bytes())
    path = tmp_path / "a.xmi"
    path.write_text("<a>\n<b>\n</a>")
    with pytest.raises(FormatError) as caught:
        read(cas_xmi.FORMAT, path)
    assert caught.value.where == f"{path}:3"


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    (tmp_path / "TypeSystem.xml").write_bytes((GOLDEN / "TypeSystem.xml").read_bytes())
    path = tmp_path / "a.xmi"
    path.write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(FormatError, match="DOCTYPE"):
        read(cas_xmi.FORMAT, path)


def test_without_cassis_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "cassis", None)
    with pytest.raises(TifaError, match=r"pip install 'tifa\[formats\]'"):
        read(cas_json.FORMAT, tmp_path)


def test_cas_files_are_told_apart(tmp_path: Path) -> None:
    json_head = (GOLDEN / "lin.json").read_bytes()
    xmi_head = (GOLDEN / "lin.xmi").read_bytes()
    assert cas_json.FORMAT.sniff(GOLDEN / "lin.json", json_head)
    assert cas_xmi.FORMAT.sniff(GOLDEN / "lin.xmi", xmi_head)
    assert not cas_json.FORMAT.sniff(GOLDEN / "lin.xmi", xmi_head)
    assert not cas_xmi.FORMAT.sniff(GOLDEN / "lin.json", json_head)
    assert not cas_json.FORMAT.sniff(tmp_path / "a.json", b'[{"text": "..."}]')
    write(cas_json.FORMAT, tmp_path)
    assert cas_json.FORMAT.sniff(tmp_path, b"")
    assert not cas_xmi.FORMAT.sniff(tmp_path, b"")


def test_a_long_chain_of_annotations_is_followed(tmp_path: Path) -> None:
    types = cassis.TypeSystem()
    link = types.create_type("custom.ChainLink")
    types.create_feature(link, "next", "custom.ChainLink")
    cas = cassis.Cas(types)
    cas.sofa_string = "各" * 3_000
    links = [link(begin=place, end=place + 1) for place in range(3_000)]
    for left, right in pairwise(links):
        left.next = right
    cas.add_all(links)
    cas.to_json(tmp_path / "lin.json")
    spans = read(cas_json.FORMAT, tmp_path / "lin.json").layers["lin"]["lin"]
    assert len(spans) == 3_000
    assert spans[7].arguments == (Argument("next", 8, 9, "各"),)


@BOTH
def test_annotations_of_other_views_are_a_loss(format_: Format, tmp_path: Path) -> None:
    cas = cassis.Cas()
    cas.sofa_string = TEXT
    view = cas.create_view("other")
    view.sofa_string = "各级"
    view.add(cas.typesystem.get_type("uima.tcas.Annotation")(begin=0, end=2))
    cas.to_json(tmp_path / "a.json")
    cas.to_xmi(tmp_path / "a.xmi")
    cas.typesystem.to_xml(tmp_path / "TypeSystem.xml")
    exchange = read(format_, tmp_path / f"a{format_.suffixes[0]}")
    assert exchange.layers == {"a": {"a": ()}}
    assert ["view other" in loss.reason for loss in exchange.losses] == [True]


@BOTH
def test_an_argument_that_somebody_unlinked_is_a_span(format_: Format, tmp_path: Path) -> None:
    types = cassis.TypeSystem()
    types.create_feature(types.create_type("custom.Argument"), "label", "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string = TEXT
    cas.add(types.get_type("custom.Argument")(begin=0, end=4, label="actor"))
    cas.to_json(tmp_path / "a.json")
    cas.to_xmi(tmp_path / "a.xmi")
    types.to_xml(tmp_path / "TypeSystem.xml")
    exchange = read(format_, tmp_path / f"a{format_.suffixes[0]}")
    assert exchange.layers["a"]["a"] == (Span.of(TEXT, 0, 4, "actor"),)


def test_zips_of_an_exported_project_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "annotation" / "speech.txt"
    folder.mkdir(parents=True)
    write(cas_xmi.FORMAT, folder / "lin.zip")
    assert cas_xmi.FORMAT.sniff(tmp_path, b"")
    exchange = read(cas_xmi.FORMAT, tmp_path)
    assert exchange.layers == {"lin": {"speech.txt": SPANS}}
