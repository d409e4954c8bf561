import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from tifa.corpus.comparison import keyness
from tifa.corpus.comparison.contingency import Tables
from tifa.corpus.comparison.keyness import Cells, Correction, Variance
from tifa.corpus.errors import CorpusError

COUNTS = st.integers(0, 200)


@st.composite
def tables(draw: st.DrawFn) -> Tables:
    """Draw a table of frequencies in two corpora."""
    a, b = draw(COUNTS), draw(COUNTS)
    return Tables.of_counts(a, b, a + draw(st.integers(1, 500)), b + draw(st.integers(1, 500)))


def _swapped(table: Tables) -> Tables:
    return Tables(table.o21, table.o22, table.o11, table.o12)


@pytest.mark.parametrize(
    ("o11", "r1", "c1", "n", "expected"),
    [(110, 2552, 221, 31777, 270.72), (8, 13, 32, 31777, 95.29), (10, 10, 13, 31777, 167.23)],
)
def test_log_likelihood_is_dunnings(o11: int, r1: int, c1: int, n: int, expected: float) -> None:
    found = keyness.log_likelihood(Tables.of_marginals(o11, r1, c1, n))
    assert float(found) == pytest.approx(expected, abs=0.005)


def test_two_cells_and_four_are_not_the_same() -> None:
    table = Tables.of_counts(1200, 300, 50_000, 400_000)
    assert float(keyness.log_likelihood(table)) == pytest.approx(3867.05, abs=0.005)
    two = keyness.log_likelihood(table, cells=Cells.TWO)
    assert float(two) == pytest.approx(3842.80, abs=0.005)


@given(tables())
def test_log_likelihood_is_scipys(table: Tables) -> None:
    if table.c1 == 0 or table.c2 == 0:
        assert keyness.log_likelihood(table) == 0
        return
    cells = [[table.o11, table.o12], [table.o21, table.o22]]
    expected = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
    assert float(keyness.log_likelihood(table)) == pytest.approx(expected, abs=1e-6)


@given(tables(), st.booleans())
def test_chi_square_is_scipys(table: Tables, corrected: bool) -> None:
    if table.c1 == 0 or table.c2 == 0:
        assert keyness.chi_square(table) == 0
        return
    cells = [[table.o11, table.o12], [table.o21, table.o22]]
    expected = chi2_contingency(cells, correction=corrected)
    correction = Correction.YATES if corrected else Correction.NONE
    found = keyness.chi_square(table, correction=correction)
    assert float(found) == pytest.approx(expected.statistic, abs=1e-6)
    assert float(keyness.p_value(found)) == pytest.approx(expected.pvalue, abs=1e-9)


@given(tables())
def test_tests_do_not_care_which_corpus_is_the_target(table: Tables) -> None:
    for measure in (keyness.log_likelihood, keyness.chi_square, keyness.fisher_exact):
        assert float(measure(table)) == pytest.approx(float(measure(_swapped(table))), abs=1e-6)


@given(tables())
def test_effect_sizes_turn_with_the_corpora(table: Tables) -> None:
    one, other = keyness.log_ratio(table, zero=None), keyness.log_ratio(_swapped(table), zero=None)
    assert float(one) == pytest.approx(-float(other))
    coefficient = keyness.difference_coefficient(table)
    assert float(coefficient) == pytest.approx(
        -float(keyness.difference_coefficient(_swapped(table)))
    )


@given(tables())
def test_corrections_never_raise_a_statistic(table: Tables) -> None:
    plain_g2, plain_x2 = keyness.log_likelihood(table), keyness.chi_square(table)
    for correction in Correction:
        assert keyness.log_likelihood(table, correction=correction) <= plain_g2 + 1e-9
        assert keyness.chi_square(table, correction=correction) <= plain_x2 + 1e-9


def test_a_frequency_of_nothing_has_an_infinite_ratio_unless_it_is_replaced() -> None:
    table = Tables.of_counts([10, 0, 0], [0, 10, 0], 1000, 1000)
    assert keyness.log_ratio(table, zero=None).tolist() == [np.inf, -np.inf, 0.0]
    assert float(keyness.log_ratio(table)[0]) == pytest.approx(4.321928, abs=1e-6)


def test_a_frequency_above_its_size_is_refused() -> None:
    with pytest.raises(CorpusError, match="negative"):
        Tables.of_counts(11, 1, 10, 10)


def test_the_two_variances_of_log_odds_differ() -> None:
    counts = ([1, 5, 1, 9], [100, 510, 100, 199], [0.01] * 4)
    full = keyness.log_odds_z(*counts)
    assert full.tolist() == pytest.approx([-0.589845, -1.905684, -0.589845, 2.983064], abs=1e-6)
    two = keyness.log_odds_z(*counts, variance=Variance.MONROE)
    assert (np.abs(two) > np.abs(full)).all()


def test_p_values_are_corrected_for_their_number() -> None:
    p = [0.01, 0.04, 0.03, 0.005]
    assert keyness.adjust_p_values(p).tolist() == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert keyness.adjust_p_values(p, method="holm").tolist() == pytest.approx(
        [0.03, 0.06, 0.06, 0.02]
    )
    assert keyness.adjust_p_values([]).size == 0
