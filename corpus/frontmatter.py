"""Guesses at a document's metadata from its front matter and file name.

Nothing is invented: what the text and the file name do not say stays None, and every
guess is told in one sentence so that a person can check it.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath

from tifa.corpus.enumerators import numeral
from tifa.corpus.extents import Extent
from tifa.corpus.opening import DATE
from tifa.corpus.structure import Structure, analyse

_ISO_IN_NAME = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:[-_.]?(?P<m>0[1-9]|1[0-2])(?:[-_.]?(?P<d>0[1-9]|[12]\d|3[01]))?)?(?!\d)"
)
_WRITTEN_IN_NAME = re.compile(DATE + r"|(?<!\d)(?:19|20)\d\d年")
_NUMBERS = re.compile(r"\d+|[一二三四五六七八九十廿〇○零Ｏ]+")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SPEECH = "书面讲话|重要讲话|总结讲话|讲话|講話|工作报告|报告|報告|致辞|致词|主旨演讲|演讲|发言|开幕词|闭幕词|开幕辞|闭幕辞"
_OCCASION = re.compile(
    rf"在(?P<occasion>[^，。；\n]{{4,60}}?)(?:开幕式|闭幕式)?(?:期间|上)?的?(?:{_SPEECH})"
    r"|在(?P<meeting>[^，。；\n]{2,50}(?:会议|大会|座谈会|论坛|峰会|会|仪式|典礼))上"
)
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the front matter of a text says; None where it says nothing.

    title (str | None): Lines of the title joined by a space.
    speaker (str | None): The name without spaces.
    date (str | None): ISO 8601: a day, a month or a year.
    salutation (str | None): The words that address the audience.
    occasion (str | None): The meeting, as the title names it.
    guesses (tuple[str, ...]): What was guessed from where, one sentence each.
    """

    title: str | None = None
    speaker: str | None = None
    date: str | None = None
    salutation: str | None = None
    occasion: str | None = None
    guesses: tuple[str, ...] = ()


def guess_front_matter(text: str, filename: str | None = None) -> FrontMatter:
    """Guess a document's metadata from the opening of its text and its file name.

    filename (str | None): Name or path of the file; only looked at for a date.
    """
    guesses: list[str] = []
    structure = analyse(text)
    title = _title(text, structure, guesses)
    return FrontMatter(
        title=title,
        speaker=_speaker(text, structure, guesses),
        date=_date(text, structure, title, filename, guesses),
        salutation=_salutation(text, structure, guesses),
        occasion=_occasion(title, guesses),
        guesses=tuple(guesses),
    )


def iso_date(written: str) -> str | None:
    """Return a written date (2010年4月14日, 二〇一〇年四月, 2010-04-14) in ISO 8601.

    Returns None if it names no possible day.
    """
    parts = [_number(part) for part in _NUMBERS.findall(written)[:3]]
    year, month, day = (*parts, None, None, None)[:3]
    if year is None or not 1000 <= year <= 2999:
        return None
    if month is None:
        return f"{year}"
    if not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year}-{month:02}"
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= _DAYS[month - 1] else None


def _number(written: str) -> int:
    return numeral(written.replace("Ｏ", "〇").replace("廿", "二十"))


def _words(text: str, extent: Extent) -> str:
    return " ".join(text[extent.start : extent.end].split())


def _title(text: str, structure: Structure, guesses: list[str]) -> str | None:
    if structure.title is None:
        return None
    title = _words(text, structure.title)
    guesses.append(f'title "{title}" read from the start of the text')
    return title


def _speaker(text: str, structure: Structure, guesses: list[str]) -> str | None:
    if structure.byline is None:
        return None
    written = text[structure.byline.start : structure.byline.end]
    speaker = _BETWEEN_HAN.sub("", written)
    where = "after the title" if structure.title else "at the start of the text"
    read = f'"{written}" read as {speaker}' if speaker != written else f'"{written}" read'
    guesses.append(f"speaker {read} from the line {where}")
    return speaker


def _salutation(text: str, structure: Structure, guesses: list[str]) -> str | None:
    if structure.salutation is None:
        return None
    salutation = _words(text, structure.salutation)
    guesses.append(f'salutation "{salutation}" read from the words before the colon')
    return salutation


def _date(
    text: str,
    structure: Structure,
    title: str | None,
    filename: str | None,
    guesses: list[str],
) -> str | None:
    """Return the date of the dateline, else of the title, else of the file name."""
    if structure.dateline is not None:
        written = text[structure.dateline.start : structure.dateline.end]
        return _told(iso_date(written), written, "the date line", guesses)
    in_title = re.search(DATE, title or "")
    if in_title:
        return _told(iso_date(in_title[0]), in_title[0], "the title", guesses)
    return _date_of_name(PurePath(filename).stem, guesses) if filename else None


def _date_of_name(name: str, guesses: list[str]) -> str | None:
    written = _WRITTEN_IN_NAME.search(name)
    if written:
        return _told(iso_date(written[0]), written[0], "the file name", guesses)
    for match in _ISO_IN_NAME.finditer(name):
        date = iso_date("-".join(part for part in match.groups() if part))
        if date:
            return _told(date, match[0], "the file name", guesses)
    return None


def _told(date: str | None, written: str, where: str, guesses: list[str]) -> str | None:
    if date is not None:
        guesses.append(f'date "{written}" read as {date} from {where}')
    return date


def _occasion(title: str | None, guesses: list[str]) -> str | None:
    match = _OCCASION.search(title or "")
    if match is None:
        return None
    occasion = match["occasion"] or match["meeting"]
    guesses.append(f'occasion "{occasion}" read from the title')
    return occasion
