"""Mood of passages: whether the sentences around a place give orders or tell what was done.

A plan can go on for pages without a modal or a heading that announces tasks, and an
excerpt may have lost both. What tells it from a report is its sentences: most open with
a verb and without a subject, and none has a mark of what is past.
"""

import re
from collections.abc import Callable, Sequence
from enum import Enum

from tifa.models.textview import SentenceView

# How far around a sentence its passage reaches, in sentences.
_REACH = 4
_FEWEST_ORDERS = 3
# One figure of the past year among tasks is no report; a review has hardly a modal.
_WIDE = 12
_FEWEST_DEMANDS = 4
_LEAST_SHARE = 0.6
_PAST = re.compile(
    r"(?<![为除])了(?![解却如])|已[经有将全达由成为]|[^，。]已[^，。]|曾经|以来|过去|去年|上年|前年|同比"
    r"|(?:比上年|年均|累计|平均每年)[^，。]{0,8}(?:增|减|下降|提高|完成|实现|新)"
    r"|(?<!要)(?<!力争)(?:增长|增加|下降|上升)(?:了|[到至]?[0-9]|百分之)|新增[^，。]{0,8}\d|超过[^，。]{0,4}\d|居世界|位居"
)


class Mood(Enum):
    """What a sentence does."""

    ORDERS = "orders"
    DEMANDS = "demands"
    REPORTS = "reports"
    STATES = "states"


class Moods:
    """Tells of each sentence of a text whether it stands in a passage of orders.

    text (str): The document text.
    sentences (Sequence[SentenceView]): Its sentences.
    orders (Callable[[SentenceView], Mood]): Says whether a sentence demands something by
        a modal, or would be an order if it stood among tasks, or neither.
    """

    def __init__(
        self,
        text: str,
        sentences: Sequence[SentenceView],
        orders: Callable[[SentenceView], Mood],
    ) -> None:
        self._moods = [_mood(text, sentence, orders) for sentence in sentences]

    def among_orders(self, index: int) -> bool:
        """Say whether the sentence and most of those around it order, and none reports.

        index (int): Place of the sentence among all.
        """
        if self._moods[index] not in (Mood.ORDERS, Mood.DEMANDS):
            return False
        around = self._moods[max(0, index - _REACH) : index + _REACH + 1]
        orders = around.count(Mood.ORDERS) + around.count(Mood.DEMANDS)
        enough = orders >= max(_FEWEST_ORDERS, _LEAST_SHARE * len(around))
        reports = around.count(Mood.REPORTS)
        return enough and (not reports or (reports == 1 and self._is_plan(index)))

    def _is_plan(self, index: int) -> bool:
        """Say whether demands with a modal around a place outweigh what is reported there."""
        wide = self._moods[max(0, index - _WIDE) : index + _WIDE + 1]
        return wide.count(Mood.DEMANDS) >= max(_FEWEST_DEMANDS, 2 * wide.count(Mood.REPORTS))


def _mood(text: str, sentence: SentenceView, orders: Callable[[SentenceView], Mood]) -> Mood:
    if _PAST.search(text, sentence.start, sentence.end):
        return Mood.REPORTS
    return orders(sentence)
