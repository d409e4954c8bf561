"""What agreement is measured on: units of several annotators along one continuum."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from tifa.corpus.figures import Reason
from tifa.corpus.spans import Span


class Unit(NamedTuple):
    """A labelled stretch of a continuum.

    start, end (float): Position on the continuum, end exclusive; characters of a text,
        or any other measure in the data of other tools.
    label (str): The category.
    """

    start: float
    end: float
    label: str


@dataclass(frozen=True, slots=True)
class Continuum:
    """The units of several annotators on one text.

    length (float): Length of the continuum, in the unit of the positions.
    annotators (Mapping[str, tuple[Unit, ...]]): Units by annotator, in order; an
        annotator who marked nothing is there with an empty tuple.
    begin (float): Where the continuum begins.
    """

    length: float
    annotators: Mapping[str, tuple[Unit, ...]]
    begin: float = 0

    @classmethod
    def of_spans(cls, length: int, annotators: Mapping[str, Iterable[Span]]) -> "Continuum":
        """Make the continuum of a text's spans, offsets in characters."""
        return cls(
            length,
            {
                name: tuple(sorted(Unit(span.start, span.end, span.label) for span in spans))
                for name, spans in annotators.items()
            },
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that occur, in alphabetical order."""
        return tuple(sorted({unit.label for units in self.raters for unit in units}))

    @property
    def raters(self) -> Sequence[tuple[Unit, ...]]:
        """The units of each annotator, in the order of the annotators."""
        return tuple(self.annotators.values())

    def only(self, label: str) -> "Continuum":
        """Return the continuum with the units of one label."""
        kept = {
            name: tuple(unit for unit in units if unit.label == label)
            for name, units in self.annotators.items()
        }
        return Continuum(self.length, kept, self.begin)


def fault_of(continuum: Continuum, *, whole: bool = False) -> Reason | None:
    """Return why no measure of agreement is possible on a continuum, if there is a reason.

    whole (bool): Positions must be whole numbers, such as characters.
    """
    if len(continuum.annotators) < 2:
        return Reason.FEW_ANNOTATORS
    if continuum.length <= 0:
        return Reason.NO_LENGTH
    units = [unit for rater in continuum.raters for unit in rater]
    if any(unit.end <= unit.start for unit in units):
        return Reason.EMPTY_UNIT
    end = continuum.begin + continuum.length
    if any(unit.start < continuum.begin or unit.end > end for unit in units):
        return Reason.OUTSIDE
    numbers = [continuum.begin, end, *(n for unit in units for n in unit[:2])]
    if whole and any(number != int(number) for number in numbers):
        return Reason.NOT_WHOLE
    return None


def first_fault(continua: Iterable[Continuum], *, whole: bool = False) -> Reason | None:
    """Return why no measure is possible on texts, if there is a reason.

    A text that nobody marked is in nobody's way.
    """
    marked = (continuum for continuum in continua if any(continuum.raters))
    return next((fault for each in marked if (fault := fault_of(each, whole=whole))), None)


def overlapping(units: Sequence[Unit]) -> bool:
    """Say whether any two of the units share a stretch."""
    return any(left.end > right.start for left, right in pairwise(sorted(units)))
