"""What the HTML reports share: the templates, and a text with two sides' spans as a view."""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tifa.corpus.errors import TifaError
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span
from tifa.corpus.structure import analyse
from tifa.evaluation.highlight import blocks
from tifa.evaluation.mistakes import Kind, Mistake, find_mistakes

if TYPE_CHECKING:
    from jinja2 import Environment

KINDS = {
    Kind.MISSED: "漏标 Missed",
    Kind.SPURIOUS: "多标 Spurious",
    Kind.BOUNDARY: "边界 Boundary",
    Kind.SPLIT: "拆分 Split",
    Kind.MERGE: "合并 Merged",
    Kind.LABEL: "标签 Label",
    Kind.NESTED: "嵌套 Nested",
}


def text_view(
    id_: str,
    title: str,
    text: str,
    first: Sequence[Span],
    second: Sequence[Span],
    scheme: Scheme,
    *,
    find: Callable[..., list[Mistake]] = find_mistakes,
) -> dict[str, Any]:
    """Return what the templates need to show a text with both sides' spans.

    first, second (Sequence[Span]): Gold and predicted spans, or those of two annotators.
    """
    mistakes = find(id_, text, first, second, path=analyse(text).path)
    by_kind: dict[Kind, list[Mistake]] = {}
    for mistake in mistakes:
        by_kind.setdefault(mistake.kind, []).append(mistake)
    before, cut = blocks(text, first, second, scheme)
    return {
        "id": id_,
        "title": title,
        "text": text,
        "before": before,
        "blocks": cut,
        "mistakes": {kind: by_kind[kind] for kind in KINDS if kind in by_kind},
        "count": len(mistakes),
        "first": len(first),
        "second": len(second),
    }


def write_page(path: Path, template: str, **content: Any) -> None:
    """Render a template into one self-contained HTML file.

    Raises:
        TifaError: The file cannot be written.
    """
    html = _environment().get_template(template).render(**content)
    try:
        path.write_text(html, encoding="utf-8", newline="\n")
    except OSError as error:
        raise TifaError(
            f"The report cannot be written ({error.strerror})", where=str(path)
        ) from None


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("tifa.evaluation"),
        autoescape=True,
        undefined=StrictUndefined,
        # The speech stands in the page as it is: no newline of the template may go astray.
        keep_trailing_newline=True,
    )


def coverage(interval: str) -> str:
    """Return the coverage that an interval's description names, such as ``95 %``."""
    head, percent, _ = interval.partition("%")
    return f"{head.rsplit('-', 1)[-1]} %" if percent else "interval"
