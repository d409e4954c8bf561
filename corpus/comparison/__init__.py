"""Comparing groups of documents: statistics of counts, dispersion, text reuse, KWIC.

comparison = compare(study_of(Corpus.read("mycorpus"), by="level"))
comparison["rates_spans"].frame  # pandas
comparison["rates_spans"].plot()  # SVG
"""

from tifa.corpus.comparison.comparing import Comparison, Options, compare
from tifa.corpus.comparison.result import Recipe, Result
from tifa.corpus.comparison.selecting import study_of
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
    "study_of",
]
