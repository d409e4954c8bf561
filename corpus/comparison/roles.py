"""The role of each actor of a span that names several: 甲牵头，乙配合.

The scheme makes the content of a task bracket one span with one role, the lead's, and names
all bodies in it as actors. Who leads and who supports stands in the words between them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tifa.corpus.comparison.cues import cues, either
from tifa.corpus.spans import Span

# Roles of those who do the work, beside whom others may stand.
_MAIN = "main"
_MIXED = ("lead", "responsible")
# 配合单位：乙 – the word speaks of those who follow, else of those before it.
_HEAD = re.compile(r"[^，,、。；：:]{0,4}[：:]")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Cue:
    """A word that tells a role, and whether it tells that of the actors after it."""

    start: int
    end: int
    role: str
    is_head: bool


def roles_of(span: Span, role: str, actors: Sequence[Place]) -> Mapping[Place, str]:
    """Return the role of each actor of a span.

    It is the span's, but for those who only support or supervise while somebody else in the
    span leads or is responsible.

    role (str): The span's.
    actors (Sequence[Place]): Where they stand in the document, in code points.
    """
    same = dict.fromkeys(actors, role)
    if role not in _MIXED or len(actors) < 2:
        return same
    found = list(_cues_outside(span, actors))
    own = {place: _governing(place, found) for place in actors}
    if _MAIN not in own.values():
        return same
    return {place: role if each in (_MAIN, "") else each for place, each in own.items()}


def _cues_outside(span: Span, actors: Sequence[Place]) -> Iterator[_Cue]:
    """Yield the cues of a span that are no part of a name, such as 监督管理局."""
    for match in _pattern().finditer(span.quote):
        start, end = span.start + match.start(), span.start + match.end()
        if not any(start < last and first < end for first, last in actors):
            is_head = _HEAD.match(span.quote, match.end()) is not None
            yield _Cue(start, end, match.lastgroup or "", is_head)


def _governing(actor: Place, found: Sequence[_Cue]) -> str:
    before = [cue for cue in found if cue.end <= actor[0]]
    if before and before[-1].is_head:
        return before[-1].role
    after = (cue.role for cue in found if cue.start >= actor[1] and not cue.is_head)
    return next(after, "")


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        "|".join(f"(?P<{role}>{either(words)})" for role, words in cues("roles").items())
    )
