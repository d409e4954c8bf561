"""Enumerators: how numbered headings and items look, and where they may stand.

Styles in order; one that stands higher governs those below it. Level 1 holds the
divisions, level 2 to 4 are those of a speech:

    1  第一编  第一部分  第一章  第一节  第一条  一、
    2  （一）
    3  第一，(首先，)  1. (1、)
    4  （1）  1）  ①  其一，  一是  一要
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from tifa.corpus.extents import CLOSERS, COLONS, COMMAS, SENTENCE_MARKS, is_blank

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ADVERBS = {"首先": 1, "其次": 2, "再次": 3}

_HAN = "[一二三四五六七八九十百千零〇]{1,7}"
_ARABIC = "[0-9０-９]{1,2}"
# 十一、 of 一、二、三等 and 三要素 are words of the sentence, not enumerators.
_MARKER = re.compile(
    rf"(?P<division>第(?P<d>{_HAN})(?P<unit>编|編|篇|部分|章|节|節|条|條)(?:之[一二三四五六七八九])?)"
    rf"(?=[\s：:、，【（]|(?<=[编編篇分章])[^是为在的中内规])[：:、，]?"
    rf"|第(?P<o>{_HAN})[，,、：:]"
    rf"|(?P<adverb>首先|其次|再次|最后)[，,]"
    rf"|其(?P<q>[一二三四五六七八九十])[，,]"
    rf"|(?P<s>{_HAN})是"
    rf"|(?P<y>{_HAN})要(?![求素件点領领害])"
    rf"|(?P<n>{_HAN})[ \u3000]?、(?![一二三四五六七八九十]+[、级級类類等审線线期产產型])"
    rf"|[（(](?P<b>{_HAN})[）)][、，]?"
    rf"|[（(](?P<c>{_ARABIC})[）)]"
    rf"|(?P<a>{_ARABIC})(?P<stop>[.．、])(?![0-9０-９])"
    rf"|(?P<p>{_ARABIC})[）)]"
    rf"|(?P<r>[{_CIRCLED}])"
)


@dataclass(frozen=True, slots=True)
class Style:
    """A kind of enumerator.

    family (str): Styles of one family count on: 首先，… 第二，…
    level (int): 1 to 4.
    rank (int): Place in the order of all styles, 0 highest.
    heads (bool): Whether it usually numbers headings, which stand on a line of their own.
    continues (bool): Whether counting may go on in the next division or leave gaps.
    """

    family: str
    level: int
    rank: int
    heads: bool
    continues: bool = False


STYLES = {
    "第一编": Style("第一编", 1, 0, True, True),
    "第一部分": Style("第一部分", 1, 1, True, True),
    "第一章": Style("第一章", 1, 2, True, True),
    "第一节": Style("第一节", 1, 3, True, True),
    "第一条": Style("第一条", 1, 4, False, True),
    "一、": Style("一、", 1, 5, True),
    "（一）": Style("（一）", 2, 6, True),
    "第一，": Style("第一，", 3, 7, False),
    "首先，": Style("第一，", 3, 7, False),
    "1.": Style("1.", 3, 8, True),
    "1、": Style("1.", 3, 8, True),
    "（1）": Style("（1）", 4, 9, False),
    "1）": Style("1）", 4, 10, False),
    "①": Style("①", 4, 11, False),
    "其一，": Style("其一，", 4, 12, False),
    "一是": Style("一是", 4, 13, False),
    "一要": Style("一要", 4, 14, False),
}
_UNITS = {"編": "编", "篇": "编", "節": "节", "條": "条"}
_INLINE = {"（1）", "①", "1）", "其一，", "一是", "一要"}
_AFTER_SPACE = {"第一编", "第一部分", "第一章", "第一节", "第一条", "一、", "（一）"}


class Place(Enum):
    """What stands before an enumerator."""

    LINE = "line"
    MARK = "sentence mark"
    COLON = "colon"
    COMMA = "comma"
    SPACE = "space"
    INSIDE = "inside"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that looks like an enumerator.

    style (str): Key of `STYLES`.
    number (int | None): None for 最后, which counts on from whatever came before.
    start, end (int): Code points, end exclusive.
    place (Place): What stands before it.
    """

    style: str
    number: int | None
    start: int
    end: int
    place: Place

    @property
    def kind(self) -> Style:
        """The style's entry in the table."""
        return STYLES[self.style]


def numeral(written: str) -> int:
    """Return the value of a Chinese or Arabic (also full-width) numeral below 10,000."""
    if written[0] in "0123456789０１２３４５６７８９":
        return int(written)
    if not any(char in _POWERS for char in written):
        return int("".join(str(_DIGITS[char]) for char in written))
    total, digit = 0, 0
    for char in written:
        if char in _POWERS:
            # 十二 stands for 一十二.
            total += (digit or 1) * _POWERS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def candidates(text: str, breaks: frozenset[int] = frozenset()) -> Iterator[Candidate]:
    """Yield what looks like an enumerator at a place where one may stand, in text order.

    Number one is also yielded from inside a sentence (a heading may have run into it).

    breaks (frozenset[int]): Offsets where a sentence begins for other reasons.
    """
    for match in _MARKER.finditer(text):
        style, number = _read(match)
        place = _place(text, match.start(), breaks)
        if _may_stand(style, number, place) and _has_content(text, match):
            yield Candidate(style, number, match.start(), match.end(), place)


def _read(match: re.Match[str]) -> tuple[str, int | None]:
    """Return style and number of a match."""
    if match["division"]:
        return f"第一{_UNITS.get(match['unit'], match['unit'])}", numeral(match["d"])
    if match["adverb"]:
        return "首先，", _ADVERBS.get(match["adverb"])
    if match["a"]:
        return ("1、" if match["stop"] == "、" else "1."), numeral(match["a"])
    if match["r"]:
        return "①", _CIRCLED.index(match["r"]) + 1
    group = match.lastgroup or ""
    return _STYLE_OF[group], numeral(match[group])


_STYLE_OF = {
    "o": "第一，",
    "q": "其一，",
    "s": "一是",
    "y": "一要",
    "n": "一、",
    "b": "（一）",
    "c": "（1）",
    "p": "1）",
}


def _place(text: str, start: int, breaks: frozenset[int]) -> Place:
    """Tell what stands before an offset, whitespace apart."""
    before = start
    while before and text[before - 1] not in "\r\n" and is_blank(text[before - 1]):
        before -= 1
    if before == 0 or text[before - 1] in "\r\n":
        return Place.LINE
    if before in breaks or start in breaks:
        return Place.MARK
    if before < start and text[before - 1] not in SENTENCE_MARKS + COLONS + COMMAS:
        return Place.SPACE
    return _place_after(text, before)


def _place_after(text: str, before: int) -> Place:
    last = text[before - 1]
    if last in CLOSERS and before > 1 and text[before - 2] in SENTENCE_MARKS:
        return Place.MARK
    if last in SENTENCE_MARKS:
        return Place.MARK
    if last in COLONS:
        return Place.COLON
    return Place.COMMA if last in COMMAS + "、" else Place.INSIDE


def _may_stand(style: str, number: int | None, place: Place) -> bool:
    if place in (Place.LINE, Place.MARK):
        return True
    if place is Place.COLON:
        return STYLES[style].level > 1 or style == "一、"
    if place is Place.COMMA:
        return style in _INLINE
    if place is Place.SPACE and style in _AFTER_SPACE:
        return True
    return number == 1 and style in (
        "第一章",
        "第一节",
        "第一条",
        "（一）",
        "第一，",
        "1.",
        "1、",
        "一是",
    )


_CONTENT = re.compile(r"[ \t\u3000\xa0]*[^\s，,、。；！？：:;!?]{2}")
_WHOLE_LINE = re.compile(r"[ \t\u3000\xa0]*(?=[\r\n]|$)")


def _has_content(text: str, match: re.Match[str]) -> bool:
    """Tell whether an item follows; 一是一，二是二 and 第一、第二产业 have none."""
    if text.startswith("第", match.end()) and match["o"]:
        return False
    return bool(
        _CONTENT.match(text, match.end())
        or (match["division"] and _WHOLE_LINE.match(text, match.end()))
    )
