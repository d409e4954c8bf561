"""Every measure of agreement on texts of several annotators, with an interval each.

The measures are split by the question they answer: *where* something was marked, *what*
it was called, or both at once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np

from tifa.corpus.spans import Span
from tifa.evaluation.agreement import statistics
from tifa.evaluation.agreement.boundaries import DEFAULT_NEAR
from tifa.evaluation.agreement.continuum import Continuum
from tifa.evaluation.agreement.contributions import (
    AlphaUStatistic,
    CharacterSums,
    alpha_u_fault,
    alpha_u_statistic,
    boundary_sums,
    character_sums,
    u_alpha_fault,
    u_alpha_sums,
)
from tifa.evaluation.agreement.gamma import Disorders, GammaSettings, disorders
from tifa.evaluation.agreement.pairwise import exact_counts, extent_counts, pairing_counts, total
from tifa.evaluation.agreement.texts import Study
from tifa.evaluation.bootstrap import Bootstrap, Interval, Statistic, sum_ratio, value_of
from tifa.evaluation.counts import ENOUGH, Counts
from tifa.evaluation.figures import Figure, Reason, Undefined
from tifa.evaluation.matching import pair_by_overlap

ALL = "all"
NEAR = DEFAULT_NEAR


class Question(StrEnum):
    """What a measure is about."""

    WHERE = "where"
    WHAT = "what"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of agreement.

    name (str): Name of the measure.
    label (str): The label it is about, or ``all``.
    question (Question): Where, what, or both.
    value (Figure): The figure.
    interval (Interval | Undefined): By resampling documents, annotators kept fixed.
    items (str): What was judged, the universe that chance is taken over.
    spans (int): Spans of the label over all annotators.
    enough (bool): Whether every annotator has spans enough for the figure to mean much.
    """

    name: str
    label: str
    question: Question
    value: Figure
    interval: Interval | Undefined
    items: str
    spans: int
    enough: bool


PairCounts = Mapping[tuple[str, str], Sequence[Mapping[str, Counts]]]


@dataclass(frozen=True)
class Measurer:
    """Measures a study.

    study (Study): The texts.
    bootstrap (Bootstrap): Draws groups of texts.
    threshold (float): Least intersection over union for an overlap match.
    gamma (GammaSettings | None): For the gamma family; None leaves it out.
    progress (Callable): Called after each text that gamma was computed for.
    """

    study: Study
    bootstrap: Bootstrap
    threshold: float
    gamma: GammaSettings | None = None
    progress: Callable[[], None] = field(default=lambda: None)

    def measures(self) -> Iterator[Measure]:
        """Yield all measures: for all labels together, then label by label."""
        for label in (ALL, *self.study.labels):
            yield from self._pairwise(label)
            if label != ALL:
                yield from self._characters(label)
                yield self._boundaries(label)
            yield from self._units(label)
            if self.gamma is not None:
                yield from self._gammas(label)

    def _pairwise(self, label: str) -> Iterator[Measure]:
        items = "spans that either of a pair marked"
        wanted = None if label == ALL else label
        yield self._figure(
            "F1 exact",
            label,
            Question.BOTH,
            statistics.mean_f1(self._table(self.exact, wanted)),
            items,
            Reason.NO_POSITIVE,
        )
        yield self._figure(
            f"F1 overlap (IoU >= {self.threshold:g})",
            label,
            Question.BOTH,
            statistics.mean_f1(self._table(self.overlapping, wanted)),
            items,
            Reason.NO_POSITIVE,
        )
        if label == ALL:
            yield from self._where_and_what()

    def _where_and_what(self) -> Iterator[Measure]:
        extents, exact = self._table(self._extents, None), self._table(self.exact, None)
        yield self._figure(
            "F1 of extents",
            ALL,
            Question.WHERE,
            statistics.mean_f1(extents),
            "extents that either of a pair marked, whatever the label",
            Reason.NO_POSITIVE,
        )
        yield self._figure(
            "same label",
            ALL,
            Question.WHAT,
            sum_ratio(*(_found(counts) for counts in (exact, extents))),
            "extents that both of a pair marked",
            Reason.NOTHING_MATCHED,
        )

    def _characters(self, label: str) -> Iterator[Measure]:
        items = "all characters, in or out of the label"
        where = Question.WHERE
        groups = self._sums(label)
        for name, statistic, reason in statistics.on_characters(groups, self._refusals()):
            if isinstance(statistic, Reason):
                yield self._refused(name, label, where, statistic, items)
            else:
                yield self._figure(name, label, where, statistic, items, reason)

    def _refusals(self) -> tuple[Reason | None, Reason | None]:
        """Return why measures of two annotators, and of equally many, are refused."""
        two = None if len(self.study.annotators) == 2 else Reason.TWO_ANNOTATORS
        sizes = {len(text.annotators) for text in self.study.texts}
        return two, None if len(sizes) <= 1 else Reason.UNEQUAL

    def _units(self, label: str) -> Iterator[Measure]:
        items = "units and gaps along the texts"
        continua = self._continua(label)
        flat = [continuum for group in continua for continuum in group]
        values = self.study.labels if label == ALL else (label,)
        fault = u_alpha_fault(flat)
        question = Question.BOTH if label == ALL else Question.WHERE
        if fault:
            yield self._refused("u-alpha", label, question, fault, items)
        else:
            both = [[u_alpha_sums(text, values) for text in group] for group in continua]
            seen = np.array([np.sum([part[0] for part in group], axis=0) for group in both])
            selves = np.array([np.sum([part[1] for part in group], axis=0) for group in both])
            statistic = statistics.u_alpha_of_sums(seen, selves)
            yield self._figure("u-alpha", label, question, statistic, items, Reason.NO_CHANCE)
        faults = [alpha_u_fault([text.only(value) for text in flat]) for value in values]
        refused = [fault for fault in faults if fault not in (None, Reason.NO_UNITS)]
        usable = [v for v, fault in zip(values, faults, strict=True) if fault is None]
        if refused or not usable:
            reason = refused[0] if refused else Reason.NO_UNITS
            yield self._refused("alpha_U", label, question, reason or Reason.NO_UNITS, items)
        else:
            statistic = alpha_u_statistic([AlphaUStatistic(continua, v) for v in usable])
            yield self._figure("alpha_U", label, question, statistic, items, Reason.NO_CHANCE)

    def _boundaries(self, label: str) -> Measure:
        name = f"boundary similarity (n_t={NEAR})"
        items = "starts and ends of units"
        continua = self._continua(label)
        fault = alpha_u_fault([text for group in continua for text in group])
        if fault:
            return self._refused(name, label, Question.WHERE, fault, items)
        sums = np.array([boundary_sums(group) for group in continua])
        statistic = sum_ratio(sums[:, 0], sums[:, 1])
        return self._figure(name, label, Question.WHERE, statistic, items, Reason.NO_BOUNDARIES)

    def _gammas(self, label: str) -> Iterator[Measure]:
        items = "units along the texts, against chance continua"
        parts = self.disorders
        if label == ALL:
            yield self._gamma("gamma", label, Question.BOTH, "", parts, items)
            yield self._gamma("gamma-cat", label, Question.WHAT, None, parts, items)
        else:
            yield self._gamma("gamma-k", label, Question.WHAT, label, parts, items)

    def _gamma(
        self,
        name: str,
        label: str,
        question: Question,
        of: str | None,
        parts: Sequence[Sequence[Disorders]],
        items: str,
    ) -> Measure:
        statistic = statistics.gamma_of_disorders(parts, of)
        none = Reason.NO_UNITS if of == "" else Reason.NO_ALIGNED
        return self._figure(name, label, question, statistic, items, none)

    def _figure(
        self,
        name: str,
        label: str,
        question: Question,
        statistic: Statistic,
        items: str,
        reason: Reason,
    ) -> Measure:
        value = value_of(statistic, len(self.study.groups), reason)
        missing = isinstance(value, Undefined)
        interval = Undefined(reason) if missing else self.bootstrap.interval(statistic)
        spans, enough = self._support(label)
        return Measure(name, label, question, value, interval, items, spans, enough)

    def _refused(
        self, name: str, label: str, question: Question, reason: Reason, items: str
    ) -> Measure:
        none = Undefined(reason)
        return Measure(name, label, question, none, none, items, *self._support(label))

    def _support(self, label: str) -> tuple[int, bool]:
        counts: dict[str, int] = dict.fromkeys(self.study.annotators, 0)
        for text in self.study.texts:
            for name, spans in text.annotators.items():
                counts[name] += sum(label in (ALL, span.label) for span in spans)
        least = min(counts.values(), default=0)
        return sum(counts.values()), least >= ENOUGH

    @cached_property
    def exact(self) -> PairCounts:
        """Spans of same extent and label by pair, group and label."""
        return self._by_pair(exact_counts)

    @cached_property
    def overlapping(self) -> PairCounts:
        """Spans of the same label that overlap enough, likewise."""
        return self._by_pair(
            lambda one, other: pairing_counts(pair_by_overlap(one, other, threshold=self.threshold))
        )

    @cached_property
    def _extents(self) -> PairCounts:
        return self._by_pair(lambda one, other: {ALL: extent_counts(one, other)})

    @cached_property
    def disorders(self) -> list[list[Disorders]]:
        """The disorders behind gamma, by group; texts without units have none."""
        assert self.gamma is not None
        rng = np.random.default_rng(self.gamma.seed)
        found: list[list[Disorders]] = [[] for _ in self.study.groups]
        for text in self.study.texts:
            continuum = text.continuum()
            if any(continuum.raters):
                found[self.study.place(text)].append(disorders(continuum, self.gamma, rng))
            self.progress()
        return found

    def _by_pair(
        self, count: Callable[[Sequence[Span], Sequence[Span]], Mapping[str, Counts]]
    ) -> PairCounts:
        found = {}
        for pair in self.study.pairs:
            groups: list[dict[str, Counts]] = [defaultdict(Counts) for _ in self.study.groups]
            for text in self.study.seen_by(pair):
                one, other = (text.annotators[name] for name in pair)
                for label, counts in count(one, other).items():
                    groups[self.study.place(text)][label] += counts
            found[pair] = groups
        return found

    def _table(self, counts: PairCounts, label: str | None) -> list[list[Counts]]:
        """Return the counts of a label, or of all, for each pair and group."""
        return [
            [total(group) if label is None else group.get(label, Counts()) for group in groups]
            for groups in counts.values()
        ]

    def _continua(self, label: str) -> list[list[Continuum]]:
        found: list[list[Continuum]] = [[] for _ in self.study.groups]
        for text in self.study.texts:
            if text.text:
                wanted = None if label == ALL else label
                found[self.study.place(text)].append(text.continuum(wanted))
        return found

    def _sums(self, label: str) -> list[list[CharacterSums]]:
        return [
            [character_sums(continuum, self.study.annotators) for continuum in group]
            for group in self._continua(label)
        ]


def _found(pairs: Sequence[Sequence[Counts]]) -> list[int]:
    """Return the number of agreements of each group, over all pairs."""
    return [sum(counts.tp for counts in group) for group in zip(*pairs, strict=True)]
