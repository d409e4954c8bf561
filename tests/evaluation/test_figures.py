"""A figure is a number, or the reason why there is none."""

import pytest

from tifa.corpus.figures import (
    Reason,
    Undefined,
    beyond_chance,
    figure_to_json,
    mean,
    quotient,
    show_figure,
)

NONE = Undefined(Reason.NO_GOLD)


def test_nothing_is_divided_by_nothing() -> None:
    assert quotient(1, 4, Reason.NO_GOLD) == 0.25
    assert quotient(0, 0, Reason.NO_GOLD) == NONE
    assert beyond_chance(0.5, 0, Reason.NO_GOLD) == NONE
    assert beyond_chance(0.5, 2, Reason.NO_GOLD) == 0.75


def test_means_leave_out_what_is_undefined_and_count_it() -> None:
    assert mean([1.0, NONE, 0.0], Reason.NO_PAIR) == (0.5, 1)
    assert mean([NONE], Reason.NO_PAIR) == (Undefined(Reason.NO_PAIR), 1)
    assert mean([], Reason.NO_PAIR) == (Undefined(Reason.NO_PAIR), 0)


@pytest.mark.parametrize(
    ("figure", "words", "data"),
    [(0.12345, "0.123", 0.12345), (NONE, "–", {"undefined": "there is no gold span"})],
)
def test_figures_are_shown_and_written(figure: object, words: str, data: object) -> None:
    assert show_figure(figure) == words  # type: ignore[arg-type]
    assert figure_to_json(figure) == data  # type: ignore[arg-type]
