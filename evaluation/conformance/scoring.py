"""Kinds of case about scores, intervals and tests."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tifa.corpus.bootstrap import Bootstrap, Method
from tifa.corpus.conformance.running import Input, Run
from tifa.corpus.figures import Figure, Reason, Undefined, mean
from tifa.corpus.spans import Span
from tifa.evaluation.agreement.pairwise import exact_counts, extent_counts, total
from tifa.evaluation.conformance.inputs import or_zero, spans_of
from tifa.evaluation.counts import Counts
from tifa.evaluation.intervals import count_intervals
from tifa.evaluation.matching import pair
from tifa.evaluation.muc import MucCounts, Scheme, muc_counts
from tifa.evaluation.partial_credit import (
    Cover,
    Credit,
    lorehlt_credit,
    semeval_2020_credit,
)
from tifa.evaluation.significance import Metric, compare_systems

# More than by default: reference intervals come from 200,000 resamples.
_RESAMPLES = 20_000
_NAMES = {scheme: scheme.value for scheme in Scheme} | {Scheme.TYPE: "ent_type"}


def run_muc(data: Input, folder: Path) -> Any:
    """Counts and figures of the four schemes; without spans a figure counts as 0."""
    ends = str(data.get("ends", "exclusive"))
    share = float(data.get("min_overlap_of_gold", 0))
    pairings = [
        pair(spans_of(gold, ends), spans_of(found, ends), least_share=share)
        for gold, found in zip(data["gold"], data["pred"], strict=True)
    ]
    return {_NAMES[scheme]: _muc(counts) for scheme, counts in muc_counts(pairings).items()} or {
        name: _muc(MucCounts()) for name in _NAMES.values()
    }


def _muc(counts: MucCounts) -> dict[str, float]:
    return {
        "correct": counts.correct,
        "incorrect": counts.incorrect,
        "partial": counts.partial,
        "missed": counts.missed,
        "spurious": counts.spurious,
        "possible": counts.possible,
        "actual": counts.actual,
        "precision": or_zero(counts.precision),
        "recall": or_zero(counts.recall),
        "f1": or_zero(counts.f1),
        "undergeneration": or_zero(counts.undergeneration),
        "overgeneration": or_zero(counts.overgeneration),
        "substitution": or_zero(counts.substitution),
        "error": or_zero(counts.error),
    }


def run_prf(data: Input, folder: Path) -> Any:
    """Exact precision, recall and F1: with labels, without, per label and averaged."""
    if "docs_gold" in data:
        texts = list(zip(data["docs_gold"], data["docs_pred"], strict=True))
    else:
        texts = [(data["gold"], data["pred"])]
    sides = [(spans_of(gold), spans_of(found)) for gold, found in texts]
    by_label: dict[str, Counts] = {}
    extents = Counts()
    for gold, found in sides:
        extents += extent_counts(gold, found)
        for label, counts in exact_counts(gold, found).items():
            by_label[label] = by_label.get(label, Counts()) + counts
    every = total(by_label)
    return {
        "labelled": _prf(every),
        "unlabelled": _prf(extents),
        "per_label": {label: _prf(counts) for label, counts in by_label.items()},
        "micro": or_zero(every.f1),
        "macro": or_zero(mean([or_zero(c.f1) for c in by_label.values()], Reason.NEITHER)[0]),
        "weighted": _weighted(by_label, every.gold),
    }


def _prf(counts: Counts) -> dict[str, float]:
    return {
        "p": or_zero(counts.precision),
        "r": or_zero(counts.recall),
        "f": or_zero(counts.f1),
        "support": counts.gold,
    }


def _weighted(by_label: Mapping[str, Counts], gold: int) -> float:
    return sum(or_zero(c.f1) * c.gold for c in by_label.values()) / gold if gold else 0.0


def run_soft_f1(data: Input, folder: Path) -> Any:
    """Soft F1: of SemEval-2020 where overlaps are merged, else of LoReHLT."""
    gold, found = spans_of(data["gold"]), spans_of(data["pred"])
    credit = _soft_credit(data, gold, found)
    return {
        "p": or_zero(credit.precision),
        "r": or_zero(credit.recall),
        "f": or_zero(credit.f1),
    }


def _soft_credit(data: Input, gold: Sequence[Span], found: Sequence[Span]) -> Credit:
    if data.get("merge_same_label_overlaps"):
        return semeval_2020_credit(gold, found)
    return lorehlt_credit(
        gold,
        found,
        precision=Cover(data.get("precision_strategy", Cover.SUM)),
        recall=Cover(data.get("recall_strategy", Cover.MAX)),
    )


def run_ci(data: Input, folder: Path) -> Any:
    """An interval of F1 by resampling documents, percentile unless said otherwise."""
    counts = _counts(data["per_document"])
    level, method = float(data.get("level", 0.95)), Method(data.get("method", Method.PERCENTILE))
    bootstrap = Bootstrap(len(counts), _RESAMPLES, level=level, method=method)
    interval = count_intervals(bootstrap, counts).f1
    f1: Figure = sum(counts, Counts()).f1
    if isinstance(interval, Undefined):
        return {"f1": f1, "low": interval, "high": interval}
    return {"f1": f1, "low": interval.low, "high": interval.high}


def run_significance(data: Input, folder: Path) -> Any:
    """Paired randomisation of documents, and the paired bootstrap; of F1 unless said otherwise."""
    metric = Metric(data.get("metric", Metric.F1))
    test = compare_systems(_counts(data["system_a"]), _counts(data["system_b"]), metric=metric)
    difference = test.difference
    return {
        "abs_diff_f1": difference if isinstance(difference, Undefined) else abs(difference),
        "p_two_sided": test.p_randomisation,
        "p_bootstrap": test.p_bootstrap,
    }


def _counts(rows: Sequence[Sequence[int]]) -> list[Counts]:
    return [Counts(int(tp), int(fp), int(fn)) for tp, fp, fn in rows]


def run_boundary_similarity(data: Input, folder: Path) -> Any:
    """Boundary similarity of two segmentations given by their masses."""
    from tifa.evaluation.agreement.boundaries import (
        DEFAULT_NEAR,
        boundaries_of_masses,
        boundary_similarity,
    )

    first, second = (boundaries_of_masses(data[name]) for name in ("masses_a", "masses_b"))
    return {"B": boundary_similarity(first, second, near=int(data.get("n_t", DEFAULT_NEAR)))}


KINDS: dict[str, Run] = {
    "muc": run_muc,
    "prf": run_prf,
    "soft_f1": run_soft_f1,
    "ci": run_ci,
    "significance": run_significance,
    "boundary_similarity": run_boundary_similarity,
}
