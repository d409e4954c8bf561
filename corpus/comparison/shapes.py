"""Formulas by their shape: quoted, parallel, numbered."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from tifa.corpus.comparison.cues import cues, either

Place = tuple[int, int]

_QUOTED = re.compile(r"“([^“”。！？；\n]{2,24})”|「([^「」。！？；\n]{2,24})」")
_PIECE = re.compile(r"[^，、。！？；：:;,\n“”‘’「」（）()《》〈〉\s0-9A-Za-z…—]+")
_SHORTEST, _LONGEST = 2, 12
_NUMERAL = "[一二两三四五六七八九十]"
# 两手抓、三严三实: two or three numerals with a word of one length each.
_DOUBLE = re.compile(
    rf"(?<![\u4e00-\u9fff])((?:{_NUMERAL}[\u4e00-\u9fff]{{1,3}}){{2,3}})"
    r"(?![\u4e00-\u9fff])"
)
_WHERE_A_NUMBER_ENDS = r"(?=[”」，、。！？；：,;)）]|的|等|和|要求|精神|活动|建设|原则|标准|$)"


def quoted(text: str) -> Iterator[Place]:
    """Yield what stands in quotation marks, without them, if it is no sentence."""
    for match in _QUOTED.finditer(text):
        group = 1 if match[1] is not None else 2
        yield match.span(group)


@cache
def _counted() -> re.Pattern[str]:
    measured = either(cues("mining")["measured"])
    return re.compile(
        rf"(?<![第十百千万亿零〇{_NUMERAL[1:-1]}])(?!一个)({_NUMERAL}{{1,2}}个(?!{measured})"
        rf"[\u4e00-\u9fff]{{1,4}}?){_WHERE_A_NUMBER_ENDS}"
    )


def numbered(text: str) -> Iterator[Place]:
    """Yield numbered formulas: 五个好 before a mark, 三严三实 between marks."""
    for pattern in (_counted(), _DOUBLE):
        for match in pattern.finditer(text):
            yield match.span(1)


def parallel(text: str) -> Iterator[Place]:
    """Yield runs of members of one length joined by one and the same of 、 and ，.

    Members that share a character at one place (认识到位、组织到位) make a run of two or
    more; others must be three or more. The first member may follow other words (按照, or any
    if it shares the character too), and the last may go on with 的.
    """
    pieces = [match.span() for match in _PIECE.finditer(text)]
    at = 0
    while at < len(pieces):
        run, after = _run(text, pieces, at)
        if run is not None:
            yield run
        at = max(at + 1, after)


def _run(text: str, pieces: Sequence[Place], at: int) -> tuple[Place | None, int]:
    """Return a run whose first or second member is the piece at a place, and what follows."""
    end = at + 1
    length = pieces[at][1] - pieces[at][0]
    mark = text[pieces[at][1] : pieces[at][1] + 1]
    if mark not in ("、", "，") or not _SHORTEST <= length <= _LONGEST:
        return None, end
    while end < len(pieces) and _joined(text, pieces, end, mark) and _size(pieces[end]) == length:
        end += 1
    members = list(pieces[at:end])
    before = pieces[at - 1] if at and _joined(text, pieces, at, mark) else None
    behind = pieces[end] if end < len(pieces) and _joined(text, pieces, end, mark) else None
    members = [*_first_cut(text, before, members), *members]
    members += _last_cut(text, behind, members)
    if len(members) < 2 or (len(members) < 3 and not _shared(text, members)):
        return None, end
    return (members[0][0], members[-1][1]), end


def _first_cut(text: str, before: Place | None, members: Sequence[Place]) -> list[Place]:
    """Return the end of the piece in front, if it is a member behind other words."""
    length = _size(members[0])
    if before is None or _size(before) <= length:
        return []
    cut = before[1] - length, before[1]
    opened = text[before[0] : cut[0]] in cues("mining")["opens_series"]
    return [cut] if opened or _shared(text, [cut, *members]) else []


def _last_cut(text: str, behind: Place | None, members: Sequence[Place]) -> list[Place]:
    """Return the beginning of the piece behind, if it is a member that goes on with 的."""
    length = _size(members[-1])
    if behind is None or _size(behind) <= length or text[behind[0] + length] not in "的等":
        return []
    cut = behind[0], behind[0] + length
    return [cut] if len(members) > 1 or _shared(text, [*members, cut]) else []


def _size(piece: Place) -> int:
    return piece[1] - piece[0]


def _joined(text: str, pieces: Sequence[Place], at: int, mark: str) -> bool:
    return text[pieces[at - 1][1] : pieces[at][0]] == mark


def _shared(text: str, members: Sequence[Place]) -> bool:
    """Say whether all members have a character in common at one place."""
    return any(len(set(column)) == 1 for column in zip(*(text[a:b] for a, b in members)))  # noqa: B905


SHAPES: Mapping[str, Callable[[str], Iterator[Place]]] = {
    "quoted": quoted,
    "parallel": parallel,
    "numbered": numbered,
}
