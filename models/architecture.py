"""The tagger's network: pooled characters and span features, then a label scorer.

Pooling takes the vectors of the first and the last token, of the tokens just
outside, and the mean, all by index arithmetic: spaCy's reducer copies every
token vector of every candidate, which clause-long candidates make slow.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import numpy as np
from spacy.tokens import Doc
from thinc.api import (
    Linear,
    Logistic,
    Maxout,
    Model,
    add,
    chain,
    concatenate,
    list2ragged,
    uniform_init,
    with_getitem,
    zero_init,
)
from thinc.types import Floats2d, Ragged

from tifa.corpus.scheme import load_scheme
from tifa.models.features import RELATIONS, FeatureExtractor
from tifa.models.rules import RULES_KEY
from tifa.models.spandata import as_numpy

Batch = tuple[list[Doc], Ragged]


def build_span_categorizer(
    tok2vec: Model[list[Doc], list[Floats2d]],
    hidden_width: int = 96,
    feature_width: int = 48,
    feature_rows: int = 20000,
    scheme: str = "speeches",
    scheme_version: str = "1.1",
    rules_key: str = RULES_KEY,
    rule_weight: float = 6.0,
) -> Model[Batch, Floats2d]:
    """Build the architecture ``tifa.SpanCategorizer.v1``.

    tok2vec (Model): Docs to one float32 (n_tokens, width) per doc.
    hidden_width (int): Width of the layer before the scorer.
    feature_width (int): Width of the summed feature embedding; 0 leaves features out.
    feature_rows (int): Rows of the feature table; hashes fall into them.
    scheme, scheme_version (str): The label scheme, for cues and rule votes.
    rules_key (str): Span group of the rule component.
    rule_weight (float): Log odds that a rule's exact vote adds at the start. The
        untrained network then says what the rules say, and training tells it where
        they are wrong; 0 leaves the votes to the features.
    """
    extractor = FeatureExtractor(load_scheme(scheme, scheme_version), rules_key)
    pooled: Model[Any, Any] = chain(
        with_getitem(0, chain(tok2vec, cast(Any, list2ragged()))), pool_spans()
    )
    parts: list[Model[Any, Any]] = [pooled]
    if feature_width:
        parts.append(embed_features(extractor, feature_width, feature_rows))
    body: Model[Any, Floats2d] = chain(
        cast(Any, concatenate(*parts) if len(parts) > 1 else parts[0]),
        Maxout(nO=hidden_width, normalize=True, dropout=0.0),
        Linear(init_W=zero_init),
    )
    if rule_weight:
        body = add(body, weigh_rules(extractor, rule_weight))
    model: Model[Batch, Floats2d] = chain(body, Logistic())
    model.set_ref("tok2vec", tok2vec)
    return model


def build_span_scorer(
    tok2vec: Model[list[Doc], list[Floats2d]] | None = None,
    hidden_width: int = 64,
    feature_rows: int = 131072,
    scheme: str = "speeches",
    scheme_version: str = "1.1",
    rules_key: str = RULES_KEY,
    rule_weight: float = 4.0,
) -> Model[Batch, Floats2d]:
    """Build the architecture ``tifa.SpanScorer.v1``: log odds of candidates.

    tok2vec (Model | None): Docs to one float32 (n_tokens, width) per doc; without it the
        scores are linear in the features.
    """
    extractor = FeatureExtractor(load_scheme(scheme, scheme_version), rules_key)
    body: Model[Any, Floats2d] = weigh_features(extractor, feature_rows)
    if rule_weight:
        body = add(body, weigh_rules(extractor, rule_weight))
    if tok2vec is not None:
        deep: Model[Any, Floats2d] = chain(
            with_getitem(0, chain(tok2vec, cast(Any, list2ragged()))),
            pool_spans(),
            Maxout(nO=hidden_width, normalize=True, dropout=0.0),
            Linear(init_W=zero_init),
        )
        body = add(body, deep)
    if tok2vec is not None:
        body.set_ref("tok2vec", tok2vec)
    return body


def weigh_features(extractor: FeatureExtractor, rows: int) -> Model[Batch, Floats2d]:
    """Make a layer of log odds that is linear in each candidate's hashed features."""

    def forward(
        model: Model[Batch, Floats2d], inputs: Batch, is_train: bool
    ) -> tuple[Floats2d, Callable[[Floats2d], Batch]]:
        docs, spans = inputs
        table: Any = model.get_param("W")
        ids: Any = model.ops.asarray(_feature_rows(extractor, table.shape[0], docs, spans))
        output = table[ids].sum(axis=1)

        def backprop(d_output: Floats2d) -> Batch:
            d_table = model.ops.alloc2f(*table.shape)
            for column in range(ids.shape[1]):
                model.ops.scatter_add(d_table, ids[:, column], d_output)
            model.inc_grad("W", d_table)
            return docs, spans

        return cast(Floats2d, output), backprop

    def init(model: Model[Batch, Floats2d], X: Any = None, Y: Any = None) -> None:  # noqa: N803
        model.set_dim("nO", len(extractor.labels) if Y is None else Y.shape[1])
        model.set_param("W", model.ops.alloc2f(rows, model.get_dim("nO")))

    return Model("weigh_features", forward, init=init, params={"W": None}, dims={"nO": None})


def pool_spans() -> Model[tuple[Ragged, Ragged], Floats2d]:
    """Make a layer that pools token vectors of spans: first, last, before, after, mean."""
    return Model("pool_spans", _pool)


def _pool(
    model: Model[Any, Any], inputs: tuple[Ragged, Ragged], is_train: bool
) -> tuple[Floats2d, Callable[[Floats2d], tuple[Ragged, Ragged]]]:
    vectors, spans = inputs
    ops = model.ops
    xp = ops.xp
    data: Any = vectors.dataXd
    width: int = data.shape[1]
    offsets: list[Any] = [ops.asarray1i(part) for part in _flat_offsets(vectors, spans)]
    start, end, low, high = offsets
    # One row of zeros at the end stands for "no token here".
    nothing = data.shape[0]
    padded: Any = xp.concatenate([data, xp.zeros((1, width), dtype=data.dtype)])
    rows = [
        start,
        end - 1,
        xp.where(start > low, start - 1, nothing),
        xp.where(end < high, end, nothing),
    ]
    total: Any = xp.zeros((data.shape[0] + 1, width), dtype="float64")
    xp.cumsum(data, axis=0, dtype="float64", out=total[1:])
    size: Any = (end - start).astype(data.dtype)[:, None]
    mean = ((total[end] - total[start]).astype(data.dtype)) / size
    output = xp.concatenate([*(padded[row] for row in rows), mean], axis=1)

    def backprop(d_output: Floats2d) -> tuple[Ragged, Ragged]:
        d_padded = ops.alloc2f(nothing + 1, width)
        for index, row in enumerate(rows):
            part = d_output[:, index * width : (index + 1) * width]
            ops.scatter_add(d_padded, row, part)
        d_mean = d_output[:, 4 * width :] / size
        steps = ops.alloc2f(nothing + 1, width)
        ops.scatter_add(steps, start, d_mean)
        ops.scatter_add(steps, end, -d_mean)
        d_data = d_padded[:-1] + xp.cumsum(steps, axis=0)[:-1]
        return Ragged(d_data, vectors.lengths), spans

    return cast(Floats2d, output), backprop


def _flat_offsets(vectors: Ragged, spans: Ragged) -> tuple[Any, Any, Any, Any]:
    """Token offsets into the flat array: span start and end, doc start and end."""
    token_counts = as_numpy(vectors.lengths)
    span_counts = as_numpy(spans.lengths)
    doc_starts = np.concatenate(([0], np.cumsum(token_counts)[:-1])).astype("i")
    low = np.repeat(doc_starts, span_counts)
    high = np.repeat(doc_starts + token_counts, span_counts)
    pairs = as_numpy(spans.dataXd)
    return pairs[:, 0] + low, pairs[:, 1] + low, low, high


def embed_features(extractor: FeatureExtractor, width: int, rows: int) -> Model[Batch, Floats2d]:
    """Make a layer that sums the embeddings of each candidate's hashed features."""
    return Model(
        "embed_features",
        partial(_embed, extractor),
        init=_init_table,
        params={"E": None},
        dims={"nO": width, "nV": rows},
    )


def _init_table(model: Model[Any, Any], *_: Any, **__: Any) -> None:
    shape = (model.get_dim("nV"), model.get_dim("nO"))
    model.set_param("E", uniform_init(model.ops, shape, lo=-0.1, hi=0.1))


def _embed(
    extractor: FeatureExtractor, model: Model[Any, Any], inputs: Batch, is_train: bool
) -> tuple[Floats2d, Callable[[Floats2d], Batch]]:
    docs, spans = inputs
    ops = model.ops
    table: Any = model.get_param("E")
    ids: Any = ops.asarray(_feature_rows(extractor, model.get_dim("nV"), docs, spans))
    output = table[ids].sum(axis=1)

    def backprop(d_output: Floats2d) -> Batch:
        d_table = ops.alloc2f(*table.shape)
        for column in range(ids.shape[1]):
            ops.scatter_add(d_table, ids[:, column], d_output)
        model.inc_grad("E", d_table)
        return docs, spans

    return cast(Floats2d, output), backprop


def weigh_rules(extractor: FeatureExtractor, weight: float) -> Model[Batch, Floats2d]:
    """Make a layer of log odds from the rules' votes, one linear map over labels."""

    def forward(
        model: Model[Batch, Floats2d], inputs: Batch, is_train: bool
    ) -> tuple[Floats2d, Callable[[Floats2d], Batch]]:
        votes: Any = model.ops.asarray(_over_docs(extractor.votes, *inputs))
        weights: Any = model.get_param("W")

        def backprop(d_output: Floats2d) -> Batch:
            model.inc_grad("W", votes.T @ d_output)
            return inputs

        return cast(Floats2d, votes @ weights - weight / 2), backprop

    def init(
        model: Model[Batch, Floats2d],
        X: Any = None,  # noqa: N803 - thinc passes it by this name
        Y: Any = None,  # noqa: N803
    ) -> None:
        labels = len(extractor.labels)
        model.set_dim("nO", labels if Y is None else Y.shape[1])
        weights: Any = model.ops.alloc2f(labels * RELATIONS, model.get_dim("nO"))
        if model.get_dim("nO") == labels:
            exact = np.arange(labels) * RELATIONS + RELATIONS - 1
            weights[exact, np.arange(labels)] = weight
        model.set_param("W", weights)

    return Model("weigh_rules", forward, init=init, params={"W": None}, dims={"nO": None})


def _over_docs(compute: Callable[[Doc, Any], Any], docs: list[Doc], spans: Ragged) -> Any:
    """Compute something for the candidates of each doc and stack it."""
    pairs = as_numpy(spans.dataXd).astype(np.int64)
    counts = as_numpy(spans.lengths)
    ends = np.cumsum(counts)
    parts = [
        compute(doc, pairs[end - count : end])
        for doc, end, count in zip(docs, ends, counts, strict=True)
        if count
    ]
    return np.concatenate(parts)


def _feature_rows(extractor: FeatureExtractor, rows: int, docs: list[Doc], spans: Ragged) -> Any:
    hashes = _over_docs(extractor, docs, spans)
    return (hashes % np.uint64(rows)).astype("i")
