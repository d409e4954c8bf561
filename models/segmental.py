"""The span tagger: a semi-Markov conditional random field over suggested spans.

spaCy's span categoriser judges each candidate by itself, though spans of one label never
overlap: a candidate is right only if those that overlap it are wrong. Here the candidates
of a label compete. Of all sets of candidates that do not overlap, the probability of one
is proportional to the exponential of the sum of its candidates' scores (Sarawagi & Cohen
2004, with spans alone as segments); training maximises the likelihood of the gold set,
and a candidate's probability is its share of all sets.
"""

from collections.abc import Callable, Iterable
from math import exp, log1p
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.pipeline.spancat import SpanCategorizer, Suggester
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Model
from thinc.types import Floats2d, Ragged

from tifa.models.spandata import Ints, as_numpy

FACTORY = "tifa_spans"


class SpanTagger(SpanCategorizer):
    """spaCy pipe that scores candidates jointly; otherwise spaCy's span categoriser.

    The model returns log odds, one row a candidate and one column a label. What
    ``predict`` returns, and what stands in the span group's scores, are probabilities.
    """

    def predict(self, docs: Iterable[Doc]) -> tuple[Ragged, Floats2d]:
        """Return the candidates of docs and their probabilities."""
        indices, scores = super().predict(docs)
        return indices, self._probabilities(indices, scores)

    def get_loss(
        self, examples: Iterable[Example], spans_scores: tuple[Ragged, Floats2d]
    ) -> tuple[float, Any]:
        """Return the squared error of the probabilities, and the gradient of the likelihood.

        The gradient of the negative log-likelihood by a score is the candidate's
        probability, less 1 if it is gold.
        """
        spans, scores = spans_scores
        return super().get_loss(examples, (spans, self._probabilities(spans, scores)))

    def _probabilities(self, spans: Ragged, scores: Floats2d) -> Floats2d:
        values = as_numpy(scores)
        pairs = as_numpy(spans.dataXd).astype(np.int64)
        found = np.zeros_like(values)
        end = 0
        for count in as_numpy(spans.lengths):
            start, end = end, end + int(count)
            if count:
                found[start:end] = marginals(pairs[start:end], values[start:end])
        return cast(Floats2d, self.model.ops.asarray(found))


def marginals(pairs: Ints, scores: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    """Return the probability of each candidate of one text, for each label by itself.

    pairs (int64, shape (n, 2)): Token offsets of the candidates, end exclusive.
    scores (float, shape (n, n_labels)): Log odds.

    Returns:
        float64 (n, n_labels).
    """
    order = np.lexsort((pairs[:, 0], pairs[:, 1]))
    starts, ends = pairs[order, 0], pairs[order, 1]
    # Candidates before this one end where it starts, or earlier.
    before = np.searchsorted(ends, starts, side="right").tolist()
    # Sorted by start, candidates from this one on start where it ends, or later.
    by_start = np.argsort(starts, kind="stable")
    after = np.searchsorted(starts[by_start], ends, side="left").tolist()
    found = np.empty(scores.shape)
    for label in range(scores.shape[1]):
        column = scores[order, label].tolist()
        found[order, label] = _marginals(column, before, after, by_start.tolist())
    return found


def _marginals(
    scores: list[float], before: list[int], after: list[int], by_start: list[int]
) -> list[float]:
    size = len(scores)
    # Log of the sum over all sets of the first candidates, in the order of their ends.
    forward = [0.0] * (size + 1)
    for index in range(size):
        forward[index + 1] = _log_add(forward[index], scores[index] + forward[before[index]])
    # The same of the last candidates, in the order of their starts.
    backward = [0.0] * (size + 1)
    for place in range(size - 1, -1, -1):
        index = by_start[place]
        backward[place] = _log_add(backward[place + 1], scores[index] + backward[after[index]])
    total = forward[size]
    return [
        exp(min(0.0, forward[before[i]] + scores[i] + backward[after[i]] - total))
        for i in range(size)
    ]


def _log_add(one: float, other: float) -> float:
    """Return log(exp(one) + exp(other))."""
    low, high = (one, other) if one < other else (other, one)
    return high + log1p(exp(low - high))


@Language.factory(
    FACTORY,
    assigns=["doc.spans"],
    default_config={
        "spans_key": "sc",
        "threshold": 0.1,
        "scorer": {"@scorers": "spacy.spancat_scorer.v1"},
    },
    default_score_weights={"spans_sc_f": 1.0, "spans_sc_p": None, "spans_sc_r": None},
)
def make_span_tagger(
    nlp: Language,
    name: str,
    suggester: Suggester,
    model: Model[tuple[list[Doc], Ragged], Floats2d],
    spans_key: str,
    threshold: float,
    scorer: Callable[..., Any] | None,
) -> SpanTagger:
    """Make the component (see `SpanTagger`).

    suggester (Suggester): Proposes the candidates.
    model (Model): Docs and candidates to log odds, such as ``tifa.SpanScorer.v1``.
    spans_key (str): Where the spans go.
    threshold (float): Least probability of a span that is set.
    """
    return SpanTagger(
        nlp.vocab,
        model,
        suggester,
        name,
        spans_key=spans_key,
        threshold=threshold,
        scorer=scorer,
    )
