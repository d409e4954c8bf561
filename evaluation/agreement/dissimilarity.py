"""How unlike two units are, by place and by label: the ground of gamma.

Units are held as arrays, so that the thousands of chance continua behind one gamma cost
no objects.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np
import numpy.typing as npt

from tifa.evaluation.agreement.continuum import Continuum, Unit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
LabelDistance = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class UnitArrays:
    """The units of all annotators as arrays of one length.

    start, end (Floats): Positions.
    label (Ints): Index into the labels that a `Dissimilarity` was resolved for.
    rater (Ints): Index of the annotator, rising.
    raters (int): Number of annotators, also those without units.
    """

    start: Floats
    end: Floats
    label: Ints
    rater: Ints
    raters: int

    @classmethod
    def of(cls, raters: Sequence[Sequence[Unit]], labels: Sequence[str]) -> "UnitArrays":
        """Make the arrays of units, one sequence per annotator."""
        place = {label: index for index, label in enumerate(labels)}
        flat = [(unit, index) for index, units in enumerate(raters) for unit in units]
        return cls(
            np.array([unit.start for unit, _ in flat], dtype=np.float64),
            np.array([unit.end for unit, _ in flat], dtype=np.float64),
            np.array([place[unit.label] for unit, _ in flat], dtype=np.int64),
            np.array([index for _, index in flat], dtype=np.int64),
            len(raters),
        )

    @classmethod
    def of_continuum(cls, continuum: Continuum) -> "UnitArrays":
        """Make the arrays of a continuum's units."""
        return cls.of(continuum.raters, continuum.labels)

    @property
    def mean_units(self) -> float:
        """Mean number of units per annotator."""
        return len(self.start) / self.raters

    def of_rater(self, rater: int) -> slice:
        """Return where the units of an annotator stand."""
        low, high = np.searchsorted(self.rater, [rater, rater + 1])
        return slice(int(low), int(high))


@dataclass(frozen=True, slots=True)
class Dissimilarity:
    """d(u,v) = alpha · d_pos + beta · d_cat, and delta_empty for a unit against none.

    d_pos = ((|s_u-s_v| + |e_u-e_v|) / (len u + len v))² · delta_empty;
    d_cat = distance of the labels · delta_empty.

    alpha, beta (float): Weights of place and label; 1 and 1 as in pygamma-agreement. The
        authors' Gamma Software takes 3 and 1.
    delta_empty (float): What a missing partner costs.
    label_distance (Mapping | None): 0 to 1 for every pair of labels; by default 0 for
        the same label and 1 for others.

    Source: Mathet, Widlöcher & Métivier (2015), doi 10.1162/COLI_a_00227.
    """

    alpha: float = 1.0
    beta: float = 1.0
    delta_empty: float = 1.0
    label_distance: LabelDistance | None = field(default=None, hash=False)

    def __post_init__(self) -> None:
        """Check the weights.

        Raises:
            ValueError: A weight is negative or no number, or a missing partner costs nothing.
        """
        if not (0 <= self.alpha < inf and 0 <= self.beta < inf and 0 < self.delta_empty < inf):
            raise ValueError(
                f"Gamma needs alpha and beta from 0 on and delta_empty above 0, not "
                f"{self.alpha}, {self.beta} and {self.delta_empty}"
            )

    def label_matrix(self, labels: Sequence[str]) -> Floats:
        """Return the distances between labels, rows and columns in the order given.

        Raises:
            ValueError: A pair of labels has no distance.
        """
        if self.label_distance is None:
            return 1 - np.eye(len(labels))
        try:
            rows = [[float(self.label_distance[a][b]) for b in labels] for a in labels]
        except KeyError as error:
            raise ValueError(f"There is no distance for label {error}") from None
        return np.array(rows, dtype=np.float64).reshape(len(labels), len(labels))

    def positional(self, rows: UnitArrays, columns: UnitArrays) -> Floats:
        """Return d_pos of each unit of one side against each of the other."""
        apart = np.abs(rows.start[:, None] - columns.start) + np.abs(
            rows.end[:, None] - columns.end
        )
        lengths = (rows.end - rows.start)[:, None] + (columns.end - columns.start)
        squared: Floats = (apart / lengths) ** 2 * self.delta_empty
        return squared

    def categorical(self, rows: UnitArrays, columns: UnitArrays, distances: Floats) -> Floats:
        """Return d_cat likewise; `distances` is the `label_matrix`."""
        between: Floats = distances[rows.label[:, None], columns.label] * self.delta_empty
        return between

    def combined(self, rows: UnitArrays, columns: UnitArrays, distances: Floats) -> Floats:
        """Return d likewise."""
        by_label = self.categorical(rows, columns, distances)
        result: Floats = self.alpha * self.positional(rows, columns) + self.beta * by_label
        return result


def part(units: UnitArrays, where: slice) -> UnitArrays:
    """Return some of the units."""
    return UnitArrays(
        units.start[where], units.end[where], units.label[where], units.rater[where], units.raters
    )
