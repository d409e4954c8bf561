"""Plots as data: places in pixels, text kept as text."""

from tifa.corpus.bootstrap import Interval
from tifa.corpus.figures import Reason, Undefined
from tifa.corpus.reporting.plot import forest_plot, heat_map, line_plot
from tifa.evaluation.confusion import Confusion
from tifa.evaluation.plot import confusion_map

NONE = Undefined(Reason.NO_GOLD)


def test_a_forest_has_a_group_for_each_label_and_a_mark_for_each_name() -> None:
    plot = forest_plot(
        [
            ("A", [("s", 0.5, Interval(0.25, 0.75)), ("t", NONE, NONE)]),
            ("B", [("t", 1.0, NONE)]),
        ]
    )
    (first, second), (third,) = plot.groups[0].bars, plot.groups[1].bars
    assert first.low is not None and first.high is not None and first.x is not None
    assert first.x == (first.low + first.high) / 2
    assert (second.x, second.low, second.figure) == (None, None, "–")
    assert second.mark == third.mark != first.mark
    assert [*plot.legend] == ["s", "t"]
    assert [text for _, text in plot.ticks] == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]


def test_the_axis_reaches_down_to_negative_figures() -> None:
    plot = forest_plot([("A", [("s", -0.25, Interval(-0.5, 0.1))])])
    assert plot.ticks[0][1] == "-0.6"
    (bar,) = plot.groups[0].bars
    assert bar.low is not None and bar.low > plot.ticks[0][0]


def test_a_confusion_map_is_dark_where_a_row_is_full() -> None:
    from collections import Counter

    found = confusion_map(Confusion(("A",), Counter({("A", "A"): 3, ("A", "–"): 1})))
    (_, (right, wrong)), (_, (none, _)) = found.rows
    assert (right.text, wrong.text, none.text) == ("3", "1", "·")
    assert right.ink == "#fff" and none.fill == "#ffffff"


def test_an_empty_heat_map_has_no_rows() -> None:
    assert heat_map([], [], []).rows == ()


def test_lines_stay_inside_the_plot_whatever_the_values() -> None:
    plot = line_plot(
        [("s", [(0.0, -3.0, "low"), (10.0, 7.0, "high")])],
        x_name="x",
        y_name="y",
        x_range=(0.0, 10.0),
        x_ticks=[(0.0, "0")],
        diagonal=True,
    )
    low, high = plot.lines[1].dots
    assert (low[0], high[0]) == (plot.left, plot.right)
    assert low[1] == plot.bottom and high[1] == plot.y_ticks[-1][0]


def test_a_range_of_one_value_is_no_error() -> None:
    plot = line_plot(
        [("s", [(1.0, 0.5, "")])], x_name="", y_name="", x_range=(1.0, 1.0), x_ticks=[]
    )
    assert plot.lines[0].dots[0][0] == plot.left


def test_a_part_of_the_axis_is_marked_in_tenths() -> None:
    point = [("a", [(0.0, 0.8, "")])]
    shown = {"x_name": "x", "y_name": "y", "x_range": (0.0, 1.0), "x_ticks": []}
    plot = line_plot(point, **shown, y_range=(0.7, 1.0))  # type: ignore[arg-type]
    assert [name for _, name in plot.y_ticks] == ["0.7", "0.8", "0.9", "1.0"]
    assert plot.lines[0].dots[0][1] == plot.y_ticks[1][0]
    assert [name for _, name in line_plot(point, **shown).y_ticks][:2] == ["0.0", "0.2"]  # type: ignore[arg-type]
