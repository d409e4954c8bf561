"""Comparing groups of documents: statistics of counts, dispersion, text reuse, KWIC.

source = read_source(Path("mycorpus"), "gold")
study = group_by(source.name, source.layer, source.speeches, "level")
comparison = compare(study)
comparison["rates_spans"].frame
"""

from tifa.corpus.comparison.comparing import Comparison, Options, compare
from tifa.corpus.comparison.result import Recipe, Result
from tifa.corpus.comparison.sources import Source, read_source
from tifa.corpus.comparison.study import Speech, Study, group_by, matches, split_by

__all__ = [
    "Comparison",
    "Options",
    "Recipe",
    "Result",
    "Source",
    "Speech",
    "Study",
    "compare",
    "group_by",
    "matches",
    "read_source",
    "split_by",
]
