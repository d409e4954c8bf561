"""How many mistakes of each kind there are, label by label."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tifa.evaluation.mistakes import Edge, Kind, Mistake

if TYPE_CHECKING:
    import pandas as pd

Cell = tuple[Kind, Edge | None, str]
_ROWS: tuple[tuple[Kind, Edge | None], ...] = (
    (Kind.MISSED, None),
    (Kind.SPURIOUS, None),
    *((Kind.BOUNDARY, edge) for edge in Edge),
    (Kind.SPLIT, None),
    (Kind.MERGE, None),
    (Kind.LABEL, None),
    (Kind.NESTED, None),
)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Mistakes counted.

    labels (tuple[str, ...]): The labels in order.
    counts (Counter): By kind, wrong edge of a boundary, and label: that of the gold span,
        else of the predicted one.
    """

    labels: tuple[str, ...]
    counts: Counter[Cell]

    def rows(self) -> Iterator[tuple[Kind, Edge | None, list[int]]]:
        """Yield kinds with the counts of each label; boundary errors edge by edge."""
        for kind, edge in _ROWS:
            yield kind, edge, [self.counts[kind, edge, label] for label in self.labels]

    def to_frame(self) -> "pd.DataFrame":
        """Return one row per kind, edge and label."""
        import pandas as pd  # slow to import

        return pd.DataFrame(
            [
                {"kind": kind.value, "edge": edge.value if edge else "", "label": label, "n": n}
                for kind, edge, counts in self.rows()
                for label, n in zip(self.labels, counts, strict=True)
            ]
        )


def count_mistakes(mistakes: Iterable[Mistake], labels: Sequence[str] = ()) -> Taxonomy:
    """Count mistakes.

    labels (Sequence[str]): Labels in the order wished; others come after.
    """
    counts = Counter((each.kind, each.edge, each.label) for each in mistakes)
    met = {label for _, _, label in counts}
    return Taxonomy((*dict.fromkeys(labels), *sorted(met.difference(labels))), counts)
