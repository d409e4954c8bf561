"""Whether scores mean what they say: of spans scored .8, four in five should be right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tifa.corpus.spans import Span
from tifa.evaluation.figures import Figure, Reason, Undefined, quotient

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
    scored, unscored (int): Predictions with and without a score.
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

    A prediction is right if a gold span of the same extent and label stands there.
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
        keys = {span.key for span in gold}
        for span in predicted:
            if span.score is None:
                unscored += 1
            else:
                scores.append(span.score)
                right.append(span.key in keys)
    return _calibration(np.array(scores), np.array(right, dtype=np.float64), bins, unscored)


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
