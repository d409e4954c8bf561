"""TEI: valid, complete, and the text character by character."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.annotation.formats.generated import exchanges
from tests.conftest import ROOT
from tests.corpus.exports.reading_tei import (
    XML_ID,
    documents,
    expanded,
    layers_of,
    pointers,
    text_of,
)
from tifa.annotation.formats.base import Exchange
from tifa.corpus.document import Document, Metadata, Speaker
from tifa.corpus.errors import CorpusError
from tifa.corpus.exports.tei import export_tei
from tifa.corpus.exports.tei_xml import xml_name
from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.spans import Layer, LayerInfo, LayerKind

HEADED = (
    "在会上的讲话\n张\u3000三\n（2020年1月2日）\n同志们：\n"
    "下面我讲两点。\n"
    "一、统一思想\n大家要做到：一是学文件，二是学典型。\n"
    "（一）抓学习\n一是要学。二是要用。\n"
    "（二）抓队伍\n要严。\n"
    "二、抓好落实\n要做。\n"
    "同志们，让我们一起努力！\n"
)


@pytest.fixture(scope="session")
def schema() -> etree.RelaxNG:
    """The schema of everything in TEI P5."""
    return etree.RelaxNG(etree.parse(str(ROOT / "tests/data/tei/tei_all.rng")))


def _assert_valid(schema: etree.RelaxNG, tree: etree._ElementTree) -> None:
    schema.validate(tree)
    assert [str(error) for error in schema.error_log] == []


def _exported(corpus: Corpus, folder: Path) -> etree._ElementTree:
    return expanded(export_tei(corpus, folder / "tei")[0])


def _one(text: str, **meta: object) -> Corpus:
    made = Metadata.model_validate({"title": "题", **meta})
    return Corpus(CorpusInfo(name="c"), {"d": Document(id="d", text=text, meta=made)})


def _body(text: str, tmp_path: Path, **meta: object) -> etree._Element:
    return _exported(_one(text, **meta), tmp_path).find(".//{*}body")


def test_the_seed_is_valid_as_a_whole_and_file_by_file(
    schema: etree.RelaxNG, tmp_path: Path
) -> None:
    files = export_tei(Corpus.read(seed_folder()), tmp_path / "tei")
    _assert_valid(schema, expanded(files[0]))
    _assert_valid(schema, etree.parse(str(tmp_path / "tei/2010/tifa-seed_beijing-2010-04-14.xml")))


def test_every_kind_of_metadata_is_valid(
    schema: etree.RelaxNG, corpus: Corpus, tmp_path: Path
) -> None:
    meta = Metadata(
        title="题\x0b",
        occasion="大会",
        speaker=Speaker(name="甲", id="jia", post="书记", rank="county"),
        issuer="某办公室",
        event_date="2010",
        publication_date="2011-05",
        place="某地",
        level="county",
        genre="other",
        text_kind="excerpt",
        campaign="某活动",
        source="https://example.org/?a=1&b=2",
        licence="CC-BY-4.0",
        synthetic=True,
    )
    info = corpus.info.model_copy(update={"url": "https://example.org", "creators": ("甲", "B")})
    made = Corpus(info, {"一.b": Document(id="一.b", text=HEADED, meta=meta)})
    tree = _exported(made, tmp_path)
    _assert_valid(schema, tree)
    target = tree.find(".//{*}TEI//{*}licence").get("target")
    assert target == "https://creativecommons.org/licenses/by/4.0/"
    assert [each.text for each in tree.iter("{*}occupation")] == ["书记"]
    assert [each.text for each in tree.iter("{*}orgName")] == ["某办公室"]


def test_the_corpus_comes_back_with_texts_spans_attributes_arguments(
    corpus: Corpus, tmp_path: Path
) -> None:
    tree = _exported(corpus, tmp_path)
    found = documents(tree)
    assert found.keys() == corpus.documents.keys()
    for doc_id, tei in found.items():
        assert text_of(tei.find(".//{*}body")) == corpus.documents[doc_id].text
        assert layers_of(tei, tree) == {"gold": corpus.layers["gold"].spans[doc_id]}


def _corpus_of(exchange: Exchange) -> Corpus:
    """Make a corpus of generated texts: labels and attributes the scheme has never heard of."""
    names = {item.id: f"文.{number}" for number, item in enumerate(exchange.items)}
    docs = [
        Document(
            id=names[item.id], text=item.text, meta=Metadata(title="题", speaker=Speaker(name="甲"))
        )
        for item in exchange.items
    ]
    layers = {
        name: Layer(
            LayerInfo(name, LayerKind.HUMAN, (name,), "1.1", "2026-11-24"),
            {names[item]: spans for item, spans in by_item.items()},
        )
        for name, by_item in exchange.layers.items()
    }
    return Corpus(CorpusInfo(name="生成 1"), {doc.id: doc for doc in docs}, layers)


@settings(max_examples=60, deadline=None)
@given(exchange=exchanges())
def test_nested_crossing_coinciding_spans_over_any_text_come_back(
    schema: etree.RelaxNG, exchange: Exchange
) -> None:
    corpus = _corpus_of(exchange)
    with TemporaryDirectory() as folder:
        tree = _exported(corpus, Path(folder))
    _assert_valid(schema, tree)
    for doc_id, tei in documents(tree).items():
        seen = {n: each.spans[doc_id] for n, each in corpus.layers.items() if doc_id in each.spans}
        assert text_of(tei.find(".//{*}body")) == corpus.documents[doc_id].text
        assert layers_of(tei, tree) == seen


_PIECES = [
    *"要学。；：，“”（）\u3000 \n\r\t\x00\x0b\ufeff\ufffe\ud800𠮷&<]",
    "同志们：",
    "（2020年1月2日）",
    "\n一、",
    "（一）",
    "一是",
    "二是",
    "第一，",
    "\n二、",
    "首先，",
    "其次，",
    "\r\n",
    "在大会上的讲话\n",
]


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=40), spoken=st.booleans())
def test_whatever_the_structure_the_body_is_the_text(
    schema: etree.RelaxNG, pieces: list[str], spoken: bool
) -> None:
    text = "".join(pieces)
    meta = {"speaker": Speaker(name="甲")} if spoken else {}
    with TemporaryDirectory() as folder:
        tree = _exported(_one(text, **meta), Path(folder))
    _assert_valid(schema, tree)
    assert text_of(tree.find(".//{*}body")) == text


def test_a_stand_in_takes_one_place_so_that_offsets_hold(tmp_path: Path) -> None:
    body = _body("要\x0b学", tmp_path)
    assert "".join(body.itertext()) == "要\ufffd学"
    assert body.find(".//{*}g").get("n") == "U+000B"


def test_divisions_follow_the_items_and_keep_opening_and_closing_apart(tmp_path: Path) -> None:
    body = _body(HEADED, tmp_path, speaker={"name": "张三"})
    found = [(div.get("type"), div.get("n")) for div in body.iter("{*}div")]
    assert found == [
        ("opening", None),
        ("item", "一"),
        ("item", "一›（一）"),
        ("item", "一›（一）›一是"),
        ("item", "一›（一）›二是"),
        ("item", "一›（二）"),
        ("item", "二"),
        ("closing", None),
    ]


def test_title_byline_date_and_salutation_are_marked(tmp_path: Path) -> None:
    div = _body(HEADED, tmp_path)[0]
    found = [(etree.QName(part).localname, "".join(part.itertext()).strip()) for part in div]
    assert found == [
        ("head", "在会上的讲话"),
        ("byline", "张\u3000三"),
        ("dateline", "（2020年1月2日）"),
        ("salute", "同志们："),
        ("ab", "下面我讲两点。"),
    ]


def test_headings_are_heads_and_lead_sentences_are_not(tmp_path: Path) -> None:
    body = _body(HEADED, tmp_path)
    heads = ["".join(head.itertext()).strip() for head in body.iter("{*}head")]
    assert heads == [
        "在会上的讲话",
        "一、统一思想",
        "（一）抓学习",
        "（二）抓队伍",
        "二、抓好落实",
    ]


def test_every_enumerator_is_a_label_also_inside_a_sentence(tmp_path: Path) -> None:
    labels = [label.text for label in _body(HEADED, tmp_path).iter("{*}label")]
    assert labels == ["一、", "一是", "二是", "（一）", "一是", "二是", "（二）", "二、"]


def test_a_heading_that_ran_into_the_text_stays_one(tmp_path: Path) -> None:
    tree = _exported(Corpus.read(seed_folder()), tmp_path)
    heads = [h for h in tree.find(".//{*}body").iter("{*}head") if h.get("rend") == "run-in"]
    assert ["".join(head.itertext()) for head in heads] == [
        "一、认真学习贯彻胡锦涛总书记重要讲话精神",
        "二、认真组织、深入开展创先争优活动",
        "三、切实加强组织领导",
    ]


def test_what_a_speaker_says_is_an_utterance_and_other_text_a_block(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    said = _body("要学。\n要用。", tmp_path / "a", speaker={"name": "甲"})
    written = _body("要学。\n要用。", tmp_path)
    assert [u.get("who") for u in said.iter("{*}u")] == ["#speaker.甲"]
    assert [seg.text for seg in said.iter("{*}seg")] == ["要学。\n", "要用。"]
    assert written.find(".//{*}u") is None
    assert len(written.findall(".//{*}ab")) == 1


def test_every_pointer_leads_to_an_id_and_every_id_is_used_once(tmp_path: Path) -> None:
    tree = _exported(Corpus.read(seed_folder()), tmp_path)
    ids = Counter(each.get(XML_ID) for each in tree.iter("{*}*") if each.get(XML_ID))
    assert ids.most_common(1)[0][1] == 1
    assert set(pointers(tree)) <= ids.keys()


def test_counts_in_the_headers_are_those_of_the_files(tmp_path: Path) -> None:
    seed = Corpus.read(seed_folder())
    tree = _exported(seed, tmp_path)
    tei = tree.find(".//{*}TEI")
    said = {each.get("gi"): int(each.get("occurs")) for each in tei.iter("{*}tagUsage")}
    parts = [tei.find("{*}text"), *tei.iterfind("{*}standOff")]
    found = Counter(etree.QName(each).localname for part in parts for each in part.iter("{*}*"))
    assert said == found
    measures = [(each.get("unit"), each.get("quantity")) for each in tei.iter("{*}measure")]
    counted = [("spans", str(sum(map(len, x.spans.values())))) for x in seed.layers.values()]
    assert measures == [("documents", "1"), ("characters", "5774"), *counted]


def test_the_header_says_who_made_each_layer(tmp_path: Path) -> None:
    tree = _exported(Corpus.read(seed_folder()), tmp_path)
    gold = tree.findall(".//{*}TEI//{*}respStmt")[-1]
    assert gold.findtext("{*}resp").startswith(
        "Annotation layer gold (adjudicated), label scheme 1.1."
    )
    assert gold.find("{*}resp").get("when") == "2026-11-24"
    assert gold.find("{*}name").get("type") == "adjudicated"
    assert gold.find("{*}persName") is None


def test_a_layer_that_found_nothing_is_not_a_layer_that_has_not_seen_it(tmp_path: Path) -> None:
    corpus = _one("要学。")
    info = LayerInfo("gold", LayerKind.HUMAN, ("甲",), "1.1", "2026-11-24")
    (tmp_path / "a").mkdir()
    unseen = _exported(corpus.with_layer(Layer(info, {})), tmp_path)
    seen = _exported(corpus.with_layer(Layer(info, {"d": ()})), tmp_path / "a")
    assert unseen.find(".//{*}standOff") is None
    assert len(seen.findall(".//{*}standOff/{*}spanGrp")) == 1


def test_documents_lie_in_a_folder_for_each_year(corpus: Corpus, tmp_path: Path) -> None:
    undated = Document(id="c", text="要学。", meta=Metadata(title="题"))
    export_tei(corpus.with_documents([undated]), tmp_path / "tei")
    found = {str(path.relative_to(tmp_path / "tei")) for path in (tmp_path / "tei").rglob("*_*")}
    assert found >= {"2010/tiny_a-1.xml", "2011/tiny_b-2.xml", "undated/tiny_c.xml"}


def test_a_folder_with_something_in_it_is_refused(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "old.xml").write_text("<TEI/>")
    with pytest.raises(CorpusError, match="not empty"):
        export_tei(corpus, tmp_path)


def test_a_corpus_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no documents"):
        export_tei(Corpus(CorpusInfo(name="empty")), tmp_path / "tei")


@given(st.lists(st.text(max_size=3), max_size=3), st.lists(st.text(max_size=3), max_size=3))
def test_other_names_get_other_ids(first: list[str], second: list[str]) -> None:
    assert (xml_name("x", *first) == xml_name("x", *second)) == (first == second)


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_every_name_becomes_an_id_that_xml_knows(parts: list[str]) -> None:
    root = etree.fromstring(f"<{xml_name('x', *parts)}/>")
    assert root.tag == xml_name("x", *parts)
