import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.comparison.dispersion import Parts, average_reduced_frequency
from tifa.corpus.errors import CorpusError

# The five parts of 9 and 10 words of Gries 2008, by term.
GRIES = Parts.of([[2, 2, 2, 2, 2], [1, 0, 0, 0, 0]], [9, 10, 10, 10, 11])


def test_dispersion_of_the_toy_corpus_is_griess() -> None:
    assert GRIES.range().tolist() == [5, 1]
    assert GRIES.deviation_of_proportions().tolist() == pytest.approx([0.02, 0.82])
    assert GRIES.normalised_deviation().tolist() == pytest.approx([0.024, 1.0], abs=5e-4)
    assert GRIES.juilland_d().tolist() == pytest.approx([0.968, 0.0], abs=5e-4)
    assert GRIES.rosengren_s().tolist() == pytest.approx([0.999, 0.18], abs=5e-4)
    assert GRIES.divergence().tolist() == pytest.approx([0.003, 2.474], abs=5e-4)


def test_measures_of_equal_parts_are_the_published_ones() -> None:
    assert float(Parts.of([0, 4, 3, 2, 1]).juilland_d()[0]) == pytest.approx(0.6464, abs=5e-5)
    assert float(Parts.of([2, 1, 1, 1, 0]).carroll_d2()[0]) == pytest.approx(0.8277, abs=5e-5)
    assert float(Parts.of([1, 2, 3, 4, 5]).rosengren_s()[0]) == pytest.approx(0.937, abs=5e-4)


@given(st.lists(st.integers(1, 1000), min_size=2, max_size=8))
def test_what_follows_the_sizes_of_the_parts_is_perfectly_even(sizes: list[int]) -> None:
    parts = Parts.of(sizes, sizes)
    assert float(parts.deviation_of_proportions()[0]) == pytest.approx(0.0)
    assert float(parts.juilland_d()[0]) == pytest.approx(1.0)
    assert float(parts.rosengren_s()[0]) == pytest.approx(1.0)
    assert float(parts.carroll_d2()[0]) == pytest.approx(1.0)


def test_what_does_not_occur_has_no_dispersion() -> None:
    parts = Parts.of([0, 0], [5, 5])
    assert np.isnan(parts.deviation_of_proportions()).all()
    assert np.isnan(parts.carroll_d2()).all()
    assert np.isnan(parts.divergence()).all()


def test_empty_parts_are_left_out_and_only_empty_ones_refused() -> None:
    assert Parts.of([1, 0], [5, 0]).sizes.tolist() == [5]
    with pytest.raises(CorpusError):
        Parts.of([0], [0])


def test_reduced_frequency_counts_clusters_less() -> None:
    assert average_reduced_frequency([0, 25, 50, 75], 100) == pytest.approx(4.0)
    assert average_reduced_frequency([0, 1, 2, 3], 100) == pytest.approx(1.12)
    assert average_reduced_frequency([], 100) == 0.0
