"""How specific a directive is: does it set a deadline, a number, a thing to deliver?

The ordinal scale is the number of the three kinds of cue present: 0 is a bare appeal, 3
names when, how much and what. After the idea of Pomper's pledge categories, cut down to
what can be read off the words; the cues stand in ``schemes/comparison.toml``.
"""

import re
from dataclasses import dataclass
from functools import cache

from tifa.corpus.comparison.cues import cues

RULE = "0–3: one point each for a deadline, a number, a named deliverable"
KINDS = ("deadline", "number", "deliverable")


@dataclass(frozen=True, slots=True)
class Specificity:
    """What a directive pins down; each is the first cue as it stands, None without one."""

    deadline: str | None
    number: str | None
    deliverable: str | None

    @property
    def degree(self) -> int:
        """How many of the three there are."""
        return sum(each is not None for each in (self.deadline, self.number, self.deliverable))


def specificity(quote: str) -> Specificity:
    """Return what a directive pins down.

    A stretch that says when is not also taken for an amount (三天内, 2020年底).
    """
    deadline = _first("deadline", quote)
    rest = _patterns("deadline").sub("\n", quote)
    return Specificity(deadline, _first("number", rest), _first("deliverable", quote))


def _first(kind: str, text: str) -> str | None:
    match = _patterns(kind).search(text)
    return match[0] if match else None


@cache
def _patterns(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in cues("specificity")[kind]))
