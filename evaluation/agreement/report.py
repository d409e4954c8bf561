"""Agreement of annotators on a set of texts: one call, everything that can be said."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tifa.corpus.bootstrap import DEFAULT_LEVEL, Bootstrap, Interval, Method
from tifa.corpus.figures import Figure, Reason, Undefined, mean, quotient
from tifa.corpus.spans import Span
from tifa.evaluation.agreement.attributes import (
    ArgumentAgreement,
    AttributeAgreement,
    argument_agreement,
    attribute_agreement,
)
from tifa.evaluation.agreement.continuum import first_fault
from tifa.evaluation.agreement.drift import Drift, measure_drift
from tifa.evaluation.agreement.gamma import GammaSettings, gamma_of
from tifa.evaluation.agreement.measures import ALL, Measure, Measurer
from tifa.evaluation.agreement.pairwise import (
    Summary,
    exact_counts,
    extent_counts,
    summarise,
    total,
)
from tifa.evaluation.agreement.texts import AnnotatedText, Pair, Study
from tifa.evaluation.confusion import Confusion, confusion
from tifa.evaluation.counts import Counts
from tifa.evaluation.intervals import count_intervals
from tifa.evaluation.matching import (
    DEFAULT_THRESHOLD,
    Pairing,
    check_threshold,
    pair,
    pair_by_overlap,
)
from tifa.evaluation.signature import AgreementSignature, fingerprint

DEFAULT_RESAMPLES = 1_000


@dataclass(frozen=True, slots=True)
class PairRow:
    """Agreement of two annotators.

    first, second (str): Their names.
    label (str): The label, or ``all``.
    counts (Counts): Spans of same extent and label; ``fn`` only the first has, ``fp``
        only the second.
    interval (Interval | Undefined): Of F1.
    """

    first: str
    second: str
    label: str
    counts: Counts
    interval: Interval | Undefined


@dataclass(frozen=True, slots=True)
class TextRow:
    """Agreement on one text.

    id (str): Its id.
    spans (Mapping[str, int]): Number of spans by annotator.
    f1 (Figure): Mean F1 over pairs, exact.
    gamma (Figure): Gamma.
    where (Figure): Mean F1 over pairs of the extents, whatever the label.
    what (Figure): Share of the extents in common that have the same label.
    by_label (Mapping[str, Figure]): Mean F1 over pairs, exact, label by label.
    """

    id: str
    spans: Mapping[str, int]
    f1: Figure
    gamma: Figure
    where: Figure
    what: Figure
    by_label: Mapping[str, Figure]


@dataclass(frozen=True)
class AgreementReport:
    """Everything measured.

    signature (AgreementSignature): How it was measured.
    annotators, labels (tuple[str, ...]): In order.
    measures (tuple[Measure, ...]): For all labels together, then label by label.
    pairs (tuple[PairRow, ...]): Pair by pair, for all labels and for each.
    pair_summary (Mapping[str, Summary]): Mean and spread of F1 over pairs by label.
    by_pair (Mapping[Pair, tuple[Measure, ...]]): All measures of each pair alone, on the
        texts that both have seen.
    texts (tuple[TextRow, ...]): Text by text.
    attributes, arguments: On spans matched by overlap.
    confusion (Confusion): Of all pairs together, first annotator in rows.
    drift (Drift): Change over the texts in order.
    left_out (int): Texts that fewer than two annotators have seen.
    gamma_is_exact (bool): Whether all observed alignments are proven to be the best.
    gamma_error (Figure): Standard error of gamma from the finite number of samples.
    """

    signature: AgreementSignature
    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    measures: tuple[Measure, ...]
    pairs: tuple[PairRow, ...]
    pair_summary: Mapping[str, Summary]
    by_pair: Mapping[Pair, tuple[Measure, ...]]
    texts: tuple[TextRow, ...]
    attributes: tuple[AttributeAgreement, ...]
    arguments: tuple[ArgumentAgreement, ...]
    confusion: Confusion
    drift: Drift
    left_out: int
    gamma_is_exact: bool
    gamma_error: Figure

    def measure(self, name: str, label: str = ALL) -> Measure:
        """Return a measure by name and label.

        Raises:
            KeyError: There is none.
        """
        for measure in self.measures:
            if (measure.name, measure.label) == (name, label):
                return measure
        raise KeyError((name, label))


def measure_agreement(
    texts: Iterable[AnnotatedText],
    *,
    data: str,
    scheme: str,
    labels: Sequence[str] = (),
    threshold: float = DEFAULT_THRESHOLD,
    gamma: GammaSettings | None = None,
    ordered: Mapping[tuple[str, str], Sequence[str]] | None = None,
    resamples: int = DEFAULT_RESAMPLES,
    seed: int = 0,
    level: float = DEFAULT_LEVEL,
    method: Method = Method.PERCENTILE,
    progress: Callable[[], None] = lambda: None,
) -> AgreementReport:
    """Measure how far annotators agree.

    texts (Iterable[AnnotatedText]): The texts; those with fewer than two annotators are
        left out and counted.
    data (str): Name of the data, for the signature.
    scheme (str): Name and version of the label scheme, for the signature.
    labels (Sequence[str]): Labels in the order wished. One that nobody used is reported
        as undefined.
    threshold (float): Least intersection over union for an overlap match.
    gamma (GammaSettings | None): Settings of the gamma family; None leaves it out.
    ordered (Mapping | None): Values of ordinal attributes, see `attribute_agreement`.
    resamples, seed, level, method: Of the intervals, see `Bootstrap`.
    progress (Callable): Called after each text.

    Raises:
        ValueError: The threshold, level or number of resamples makes no sense.
    """
    check_threshold(threshold)
    study = Study.of(texts, labels)
    bootstrap = Bootstrap(len(study.groups), resamples, seed, level, method)
    measurer = Measurer(study, bootstrap, threshold, gamma, progress)
    measures = tuple(measurer.measures())
    matches = _matches(study, threshold)
    rows = tuple(_pair_rows(measurer))
    return AgreementReport(
        signature=_signature(study, data, scheme, threshold, gamma, bootstrap),
        annotators=study.annotators,
        labels=study.labels,
        measures=measures,
        pairs=rows,
        pair_summary={
            label: summarise([row.counts.f1 for row in rows if row.label == label])
            for label in (ALL, *study.labels)
        },
        by_pair=_by_pair(measurer, measures),
        texts=tuple(_text_rows(measurer)),
        attributes=tuple(attribute_agreement(matches, ordered)),
        arguments=tuple(argument_agreement(matches)),
        confusion=confusion(_pairings(study), study.labels),
        drift=measure_drift(study),
        left_out=study.left_out,
        gamma_is_exact=all(part.exact for part in measurer.disorders if part),
        gamma_error=_gamma_error(measurer),
    )


def _signature(
    study: Study,
    data: str,
    scheme: str,
    threshold: float,
    gamma: GammaSettings | None,
    bootstrap: Bootstrap,
) -> AgreementSignature:
    marked = [
        (text.id, text.text, [s for spans in text.annotators.values() for s in spans])
        for text in study.texts
    ]
    grouped = len(study.groups) < len(study.texts)
    return AgreementSignature(
        data=data,
        annotators=len(study.annotators),
        texts=len(study.texts),
        characters=sum(len(text.text) for text in study.texts),
        spans=sum(len(spans) for _, _, spans in marked),
        fingerprint=fingerprint(marked),
        scheme=scheme,
        matching=f"exact+overlap(iou>={threshold:g})",
        gamma="none" if gamma is None else gamma.short(),
        interval=bootstrap.describe("document" if grouped else "text"),
    )


def _pair_rows(measurer: Measurer) -> list[PairRow]:
    rows = []
    bootstrap = measurer.bootstrap
    for pair_, groups in measurer.exact.items():
        for label in (ALL, *measurer.study.labels):
            counts = [
                total(group) if label == ALL else group.get(label, Counts()) for group in groups
            ]
            interval = count_intervals(bootstrap, counts).f1
            rows.append(PairRow(*pair_, label, sum(counts, Counts()), interval))
    return rows


def _by_pair(measurer: Measurer, measures: Sequence[Measure]) -> dict[Pair, tuple[Measure, ...]]:
    """Measure each pair alone; of only one pair everything has been measured."""
    study, bootstrap = measurer.study, measurer.bootstrap
    if len(study.pairs) == 1:
        return {study.pairs[0]: tuple(measures)}
    found = {}
    for pair_ in study.pairs:
        alone = study.only(pair_)
        drawn = replace(bootstrap, groups=len(alone.groups))
        parts = Measurer(alone, drawn, measurer.threshold, measurer.gamma)
        found[pair_] = tuple(parts.measures())
    return found


def _text_rows(measurer: Measurer) -> list[TextRow]:
    study, rows = measurer.study, []
    for text, found in zip(study.texts, measurer.disorders, strict=True):
        sides = [
            (text.annotators[one], text.annotators[other])
            for one, other in study.pairs
            if one in text.annotators and other in text.annotators
        ]
        exact, extents = (
            [exact_counts(*two) for two in sides],
            [extent_counts(*two) for two in sides],
        )
        same = sum(total(counts).tp for counts in exact), sum(counts.tp for counts in extents)
        rows.append(
            TextRow(
                id=text.id,
                spans={name: len(marked) for name, marked in text.annotators.items()},
                f1=_mean_f1(map(total, exact)),
                where=_mean_f1(extents),
                what=quotient(*same, Reason.NOTHING_MATCHED),
                by_label={
                    label: _mean_f1(counts.get(label, Counts()) for counts in exact)
                    for label in study.labels
                },
                gamma=gamma_of([found]).value if found else _no_gamma(text, measurer.gamma),
            )
        )
    return rows


def _mean_f1(counts: Iterable[Counts]) -> Figure:
    return mean([each.f1 for each in counts], Reason.NO_PAIR)[0]


def _no_gamma(text: AnnotatedText, settings: GammaSettings | None) -> Figure:
    if settings is None:
        return Undefined(Reason.NOT_ASKED)
    return Undefined(first_fault([text.continuum()]) or Reason.NO_UNITS)


def _gamma_error(measurer: Measurer) -> Figure:
    parts = [part for part in measurer.disorders if part]
    if measurer.gamma is None:
        return Undefined(Reason.NOT_ASKED)
    return gamma_of(parts).error if parts else Undefined(Reason.NO_UNITS)


def _matches(study: Study, threshold: float) -> list[tuple[Span, Span]]:
    return [
        match
        for pair_ in study.pairs
        for text in study.seen_by(pair_)
        for match in pair_by_overlap(
            text.annotators[pair_[0]], text.annotators[pair_[1]], threshold=threshold
        ).pairs
    ]


def _pairings(study: Study) -> list[Pairing]:
    return [
        pair(text.annotators[one], text.annotators[other])
        for one, other in study.pairs
        for text in study.seen_by((one, other))
    ]
