"""The report: one HTML file with scores, the highlighted texts and every mistake."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tifa.corpus.document import Document
from tifa.corpus.figures import Figure, Undefined, show_figure
from tifa.corpus.reporting.page import write_page
from tifa.corpus.reporting.plot import LinePlot, line_plot
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span
from tifa.evaluation.calibration import Calibration
from tifa.evaluation.comparison import (
    NOT_ENOUGH,
    Comparison,
    paired_tests,
    seen_parts,
    show_interval,
    show_p,
)
from tifa.evaluation.counts import Matching
from tifa.evaluation.details import Details
from tifa.evaluation.highlight import looks
from tifa.evaluation.page import KINDS, MOST_TEXTS, kind_rows, text_view
from tifa.evaluation.plot import confusion_map, f1_plot
from tifa.evaluation.signature import coverage
from tifa.evaluation.taxonomy import count_mistakes

SIDES = ("标准 gold", "预测 predicted")


def write_report(
    path: Path,
    *,
    title: str,
    comparison: Comparison,
    shown: str,
    documents: Mapping[str, Document | tuple[str, str]],
    gold: Mapping[str, Sequence[Span]],
    predicted: Mapping[str, Sequence[Span]],
    scheme: Scheme,
    notes: Sequence[str] = (),
    details: Details | None = None,
) -> None:
    """Write the report as one self-contained HTML file.

    path (Path): Where to.
    title (str): Name of what was evaluated.
    comparison (Comparison): Scores of all systems.
    shown (str): The system whose predictions and mistakes are shown.
    documents (Mapping[str, Document | tuple[str, str]]): The texts by id: documents, or
        titles with texts.
    gold, predicted (Mapping[str, Sequence[Span]]): Spans by document id.
    scheme (Scheme): For labels and colours.
    notes (Sequence[str]): What a reader should know about the data.
    details (Details | None): Further scores of the system shown.

    Raises:
        TifaError: The file cannot be written.
    """
    labels = looks(
        (span.label for sides in (gold, predicted) for spans in sides.values() for span in spans),
        scheme,
    )
    views = []
    for doc_id, doc in documents.items():
        name, text = (doc.meta.title, doc.text) if isinstance(doc, Document) else doc
        sides = gold.get(doc_id, ()), predicted.get(doc_id, ())
        views.append(text_view(doc_id, name, text, *sides, labels, SIDES))
    taxonomy = count_mistakes(
        (each for view in views for found in view["mistakes"].values() for each in found), [*labels]
    )
    views.sort(key=lambda view: -int(view["count"]))
    write_page(
        path,
        "report.html.j2",
        package="tifa.evaluation",
        title=title,
        shown=shown,
        looks=labels,
        depth=max((view["shown"].depth for view in views[:MOST_TEXTS]), default=0),
        notes=notes,
        **scores_view(comparison),
        details=_details(details) if details else None,
        mistake_rows=kind_rows(taxonomy),
        mistake_labels=taxonomy.labels,
        texts=views[:MOST_TEXTS],
        hidden=len(views[MOST_TEXTS:]),
        kinds=KINDS,
    )


def scores_view(comparison: Comparison) -> dict[str, Any]:
    """Return what the templates need to show scores, their plot, and paired tests."""
    return {
        "groups": _groups(comparison),
        "level": coverage(comparison.signature.interval),
        "signature": comparison.signature,
        "plot": f1_plot(comparison),
        "tests": _tests(comparison),
    }


def _groups(comparison: Comparison) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    overlap = comparison.rows(Matching.OVERLAP)
    for (label, name, row), (_, _, rough) in zip(comparison.rows(), overlap, strict=True):
        if row is None or rough is None:
            continue
        counts = row.counts
        note = "" if counts.enough else NOT_ENOUGH
        head = {"label": label, "gold": counts.gold, "note": note, "rows": []}
        groups.setdefault(label, head)["rows"].append(
            {
                "system": name,
                "f1": show_figure(counts.f1),
                "interval": show_interval(row.intervals.f1),
                "why": _why(counts.f1, counts.precision, counts.recall),
                "p": show_figure(counts.precision),
                "r": show_figure(counts.recall),
                "counts": f"{counts.tp}/{counts.fp}/{counts.fn}",
                "overlap": show_figure(rough.counts.f1),
                "parts": [
                    {
                        "name": part,
                        "gold": found.gold,
                        "recall": show_figure(found.recall),
                        "counts": f"{found.found}/–/{found.gold - found.found}",
                    }
                    for part, found in seen_parts(row)
                ],
            }
        )
    return list(groups.values())


def _why(*figures: Figure) -> str:
    """Return the first reason why a figure is missing, if one is."""
    return next((each.reason.value for each in figures if isinstance(each, Undefined)), "")


def _tests(comparison: Comparison) -> list[dict[str, str]]:
    return [
        {
            "label": test.label,
            "systems": f"{test.first} − {test.second}",
            "difference": show_figure(test.result.difference),
            "interval": show_interval(test.result.interval),
            "why": _why(test.result.difference, test.result.p_randomisation),
            "p": show_p(test.result.p_randomisation),
            "bootstrap": show_p(test.result.p_bootstrap),
            "convention": test.result.convention,
        }
        for test in paired_tests(comparison)
    ]


def _details(details: Details) -> dict[str, Any]:
    calibration = details.calibration
    return {
        "measures": [
            (
                measure,
                [
                    {
                        "label": row.label,
                        "gold": row.gold,
                        "f1": show_figure(row.f1),
                        "interval": show_interval(row.interval),
                        "p": show_figure(row.precision),
                        "r": show_figure(row.recall),
                    }
                    for row in rows
                ],
            )
            for measure, rows in groupby(details.rows, key=lambda row: row.measure)
        ],
        "heat": confusion_map(details.confusion),
        "reliability": reliability_plot(calibration) if calibration.scored else None,
        "calibration": f"ECE {show_figure(calibration.error)}, Brier "
        f"{show_figure(calibration.brier)}, {calibration.scored} scored spans",
    }


def reliability_plot(calibration: Calibration) -> LinePlot:
    """Lay out precision against mean score, bin by bin."""
    points = []
    for bin_ in calibration.bins:
        score, precision = bin_.mean_score, bin_.precision
        if not isinstance(score, Undefined) and not isinstance(precision, Undefined):
            points.append((score, precision, f"{bin_.low:.1f}–{bin_.high:.1f}: {bin_.spans}"))
    return line_plot(
        [("precision", points)],
        x_name="分数 score",
        y_name="精确率 precision",
        x_range=(0.0, 1.0),
        x_ticks=[(step / 5, f"{step / 5:.1f}") for step in range(6)],
        diagonal=True,
    )
