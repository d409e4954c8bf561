"""The linear layers: what counts for which candidate and which label."""

from collections.abc import Callable

import numpy as np
import pytest
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Ragged

from tifa.corpus.scheme import load_scheme
from tifa.models.features import FeatureExtractor
from tifa.models.suggester import make_clause_suggester
from tifa.models.textview import mark_window
from tifa.models.weights import weigh_clauses, weigh_columns, weigh_formulas, weigh_rules

TEXTS = ["各级党委要加强领导，落实责任，务求实效。", "我们坚持“五个好”的方针，取得了成绩。"]
ROWS = 4096
DIRECTIVE, SLOGAN, RESPONSIBILITY = range(3)
Layer = Model[tuple[list[Doc], Ragged], np.ndarray]


@pytest.fixture
def extractor() -> FeatureExtractor:
    return FeatureExtractor(load_scheme(), "rules")


@pytest.fixture
def batch(trained_rules: Language) -> tuple[list[Doc], Ragged]:
    docs = [trained_rules(text) for text in TEXTS]
    return docs, make_clause_suggester()(docs, ops=None)


def _ready(layer: Layer, random: np.random.Generator) -> Layer:
    layer.initialize()
    shape = layer.get_param("W").shape
    layer.set_param("W", random.normal(size=shape).astype("f"))
    return layer


@pytest.mark.parametrize("make", [weigh_columns, weigh_clauses, weigh_formulas])
def test_the_gradient_is_that_of_finite_differences(
    make: Callable[..., Layer], extractor: FeatureExtractor, batch: tuple[list[Doc], Ragged]
) -> None:
    random = np.random.default_rng(0)
    layer = _ready(make(extractor, ROWS), random)
    output, backprop = layer(batch, is_train=True)
    direction = random.normal(size=output.shape).astype("f")
    backprop(direction)
    gradient = layer.get_grad("W")
    weights = layer.get_param("W")
    step = random.normal(size=weights.shape).astype("f")
    layer.set_param("W", weights + step)
    # The layer is linear, so a step of any size gives the exact derivative.
    moved = layer.predict(batch)
    slope = ((moved - output).astype("d") * direction).sum()
    assert slope == pytest.approx((gradient.astype("d") * step).sum(), rel=1e-3)


def test_formulas_count_for_slogans_and_clauses_for_the_rest(
    extractor: FeatureExtractor, batch: tuple[list[Doc], Ragged]
) -> None:
    random = np.random.default_rng(0)
    formulas = _ready(weigh_formulas(extractor, ROWS), random).predict(batch)
    clauses = _ready(weigh_clauses(extractor, ROWS), random).predict(batch)
    assert not formulas[:, [DIRECTIVE, RESPONSIBILITY]].any() and formulas[:, SLOGAN].any()
    assert not clauses[:, SLOGAN].any() and clauses[:, DIRECTIVE].any()


def test_a_run_of_clauses_gets_the_weights_of_each_and_of_the_next(
    extractor: FeatureExtractor, trained_rules: Language
) -> None:
    (doc,) = [trained_rules(TEXTS[0])]
    first, second = doc.text.index("，"), doc.text.index("，", doc.text.index("，") + 1)
    pairs = np.array([[0, first], [0, second], [0, len(doc) - 1], [2, second]])
    links = extractor.links(doc, pairs)
    assert links.opens.tolist() == [0, 0, 0, -1]
    assert links.within.tolist() == [-1, -1, -1, 0]
    assert links.last.tolist() == [0, 1, 2, -1]
    assert links.follows.tolist() == [1, 2, -1, -1]


def test_the_untrained_vote_of_the_rules_is_its_weight(
    extractor: FeatureExtractor, trained_rules: Language
) -> None:
    doc = trained_rules("各级党委要加强领导。")
    (span,) = [span for span in doc.spans["rules"] if span.label_ == "DIRECTIVE"]
    spans = Ragged(np.array([[span.start, span.end], [0, 2]], dtype="i"), np.array([2], dtype="i"))
    layer = weigh_rules(extractor, weight=4.0, dropout={})
    layer.initialize()
    np.testing.assert_allclose(layer.predict(([doc], spans)), [[2, -2, -2], [-2, -2, -2]])


def test_what_the_rules_refuse_is_ruled_out_but_not_in_training(
    extractor: FeatureExtractor, trained_rules: Language
) -> None:
    doc = trained_rules("会议强调，各级党委要加强领导。我们要抓好落实。")
    reported, own = doc.char_span(5, 14), doc.char_span(15, 22)
    assert reported and own and str(reported) == "各级党委要加强领导"
    pairs = np.array([[reported.start, reported.end], [own.start, own.end]], dtype="i")
    batch = [doc], Ragged(pairs, np.array([2], dtype="i"))
    layer = weigh_rules(extractor, weight=4.0, dropout={})
    layer.initialize()
    assert layer.predict(batch)[0, DIRECTIVE] < -50 and layer.predict(batch)[1, DIRECTIVE] == 2
    learning, _ = layer(batch, is_train=True)
    assert learning[0, DIRECTIVE] == -2


def test_votes_are_left_out_in_training_alone_and_for_the_named_labels_alone(
    extractor: FeatureExtractor, trained_rules: Language
) -> None:
    doc = trained_rules("各级党组织要高度重视创先争优活动。")
    spans = sorted({(span.start, span.end) for span in doc.spans["rules"]})
    batch = [doc], Ragged(np.array(spans, dtype="i"), np.array([len(spans)], dtype="i"))
    layer = weigh_rules(extractor, weight=4.0, dropout={"DIRECTIVE": 1.0})
    layer.initialize()
    learning, _ = layer(batch, is_train=True)
    assert (learning[:, DIRECTIVE] == -2).all() and (learning[:, SLOGAN] == 2).any()
    assert (layer.predict(batch)[:, DIRECTIVE] == 2).any()


def test_clauses_of_a_stretch_have_the_features_they_have_in_the_whole(
    extractor: FeatureExtractor, trained_rules: Language
) -> None:
    text = "一是要修好水渠，管好闸门。二是要清理河道，疏通沟渠。"
    start = text.index("二是")
    whole = trained_rules.make_doc(text)
    stretch = trained_rules.make_doc(text[start:])
    mark_window(stretch, text, start)
    everything, part = extractor.clauses(whole), extractor.clauses(stretch)
    assert len(part.counts) == 2
    expected = everything.between(2, 4)
    np.testing.assert_array_equal(part.ids, expected.ids)
    np.testing.assert_array_equal(part.counts, expected.counts)
