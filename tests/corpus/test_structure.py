"""Structure as stand-off sections, on the seed and on made-up texts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus import seed_folder
from tifa.corpus.extents import Extent
from tifa.corpus.structure import Structure, analyse

SEED = (seed_folder() / "speech.txt").read_bytes().decode("utf8")
TEXTS = st.text(
    alphabet="一二三四是要第、，。；：！？“”（）《》各村修好水渠\n\r\u3000\ufeff 𠮷1.a",
    max_size=200,
)


def _quote(text: str, extent: Extent | None) -> str | None:
    return None if extent is None else text[extent.start : extent.end]


def _headings(text: str) -> list[str]:
    return [text[item.heading.start : item.heading.end] for item in analyse(text).items]


def _clauses(text: str) -> list[str]:
    return [text[clause.start : clause.end] for clause in analyse(text).clauses]


def _sentences(text: str) -> list[str]:
    return [text[each.start : each.end] for each in analyse(text).sentences]


@pytest.fixture(scope="module")
def seed() -> Structure:
    return analyse(SEED)


def test_the_seed_has_its_numbered_items_and_no_others(seed: Structure) -> None:
    by_style: dict[str, list[int]] = {}
    for item in seed.items:
        by_style.setdefault(item.style, []).append(item.number)
    assert by_style == {
        "一、": [1, 2, 3],
        "第一，": [1, 2, 3, 4, 1, 2, 3, 4],
        "一是": [1, 2, 3, 4, 5, 1, 2, 3, 4, 1, 2, 3, 1, 2, 3, 4, 1, 2, 3],
    }


def test_headings_of_the_seed_end_where_they_run_into_the_text(seed: Structure) -> None:
    divisions = [item for item in seed.items if item.style == "一、"]
    assert [SEED[item.heading.start : item.heading.end] for item in divisions] == [
        "认真学习贯彻胡锦涛总书记重要讲话精神",
        "认真组织、深入开展创先争优活动",
        "切实加强组织领导",
    ]


def test_the_front_matter_of_the_seed_is_found_in_its_one_line(seed: Structure) -> None:
    found = [
        _quote(SEED, part) for part in (seed.title, seed.byline, seed.dateline, seed.salutation)
    ]
    assert found == [
        "在北京市开展创先争优暨党员作风建设年活动动员大会上的讲话",
        "刘 淇",
        "2010年4月14日",
        "同志们",
    ]


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("刚才, 几位同志", ""),
        ("4月6日，中央召开", "一"),
        ("要继续推动", "一›第一"),
        ("加强城乡结合部50个村", "二›第一›五是"),
        ("市委决定由", "三›一是"),
    ],
)
def test_a_place_knows_its_section(seed: Structure, words: str, path: str) -> None:
    assert seed.path(SEED.index(words)) == path


@pytest.mark.parametrize(
    "text",
    [
        "他是第一书记，也是第一责任人。",
        "一是一，二是二，不能含糊。",
        "党的十一、十二大都说过。",
        "产量增长1.5倍，达到2.3万吨。",
        "第一、第二产业都要发展。",
    ],
)
def test_numbers_in_running_text_are_no_items(text: str) -> None:
    assert analyse(text).items == ()


def test_levels_nest_as_they_do_on_paper() -> None:
    text = (
        "一、修渠\n（一）备料\n1.备石料\n2.备水泥\n（二）动工\n二、护渠\n（一）巡查\n（二）清淤\n"
    )
    found = [
        (item.level, text[item.marker.start : item.marker.end]) for item in analyse(text).items
    ]
    levels = [level for level, _ in found]
    assert levels == [1, 2, 3, 3, 2, 1, 2, 2]
    assert analyse(text).path(text.index("备水泥")) == "一›（一）›2"


def test_run_in_headings_are_cut_before_a_sentence_that_begins_anew() -> None:
    body = "各村都在修渠，进展很快。" * 100
    text = (
        f"同志们：今天讲两个问题。一、认真做好修渠工作今年以来，春旱严重。{body}"
        f"二、切实加强水渠管理我们要管好水渠，用好水渠。{body}"
    )
    assert _headings(text) == ["认真做好修渠工作", "切实加强水渠管理"]


def test_an_item_of_a_text_with_its_line_breaks_runs_into_nothing() -> None:
    text = "各村要做到：（一）按时修好水渠今年的任务很重，不能拖延；（二）管好水渠。\n谢谢大家。"
    assert _headings(text)[0] == "按时修好水渠今年的任务很重，不能拖延"


def test_sentences_end_at_marks_lines_and_closing_quotes() -> None:
    assert _sentences("修好水渠。“管好水渠！”用好水渠；\n护好水渠") == [
        "修好水渠。",
        "“管好水渠！”",
        "用好水渠；",
        "护好水渠",
    ]


def test_clauses_are_cut_at_commas_and_colons_not_at_the_enumeration_comma() -> None:
    assert _clauses("一是修好、管好水渠，用好水渠：抓好春灌。二是护好,1,000米水渠。") == [
        "修好、管好水渠",
        "用好水渠",
        "抓好春灌",
        "护好",
        "1,000米水渠",
    ]


def test_the_enumerator_of_an_excerpt_belongs_to_no_clause() -> None:
    text = "20．开展节水教育。各村要行动。\n三、保障措施\n各村要行动。"
    assert "开展节水教育" in _clauses(text)
    assert "保障措施" in _clauses(text)


def _inside(inner: Extent, outer: Extent) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


@given(TEXTS)
def test_extents_are_in_order_inside_the_text_and_never_empty(text: str) -> None:
    found = analyse(text)
    for extents in (found.paragraphs, found.sentences, found.clauses, found.blocks()):
        assert all(0 <= each.start < each.end <= len(text) for each in extents)
        assert all(one.end <= two.start for one, two in pairwise(extents))
        assert not any(mark in text[e.start : e.end] for e in extents for mark in "\r\n")


@given(TEXTS)
def test_blocks_and_sentences_cover_all_but_whitespace(text: str) -> None:
    found = analyse(text)
    for extents in (found.sentences, found.blocks()):
        covered = {place for each in extents for place in range(each.start, each.end)}
        left = [char for place, char in enumerate(text) if place not in covered]
        assert not "".join(left).replace("\ufeff", "").strip()


@given(TEXTS)
def test_every_clause_lies_in_one_sentence_and_every_sentence_in_one_paragraph(text: str) -> None:
    found = analyse(text)
    for clause in found.clauses:
        assert sum(_inside(clause, sentence) for sentence in found.sentences) == 1
    for sentence in found.sentences:
        assert sum(_inside(sentence, paragraph) for paragraph in found.paragraphs) == 1


@given(TEXTS)
def test_items_govern_from_their_marker_on(text: str) -> None:
    for item in analyse(text).items:
        assert item.start <= item.marker.start < item.marker.end <= item.heading.start
        assert item.heading.end <= item.end <= len(text)
        assert 1 <= item.level <= 4


def test_one_very_long_line_is_cut_into_blocks_at_sentence_ends() -> None:
    text = "各村都要修好水渠，管好水渠。" * 20_000
    blocks = analyse(text).blocks()
    assert max(block.end - block.start for block in blocks) <= 600
    assert all(text[block.end - 1] == "。" for block in blocks)
