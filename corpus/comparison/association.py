"""Association of two items that occur together: how much more often than by chance."""

import numpy as np
from numpy.typing import ArrayLike

from tifa.corpus.comparison.contingency import Floats, Tables


def pointwise_mutual_information(tables: Tables) -> Floats:
    """Return PMI = log₂(O11 n / (R1 C1)) (Church & Hanks 1990); -inf where O11 is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.log2(tables.o11 * tables.n / (tables.r1 * tables.c1)))


def normalised_pmi(tables: Tables) -> Floats:
    """Return PMI / −log₂(O11 / n), from -1 (never together) to 1 (Bouma 2009)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = pointwise_mutual_information(tables) / -np.log2(tables.o11 / tables.n)
    value = np.where(tables.o11 == 0, -1.0, value)
    return np.where(tables.o11 == tables.n, 1.0, value)


def t_score(tables: Tables) -> Floats:
    """Return (O − E) / √O (Church et al. 1991); -inf where O is 0 and E is not."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((tables.o11 - tables.expected[0]) / np.sqrt(tables.o11))


def log_dice(together: ArrayLike, first: ArrayLike, second: ArrayLike) -> Floats:
    """Return 14 + log₂(2 f_xy / (f_x + f_y)), at most 14 (Rychlý 2008).

    -inf where the two never occur together, NaN where neither occurs.
    """
    joint = np.asarray(together, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(
            14 + np.log2(2 * joint / (np.asarray(first, float) + np.asarray(second, float)))
        )


def delta_p(tables: Tables) -> tuple[Floats, Floats]:
    """Return ΔP in both directions (Gries 2013).

    Returns:
        Forward: P(second | first) − P(second | not first). Backward: P(first | second) −
        P(first | not second).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        forward = tables.o11 / tables.r1 - tables.o21 / tables.r2
        backward = tables.o11 / tables.c1 - tables.o12 / tables.c2
    return np.asarray(forward), np.asarray(backward)


def minimum_sensitivity(together: ArrayLike, first: ArrayLike, second: ArrayLike) -> Floats:
    """Return the smaller of f_xy / f_x and f_xy / f_y (Pedersen 1998)."""
    joint = np.asarray(together, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(
            np.minimum(joint / np.asarray(first, float), joint / np.asarray(second, float))
        )
