"""Keyness: is an item more frequent in the target than in the reference, and by how much.

Tests say whether, effect sizes how much; neither is of use without the other (Gabrielatos
2018). Every variant has its name, because libraries of the same name of measure differ.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from tifa.corpus.comparison.contingency import Floats, Tables


class Correction(StrEnum):
    """Corrections of a test for continuity or small samples.

    NONE: None. YATES: |ad − bc| is lessened by n / 2 (Yates 1934), not below 0.
    YATES_SMALL: The same only where an expected cell is below 5 and |ad − bc| ≥ n / 2, as
    quanteda's default does. WILLIAMS: Division by Williams' q (1976); where a cell is 0,
    q is 1.
    """

    NONE = "none"
    YATES = "yates"
    YATES_SMALL = "yates-small"
    WILLIAMS = "williams"


class Cells(StrEnum):
    """Which cells a log-likelihood ratio sums over.

    FOUR: All of the table (Dunning 1993). TWO: Only the item's own two (Rayson & Garside
    2000, the UCREL calculator).
    """

    FOUR = "4-cell"
    TWO = "2-cell"


def log_likelihood(
    tables: Tables, *, cells: Cells = Cells.FOUR, correction: Correction = Correction.NONE
) -> Floats:
    """Return the log-likelihood ratio G² = 2 Σ O ln(O / E), with 0 ln 0 = 0, unsigned.

    Source: Dunning 1993; for two cells Rayson & Garside 2000; for Yates' correction the
    cells are moved by ½ towards what is expected, as quanteda does.
    """
    if correction in (Correction.YATES, Correction.YATES_SMALL):
        tables = _moved(tables, correction)
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = tables.observed
        terms = np.where(observed > 0, observed * np.log(observed / tables.expected), 0.0)
    wanted = terms[[0, 2]] if cells is Cells.TWO else terms
    # Rounding may leave a negative trace of nothing.
    value = np.maximum(2 * wanted.sum(axis=0), 0.0)
    return np.asarray(value / _williams(tables) if correction is Correction.WILLIAMS else value)


def chi_square(tables: Tables, *, correction: Correction = Correction.NONE) -> Floats:
    """Return Pearson's χ² of the table, unsigned; 0 where a row or column is empty."""
    distance = np.abs(tables.o11 * tables.o22 - tables.o12 * tables.o21)
    if correction is Correction.YATES:
        distance = np.maximum(distance - tables.n / 2, 0.0)
    elif correction is Correction.YATES_SMALL:
        distance = np.where(_small(tables), distance - tables.n / 2, distance)
    margins = tables.r1 * tables.r2 * tables.c1 * tables.c2
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(margins > 0, tables.n * distance**2 / margins, 0.0)
    return np.asarray(value / _williams(tables) if correction is Correction.WILLIAMS else value)


def p_value(statistic: ArrayLike) -> Floats:
    """Return the p-value of a G² or χ² with one degree of freedom."""
    from scipy.special import chdtrc

    return np.asarray(chdtrc(1, np.abs(np.asarray(statistic, float))))


def fisher_exact(tables: Tables) -> Floats:
    """Return Fisher's exact p-value, two-sided: the sum of all tables no more probable.

    Tables of the same margins, such as those of all items of a frequency, share their
    probabilities, which makes many tables as quick as few.
    """
    from scipy.stats import hypergeom

    margins = np.stack(np.broadcast_arrays(tables.n, tables.r1, tables.c1, tables.o11))
    rows = margins.reshape(4, -1).astype(np.int64).T
    values = np.empty(len(rows))
    kinds, inverse = np.unique(rows[:, :3], axis=0, return_inverse=True)
    for number, (n, r1, c1) in enumerate(kinds):
        of_kind = np.flatnonzero(inverse.ravel() == number)
        low, high = max(0, r1 + c1 - n), min(r1, c1)
        chances = hypergeom.pmf(np.arange(low, high + 1), n, c1, r1)
        own = chances[rows[of_kind, 3] - low]
        ordered = np.sort(chances)
        # Equal probabilities may differ in their last digits.
        count = np.searchsorted(ordered, own * (1 + 1e-7), side="right")
        values[of_kind] = np.concatenate([[0.0], np.cumsum(ordered)])[count]
    return np.minimum(values, 1.0).reshape(tables.o11.shape)


def bayes_factor(tables: Tables) -> Floats:
    """Return the approximate Bayes factor G² − ln n (BIC; Wilson 2013)."""
    return np.asarray(log_likelihood(tables) - np.log(tables.n))


def log_ratio(tables: Tables, *, zero: float | None = 0.5) -> Floats:
    """Return the binary log of the ratio of relative frequencies (Hardie 2014).

    zero (float | None): What a frequency of 0 is replaced by; with None the ratio is
        ±inf where one is 0, and 0 where both are.
    """
    a, b = tables.o11, tables.o21
    if zero is not None:
        a, b = np.where(a == 0, zero, a), np.where(b == 0, zero, b)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.log2(a / tables.r1) - np.log2(b / tables.r2)
    return np.where((a == 0) & (b == 0), 0.0, value)


def percent_difference(tables: Tables) -> Floats:
    """Return %DIFF = 100 (p₁ − p₂) / p₂ (Gabrielatos & Marchi 2011); inf where p₂ is 0."""
    p1, p2 = _shares(tables)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = 100 * (p1 - p2) / p2
    return np.where((p1 == 0) & (p2 == 0), 0.0, value)


def odds_ratio(tables: Tables) -> Floats:
    """Return the odds ratio o11 o22 / (o12 o21); inf where only the denominator is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(tables.o11 * tables.o22 / (tables.o12 * tables.o21))


def difference_coefficient(tables: Tables) -> Floats:
    """Return (p₁ − p₂) / (p₁ + p₂), from -1 to 1 (Hofland & Johansson 1982)."""
    p1, p2 = _shares(tables)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p1 + p2 > 0, (p1 - p2) / (p1 + p2), 0.0)


def simple_maths(tables: Tables, *, k: float = 1.0, per: float = 1e6) -> Floats:
    """Return (f₁ + k) / (f₂ + k) of frequencies per million (Kilgarriff 2009)."""
    p1, p2 = _shares(tables)
    return np.asarray((per * p1 + k) / (per * p2 + k))


class Variance(StrEnum):
    """How the variance of a difference of log odds is approximated.

    FULL: Four terms, 1/a' + 1/(A'−a') + 1/b' + 1/(B'−b'), as scattertext does.
    MONROE: Two terms, 1/a' + 1/b' (Monroe, Colaresi & Quinn 2008, equation 19).
    """

    FULL = "4-term"
    MONROE = "2-term"


def log_odds_z(
    target: ArrayLike,
    reference: ArrayLike,
    prior: ArrayLike,
    *,
    variance: Variance = Variance.FULL,
    sizes: tuple[float, float] | None = None,
) -> Floats:
    """Return z-scores of log odds ratios with an informative Dirichlet prior.

    Source: Monroe, Colaresi & Quinn 2008, “Fightin' Words”. Positive: more in the target.

    target, reference (ArrayLike): Frequencies of all items, shape (items,).
    prior (ArrayLike): Pseudo-counts of all items.
    sizes (tuple[float, float] | None): Sizes of target and reference, where the items are not
        all that there is; by default the sums of the frequencies.
    """
    prior = np.asarray(prior, float)
    a, b = np.asarray(target, float) + prior, np.asarray(reference, float) + prior
    whole = (a.sum(), b.sum()) if sizes is None else tuple(n + prior.sum() for n in sizes)
    rest_a, rest_b = whole[0] - a, whole[1] - b
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = np.log(a / rest_a) - np.log(b / rest_b)
        spread = 1 / a + 1 / b
        if variance is Variance.FULL:
            spread = spread + 1 / rest_a + 1 / rest_b
        return np.asarray(delta / np.sqrt(spread))


def adjust_p_values(p: ArrayLike, *, method: str = "benjamini-hochberg") -> Floats:
    """Return p-values corrected for the number of tests.

    method (str): ``benjamini-hochberg`` (false discovery rate, 1995) or ``holm``
        (family-wise error, 1979).
    """
    values = np.asarray(p, float)
    if values.size == 0:
        return values
    order = np.argsort(values, kind="stable")
    ranks = np.arange(1, values.size + 1)
    if method == "holm":
        stepped = np.maximum.accumulate(values[order] * (values.size - ranks + 1))
    else:
        scaled = values[order] * values.size / ranks
        stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def _shares(tables: Tables) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return tables.o11 / tables.r1, tables.o21 / tables.r2


def _small(tables: Tables) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    distance = np.abs(tables.o11 * tables.o22 - tables.o12 * tables.o21)
    return np.asarray((tables.expected < 5).any(axis=0) & (distance >= tables.n / 2))


def _moved(tables: Tables, correction: Correction) -> Tables:
    by = 0.5 * tables.direction
    if correction is Correction.YATES_SMALL:
        by = np.where(_small(tables), by, 0.0)
    else:
        distance = tables.o11 - tables.expected[0]
        by = np.clip(by, -np.abs(distance), np.abs(distance))
    return Tables(tables.o11 - by, tables.o12 + by, tables.o21 + by, tables.o22 - by)


def _williams(tables: Tables) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        rows = tables.n / tables.r1 + tables.n / tables.r2 - 1
        columns = tables.n / tables.c1 + tables.n / tables.c2 - 1
        q = 1 + rows * columns / (6 * tables.n)
    return np.where((tables.observed == 0).any(axis=0), 1.0, q)
