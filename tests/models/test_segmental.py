"""The field over candidates: probabilities, gradient, round trip."""

from itertools import combinations
from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.training.initialize import init_nlp

from tifa.corpus.docspans import get_spans
from tifa.corpus.folder import Corpus
from tifa.models.pipeline import load_pipeline_config
from tifa.models.reader import examples
from tifa.models.segmental import marginals
from tifa.models.units import corpus_units

Pair = tuple[int, int]


@st.composite
def candidates(draw: st.DrawFn) -> tuple[list[Pair], list[float]]:
    ends = st.tuples(st.integers(0, 6), st.integers(1, 4)).map(lambda p: (p[0], p[0] + p[1]))
    pairs = draw(st.lists(ends, min_size=1, max_size=7, unique=True))
    scores = draw(st.lists(st.floats(-6, 6, width=32), min_size=len(pairs), max_size=len(pairs)))
    return pairs, scores


def disjoint_sets(pairs: list[Pair]) -> list[tuple[int, ...]]:
    return [
        chosen
        for size in range(len(pairs) + 1)
        for chosen in combinations(range(len(pairs)), size)
        if all(
            pairs[a][1] <= pairs[b][0] or pairs[b][1] <= pairs[a][0]
            for a, b in combinations(chosen, 2)
        )
    ]


def partition(pairs: list[Pair], scores: list[float]) -> float:
    return sum(exp(sum(scores[i] for i in chosen)) for chosen in disjoint_sets(pairs))


@settings(max_examples=150)
@given(candidates())
def test_a_probability_is_the_share_of_all_sets_that_hold_the_candidate(
    drawn: tuple[list[Pair], list[float]],
) -> None:
    pairs, scores = drawn
    total = partition(pairs, scores)
    expected = [
        sum(exp(sum(scores[i] for i in each)) for each in disjoint_sets(pairs) if index in each)
        / total
        for index in range(len(pairs))
    ]
    found = marginals(np.array(pairs), np.array(scores)[:, None])[:, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)


@given(candidates(), st.data())
def test_probabilities_are_the_gradient_of_the_log_partition(
    drawn: tuple[list[Pair], list[float]], data: st.DataObject
) -> None:
    pairs, scores = drawn
    index = data.draw(st.integers(0, len(pairs) - 1))
    step = 1e-4
    above, below = scores.copy(), scores.copy()
    above[index] += step
    below[index] -= step
    slope = (log(partition(pairs, above)) - log(partition(pairs, below))) / (2 * step)
    found = marginals(np.array(pairs), np.array(scores)[:, None])[index, 0]
    assert found == pytest.approx(slope, abs=1e-5)


def test_labels_do_not_compete_with_each_other() -> None:
    pairs = np.array([[0, 3], [1, 4]])
    scores = np.array([[2.0, -50.0], [-50.0, 2.0]])
    found = marginals(pairs, scores)
    alone = 1 / (1 + exp(-2.0))
    np.testing.assert_allclose(found, [[alone, 0], [0, alone]], atol=1e-9)


def test_candidates_of_one_label_that_overlap_share_their_probability() -> None:
    found = marginals(np.array([[0, 3], [1, 4], [4, 6]]), np.full((3, 1), 5.0))[:, 0]
    assert found[0] == pytest.approx(found[1]) and found[0] < 0.5 < found[2]


@pytest.fixture(scope="module")
def initialised() -> Language:
    return init_nlp(load_pipeline_config("crf_cpu", {}))


def test_the_gradient_of_the_pipe_is_probability_less_gold(
    initialised: Language, seed: Corpus
) -> None:
    made = list(examples(initialised, corpus_units(seed, "gold")[:2], spans_key="sc"))
    pipe = initialised.get_pipe("spancat")
    for example in made:
        example.predicted = initialised.get_pipe("rules")(example.predicted)
    docs = [example.predicted for example in made]
    spans, probabilities = pipe.predict(docs)
    scores = pipe.model.predict((docs, spans))
    _, gradient = pipe.get_loss(made, (spans, scores))
    gold = probabilities - gradient
    np.testing.assert_allclose(gold, gold.round(), atol=1e-5)
    assert gold.sum() == sum(len(example.reference.spans["sc"]) for example in made)


def test_a_pipe_restored_from_bytes_gives_the_same_scores(
    initialised: Language, seed: Corpus
) -> None:
    other = init_nlp(load_pipeline_config("crf_cpu", {"system.seed": 3}))
    other.get_pipe("spancat").from_bytes(initialised.get_pipe("spancat").to_bytes())
    text = corpus_units(seed, "gold")[1].text
    assert get_spans(other(text), "sc") == get_spans(initialised(text), "sc")
