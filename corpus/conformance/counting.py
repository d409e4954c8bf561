"""Kinds of case about counts: keyness, effect sizes and association."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tifa.corpus.comparison import association, keyness
from tifa.corpus.comparison.contingency import Floats, Tables
from tifa.corpus.comparison.keyness import Cells, Correction, Variance
from tifa.corpus.conformance.inputs import cells_of, correction_of, tables_of
from tifa.corpus.conformance.running import Input, Run


def run_log_likelihood(data: Input, folder: Path) -> Any:
    """G² with its p-value; with the number of cells and correction that the case names."""
    value = keyness.log_likelihood(
        tables_of(data), cells=cells_of(data), correction=correction_of(data)
    )
    return {"value": float(value), "g2": float(value), "p": float(keyness.p_value(value))}


def run_log_likelihood_variants(data: Input, folder: Path) -> Any:
    """G² over the item's own two cells and over all four."""
    tables = tables_of(data)
    return {
        "two_cell": float(keyness.log_likelihood(tables, cells=Cells.TWO)),
        "four_cell": float(keyness.log_likelihood(tables)),
    }


def run_chi_square(data: Input, folder: Path) -> Any:
    """χ² with its p-value, with the correction that the case names."""
    value = keyness.chi_square(tables_of(data), correction=correction_of(data))
    return {"value": float(value), "chi2": float(value), "p": float(keyness.p_value(value))}


def run_fisher(data: Input, folder: Path) -> Any:
    """The two-sided exact p-value."""
    value = float(keyness.fisher_exact(tables_of(data)))
    return {"value": value, "p": value}


def run_log_ratio(data: Input, folder: Path) -> Any:
    """The log ratio with and without a replacement of zeros."""
    tables = tables_of(data)
    plain = float(keyness.log_ratio(tables, zero=None))
    halved = float(keyness.log_ratio(tables))
    return {"value": plain, "unsmoothed": plain, "zero_to_half": halved}


def run_simple_maths(data: Input, folder: Path) -> Any:
    """Kilgarriff's ratio; k is 1 unless the case says otherwise."""
    return float(keyness.simple_maths(tables_of(data), k=float(data.get("k", 1))))


def run_log_odds(data: Input, folder: Path) -> Any:
    """z-scores of all items; by the four-term variance unless the case says otherwise."""
    first = np.asarray(data["y1"], float)
    prior = np.broadcast_to(np.asarray(data["alpha"], float), first.shape)
    variance = Variance(data.get("variance", Variance.FULL))
    found = keyness.log_odds_z(first, data["y2"], prior, variance=variance).tolist()
    return {"value": found, "z": found}


def run_ranking(data: Input, folder: Path) -> Any:
    """Words of two texts by falling signed χ², ties in the order of first use."""
    counts = {name: Counter(str(data[name]).split()) for name in ("d1", "d2")}
    words = list(counts["d1"] | counts["d2"])
    correction = correction_of(data) if "correction" in data else Correction.YATES_SMALL

    def ranked(target: str, reference: str) -> list[str]:
        one, other = counts[target], counts[reference]
        tables = Tables.of_counts(
            [one[word] for word in words],
            [other[word] for word in words],
            one.total(),
            other.total(),
        )
        scores = keyness.chi_square(tables, correction=correction) * tables.direction
        return [words[at] for at in np.argsort(-scores, kind="stable")]

    return {"target_d1": ranked("d1", "d2"), "target_d2": ranked("d2", "d1")}


def run_log_dice(data: Input, folder: Path) -> Any:
    """Of the joint frequency and those of the two, or of a table."""
    if "f_xy" in data:
        return float(association.log_dice(data["f_xy"], data["f_x"], data["f_y"]))
    tables = tables_of(data)
    return float(association.log_dice(tables.o11, tables.r1, tables.c1))


def run_minimum_sensitivity(data: Input, folder: Path) -> Any:
    """Of the joint frequency and those of the two, or of a table whose o22 does not matter."""
    if "f_xy" in data:
        return float(association.minimum_sensitivity(data["f_xy"], data["f_x"], data["f_y"]))
    tables = tables_of({"o22": 0, **data})
    return float(association.minimum_sensitivity(tables.o11, tables.r1, tables.c1))


def run_delta_p(data: Input, folder: Path) -> Any:
    """In both directions."""
    forward, backward = association.delta_p(tables_of(data))
    return {"forward": float(forward), "backward": float(backward)}


def _signed(run: Run) -> Run:
    """Negative where the target has less than expected."""

    def signed(data: Input, folder: Path) -> Any:
        sign = float(tables_of(data).direction)
        found = run(data, folder)
        return {name: value if name == "p" else sign * value for name, value in found.items()}

    return signed


def _of_table(measure: Callable[[Tables], Floats]) -> Run:
    def run(data: Input, folder: Path) -> Any:
        return float(measure(tables_of(data)))

    return run


KINDS: dict[str, Run] = {
    "log_likelihood_g2": run_log_likelihood,
    "log_likelihood_g2_signed": _signed(run_log_likelihood),
    "log_likelihood_variant": run_log_likelihood_variants,
    "chi2": run_chi_square,
    "chi2_signed": _signed(run_chi_square),
    "fisher_exact": run_fisher,
    "bic_bayes_factor": _of_table(keyness.bayes_factor),
    "log_ratio": run_log_ratio,
    "pct_diff": _of_table(keyness.percent_difference),
    "odds_ratio": _of_table(keyness.odds_ratio),
    "difference_coefficient": _of_table(keyness.difference_coefficient),
    "simple_maths_k1": run_simple_maths,
    "simple_maths": run_simple_maths,
    "log_odds_dirichlet_z": run_log_odds,
    "keyness_ranking": run_ranking,
    "pmi": _of_table(association.pointwise_mutual_information),
    "npmi": _of_table(association.normalised_pmi),
    "t_score": _of_table(association.t_score),
    "log_dice": run_log_dice,
    "delta_p": run_delta_p,
    "min_sensitivity": run_minimum_sensitivity,
}
