"""The front matter of a speech as it stands in the text: title, byline, date, salutation.

Two forms are known: each part on a line of its own, and all of them run together at the
start of a line because the line breaks were lost.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tifa.corpus.extents import SENTENCE_MARKS, Extent, stripped
from tifa.corpus.layout import Layout

_HEAD_LINES = 15
_TITLE_LENGTH = 60
_RUN_LENGTH = 220

_GAP = r"[^\S\r\n]"
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_CN = "[一二三四五六七八九十廿]{1,3}"
DATE = (
    rf"(?:[12]\d{{3}}{_GAP}?年{_GAP}?[01]?\d{_GAP}?月(?:{_GAP}?[0-3]?\d{_GAP}?日)?"
    rf"|[一二][一二三四五六七八九〇○零Ｏ0]{{3}}年{_CN}月(?:{_CN}日)?"
    r"|[12]\d{3}[-/.．][01]?\d[-/.．][0-3]?\d(?!\d))"
)
_BRACKETED_DATE = re.compile(rf"[（(]{_GAP}*(?P<date>{DATE})[^（）()\r\n]{{0,40}}[）)]")
_DATELINE = re.compile(rf"{_BRACKETED_DATE.pattern}|(?P<bare>{DATE})(?:[ \u3000，,].{{0,80}})?")
_POST = "总书记|主席|总理|书记|省长|市长|县长|区长|州长|部长|主任|局长|厅长|院长|检察长|司令员|政委"
# A name: two to four characters, or two that are set apart.
_NAME = rf"(?:{_HAN}{_GAP}{{1,4}}{_HAN}|{_HAN}{{2,4}}|{_HAN}{{1,6}}·{_HAN}{{1,12}})"
_BYLINE = re.compile(
    rf"(?:(?:报告|讲话|发言|演讲|主讲)人{_GAP}*[：:]?{_GAP}*)?"
    rf"(?:(?:{_HAN}|、){{0,30}}(?:{_POST}){_GAP}*)?(?P<name>{_NAME})"
)
# Other words of two to four characters that stand on a line of their own.
_NOT_NAMES = re.compile(
    r".*(?:[录言告话见划案知法报定例作设展持席则要件文院委会厅部局省市县区年月日版稿号南]|精神)$"
)
_PEOPLE = "同志|代表|委员|朋友|同胞|同学|老师|战友|先生|女士|同事|来宾|同仁|企业家"
_AUDIENCE = (
    rf"(?:青年|学生|年轻)?(?:{_PEOPLE}|委員)[们們]|乡亲们|父老乡亲|兄弟姐妹们"
    rf"|各位{_HAN}{{0,8}}?(?:{_PEOPLE}|委員|领导|嘉宾|专家|院士|理事|使节|记者)"
    rf"|尊敬的(?:{_HAN}|[·、]){{1,40}}"
)
_SALUTATION = re.compile(
    rf"(?P<words>(?:亲爱的)?(?:{_AUDIENCE})(?:{_GAP}*[，,、]?{_GAP}*(?:{_AUDIENCE})){{0,8}})[：:！!]"
)
_GENRE = "讲话|講話|报告|報告|致辞|致词|发言|演讲|开幕词|闭幕词|开幕辞|闭幕辞|贺词|祝词"
_RUN_TITLE = re.compile(
    rf"(?P<title>.+(?:{_GENRE})(?:[（(][^（）()]{{2,6}}[）)])?){_GAP}*(?P<name>{_NAME})?"
    rf"|(?P<other>.{{4,}}?){_GAP}*(?P<apart>{_HAN}{_GAP}{{1,4}}{_HAN})"
    rf"|(?P<whole>.{{4,}})"
)
_NO_TITLE = re.compile(
    rf"新华社.*电|[目摘]{_GAP}*[录要]|[、，。；：）)”’].*|第?[一二三四五六七八九十\d（(①]+[）)]?(?:[、.．章节条]|部分|$).*|.*[，,、：:…]"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The front matter of a text; see `tifa.corpus.structure.Structure`.

    breaks (tuple[int, ...]): Offsets where a part of it ends inside a line.
    """

    title: Extent | None = None
    byline: Extent | None = None
    dateline: Extent | None = None
    salutation: Extent | None = None
    breaks: tuple[int, ...] = ()


def find_opening(layout: Layout) -> Opening:
    """Find title, byline, date and salutation, as far as the text has them."""
    if not layout.lines:
        return Opening()
    return _run_together(layout) or _on_lines(layout)


def _run_together(layout: Layout) -> Opening | None:
    """Read an opening whose parts all stand at the start of the first line."""
    first = layout.lines[0]
    head = layout.text[first.start : min(first.end, first.start + _RUN_LENGTH)]
    if first.end - first.start <= _TITLE_LENGTH and not _SALUTATION.search(head):
        return None
    date = _BRACKETED_DATE.search(head)
    greeting = _SALUTATION.search(head, date.end() if date else 0)
    anchor = date or greeting
    if anchor is None or any(char in SENTENCE_MARKS + "，," for char in head[: anchor.start()]):
        return None
    found = _RunTogether(head, first.start)
    found.read_title(anchor.start())
    if date:
        found.read_date(date)
    if greeting:
        found.read_greeting(greeting, date.end() if date else found.end)
    return found.opening() if found.end else None


class _RunTogether:
    """The parts of an opening in one line; `end` is where the last one read ends."""

    def __init__(self, head: str, offset: int) -> None:
        self._head = head
        self._offset = offset
        self._parts: dict[str, Extent] = {}
        self._breaks: list[int] = []
        self.end = 0

    def _add(self, name: str, start: int, end: int) -> None:
        extent = stripped(self._head, start, end)
        self._parts[name] = Extent(extent.start + self._offset, extent.end + self._offset)

    def _break(self, end: int) -> None:
        self.end = end
        self._breaks.append(end + self._offset)

    def read_title(self, anchor: int) -> None:
        """Read title and name before the date or the salutation."""
        before = self._head[:anchor].rstrip()
        alone = _BYLINE.fullmatch(before)
        if alone and (not _NOT_NAMES.match(before) or _POSTED.match(before)):
            self._add("byline", *alone.span("name"))
            self._break(len(before))
            return
        match = _RUN_TITLE.fullmatch(before)
        if match is None:
            return
        title = "title" if match["title"] else "other" if match["other"] else "whole"
        self._add("title", *match.span(title))
        self._break(match.end(title))
        name = "name" if match["name"] else "apart"
        if match[name]:
            self._add("byline", *match.span(name))
            self._break(match.end(name))

    def read_date(self, date: re.Match[str]) -> None:
        """Read the date in its brackets."""
        self._add("dateline", *date.span("date"))
        self._break(date.end())

    def read_greeting(self, greeting: re.Match[str], after: int) -> None:
        """Read the salutation, if nothing or only a name stands before it."""
        between = stripped(self._head, after, greeting.start())
        words = self._head[between.start : between.end]
        if words and not re.fullmatch(_NAME, words):
            return
        if words:
            self._add("byline", between.start, between.end)
            self._break(between.end)
        self._add("salutation", *greeting.span("words"))
        self._break(greeting.end())

    def opening(self) -> Opening:
        """Return what was read."""
        return Opening(**self._parts, breaks=tuple(self._breaks))


_POSTED = re.compile(rf"(?:{_HAN}|、){{0,30}}(?:{_POST}){_GAP}*{_NAME}$")


def _on_lines(layout: Layout) -> Opening:
    """Read an opening whose parts stand on lines of their own."""
    lines = layout.lines[:_HEAD_LINES]
    words = [layout.text[line.start : line.end] for line in lines]
    greeting = next((i for i, line in enumerate(words) if _greeting(line)), None)
    head = words[:greeting]
    dated = next((i for i, line in enumerate(head) if _is_dateline(line)), None)
    title = _title_lines(head[:dated])
    named = _byline(head, title, dated, greeting)
    if dated is None and greeting is None and named is None:
        # Without anything that sets it off, only the first line can be trusted.
        title = _first_line_title(words)
    elif title.start and greeting is None and named is None:
        # The lines before a date that closes the text are its signature, not a title.
        title = range(0)
    return _extents(lines, words, title, named, dated, greeting)


def _greeting(line: str) -> re.Match[str] | None:
    """Match a salutation that opens a line, perhaps after the name of the speaker."""
    match = _SALUTATION.search(line[:_RUN_LENGTH])
    if match and (match.start() == 0 or _POSTED.fullmatch(line[: match.start()])):
        return match
    return None


def _is_dateline(line: str) -> bool:
    return bool(_DATELINE.fullmatch(line)) and line[-1] not in SENTENCE_MARKS


def _heading_like(line: str) -> bool:
    return (
        2 < len(line) <= _TITLE_LENGTH
        and line[-1] not in SENTENCE_MARKS
        and not _NO_TITLE.fullmatch(line)
    )


def _title_lines(head: Sequence[str]) -> range:
    """Return the first run of lines that may be a title."""
    start = next((i for i, line in enumerate(head) if _heading_like(line)), None)
    if start is None:
        return range(0)
    end = start
    while (
        end < len(head) and _heading_like(head[end]) and not (end > start and _is_name(head[end]))
    ):
        end += 1
    return range(start, end)


def _first_line_title(words: Sequence[str]) -> range:
    if len(words) < 2 or not _heading_like(words[0]) or "，" in words[0]:
        return range(0)
    subtitle = words[1].startswith("—") and _heading_like(words[1])
    return range(2 if subtitle else 1)


def _is_name(line: str) -> bool:
    return bool(
        len(line) <= _TITLE_LENGTH
        and (_POSTED.fullmatch(line) or (_BYLINE.fullmatch(line) and not _NOT_NAMES.match(line)))
    )


def _byline(
    head: Sequence[str], title: range, dated: int | None, greeting: int | None
) -> int | None:
    """Return the line with the speaker's name: right after the title or next to the date."""
    if not title or (dated is None and greeting is None):
        return None
    near = [title.stop] if dated is None else [title.stop, dated - 1, dated + 1]
    return next((i for i in near if title.stop <= i < len(head) and _is_name(head[i])), None)


def _extents(
    lines: Sequence[Extent],
    words: Sequence[str],
    title: range,
    named: int | None,
    dated: int | None,
    greeting: int | None,
) -> Opening:
    """Return the parts as extents of the text."""

    def place(line: int, match: re.Match[str] | None, group: str) -> Extent | None:
        if match is None or match[group] is None:
            return None
        return Extent(lines[line].start + match.start(group), lines[line].start + match.end(group))

    byline = None if named is None else place(named, _BYLINE.fullmatch(words[named]), "name")
    dateline = None
    if dated is not None:
        match = _DATELINE.fullmatch(words[dated])
        dateline = place(dated, match, "date") or place(dated, match, "bare")
    salutation, breaks = None, []
    if greeting is not None:
        match = _greeting(words[greeting])
        salutation = place(greeting, match, "words")
        offset = lines[greeting].start
        if match:
            breaks.append(offset + match.end())
        if match and match.start():
            byline = place(greeting, _BYLINE.fullmatch(words[greeting][: match.start()]), "name")
            breaks.append(offset + match.start())
    return Opening(
        title=Extent(lines[title.start].start, lines[title.stop - 1].end) if title else None,
        byline=byline,
        dateline=dateline,
        salutation=salutation,
        breaks=tuple(sorted(breaks)),
    )
