"""The tagger's network: log odds of candidate spans.

Most of it is linear in features that are hashed into tables (`tifa.models.weights`): from
some ten thousand characters of training text little else can be learnt. A network over
pooled character vectors may be added, for all labels but that of formulas: those are
known or not, and vectors would talk it out of what the lexicon says.

Pooling takes the vectors of the first and the last token, of the tokens just
outside, and the mean, all by index arithmetic: spaCy's reducer copies every
token vector of every candidate, which clause-long candidates make slow.
"""

from collections.abc import Callable
from typing import Any, cast

import numpy as np
from spacy.tokens import Doc
from thinc.api import Linear, Maxout, Model, add, chain, list2ragged, with_getitem, zero_init
from thinc.types import Floats2d, Ragged

from tifa.corpus.scheme import load_scheme
from tifa.models.features import FeatureExtractor
from tifa.models.rules import RULES_KEY
from tifa.models.spandata import as_numpy
from tifa.models.weights import (
    Batch,
    spare_formulas,
    weigh_clauses,
    weigh_columns,
    weigh_formulas,
    weigh_rules,
)


def build_span_scorer(
    tok2vec: Model[list[Doc], list[Floats2d]] | None = None,
    hidden_width: int = 64,
    rows: int = 65536,
    scheme: str = "speeches",
    scheme_version: str = "1.1",
    rules_key: str = RULES_KEY,
    rule_weight: float = 10.0,
    rule_dropout: dict[str, float] | None = None,
) -> Model[Batch, Floats2d]:
    """Build the architecture ``tifa.SpanScorer.v1``.

    tok2vec (Model | None): Docs to one float32 (n_tokens, width) per doc; without it the
        scores are linear in the features.
    hidden_width (int): Width of the layer between pooled vectors and scores.
    rows (int): Rows of each feature table; hashes fall into them.
    scheme, scheme_version (str): The label scheme, for cues and rule votes.
    rules_key (str): Span group of the rule component.
    rule_weight (float): Log odds that a rule's exact vote adds at the start. The
        untrained network then says what the rules say, and training tells it where
        they are wrong.
    rule_dropout (dict[str, float] | None): Labels for which the rules have no vote in a
        share of the docs in training, so that the network does not come to lean on the
        rules alone. It pays for labels of which there are many examples.

    Returns:
        A model: docs and candidates to float32 (n_candidates, n_labels).
    """
    extractor = FeatureExtractor(load_scheme(scheme, scheme_version), rules_key)
    body: Model[Any, Floats2d] = add(
        weigh_rules(extractor, rule_weight, rule_dropout or {}),
        weigh_columns(extractor, rows),
        weigh_clauses(extractor, rows),
        weigh_formulas(extractor, rows),
    )
    if tok2vec is None:
        return body
    deep: Model[Any, Floats2d] = chain(
        with_getitem(0, chain(tok2vec, cast(Any, list2ragged()))),
        pool_spans(),
        Maxout(nO=hidden_width, normalize=True, dropout=0.0),
        Linear(init_W=zero_init),
        spare_formulas(extractor),
    )
    body = add(body, deep)
    body.set_ref("tok2vec", tok2vec)
    return body


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
