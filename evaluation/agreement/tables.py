"""A report of agreement as data, data frame, terminal table, CSV and LaTeX."""

from dataclasses import asdict
from math import isnan
from typing import TYPE_CHECKING, Any

from tifa.corpus.figures import Figure, Undefined, figure_to_json, show_figure
from tifa.evaluation.agreement.measures import ALL, Measure
from tifa.evaluation.agreement.report import AgreementReport
from tifa.evaluation.comparison import NOT_ENOUGH, interval_to_json, show_interval
from tifa.evaluation.latex import latex_table
from tifa.evaluation.signature import coverage
from tifa.evaluation.tables import figure_table

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table


def report_to_dict(report: AgreementReport) -> dict[str, Any]:
    """Return everything for JSON; an undefined figure is ``{"undefined": reason}``."""
    return {
        "signature": report.signature.to_dict(),
        "signature_short": report.signature.short(),
        "signature_long": report.signature.long(),
        "annotators": list(report.annotators),
        "labels": list(report.labels),
        "texts_left_out": report.left_out,
        "gamma_is_exact": report.gamma_is_exact,
        "gamma_standard_error": figure_to_json(report.gamma_error),
        "measures": [_measure_to_dict(measure) for measure in report.measures],
        "pairs": [
            {
                "first": row.first,
                "second": row.second,
                "label": row.label,
                "both": row.counts.tp,
                "first_only": row.counts.fn,
                "second_only": row.counts.fp,
                "f1": figure_to_json(row.counts.f1),
                "f1_interval": interval_to_json(row.interval),
            }
            for row in report.pairs
        ],
        "pair_summary": {
            label: {
                "mean": figure_to_json(summary.mean),
                "spread": figure_to_json(summary.spread),
                "pairs": summary.pairs,
                "undefined": summary.undefined,
            }
            for label, summary in report.pair_summary.items()
        },
        "pair_measures": [
            {
                "first": first,
                "second": second,
                "measures": [_measure_to_dict(measure) for measure in measures],
            }
            for (first, second), measures in report.by_pair.items()
        ],
        "texts": [
            {
                "id": row.id,
                "spans": dict(row.spans),
                **{n: figure_to_json(getattr(row, n)) for n in ("f1", "where", "what", "gamma")},
                "f1_by_label": {name: figure_to_json(f1) for name, f1 in row.by_label.items()},
            }
            for row in report.texts
        ],
        "attributes": [
            {
                **asdict(row),
                "level": row.level.value,
                **{n: figure_to_json(getattr(row, n)) for n in ("observed", "alpha", "kappa")},
            }
            for row in report.attributes
        ],
        "arguments": [
            {
                "label": row.label,
                "argument": row.argument,
                **asdict(row.counts),
                "f1": figure_to_json(row.counts.f1),
            }
            for row in report.arguments
        ],
        "confusion": dict(report.confusion.rows()),
        "drift": {
            "by_time": report.drift.by_time,
            "kendall_tau": figure_to_json(report.drift.trend),
            "p": figure_to_json(report.drift.p),
            "points": [
                {**asdict(point), "rates": dict(point.rates), "f1": figure_to_json(point.f1)}
                for point in report.drift.points
            ],
        },
    }


def _measure_to_dict(measure: Measure) -> dict[str, Any]:
    return {
        "label": measure.label,
        "measure": measure.name,
        "question": measure.question.value,
        "value": figure_to_json(measure.value),
        "interval": interval_to_json(measure.interval),
        "items": measure.items,
        "spans": measure.spans,
        "enough_data": measure.enough,
    }


def report_to_frame(report: AgreementReport) -> "pd.DataFrame":
    """Return one row per label and measure.

    An undefined figure is a missing value; the column ``undefined`` says why. The column
    ``signature`` holds the recipe.
    """
    import pandas as pd  # slow to import

    return pd.DataFrame([_record(measure, report) for measure in report.measures])


def pairs_to_frame(report: AgreementReport) -> "pd.DataFrame":
    """Return one row per pair of annotators, label and measure, see `report_to_frame`."""
    import pandas as pd  # slow to import

    return pd.DataFrame(
        [
            {"first": first, "second": second, **_record(measure, report)}
            for (first, second), measures in report.by_pair.items()
            for measure in measures
        ]
    )


def _record(measure: Measure, report: AgreementReport) -> dict[str, Any]:
    value, interval = measure.value, measure.interval
    none = isinstance(value, Undefined)
    bounds = (None, None) if isinstance(interval, Undefined) else (interval.low, interval.high)
    return {
        "label": measure.label,
        "measure": measure.name,
        "question": measure.question.value,
        "value": None if none else value,
        "low": bounds[0],
        "high": bounds[1],
        "spans": measure.spans,
        "enough_data": measure.enough,
        "items": measure.items,
        "undefined": value.reason.value if isinstance(value, Undefined) else "",
        "signature": report.signature.short(),
    }


def pair_counts_to_frame(report: AgreementReport) -> "pd.DataFrame":
    """Return one row per pair of annotators and label: strict F1 and what it counts."""
    import pandas as pd  # slow to import

    return pd.DataFrame(
        [
            {
                "first": row.first,
                "second": row.second,
                "label": row.label,
                "both": row.counts.tp,
                "first_only": row.counts.fn,
                "second_only": row.counts.fp,
                "f1": _known(row.counts.f1),
                "low": None if isinstance(row.interval, Undefined) else row.interval.low,
                "high": None if isinstance(row.interval, Undefined) else row.interval.high,
                "signature": report.signature.short(),
            }
            for row in report.pairs
        ]
    )


def texts_to_frame(report: AgreementReport) -> "pd.DataFrame":
    """Return one row per text: its time, the spans of each annotator, F1 and gamma."""
    import pandas as pd  # slow to import

    when = {point.id: point.when for point in report.drift.points}
    return pd.DataFrame(
        [
            {
                "text": row.id,
                "when": when.get(row.id, ""),
                **{f"spans {name}": row.spans.get(name) for name in report.annotators},
                "f1": _known(row.f1),
                "gamma": _known(row.gamma),
                "signature": report.signature.short(),
            }
            for row in report.texts
        ]
    )


def _known(figure: Figure) -> float | None:
    return None if isinstance(figure, Undefined) else figure


def agreement_table(report: AgreementReport) -> "Table":
    """Return the measures as a table for the terminal, 80 columns wide.

    A block for each label; why a figure is missing stands in its place. The recipe is not
    in it, see `agreement_lines`.
    """
    table = figure_table("Agreement", ())
    table.caption = f"(spans of all annotators)  * {NOT_ENOUGH}"
    table.add_column("question")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column(coverage(report.signature.interval), max_width=30)
    last = None
    for measure in report.measures:
        if measure.label != last:
            star = "" if measure.enough else " *"
            table.add_row(f"[bold]{measure.label} ({measure.spans}){star}[/bold]")
            last = measure.label
        table.add_row(f"  {measure.name}", *_cells(measure))
    return table


def gamma_notes(report: AgreementReport) -> list[str]:
    """Return how exact gamma is, in words; nothing if it has no value."""
    if isinstance(report.gamma_error, Undefined):
        return []
    return [f"Monte Carlo standard error of gamma: {report.gamma_error:.2g}"]


def _cells(measure: Measure) -> list[str]:
    value = measure.value
    if isinstance(value, Undefined):
        return [measure.question.value, "–", f"[dim]{value.reason}[/dim]"]
    return [measure.question.value, show_figure(value), show_interval(measure.interval)]


def agreement_lines(report: AgreementReport) -> list[str]:
    """Return what goes with the table: the recipe, what was left out, and the trend."""
    lines = [report.signature.short(), *gamma_notes(report), trend_line(report)]
    if report.left_out:
        lines.append(f"{report.left_out} texts that fewer than 2 annotators saw are left out.")
    if not report.gamma_is_exact:
        lines.append("Gamma: some alignments were found by search, not proven to be the best.")
    return lines


def attribute_lines(report: AgreementReport) -> list[str]:
    """Return the agreement on attributes and arguments of matched spans, a line for each."""
    return [
        *(
            f"{row.label}.{row.attribute}: {row.spans} spans, same {show_figure(row.observed)}, "
            f"alpha {show_figure(row.alpha)} ({row.level})"
            for row in report.attributes
        ),
        *(
            f"{row.label} argument {row.argument}: F1 {show_figure(row.counts.f1)}"
            for row in report.arguments
        ),
    ]


def trend_line(report: AgreementReport) -> str:
    """Say whether agreement changes over the texts."""
    order = "by time" if report.drift.by_time else "in the order given"
    tau, p = report.drift.trend, report.drift.p
    if isinstance(tau, Undefined):
        return f"Drift over the texts {order}: not measured, {tau.reason}."
    words = f"Kendall's tau of order and F1 {show_figure(tau)}, p {show_figure(p)}"
    return f"Drift over the texts {order}: {words}."


def pair_table(report: AgreementReport) -> "Table":
    """Return exact F1 of every pair of annotators for the terminal."""
    frame = pair_matrix(report)
    table = figure_table("Annotator pairs, F1 exact", report.annotators)
    for name, row in zip(report.annotators, frame.to_numpy(), strict=True):
        table.add_row(name, *("–" if isnan(f1) else f"{f1:.3f}" for f1 in row))
    return table


def pair_matrix(report: AgreementReport, label: str = ALL) -> "pd.DataFrame":
    """Return F1 of every pair of annotators as a symmetric matrix, missing where undefined."""
    import pandas as pd  # slow to import

    names = list(report.annotators)
    matrix = pd.DataFrame(index=names, columns=names, dtype=float)
    for row in report.pairs:
        f1 = row.counts.f1
        if row.label == label and not isinstance(f1, Undefined):
            matrix.loc[row.first, row.second] = matrix.loc[row.second, row.first] = f1
    return matrix


def agreement_latex(report: AgreementReport) -> str:
    """Return the measures as a LaTeX table with the signature in its caption."""
    rows = [
        [
            measure.label,
            measure.name,
            measure.question.value,
            show_figure(measure.value),
            show_interval(measure.interval),
            "" if measure.enough else NOT_ENOUGH,
        ]
        for measure in report.measures
    ]
    headings = ["label", "measure", "question", "value", "interval", ""]
    caption = f"Agreement of {len(report.annotators)} annotators. {report.signature.short()}"
    return latex_table(headings, rows, caption=caption, label="tab:agreement", texts=3)
