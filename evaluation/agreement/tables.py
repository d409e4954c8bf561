"""A report of agreement as data, data frame, terminal table, CSV and LaTeX."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tifa.evaluation.agreement.measures import ALL, Measure
from tifa.evaluation.agreement.report import AgreementReport
from tifa.evaluation.comparison import NOT_ENOUGH, interval_to_json, show_interval
from tifa.evaluation.figures import Undefined, figure_to_json, show_figure
from tifa.evaluation.latex import latex_table

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

    An undefined figure is a missing value; the column ``undefined`` says why.
    """
    import pandas as pd  # slow to import

    return pd.DataFrame([_record(measure) for measure in report.measures])


def pairs_to_frame(report: AgreementReport) -> "pd.DataFrame":
    """Return one row per pair of annotators, label and measure, see `report_to_frame`."""
    import pandas as pd  # slow to import

    return pd.DataFrame(
        [
            {"first": first, "second": second, **_record(measure)}
            for (first, second), measures in report.by_pair.items()
            for measure in measures
        ]
    )


def _record(measure: Measure) -> dict[str, Any]:
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
    }


def agreement_table(report: AgreementReport) -> "Table":
    """Return the measures as a table for the terminal, 80 columns wide.

    A block for each label; why a figure is missing stands in its place.
    """
    from rich import box
    from rich.table import Table

    table = Table(
        title="Agreement",
        caption="\n".join(
            [
                f"(spans of all annotators)  * {NOT_ENOUGH}",
                *gamma_notes(report),
                report.signature.short(),
            ]
        ),
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column("", no_wrap=True)
    table.add_column("question")
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("95 %" if _level(report) is None else f"{_level(report)} %", max_width=30)
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
    return [f"Monte Carlo standard error of gamma: {show_figure(report.gamma_error)}"]


def _level(report: AgreementReport) -> str | None:
    head, _, rest = report.signature.interval.partition("%(")
    return head.rsplit("-", 1)[-1] if rest else None


def _cells(measure: Measure) -> list[str]:
    value = measure.value
    if isinstance(value, Undefined):
        return [measure.question.value, "–", f"[dim]{value.reason}[/dim]"]
    return [measure.question.value, show_figure(value), show_interval(measure.interval)]


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
