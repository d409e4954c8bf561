"""Charts of tables: what is drawn, and where."""

from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.reporting.charts import (
    Chart,
    Dots,
    Heat,
    Lines,
    Links,
    Network,
    Ranges,
    Scatter,
    Strips,
)
from tifa.corpus.reporting.drawing import (
    WIDTH,
    Axis,
    Drawing,
    Line,
    Path,
    Point,
    Text,
    Ticks,
    cut,
    width_of,
)
from tifa.corpus.reporting.drawn import drawn
from tifa.corpus.reporting.plot import HeatMap
from tifa.corpus.reporting.selection import behind, why_not

NAN = float("nan")
FRAME = pd.DataFrame(
    {
        "group": ["甲", "乙", "甲", "乙"],
        "label": ["A", "A", "B", "B"],
        "year": [1990, 1991, 2000, 2001],
        "date": ["1990-05-01", "1991", "2000-02", "2001"],
        "value": [1.0, 4.0, NAN, 2.5],
        "low": [0.5, NAN, NAN, 2.0],
        "high": [2.0, NAN, NAN, 3.0],
        "place": [0.0, 0.5, 0.9, 1.0],
    }
)
CHARTS: list[Chart] = [
    Dots("dots", "value", "group", "label", "low", "high"),
    Scatter("scatter", "place", "value", "label", "x", "y", log_y=True),
    Lines("lines", "year", "value", "group", "year", "value"),
    Heat("heat", "group", "label", "value"),
    Strips("strips", "label", "place", "group"),
    Network("network", "group", "label", "value", directed=True),
    Ranges("ranges", "label", "year", "date", "year", "peak"),
    Links("links", "group", "label", "value", "label"),
]


def of(chart: Chart, frame: pd.DataFrame = FRAME) -> Drawing:
    plot = drawn(chart, frame)
    assert isinstance(plot, Drawing)
    return plot


def shapes(plot: Drawing, kind: type[Any]) -> list[Any]:
    return [shape for shape in plot.shapes if isinstance(shape, kind)]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_nothing_is_drawn_outside_the_plot(chart: Chart) -> None:
    plot = drawn(chart, FRAME)
    if isinstance(plot, HeatMap):
        return
    assert isinstance(plot, Drawing)
    for point in shapes(plot, Point):
        assert 0 <= point.x <= WIDTH and 0 <= point.y <= plot.height
    for line in shapes(plot, Line):
        assert min(line.x1, line.x2) >= 0 and max(line.x1, line.x2) <= WIDTH
        assert max(line.y1, line.y2) <= plot.height


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_an_empty_table_has_no_plot(chart: Chart) -> None:
    assert drawn(chart, FRAME.head(0)) is None


def test_dots_show_figures_with_intervals_and_a_dash_for_what_is_missing() -> None:
    plot = of(CHARTS[0])
    assert len(shapes(plot, Point)) == 3
    bold = [line for line in shapes(plot, Line) if line.width == 3]
    assert len(bold) == 2 and all(line.x1 < line.x2 for line in bold)
    assert [text.text for text in shapes(plot, Text) if text.x == WIDTH] == ["1", "4", "–", "2.5"]
    assert [name for name, _ in plot.legend] == ["甲", "乙"]


def test_names_of_a_scatter_plot_do_not_cover_each_other() -> None:
    same = pd.DataFrame({"x": [1.0] * 9, "y": [5.0] * 9, "name": [*"甲乙丙丁戊己庚辛壬"]})
    plot = of(Scatter("", "x", "y", "name", "x", "y"), same)
    named = [text for text in shapes(plot, Text) if text.text in "甲乙丙丁戊己庚辛壬"]
    assert len(shapes(plot, Point)) == 9
    assert len(named) == 2  # one on each side


def test_lines_are_those_of_the_highest_sums() -> None:
    plot = of(Lines("", "year", "value", "group", "", "", most=1))
    assert [name for name, _ in plot.legend] == ["乙"]
    assert len(shapes(plot, Point)) == 2


def test_a_heat_map_adds_up_cells_and_puts_the_highest_first() -> None:
    plot = drawn(CHARTS[3], pd.concat([FRAME, FRAME]))
    assert isinstance(plot, HeatMap)
    assert plot.columns == ("A", "B")
    assert [(name, [cell.text for cell in cells]) for name, cells in plot.rows] == [
        ("乙", ["8", "5"]),
        ("甲", ["2", "0"]),
    ]


def test_strips_have_a_tick_for_each_place() -> None:
    plot = of(CHARTS[4])
    assert [len(ticks.xs) for ticks in shapes(plot, Ticks)] == [1] * len(FRAME)


def test_a_network_names_every_node_and_tells_every_edge() -> None:
    plot = of(CHARTS[5])
    assert {text.text for text in shapes(plot, Text)} == {"甲", "乙", "A", "B"}
    edges = shapes(plot, Line)
    assert sorted(edge.note for edge in edges) == ["乙 → A: 4", "乙 → B: 2.5", "甲 → A: 1"]
    assert any(edge.head for edge in edges)
    assert of(CHARTS[5]).shapes == plot.shapes


def test_parts_of_a_network_that_nothing_joins_stand_apart() -> None:
    pairs = pd.DataFrame({"one": [*"甲丙戊"], "other": [*"乙丁己"], "n": [1, 1, 1]})
    plot = of(Network("", "one", "other", "n"), pairs)
    spots = {point.note: (point.x, point.y) for point in shapes(plot, Point)}
    assert len(set(spots.values())) == 6
    for one, other in zip("甲丙", "丁己", strict=True):
        assert abs(spots[one][0] - spots[other][0]) + abs(spots[one][1] - spots[other][1]) > 30


def test_arrows_that_go_both_ways_stand_beside_each_other() -> None:
    both = pd.DataFrame({"one": ["甲", "乙"], "other": ["乙", "甲"], "n": [2, 1]})
    there, back = shapes(of(Network("", "one", "other", "n", directed=True), both), Line)
    assert (there.x1, there.y1) != (back.x2, back.y2)


def test_only_rows_of_a_value_are_drawn_if_a_chart_says_so() -> None:
    plot = of(Network("", "group", "label", "value", where=("label", "A")))
    assert {text.text for text in shapes(plot, Text)} == {"甲", "乙", "A"}


def test_links_are_two_columns_and_none_covers_another() -> None:
    plot = of(CHARTS[7])
    columns = {text.x: text.anchor for text in shapes(plot, Text)}
    assert sorted(columns.values()) == ["end", "start"]
    for x in columns:
        heights = sorted(text.y for text in shapes(plot, Text) if text.x == x)
        assert all(low + 15 <= high for low, high in pairwise(heights))


def test_ranges_run_from_first_to_last_year_in_order_of_time() -> None:
    frame = pd.DataFrame(
        {"item": ["乙", "甲"], "from": ["2004-03", "1990"], "to": [2010, 1995], "top": [2007, 1990]}
    )
    plot = of(Ranges("", "item", "from", "to", "top", "peak"), frame)
    bars = [line for line in shapes(plot, Line) if line.note]
    assert [bar.note for bar in bars] == ["甲: 1990–1995", "乙: 2004–2010"]
    assert bars[0].x1 < bars[0].x2 < bars[1].x1 < bars[1].x2
    assert [point.note for point in shapes(plot, Point)] == [
        "甲: 1990–1995; 1990",
        "乙: 2004–2010; 2007",
    ]


def test_small_plots_stand_one_under_the_other_those_of_most_lines_first() -> None:
    frame = pd.DataFrame(
        {"form": [*"甲乙乙甲乙乙"], "by": [*"AABAAB"], "year": [1, 1, 1, 2, 2, 2], "n": range(6)}
    )
    plot = of(Lines("", "year", "n", "by", "year", "n", panel="form"), frame)
    assert [text.text for text in shapes(plot, Text) if text.bold] == ["乙", "甲"]
    assert len(shapes(plot, Path)) == 3
    assert [name for name, _ in plot.legend] == ["A", "B"]


def test_years_are_marked_as_whole_numbers() -> None:
    ticks = [figure for _, figure in Axis(2010, 2011, 0, 100, whole=True).ticks()]
    assert ticks == ["2010", "2011"]


@pytest.mark.parametrize(
    ("chart", "reason"),
    [
        (Lines("", "year", "value", "group", "", ""), "one year"),
        (Ranges("", "label", "year", "date", "year", ""), "one year"),
        (Heat("", "label", "group"), "only one column"),
        (Network("", "group", "label", "zero"), "nothing to draw"),
    ],
)
def test_what_cannot_be_seen_is_no_plot_but_a_reason(chart: Chart, reason: str) -> None:
    frame = FRAME.head(1).assign(zero=0)
    assert reason in why_not(chart, behind(chart, frame))
    assert drawn(chart, frame) is None


def test_the_data_behind_a_plot_are_what_it_draws() -> None:
    cells = behind(Heat("", "group", "label", "value"), pd.concat([FRAME, FRAME]))
    assert cells.values.tolist() == [["甲", "A", 2.0], ["乙", "A", 8.0], ["乙", "B", 5.0]]
    counts = behind(Heat("", "group", "label", most=1), FRAME)
    assert counts.values.tolist() == [["甲", "A", 1]]
    strips = behind(Strips("", "label", "place", "group"), FRAME)
    assert strips.values.tolist()[0] == ["A", "甲", "0.0000"]
    points = behind(Scatter("", "place", "value", "label", "", "", most=2), FRAME)
    assert points["value"].tolist() == [4.0, 2.5]
    dots = behind(Dots("", "value", "group", "label", "low", most=1), FRAME)
    assert [*dots.columns] == ["label", "group", "value", "low"] and len(dots) == 2


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e6), st.booleans())
def test_ticks_are_a_few_round_numbers_inside_the_axis(low: float, size: float, log: bool) -> None:
    low = abs(low) + 0.1 if log else low
    axis = Axis(low, low + size, 10, 300, log=log)
    ticks = list(axis.ticks())
    assert len(ticks) <= 12
    assert all(10 <= place <= 300 for place, _ in ticks)


@given(st.text(max_size=30), st.integers(20, 200))
def test_a_cut_text_fits(text: str, room: int) -> None:
    assert width_of(cut(text, room)) <= room
