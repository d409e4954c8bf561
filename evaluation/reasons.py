"""Why a measure of agreement has no value, and input it can be refused for."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import cast

from tifa.evaluation.continuum import Continuum, Unit
from tifa.evaluation.counts import Figure, Reason, Undefined


class Why(StrEnum):
    """Why agreement or a test has no value."""

    NO_ITEMS = "there are no items"
    FEW_ANNOTATORS = "agreement needs at least 2 annotators"
    TWO_ANNOTATORS = "the measure is for exactly 2 annotators"
    NOT_SHARED = "no item was judged by 2 annotators"
    ONE_VALUE = "all values are the same, so that chance cannot be told from agreement"
    NO_POSITIVE = "nobody marked an item"
    NO_LENGTH = "the continuum has no length"
    EMPTY_UNIT = "a unit has no length"
    OUTSIDE = "a unit lies outside the continuum"
    NOT_WHOLE = "the measure counts in whole positions"
    OVERLAP = "units of one annotator overlap"
    LABEL_OVERLAP = "units of one annotator and label overlap"
    NO_UNITS = "nobody marked a unit"
    NO_CHANCE = "chance would leave no disagreement"
    NO_COMMON = "no stretch was marked by 2 annotators"
    NO_BOUNDARIES = "neither segmentation has a boundary"
    NOTHING_MATCHED = "no spans of the two were matched"
    FEW_DOCUMENTS = "a paired test needs at least 2 documents"
    NO_GOLD = "there is no gold span"
    NO_PAIR = "no pair of annotators has a value"


def undefined(why: Why) -> Undefined:
    """Return the marker for a measure without value.

    Reasons of agreement stand beside those of scores; both are strings of an enumeration.
    """
    return Undefined(cast(Reason, why))


def quotient(part: float, whole: float, why: Why) -> Figure:
    """Return part over whole, undefined for the reason given if the whole is 0."""
    return float(part / whole) if whole else undefined(why)


def beyond_chance(observed: float, expected: float, why: Why) -> Figure:
    """Return 1 - observed / expected disagreement, undefined if none is expected."""
    return float(1 - observed / expected) if expected else undefined(why)


def mean(figures: Iterable[Figure], why: Why) -> tuple[Figure, int]:
    """Return the mean of the figures that are defined, and how many are not."""
    every = list(figures)
    defined = [figure for figure in every if not isinstance(figure, Undefined)]
    return quotient(sum(defined), len(defined), why), len(every) - len(defined)


def fault_of(continuum: Continuum, *, whole: bool = False) -> Why | None:
    """Return why no measure of agreement is possible on a continuum, if there is a reason.

    whole (bool): Positions must be whole numbers, such as characters.
    """
    if len(continuum.annotators) < 2:
        return Why.FEW_ANNOTATORS
    if continuum.length <= 0:
        return Why.NO_LENGTH
    units = [unit for rater in continuum.raters for unit in rater]
    if any(unit.end <= unit.start for unit in units):
        return Why.EMPTY_UNIT
    end = continuum.begin + continuum.length
    if any(unit.start < continuum.begin or unit.end > end for unit in units):
        return Why.OUTSIDE
    numbers = [continuum.begin, end, *(n for unit in units for n in unit[:2])]
    if whole and any(number != int(number) for number in numbers):
        return Why.NOT_WHOLE
    return None


def overlapping(units: Sequence[Unit]) -> bool:
    """Say whether any two of the units share a stretch."""
    return any(left.end > right.start for left, right in pairwise(sorted(units)))
