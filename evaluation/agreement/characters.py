"""Agreement beyond chance on the characters of a text, label by label.

Items are all characters of the continuum, judged in or out of a label by every
annotator. Labels may overlap, so there is one binary figure per label and never one over
all labels. Nested spans of one label count once. Long spans weigh more than short ones,
and neighbouring characters depend on each other: intervals for these figures come from
resampling documents, never characters.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tifa.corpus.figures import Figure, Reason, Undefined, quotient
from tifa.evaluation.agreement.chance import (
    Agreement,
    alpha_of_counts,
    cohen_kappa,
    fleiss_kappa,
    scott_pi,
)
from tifa.evaluation.agreement.continuum import Continuum, fault_of

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class CharacterAgreement:
    """All figures for one label.

    label (str): The label.
    cohen, scott (Agreement): Of 2 annotators; undefined for more.
    fleiss, alpha (Agreement): Of any number of annotators.
    positive (Figure): Positive specific agreement; over several annotators the share of
        pairs in which a character's other annotator marked it too.
    items (str): What was judged.
    """

    label: str
    cohen: Agreement
    scott: Agreement
    fleiss: Agreement
    alpha: Agreement
    positive: Figure
    items: str = "all characters, in or out of the label"


def agreement_on_characters(continuum: Continuum, label: str) -> CharacterAgreement:
    """Return the figures for one label on the characters of one text."""
    return pooled_agreement([continuum], label)


def pooled_agreement(continua: Iterable[Continuum], label: str) -> CharacterAgreement:
    """Return the figures for one label over the characters of several texts together.

    All texts must have the same annotators: those of the first one, by name.

    Raises:
        ValueError: The annotators differ between the texts.
    """
    texts = list(continua)
    if not texts:
        return _refused(label, Reason.NO_ITEMS)
    names = sorted(texts[0].annotators)
    if any(sorted(text.annotators) != names for text in texts):
        raise ValueError("Texts pooled for agreement need the same annotators")
    usable = [text for text in texts if text.length or any(text.raters)]
    faults = [fault for text in usable or texts if (fault := fault_of(text, whole=True))]
    if faults:
        return _refused(label, faults[0])
    return _measure(
        label, np.concatenate([marks_of(text.only(label), names) for text in usable], 1)
    )


def marks_of(continuum: Continuum, names: Sequence[str]) -> Ints:
    """Return a row per annotator and a column per character: 1 in a unit, else 0.

    names: The annotators in the order of the rows.
    """
    marks = np.zeros((len(names), int(continuum.length)), dtype=np.int64)
    for row, name in enumerate(names):
        for unit in continuum.annotators[name]:
            start = int(unit.start - continuum.begin)
            marks[row, start : start + int(unit.end - unit.start)] = 1
    return marks


def table_of(marks: Ints) -> list[list[int]]:
    """Count characters of two annotators: rows out and in by the first, columns by the second."""
    codes = np.bincount(2 * marks[0] + marks[1], minlength=4)
    return [[int(codes[0]), int(codes[1])], [int(codes[2]), int(codes[3])]]


def _measure(label: str, marks: Ints) -> CharacterAgreement:
    raters, inside = len(marks), marks.sum(0)
    counts = np.stack([raters - inside, inside], 1)
    table = table_of(marks) if raters == 2 else None
    pairs = int((inside * (inside - 1)).sum())
    return CharacterAgreement(
        label=label,
        cohen=cohen_kappa(table) if table else _none(Reason.TWO_ANNOTATORS),
        scott=scott_pi(table) if table else _none(Reason.TWO_ANNOTATORS),
        fleiss=fleiss_kappa(counts.tolist()),
        alpha=alpha_of_counts(counts.astype(np.float64), (0, 1)),
        positive=quotient(pairs, int(inside.sum()) * (raters - 1), Reason.NO_POSITIVE),
    )


def _none(why: Reason) -> Agreement:
    return Agreement(Undefined(why), Undefined(why), Undefined(why), 0)


def _refused(label: str, why: Reason) -> CharacterAgreement:
    none = _none(why)
    return CharacterAgreement(label, none, none, none, none, Undefined(why))
