"""Tables for papers: LaTeX with booktabs, the recipe in the caption."""

from collections.abc import Iterable, Sequence

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "–": "--",
        "≥": r"$\geq$",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
    }
)


def escape(text: str) -> str:
    """Return text as LaTeX shows it; Chinese needs ctex or xeCJK."""
    return text.translate(_SPECIAL)


def latex_table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    caption: str,
    label: str,
    texts: int = 1,
) -> str:
    """Return a floating table.

    headings, rows: Cells as text; they are escaped.
    caption (str): Caption, as a rule with the signature.
    label (str): For ``\\ref``.
    texts (int): So many columns from the left are text and not figures.
    """
    columns = "l" * texts + "r" * (len(headings) - texts)
    lines = [
        r"\begin{table}",
        r"\centering",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        " & ".join(escape(cell) for cell in headings) + r" \\",
        r"\midrule",
        *(" & ".join(escape(cell) for cell in row) + r" \\" for row in rows),
        r"\bottomrule",
        r"\end{tabular}",
        rf"\caption{{{escape(caption)}}}",
        rf"\label{{{label}}}",
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"
