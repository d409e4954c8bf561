"""Scores as data, terminal tables and LaTeX; mistakes as records."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tifa.corpus.figures import Undefined, figure_to_json, show_figure
from tifa.corpus.structure import analyse
from tifa.evaluation.comparison import (
    NOT_ENOUGH,
    Comparison,
    interval_to_json,
    paired_tests,
    seen_parts,
    show_interval,
    show_p,
)
from tifa.evaluation.confusion import Confusion
from tifa.evaluation.counts import MICRO, Matching
from tifa.evaluation.details import MACRO, Details
from tifa.evaluation.latex import latex_table
from tifa.evaluation.mistakes import find_mistakes
from tifa.evaluation.scores import ScoredText

if TYPE_CHECKING:
    from rich.table import Table

    from tifa.corpus.spans import Span


def evaluation_to_dict(comparison: Comparison, details: Mapping[str, Details]) -> dict[str, Any]:
    """Return scores, further scores and paired tests for JSON."""
    return {
        **comparison.to_dict(),
        "details": {name: _details_to_dict(found) for name, found in details.items()},
        "paired_tests": [
            {
                "label": test.label,
                "first": test.first,
                "second": test.second,
                "difference": figure_to_json(test.result.difference),
                "interval": interval_to_json(test.result.interval),
                "p_randomisation": figure_to_json(test.result.p_randomisation),
                "p_bootstrap": figure_to_json(test.result.p_bootstrap),
                "convention": test.result.convention,
            }
            for test in paired_tests(comparison)
        ],
    }


def _details_to_dict(details: Details) -> dict[str, Any]:
    calibration = details.calibration
    return {
        "interval": details.interval,
        "measures": [
            {
                "measure": row.measure,
                "label": row.label,
                "gold": row.gold,
                "precision": figure_to_json(row.precision),
                "recall": figure_to_json(row.recall),
                "f1": figure_to_json(row.f1),
                "f1_interval": interval_to_json(row.interval),
                "enough_data": row.enough,
                "undefined_labels": row.undefined,
            }
            for row in details.rows
        ],
        "muc": {
            label: {
                scheme.value: {
                    "correct": counts.correct,
                    "incorrect": counts.incorrect,
                    "partial": counts.partial,
                    "missed": counts.missed,
                    "spurious": counts.spurious,
                    "possible": counts.possible,
                    "actual": counts.actual,
                    "undergeneration": figure_to_json(counts.undergeneration),
                    "overgeneration": figure_to_json(counts.overgeneration),
                    "substitution": figure_to_json(counts.substitution),
                    "error": figure_to_json(counts.error),
                }
                for scheme, counts in by_scheme.items()
            }
            for label, by_scheme in details.muc.items()
        },
        "mistakes": [
            {
                "kind": kind.value,
                "edge": edge.value if edge else None,
                "counts": dict(zip(details.taxonomy.labels, counts, strict=True)),
            }
            for kind, edge, counts in details.taxonomy.rows()
        ],
        "confusion": {
            "labels": [name for name, _ in details.confusion.rows()],
            "rows": dict(details.confusion.rows()),
        },
        "calibration": {
            "ece": figure_to_json(calibration.error),
            "brier": figure_to_json(calibration.brier),
            "scored": calibration.scored,
            "unscored": calibration.unscored,
            "bins": [
                {
                    "low": bin_.low,
                    "high": bin_.high,
                    "spans": bin_.spans,
                    "right": bin_.right,
                    "mean_score": figure_to_json(bin_.mean_score),
                }
                for bin_ in calibration.bins
            ],
        },
    }


def details_table(system: str, details: Details) -> "Table":
    """Return micro and macro figures of every further measure for the terminal."""
    table = figure_table(f"Other measures, {system}", ("F1 micro", "P", "R", "F1 macro"))
    macros = {row.measure: row.f1 for row in details.rows if row.label == MACRO}
    for row in details.rows:
        if row.label == MICRO:
            f1 = f"{show_figure(row.f1)} {show_interval(row.interval)}".rstrip()
            parts = show_figure(row.precision), show_figure(row.recall)
            table.add_row(row.measure, f1, *parts, show_figure(macros[row.measure]))
    calibration, lines = details.calibration, [f"intervals: {details.interval}"]
    if calibration.scored:
        lines.append(
            f"calibration of {calibration.scored} scored spans: "
            f"ECE {show_figure(calibration.error)}, Brier {show_figure(calibration.brier)}"
        )
    table.caption = "\n".join(lines)
    table.caption_justify = "left"
    return table


def figure_table(title: str, headings: Iterable[str]) -> "Table":
    """Return an empty table for the terminal: names on the left, then figures."""
    from rich import box
    from rich.table import Table

    table = Table(
        title=title,
        title_justify="left",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        min_width=len(title),
    )
    table.add_column("", no_wrap=True)
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    return table


def mistakes_table(details: Mapping[str, Details]) -> "Table":
    """Return how many mistakes of each kind the systems make, for the terminal."""
    table = figure_table("Mistakes", details)
    columns = [[sum(counts) for *_, counts in each.taxonomy.rows()] for each in details.values()]
    first = next(iter(details.values())).taxonomy
    for (kind, edge, _), *counts in zip(first.rows(), *columns, strict=True):
        table.add_row(f"{kind} {edge or ''}".rstrip(), *(str(count) for count in counts))
    return table


def confusion_table(title: str, confusion: Confusion) -> "Table":
    """Return a confusion matrix for the terminal."""
    rows = confusion.rows()
    table = figure_table(
        title if len(rows) > 1 else f"{title}: no spans", (name for name, _ in rows)
    )
    for name, counts in rows:
        table.add_row(name, *(str(count) if count else "·" for count in counts))
    return table


def significance_lines(comparison: Comparison) -> list[str]:
    """Return the paired tests over all labels, a line for each pair of systems."""
    lines = []
    for test in paired_tests(comparison):
        if test.label != MICRO:
            continue
        result = test.result
        if isinstance(result.p_randomisation, Undefined):
            why = f"no test: {result.p_randomisation.reason}"
        else:
            why = (
                f"p = {show_p(result.p_randomisation)} by randomisation, "
                f"{show_p(result.p_bootstrap)} by bootstrap ({result.convention})"
            )
        difference = f"{show_figure(result.difference)} {show_interval(result.interval)}".rstrip()
        lines.append(f"{test.first} − {test.second}: micro F1 {difference}, {why}")
    return lines


def evaluation_latex(comparison: Comparison) -> str:
    """Return the scores as a LaTeX table with the signature in its caption."""
    rows = []
    overlap = comparison.rows(Matching.OVERLAP)
    for (label, name, row), (_, _, rough) in zip(comparison.rows(), overlap, strict=True):
        if row is None or rough is None:
            continue
        counts = row.counts
        rows.append(
            [
                label + ("" if counts.enough else f" ({NOT_ENOUGH})"),
                name,
                str(counts.gold),
                show_figure(counts.precision),
                show_figure(counts.recall),
                show_figure(counts.f1),
                show_interval(row.intervals.f1),
                show_figure(rough.counts.f1),
            ]
        )
        rows += [
            [f"{label}, {part}", name, str(found.gold), "", show_figure(found.recall), "", "", ""]
            for part, found in seen_parts(row)
        ]
    headings = ["label", "system", "gold", "P", "R", "F1", "interval", "F1 overlap"]
    caption = f"Strict scores. {comparison.signature.short()}"
    return latex_table(headings, rows, caption=caption, label="tab:scores", texts=2)


def mistake_records(system: str, texts: Iterable[ScoredText]) -> Iterator[dict[str, Any]]:
    """Yield every mistake of a system as a record with its place and context."""
    for text in texts:
        path = analyse(text.text).path
        for mistake in find_mistakes(text.id, text.text, text.gold, text.predicted, path=path):
            yield {
                "system": system,
                "doc_id": mistake.doc_id,
                "kind": mistake.kind.value,
                "edge": mistake.edge.value if mistake.edge else None,
                "label": mistake.label,
                "section": mistake.section,
                "start": mistake.start,
                "end": mistake.end,
                "before": mistake.before,
                "quote": text.text[mistake.start : mistake.end],
                "after": mistake.after,
                "gold": _records(mistake.gold),
                "predicted": _records(mistake.predicted),
            }


def _records(spans: "Sequence[Span]") -> list[dict[str, Any]]:
    return [
        {"start": span.start, "end": span.end, "label": span.label, "quote": span.quote}
        for span in spans
    ]
