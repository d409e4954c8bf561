"""Which labels are taken for which: gold against predicted, or annotator against annotator."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tifa.evaluation.matching import Pairing

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a gold label stands against a predicted one on paired spans.

    labels (tuple[str, ...]): The labels in order; “–” stands for no span.
    counts (Counter): By gold and predicted label.
    """

    labels: tuple[str, ...]
    counts: Counter[tuple[str, str]]

    def rows(self) -> list[tuple[str, list[int]]]:
        """Return gold labels with their counts, columns being labels and then “–”."""
        names = (*self.labels, NOTHING)
        return [(name, [self.counts[name, other] for other in names]) for name in names]

    def to_frame(self) -> "pd.DataFrame":
        """Return the matrix, rows gold and columns predicted."""
        import pandas as pd  # slow to import

        names = [*self.labels, NOTHING]
        frame = pd.DataFrame([counts for _, counts in self.rows()], index=names, columns=names)
        return frame.rename_axis(index="gold", columns="predicted")


def confusion(pairings: Iterable[Pairing], labels: Sequence[str] = ()) -> Confusion:
    """Count label pairs over the pairings of several texts.

    Spans that were paired share characters; their extents may differ. Missed spans stand
    in the last column, spurious ones in the last row, so rows and columns add up to the
    numbers of gold and predicted spans.

    labels (Sequence[str]): Labels in the order wished; others come after.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for pairing in pairings:
        counts.update((gold.label, found.label) for gold, found in pairing.pairs)
        counts.update((gold.label, NOTHING) for gold in pairing.missed)
        counts.update((NOTHING, found.label) for found in pairing.spurious)
    met = {label for pair in counts for label in pair} - {NOTHING}
    return Confusion((*dict.fromkeys(labels), *sorted(met.difference(labels))), counts)
