"""Tests between groups whose unit is the document.

Spans of one speech are alike, so that a test of spans would find differences everywhere;
what is divided anew and what is ranked here are documents.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import numpy.typing as npt

from tifa.corpus.bootstrap import Bootstrap, interval_of_difference, sum_ratio
from tifa.corpus.comparison.keyness import adjust_p_values
from tifa.corpus.comparison.result import Result, recipe_of
from tifa.corpus.comparison.study import Study
from tifa.corpus.figures import Reason, Undefined

PER = 10_000
# With more groups only the test over all of them is made: pairs would be too many to read.
MOST_GROUPS = 6
_REACHABLE = 0.05
_COLUMNS = (
    "label", "test", "first", "second", "documents_first", "documents_second", "rate_first",
    "rate_second", "difference", "low", "high", "statistic", "effect", "p", "p_adjusted", "note",
)  # fmt: skip

Floats = npt.NDArray[np.float64]
# Amounts and sizes of the documents of each group.
Groups = Mapping[str, tuple[Floats, Floats]]


def tests_of_rates(
    study: Study,
    measured: Mapping[str, Sequence[tuple[float, float]]],
    *,
    permutations: int,
    resamples: int,
    level: float,
    seed: int,
    notes: tuple[str, ...] = (),
) -> Result:
    """Test whether groups differ in rates, label by label.

    Over all groups the rank test of Kruskal & Wallis (1952) on the rates of documents. For
    every pair the permutation test of the difference of pooled rates (Fisher 1935; all
    divisions of the documents where they are no more than `permutations`), and the rank test of Mann & Whitney (1947) with the
    rank-biserial correlation as effect. p-values are corrected by Benjamini & Hochberg
    within each kind of test. The difference has an interval that resamples the documents of
    each group.

    measured (Mapping): By label, amount and size of each document, in the study's order.
    resamples, level: Of the intervals. seed (int): Of everything random.
    """
    import pandas as pd

    bootstrap = Bootstrap(len(study.speeches), resamples, seed, level)
    rows = []
    for label, pairs in measured.items():
        groups = _groups(study, pairs)
        rows.append({"label": label, **_over_all(groups)})
        tested = list(groups)
        if 2 <= len(tested) <= MOST_GROUPS:
            for first, second in combinations(tested, 2):
                sides = groups[first], groups[second]
                named = {"label": label, **_sides(first, second, *sides, bootstrap)}
                rows.append(named | _permuted(*sides, permutations, seed))
                rows.append(named | _ranked(*sides))
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    for places in frame.groupby("test").groups.values():
        known = frame.loc[places, "p"].dropna().astype(float)
        frame.loc[known.index, "p_adjusted"] = adjust_p_values(known)
    if len(study.groups) > MOST_GROUPS:
        notes = (*notes, f"Pairs of more than {MOST_GROUPS} groups are not tested one by one")
    recipe = recipe_of(
        study,
        measure=f"tests(kruskal-wallis; permutation(n={permutations},seed={seed},two-sided); "
        f"difference with bootstrap-percentile-{100 * level:g}%(n={resamples},seed={seed}); "
        "mann-whitney(two-sided); benjamini-hochberg per test)",
        unit="documents, by spans per 10,000 characters without white space",
    )
    return Result(
        "rate_tests", "组间检验（以文件为单位） Tests between groups", frame, recipe, notes
    )


def _groups(study: Study, pairs: Sequence[tuple[float, float]]) -> Groups:
    """Return amounts and sizes by group; documents without characters have no rate."""
    groups: dict[str, tuple[Floats, Floats]] = {}
    begin = 0
    for group, speeches in study.groups.items():
        rows = [pair for pair in pairs[begin : begin + len(speeches)] if pair[1]]
        begin += len(speeches)
        if rows:
            groups[group] = tuple(np.array(rows, float).T)
    return groups


def _over_all(groups: Groups) -> dict[str, Any]:
    from scipy.stats import kruskal

    found: dict[str, Any] = {"test": "kruskal-wallis", "first": "(all)", "second": ""}
    documents = [amounts / sizes for amounts, sizes in groups.values()]
    found["documents_first"] = sum(map(len, documents))
    if len(groups) < 2:
        return found | {"note": Reason.ONE_GROUP.value}
    if not _may_reach([len(rates) for rates in documents]):
        return found | {"note": Reason.NO_DIVISION.value}
    if len(np.unique(np.concatenate(documents))) == 1:
        return found | {"note": Reason.ALL_EQUAL.value}
    statistic, p = kruskal(*documents)
    return found | {"statistic": float(statistic), "p": float(p), "note": ""}


def _may_reach(sizes: Sequence[int]) -> bool:
    """Say whether the documents can be divided in so many ways that p can be 0.05."""
    ways, left = 1, sum(sizes)
    for size in sizes:
        ways *= comb(left, size)
        left -= size
    # Both tails of the least likely division, unless the sides are interchangeable.
    return 2 / ways <= _REACHABLE


def _sides(
    first: str,
    second: str,
    one: tuple[Floats, Floats],
    other: tuple[Floats, Floats],
    bootstrap: Bootstrap,
) -> dict[str, Any]:
    rates = [PER * float(amounts.sum() / sizes.sum()) for amounts, sizes in (one, other)]
    counts = len(one[0]), len(other[0])
    interval = interval_of_difference(sum_ratio(*one), sum_ratio(*other), counts, bootstrap)
    low, high = (
        (None, None)
        if isinstance(interval, Undefined)
        else (PER * interval.low, PER * interval.high)
    )
    return {
        "first": first,
        "second": second,
        "documents_first": counts[0],
        "documents_second": counts[1],
        "rate_first": rates[0],
        "rate_second": rates[1],
        "difference": rates[0] - rates[1],
        "low": low,
        "high": high,
    }


def _permuted(
    one: tuple[Floats, Floats], other: tuple[Floats, Floats], permutations: int, seed: int
) -> dict[str, Any]:
    """Divide the documents anew: how often are pooled rates as far apart, either way."""
    found: dict[str, Any] = {"test": "permutation"}
    note = _why_not(one, other)
    if note:
        return found | {"note": note}
    amounts, sizes = (np.concatenate(sides) for sides in zip(one, other, strict=True))
    first, documents = len(one[0]), len(amounts)
    every = comb(documents, first) <= permutations
    divisions = (
        _all_divisions(documents, first)
        if every
        else _some_divisions(documents, first, permutations, seed)
    )
    inside, size = divisions @ amounts, divisions @ sizes
    apart = PER * (inside / size - (amounts.sum() - inside) / (sizes.sum() - size))
    observed = PER * float(one[0].sum() / one[1].sum() - other[0].sum() / other[1].sum())
    # Equal differences may differ in their last digits.
    extreme = int((np.abs(apart) >= abs(observed) - 1e-9 * PER).sum())
    # The documents as they are divided are one of all divisions, and not among some of them.
    p = extreme / len(apart) if every else (extreme + 1) / (len(apart) + 1)
    return found | {"statistic": observed, "p": p, "note": ""}


def _all_divisions(documents: int, first: int) -> Floats:
    """Return every way to choose the first group: a row each, 1 for who is in it."""
    rows = np.array(list(combinations(range(documents), first)))
    table = np.zeros((len(rows), documents))
    np.put_along_axis(table, rows, 1.0, axis=1)
    return table


def _some_divisions(documents: int, first: int, count: int, seed: int) -> Floats:
    row = np.zeros(documents)
    row[:first] = 1.0
    return np.random.default_rng(seed).permuted(np.tile(row, (count, 1)), axis=1)


def _ranked(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> dict[str, Any]:
    from scipy.stats import mannwhitneyu

    found: dict[str, Any] = {"test": "mann-whitney"}
    note = _why_not(one, other)
    if note:
        return found | {"note": note}
    first, second = (amounts / sizes for amounts, sizes in (one, other))
    tested = mannwhitneyu(first, second, alternative="two-sided")
    effect = 2 * float(tested.statistic) / (len(first) * len(second)) - 1
    return found | {
        "statistic": float(tested.statistic),
        "effect": effect,
        "p": float(tested.pvalue),
        "note": "",
    }


def _why_not(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> str:
    if not _may_reach([len(one[0]), len(other[0])]):
        return Reason.NO_DIVISION.value
    rates = np.concatenate([amounts / sizes for amounts, sizes in (one, other)])
    return Reason.ALL_EQUAL.value if len(np.unique(rates)) == 1 else ""
