"""The tagger's network."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from thinc.api import NumpyOps
from thinc.types import Ragged

from tifa.corpus.docspans import get_spans
from tifa.corpus.folder import Corpus
from tifa.models.architecture import pool_spans
from tifa.models.pipeline import load_pipeline_config
from tifa.models.reader import examples
from tifa.models.units import corpus_units

WIDTH = 3


def _batch(lengths: list[int], pairs: list[list[tuple[int, int]]]) -> tuple[Ragged, Ragged]:
    random = np.random.default_rng(0)
    vectors = random.normal(size=(sum(lengths), WIDTH)).astype("f")
    flat = np.array([pair for some in pairs for pair in some], dtype="i").reshape(-1, 2)
    counts = np.array([len(some) for some in pairs], dtype="i")
    return Ragged(vectors, np.array(lengths, dtype="i")), Ragged(flat, counts)


def _pool_one(vectors: np.ndarray, start: int, end: int) -> np.ndarray:
    nothing = np.zeros(WIDTH, dtype="f")
    before = vectors[start - 1] if start else nothing
    after = vectors[end] if end < len(vectors) else nothing
    mean = vectors[start:end].mean(axis=0)
    return np.concatenate([vectors[start], vectors[end - 1], before, after, mean])


def test_pooling_takes_first_last_before_after_and_mean_of_its_own_doc() -> None:
    vectors, spans = _batch([4, 2], [[(0, 4), (1, 3)], [(0, 2), (1, 2)]])
    pooled, _ = pool_spans()((vectors, spans), is_train=False)
    docs = [vectors.dataXd[:4], vectors.dataXd[4:]]
    pairs = [(0, 0, 4), (0, 1, 3), (1, 0, 2), (1, 1, 2)]
    expected = [_pool_one(docs[doc], start, end) for doc, start, end in pairs]
    np.testing.assert_allclose(pooled, np.stack(expected), rtol=1e-5)


@given(st.integers(0, 10_000))
def test_the_gradient_of_pooling_is_that_of_finite_differences(number: int) -> None:
    random = np.random.default_rng(number)
    start = int(random.integers(0, 4))
    vectors, spans = _batch([5], [[(start, int(random.integers(start + 1, 6)))]])
    model = pool_spans()
    pooled, backprop = model((vectors, spans), is_train=True)
    weights = random.normal(size=pooled.shape).astype("f")
    gradient = backprop(weights)[0].dataXd
    step = np.zeros_like(vectors.dataXd)
    row, column = random.integers(0, 5), random.integers(0, WIDTH)
    step[row, column] = 0.5
    moved, _ = model((Ragged(vectors.dataXd + step, vectors.lengths), spans), is_train=False)
    # Pooling is linear, so a step of any size gives the exact derivative.
    assert np.isclose(((moved - pooled) * weights).sum() / 0.5, gradient[row, column], atol=1e-3)


def test_untrained_the_network_repeats_the_rules_alone(seed: Corpus) -> None:
    from spacy.training.initialize import init_nlp

    nlp = init_nlp(load_pipeline_config("crf_cpu", {}))
    unit = corpus_units(seed, "gold")[2]
    (doc,) = nlp.pipe([unit.make_doc(nlp)])
    found = {span.key for span in get_spans(doc, "sc")}
    assert found and found <= {span.key for span in get_spans(doc, "rules")}


def test_training_lowers_the_loss(seed: Corpus) -> None:
    from spacy.training.initialize import init_nlp

    nlp = init_nlp(load_pipeline_config("crf_cpu", {}))
    units = corpus_units(seed, "gold")[:3]
    losses = []
    optimizer = nlp.resume_training()
    for _ in range(6):
        made = list(examples(nlp, units, spans_key="sc", hidden_share=0.3))
        loss = nlp.update(made, sgd=optimizer, annotates=["rules"])
        losses.append(loss["spancat"])
    assert losses[-1] < losses[0]
    assert isinstance(nlp.get_pipe("spancat").model.ops, NumpyOps)
