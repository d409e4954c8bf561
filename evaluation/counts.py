"""Counts of spans found, made up and missed, and the figures made of them."""

from dataclasses import dataclass
from enum import StrEnum

from tifa.corpus.figures import Figure, Reason, quotient

ENOUGH = 10
MICRO = "micro"


class Matching(StrEnum):
    """When a predicted span counts as right.

    STRICT: Same extent and label as a gold span.
    OVERLAP: Same label, and intersection over union with it from a threshold on.
    """

    STRICT = "strict"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many spans were found, made up and missed.

    tp, fp, fn (int): True positives, false positives, false negatives.
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        """Return the counts of both together."""
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def gold(self) -> int:
        """Number of gold spans, also called support."""
        return self.tp + self.fn

    @property
    def predicted(self) -> int:
        """Number of predicted spans."""
        return self.tp + self.fp

    @property
    def precision(self) -> Figure:
        """Share of the predicted spans that are right."""
        return quotient(self.tp, self.predicted, Reason.NOTHING_PREDICTED)

    @property
    def recall(self) -> Figure:
        """Share of the gold spans that were found."""
        return quotient(self.tp, self.gold, Reason.NO_GOLD)

    @property
    def f1(self) -> Figure:
        """2·tp / (2·tp + fp + fn): the harmonic mean of precision and recall.

        Where only one of the two is defined this is 0: spans were missed or made up,
        and none was found.
        """
        return quotient(2 * self.tp, 2 * self.tp + self.fp + self.fn, Reason.NEITHER)

    @property
    def enough(self) -> bool:
        """Whether there are gold spans enough for the figures to mean something."""
        return self.gold >= ENOUGH
