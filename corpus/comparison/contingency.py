"""Two-by-two tables of counts, many at once: how often items occur in two places."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tifa.corpus.errors import CorpusError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tables:
    """Observed counts of any number of items, one 2 × 2 table each.

    o11 (Floats): Occurrences of the item in the target.
    o12 (Floats): Occurrences of other items in the target.
    o21 (Floats): Occurrences of the item in the reference.
    o22 (Floats): Occurrences of other items in the reference.

    For collocations the rows are the node and everything else, and the columns the
    collocate and everything else.
    """

    o11: Floats
    o12: Floats
    o21: Floats
    o22: Floats

    def __post_init__(self) -> None:
        if any((part < 0).any() for part in (self.o11, self.o12, self.o21, self.o22)):
            raise CorpusError(
                "A table of counts has a negative cell",
                remedy="No item can occur more often than its corpus has units.",
            )

    @classmethod
    def of_counts(cls, a: ArrayLike, b: ArrayLike, n1: ArrayLike, n2: ArrayLike) -> "Tables":
        """Make tables of frequencies in two corpora.

        a, b (ArrayLike): Frequencies in target and reference.
        n1, n2 (ArrayLike): Sizes of target and reference in the unit that is counted.

        Raises:
            CorpusError: A frequency is negative or exceeds its size.
        """
        a, b = np.asarray(a, float), np.asarray(b, float)
        return cls(a, np.asarray(n1, float) - a, b, np.asarray(n2, float) - b)

    @classmethod
    def of_marginals(cls, o11: ArrayLike, r1: ArrayLike, c1: ArrayLike, n: ArrayLike) -> "Tables":
        """Make tables of joint frequencies, row sums, column sums and totals.

        Raises:
            CorpusError: A cell would be negative.
        """
        o11, r1, c1 = np.asarray(o11, float), np.asarray(r1, float), np.asarray(c1, float)
        return cls(o11, r1 - o11, c1 - o11, np.asarray(n, float) - r1 - c1 + o11)

    @property
    def n(self) -> Floats:
        """Totals."""
        return self.r1 + self.r2

    @property
    def r1(self) -> Floats:
        """Sums of the first rows: sizes of the target."""
        return self.o11 + self.o12

    @property
    def r2(self) -> Floats:
        """Sums of the second rows: sizes of the reference."""
        return self.o21 + self.o22

    @property
    def c1(self) -> Floats:
        """Sums of the first columns: frequencies of the items."""
        return self.o11 + self.o21

    @property
    def c2(self) -> Floats:
        """Sums of the second columns."""
        return self.o12 + self.o22

    @property
    def observed(self) -> Floats:
        """The four cells in order, shape (4, …)."""
        return np.stack(np.broadcast_arrays(self.o11, self.o12, self.o21, self.o22))

    @property
    def expected(self) -> Floats:
        """The four cells if rows and columns were independent, shape (4, …)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            cells = [
                self.r1 * self.c1 / self.n,
                self.r1 * self.c2 / self.n,
                self.r2 * self.c1 / self.n,
                self.r2 * self.c2 / self.n,
            ]
        return np.stack(np.broadcast_arrays(*cells))

    @property
    def direction(self) -> Floats:
        """1 where the target has more than expected, -1 where less, 0 where as many."""
        return np.sign(self.o11 * self.o22 - self.o12 * self.o21)
