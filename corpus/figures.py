"""A figure: a number, or the reason why there is none."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a figure has no value."""

    NO_GOLD = "there is no gold span"
    NOTHING_PREDICTED = "nothing was predicted"
    NEITHER = "there is neither a gold nor a predicted span"
    FEW_GROUPS = "an interval needs at least 2 groups to resample"
    NO_RESAMPLE = "the figure is undefined in every resample"
    NO_SPREAD = "all groups are alike, so that BCa has nothing to correct by"
    FEW_DOCUMENTS = "a paired test needs at least 2 documents"
    NO_SCORES = "no prediction has a score"
    UNEQUAL = "texts were judged by different numbers of annotators"
    FEW_TEXTS = "a trend needs at least 5 texts with a value"
    NO_INTERVAL = "a mean over labels is not resampled"
    FEW_REPEATS = "a spread needs at least 2 repetitions"
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
    NO_ALIGNED = "no units of 2 annotators were aligned"
    NO_BOUNDARIES = "neither segmentation has a boundary"
    NOTHING_MATCHED = "no spans of 2 annotators were matched"
    NO_PAIR = "no pair of annotators has a value"
    NO_DOCUMENTS = "the group has no documents"
    NO_CHARACTERS = "the group has no characters"
    ONE_DOCUMENT = "an interval needs at least 2 documents to resample"
    NONE_FOUND = "none was found, so that resampling has nothing to vary"
    NO_SPANS = "the group has no span of the label"
    ONE_GROUP = "a test needs at least 2 groups with documents"
    ONE_PART = "dispersion needs at least 2 documents"
    NO_DIVISION = "so few documents that no division of them reaches p = 0.05"
    ALL_EQUAL = "all documents have the same rate"
    NOT_ASKED = "it was not asked for"


@dataclass(frozen=True, slots=True)
class Undefined:
    """In the place of a number that does not exist.

    reason (Reason): Why it does not.
    """

    reason: Reason


Figure = float | Undefined


def quotient(part: float, whole: float, reason: Reason) -> Figure:
    """Return part over whole, undefined for the reason given if the whole is 0."""
    return float(part / whole) if whole else Undefined(reason)


def beyond_chance(observed: float, expected: float, reason: Reason) -> Figure:
    """Return 1 - observed / expected disagreement, undefined if none is expected."""
    return float(1 - observed / expected) if expected else Undefined(reason)


def mean(figures: Iterable[Figure], reason: Reason) -> tuple[Figure, int]:
    """Return the mean of the figures that are defined, and how many are not."""
    every = list(figures)
    defined = [figure for figure in every if not isinstance(figure, Undefined)]
    return quotient(sum(defined), len(defined), reason), len(every) - len(defined)


def figure_to_json(figure: Figure) -> float | dict[str, str]:
    """Return a number, or ``{"undefined": reason}``."""
    return {"undefined": figure.reason.value} if isinstance(figure, Undefined) else figure


def show_figure(figure: Figure) -> str:
    """Return a figure with three decimals, or “–” where it is undefined."""
    return "–" if isinstance(figure, Undefined) else f"{figure:.3f}"
