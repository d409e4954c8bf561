"""Dispersion: is an item spread over all parts of a corpus, or does one speech hold it.

Parts may be of unequal size unless a measure says otherwise. A measure of an item that
does not occur is NaN.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tifa.corpus.comparison.contingency import Floats
from tifa.corpus.comparison.grams import Ints
from tifa.corpus.errors import CorpusError


@dataclass(frozen=True, slots=True)
class Parts:
    """Frequencies of items in the parts of a corpus.

    frequencies (Floats): Shape (items, parts).
    sizes (Floats): Sizes of the parts in the unit counted, shape (parts,).
    """

    frequencies: Floats
    sizes: Floats

    @classmethod
    def of(cls, frequencies: ArrayLike, sizes: ArrayLike | None = None) -> "Parts":
        """Make parts of one item's frequencies, or of several items'; empty parts go.

        sizes (ArrayLike | None): None is parts of equal size.

        Raises:
            CorpusError: There is no part of any size.
        """
        table = np.atleast_2d(np.asarray(frequencies, float))
        lengths = np.ones(table.shape[1]) if sizes is None else np.asarray(sizes, float)
        kept = lengths > 0
        if not kept.any():
            raise CorpusError("Dispersion needs at least one part that is not empty")
        return cls(table[:, kept], lengths[kept])

    @property
    def shares(self) -> Floats:
        """Each part's share of the corpus."""
        return np.asarray(self.sizes / self.sizes.sum())

    @property
    def item_shares(self) -> Floats:
        """Each part's share of an item's occurrences, shape (items, parts)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.frequencies / self.frequencies.sum(axis=1, keepdims=True))

    @property
    def rates(self) -> Floats:
        """Relative frequencies in the parts, shape (items, parts)."""
        return np.asarray(self.frequencies / self.sizes)

    def range(self) -> Floats:
        """Return in how many parts an item occurs."""
        return np.asarray((self.frequencies > 0).sum(axis=1), float)

    def deviation_of_proportions(self) -> Floats:
        """Return DP = ½ Σ |v − s|: 0 is as even as can be (Gries 2008)."""
        return np.asarray(np.abs(self.item_shares - self.shares).sum(axis=1) / 2)

    def normalised_deviation(self) -> Floats:
        """Return DPnorm = DP / (1 − min s), whose maximum is 1 (Lijffijt & Gries 2012)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(self.deviation_of_proportions() / (1 - self.shares.min()))

    def juilland_d(self) -> Floats:
        """Return D = 1 − V / √(n − 1), V the variation of the rates: 1 is even.

        Source: Juilland & Chang-Rodríguez 1964; the standard deviation is that of the
        population.
        """
        parts = self.sizes.size
        with np.errstate(divide="ignore", invalid="ignore"):
            variation = self.rates.std(axis=1) / self.rates.mean(axis=1)
            return np.asarray(1 - variation / np.sqrt(parts - 1))

    def rosengren_s(self) -> Floats:
        """Return S = (Σ √(s f))² / f: 1 is even (Rosengren 1971)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            root = np.sqrt(self.shares * self.frequencies).sum(axis=1)
            return np.asarray(root**2 / self.frequencies.sum(axis=1))

    def carroll_d2(self) -> Floats:
        """Return the entropy of the rates by its maximum: 1 is even (Carroll 1970)."""
        with np.errstate(divide="ignore", invalid="ignore"):
            share = self.rates / self.rates.sum(axis=1, keepdims=True)
            terms = np.where(share > 0, share * np.log(share), 0.0)
            value = -terms.sum(axis=1) / np.log(self.sizes.size)
        return np.where(self.frequencies.sum(axis=1) > 0, value, np.nan)

    def divergence(self) -> Floats:
        """Return the Kullback–Leibler divergence of v from s in bits: 0 is even."""
        share = self.item_shares
        with np.errstate(divide="ignore", invalid="ignore"):
            terms = np.where(share > 0, share * np.log2(share / self.shares), 0.0)
        return np.where(self.frequencies.sum(axis=1) > 0, terms.sum(axis=1), np.nan)


def reduced_frequencies(items: Ints, places: Ints, count: int, size: int) -> Floats:
    """Return ARF of many items at once (Savický & Hlaváčová 2002).

    items, places (Ints): Which item occurs where, in units from the corpus's start, ordered
        by item and then by place.
    count (int): Number of items. size (int): Size of the corpus, taken as a circle.
    """
    if not len(items):
        return np.zeros(count)
    frequencies = np.bincount(items, minlength=count).astype(np.float64)
    with np.errstate(divide="ignore"):
        steps = (size / frequencies)[items]
    first = np.flatnonzero(np.diff(items, prepend=-1))
    last = np.append(first[1:], len(items)) - 1
    following = np.append(places[1:], 0).astype(np.float64)
    # The last occurrence is followed by the first one, a turn later.
    following[last] = places[first] + size
    parts = np.minimum(following - places, steps) / steps
    return np.asarray(np.bincount(items, parts, minlength=count), float)


def average_reduced_frequency(places: Sequence[int], size: int) -> float:
    """Return ARF, the frequency less what stands in clusters (Savický & Hlaváčová 2002).

    places (Sequence[int]): Where an item occurs, in units from the corpus's start.
    size (int): Size of the corpus in the same unit. The corpus is taken as a circle.
    """
    ordered = np.sort(np.asarray(places, np.int64))
    return float(reduced_frequencies(np.zeros_like(ordered), ordered, 1, size)[0])
