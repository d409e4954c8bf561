"""Which paragraphs to annotate next: the least certain, from different documents and unlike.

A tagger is unsure of the same thing again and again; ten paragraphs of one kind teach little
more than one. So what is chosen lowers the worth of what is like it (maximal marginal
relevance: Carbonell & Goldstein, The Use of MMR, SIGIR 1998), and documents take turns.
"""

import random
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from murmurhash.mrmr import hash as murmurhash

from tifa.models.uncertainty import Paragraph

_GRAM = 3
_COLUMNS = 2**18
# The share of its worth that a paragraph loses when one just like it has been chosen.
PENALTY = 0.5


def in_text_order(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """Return paragraphs in the order of documents and offsets."""
    return sorted(paragraphs, key=lambda each: (each.doc_id, each.start))


def in_random_order(paragraphs: Iterable[Paragraph], seed: int) -> list[Paragraph]:
    """Return paragraphs in an order that the seed decides, whatever order they come in."""
    shuffled = in_text_order(paragraphs)
    random.Random(seed).shuffle(shuffled)
    return shuffled


def least_confident(
    paragraphs: Iterable[Paragraph], count: int, *, penalty: float = PENALTY
) -> list[Paragraph]:
    """Return the paragraphs most worth annotating, best first.

    In each round every document gives at most one paragraph, the one with the most expected
    mistakes, less what it shares with those chosen before. Equals come in text order, so
    that the same paragraphs are always chosen alike.

    count (int): How many, at most.
    penalty (float): Share of its worth, 0 to 1, that a paragraph loses when one just
        like it (by character trigrams) has been chosen.
    """
    pool = in_text_order(paragraphs)
    worth = np.array([each.expected_mistakes for each in pool])
    documents = np.unique([each.doc_id for each in pool], return_inverse=True)[1]
    grams = _gram_vectors([each.text for each in pool])
    likeness = np.zeros(len(pool))
    free = np.ones(len(pool), dtype=bool)
    turn = free.copy()
    chosen: list[Paragraph] = []
    while len(chosen) < min(count, len(pool)):
        if not turn.any():
            turn = free.copy()
        value = np.where(turn, worth * (1.0 - penalty * likeness), -1.0)
        best = int(value.argmax())
        chosen.append(pool[best])
        free[best] = False
        turn &= free & (documents != documents[best])
        likeness = np.maximum(likeness, (grams @ grams[best].T).toarray().ravel())
    return chosen


def _gram_vectors(texts: Sequence[str]) -> Any:
    """Return a sparse matrix of texts by hashed trigrams, rows of length 1."""
    from scipy.sparse import csr_matrix  # slow to import

    rows, columns = [], []
    for row, text in enumerate(texts):
        grams = {text[at : at + _GRAM] for at in range(max(1, len(text) - _GRAM + 1))}
        rows += [row] * len(grams)
        columns += [murmurhash(gram) % _COLUMNS for gram in sorted(grams)]
    matrix = csr_matrix(
        (np.ones(len(rows)), (rows, columns)), shape=(len(texts), _COLUMNS), dtype=np.float64
    )
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return csr_matrix(matrix.multiply((1.0 / np.maximum(lengths, 1e-12))[:, None]))
