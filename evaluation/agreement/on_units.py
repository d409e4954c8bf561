"""Measures on units and gaps as statistics of groups of texts, so that they can be resampled.

As in `statistics`, what a group of texts contributes are sums; `unitizing` has the same
measures on one text in exact fractions, and the formulas.
"""

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from tifa.corpus.bootstrap import Floats, Statistic, sum_ratio
from tifa.corpus.figures import Reason
from tifa.evaluation.agreement.continuum import Continuum, fault_of, overlapping
from tifa.evaluation.agreement.contributions import UnitSums, boundary_sums, u_alpha_sums
from tifa.evaluation.agreement.unitizing import GAP, Segment, intersections, segments, squared

# Disagreement by chance that is no more than rounding.
_NOTHING = 1e-9
Groups = Sequence[Sequence[Continuum]]


def u_alpha_family(groups: Groups, values: Sequence[str]) -> "UAlphaStatistics | Reason":
    """Return the u-alpha family of texts, or why it is refused.

    groups: The texts of each group.
    values: All labels.
    """
    if fault := _fault(groups, Reason.OVERLAP):
        return fault
    none = UnitSums.none(1 + len(values))
    return UAlphaStatistics(
        [sum((u_alpha_sums(text, values) for text in texts), none) for texts in groups]
    )


def alpha_u_statistic(groups: Groups, values: Sequence[str]) -> Statistic | Reason:
    """Return alpha_U over labels, 1 - Σ Do / Σ De, or why it is refused."""
    parts = []
    for value in values:
        own = [[text.only(value) for text in texts] for texts in groups]
        fault = _fault(own, Reason.LABEL_OVERLAP)
        if fault is None:
            parts.append(AlphaUStatistic(own))
        elif fault is not Reason.NO_UNITS:
            return fault
    if not parts:
        return Reason.NO_UNITS

    def statistic(weights: Floats) -> Floats:
        both = [part.disagreements(weights) for part in parts]
        observed, expected = (np.sum(side, axis=0) for side in zip(*both, strict=True))
        return _alpha(observed, expected)

    return statistic


def boundary_statistic(groups: Groups) -> Statistic | Reason:
    """Return boundary similarity of the units of one label, or why it is refused."""
    if fault := _fault(groups, Reason.LABEL_OVERLAP):
        return fault
    sums = np.array([boundary_sums(texts) for texts in groups])
    return sum_ratio(sums[:, 0], sums[:, 1])


def _fault(groups: Groups, overlap: Reason) -> Reason | None:
    """Return why measures on units are refused, if there is a reason."""
    texts = [text for group in groups for text in group if any(text.raters)]
    for text in texts:
        if fault := fault_of(text, whole=True):
            return fault
        if any(overlapping(units) for units in text.raters):
            return overlap
    return None if texts else Reason.NO_UNITS


def _alpha(observed: Floats, expected: Floats, least: float = 0) -> Floats:
    """Return 1 - observed / expected, NaN where no more than the least is expected."""
    result: Floats = np.full(len(observed), np.nan)
    np.divide(observed, expected, out=result, where=expected > least)
    return 1 - result


class UAlphaStatistics:
    """The u-alpha family over texts that are resampled; see `unitizing.u_alpha`."""

    def __init__(self, groups: Sequence[UnitSums]) -> None:
        """Take in what each group adds."""
        self._seen = np.array([group.seen for group in groups])
        self._selves = np.array([group.selves for group in groups])
        self._common = np.array([group.common for group in groups])

    def u(self, weights: Floats) -> Floats:
        """Return u-alpha: where units lie and what they are called."""
        seen, margins, total = self._lengths(weights)
        own = weights @ self._selves
        with np.errstate(invalid="ignore", divide="ignore"):
            by_chance = (margins**2 - own).sum(1) * total / (total**2 - own.sum(1))
        return _alpha(total - np.einsum("rcc->r", seen), total - by_chance, _NOTHING)

    def bar_u(self, weights: Floats) -> Floats:
        """Return ``|u``-alpha: marked or not, whatever the label."""
        seen, margins, total = self._lengths(weights)
        gap = margins[:, 0]
        with np.errstate(invalid="ignore", divide="ignore"):
            pairs = gap * (total - gap) * total / (total**2 - (weights @ self._selves).sum(1))
        return _alpha(gap - seen[:, 0, 0], pairs, _NOTHING)

    def cu(self, weights: Floats) -> Floats:
        """Return cu-alpha: the label, where two annotators marked something."""
        seen, margins, total, scale = self._coded(weights)
        by_chance = (margins**2 - weights @ self._common[:, 1:]).sum(1) * scale
        return _alpha(total - np.einsum("rcc->r", seen), total - by_chance, _NOTHING)

    def ku(self, place: int) -> Statistic:
        """Return (k)u-alpha: that for one label, by its place after the gap, from 0 on."""

        def statistic(weights: Floats) -> Floats:
            seen, margins, total, scale = self._coded(weights)
            margin, own = margins[:, place], weights @ self._common[:, 1 + place]
            other = margin * (total - margin) * scale
            every = other + (margin**2 - own) * scale
            return _alpha(every * (margin - seen[:, place, place]), margin * other, _NOTHING)

        return statistic

    def _lengths(self, weights: Floats) -> tuple[Floats, Floats, Floats]:
        """Return l_ck, l_c. and l.. of each resample."""
        seen: Floats = np.einsum("rg,gck->rck", weights, self._seen)
        margins = seen.sum(2)
        return seen, margins, margins.sum(1)

    def _coded(self, weights: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return the same where two annotators marked, and ε's factor, NaN without pairs."""
        seen: Floats = np.einsum("rg,gck->rck", weights, self._seen[:, 1:, 1:])
        margins = seen.sum(2)
        total = margins.sum(1)
        pairable = total**2 - (weights @ self._common[:, 1:]).sum(1)
        scale: Floats = np.full(len(total), np.nan)
        np.divide(total, pairable, out=scale, where=pairable > _NOTHING)
        return seen, margins, total, scale


class AlphaUStatistic:
    """alpha_U over texts that are resampled; see `unitizing.alpha_u` for the formula.

    Texts are no continuum together: no gap reaches from one into the next.
    """

    def __init__(self, groups: Groups) -> None:
        """Take in the units of one label, group by group."""
        size = len(groups)
        self._observed, self._length = np.zeros(size), np.zeros(size)
        self._places, self._units = np.zeros(size), np.zeros(size)
        self._cubes, self._own = np.zeros(size), np.zeros(size)
        lengths: list[tuple[Floats, Floats]] = []
        for index, texts in enumerate(groups):
            units: list[float] = []
            gaps: list[float] = []
            for text in texts:
                raters = [segments(text, side) for side in text.raters]
                self._add(index, raters, text.length)
                for start, end, value in (segment for row in raters for segment in row):
                    (gaps if value is GAP else units).append(float(end - start))
            lengths.append((np.array(units), np.sort(np.array(gaps))))
            size_of = lengths[-1][0]
            self._units[index] = len(size_of)
            self._cubes[index] = float((2 * size_of**3 - 3 * size_of**2 + size_of).sum()) / 3
            self._own[index] = float((size_of * (size_of - 1)).sum())
        self._in_gaps = np.array(
            [[_fitting(units, gaps) for _, gaps in lengths] for units, _ in lengths]
        ).reshape(size, size)

    def _add(self, index: int, raters: Sequence[Sequence[Segment]], length: float) -> None:
        pairs = permutations(raters, 2)
        apart = sum(
            float(squared(first, second))
            for one, other in pairs
            for first, second in intersections(one, other)
        )
        m = len(raters)
        self._observed[index] += apart / (m * (m - 1))
        self._length[index] += length
        self._places[index] += m * length

    def disagreements(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return Do and De of each resample."""
        length, places = weights @ self._length, weights @ self._places
        by_units = (weights @ self._units - 1) * (weights @ self._cubes)
        by_gaps = ((weights @ self._in_gaps) * weights).sum(1)
        pairs = places * (places - 1) - weights @ self._own
        with np.errstate(invalid="ignore", divide="ignore"):
            observed = (weights @ self._observed) / length**2
            expected = 2 * (by_units + by_gaps) / (length * pairs)
        return observed, expected


def _fitting(units: Floats, gaps: Floats) -> float:
    """Return Σ_units l² Σ_{gaps f >= l} (f - l + 1); gaps in rising order."""
    if not len(units) or not len(gaps):
        return 0.0
    first = np.searchsorted(gaps, units)
    tails = np.concatenate([np.cumsum(gaps[::-1])[::-1], [0.0]])
    count = len(gaps) - first
    return float((units**2 * (tails[first] - count * (units - 1))).sum())
