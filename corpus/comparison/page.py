"""The report of a comparison: one HTML file with every table, plot and recipe."""

from base64 import b64encode
from collections.abc import Iterator
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tifa.corpus.comparison.comparing import SECTIONS, Comparison
from tifa.corpus.comparison.result import Result
from tifa.corpus.reporting.drawing import Drawing
from tifa.corpus.reporting.drawn import laid_out
from tifa.corpus.reporting.page import write_page
from tifa.corpus.reporting.selection import behind, why_not

if TYPE_CHECKING:
    import pandas as pd

# Rows shown, and rows of the data that a page carries; files beside it have all.
_SHOWN = 40
_CARRIED = 300
# Characters of a text that is given room.
_LONG = 24
_DUPLICATES = "重复 Duplicates"
_HEADINGS = {
    "label": "标签 label",
    "group": "组 group",
    "documents": "文件 documents",
    "documents_with": "含有的文件 with any",
    "characters": "字数 characters",
    "spans": "标注 spans",
    "covered": "覆盖字数 covered",
    "per_10k": "每万字 per 10k",
    "low": "下限 low",
    "high": "上限 high",
    "median_of_documents": "文件中位数 median",
    "note": "说明 note",
    "item": "词语 item",
    "key": "方向 key",
    "count_target": "目标 target",
    "count_reference": "参照 reference",
    "log_ratio": "对数比 log ratio",
    "pct_diff": "%DIFF",
    "p_adjusted": "校正 p adjusted",
    "part_of": "属于 part of",
    "share": "占比 share",
    "attribute": "属性 attribute",
    "value": "值 value",
    "test": "检验 test",
    "first": "前者 first",
    "second": "后者 second",
    "difference": "差 difference",
    "effect": "效应 effect",
}


def write_comparison_page(path: Path, comparison: Comparison) -> None:
    """Write the report.

    Raises:
        TifaError: It cannot be written.
    """
    study = comparison.study
    sections = [
        {"id": f"section-{name}", "title": section_title(name), "results": [*map(_result, results)]}
        for name, results in comparison.sections.items()
    ]
    write_page(
        path,
        "comparison.html.j2",
        package="tifa.corpus.reporting",
        title=f"{study.name}: {study.by}",
        layer=study.layer,
        warnings=study.warnings,
        groups=[
            {
                "name": group,
                "documents": f"{len(speeches):,}",
                "characters": f"{sum(speech.characters for speech in speeches):,}",
                "spans": f"{sum(len(speech.spans) for speech in speeches):,}",
            }
            for group, speeches in study.groups.items()
        ],
        left_out=sorted(study.left_out.items()),
        sections=sections,
    )


def section_title(name: str) -> str:
    """Return the title of a section for people."""
    return SECTIONS[name].title if name in SECTIONS else _DUPLICATES


def _result(result: Result) -> dict[str, Any]:
    frame = result.frame
    return {
        "id": result.name,
        "title": result.title,
        "notes": result.notes,
        "recipe": result.recipe,
        "charts": [*_charts(result)],
        "columns": [_HEADINGS.get(name, name.replace("_", " ")) for name in frame.columns],
        "rows": []
        if result.is_data
        else [[shown(value) for value in row] for row in _rows(frame.head(_SHOWN))],
        "is_data": result.is_data,
        "looks": [_look(frame[name]) for name in frame.columns],
        "size": len(frame),
        "data": _link(frame.head(_CARRIED)),
        "carried": min(len(frame), _CARRIED),
    }


def _charts(result: Result) -> Iterator[dict[str, Any]]:
    """Yield the plots, each with the data behind it, or why there is none."""
    for number, chart in enumerate(result.charts if len(result.frame) else (), start=1):
        data = behind(chart, result.frame)
        if why := why_not(chart, data):
            yield {"title": chart.title, "why": why}
        else:
            plot = laid_out(chart, data)
            yield {
                "title": chart.title,
                "why": "",
                "plot": plot,
                "is_drawing": isinstance(plot, Drawing),
                "data": _link(data),
                "file": f"{result.name}.plot{number}.csv",
            }


def _rows(frame: "pd.DataFrame") -> list[tuple[Any, ...]]:
    return list(frame.astype(object).itertuples(index=False, name=None))


def _look(column: "pd.Series[Any]") -> str:
    """Return the class of a column's cells: texts stand left, long ones have room."""
    texts = [value for value in column.head(_SHOWN) if isinstance(value, str)]
    if not texts:
        return ""
    return "text long" if max(map(len, texts)) > _LONG else "text"


def shown(value: Any) -> str:
    """Return a value for people; what is missing is “–”."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return "–"
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.1f}" if 100 <= abs(value) < 1e15 else f"{value:.3g}"
    return str(value)


def _link(frame: "pd.DataFrame") -> str:
    """Return the data as a link that can be saved; the mark tells Excel that it is UTF-8."""
    text = "\ufeff" + frame.to_csv(index=False, lineterminator="\n")
    return f"data:text/csv;charset=utf-8;base64,{b64encode(text.encode()).decode()}"
