"""Layers of log odds that are linear in features of candidates.

Each table holds a row of weights, one a label, for each hash of a feature. Tables start
at zero. Bags of features lose some in training (``dropout_rate``, from the config's
``training.dropout``).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc
from thinc.api import Model
from thinc.types import Floats2d, Ragged

from tifa.models.features import AGAINST, FOR, RELATIONS, Bags, FeatureExtractor
from tifa.models.spandata import Ints, as_numpy

Batch = tuple[list[Doc], Ragged]
Backprop = Callable[[Floats2d], Batch]
# Log odds that nothing outweighs.
_NEVER = 100.0
# How a clause may lie to a candidate: each way has a table of its own.
_OPENS, _WITHIN, _CONTINUES, _FOLLOWS = range(4)
_WAYS = 4


def weigh_columns(extractor: FeatureExtractor, rows: int) -> Model[Batch, Floats2d]:
    """Make a layer that weighs the columns of features that every candidate has."""

    def forward(
        model: Model[Batch, Floats2d], inputs: Batch, is_train: bool
    ) -> tuple[Floats2d, Backprop]:
        table: Any = model.get_param("W")
        hashes = np.concatenate([extractor(doc, pairs) for doc, pairs in _by_doc(*inputs)])
        ops: Any = model.ops
        ids: Any = ops.asarray((hashes % np.uint64(rows)).astype("i"))
        output = table[ids].sum(axis=1)

        def backprop(d_output: Floats2d) -> Batch:
            d_table = model.ops.alloc2f(*table.shape)
            for column in range(ids.shape[1]):
                model.ops.scatter_add(d_table, ids[:, column], d_output)
            model.inc_grad("W", d_table)
            return inputs

        return cast(Floats2d, output), backprop

    return _table("weigh_columns", forward, extractor, rows)


def weigh_formulas(extractor: FeatureExtractor, rows: int) -> Model[Batch, Floats2d]:
    """Make a layer that weighs candidates as formulas, for the label of formulas alone."""
    mask = [label == extractor.formula_label for label in extractor.labels]

    def forward(
        model: Model[Batch, Floats2d], inputs: Batch, is_train: bool
    ) -> tuple[Floats2d, Backprop]:
        bags = Bags.joined(extractor.formulas(doc, pairs) for doc, pairs in _by_doc(*inputs))
        output, learn = _weigh_bags(model, bags, is_train, model.get_param("W"))
        wanted: Any = _mask(model, mask)

        def backprop(d_output: Floats2d) -> Batch:
            model.inc_grad("W", learn(d_output * wanted))
            return inputs

        return output * wanted, backprop

    return _table("weigh_formulas", forward, extractor, rows)


def weigh_clauses(extractor: FeatureExtractor, rows: int) -> Model[Batch, Floats2d]:
    """Make a layer that weighs clauses, for the labels whose spans are runs of clauses.

    A candidate gets the weights of the clause that it opens with or starts in and, if it
    is a run of whole clauses, those of each clause that it goes on over and of the one
    that follows.
    """
    mask = [label != extractor.formula_label for label in extractor.labels]

    def forward(
        model: Model[Batch, Floats2d], inputs: Batch, is_train: bool
    ) -> tuple[Floats2d, Backprop]:
        table: Any = model.get_param("W")
        labels = model.get_dim("nO")
        by_doc = [extractor.clauses(doc) for doc in inputs[0]]
        bags = Bags.joined(by_doc)
        links = _Links(model, extractor, *inputs, [len(each.counts) for each in by_doc])
        weighed, learn = _weigh_bags(model, bags, is_train, table)
        wanted: Any = _mask(model, mask)
        clauses: Any = weighed
        output = links.sum(clauses.reshape((-1, _WAYS, labels))) * wanted

        def backprop(d_output: Floats2d) -> Batch:
            d_clauses = links.spread(d_output * wanted)
            model.inc_grad("W", learn(d_clauses.reshape((-1, _WAYS * labels))))
            return inputs

        return cast(Floats2d, output), backprop

    return _table("weigh_clauses", forward, extractor, rows, ways=_WAYS)


class _Links:
    """Which clauses of a batch count for which candidates.

    One row of nothing stands before the clauses: where there is no clause.
    """

    def __init__(
        self,
        model: Model[Any, Any],
        extractor: FeatureExtractor,
        docs: list[Doc],
        spans: Ragged,
        clauses: Sequence[int],
    ) -> None:
        ops: Any = model.ops
        self.ops = ops
        self.size = sum(clauses)
        before = np.concatenate(([0], np.cumsum(clauses)))
        parts: list[list[Ints]] = [[] for _ in range(_WAYS)]
        for number, pairs in _numbered(docs, spans):
            links = extractor.links(docs[number], pairs)
            ways = (links.opens, links.within, links.last, links.follows)
            for part, clause in zip(parts, ways, strict=True):
                part.append(np.where(clause < 0, 0, clause + before[number] + 1))
        opens, within, last, follows = (ops.asarray(np.concatenate(each)) for each in parts)
        self.single = ((_OPENS, opens), (_WITHIN, within), (_FOLLOWS, follows))
        # A run goes on over the clauses after the one that it opens with.
        self.last = last
        self.first = self.ops.xp.where(last > 0, opens, 0)

    def sum(self, clauses: Any) -> Any:
        """Add up for each candidate: float32 (n_clauses, ways, labels) to (n, labels)."""
        xp = self.ops.xp
        padded = xp.concatenate([xp.zeros((1, *clauses.shape[1:]), dtype="f"), clauses])
        total = xp.cumsum(padded[:, _CONTINUES], axis=0, dtype="float64")
        output = (total[self.last] - total[self.first]).astype("f")
        for way, clause in self.single:
            output += padded[clause, way]
        return output

    def spread(self, d_output: Any) -> Any:
        """Return the gradient by each clause: the transpose of `sum`."""
        ops, labels = self.ops, d_output.shape[1]
        gradient = ops.xp.zeros((self.size + 1, _WAYS, labels), dtype="f")
        for way, clause in self.single:
            part = ops.alloc2f(self.size + 1, labels)
            ops.scatter_add(part, clause, d_output)
            gradient[:, way] = part
        steps = ops.alloc2f(self.size + 2, labels)
        ops.scatter_add(steps, self.first + 1, d_output)
        ops.scatter_add(steps, self.last + 1, -d_output)
        gradient[:, _CONTINUES] = ops.xp.cumsum(steps[:-1], axis=0)
        return gradient[1:]


def spare_formulas(extractor: FeatureExtractor) -> Model[Floats2d, Floats2d]:
    """Make a layer that lets log odds through for all labels but that of formulas."""
    mask = [label != extractor.formula_label for label in extractor.labels]

    def forward(
        model: Model[Floats2d, Floats2d], scores: Floats2d, is_train: bool
    ) -> tuple[Floats2d, Callable[[Floats2d], Floats2d]]:
        wanted = _label_mask(model.ops, scores.shape[1], mask)
        return scores * wanted, lambda d_scores: d_scores * wanted

    return Model("spare_formulas", forward)


def weigh_rules(
    extractor: FeatureExtractor, weight: float, dropout: Mapping[str, float]
) -> Model[Batch, Floats2d]:
    """Make a layer of log odds from the rules' votes, one linear map over labels.

    What is learnt is added to the weights at the start: regularisation then draws the
    votes of rules of which little is seen to what they were, and not to nothing. Where the
    rules refuse a candidate it is ruled out, but not in training: what is a directive there
    against the rules shall not be learnt at any price.

    weight (float): Of an exact vote, at the start.
    dropout (Mapping[str, float]): Labels whose votes are left out in training, with the
        share of docs.
    """
    shares = np.repeat([dropout.get(label, 0.0) for label in extractor.labels], RELATIONS)

    def forward(
        model: Model[Batch, Floats2d], inputs: Batch, is_train: bool
    ) -> tuple[Floats2d, Backprop]:
        parts = [extractor.votes(doc, pairs) for doc, pairs in _by_doc(*inputs)]
        if is_train and shares.any():
            # Whole docs: a vote alone could be guessed from its neighbours.
            parts = [np.where(np.random.uniform() >= shares, part, 0) for part in parts]
        ops: Any = model.ops
        votes: Any = ops.asarray(np.concatenate(parts).astype("f"))
        learnt: Any = model.get_param("W")
        prior = _prior(extractor.labels, learnt.shape[1], weight, refusing=not is_train)
        weights = ops.asarray(prior) + learnt

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
        model.set_param("W", model.ops.alloc2f(labels * RELATIONS, model.get_dim("nO")))

    return Model("weigh_rules", forward, init=init, params={"W": None}, dims={"nO": None})


def _prior(
    labels: Sequence[str], outputs: int, weight: float, *, refusing: bool
) -> npt.NDArray[np.float32]:
    """Return the weight of each vote before anything is learnt; with other labels, none.

    refusing (bool): Whether votes against a candidate rule it out.
    """
    weights = np.zeros((len(labels) * RELATIONS, outputs), dtype="f")
    if outputs == len(labels):
        own = np.arange(outputs)
        weights[own * RELATIONS + FOR, own] = weight
        weights[own * RELATIONS + AGAINST, own] = -_NEVER if refusing else 0
    return weights


def _table(
    name: str,
    forward: Callable[..., Any],
    extractor: FeatureExtractor,
    rows: int,
    ways: int = 1,
) -> Model[Batch, Floats2d]:
    def init(
        model: Model[Batch, Floats2d],
        X: Any = None,  # noqa: N803 - thinc passes it by this name
        Y: Any = None,  # noqa: N803
    ) -> None:
        model.set_dim("nO", len(extractor.labels) if Y is None else Y.shape[1])
        model.set_param("W", model.ops.alloc2f(rows, ways * model.get_dim("nO")))

    attrs = {"dropout_rate": 0.0}
    return Model(name, forward, init=init, params={"W": None}, dims={"nO": None}, attrs=attrs)


def _weigh_bags(
    model: Model[Any, Any], bags: Bags, is_train: bool, table: Any
) -> tuple[Any, Callable[[Any], Any]]:
    """Sum the rows of each bag; return also what gives the table's gradient."""
    ops: Any = model.ops
    ids = ops.asarray((bags.ids % table.shape[0]).astype("i"))
    counts = ops.asarray(bags.counts.astype("i"))
    rate = model.attrs["dropout_rate"] if is_train else 0.0
    kept = ops.get_dropout_mask((len(ids), 1), rate) if rate else None
    values = table[ids]
    if kept is not None:
        values = values * kept
    output = ops.reduce_sum(values, counts)

    def learn(d_output: Any) -> Any:
        d_values = ops.backprop_reduce_sum(ops.as_contig(d_output), counts)
        if kept is not None:
            d_values = d_values * kept
        d_table = ops.alloc2f(*table.shape)
        ops.scatter_add(d_table, ids, d_values)
        return d_table

    return output, learn


def _mask(model: Model[Any, Any], wanted: Sequence[bool]) -> Any:
    """Return 1 for each label that a layer is for; with other labels, it is for all."""
    return _label_mask(model.ops, model.get_dim("nO"), wanted)


def _label_mask(ops: Any, labels: int, wanted: Sequence[bool]) -> Any:
    mask = wanted if len(wanted) == labels else [True] * labels
    return ops.asarray(np.array(mask, dtype="f"))


def _numbered(docs: list[Doc], spans: Ragged) -> list[tuple[int, Ints]]:
    """Return the candidates of each doc that has any, with the doc's number."""
    pairs = as_numpy(spans.dataXd).astype(np.int64)
    counts = as_numpy(spans.lengths)
    ends = np.cumsum(counts)
    return [
        (number, pairs[end - count : end])
        for number, (end, count) in enumerate(zip(ends, counts, strict=True))
        if count
    ]


def _by_doc(docs: list[Doc], spans: Ragged) -> list[tuple[Doc, Ints]]:
    return [(docs[number], pairs) for number, pairs in _numbered(docs, spans)]
