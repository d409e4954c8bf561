"""Kinds of case about dispersion."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tifa.corpus.comparison.contingency import Floats
from tifa.corpus.comparison.dispersion import Parts, average_reduced_frequency
from tifa.corpus.conformance.running import Input, Run


def run_dispersion(data: Input, folder: Path) -> Any:
    """All measures of a term in parts of words divided by ``|``, or of frequencies."""
    parts = _parts(data)
    return {
        "range": float(parts.range()[0]),
        "DP": float(parts.deviation_of_proportions()[0]),
        "DP_norm": float(parts.normalised_deviation()[0]),
        "juilland_D": float(parts.juilland_d()[0]),
        "carroll_D2": float(parts.carroll_d2()[0]),
        "rosengren_S": float(parts.rosengren_s()[0]),
        "KL": float(parts.divergence()[0]),
    }


def _parts(data: Input) -> Parts:
    """Parts of the sizes that the case gives, else of equal size."""
    if "freqs" in data:
        return Parts.of(data["freqs"], data.get("sizes"))
    parts = data["parts"]
    texts = [part.split() for part in parts.split("|")] if isinstance(parts, str) else parts
    return Parts.of([list(part).count(data["term"]) for part in texts], [*map(len, texts)])


def run_reduced_frequency(data: Input, folder: Path) -> Any:
    """ARF of a term among words, or of its places in a corpus of a size."""
    if "places" in data:
        return average_reduced_frequency(data["places"], int(data["size"]))
    tokens = data["tokens"]
    words = tokens.split() if isinstance(tokens, str) else tokens
    places = [place for place, word in enumerate(words) if word == data["term"]]
    return average_reduced_frequency(places, len(words))


def _of_parts(measure: Callable[[Parts], Floats]) -> Run:
    def run(data: Input, folder: Path) -> Any:
        return float(measure(_parts(data))[0])

    return run


KINDS: dict[str, Run] = {
    "dispersion_unequal_parts": run_dispersion,
    "dispersion": run_dispersion,
    "range": _of_parts(Parts.range),
    "DP": _of_parts(Parts.deviation_of_proportions),
    "DP_norm": _of_parts(Parts.normalised_deviation),
    "juilland_D": _of_parts(Parts.juilland_d),
    "carroll_D2": _of_parts(Parts.carroll_d2),
    "rosengren_S": _of_parts(Parts.rosengren_s),
    "KL": _of_parts(Parts.divergence),
    "average_reduced_frequency": run_reduced_frequency,
}
