"""What the reports of scores and agreement share: a text with two sides' spans as a view."""

from collections.abc import Mapping, Sequence
from typing import Any

from tifa.corpus.spans import Span
from tifa.corpus.structure import analyse
from tifa.evaluation.highlight import Look, Sides, highlight
from tifa.evaluation.mistakes import Edge, Kind, Mistake, find_mistakes
from tifa.evaluation.taxonomy import Taxonomy

KINDS = {
    Kind.MISSED: "漏标 Missed",
    Kind.SPURIOUS: "多标 Spurious",
    Kind.BOUNDARY: "边界 Boundary",
    Kind.SPLIT: "拆分 Split",
    Kind.MERGE: "合并 Merged",
    Kind.LABEL: "标签 Label",
    Kind.NESTED: "嵌套 Nested",
}
EDGES = {Edge.LEFT: "左 left", Edge.RIGHT: "右 right", Edge.BOTH: "两端 both"}
# Texts with the most mistakes are shown whole; a page of hundreds would not open.
MOST_TEXTS = 60


def text_view(
    id_: str,
    title: str,
    text: str,
    first: Sequence[Span],
    second: Sequence[Span],
    labels: Mapping[str, Look],
    sides: Sides,
) -> dict[str, Any]:
    """Return what the templates need to show a text with both sides' spans.

    first, second (Sequence[Span]): Gold and predicted spans, or those of two annotators.
    labels (Mapping[str, Look]): Looks of all labels of the page.
    sides (Sides): What to call the two sides.
    """
    mistakes = find_mistakes(id_, text, first, second, path=analyse(text).path)
    by_kind: dict[Kind, list[Mistake]] = {}
    for mistake in mistakes:
        by_kind.setdefault(mistake.kind, []).append(mistake)
    return {
        "id": id_,
        "title": title,
        "text": text,
        "shown": highlight(text, first, second, labels, sides),
        "mistakes": {kind: by_kind[kind] for kind in KINDS if kind in by_kind},
        "count": len(mistakes),
        "first": len(first),
        "second": len(second),
    }


def kind_rows(taxonomy: Taxonomy) -> list[dict[str, Any]]:
    """Return the kinds of mistakes with their counts, label by label and in all."""
    return [
        {
            "name": f"{KINDS[kind]} {EDGES[edge]}" if edge else KINDS[kind],
            "counts": counts,
            "sum": sum(counts),
        }
        for kind, edge, counts in taxonomy.rows()
    ]
