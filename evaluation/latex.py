"""Tables for papers: LaTeX with booktabs, the recipe in the caption."""

import re
from collections.abc import Iterable, Sequence

_BAR = r"\textbar{}"
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
        "|": _BAR,
    }
)


# A minus sign and not a hyphen, where a negative number begins.
_NEGATIVE = re.compile(r"(?<![\w.])-(?=\d)")


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
    # A signature has no spaces to break lines at.
    breakable = escape(caption).replace(_BAR, rf"{_BAR}\allowbreak{{}}")
    columns = "l" * texts + "r" * (len(headings) - texts)
    lines = [
        r"\begin{table}",
        r"\centering",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        " & ".join(escape(cell) for cell in headings) + r" \\",
        r"\midrule",
        *(" & ".join(_cells(row, texts)) + r" \\" for row in rows),
        r"\bottomrule",
        r"\end{tabular}",
        rf"\caption{{{breakable}}}",
        rf"\label{{{label}}}",
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _cells(row: Sequence[str], texts: int) -> list[str]:
    return [
        escape(cell) if column < texts else _NEGATIVE.sub("$-$", escape(cell))
        for column, cell in enumerate(row)
    ]
