"""What each text contributes to a measure over many texts: sums that can be added up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from tifa.evaluation.agreement.boundaries import DEFAULT_NEAR, boundary_edits
from tifa.evaluation.agreement.continuum import Continuum, fault_of, overlapping
from tifa.evaluation.agreement.unitizing import (
    GAP,
    Segment,
    intersections,
    segments,
    shared,
    squared,
)
from tifa.evaluation.bootstrap import Floats, Statistic
from tifa.evaluation.figures import Reason


@dataclass(frozen=True, slots=True)
class CharacterSums:
    """What a text adds to the measures on characters, in or out of one label.

    coincidences (Floats): 2 × 2, as for Krippendorff's alpha.
    table (Floats): 2 × 2, first against second annotator; zeros for other numbers.
    fleiss (Floats): Items, their agreement, judgements out and in.
    marked (Floats): Agreeing ordered pairs of marks, and all of them.
    """

    coincidences: Floats
    table: Floats
    fleiss: Floats
    marked: Floats


def character_sums(continuum: Continuum, names: Sequence[str]) -> CharacterSums:
    """Count characters of a continuum of one label.

    names: The annotators of all texts in order, for the table of two.
    """
    marks = _marks(continuum)
    raters, inside = len(marks), marks.sum(0)
    outside = raters - inside
    within, without = float((inside * (inside - 1)).sum()), float((outside * (outside - 1)).sum())
    mixed = float((inside * outside).sum())
    table = np.zeros((2, 2))
    if len(names) == 2 and raters == 2:
        order = [list(continuum.annotators).index(name) for name in names]
        first, second = marks[order[0]], marks[order[1]]
        codes = np.bincount(2 * first + second, minlength=4).astype(np.float64)
        table = codes.reshape(2, 2)
    per_item = (within + without) / (raters * (raters - 1))
    return CharacterSums(
        coincidences=np.array([[without, mixed], [mixed, within]]) / (raters - 1),
        table=table,
        fleiss=np.array([marks.shape[1], per_item, outside.sum(), inside.sum()], dtype=np.float64),
        marked=np.array([within, float(inside.sum()) * (raters - 1)]),
    )


def _marks(continuum: Continuum) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    marks = np.zeros((len(continuum.annotators), int(continuum.length)), dtype=np.int64)
    for row, units in enumerate(continuum.raters):
        for unit in units:
            marks[row, int(unit.start) : int(unit.end)] = 1
    return marks


def u_alpha_fault(continua: Iterable[Continuum]) -> Reason | None:
    """Return why the u-alpha family is refused on texts, if there is a reason."""
    return _fault(continua, Reason.OVERLAP)


def alpha_u_fault(continua: Iterable[Continuum]) -> Reason | None:
    """Return why alpha_U is refused on the units of one label, if there is a reason."""
    return _fault(continua, Reason.LABEL_OVERLAP)


def _fault(continua: Iterable[Continuum], overlap: Reason) -> Reason | None:
    texts = list(continua)
    if not any(unit for text in texts for units in text.raters for unit in units):
        return Reason.NO_UNITS
    for text in texts:
        if any(text.raters) and (fault := fault_of(text, whole=True)):
            return fault
        if any(overlapping(units) for units in text.raters):
            return overlap
    return None


def u_alpha_sums(continuum: Continuum, values: Sequence[str]) -> tuple[Floats, Floats]:
    """Return l_ck and S_v of a text, the gap being value 0.

    values: All labels, in the order of the other values.
    """
    place: Mapping[str | None, int] = {GAP: 0} | {v: i for i, v in enumerate(values, start=1)}
    raters = [segments(continuum, units) for units in continuum.raters]
    seen, selves = np.zeros((len(place), len(place))), np.zeros(len(place))
    for one, other in permutations(raters, 2):
        for first, second in intersections(one, other):
            length = float(shared(first, second)) / (len(raters) - 1)
            seen[place[first[2]], place[second[2]]] += length
    for row in raters:
        for start, end, value in row:
            length = float(end - start)
            selves[place[value]] += length if value is GAP else length**2
    return seen, selves


def boundary_sums(continua: Iterable[Continuum]) -> tuple[float, float]:
    """Return what texts add to boundary similarity: edits less their cost, and edits.

    Boundaries are the starts and ends of units, which must not overlap.
    """
    kept = every = 0.0
    for continuum in continua:
        sides = [{int(n) for unit in units for n in unit[:2]} for units in continuum.raters]
        for first, second in combinations(sides, 2):
            edits = boundary_edits(first, second)
            every += edits.count
            kept += edits.count - edits.cost(DEFAULT_NEAR)
    return kept, every


class AlphaUStatistic:
    """alpha_U over texts that are resampled; see `unitizing.alpha_u` for the formula.

    Texts are no continuum together: no gap reaches from one into the next.
    """

    def __init__(self, groups: Sequence[Sequence[Continuum]], label: str) -> None:
        """Take in the units of a label, group by group."""
        size = len(groups)
        self._observed, self._length = np.zeros(size), np.zeros(size)
        self._places, self._units = np.zeros(size), np.zeros(size)
        self._cubes, self._own = np.zeros(size), np.zeros(size)
        lengths: list[tuple[Floats, Floats]] = []
        for index, texts in enumerate(groups):
            units: list[float] = []
            gaps: list[float] = []
            for text in texts:
                raters = [segments(text, side) for side in text.only(label).raters]
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


def alpha_u_statistic(labels: Sequence[AlphaUStatistic]) -> Statistic:
    """Return alpha_U over one label or several: 1 - Σ Do / Σ De."""

    def statistic(weights: Floats) -> Floats:
        both = [label.disagreements(weights) for label in labels]
        observed, expected = (np.sum(side, axis=0) for side in zip(*both, strict=True))
        result: Floats = np.full(len(weights), np.nan)
        np.divide(observed, expected, out=result, where=expected > 0)
        return 1 - result

    return statistic


def _fitting(units: Floats, gaps: Floats) -> float:
    """Return Σ_units l² Σ_{gaps f >= l} (f - l + 1); gaps in rising order."""
    if not len(units) or not len(gaps):
        return 0.0
    first = np.searchsorted(gaps, units)
    tails = np.concatenate([np.cumsum(gaps[::-1])[::-1], [0.0]])
    count = len(gaps) - first
    return float((units**2 * (tails[first] - count * (units - 1))).sum())
