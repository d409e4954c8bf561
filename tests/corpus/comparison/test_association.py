import numpy as np
import pytest

from tifa.corpus.comparison import association
from tifa.corpus.comparison.contingency import Tables


def test_mutual_information_is_that_of_the_handbook() -> None:
    tables = Tables.of_marginals([20, 20], [42, 15019], [20, 15629], 14_307_668)
    found = association.pointwise_mutual_information(tables)
    assert found.tolist() == pytest.approx([18.38, 0.29], abs=0.005)


def test_normalised_mutual_information_lies_between_minus_one_and_one() -> None:
    tables = Tables(
        *(np.array(cell, float) for cell in ([10, 1, 0], [0, 9, 10], [0, 9, 10], [90, 81, 80]))
    )
    assert association.normalised_pmi(tables).tolist() == pytest.approx([1, 0, -1], abs=1e-9)


def test_log_dice_is_at_most_fourteen() -> None:
    assert float(association.log_dice(50, 50, 50)) == 14.0
    assert float(association.log_dice(130, 3121, 143)) == pytest.approx(10.35, abs=0.01)
    assert float(association.log_dice(0, 5, 5)) == -np.inf


def test_delta_p_has_a_direction() -> None:
    tables = Tables(*(np.array(cell, float) for cell in (5610, 168938, 2257, 10233063)))
    forward, backward = association.delta_p(tables)
    assert float(forward) == pytest.approx(0.032, abs=5e-4)
    assert float(backward) == pytest.approx(0.697, abs=5e-4)


def test_t_score_and_minimum_sensitivity_are_the_published_ones() -> None:
    tables = Tables.of_marginals(8, 15828, 4675, 14_307_668)
    assert float(association.t_score(tables)) == pytest.approx(0.9999, abs=1e-3)
    assert float(association.minimum_sensitivity(17, 257, 1018)) == pytest.approx(
        0.016699, abs=1e-6
    )
