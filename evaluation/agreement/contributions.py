"""What each text contributes to a measure over many texts: sums that can be added up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from tifa.corpus.bootstrap import Floats
from tifa.evaluation.agreement.boundaries import DEFAULT_NEAR, boundary_edits
from tifa.evaluation.agreement.characters import marks_of, table_of
from tifa.evaluation.agreement.continuum import Continuum
from tifa.evaluation.agreement.unitizing import (
    GAP,
    common_selves,
    intersections,
    segments,
    shared,
)


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
    marks = marks_of(continuum, [name for name in names if name in continuum.annotators])
    raters, inside = len(marks), marks.sum(0)
    outside = raters - inside
    within, without = float((inside * (inside - 1)).sum()), float((outside * (outside - 1)).sum())
    mixed = float((inside * outside).sum())
    two = len(names) == raters == 2
    table = np.array(table_of(marks), dtype=np.float64) if two else np.zeros((2, 2))
    per_item = (within + without) / (raters * (raters - 1))
    return CharacterSums(
        coincidences=np.array([[without, mixed], [mixed, within]]) / (raters - 1),
        table=table,
        fleiss=np.array([marks.shape[1], per_item, outside.sum(), inside.sum()], dtype=np.float64),
        marked=np.array([within, float(inside.sum()) * (raters - 1)]),
    )


@dataclass(frozen=True, slots=True)
class UnitSums:
    """What a text, or a group of them, adds to the u-alpha family; the gap is value 0.

    seen (Floats): l_ck, values × values.
    selves (Floats): S_v.
    common (Floats): S_v of the stretches that two annotators marked.
    """

    seen: Floats
    selves: Floats
    common: Floats

    def __add__(self, other: "UnitSums") -> "UnitSums":
        """Return what both add."""
        return UnitSums(
            self.seen + other.seen, self.selves + other.selves, self.common + other.common
        )

    @classmethod
    def none(cls, values: int) -> "UnitSums":
        """Return what nothing adds, for so many values."""
        return cls(np.zeros((values, values)), np.zeros(values), np.zeros(values))


def u_alpha_sums(continuum: Continuum, values: Sequence[str]) -> UnitSums:
    """Return what a text adds to the u-alpha family.

    values: All labels, in the order of the values after the gap.
    """
    place: Mapping[str | None, int] = {GAP: 0} | {v: i for i, v in enumerate(values, start=1)}
    raters = [segments(continuum, units) for units in continuum.raters]
    sums = UnitSums.none(len(place))
    for one, other in permutations(raters, 2):
        for first, second in intersections(one, other):
            length = float(shared(first, second)) / (len(raters) - 1)
            sums.seen[place[first[2]], place[second[2]]] += length
    for row in raters:
        for start, end, value in row:
            length = float(end - start)
            sums.selves[place[value]] += length if value is GAP else length**2
    for value, squares in common_selves(raters).items():
        sums.common[place[value]] += float(squares)
    return sums


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
