"""Tables of keywords: every measure of every item, and which items are worth telling."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tifa.corpus.comparison import keyness
from tifa.corpus.comparison.contingency import Floats, Tables
from tifa.corpus.comparison.keyness import Cells, Correction, Variance

if TYPE_CHECKING:
    import pandas as pd

PER = 10_000
_SMALL = 5
# Keywords told of each direction even where none is significant.
_FEW = 20
PART_OF = "part_of"
# Behind what people read first.
_PLACE = 7


@dataclass(frozen=True, slots=True)
class Choices:
    """Which keywords are told, and by which variants of the measures.

    least (int): Least frequency in target and reference together.
    documents (int): Least number of documents of its side that an item occurs in.
    most (int): Keywords told, of each direction, the most significant first.
    significance (float): Greatest corrected p-value of what is told, but for the first 20.
    most_targets (int): Groups compared with the others, the largest first.
    correction (Correction): Of χ².
    prior (float): Pseudo-counts of all items together in the Dirichlet prior of log odds;
        they are shared out by the items' frequencies in target and reference together.
    variance (Variance): Of log odds.
    tolerance (float): δ of closed n-grams: one is marked as part of a longer keyword that has
        at least 1 − δ of its occurrences.
    """

    least: int = 5
    documents: int = 1
    most: int = 500
    significance: float = 0.05
    most_targets: int = 12
    correction: Correction = Correction.YATES
    prior: float = 500.0
    variance: Variance = Variance.FULL
    tolerance: float = 0.1

    def describe(self, *, nested: bool = False) -> str:
        """Return the measures with their variants, for a recipe."""
        marked = f"; part_of: not δ-tolerance closed, δ={self.tolerance:g}" if nested else ""
        return (
            f"log-likelihood({Cells.FOUR}, {Cells.TWO}); chi-square({self.correction}); "
            f"fisher-exact(two-sided, where an expected cell is below {_SMALL}); "
            "benjamini-hochberg; log-ratio(0→0.5); %DIFF; odds-ratio; "
            f"log-odds-z(Dirichlet prior {self.prior:g} by frequency, variance {self.variance}); "
            f"DP, DPnorm, Juilland D, ARF (unequal documents){marked}"
        )

    def filters(self) -> str:
        """Return what is left out, for a recipe."""
        return (
            f"frequency ≥ {self.least}; documents ≥ {self.documents}; corrected p ≤ "
            f"{self.significance:g} or first {_FEW}; most {self.most} each way"
        )


DEFAULT = Choices()


def measured(
    names: Sequence[str],
    counts: Floats,
    documents: Floats,
    totals: tuple[float, float],
    choices: Choices,
) -> "pd.DataFrame":
    """Measure all items that are frequent enough.

    names (Sequence[str]): The items.
    counts (Floats): Frequencies in target and reference, shape (items, 2).
    documents (Floats): In how many documents of either they occur, shape (items, 2).
    totals (tuple[float, float]): Sizes of target and reference.

    Returns:
        A row an item, indexed by the item's number.
    """
    import pandas as pd

    direction = np.asarray(Tables.of_counts(counts[:, 0], counts[:, 1], *totals).direction)
    own = np.where(direction > 0, documents[:, 0], documents[:, 1])
    kept = np.flatnonzero(
        (counts.sum(axis=1) >= choices.least) & (own >= choices.documents) & (direction != 0)
    )
    counts, documents = counts[kept], documents[kept]
    n1, n2 = totals
    tables = Tables.of_counts(counts[:, 0], counts[:, 1], n1, n2)
    g2 = keyness.log_likelihood(tables)
    p, test = _tested(tables, g2)
    prior = choices.prior * counts.sum(axis=1) / (n1 + n2)
    return pd.DataFrame(
        {
            "item": np.asarray(names, object)[kept],
            "key": np.where(direction[kept] > 0, "+", "−"),
            "count_target": counts[:, 0].astype(int),
            "count_reference": counts[:, 1].astype(int),
            "g2": g2,
            "log_ratio": keyness.log_ratio(tables),
            "p_adjusted": keyness.adjust_p_values(p),
            "per_10k_target": PER * counts[:, 0] / n1,
            "per_10k_reference": PER * counts[:, 1] / n2,
            "p": p,
            "p_of": test,
            "pct_diff": keyness.percent_difference(tables),
            "odds_ratio": keyness.odds_ratio(tables),
            "log_odds_z": keyness.log_odds_z(
                counts[:, 0], counts[:, 1], prior, variance=choices.variance, sizes=(n1, n2)
            ),
            "g2_2cell": keyness.log_likelihood(tables, cells=Cells.TWO),
            "chi2": keyness.chi_square(tables, correction=choices.correction),
            "size_target": int(n1),
            "size_reference": int(n2),
            "documents_target": documents[:, 0].astype(int),
            "documents_reference": documents[:, 1].astype(int),
        },
        index=kept,
    )


def _tested(tables: Tables, g2: Floats) -> tuple[Floats, Any]:
    """Return p-values: exact ones where an expected frequency is small."""
    p = keyness.p_value(g2)
    small = (tables.expected < _SMALL).any(axis=0)
    if small.any():
        cells = (tables.o11, tables.o12, tables.o21, tables.o22)
        p[small] = keyness.fisher_exact(Tables(*(cell[small] for cell in cells)))
    return p, np.where(small, "Fisher", "G²")


def most_key(frame: "pd.DataFrame", choices: Choices, *, nested: bool) -> "pd.DataFrame":
    """Return the most significant items, those of the target first.

    nested (bool): Whether items lie inside each other. Then those that occur on their side
        only as part of a longer keyword are left out, and the column ``part_of`` names for
        those that nearly do so the longer one.
    """
    import pandas as pd

    ranked = frame.sort_values(["g2", "item"], ascending=[False, True], kind="stable")
    kept = []
    for key, count in (("+", "count_target"), ("−", "count_reference")):
        side = ranked[ranked["key"] == key]
        place = np.arange(len(side))
        side = side[(side["p_adjusted"] <= choices.significance) | (place < _FEW)]
        closed = _closed(side, count, choices.tolerance) if nested else side
        kept.append(closed.head(choices.most))
    return pd.concat(kept)


def _closed(side: "pd.DataFrame", count: str, tolerance: float) -> "pd.DataFrame":
    """Leave out what occurs on its side only as part of a longer keyword, mark what nearly does.

    What is left is closed: no longer keyword has its count (Pasquier, Bastide, Taouil & Lakhal
    1999). What is marked is not δ-tolerance closed: a longer one has at least 1 − δ of it
    (Cheng, Ke & Ng 2006).
    """
    whole = side[side[count] > _holders(side, count, 0.0)[1]].copy()
    names, _ = _holders(whole, count, tolerance)
    whole.insert(_PLACE, PART_OF, names)
    return whole


def _holders(side: "pd.DataFrame", count: str, tolerance: float) -> tuple[list[str], list[float]]:
    """Return for each item the most frequent longer one that holds it often enough, and its count.

    The most frequent one, else the longest; "" and 0 where there is none.
    """
    counts = dict(zip(side["item"], side[count].astype(float), strict=True))
    found: dict[str, str] = {}
    # The holder that comes last stays: the most frequent one.
    for longer in sorted(counts, key=lambda item: (counts[item], len(item), item)):
        for start in range(len(longer)):
            for end in range(start + 1, len(longer) + 1):
                part = longer[start:end]
                held = counts.get(part)
                if held and part != longer and counts[longer] >= (1 - tolerance) * held:
                    found[part] = longer
    names = [found.get(item, "") for item in side["item"]]
    return names, [counts.get(name, 0.0) for name in names]
