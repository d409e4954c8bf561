"""Sentences cut where an order cannot go on: at a task line, at the title of a heading."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from tifa.corpus.structure import Extent
from tifa.models.textview import SentenceView, TextView

# （甲局牵头，乙局配合），（责任单位：甲局），（甲局负责，六月底前完成）
_TASK_LINE = re.compile(
    r"[（(](?:由|各|[^（）()。]*?(?:局|委|办|厅|部|处|科|室|院|会|府|门|站|所|中心|公司|单位|车间|区|县|市|省|校|行|组|书记|长|主任)[^（）()。]*?)?"
    r"[^（）()。]*?(?:负责|牵头|配合|承办|主办|落实|责任(?:单位|部门|领导|人)[：:]|实施)[^。]*[）)]"
)
# （甲局负责）四、健全……: a heading that lost its line.
_NUMBER = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十]{1,3}[，、]|[一二三四五六七八九十]是)+[ \u3000]*"
)
# 强基行动——补齐……: the title of what is then told to be done.
_TITLE = re.compile(r"[^，。：；—\-－要]{2,14}(?:——|—|--|－－|――)[ \u3000]*(?=[^，。\d—-][^—-]*$)")


def parts_of(view: TextView, sentence: SentenceView) -> Iterator[SentenceView]:
    """Yield the parts of a sentence, mostly the one that it is.

    A task line in brackets ends an order and belongs to none: 加强……（甲局牵头）。 A
    heading can have a title before it says what to do: 强基行动——补齐短板.

    view (TextView): The text.
    sentence (SentenceView): One of its sentences.
    """
    rest: SentenceView | None = sentence
    first = bisect_left(view.bracketed, sentence.start, key=lambda bracket: bracket.start)
    for bracket in view.bracketed[first:]:
        if bracket.start >= sentence.end or rest is None:
            break
        if bracket.end > sentence.end or not _TASK_LINE.match(
            view.text, bracket.start, bracket.end
        ):
            continue
        before = _part(rest, rest.start, bracket.start)
        if before:
            yield _untitled(view.text, before)
        number = _NUMBER.match(view.text, bracket.end, sentence.end)
        rest = _part(rest, number.end() if number else bracket.end, rest.end)
        if rest and number:
            rest = replace(rest, is_heading=True)
    if rest:
        yield _untitled(view.text, rest)


def _part(sentence: SentenceView, start: int, end: int) -> SentenceView | None:
    cut = (Extent(max(start, each.start), min(end, each.end)) for each in sentence.clauses)
    clauses = tuple(each for each in cut if each.start < each.end)
    return replace(sentence, start=start, end=end, clauses=clauses) if clauses else None


def _untitled(text: str, sentence: SentenceView) -> SentenceView:
    first = sentence.clauses[0]
    title = _TITLE.match(text, first.start, first.end)
    if title is None:
        return sentence
    clauses = (Extent(title.end(), first.end), *sentence.clauses[1:])
    return replace(sentence, clauses=clauses, is_heading=True)
