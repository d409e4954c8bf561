"""Where sentences end and how they fall into clauses.

A mark inside “…” or （…） ends no sentence when the pair closes soon in the same line: the
slogan “团结！奋斗！” is part of its sentence. What a longer or unbalanced quotation holds
are sentences of their own.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from tifa.corpus.extents import CLOSERS, Extent, is_blank, stripped

# Bounded, so that an opener without partner costs no more than its bound.
_QUOTE = r"“[^“”\r\n]{0,30}”|‘[^‘’\r\n]{0,30}’|「[^「」\r\n]{0,30}」|『[^『』\r\n]{0,30}』"
_BRACKET = r"（[^（）\r\n]{0,100}）|\([^()\r\n]{0,100}\)|《[^《》\r\n]{0,60}》"
_MARK = r"(?:[。；！？]|[;!?](?![0-9]))"
_END = re.compile(
    rf"(?P<quote>{_QUOTE})|(?P<bracket>{_BRACKET})|{_MARK}+[{re.escape(CLOSERS)}]*",
)
_INNER_MARK = re.compile(rf"{_MARK}+[{re.escape(CLOSERS)}]+")
# “……！”的口号, “……？”这个问题: the sentence goes on after the quotation.
_GOES_ON = frozenset("的，、；：。！？,;:!?之等这那是为和与及字一口说道问”’」』）)》")

# Between digits these are part of a number or a time: 1,000 and 10:30.
_DELIMITER = re.compile(
    rf"(?<![0-9])[,:]|[,:](?![0-9])|(?<![０-９])[，：]|[，：](?![０-９])|{_MARK}"
)
_ENUMERATOR = re.compile(r"首先|其次|再次|最后|第[一二三四五六七八九十]{1,3}")
_LEADING = re.compile(rf"[\s\ufeff{re.escape(CLOSERS)}、—－\-–•·●■◆▪▲※]+")
_TRAILING = "、—–"


def mark_ends(text: str) -> list[int]:
    """Return the offsets, ascending, right after the marks (and their closers) that end a sentence."""
    ends: list[int] = []
    for match in _END.finditer(text):
        if match["quote"] or match["bracket"]:
            if _pair_ends(text, match):
                ends.append(match.end())
            continue
        previous = ends[-1] if ends else 0
        end = match.end()
        if text.startswith('"', end) and text.count('"', previous, end) % 2:
            end += 1
        ends.append(end)
    return ends


def _pair_ends(text: str, match: re.Match[str]) -> bool:
    """Tell whether a quotation or bracket, with its last mark inside, ends a sentence."""
    if not _INNER_MARK.search(match[0][-3:]) or match[0].endswith("》"):
        return False
    if match["bracket"]:
        # A bracket after a full sentence is one of its own; else it belongs to the sentence.
        before = text[: match.start()][-1:]
        return before in ("", "\n", "\r", "\u3000", "。", "！", "？")
    return text[match.end() : match.end() + 1] not in _GOES_ON


def sentences(text: str, lines: Iterable[Extent], ends: Iterable[int]) -> tuple[Extent, ...]:
    """Return the sentences of the lines, cut at the given offsets."""
    cuts = sorted(set(ends))
    found: list[Extent] = []
    for line in lines:
        inside = cuts[bisect_right(cuts, line.start) : bisect_left(cuts, line.end)]
        edges = [line.start, *inside, line.end]
        pieces = (stripped(text, *pair) for pair in pairwise(edges))
        found.extend(piece for piece in pieces if piece.start < piece.end)
    return tuple(found)


def clauses(
    text: str, sentences: Iterable[Extent], markers: Sequence[Extent]
) -> tuple[Extent, ...]:
    """Return the clauses of all sentences, without their enumerators.

    markers (Sequence[Extent]): The enumerators of the numbered items, ascending.
    """
    starts = [marker.start for marker in markers]
    found = []
    for sentence in sentences:
        for start, end in _pieces(text, sentence):
            first = start
            while first < end and is_blank(text[first]):
                first += 1
            index = bisect_right(starts, first) - 1
            if index >= 0 and markers[index].end > first:
                first = markers[index].end
            clause = _trimmed(text, first, end)
            if clause is not None:
                found.append(clause)
    return tuple(found)


def _pieces(text: str, sentence: Extent) -> Iterator[tuple[int, int]]:
    start = sentence.start
    for match in _DELIMITER.finditer(text, sentence.start, sentence.end):
        yield start, match.start()
        start = match.end()
    yield start, sentence.end


def _trimmed(text: str, start: int, end: int) -> Extent | None:
    """Return a clause without punctuation at its edges; None if nothing is left of it."""
    leading = _LEADING.match(text, start, end) if start < end else None
    first = leading.end() if leading else start
    last = end
    while last > first and (is_blank(text[last - 1]) or text[last - 1] in _TRAILING):
        last -= 1
    clause = text[first:last]
    if _ENUMERATOR.fullmatch(clause) or not any(char.isalnum() for char in clause):
        return None
    return Extent(first, last)
