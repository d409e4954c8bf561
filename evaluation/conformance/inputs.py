"""Reading the parts that the inputs of several kinds of case share."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tifa.corpus.conformance.running import Input
from tifa.corpus.errors import FormatError
from tifa.corpus.figures import Figure, Undefined
from tifa.corpus.spans import Span
from tifa.evaluation.agreement.continuum import Continuum, Unit
from tifa.evaluation.agreement.dissimilarity import Dissimilarity
from tifa.evaluation.agreement.gamma import DEFAULT_SAMPLES, GammaSettings
from tifa.evaluation.agreement.sampling import Sampler


def spans_of(rows: Sequence[Sequence[Any]], ends: str = "exclusive") -> list[Span]:
    """Return spans of rows ``[start, end, label]``; cases have no text, so no quotes."""
    extra = 1 if ends == "inclusive" else 0
    return [Span(int(s), int(e) + extra, str(label), "") for s, e, label in rows]


def units_of(rows: Sequence[Sequence[Any] | None]) -> tuple[Unit, ...]:
    """Return the units of one annotator, in order."""
    return tuple(sorted(unit for row in rows if (unit := unit_of(row)) is not None))


def unit_of(row: Sequence[Any] | None) -> Unit | None:
    """Return a unit of a row ``[start, end, label]``, None of None."""
    return None if row is None else Unit(float(row[0]), float(row[1]), str(row[2]))


def continuum_of(data: Input, folder: Path) -> Continuum:
    """Return the continuum of a case: from its raters or its data file.

    Without a length, it ends where the last unit ends.
    """
    raters = data.get("raters")
    if raters is not None:
        names = data.get("annotators") or [str(index) for index in range(len(raters))]
        units = dict(zip(names, map(units_of, raters), strict=True))
    else:
        units = _read_units(folder / str(data["data_file"]))
    begin = float(data.get("begin", 0))
    last = max((unit.end for rater in units.values() for unit in rater), default=begin)
    return Continuum(float(data.get("length", last - begin)), units, begin)


def _read_units(path: Path) -> dict[str, tuple[Unit, ...]]:
    """Read a CSV of annotator, label, start, end."""
    units: dict[str, list[Unit]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for annotator, label, start, end in csv.reader(lines):
                unit = Unit(float(start), float(end), label)
                units.setdefault(annotator, []).append(unit)
    except OSError as error:
        raise FormatError(f"Cannot be read ({error.strerror})", where=str(path)) from None
    return {name: tuple(sorted(found)) for name, found in units.items()}


def dissimilarity_of(data: Input) -> Dissimilarity:
    """Return the weights and distances of a case."""
    return Dissimilarity(
        alpha=float(data.get("alpha", 1)),
        beta=float(data.get("beta", 1)),
        delta_empty=float(data.get("delta_empty", 1)),
        label_distance=data.get("label_distance"),
    )


def settings_of(data: Input) -> GammaSettings:
    """Return the settings of a case about gamma."""
    words = str(data.get("sampler", Sampler.SHUFFLE)).split()
    return GammaSettings(
        dissimilarity=dissimilarity_of(data),
        sampler=Sampler(words[0] if words else Sampler.SHUFFLE),
        samples=int(data.get("samples", 10 * DEFAULT_SAMPLES)),
        seed=int(data.get("seed", 0)),
    )


def or_zero(figure: Figure) -> float:
    """Return 0 for an undefined figure, as the tools do whose numbers a kind follows."""
    return 0.0 if isinstance(figure, Undefined) else figure
