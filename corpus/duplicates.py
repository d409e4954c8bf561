"""Texts that repeat each other: exactly, nearly, or one inside the other.

Speeches are re-published, excerpted and reported; counted twice they inflate every
frequency, and split over training and test data they inflate every score.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tifa.corpus.document import text_hash

SHINGLE = 5
THRESHOLD = 0.6
# About how many shingles, over all texts, are compared to find candidates.
_SAMPLE = 2_000_000
# Chance differences in the samples of short texts that are looked into.
_SLACK = 2

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, order=True)
class Duplicate:
    """Two texts that repeat each other.

    first, second (str): Their keys, in the order of the mapping.
    containment (float): Share of the shorter text's 5-character sequences that also
        stand in the longer one, 0 to 1.
    jaccard (float): Shared sequences over all sequences of both, 0 to 1.
    exact (bool): Whether the texts are the same to the character.
    """

    first: str
    second: str
    containment: float
    jaccard: float
    exact: bool


def near_duplicates(texts: Mapping[str, str], *, threshold: float = THRESHOLD) -> list[Duplicate]:
    """Return the pairs of texts of which one holds most of the other.

    Candidates come from a sample of hashed shingles, so that a thousand speeches take
    seconds; the two measures of every pair returned are counted over all shingles.

    texts (Mapping[str, str]): Texts by key.
    threshold (float): Least containment of a pair, above 0 and up to 1.

    Raises:
        ValueError: The threshold is not above 0 and up to 1.
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"A threshold lies above 0 and goes up to 1, not {threshold}")
    keys = list(texts)
    digests = [text_hash(text) for text in texts.values()]
    shingles = [_shingles(text) for text in texts.values()]
    found = []
    for first, second in _candidates(shingles, digests, threshold / 2):
        shared = len(np.intersect1d(shingles[first], shingles[second], assume_unique=True))
        sizes = len(shingles[first]), len(shingles[second])
        exact = digests[first] == digests[second]
        containment = 1.0 if exact else shared / max(1, min(sizes))
        if containment >= threshold:
            jaccard = 1.0 if exact else shared / (sum(sizes) - shared)
            found.append(Duplicate(keys[first], keys[second], containment, jaccard, exact))
    return found


def groups(keys: Iterable[str], pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each key the smallest key it is joined to, directly or through others."""
    leader = {key: key for key in keys}

    def find(key: str) -> str:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for first, second in pairs:
        low, high = sorted((find(first), find(second)))
        leader[high] = low
    return {key: find(key) for key in leader}


def _shingles(text: str) -> Hashes:
    """Return the sorted distinct 64-bit hashes of all 5-character sequences."""
    squeezed = "".join(text.split())
    codes = np.frombuffer(squeezed.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    count = len(codes) - SHINGLE + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE):
        mixed = mixed * np.uint64(0x100000001B3) + codes[place : place + count]
    # The finaliser of splitmix64: without it, low bits follow the last character.
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.unique(mixed ^ (mixed >> np.uint64(31)))


def _candidates(
    shingles: list[Hashes], digests: list[str], least: float
) -> Iterator[tuple[int, int]]:
    """Yield pairs of places that are equal or share at least `least` of a sample."""
    pairs = set(_equal(digests))
    sampled = _sample(shingles)
    for (first, second), shared in _shared_counts(sampled):
        size = min(len(sampled[first]), len(sampled[second]))
        if shared + _SLACK >= least * size:
            pairs.add((first, second))
    yield from sorted(pairs)


def _equal(digests: list[str]) -> Iterator[tuple[int, int]]:
    seen: dict[str, int] = {}
    for place, digest in enumerate(digests):
        if digest in seen:
            yield seen[digest], place
        seen.setdefault(digest, place)


def _sample(shingles: list[Hashes]) -> list[Hashes]:
    """Keep the smallest hashes: the same cut for all texts, so that samples compare."""
    total = sum(map(len, shingles))
    if total <= _SAMPLE:
        return shingles
    cut = np.uint64(_SAMPLE * 2**64 // total)
    return [hashes[: int(np.searchsorted(hashes, cut, side="right"))] for hashes in shingles]


def _shared_counts(sampled: list[Hashes]) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield pairs of places with the number of hashes they share."""
    from scipy.sparse import csr_matrix  # slow to import, and only needed here

    sizes = [len(hashes) for hashes in sampled]
    if not sum(sizes):
        return
    _, columns = np.unique(np.concatenate(sampled), return_inverse=True)
    rows = np.repeat(np.arange(len(sampled)), sizes)
    ones = np.ones(len(columns), dtype=np.int32)
    table: Any = csr_matrix((ones, (rows, columns)))
    product = (table @ table.T).tocoo()
    upper = product.row < product.col
    for first, second, shared in zip(
        product.row[upper].tolist(), product.col[upper].tolist(), product.data[upper].tolist(),
        strict=True,
    ):  # fmt: skip
        yield (first, second), shared
