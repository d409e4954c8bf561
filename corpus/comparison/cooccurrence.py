"""Which formulas stand together, within a document and within a sentence."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tifa.corpus.comparison.association import log_dice, normalised_pmi
from tifa.corpus.comparison.contingency import Tables
from tifa.corpus.comparison.result import Result, table_of
from tifa.corpus.comparison.study import Study
from tifa.corpus.comparison.uses import Use, uses_of, why_none
from tifa.corpus.lexicon import Lexicon
from tifa.corpus.reporting.charts import Network
from tifa.corpus.structure import analyse

_COLUMNS = (
    "unit", "source", "target", "together", "count_source", "count_target", "units", "expected",
    "ratio", "log_dice", "npmi",
)  # fmt: skip
_CHARTS = tuple(
    Network(title, "source", "target", "together", where=("unit", unit))
    for unit, title in (
        ("document", "同在一篇 Formulas in one document"),
        ("sentence", "同在一句 Formulas in one sentence"),
    )
)


def cooccurrence(
    study: Study, lexicon: Lexicon | None = None, *, least: int = 2, ratio: float = 1.0
) -> Result:
    """Return an edge list of formulas that share documents or sentences.

    Counted are units with both formulas; a formula that a unit repeats counts once.

    least (int): Least number of units that have both.
    ratio (float): Least observed over expected number: 1 leaves out what stands together
        less often than by chance, which logDice does not see.
    """
    uses = uses_of(study, lexicon)
    rows: list[dict[str, Any]] = []
    notes = [*study.warnings, *why_none(uses, lexicon)]
    for unit, (places, total) in {
        "document": _documents(study, uses),
        "sentence": _sentences(study, uses),
    }.items():
        found = _edges(unit, places, total, least, ratio)
        rows.extend(found)
        if uses and not found:
            notes.append(f"No two formulas share at least {least} {unit}s more often than expected")
    return table_of(
        study, "slogan_cooccurrence", "提法共现 Formulas that stand together", _COLUMNS, rows,
        measure="logDice(Rychlý 2008), NPMI(Bouma 2009)",
        unit="documents and sentences with the formula",
        filters=f"together ≥ {least}, observed/expected ≥ {ratio:g}", notes=notes,
        charts=_CHARTS,
    )  # fmt: skip


def _documents(study: Study, uses: Iterable[Use]) -> tuple[set[tuple[int, str]], int]:
    """Return pairs of document number and formula, and the number of documents."""
    numbers = {speech.doc.id: number for number, speech in enumerate(study.speeches)}
    return {(numbers[use.speech.doc.id], use.canonical) for use in uses}, len(numbers)


def _sentences(study: Study, uses: Iterable[Use]) -> tuple[set[tuple[int, str]], int]:
    """Return pairs of sentence number and formula, and the number of sentences.

    A formula that runs over a sentence's end belongs to the sentence it begins in.
    """
    starts: dict[str, tuple[int, list[int]]] = {}
    total = 0
    for speech in study.speeches:
        sentences = analyse(speech.doc.text).sentences
        starts[speech.doc.id] = total, [sentence.start for sentence in sentences]
        total += len(sentences)
    places = set()
    for use in uses:
        before, mine = starts[use.speech.doc.id]
        places.add((before + max(0, bisect_right(mine, use.start) - 1), use.canonical))
    return places, total


def _edges(
    unit: str, places: set[tuple[int, str]], total: int, least: int, ratio: float
) -> list[dict[str, Any]]:
    """Return an edge for each pair of formulas that is frequent enough, the strongest first."""
    names = sorted({name for _, name in places})
    if len(names) < 2:
        return []
    counts, (first, second), both = _joint(names, places)
    kept = both >= least
    first, second, both = first[kept], second[kept], both[kept]
    tables = Tables.of_marginals(both, counts[first], counts[second], total)
    expected = tables.expected[0]
    dice, npmi = log_dice(both, counts[first], counts[second]), normalised_pmi(tables)
    order = np.lexsort((second, first, -both, -dice))
    return [
        {
            "unit": unit,
            "source": names[first[at]],
            "target": names[second[at]],
            "together": int(both[at]),
            "count_source": int(counts[first[at]]),
            "count_target": int(counts[second[at]]),
            "units": total,
            "expected": float(expected[at]),
            "ratio": float(both[at] / expected[at]),
            "log_dice": float(dice[at]),
            "npmi": float(npmi[at]),
        }
        for at in order
        if both[at] >= ratio * expected[at]
    ]


def _joint(names: Sequence[str], places: set[tuple[int, str]]) -> tuple[Any, tuple[Any, Any], Any]:
    """Return the units of each formula, the pairs that share one, and how many they share."""
    from scipy.sparse import csr_matrix  # slow to import, and only needed here

    number = {name: at for at, name in enumerate(names)}
    units = sorted({unit for unit, _ in places})
    row = {unit: at for at, unit in enumerate(units)}
    cells = [(row[unit], number[name]) for unit, name in places]
    rows, columns = zip(*cells, strict=True)
    table = csr_matrix((np.ones(len(cells), np.int64), (rows, columns)))
    product = (table.T @ table).tocoo()
    upper = product.row < product.col
    counts = np.asarray(table.sum(axis=0)).ravel()
    return counts, (product.row[upper], product.col[upper]), product.data[upper]
