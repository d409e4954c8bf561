"""The report of agreement: one HTML file with figures, plots and every disagreement."""

from collections.abc import Mapping, Sequence
from math import isnan
from pathlib import Path
from typing import Any

from tifa.corpus.figures import Undefined, show_figure
from tifa.corpus.reporting.page import write_page
from tifa.corpus.reporting.plot import HeatMap, LinePlot, Point, forest_plot, heat_map, line_plot
from tifa.corpus.scheme import Scheme
from tifa.evaluation.agreement.measures import ALL, Measure
from tifa.evaluation.agreement.report import AgreementReport
from tifa.evaluation.agreement.tables import gamma_notes, pair_matrix, trend_line
from tifa.evaluation.agreement.texts import AnnotatedText
from tifa.evaluation.comparison import NOT_ENOUGH, show_interval
from tifa.evaluation.highlight import Look, looks
from tifa.evaluation.page import KINDS, MOST_TEXTS, kind_rows, text_view
from tifa.evaluation.plot import confusion_map
from tifa.evaluation.signature import coverage
from tifa.evaluation.taxonomy import count_mistakes

_PLOTTED = ("F1 exact", "F1 overlap", "alpha (characters)", "gamma")


def write_agreement_page(
    path: Path,
    *,
    title: str,
    report: AgreementReport,
    texts: Sequence[AnnotatedText],
    scheme: Scheme,
    titles: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> None:
    """Write the report as one self-contained HTML file.

    title (str): Name of the data.
    report (AgreementReport): What was measured.
    texts (Sequence[AnnotatedText]): The texts it was measured on.
    scheme (Scheme): For labels and colours.
    titles (Mapping[str, str] | None): Titles by id of the text.
    notes (Sequence[str]): What a reader should know about the data.

    Raises:
        TifaError: The file cannot be written.
    """
    labels = looks(
        (s.label for text in texts for spans in text.annotators.values() for s in spans), scheme
    )
    names = titles or {}
    pairs, left_out = _pairs(texts, report, labels, names)
    more = gamma_notes(report)
    more += [f"{left_out} texts with fewer disagreements are not shown."] if left_out else []
    if report.left_out:
        more.append(f"{report.left_out} texts that fewer than 2 annotators saw are left out.")
    write_page(
        path,
        "agreement.html.j2",
        package="tifa.evaluation",
        title=title,
        annotators=report.annotators,
        notes=[*notes, *more],
        level=coverage(report.signature.interval),
        signature=report.signature,
        exact=report.gamma_is_exact,
        groups=_groups(report.measures),
        plot=forest_plot(_dots(report)),
        matrix=_matrix(report),
        pairs=_pair_rows(report),
        documents=_text_rows(report, names),
        attributes=_attributes(report),
        arguments=_arguments(report),
        heat=confusion_map(report.confusion),
        drift=_drift(report),
        trend=trend_line(report),
        looks=labels,
        depth=max((view["shown"].depth for pair in pairs for view in pair["views"]), default=0),
        kinds=KINDS,
        texts=pairs,
    )


def _groups(measures: Sequence[Measure]) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for measure in measures:
        note = "" if measure.enough else NOT_ENOUGH
        head = {"heading": f"{measure.label} ({measure.spans})", "note": note, "rows": []}
        value = measure.value
        groups.setdefault(measure.label, head)["rows"].append(
            {
                "name": measure.name,
                "items": measure.items,
                "question": measure.question.value,
                "value": show_figure(value),
                "interval": show_interval(measure.interval),
                "why": value.reason.value if isinstance(value, Undefined) else "",
            }
        )
    return list(groups.values())


def _dots(report: AgreementReport) -> list[tuple[str, list[Any]]]:
    return [
        (
            label,
            [
                (name, measure.value, measure.interval)
                for measure in report.measures
                for name in _PLOTTED
                if measure.label == label and name == measure.name.partition(" (IoU")[0]
            ],
        )
        for label in (ALL, *report.labels)
    ]


def _matrix(report: AgreementReport) -> HeatMap:
    frame = pair_matrix(report)
    values = [[_share(float(f1)) for f1 in row] for row in frame.to_numpy()]
    return heat_map(report.annotators, report.annotators, values)


def _share(f1: float) -> tuple[float, str]:
    return (0.0, "–") if isnan(f1) else (f1, f"{f1:.3f}")


def _pair_rows(report: AgreementReport) -> list[dict[str, Any]]:
    return [
        {
            "names": f"{row.first} / {row.second}",
            "label": row.label,
            "both": row.counts.tp,
            "first": row.counts.fn,
            "second": row.counts.fp,
            "f1": show_figure(row.counts.f1),
            "interval": show_interval(row.interval),
        }
        for row in report.pairs
    ]


def _text_rows(report: AgreementReport, titles: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "title": titles.get(row.id, row.id),
            "counts": [row.spans.get(name, "–") for name in report.annotators],
            "f1": show_figure(row.f1),
            "gamma": show_figure(row.gamma),
        }
        for row in report.texts
    ]


def _attributes(report: AgreementReport) -> list[dict[str, Any]]:
    return [
        {
            "label": row.label,
            "name": row.attribute,
            "spans": row.spans,
            "observed": show_figure(row.observed),
            "alpha": show_figure(row.alpha),
            "kappa": show_figure(row.kappa),
            "level": row.level.value,
        }
        for row in report.attributes
    ]


def _arguments(report: AgreementReport) -> list[dict[str, Any]]:
    return [
        {
            "label": row.label,
            "name": row.argument,
            "spans": row.counts.tp + row.counts.fp + row.counts.fn,
            "f1": show_figure(row.counts.f1),
        }
        for row in report.arguments
    ]


def _drift(report: AgreementReport) -> LinePlot | None:
    points = report.drift.points
    if len(points) < 2:
        return None
    most = max((rate for point in points for rate in point.rates.values()), default=0.0) or 1.0
    f1 = [
        (float(at), point.f1, f"{point.id}: F1 {show_figure(point.f1)}")
        for at, point in enumerate(points, start=1)
        if not isinstance(point.f1, Undefined)
    ]
    series: list[tuple[str, Sequence[Point]]] = [("F1", f1)]
    for name in report.annotators:
        rates = [
            (float(at), point.rates[name] / most, f"{point.id}: {point.rates[name]:.1f}")
            for at, point in enumerate(points, start=1)
            if name in point.rates
        ]
        series.append((f"{name}, spans / 1,000 characters (1 = {most:.0f})", rates))
    step = max(1, len(points) // 8)
    return line_plot(
        series,
        x_name="文本次序 texts in order",
        y_name="F1",
        x_range=(1.0, float(len(points))),
        x_ticks=[(float(at), str(at)) for at in range(1, len(points) + 1, step)],
    )


def _pairs(
    texts: Sequence[AnnotatedText],
    report: AgreementReport,
    labels: Mapping[str, Look],
    titles: Mapping[str, str],
) -> tuple[list[dict[str, Any]], int]:
    """Return the disagreements of each pair, and how many texts are left out for length."""
    found, left_out = [], 0
    pairs = [(row.first, row.second) for row in report.pairs if row.label == ALL]
    for first, second in pairs:
        views = [
            text_view(
                text.id,
                titles.get(text.id, text.id),
                text.text,
                text.annotators[first],
                text.annotators[second],
                labels,
                (first, second),
            )
            for text in texts
            if first in text.annotators and second in text.annotators
        ]
        views = [view for view in views if view["count"]]
        every = (each for view in views for some in view["mistakes"].values() for each in some)
        taxonomy = count_mistakes(every, report.labels)
        views.sort(key=lambda view: -int(view["count"]))
        most = max(1, MOST_TEXTS // len(pairs))
        left_out += max(0, len(views) - most)
        found.append(
            {
                "first": first,
                "second": second,
                "views": views[:most],
                "kinds": kind_rows(taxonomy),
                "labels": taxonomy.labels,
            }
        )
    return found, left_out
