"""What commands that measure share: forms of output, checks of options, tables of scores."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from tifa.evaluation import Comparison


class Output(StrEnum):
    """What a command prints."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    LATEX = "latex"


def names_in(words: str) -> list[str]:
    """Return the names in an option such as ``A,B``."""
    return [name.strip() for name in words.split(",") if name.strip()]


def check_share(value: float, option: str, *, whole: bool = True) -> None:
    """Assert that an option is a share above 0 and up to 1, or below 1 unless `whole`.

    Raises:
        TifaError: It is not.
    """
    from tifa.corpus.errors import TifaError

    if not (0 < value <= 1 if whole else 0 < value < 1):
        end = "up to 1" if whole else "below 1"
        raise TifaError(f"{option} is {value:g}", remedy=f"Give a number above 0 and {end}.")


def print_lines(lines: Iterable[str]) -> None:
    """Print lines of which none is wrapped, so that a signature can be copied."""
    for line in lines:
        typer.echo(line)


def print_scores(console: "Console", comparison: "Comparison") -> None:
    """Print the scores of systems with their recipe, and the paired tests."""
    from tifa.evaluation import render_table, score_lines
    from tifa.evaluation.tables import significance_lines

    console.print(render_table(comparison))
    print_lines([*score_lines(comparison), *significance_lines(comparison)])
