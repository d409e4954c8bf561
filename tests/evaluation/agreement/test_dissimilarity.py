"""How unlike two units are: formulas by hand, and refusals."""

import math

import pytest

from tifa.evaluation.agreement.continuum import Unit
from tifa.evaluation.agreement.dissimilarity import Dissimilarity, UnitArrays, part

ONE = UnitArrays.of([[Unit(0, 10, "A"), Unit(4, 6, "B")]], "AB")
OTHER = UnitArrays.of([[Unit(2, 10, "A")]], "AB")


def test_place_and_label_by_hand() -> None:
    parts = Dissimilarity(alpha=3, beta=2, delta_empty=0.5)
    assert parts.positional(ONE, OTHER).ravel() == pytest.approx(
        [(2 / 18) ** 2 * 0.5, (6 / 10) ** 2 * 0.5]
    )
    distances = parts.label_matrix("AB")
    assert parts.categorical(ONE, OTHER, distances).ravel().tolist() == [0, 0.5]
    assert parts.combined(ONE, OTHER, distances).ravel() == pytest.approx(
        [3 * (2 / 18) ** 2 * 0.5, 3 * 0.6**2 * 0.5 + 2 * 0.5]
    )


def test_labels_may_be_more_or_less_alike() -> None:
    near = {"A": {"A": 0, "B": 0.25}, "B": {"A": 0.25, "B": 0}}
    matrix = Dissimilarity(label_distance=near).label_matrix("AB")
    assert matrix.tolist() == [[0, 0.25], [0.25, 0]]
    with pytest.raises(ValueError, match="no distance for label 'C'"):
        Dissimilarity(label_distance=near).label_matrix("AC")


@pytest.mark.parametrize(
    "weights",
    [{"alpha": -1}, {"beta": math.nan}, {"delta_empty": 0}, {"alpha": math.inf}],
)
def test_weights_without_sense_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="alpha and beta from 0 on"):
        Dissimilarity(**weights)


def test_the_units_of_an_annotator_are_found_again() -> None:
    raters = [[Unit(0, 1, "A")], [], [Unit(2, 3, "B"), Unit(4, 5, "A")]]
    units = UnitArrays.of(raters, "AB")
    assert [len(part(units, units.of_rater(r)).start) for r in range(3)] == [1, 0, 2]
    assert part(units, units.of_rater(2)).label.tolist() == [1, 0]
    assert units.mean_units == 1
