"""Which cases of comparison can be run."""

from importlib.resources import files
from pathlib import Path

from tifa.corpus.conformance import counting, reading, spreading
from tifa.corpus.conformance.running import Suite

SUITE = Suite(
    "tifa.corpus.conformance",
    {**counting.KINDS, **spreading.KINDS, **reading.KINDS},
    Path(str(files("tifa.corpus.conformance") / "cases/comparison.json")),
    takes_data=True,
)
