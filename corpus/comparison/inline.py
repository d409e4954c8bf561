"""How tables and comparisons look in a notebook."""

from typing import TYPE_CHECKING

from tifa.corpus.comparison.page import section_title, shown
from tifa.corpus.reporting.page import render

if TYPE_CHECKING:
    from tifa.corpus.comparison.comparing import Comparison
    from tifa.corpus.comparison.result import Result

# Rows of a table that a notebook shows; `Result.frame` has all.
_SHOWN = 20


def result_html(result: "Result") -> str:
    """Return a table with its notes and its recipe, of a long one the first rows."""
    frame, cut = result.frame, result.frame.head(_SHOWN)
    return _render(
        title=result.title,
        more=f"{len(cut)} / {len(frame)}" if len(cut) < len(frame) else "",
        columns=[str(name).replace("_", " ") for name in frame.columns],
        rows=[[*map(shown, row)] for row in cut.astype(object).to_numpy()],
        notes=result.notes,
        recipe=result.recipe.short(),
    )


def comparison_html(comparison: "Comparison") -> str:
    """Return what a comparison holds: groups, warnings, and its tables by name."""
    study = comparison.study
    groups = ", ".join(f"{group} ({len(each)})" for group, each in study.groups.items())
    return _render(
        title=f"比较 Comparison: {study.name}, {study.layer}, {study.by}: {groups}",
        more="",
        columns=["名称 name", "表 table", "行 rows", "图 plots", "部分 section"],
        rows=[
            [each.name, each.title, f"{len(each.frame):,}", len(each.charts), section_title(name)]
            for name, results in comparison.sections.items()
            for each in results
        ],
        notes=study.warnings,
        recipe="",
    )


def _render(**content: object) -> str:
    return render("inline.html.j2", package="tifa.corpus.reporting", **content)
