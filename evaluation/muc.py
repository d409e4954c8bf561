"""The four schemes of MUC-5 and SemEval-2013 task 9.1, counted on one pairing.

Each matched pair, each missed and each spurious span is counted once per scheme:

|                    | strict | exact | partial | type |
|--------------------|--------|-------|---------|------|
| same extent, label | COR    | COR   | COR     | COR  |
| same extent        | INC    | COR   | COR     | INC  |
| overlap, label     | INC    | INC   | PAR     | COR  |
| overlap            | INC    | INC   | PAR     | INC  |
| gold only          | MIS    | MIS   | MIS     | MIS  |
| predicted only     | SPU    | SPU   | SPU     | SPU  |

Source: Chinchor & Sundheim (1993), MUC-5 Evaluation Metrics; Segura-Bedmar, Martínez &
Herrero-Zazo (2013), SemEval-2013 Task 9.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tifa.corpus.figures import Figure, Reason, quotient
from tifa.corpus.spans import Span
from tifa.evaluation.matching import Pairing


class Scheme(StrEnum):
    """What a prediction has to get right."""

    STRICT = "strict"
    EXACT = "exact"
    PARTIAL = "partial"
    TYPE = "type"


class Outcome(StrEnum):
    """What became of a pair, or of a span without partner."""

    CORRECT = "correct"
    INCORRECT = "incorrect"
    PARTIAL = "partial"
    MISSED = "missed"
    SPURIOUS = "spurious"


_Same = tuple[bool, bool]
# By (same extent, same label).
_TABLE: Mapping[Scheme, Mapping[_Same, Outcome]] = {
    Scheme.STRICT: {
        (True, True): Outcome.CORRECT,
        (True, False): Outcome.INCORRECT,
        (False, True): Outcome.INCORRECT,
        (False, False): Outcome.INCORRECT,
    },
    Scheme.EXACT: {
        (True, True): Outcome.CORRECT,
        (True, False): Outcome.CORRECT,
        (False, True): Outcome.INCORRECT,
        (False, False): Outcome.INCORRECT,
    },
    Scheme.PARTIAL: {
        (True, True): Outcome.CORRECT,
        (True, False): Outcome.CORRECT,
        (False, True): Outcome.PARTIAL,
        (False, False): Outcome.PARTIAL,
    },
    Scheme.TYPE: {
        (True, True): Outcome.CORRECT,
        (True, False): Outcome.INCORRECT,
        (False, True): Outcome.CORRECT,
        (False, False): Outcome.INCORRECT,
    },
}


@dataclass(frozen=True, slots=True)
class MucCounts:
    """Counts of one scheme and the figures made of them.

    correct, incorrect, partial, missed, spurious (int): COR, INC, PAR, MIS, SPU.
    """

    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    missed: int = 0
    spurious: int = 0

    def __add__(self, other: "MucCounts") -> "MucCounts":
        """Return the counts of both together."""
        return MucCounts(
            self.correct + other.correct,
            self.incorrect + other.incorrect,
            self.partial + other.partial,
            self.missed + other.missed,
            self.spurious + other.spurious,
        )

    @property
    def possible(self) -> int:
        """POS: number of gold spans."""
        return self.correct + self.incorrect + self.partial + self.missed

    @property
    def actual(self) -> int:
        """ACT: number of predicted spans."""
        return self.correct + self.incorrect + self.partial + self.spurious

    @property
    def precision(self) -> Figure:
        """(COR + PAR/2) / ACT."""
        return quotient(self._credit, self.actual, Reason.NOTHING_PREDICTED)

    @property
    def recall(self) -> Figure:
        """(COR + PAR/2) / POS."""
        return quotient(self._credit, self.possible, Reason.NO_GOLD)

    @property
    def f1(self) -> Figure:
        """2 (COR + PAR/2) / (POS + ACT), the harmonic mean of precision and recall."""
        return quotient(2 * self._credit, self.possible + self.actual, Reason.NEITHER)

    @property
    def undergeneration(self) -> Figure:
        """UND = MIS / POS."""
        return quotient(self.missed, self.possible, Reason.NO_GOLD)

    @property
    def overgeneration(self) -> Figure:
        """OVG = SPU / ACT."""
        return quotient(self.spurious, self.actual, Reason.NOTHING_PREDICTED)

    @property
    def substitution(self) -> Figure:
        """SUB = (INC + PAR/2) / (COR + PAR + INC)."""
        matched = self.correct + self.partial + self.incorrect
        return quotient(self.incorrect + self.partial / 2, matched, Reason.NOTHING_MATCHED)

    @property
    def error(self) -> Figure:
        """ERR = (INC + PAR/2 + MIS + SPU) / (COR + PAR + INC + MIS + SPU)."""
        wrong = self.incorrect + self.partial / 2 + self.missed + self.spurious
        every = self.correct + self.partial + self.incorrect + self.missed + self.spurious
        return quotient(wrong, every, Reason.NEITHER)

    @property
    def _credit(self) -> float:
        return self.correct + self.partial / 2


def muc_counts(pairings: Iterable[Pairing]) -> dict[Scheme, MucCounts]:
    """Return the counts of each scheme over the pairings of several texts."""
    by_label = muc_counts_by_label(pairings)
    return {
        scheme: sum((counts[scheme] for counts in by_label.values()), MucCounts())
        for scheme in Scheme
    }


def muc_counts_by_label(pairings: Iterable[Pairing]) -> dict[str, dict[Scheme, MucCounts]]:
    """Return the counts of each label and scheme.

    A pair counts for the label of its gold span, a spurious span for its own.
    """
    matched: dict[str, Counter[_Same]] = defaultdict(Counter)
    missed: Counter[str] = Counter()
    spurious: Counter[str] = Counter()
    for pairing in pairings:
        for gold, found in pairing.pairs:
            matched[gold.label][_same(gold, found)] += 1
        missed.update(span.label for span in pairing.missed)
        spurious.update(span.label for span in pairing.spurious)
    labels = sorted({*matched, *missed, *spurious})
    return {
        label: {
            scheme: _counts(scheme, matched[label], missed[label], spurious[label])
            for scheme in Scheme
        }
        for label in labels
    }


def _same(gold: Span, found: Span) -> _Same:
    return (gold.start, gold.end) == (found.start, found.end), gold.label == found.label


def _counts(scheme: Scheme, matched: Mapping[_Same, int], missed: int, spurious: int) -> MucCounts:
    outcomes: Counter[Outcome] = Counter()
    for same, number in matched.items():
        outcomes[_TABLE[scheme][same]] += number
    return MucCounts(
        correct=outcomes[Outcome.CORRECT],
        incorrect=outcomes[Outcome.INCORRECT],
        partial=outcomes[Outcome.PARTIAL],
        missed=missed,
        spurious=spurious,
    )
