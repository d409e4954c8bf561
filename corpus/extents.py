"""Stretches of a text and the characters that bound them: the words of `tifa.corpus.structure`."""

from dataclasses import dataclass

# A byte order mark inside a text is nothing that one could annotate.
BOM = "\ufeff"
COMMAS = "，,"
COLONS = "：:"
SENTENCE_MARKS = "。；！？;!?"
CLOSERS = "”’」』）)》】〉"


@dataclass(frozen=True, slots=True)
class Extent:
    """A stretch of a text.

    start, end (int): Unicode code points, end exclusive.
    """

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered heading or list item and what it governs.

    level (int): 1 to 4, by style (see `tifa.corpus.enumerators`).
    style (str): Its enumerator as it looks for number one: 一、 （一） 第一， 1. 一是 …
    number (int): The number that the enumerator says.
    marker (Extent): The enumerator.
    heading (Extent): The heading or lead sentence after it, without final punctuation;
        empty if nothing follows the enumerator.
    start, end (int): All it governs: from its marker to the next item of the same or a
        higher style, or to the closing of the speech; code points, end exclusive.
    """

    level: int
    style: str
    number: int
    marker: Extent
    heading: Extent
    start: int
    end: int


def is_blank(char: str) -> bool:
    """Tell whether a character is whitespace (U+3000 too) or a byte order mark."""
    return char.isspace() or char == BOM


def stripped(text: str, start: int, end: int) -> Extent:
    """Return an extent without whitespace at its edges; empty at `start` if all is blank."""
    first, last = start, end
    while last > first and is_blank(text[last - 1]):
        last -= 1
    while first < last and is_blank(text[first]):
        first += 1
    return Extent(first, last) if first < last else Extent(start, start)
