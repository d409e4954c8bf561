"""Equal substrings of a fixed length, found for all places of a text at once.

The ranks of all substrings of 1, 2, 4, … characters come from the ranks of their halves
(Karp, Miller & Rosenberg 1972); those of any other length from two that overlap.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Grams:
    """The substrings of texts, by length.

    texts (Sequence[str]): The texts; no substring runs over the end of one.
    breaks (str): Characters that no substring holds, such as sentence marks.
    """

    def __init__(self, texts: Sequence[str], breaks: str = "") -> None:
        joined = "".join(texts)
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
        self.size = codes.size
        self._room = _room(codes, [len(text) for text in texts], breaks)
        _, first = np.unique(codes, return_inverse=True)
        self._ranks = {1: first.astype(np.int64)}

    def places(self, length: int) -> Ints:
        """Return the places where a substring of the length begins, in the joined texts."""
        return np.flatnonzero(self._room >= length)

    def classes(self, length: int, places: Ints) -> Ints:
        """Return a number for the substring at each place; equal ones have the same.

        places (Ints): Some of `places(length)`.
        """
        half = 1 << ((length - 1).bit_length() - 1) if length > 1 else 1
        ranks = self._power(half)
        key = ranks[places] * (self.size + 1) + ranks[places + length - half]
        return np.asarray(np.unique(key, return_inverse=True)[1], np.int64)

    def _power(self, length: int) -> Ints:
        if length not in self._ranks:
            half = self._power(length // 2)
            later = np.zeros_like(half)
            later[: self.size - length // 2] = half[length // 2 :]
            key = half * (self.size + 1) + later
            self._ranks[length] = np.unique(key, return_inverse=True)[1].astype(np.int64)
        return self._ranks[length]


def _room(codes: NDArray[np.uint32], lengths: Sequence[int], breaks: str) -> Ints:
    """Return how many characters there are from each place to the next end or break."""
    places = np.arange(codes.size, dtype=np.int64)
    ends = np.cumsum(np.asarray(lengths, np.int64))
    breaking = np.isin(codes, np.asarray([ord(char) for char in breaks], np.uint32))
    stops = np.append(np.flatnonzero(breaking), codes.size)
    # An end lies before the character at its place, a break is that character.
    end = ends[np.searchsorted(ends, places, side="right")]
    stop = stops[np.searchsorted(stops, places, side="left")]
    return np.asarray(np.minimum(end, stop) - places, np.int64)
