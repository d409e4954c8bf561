"""Kinds of case about gamma, gamma-cat and what they are made of."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from tifa.corpus.conformance.running import Input, Run
from tifa.corpus.figures import Undefined
from tifa.evaluation.agreement.alignment import Alignment, best_alignment, disorder_of
from tifa.evaluation.agreement.continuum import Unit
from tifa.evaluation.agreement.dissimilarity import Dissimilarity, Floats, UnitArrays
from tifa.evaluation.agreement.gamma import (
    GammaSettings,
    categorical_disorder,
    gamma,
    gamma_of_disorders,
)
from tifa.evaluation.conformance.inputs import (
    continuum_of,
    dissimilarity_of,
    settings_of,
    unit_of,
    units_of,
)


def run_pair(data: Input, folder: Path) -> Any:
    """d_pos of one pair of extents, or of every unit of a against every unit of b."""
    parts = dissimilarity_of(data)
    if "a" in data:
        first, second = ([Unit(float(s), float(e), "")] for s, e in (data["a"], data["b"]))
    else:
        first, second = (
            [unit for row in data[name] if (unit := unit_of(row))]
            for name in ("units_a", "units_b")
        )
    labels = sorted({unit.label for unit in (*first, *second)})
    one, other = UnitArrays.of([first], labels), UnitArrays.of([second], labels)
    place = parts.positional(one, other)
    distances = parts.label_matrix(labels)
    found: dict[str, Any] = {
        "d_pos_row_major": place.ravel().tolist(),
        "d_cat_row_major": parts.categorical(one, other, distances).ravel().tolist(),
        "d_row_major": parts.combined(one, other, distances).ravel().tolist(),
    }
    if place.size == 1:
        found |= {name.removesuffix("_row_major"): rows[0] for name, rows in found.items()}
    return found


def run_disorder(data: Input, folder: Path) -> Any:
    """Disorder of the best alignment, or of the one that is given."""
    if "unitary_alignments" in data:
        units, alignment, distances = _given(data)
        mean = data.get("mean_units_per_rater")
        disorder = disorder_of(
            alignment.clusters,
            units,
            dissimilarity_of(data),
            distances,
            mean_units=None if mean is None else float(mean),
        )
        return {"disorder": disorder, "unitary_alignments": len(alignment.clusters)}
    continuum = continuum_of(data, folder)
    parts = dissimilarity_of(data)
    units = UnitArrays.of_continuum(continuum)
    found = best_alignment(units, parts, parts.label_matrix(continuum.labels))
    return {"observed_disorder": found.disorder, "unitary_alignments": len(found.clusters)}


def _given(data: Input) -> tuple[UnitArrays, Alignment, Floats]:
    """Return the units of an alignment given row by row, and the alignment of their places."""
    rows = [[unit_of(row) for row in unitary] for unitary in data["unitary_alignments"]]
    raters = [[row[rater] for row in rows] for rater in range(len(rows[0]))]
    present = [[unit for unit in units if unit is not None] for units in raters]
    labels = sorted({unit.label for units in present for unit in units})
    clusters = np.full((len(rows), len(raters)), -1, dtype=np.int64)
    place = 0
    for rater, units in enumerate(raters):
        for row, unit in enumerate(units):
            if unit is not None:
                clusters[row, rater] = place
                place += 1
    arrays = UnitArrays.of(present, labels)
    distances = dissimilarity_of(data).label_matrix(labels)
    return arrays, Alignment(clusters, 0.0, exact=False), distances


def run_categorical_disorder(data: Input, folder: Path) -> Any:
    """The disorder behind gamma-cat, in the variants that are in use."""
    units, alignment, distances = _given(data)
    ours = GammaSettings(dissimilarity=dissimilarity_of(data))
    with_alpha = replace(ours, alpha_in_confidence=True)
    pygamma = replace(with_alpha, unpaired=True)
    return {
        "without_unpaired_term_and_without_alpha": categorical_disorder(
            alignment, units, ours, distances
        ),
        "with_alpha_in_confidence": categorical_disorder(alignment, units, with_alpha, distances),
        "pygamma_0_5_9": categorical_disorder(alignment, units, pygamma, distances),
    }


def run_replay(data: Input, folder: Path) -> Any:
    """Gamma from chance continua that are given."""
    parts = dissimilarity_of(data)

    def disorder(raters: Any) -> float:
        return _disorder([units_of(rows) for rows in raters], parts)

    observed = disorder(data["raters"])
    chance = [disorder(sample) for sample in data["chance_samples"]]
    return {
        "observed_disorder": observed,
        "chance_disorders": chance,
        "gamma_from_these_samples": gamma_of_disorders(observed, chance),
    }


def _disorder(raters: list[tuple[Unit, ...]], parts: Dissimilarity) -> float:
    labels = sorted({unit.label for units in raters for unit in units})
    units = UnitArrays.of(raters, labels)
    return best_alignment(units, parts, parts.label_matrix(labels)).disorder


def run_gamma(data: Input, folder: Path) -> Any:
    """Gamma with chance continua of our own: a Monte Carlo figure."""
    continuum = continuum_of(data, folder)
    found = gamma(continuum, settings_of(data))
    # pygamma-agreement calls agreement on labels perfect where nothing was aligned.
    as_pygamma = 1 if isinstance(found.cat, Undefined) else found.cat
    return {
        "gamma": found.value,
        "observed_disorder": found.observed,
        "expected_disorder": found.expected,
        "gamma_cat": found.cat,
        "gamma_cat_pygamma": as_pygamma,
        "gamma_k": dict(found.per_label),
    }


KINDS: dict[str, Run] = {
    "gamma_pair": run_pair,
    "gamma_disorder": run_disorder,
    "gamma_cat_disorder": run_categorical_disorder,
    "gamma_replay": run_replay,
    "gamma": run_gamma,
}
