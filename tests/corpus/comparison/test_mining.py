import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.comparison.mining import Candidate, frequencies, mine
from tifa.corpus.comparison.shapes import numbered, parallel, quoted
from tifa.corpus.lexicon import Entry, Lexicon

LEXICON = Lexicon(
    [
        Entry(canonical="修渠引水", kind="goal", status="in", decided="here"),
        Entry(canonical="高山流水", status="out", decided="here"),
    ]
)


def _forms(texts: list[str], lexicon: Lexicon | None = None, **least: int) -> dict[str, Candidate]:
    return {each.form: each for each in mine(texts, lexicon, **least)}


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("做到认识到位、组织到位、措施到位。", ["认识到位、组织到位、措施到位"]),
        ("按照守村规、讲卫生、有干劲、重家风的要求", ["守村规、讲卫生、有干劲、重家风"]),
        ("修好渠、种好树、养好鱼，大家都高兴", ["修好渠、种好树、养好鱼"]),
        ("白菜、萝卜都有", []),
        ("白菜、萝卜、土豆都有", []),
        ("买白菜、萝卜、土豆、", []),
        ("白菜、萝卜、土豆，都有", ["白菜、萝卜、土豆"]),
        ("人有干劲，地有余粮", ["人有干劲，地有余粮"]),
        ("种树、修渠，养鱼", []),
        ("说“好”、“快”。", []),
    ],
)
def test_members_of_one_length_are_parallel(text: str, forms: list[str]) -> None:
    assert [text[a:b] for a, b in parallel(text)] == forms


def test_what_stands_in_quotation_marks_is_quoted_unless_it_is_a_sentence() -> None:
    text = "叫作“绿满山”，又说“我们修完了。真好”，还有「水到田」"
    assert [text[a:b] for a, b in quoted(text)] == ["绿满山", "水到田"]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("争做“五个好”党员", ["五个好"]),
        ("落实四个到户的要求", ["四个到户"]),
        ("讲“三净三清”，", ["三净三清"]),
        ("讲三净三清，", []),
        ("用了三个月，走了五个村。", []),
        ("做一个好人。", []),
        ("第二个春天。", []),
    ],
)
def test_numbered_formulas_sum_up_and_do_not_measure(text: str, forms: list[str]) -> None:
    assert [text[a:b] for a, b in numbered(text)] == forms


def test_a_repeated_stretch_is_a_candidate_if_two_texts_have_it() -> None:
    found = _forms(["全村绿满山冈。全村绿满山冈！", "全村绿满山冈，全村绿满山冈。"])
    assert found["全村绿满山冈"].signs == ("repeated",)
    assert not _forms(["全村绿满山冈。" * 4, "别的。"])
    assert "全村绿满山冈" in _forms(["全村绿满山冈。" * 4])


def test_what_the_lexicon_decided_is_no_candidate_in_or_out() -> None:
    texts = ["“修渠引水”，“高山流水”，“绿满山冈”。" * 2] * 2
    assert {"修渠引水", "高山流水", "绿满山冈"} <= set(_forms(texts))
    assert set(_forms(texts, LEXICON)) == {"绿满山冈"}


def test_other_marks_do_not_make_another_formula() -> None:
    lexicon = Lexicon([Entry(canonical="修好渠种好树", kind="goal", status="in", decided="here")])
    assert not _forms(["修好渠、种好树。" * 2], lexicon)


def test_stretches_cut_in_the_middle_of_a_phrase_are_left_out() -> None:
    texts = ["的全村绿满。" * 2, "的全村绿满。" * 2]
    assert "的全村绿满" not in _forms(texts)


@given(st.lists(st.text("“”甲乙、三个\0𠮷", max_size=20), min_size=1, max_size=4))
def test_a_candidate_stands_at_all_its_places_and_nowhere_else(texts: list[str]) -> None:
    for each in mine(texts, least=1, least_repeated=2):
        assert set(each.places) == {
            (number, place)
            for number, text in enumerate(texts)
            for place in range(len(text))
            if text.startswith(each.form, place)
        }
        assert sum(frequencies(each, len(texts))) == len(each.places)
