"""How good annotations are: matching, scores with intervals, mistakes, reports."""

from tifa.evaluation.comparison import Comparison, render_table, seen_lines
from tifa.evaluation.scores import Evaluation, ScoredText, evaluate

__all__ = ["Comparison", "Evaluation", "ScoredText", "evaluate", "render_table", "seen_lines"]
