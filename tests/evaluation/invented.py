"""Small invented spans and texts that the tests of this room share."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tifa.corpus.spans import Span
from tifa.evaluation.matching import Pairing, pair

TEXT = "字" * 40
# Another name for every label; no alphabetical order survives it.
RENAMED = {"A": "Z", "B": "Y", "C": "X"}


def span(start: int, end: int, label: str = "A", **more: Any) -> Span:
    return Span(start, end, label, TEXT[start:end], **more)


def spans(most: int = 6, labels: str = "AB", last: int = 12) -> st.SearchStrategy[list[Span]]:
    """Spans that nest, cross, coincide and repeat."""
    return st.lists(
        st.builds(
            lambda start, length, label: span(start, start + length, label),
            st.integers(0, last),
            st.integers(1, 8),
            st.sampled_from(labels),
        ),
        max_size=most,
    )


# Gold and predicted spans of a few texts.
DOCUMENTS = st.lists(st.tuples(spans(), spans()), min_size=1, max_size=4)
Documents = list[tuple[list[Span], list[Span]]]


def pairings(documents: Documents) -> list[Pairing]:
    return [pair(gold, predicted) for gold, predicted in documents]


def renamed(marked: Sequence[Span], names: Mapping[str, str] = RENAMED) -> list[Span]:
    return [replace(each, label=names[each.label]) for each in marked]


def mixed(marked: Sequence[Span], chance: random.Random) -> list[Span]:
    return chance.sample(list(marked), len(marked))
