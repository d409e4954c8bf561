"""Agreement on items beyond chance: kappa, pi, alpha, and agreement on what was marked.

An item is whatever every annotator judged once. Which items there are decides every
chance-corrected number, so it is stated with the result: a kappa over the spans that
anyone marked is not a kappa of the task (Hripcsak & Rothschild 2005).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan

import numpy as np
import numpy.typing as npt

from tifa.corpus.figures import Figure, Reason, Undefined, beyond_chance, quotient

Floats = npt.NDArray[np.float64]
Value = float | str
CountTable = Sequence[Sequence[int]]


class Level(StrEnum):
    """How far apart two values are: the metric of Krippendorff's alpha."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Weighting(StrEnum):
    """How much a disagreement between two categories counts in kappa.

    NOMINAL: Always 1. LINEAR: Steps between the categories. QUADRATIC: Their square.
    """

    NOMINAL = "nominal"
    LINEAR = "linear"
    QUADRATIC = "quadratic"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A chance-corrected figure with what it is made of.

    value (Figure): At most 1; 0 is agreement by chance.
    observed, expected (Figure): Agreement found and agreement by chance; with weights,
        1 minus the mean weight of disagreement.
    items (int): Number of items judged.
    """

    value: Figure
    observed: Figure
    expected: Figure
    items: int


def crosstab(
    first: Sequence[Hashable],
    second: Sequence[Hashable],
    categories: Sequence[Hashable] | None = None,
) -> list[list[int]]:
    """Count how often each value of the first stands against each of the second.

    categories (Sequence): Values in the order of the rows and columns; by default those
        that occur, as they sort.

    Raises:
        ValueError: The sequences differ in length, or hold a value that is no category.
    """
    if len(first) != len(second):
        raise ValueError(f"Two annotators judge the same items, not {len(first)}/{len(second)}")
    order = categories if categories is not None else sorted({*first, *second}, key=repr)
    place = {value: index for index, value in enumerate(order)}
    if unknown := {*first, *second} - set(place):
        raise ValueError(f"Not among the categories: {', '.join(sorted(map(repr, unknown)))}")
    table = [[0] * len(place) for _ in place]
    for one, other in zip(first, second, strict=True):
        table[place[one]][place[other]] += 1
    return table


def cohen_kappa(table: CountTable, *, weighting: Weighting = Weighting.NOMINAL) -> Agreement:
    """Return kappa = 1 - Do/De of two annotators, each with a chance distribution of its own.

    Do = Σ w_kl n_kl / n, De = Σ w_kl p1_k p2_l; unweighted it is (Po - Pe)/(1 - Pe).

    table: Rows are categories of the first annotator, columns of the second.
    weighting: For ordinal categories, which then must be in their order.

    Source: Cohen (1960), (1968), doi 10.1037/h0026256 for weights.
    """
    counts = _square(table)
    return _of_table(counts, np.outer(counts.sum(1), counts.sum(0)), weighting)


def scott_pi(table: CountTable) -> Agreement:
    """Return pi = (Po - Pe)/(1 - Pe) with one chance distribution for both annotators.

    Pe = Σ ((p1_k + p2_k)/2)².

    Source: Scott (1955), doi 10.1086/266577.
    """
    counts = _square(table)
    both = (counts.sum(0) + counts.sum(1)) / 2
    return _of_table(counts, np.outer(both, both), Weighting.NOMINAL)


def fleiss_kappa(counts: CountTable) -> Agreement:
    """Return kappa of several annotators who are not told apart.

    Po = mean over items of (Σ_k n_ik² - n)/(n(n - 1)), Pe = Σ p_k².

    counts: A row per item, a column per category: how many annotators chose it.

    Raises:
        ValueError: Items have different numbers of judgements (alpha allows that).

    Source: Fleiss (1971), doi 10.1037/h0031619.
    """
    table = np.array(counts, dtype=np.float64)
    if not table.size:
        return _nothing(Reason.NO_ITEMS)
    raters = table.sum(1)
    if (raters != raters[0]).any():
        raise ValueError("Fleiss' kappa needs the same number of judgements for every item")
    n = raters[0]
    if n < 2:
        return _nothing(Reason.FEW_ANNOTATORS, len(table))
    observed = float((((table**2).sum(1) - n) / (n * (n - 1))).mean())
    totals = table.sum(0)
    expected = float((totals**2).sum() / table.sum() ** 2)
    return _corrected(observed, expected, bool(np.count_nonzero(totals) < 2), len(table))


def positive_agreement(both: int, first_only: int, second_only: int) -> Figure:
    """Return 2a/(2a + b + c): agreement on what was marked, blind to what was not.

    It equals F1 of one annotator against the other, and kappa tends to it as the number
    of items that nobody marked grows.

    Source: Hripcsak & Rothschild (2005), doi 10.1197/jamia.M1733.
    """
    return quotient(2 * both, 2 * both + first_only + second_only, Reason.NO_POSITIVE)


def krippendorff_alpha(
    data: Sequence[Sequence[Value | None]], level: Level = Level.NOMINAL
) -> Agreement:
    """Return alpha = 1 - Do/De of any number of annotators, missing values allowed.

    With n_uk annotators of item u giving value k and m_u values in all, the
    coincidences are o_ck = Σ_u n_uc (n_uk - [c=k])/(m_u - 1) over items with m_u >= 2,
    n_c = Σ_k o_ck, and e_ck = n_c (n_k - [c=k])/(n - 1); Do = Σ o_ck δ²_ck and
    De = Σ e_ck δ²_ck. Items with fewer than 2 values are left out.

    data: A row per annotator, a column per item; None or NaN is missing.
    level: Nominal unless said otherwise: label codes are no quantities.

    Raises:
        ValueError: Rows differ in length, or values do not fit the level.

    Source: Krippendorff (2004), Content Analysis, chapter 11.
    """
    if len({len(row) for row in data}) > 1:
        raise ValueError("Every annotator needs a value or None for every item")
    rows = [[None if _missing(value) else value for value in row] for row in data]
    values = _values(rows, level)
    place = {value: index for index, value in enumerate(values)}
    counts = np.zeros((len(data[0]) if data else 0, len(values)))
    for row in rows:
        for item, value in enumerate(row):
            if value is not None:
                counts[item, place[value]] += 1
    return alpha_of_counts(counts, values, level)


def alpha_of_counts(
    counts: Floats, values: Sequence[Value], level: Level = Level.NOMINAL
) -> Agreement:
    """Return alpha from a row per item and a column per value, values in rising order."""
    counts = counts[counts.sum(1) >= 2]
    if not len(counts):
        return _nothing(Reason.NOT_SHARED)
    weighted = counts / (counts.sum(1, keepdims=True) - 1)
    seen = weighted.T @ counts - np.diag(weighted.sum(0))
    totals = counts.sum(0)
    n = totals.sum()
    chance = (np.outer(totals, totals) - np.diag(totals)) / (n - 1)
    apart = _distances(totals, values, level)
    do, de = float((seen * apart).sum()), float((chance * apart).sum())
    value = beyond_chance(do, de, Reason.ONE_VALUE)
    return Agreement(value, float(1 - do / n), float(1 - de / n), len(counts))


def _distances(totals: Floats, values: Sequence[Value], level: Level) -> Floats:
    """Return δ² of each pair of values."""
    if level is Level.NOMINAL:
        return 1 - np.eye(len(values))
    if level is Level.ORDINAL:
        middle = np.cumsum(totals) - totals / 2
        apart: Floats = (middle[:, None] - middle[None, :]) ** 2
        return apart
    numbers = np.array(values, dtype=np.float64)
    apart = numbers[:, None] - numbers[None, :]
    if level is Level.RATIO:
        sums = numbers[:, None] + numbers[None, :]
        apart = np.divide(apart, sums, out=np.zeros_like(apart), where=sums != 0)
    squared: Floats = apart**2
    return squared


def _values(rows: Sequence[Sequence[Value | None]], level: Level) -> list[Value]:
    found = {value for row in rows for value in row if value is not None}
    if level is Level.NOMINAL:
        return sorted(found, key=repr)
    numbers = [value for value in found if not isinstance(value, str)]
    if len(numbers) < len(found):
        raise ValueError(f"Alpha at level {level} needs numbers")
    if level is Level.RATIO and any(number < 0 for number in numbers):
        raise ValueError("Alpha at level ratio needs numbers from 0 on")
    return [*sorted(numbers)]


def _missing(value: Value | None) -> bool:
    return value is None or (isinstance(value, float) and isnan(value))


def _square(table: CountTable) -> Floats:
    counts = np.array(table, dtype=np.float64)
    if not counts.size:
        return np.zeros((0, 0))
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise ValueError("Rows and columns of an agreement table are the same categories")
    return counts


def _of_table(counts: Floats, chance: Floats, weighting: Weighting) -> Agreement:
    n = counts.sum()
    if not n:
        return _nothing(Reason.NO_ITEMS)
    weights = _weights(len(counts), weighting)
    do, de = float((weights * counts).sum() / n), float((weights * chance).sum() / n**2)
    return Agreement(beyond_chance(do, de, Reason.ONE_VALUE), 1 - do, 1 - de, int(n))


def _weights(size: int, weighting: Weighting) -> Floats:
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))).astype(np.float64)
    powers: Mapping[Weighting, Floats] = {
        Weighting.NOMINAL: np.minimum(steps, 1),
        Weighting.LINEAR: steps,
        Weighting.QUADRATIC: steps**2,
    }
    return powers[weighting]


def _corrected(observed: float, expected: float, same: bool, items: int) -> Agreement:
    if same:
        return Agreement(Undefined(Reason.ONE_VALUE), observed, expected, items)
    return Agreement((observed - expected) / (1 - expected), observed, expected, items)


def _nothing(why: Reason, items: int = 0) -> Agreement:
    return Agreement(Undefined(why), Undefined(why), Undefined(why), items)
