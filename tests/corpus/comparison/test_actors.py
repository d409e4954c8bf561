import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.comparison.actors import actors_in


@pytest.mark.parametrize(
    ("wording", "names"),
    [
        ("农业局、水务局", ["农业局", "水务局"]),
        ("乡政府和村委会", ["乡政府", "村委会"]),
        ("工业和信息化局", ["工业和信息化局"]),
        ("住房和城乡建设局和林业局", ["住房和城乡建设局", "林业局"]),
        ("各区县各部门各单位", ["各区县", "各部门", "各单位"]),
        ("政府及其部门", ["政府", "部门"]),
        ("由水务局", ["水务局"]),
        ("农业局、水务局等", ["农业局", "水务局"]),
        ("承担试种任务的县", ["县"]),
        ("", []),
        ("、，", []),
    ],
)
def test_a_wording_is_taken_apart_into_actors(wording: str, names: list[str]) -> None:
    assert [actor.name for actor in actors_in(wording)] == names


def test_quantifiers_and_brackets_are_set_apart() -> None:
    (actor,) = actors_in("全市各级党委（党组）")
    assert (actor.name, actor.quantifier, actor.bracketed) == ("党委", "全市各级", "党组")
    assert actor.surface == "全市各级党委（党组）"


def test_a_bracket_in_the_middle_is_left_out_of_the_name() -> None:
    (actor,) = actors_in("党委（党组）主要负责同志")
    assert (actor.name, actor.bracketed) == ("党委主要负责同志", "党组")


def test_a_list_inside_brackets_is_not_split() -> None:
    assert [a.name for a in actors_in("县（市、区）、乡镇")] == ["县", "乡镇"]


@pytest.mark.parametrize("wording", ["各地区", "有关部门", "大家", "全党"])
def test_what_would_name_nothing_without_its_quantifier_stays_whole(wording: str) -> None:
    assert [actor.name for actor in actors_in(wording)] == [wording]


@given(st.text("各级党委（）和、局县的由等全市 ", max_size=16))
def test_every_actor_stands_where_it_says(wording: str) -> None:
    place = 0
    for actor in actors_in(wording):
        assert wording[actor.start : actor.end] == actor.surface
        assert actor.name and actor.start >= place
        place = actor.end
