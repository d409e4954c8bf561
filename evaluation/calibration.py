"""Whether scores mean what they say: of spans scored .8, four in five should be right."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TypeGuard

import numpy as np

from tifa.corpus.figures import Figure, Reason, Undefined, quotient
from tifa.corpus.spans import Span

DEFAULT_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions with scores of one range.

    low, high (float): The range; the last bin includes its upper bound.
    spans (int): Number of predictions.
    right (int): How many of them are right.
    mean_score (Figure): Their mean score.
    """

    low: float
    high: float
    spans: int
    right: int
    mean_score: Figure

    @property
    def precision(self) -> Figure:
        """Share of the predictions that are right."""
        return quotient(self.right, self.spans, Reason.NOTHING_PREDICTED)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A reliability diagram as data.

    bins (tuple[Bin, ...]): By rising score, also empty ones.
    error (Figure): ECE, the mean distance of score and precision over the predictions.
    brier (Figure): Mean squared distance of a score from 1 if right and 0 if wrong.
    scored (int): Predictions with a score from 0 to 1.
    unscored (int): The others, which are left out: a score outside is no probability.
    """

    bins: tuple[Bin, ...]
    error: Figure
    brier: Figure
    scored: int
    unscored: int


def calibrate(
    texts: Iterable[tuple[Sequence[Span], Sequence[Span]]], *, bins: int = DEFAULT_BINS
) -> Calibration:
    """Return how scores and strict precision go together.

    A prediction is right if a gold span of the same extent and label stands there; of
    repeated ones only as many as are in gold, the best scored first, as in strict scores.
    ECE = Σ_b n_b/n · |precision_b - mean score_b| over bins of equal width.

    texts: Gold and predicted spans of each text.
    bins (int): Number of bins.

    Raises:
        ValueError: There is no bin.

    Source: Naeini, Cooper & Hauskrecht (2015), doi 10.1609/aaai.v29i1.9602.
    """
    if bins < 1:
        raise ValueError(f"A reliability diagram needs at least 1 bin, not {bins}")
    scores: list[float] = []
    right: list[bool] = []
    unscored = 0
    for gold, predicted in texts:
        left = Counter(span.key for span in gold)
        scored = [(span.score, span.key) for span in predicted if _is_share(span.score)]
        unscored += len(predicted) - len(scored)
        for score, key in sorted(scored, key=itemgetter(0), reverse=True):
            scores.append(score)
            right.append(left[key] > 0)
            left[key] -= 1
    return _calibration(np.array(scores), np.array(right, dtype=np.float64), bins, unscored)


def _is_share(score: float | None) -> TypeGuard[float]:
    return score is not None and 0 <= score <= 1


def _calibration(
    scores: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    right: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    bins: int,
    unscored: int,
) -> Calibration:
    places = np.clip((scores * bins).astype(np.int64), 0, bins - 1)
    rows, error = [], 0.0
    for place in range(bins):
        inside = places == place
        count = int(inside.sum())
        total = float(scores[inside].sum())
        hits = float(right[inside].sum())
        error += abs(hits - total)
        mean = quotient(total, count, Reason.NOTHING_PREDICTED)
        rows.append(Bin(place / bins, (place + 1) / bins, count, int(hits), mean))
    none = Undefined(Reason.NO_SCORES)
    return Calibration(
        bins=tuple(rows),
        error=error / len(scores) if len(scores) else none,
        brier=float(((scores - right) ** 2).mean()) if len(scores) else none,
        scored=len(scores),
        unscored=unscored,
    )
