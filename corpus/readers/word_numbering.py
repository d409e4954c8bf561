"""The numbers that Word puts before paragraphs by itself: 一、 （一） 1. (ECMA-376 part 1, §17.9).

They stand nowhere in a document's text, but readers see them, and the structure of a
speech rests on them.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LEVELS = 9
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def w(name: str) -> str:
    """Return an element or attribute name in the WordprocessingML namespace."""
    return f"{{{_NAMESPACE}}}{name}"


def on(element: Any) -> bool:
    """Say whether a switch such as ``<w:vanish/>`` is there and not turned off."""
    return element is not None and element.get(w("val")) not in ("0", "false", "off")


def chinese_numeral(number: int) -> str:
    """Return a number from 0 to 9999 in Chinese: 10 is 十, 21 二十一, 105 一百〇五."""
    if number <= 0 or number > 9999:
        return _DIGITS[0] if number == 0 else str(number)
    said, gap = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            said += ("〇" if gap else "") + _DIGITS[digit] + word
        gap = bool(said) and not digit
    return said.removeprefix("一") if 10 <= number < 20 else said


def _roman(number: int) -> str:
    said = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        said += letters * count
    return said


def _letter(number: int) -> str:
    repeats, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (repeats + 1)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _one_of(characters: str) -> Callable[[int], str]:
    return lambda number: characters[number - 1] if 0 < number <= len(characters) else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(ord(d) + 0xFEE0) for d in str(number)),
    "chineseCounting": chinese_numeral,
    "chineseCountingThousand": chinese_numeral,
    "japaneseCounting": chinese_numeral,
    "taiwaneseCounting": chinese_numeral,
    "taiwaneseCountingThousand": chinese_numeral,
    "ideographDigital": lambda number: "".join(_DIGITS[int(d)] for d in str(number)),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "bullet": lambda number: "",
    "none": lambda number: "",
}


class Numbering:
    """Counts the numbered paragraphs of a document in their order.

    part, styles: Root elements of numbering.xml and styles.xml; None where there are none.
    """

    def __init__(self, part: Any, styles: Any) -> None:
        self._abstract: dict[str, dict[int, Any]] = {}
        self._list_of: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._styles = (
            {}
            if styles is None
            else {style.get(w("styleId")): style for style in styles.iter(w("style"))}
        )
        if part is not None:
            self._load(part)

    def _load(self, part: Any) -> None:
        for abstract in part.iter(w("abstractNum")):
            levels = {int(lvl.get(w("ilvl"))): lvl for lvl in abstract.iter(w("lvl"))}
            self._abstract[abstract.get(w("abstractNumId"))] = levels
        for num in part.iter(w("num")):
            name = num.get(w("numId"))
            self._list_of[name] = _value(num, "abstractNumId", "")
            for override in num.iter(w("lvlOverride")):
                start = _value(override, "startOverride", "")
                if start:
                    self._restarts[name, int(override.get(w("ilvl")))] = int(start)

    def label(self, paragraph: Any) -> str:
        """Count a paragraph and return its number as Word shows it; empty if it has none."""
        num, level = self._place(paragraph)
        levels = self._abstract.get(self._list_of.get(num, ""), {})
        if level not in levels:
            return ""
        self._count(num, level, levels)
        label = self._render(num, level, levels)
        spaced = label[-1:] < "\u2e80" or _value(levels[level], "suff", "tab") == "space"
        return f"{label} " if label and spaced else label

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Return list and level of a paragraph, its own or those of its style."""
        for properties, style in self._properties(paragraph):
            numbered = None if properties is None else properties.find(w("numPr"))
            if numbered is not None and _value(numbered, "numId", ""):
                num = _value(numbered, "numId", "")
                level = _value(numbered, "ilvl", "")
                return num, int(level) if level else self._level_of_style(num, style)
        return "", 0

    def _properties(self, paragraph: Any) -> Iterator[tuple[Any, str]]:
        """Yield a paragraph's properties, then those of its style and what it is based on."""
        own = paragraph.find(w("pPr"))
        yield own, ""
        name = "" if own is None else _value(own, "pStyle", "")
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name].find(w("pPr")), name
            name = _value(self._styles[name], "basedOn", "")

    def _level_of_style(self, num: str, style: str) -> int:
        levels = self._abstract.get(self._list_of.get(num, ""), {})
        tied = (n for n, lvl in levels.items() if style and _value(lvl, "pStyle", "") == style)
        return next(tied, 0)

    def _count(self, num: str, level: int, levels: dict[int, Any]) -> None:
        counts = self._counts.setdefault(self._list_of[num], [None] * _LEVELS)
        restart = self._restarts.pop((num, level), None)
        if restart is not None:
            counts[level] = restart
        elif counts[level] is None:
            counts[level] = int(_value(levels[level], "start", "1"))
        else:
            counts[level] = (counts[level] or 0) + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)

    def _render(self, num: str, level: int, levels: dict[int, Any]) -> str:
        counts = self._counts[self._list_of[num]]
        if _value(levels[level], "numFmt", "decimal") == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            lvl = levels.get(place)
            start = int(_value(lvl, "start", "1")) if lvl is not None else 1
            value = counts[place]
            form = _value(lvl, "numFmt", "decimal") if lvl is not None else "decimal"
            return _FORMATS.get(form, str)(start if value is None else value)

        return re.sub(r"%([1-9])", number, _value(levels[level], "lvlText", ""))


def _value(parent: Any, name: str, default: str) -> str:
    child = parent.find(w(name))
    return default if child is None else child.get(w("val")) or default
