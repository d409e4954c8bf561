"""Which cases the evaluation room can run."""

from importlib.resources import files
from pathlib import Path

from tifa.corpus.conformance.running import Suite
from tifa.evaluation.conformance import agreeing, gammas, scoring

SUITE = Suite(
    "tifa.evaluation.conformance",
    {**scoring.KINDS, **agreeing.KINDS, **gammas.KINDS},
    Path(str(files("tifa.evaluation.conformance") / "cases/evaluation.json")),
)
