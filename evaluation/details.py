"""All ways to score a prediction side by side: MUC schemes, characters, soft F1.

Strict and overlap scores are the main figures and stand in `scores`; what is here says
how much of the rest was nearly right.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tifa.corpus.bootstrap import Bootstrap, Floats, Interval, Method, Statistic, sum_ratio
from tifa.corpus.figures import Figure, Reason, Undefined, mean
from tifa.evaluation.calibration import Calibration, calibrate
from tifa.evaluation.confusion import Confusion, confusion
from tifa.evaluation.counts import ENOUGH, MICRO
from tifa.evaluation.matching import Pairing, pair
from tifa.evaluation.mistakes import find_mistakes
from tifa.evaluation.muc import MucCounts, Scheme, muc_counts_by_label
from tifa.evaluation.partial_credit import CREDITS, Credit, Sides
from tifa.evaluation.scores import Group, ScoredText, resampled_by
from tifa.evaluation.taxonomy import Taxonomy, count_mistakes

if TYPE_CHECKING:
    import pandas as pd

MACRO = "macro"


@dataclass(frozen=True, slots=True)
class DetailRow:
    """Scores of one label by one measure.

    measure, label (str): Which; labels end with ``micro`` and ``macro``, the mean of the
        labels' F1.
    precision, recall, f1 (Figure): Between 0 and 1.
    interval (Interval | Undefined): Of F1.
    gold (int): Number of gold spans.
    undefined (int): For ``macro``: labels without a value, left out of the mean of F1.
    """

    measure: str
    label: str
    precision: Figure
    recall: Figure
    f1: Figure
    interval: Interval | Undefined
    gold: int
    undefined: int = 0

    @property
    def enough(self) -> bool:
        """Whether there are gold spans enough for the figures to mean something."""
        return self.gold >= ENOUGH


@dataclass(frozen=True, slots=True)
class Details:
    """Everything beside strict and overlap scores.

    rows (tuple[DetailRow, ...]): By measure and label.
    muc (Mapping[str, Mapping[Scheme, MucCounts]]): Counts by label, ``micro`` last.
    confusion (Confusion): Gold against predicted labels.
    calibration (Calibration): Scores against strict precision.
    interval (str): How the intervals were made.
    taxonomy (Taxonomy): Mistakes by kind and label.
    """

    rows: tuple[DetailRow, ...]
    muc: Mapping[str, Mapping[Scheme, MucCounts]]
    confusion: Confusion
    calibration: Calibration
    interval: str
    taxonomy: Taxonomy

    def to_frame(self) -> "pd.DataFrame":
        """Return one row per measure and label; undefined figures are missing."""
        import pandas as pd  # slow to import

        records = []
        for row in self.rows:
            figures = {"precision": row.precision, "recall": row.recall, "f1": row.f1}
            known = {n: None if isinstance(f, Undefined) else f for n, f in figures.items()}
            none = isinstance(row.interval, Undefined)
            bounds = (None, None) if none else (row.interval.low, row.interval.high)  # type: ignore[union-attr]
            base = {"measure": row.measure, "label": row.label, "gold": row.gold}
            records.append({**base, **known, "f1_low": bounds[0], "f1_high": bounds[1]})
            records[-1] |= {"undefined_labels": row.undefined, "enough_data": row.enough}
        return pd.DataFrame(records)


def detail(
    texts: Iterable[ScoredText],
    *,
    labels: Sequence[str] = (),
    resamples: int = 1_000,
    seed: int = 0,
    level: float = 0.95,
    method: Method = Method.PERCENTILE,
) -> Details:
    """Score predictions in every way but strict and overlap.

    Arguments as of `scores.evaluate`.

    Raises:
        ValueError: The level or number of resamples makes no sense.
    """
    texts = list(texts)
    groups = sorted({group for text in texts for group in text.groups()})
    bootstrap = Bootstrap(len(groups), resamples, seed, level, method)
    pairings = [pair(text.gold, text.predicted) for text in texts]
    met = {span.label for text in texts for side in (text.gold, text.predicted) for span in side}
    order = (*dict.fromkeys(labels), *sorted(met.difference(labels)))
    muc = _muc(texts, pairings)
    rows = [
        *_muc_rows(muc, groups, order, bootstrap),
        *_credit_rows(texts, groups, order, bootstrap),
    ]
    return Details(
        rows=tuple(rows),
        muc=_sums(muc, order),
        confusion=confusion(pairings, order),
        calibration=calibrate((text.gold, text.predicted) for text in texts),
        interval=bootstrap.describe(resampled_by(texts)),
        taxonomy=count_mistakes(
            (
                mistake
                for text in texts
                for mistake in find_mistakes(text.id, text.text, text.gold, text.predicted)
            ),
            order,
        ),
    )


_Muc = Mapping[Group, Mapping[str, Mapping[Scheme, MucCounts]]]


def _muc(texts: Sequence[ScoredText], pairings: Sequence[Pairing]) -> _Muc:
    """Count each group: a pair counts where its gold span starts."""
    split: dict[Group, list[Pairing]] = defaultdict(list)
    for text, pairing in zip(texts, pairings, strict=True):
        for pair_ in pairing.pairs:
            split[text.group_at(pair_[0].start)].append(Pairing((pair_,), (), ()))
        for gold in pairing.missed:
            split[text.group_at(gold.start)].append(Pairing((), (gold,), ()))
        for extra in pairing.spurious:
            split[text.group_at(extra.start)].append(Pairing((), (), (extra,)))
    return {group: muc_counts_by_label(parts) for group, parts in split.items()}


def _sums(muc: _Muc, order: Sequence[str]) -> dict[str, dict[Scheme, MucCounts]]:
    sums: dict[str, dict[Scheme, MucCounts]] = {
        label: {
            scheme: sum(
                (counts[label][scheme] for counts in muc.values() if label in counts), MucCounts()
            )
            for scheme in Scheme
        }
        for label in order
    }
    sums[MICRO] = {
        scheme: sum((sums[label][scheme] for label in order), MucCounts()) for scheme in Scheme
    }
    return sums


def _muc_rows(
    muc: _Muc, groups: Sequence[Group], order: Sequence[str], bootstrap: Bootstrap
) -> Iterator[DetailRow]:
    sums = _sums(muc, order)
    for scheme in (Scheme.EXACT, Scheme.PARTIAL, Scheme.TYPE):
        name = f"MUC {scheme}"
        rows = []
        for label in (*order, MICRO):
            names = order if label == MICRO else (label,)
            per_group = [_of_group(muc.get(group, {}), names, scheme) for group in groups]
            total = sums[label][scheme]
            credit = [2 * (c.correct + c.partial / 2) for c in per_group]
            interval = bootstrap.interval(
                sum_ratio(credit, [c.possible + c.actual for c in per_group])
            )
            rows.append(
                DetailRow(
                    name, label, total.precision, total.recall, total.f1, interval, total.possible
                )
            )
        yield from (*rows, _macro(name, rows[:-1]))


def _of_group(
    counts: Mapping[str, Mapping[Scheme, MucCounts]], labels: Sequence[str], scheme: Scheme
) -> MucCounts:
    return sum((counts[label][scheme] for label in labels if label in counts), MucCounts())


def _macro(measure: str, rows: Sequence[DetailRow]) -> DetailRow:
    """Return the mean over labels that have a value; it has no interval of its own."""
    (precision, _), (recall, _), (f1, undefined) = (
        mean([getattr(row, name) for row in rows], Reason.NEITHER)
        for name in ("precision", "recall", "f1")
    )
    gold = sum(row.gold for row in rows)
    none = Undefined(Reason.NO_INTERVAL)
    return DetailRow(measure, MACRO, precision, recall, f1, none, gold, undefined)


def _credit_rows(
    texts: Sequence[ScoredText],
    groups: Sequence[Group],
    order: Sequence[str],
    bootstrap: Bootstrap,
) -> Iterator[DetailRow]:
    gold = {label: sum(s.label == label for t in texts for s in t.gold) for label in order}
    for name, measure in CREDITS.items():
        sums: dict[tuple[Group, str], Credit] = defaultdict(Credit)
        for text in texts:
            for label in order:
                parts = measure(_only((text.gold, text.predicted), label), text.cuts)
                for group, credit in zip(text.groups(), parts, strict=True):
                    sums[group, label] += credit
        table = {label: [sums[group, label] for group in groups] for label in order}
        table[MICRO] = [sum((sums[group, n] for n in order), Credit()) for group in groups]
        rows = [
            _credit_row(name, label, credits, gold.get(label, sum(gold.values())), bootstrap)
            for label, credits in table.items()
        ]
        yield from (*rows, _macro(name, rows[:-1]))


def _only(sides: Sides, label: str) -> Sides:
    gold, predicted = ([span for span in side if span.label == label] for side in sides)
    return gold, predicted


def _credit_row(
    measure: str, label: str, credits: Sequence[Credit], gold: int, bootstrap: Bootstrap
) -> DetailRow:
    total = sum(credits, Credit())
    interval = bootstrap.interval(_credit_f1(credits))
    return DetailRow(measure, label, total.precision, total.recall, total.f1, interval, gold)


def _credit_f1(credits: Sequence[Credit]) -> Statistic:
    table = np.array(
        [(c.precision_sum, c.predicted, c.recall_sum, c.gold) for c in credits], dtype=np.float64
    ).reshape(-1, 4)

    def statistic(weights: Floats) -> Floats:
        hits, predicted, covered, gold = (weights @ table).T
        with np.errstate(invalid="ignore", divide="ignore"):
            precision = np.where(predicted > 0, hits / predicted, 0.0)
            recall = np.where(gold > 0, covered / gold, 0.0)
            both = precision + recall
            f1 = np.where(both > 0, 2 * precision * recall / both, 0.0)
        found: Floats = np.where((predicted > 0) | (gold > 0), f1, np.nan)
        return found

    return statistic
