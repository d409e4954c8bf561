"""Measures of agreement as statistics of groups of texts, so that they can be resampled.

Each function takes what every group contributes and returns a statistic: from how often
each group is drawn to the figure. All contributions are sums, so that a resample costs a
matrix product and not another alignment.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from tifa.corpus.bootstrap import Floats, Statistic, sum_ratio
from tifa.corpus.figures import Reason
from tifa.evaluation.agreement.contributions import CharacterSums
from tifa.evaluation.agreement.gamma import Disorders
from tifa.evaluation.counts import Counts


def mean_f1(pairs: Sequence[Sequence[Counts]]) -> Statistic:
    """Return the mean F1 over pairs of annotators that have a value.

    pairs: For each pair the counts of each group.
    """
    if not pairs:
        return lambda weights: np.full(len(weights), np.nan)
    table = np.array(
        [[(c.tp, c.fp, c.fn) for c in groups] for groups in pairs], dtype=np.float64
    ).reshape(len(pairs), -1, 3)

    def statistic(weights: Floats) -> Floats:
        sums = np.einsum("rg,pgc->rpc", weights, table)
        wholes = 2 * sums[..., 0] + sums[..., 1] + sums[..., 2]
        found = np.full(wholes.shape, np.nan)
        np.divide(2 * sums[..., 0], wholes, out=found, where=wholes != 0)
        return _mean_of_defined(found)

    return statistic


def same_label(exact: Sequence[Sequence[Counts]], extents: Sequence[Sequence[Counts]]) -> Statistic:
    """Return the share of the extents in common whose labels are in common too, over all pairs.

    exact, extents: For each pair the counts of each group, with and without labels.
    """
    return sum_ratio(_in_common(exact), _in_common(extents))


def _in_common(pairs: Sequence[Sequence[Counts]]) -> list[int]:
    return [sum(counts.tp for counts in group) for group in zip(*pairs, strict=True)]


def _mean_of_defined(figures: Floats) -> Floats:
    defined = ~np.isnan(figures)
    count = defined.sum(1)
    result: Floats = np.full(len(figures), np.nan)
    np.divide(np.where(defined, figures, 0).sum(1), count, out=result, where=count > 0)
    return result


def alpha_of_coincidences(tables: Floats) -> Statistic:
    """Return nominal alpha; see `chance.krippendorff_alpha`.

    tables (Floats): Coincidences of each group, groups × values × values.
    """

    def statistic(weights: Floats) -> Floats:
        seen = np.einsum("rg,gck->rck", weights, tables)
        totals = seen.sum(2)
        n = totals.sum(1)
        agreed = np.einsum("rcc->r", seen)
        by_chance = (totals * (totals - 1)).sum(1)
        result: Floats = np.full(len(n), np.nan)
        expected = n * (n - 1) - by_chance
        np.divide((n - agreed) * (n - 1), expected, out=result, where=expected > 0)
        return 1 - result

    return statistic


def cohen_of_tables(tables: Floats) -> Statistic:
    """Return Cohen's kappa; tables are groups × first's × second's value."""
    return _kappa(tables, own_margins=True)


def scott_of_tables(tables: Floats) -> Statistic:
    """Return Scott's pi of such tables."""
    return _kappa(tables, own_margins=False)


def _kappa(tables: Floats, *, own_margins: bool) -> Statistic:
    def statistic(weights: Floats) -> Floats:
        sums = np.einsum("rg,gck->rck", weights, tables)
        n = sums.sum((1, 2))
        rows, columns = sums.sum(2), sums.sum(1)
        if not own_margins:
            rows = columns = (rows + columns) / 2
        disagreed = n - np.einsum("rcc->r", sums)
        expected = n**2 - (rows * columns).sum(1)
        result: Floats = np.full(len(n), np.nan)
        np.divide(disagreed * n, expected, out=result, where=expected > 1e-9)
        return 1 - result

    return statistic


def fleiss_of_sums(sums: Floats) -> Statistic:
    """Return Fleiss' kappa.

    sums (Floats): For each group: items, Σ of the items' agreement, then the number of
        judgements of each category.
    """

    def statistic(weights: Floats) -> Floats:
        total = weights @ sums
        items, agreed, judged = total[:, 0], total[:, 1], total[:, 2:]
        every = judged.sum(1)
        result: Floats = np.full(len(total), np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            observed = agreed / items
            expected = (judged**2).sum(1) / every**2
            np.divide(observed - expected, 1 - expected, out=result, where=expected < 1 - 1e-12)
        return result

    return statistic


def gamma_of_disorders(parts: Sequence[Sequence[Disorders]], label: str | None = "") -> Statistic:
    """Return gamma, gamma-cat or gamma-k.

    parts: The texts of each group.
    label (str | None): "" for gamma, None for gamma-cat, a label for gamma-k.
    """
    both = [[each.both if label == "" else each.column(label) for each in group] for group in parts]
    observed = [sum(pair[0] for pair in group) for group in both]
    expected = [sum(pair[1] for pair in group) for group in both]
    rest = sum_ratio(observed, expected)
    return lambda weights: 1 - rest(weights)


def on_characters(
    groups: Sequence[Sequence[CharacterSums]], refusals: tuple[Reason | None, Reason | None]
) -> Iterator[tuple[str, Statistic | Reason, Reason]]:
    """Yield the measures on characters: name, statistic or refusal, reason for no value.

    groups: What the texts of each group contribute.
    refusals: Why measures of two annotators, and of equally many, are refused.
    """
    two, equal = refusals
    one_value = Reason.ONE_VALUE

    def add(part: Callable[[CharacterSums], Floats], shape: tuple[int, ...]) -> Floats:
        rows = [sum((part(each) for each in group), np.zeros(shape)) for group in groups]
        return np.array(rows).reshape(len(groups), *shape)

    coincidences = add(lambda each: each.coincidences, (2, 2))
    yield "alpha (characters)", alpha_of_coincidences(coincidences), one_value
    table = add(lambda each: each.table, (2, 2))
    yield "Cohen's kappa (characters)", two or cohen_of_tables(table), one_value
    yield "Scott's pi (characters)", two or scott_of_tables(table), one_value
    fleiss = add(lambda each: each.fleiss, (4,))
    yield "Fleiss' kappa (characters)", equal or fleiss_of_sums(fleiss), one_value
    marked = add(lambda each: each.marked, (2,))
    positive = sum_ratio(marked[:, 0], marked[:, 1])
    yield "positive (characters)", positive, Reason.NO_POSITIVE
