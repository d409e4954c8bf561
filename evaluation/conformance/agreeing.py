"""Kinds of case about agreement on items, characters and units."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tifa.corpus.conformance.running import Input, Run
from tifa.corpus.figures import Figure, Reason, quotient
from tifa.evaluation.agreement.chance import (
    Agreement,
    Level,
    cohen_kappa,
    fleiss_kappa,
    krippendorff_alpha,
    positive_agreement,
    scott_pi,
)
from tifa.evaluation.agreement.characters import agreement_on_characters
from tifa.evaluation.agreement.continuum import Continuum
from tifa.evaluation.agreement.pairwise import summarise
from tifa.evaluation.agreement.unitizing import alpha_u, u_alpha
from tifa.evaluation.conformance.inputs import continuum_of


def run_kappa(data: Input, folder: Path) -> Any:
    """Cohen's kappa and Scott's pi of a table of two annotators."""
    found = cohen_kappa(data["table"])
    return {
        "observed": found.observed,
        "expected": found.expected,
        "cohen_kappa": found.value,
        "scott_pi": scott_pi(data["table"]).value,
    }


def run_fleiss(data: Input, folder: Path) -> Any:
    """Fleiss' kappa of a row per item and a column per category."""
    found: Agreement = fleiss_kappa(data["counts"])
    return {"observed": found.observed, "expected": found.expected, "fleiss_kappa": found.value}


def run_positive_agreement(data: Input, folder: Path) -> Any:
    """F1 and kappa of a 2 by 2 table: a both, b and c one only, d neither."""
    a, b, c, d = (int(data[name]) for name in "abcd")
    return {"f1": positive_agreement(a, b, c), "kappa": cohen_kappa([[a, b], [c, d]]).value}


def run_alpha(data: Input, folder: Path) -> Any:
    """Krippendorff's alpha of a row per annotator."""
    level = Level(data.get("level", Level.NOMINAL))
    return krippendorff_alpha(data["reliability_data"], level).value


def run_char_agreement(data: Input, folder: Path) -> Any:
    """Agreement on characters, in or out of the only label."""
    continuum = continuum_of(data, folder)
    label = str(data.get("label") or next(iter(continuum.labels), ""))
    found = agreement_on_characters(continuum, label)
    return {
        "cohen_kappa": found.cohen.value,
        "scott_pi": found.scott.value,
        "fleiss_kappa": found.fleiss.value,
        "alpha_nominal": found.alpha.value,
        "positive_agreement": found.positive,
    }


def run_alpha_u(data: Input, folder: Path) -> Any:
    """alpha_U (2004) over all labels and of each."""
    found = alpha_u(continuum_of(data, folder))
    return {
        "alpha": found.value,
        "per_label": {
            label: {"observed": part.observed, "expected": part.expected, "alpha": part.value}
            for label, part in found.per_label.items()
        },
    }


def run_u_alpha(data: Input, folder: Path) -> Any:
    """The u-alpha family (2016)."""
    continuum: Continuum = continuum_of(data, folder)
    found = u_alpha(continuum)
    return {
        "u_alpha": found.u,
        "bar_u_alpha": found.bar_u,
        "cu_alpha": found.cu,
        "ku_alpha": dict(found.ku),
    }


def run_pairwise_f1(data: Input, folder: Path) -> Any:
    """Mean of the pairs' micro F1, from counts by pair, document, kind and label.

    The kinds are spans in common, and the totals of both annotators.
    """
    table: Sequence[Sequence[Sequence[Sequence[int]]]] = data["counts_pair_doc_kind_label"]
    pairs = [_f1(docs, None) for docs in table]
    by_label = [
        summarise([_f1(docs, column) for docs in table]).mean
        for column in range(len(data["labels"]))
    ]
    found = summarise(pairs)
    return {
        "mean_f1": found.mean,
        "sd_population": found.spread,
        "per_pair": pairs,
        "mean_per_label": by_label,
    }


def _f1(docs: Sequence[Sequence[Sequence[int]]], column: int | None) -> Figure:
    both = every = 0
    for shared, totals in docs:
        both += sum(shared) if column is None else shared[column]
        every += sum(totals) if column is None else totals[column]
    return quotient(2 * both, every, Reason.NEITHER)


KINDS: dict[str, Run] = {
    "kappa": run_kappa,
    "fleiss": run_fleiss,
    "positive_agreement": run_positive_agreement,
    "alpha": run_alpha,
    "char_agreement": run_char_agreement,
    "alpha_u_2004": run_alpha_u,
    "u_alpha_2016": run_u_alpha,
    "pairwise_f1": run_pairwise_f1,
}
