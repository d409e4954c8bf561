"""What ``tifa import`` and ``tifa export`` share: ``NAME=VALUE`` options, reports, summaries."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from tifa.annotation.formats.base import Loss

AsJson = Annotated[bool, typer.Option("--json", help="Print a summary as JSON, for programs.")]
Report = Annotated[
    Path | None,
    typer.Option(
        "--report", metavar="FILE", help="Write everything that was lost, one JSON line each."
    ),
]


def pairs(values: Iterable[str] | None, option: str) -> dict[str, str]:
    """Return the values of an option by name; one without a name stands under "".

    Raises:
        CorpusError: A name is given twice.
    """
    from tifa.corpus.errors import CorpusError

    found: dict[str, str] = {}
    for value in values or []:
        name, sign, rest = value.rpartition("=")
        if name in found:
            whose = f" for {name}" if sign else ""
            raise CorpusError(f"{option} is given twice{whose}")
        found[name] = rest
    return found


def names(value: str) -> list[str]:
    """Return the names of a list such as ``A,B``."""
    return [name.strip() for name in value.split(",") if name.strip()]


def report_losses(losses: "Sequence[Loss]", report: Path | None, *, word: str = "Lost") -> None:
    """Print losses, all of them, to the error stream, and write them to a file if wanted."""
    from tifa.annotation.formats.losses import write_losses

    for loss in losses:
        typer.echo(f"{word}: {loss}", err=True)
    if report is not None:
        write_losses(report, losses)


def lost(losses: "Sequence[Loss]") -> dict[str, Any]:
    """Return losses for a summary."""
    from tifa.annotation.formats.losses import loss_record

    return {
        "spans_lost": sum(loss.span is not None for loss in losses),
        "losses": [loss_record(loss) for loss in losses],
    }


def counted(labels: Mapping[str, int]) -> str:
    """Return the number of spans by label in words."""
    total = sum(labels.values())
    each = ", ".join(f"{label} {count}" for label, count in labels.items())
    return f"{total:,} spans" + (f" ({each})" if each else "")
