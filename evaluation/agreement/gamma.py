"""Gamma: agreement on where units are and what they are called, in one figure.

gamma = 1 - observed disorder / expected disorder, both of best alignments. Units may
nest, coincide and cross. gamma-cat asks about labels alone where units were aligned, and
gamma-k the same for one label.

Source: Mathet, Widlöcher & Métivier (2015), doi 10.1162/COLI_a_00227; gamma-cat and
gamma-k: Mathet (2017), doi 10.1162/COLI_a_00296.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil

import numpy as np

from tifa.corpus.figures import Figure, Reason, Undefined, beyond_chance
from tifa.evaluation.agreement.alignment import Alignment, best_alignment
from tifa.evaluation.agreement.continuum import Continuum, fault_of, first_fault
from tifa.evaluation.agreement.dissimilarity import Dissimilarity, Floats, UnitArrays
from tifa.evaluation.agreement.sampling import Sampler, make_sampler

DEFAULT_SAMPLES = 30
# Two-sided 95 % of the normal distribution, as in section 5.3 of the paper.
_CONFIDENCE = 1.96


@dataclass(frozen=True, slots=True)
class GammaSettings:
    """Everything that changes a gamma.

    dissimilarity (Dissimilarity): Weights and distances.
    sampler (Sampler): How chance continua are made.
    samples (int): Number of chance continua, at least.
    precision (float | None): Wished precision of the expected disorder, such as 0.02; more
        samples are drawn until ceil((1.96 · cv / precision)²) are there.
    seed (int): Of all chance.
    unpaired (bool): For gamma-cat and gamma-k: whether a unit without partner counts as
        a disagreement of labels, as in pygamma-agreement (“experimental”).
    alpha_in_confidence (bool): For gamma-cat and gamma-k: whether a pair's weight is
        1 - alpha · d_pos, as in pygamma-agreement, rather than 1 - d_pos.
    """

    dissimilarity: Dissimilarity = field(default_factory=Dissimilarity)
    sampler: Sampler = Sampler.SHUFFLE
    samples: int = DEFAULT_SAMPLES
    precision: float | None = None
    seed: int = 0
    unpaired: bool = False
    alpha_in_confidence: bool = False

    def __post_init__(self) -> None:
        """Check the settings.

        Raises:
            ValueError: There is no sample, the precision is not between 0 and 1, or the
                seed is negative.
        """
        if self.samples < 1:
            raise ValueError(f"Gamma needs at least 1 sample, not {self.samples}")
        if self.precision is not None and not 0 < self.precision < 1:
            raise ValueError(f"A precision lies between 0 and 1, not {self.precision}")
        if self.seed < 0:
            raise ValueError(f"A seed is a number from 0 on, not {self.seed}")

    def short(self) -> str:
        """Return the settings for a signature."""
        parts = self.dissimilarity
        by_label = "" if parts.label_distance is None else ",labels=weighted"
        wished = "" if self.precision is None else f",precision={self.precision:g}"
        variants = {"unpaired": self.unpaired, "alpha-in-confidence": self.alpha_in_confidence}
        return (
            f"gamma(alpha={parts.alpha:g},beta={parts.beta:g},delta={parts.delta_empty:g}{by_label},"
            f"sampler={self.sampler},n={self.samples}{wished},seed={self.seed}"
            + "".join(f",{name}" for name, wanted in variants.items() if wanted)
            + ")"
        )


@dataclass(frozen=True, slots=True)
class Gamma:
    """A gamma with what it is made of.

    value (Figure): At most 1; 0 is chance.
    observed, expected (Figure): Disorders.
    error (Figure): Standard error of the value from the finite number of samples.
    samples (int): Number of chance continua.
    cat (Figure): gamma-cat.
    per_label (Mapping[str, Figure]): gamma-k of each label.
    exact (bool): Whether the observed alignment is proven to be the best.
    """

    value: Figure
    observed: Figure
    expected: Figure
    error: Figure
    samples: int
    cat: Figure
    per_label: Mapping[str, Figure] = field(default_factory=dict)
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Disorders:
    """Disorders of one continuum and of its chance continua.

    observed (Floats): The disorder, that of labels over all (for gamma-cat), and that of
        each label (for gamma-k); NaN stands for “no pair”.
    chance (Floats): A row likewise for each chance continuum.
    labels (tuple[str, ...]): The labels.
    weight (float): Mean number of units per annotator.
    exact (bool): Whether the observed alignment is proven to be the best.
    """

    observed: Floats
    chance: Floats
    labels: tuple[str, ...]
    weight: float
    exact: bool

    def column(self, label: str | None) -> tuple[float, float]:
        """Return observed and expected disorder of labels, weighted; 0 and 0 if there is none.

        label (str | None): For gamma-k; None for gamma-cat.
        """
        if label is not None and label not in self.labels:
            return 0.0, 0.0
        place = 1 if label is None else 2 + self.labels.index(label)
        chance = self.chance[:, place]
        chance = chance[~np.isnan(chance)]
        if np.isnan(self.observed[place]) or not len(chance):
            return 0.0, 0.0
        return float(self.observed[place]) * self.weight, float(chance.mean()) * self.weight

    @property
    def both(self) -> tuple[float, float]:
        """Observed and expected disorder, weighted."""
        return float(self.observed[0]) * self.weight, float(self.chance[:, 0].mean()) * self.weight


def gamma(continuum: Continuum, settings: GammaSettings | None = None) -> Gamma:
    """Return gamma, gamma-cat and gamma-k of the annotators of one text."""
    return pooled_gamma([continuum], settings)


def pooled_gamma(
    continua: Iterable[Continuum],
    settings: GammaSettings | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Gamma:
    """Return gamma over several texts.

    Disorders are summed over the texts, each weighted with its mean number of units, so
    that long texts count as much as all their units. A text that nobody marked has no
    disorder and adds nothing. gamma-cat and gamma-k are weighted in the same way.

    progress (Callable): Called after each text.
    """
    settings = settings or GammaSettings()
    texts = list(continua)
    fault = first_fault(texts)
    usable = [text for text in texts if any(text.raters)]
    if fault or not usable:
        return _none(fault or _empty_reason(texts))
    parts = []
    for text in usable:
        parts.append(disorders(text, settings))
        progress()
    return gamma_of(parts)


def gamma_of_disorders(observed: float, chance: Sequence[float]) -> Figure:
    """Return 1 - observed / mean of the chance disorders."""
    return beyond_chance(observed, float(np.mean(chance)), Reason.NO_CHANCE)


def categorical_disorder(
    alignment: Alignment,
    units: UnitArrays,
    settings: GammaSettings,
    distances: Floats,
    label: int | None = None,
) -> float | None:
    """Return Σ w·d_cat / Σ w over the pairs in an alignment; None if there is no pair.

    w = max(0, 1 - d_pos) / (n - 1) for a pair in a unitary alignment of n units.

    label (int | None): Only pairs that contain this label, for gamma-k.
    """
    parts = settings.dissimilarity
    total = weights = 0.0
    rows = alignment.clusters
    sizes = (rows >= 0).sum(1)
    for one, other in combinations(range(units.raters), 2):
        u, v = rows[:, one], rows[:, other]
        first, second = units.label[u], units.label[v]
        both, either = (u >= 0) & (v >= 0), (u >= 0) ^ (v >= 0)
        if label is not None:
            wanted = ((u >= 0) & (first == label)) | ((v >= 0) & (second == label))
            both, either = both & wanted, either & wanted
        if settings.unpaired:
            total += parts.delta_empty**2 * int(either.sum())
            weights += parts.delta_empty * int(either.sum())
        u, v = u[both], v[both]
        lengths = (units.end - units.start)[u] + (units.end - units.start)[v]
        apart = np.abs(units.start[u] - units.start[v]) + np.abs(units.end[u] - units.end[v])
        scale = parts.delta_empty * (parts.alpha if settings.alpha_in_confidence else 1)
        sure = np.maximum(0, 1 - scale * (apart / lengths) ** 2) / (sizes[both] - 1)
        weights += float(sure.sum())
        unlike = distances[units.label[u], units.label[v]] * parts.delta_empty
        total += float((sure * unlike).sum())
    return total / weights if weights else None


def disorders(continuum: Continuum, settings: GammaSettings) -> Disorders:
    """Return the disorders of a continuum with at least one unit and without fault."""
    units = UnitArrays.of_continuum(continuum)
    distances = settings.dissimilarity.label_matrix(continuum.labels)

    def measure(sample: UnitArrays) -> tuple[list[float], bool]:
        found = best_alignment(sample, settings.dissimilarity, distances)
        wanted = (None, *range(len(continuum.labels)))
        labelled = (
            categorical_disorder(found, sample, settings, distances, label) for label in wanted
        )
        row = [found.disorder, *(np.nan if each is None else each for each in labelled)]
        return row, found.exact

    observed, exact = measure(units)
    draw = make_sampler(continuum, settings.sampler, settings.seed)
    chance = [measure(draw())[0] for _ in range(settings.samples)]
    while len(chance) < _wanted([row[0] for row in chance], settings):
        chance.append(measure(draw())[0])
    return Disorders(
        np.array(observed), np.array(chance), continuum.labels, units.mean_units, exact
    )


def _wanted(disorders: Sequence[float], settings: GammaSettings) -> int:
    """Return how many samples the wished precision needs, judged by the first batch."""
    if settings.precision is None:
        return settings.samples
    first = np.array(disorders[: settings.samples])
    spread = float(first.std() / first.mean()) if first.mean() else 0.0
    return max(settings.samples, ceil((spread * _CONFIDENCE / settings.precision) ** 2))


def gamma_of(parts: Sequence[Disorders]) -> Gamma:
    """Return gamma from the disorders of at least one text."""
    observed = sum(part.both[0] for part in parts)
    expected = sum(part.both[1] for part in parts)
    variance = sum(
        float(part.chance[:, 0].var(ddof=1)) / len(part.chance) * part.weight**2
        for part in parts
        if len(part.chance) > 1
    )
    error: Figure = Undefined(Reason.NO_CHANCE)
    if expected:
        error = observed * variance**0.5 / expected**2
    total = sum(part.weight for part in parts)
    return Gamma(
        value=beyond_chance(observed, expected, Reason.NO_CHANCE),
        observed=observed / total,
        expected=expected / total,
        error=error,
        samples=min(len(part.chance) for part in parts),
        cat=_labelled(parts, None),
        per_label={
            label: _labelled(parts, label)
            for label in sorted({label for part in parts for label in part.labels})
        },
        exact=all(part.exact for part in parts),
    )


def _labelled(parts: Sequence[Disorders], label: str | None) -> Figure:
    """Return gamma-cat, or gamma-k of a label."""
    found = [part.column(label) for part in parts]
    if not any(expected for _, expected in found):
        aligned = any(not np.isnan(part.observed[1]) for part in parts)
        return Undefined(Reason.NO_CHANCE if label is None and aligned else Reason.NO_ALIGNED)
    observed, expected = (sum(side) for side in zip(*found, strict=True))
    return beyond_chance(observed, expected, Reason.NO_CHANCE)


def _empty_reason(texts: Sequence[Continuum]) -> Reason:
    if not texts:
        return Reason.NO_ITEMS
    return fault_of(texts[0]) or Reason.NO_UNITS


def _none(reason: Reason) -> Gamma:
    none = Undefined(reason)
    return Gamma(none, none, none, none, 0, none, {})
