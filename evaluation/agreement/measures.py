"""Every measure of agreement on texts of several annotators, with an interval each.

The measures are split by the question they answer: *where* something was marked, *what*
it was called, or both at once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, partial

from tifa.corpus.bootstrap import (
    Bootstrap,
    Floats,
    Interval,
    Statistic,
    value_of,
)
from tifa.corpus.figures import Figure, Reason, Undefined
from tifa.evaluation.agreement import statistics
from tifa.evaluation.agreement.boundaries import DEFAULT_NEAR
from tifa.evaluation.agreement.continuum import Continuum, fault_of, first_fault
from tifa.evaluation.agreement.contributions import character_sums
from tifa.evaluation.agreement.gamma import Disorders, GammaSettings, disorders
from tifa.evaluation.agreement.on_units import (
    UAlphaStatistics,
    alpha_u_statistic,
    boundary_statistic,
    u_alpha_family,
)
from tifa.evaluation.agreement.pairwise import (
    PairCounts,
    counts_by_pair,
    exact_counts,
    extent_counts,
    of_label,
    pairing_counts,
)
from tifa.evaluation.agreement.texts import Study
from tifa.evaluation.counts import ENOUGH
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
            yield from self._characters(label)
            if label != ALL:
                yield self._boundaries(label)
            yield from self._units(label)
            if self.gamma is not None:
                yield from self._gammas(label)

    def _pairwise(self, label: str) -> Iterator[Measure]:
        items, wanted = "spans that either of a pair marked", None if label == ALL else label
        rough = f"F1 overlap (IoU >= {self.threshold:g})"
        for name, counts in (("F1 exact", self.exact), (rough, self.overlapping)):
            statistic = statistics.mean_f1(of_label(counts, wanted))
            yield self._figure(name, label, Question.BOTH, statistic, items, Reason.NO_POSITIVE)
        if label == ALL:
            yield from self._where_and_what()

    def _where_and_what(self) -> Iterator[Measure]:
        extents, exact = of_label(self._extents, None), of_label(self.exact, None)
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
            statistics.same_label(exact, extents),
            "extents that both of a pair marked",
            Reason.NOTHING_MATCHED,
        )

    def _characters(self, label: str) -> Iterator[Measure]:
        items = f"all characters, in or out of {'any' if label == ALL else 'the'} label"
        continua = self._continua(label)
        fault = first_fault(text for group in continua for text in group)
        names = self.study.annotators
        # A text with a fault cannot be cut into characters; then nothing is counted.
        groups = [[character_sums(t, names) for t in group if not fault] for group in continua]
        for name, statistic, reason in statistics.on_characters(groups, self._refusals()):
            yield self._figure(name, label, Question.WHERE, fault or statistic, items, reason)

    def _refusals(self) -> tuple[Reason | None, Reason | None]:
        """Return why measures of two annotators, and of equally many, are refused."""
        two = None if len(self.study.annotators) == 2 else Reason.TWO_ANNOTATORS
        sizes = {len(text.annotators) for text in self.study.texts}
        return two, None if len(sizes) <= 1 else Reason.UNEQUAL

    def _units(self, label: str) -> Iterator[Measure]:
        items, marked = "units and gaps along the texts", "stretches that 2 annotators marked"
        where, what, both = Question
        no_chance, no_common = Reason.NO_CHANCE, Reason.NO_COMMON
        together, continua = self._family, self._continua(label)
        if label == ALL:
            for name, question, pick in (
                ("u-alpha", both, UAlphaStatistics.u),
                ("|u-alpha", where, UAlphaStatistics.bar_u),
            ):
                statistic = _member(together, pick)
                yield self._figure(name, label, question, statistic, items, no_chance)
            coded = _member(together, UAlphaStatistics.cu)
            yield self._figure("cu-alpha", label, what, coded, marked, no_common)
            whole = alpha_u_statistic(continua, self.study.labels)
            yield self._figure("alpha_U", label, both, whole, items, no_chance)
            return
        alone = u_alpha_family(continua, (label,))
        unitized = _member(alone, UAlphaStatistics.u)
        yield self._figure("u-alpha", label, where, unitized, items, no_chance)
        place = self.study.labels.index(label)
        coded = together if isinstance(together, Reason) else together.ku(place)
        yield self._figure("(k)u-alpha", label, what, coded, marked, no_common)
        own = alpha_u_statistic(continua, (label,))
        yield self._figure("alpha_U", label, where, own, items, no_chance)

    @cached_property
    def _family(self) -> UAlphaStatistics | Reason:
        return u_alpha_family(self._continua(ALL), self.study.labels)

    def _boundaries(self, label: str) -> Measure:
        return self._figure(
            f"boundary similarity (n_t={NEAR})",
            label,
            Question.WHERE,
            boundary_statistic(self._continua(label)),
            "starts and ends of units",
            Reason.NO_BOUNDARIES,
        )

    def _gammas(self, label: str) -> Iterator[Measure]:
        items = "units along the texts, against chance continua"
        fault = first_fault(text.continuum() for text in self.study.texts)
        parts: list[list[Disorders]] = [[] for _ in self.study.groups]
        for text, found in zip(self.study.texts, self.disorders, strict=True):
            parts[self.study.place(text)] += [found] if found else []
        for name, question, of, none in (
            ("gamma", Question.BOTH, "", Reason.NO_UNITS),
            ("gamma-cat", Question.WHAT, None, Reason.NO_ALIGNED),
            ("gamma-k", Question.WHAT, label, Reason.NO_ALIGNED),
        ):
            if (name == "gamma-k") != (label == ALL):
                statistic = fault or statistics.gamma_of_disorders(parts, of)
                yield self._figure(name, label, question, statistic, items, none)

    def _figure(
        self,
        name: str,
        label: str,
        question: Question,
        statistic: Statistic | Reason,
        items: str,
        reason: Reason,
    ) -> Measure:
        """Return a measure, or its refusal.

        reason: Why there is no value where the statistic has none.
        """
        statistic = self._obstacle or statistic
        if isinstance(statistic, Reason):
            value: Figure = Undefined(statistic)
            interval: Interval | Undefined = Undefined(statistic)
        else:
            value = value_of(statistic, len(self.study.groups), reason)
            missing = isinstance(value, Undefined)
            interval = Undefined(reason) if missing else self.bootstrap.interval(statistic)
        return Measure(name, label, question, value, interval, items, *self._support(label))

    @property
    def _obstacle(self) -> Reason | None:
        """Say why there is no agreement to measure at all, if so."""
        if len(self.study.annotators) < 2:
            return Reason.FEW_ANNOTATORS
        return None if self.study.texts else Reason.NOT_SHARED

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
        return counts_by_pair(self.study, exact_counts)

    @cached_property
    def overlapping(self) -> PairCounts:
        """Spans of the same label that overlap enough, likewise."""
        return counts_by_pair(
            self.study,
            lambda one, other: pairing_counts(
                pair_by_overlap(one, other, threshold=self.threshold)
            ),
        )

    @cached_property
    def _extents(self) -> PairCounts:
        return counts_by_pair(self.study, lambda one, other: {ALL: extent_counts(one, other)})

    @cached_property
    def disorders(self) -> list[Disorders | None]:
        """The disorders behind gamma, text by text; None without units or with a fault."""
        found: list[Disorders | None] = []
        for text in self.study.texts:
            continuum = text.continuum()
            usable = self.gamma and any(continuum.raters) and not fault_of(continuum)
            found.append(disorders(continuum, self.gamma) if self.gamma and usable else None)
            if self.gamma:
                self.progress()
        return found

    def _continua(self, label: str) -> list[list[Continuum]]:
        found: list[list[Continuum]] = [[] for _ in self.study.groups]
        for text in self.study.texts:
            if text.text:
                wanted = None if label == ALL else label
                found[self.study.place(text)].append(text.continuum(wanted))
        return found


def _member(
    family: UAlphaStatistics | Reason, pick: Callable[[UAlphaStatistics, Floats], Floats]
) -> Statistic | Reason:
    """Return one of the family as a statistic, or why the family is refused."""
    return family if isinstance(family, Reason) else partial(pick, family)
