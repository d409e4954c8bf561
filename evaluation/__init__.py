"""How good annotations are: matching, scores with intervals, mistakes, reports."""

from tifa.evaluation.comparison import Comparison, render_table, score_lines
from tifa.evaluation.mistakes import Mistake, find_mistakes
from tifa.evaluation.report import write_report
from tifa.evaluation.scores import Evaluation, ScoredText, evaluate

__all__ = [
    "Comparison",
    "Evaluation",
    "Mistake",
    "ScoredText",
    "evaluate",
    "find_mistakes",
    "render_table",
    "score_lines",
    "write_report",
]
