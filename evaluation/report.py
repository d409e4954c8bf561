"""The report: one HTML file with scores, the highlighted texts and every mistake."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tifa.corpus.document import Document
from tifa.corpus.errors import TifaError
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span
from tifa.corpus.structure import analyse
from tifa.evaluation.comparison import (
    NOT_ENOUGH,
    Comparison,
    seen_lines,
    show_interval,
)
from tifa.evaluation.counts import Matching
from tifa.evaluation.figures import show_figure
from tifa.evaluation.highlight import blocks
from tifa.evaluation.mistakes import Kind, Mistake, find_mistakes
from tifa.evaluation.plot import f1_plot

if TYPE_CHECKING:
    from jinja2 import Template

KINDS = {
    Kind.MISSED: "漏标 Missed",
    Kind.SPURIOUS: "多标 Spurious",
    Kind.BOUNDARY: "边界 Boundary",
    Kind.SPLIT: "拆分 Split",
    Kind.MERGE: "合并 Merged",
    Kind.LABEL: "标签 Label",
}


def write_report(
    path: Path,
    *,
    title: str,
    comparison: Comparison,
    shown: str,
    documents: Mapping[str, Document],
    gold: Mapping[str, Sequence[Span]],
    predicted: Mapping[str, Sequence[Span]],
    scheme: Scheme,
    notes: Sequence[str] = (),
) -> None:
    """Write the report as one self-contained HTML file.

    path (Path): Where to.
    title (str): Name of what was evaluated.
    comparison (Comparison): Scores of all systems.
    shown (str): The system whose predictions and mistakes are shown.
    documents (Mapping[str, Document]): The texts, by id.
    gold, predicted (Mapping[str, Sequence[Span]]): Spans by document id.
    scheme (Scheme): For labels and colours.
    notes (Sequence[str]): What a reader should know about the data.

    Raises:
        TifaError: The file cannot be written.
    """
    texts = [
        _text(doc, gold.get(doc_id, ()), predicted.get(doc_id, ()), scheme)
        for doc_id, doc in documents.items()
    ]
    html = _template().render(
        title=title,
        shown=shown,
        scheme=scheme,
        lanes=list(scheme.labels.items()),
        signature=comparison.signature.short(),
        notes=notes,
        rows=_rows(comparison),
        seen=seen_lines(comparison),
        plot=f1_plot(comparison),
        texts=texts,
        kinds=KINDS,
    )
    try:
        path.write_text(html, encoding="utf-8", newline="\n")
    except OSError as error:
        raise TifaError(
            f"The report cannot be written ({error.strerror})", where=str(path)
        ) from None


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("tifa.evaluation"),
        autoescape=True,
        undefined=StrictUndefined,
        # The speech stands in the page as it is: no newline of the template may go astray.
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.j2")


def _text(
    doc: Document, gold: Sequence[Span], predicted: Sequence[Span], scheme: Scheme
) -> dict[str, Any]:
    path = analyse(doc.text).path
    mistakes = find_mistakes(doc.id, doc.text, gold, predicted, path=path)
    by_kind: dict[Kind, list[Mistake]] = {}
    for mistake in mistakes:
        by_kind.setdefault(mistake.kind, []).append(mistake)
    before, cut = blocks(doc.text, gold, predicted, scheme)
    return {
        "doc": doc,
        "before": before,
        "blocks": cut,
        "mistakes": {kind: by_kind[kind] for kind in KINDS if kind in by_kind},
        "count": len(mistakes),
        "gold": len(gold),
        "predicted": len(predicted),
    }


def _rows(comparison: Comparison) -> list[dict[str, Any]]:
    rows = []
    overlap = comparison.rows(Matching.OVERLAP)
    for (label, name, row), (_, _, rough) in zip(comparison.rows(), overlap, strict=True):
        if row is None or rough is None:
            continue
        counts = row.counts
        rows.append(
            {
                "label": label,
                "system": name,
                "gold": counts.gold,
                "f1": show_figure(counts.f1),
                "interval": show_interval(row.intervals.f1),
                "p": show_figure(counts.precision),
                "r": show_figure(counts.recall),
                "counts": f"{counts.tp}/{counts.fp}/{counts.fn}",
                "overlap": show_figure(rough.counts.f1),
                "note": "" if counts.enough else NOT_ENOUGH,
            }
        )
    return rows
