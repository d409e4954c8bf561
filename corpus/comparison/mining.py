"""Set formulations that no lexicon knows yet, mined from texts.

Four signs: a stretch that repeats and no longer one does as often, quotation marks, members
of equal length in a row, and a number that sums up.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tifa.corpus.comparison.cues import cues
from tifa.corpus.comparison.phrases import maximal_repeats
from tifa.corpus.comparison.shapes import SHAPES
from tifa.corpus.lexicon import Lexicon

Keys = NDArray[np.uint64]

REPEATED = "repeated"
_SHORTEST, _LONGEST = 4, 20
_PREFIX = 4
# What the lexicon has is blotted out before repeats are sought.
_BLOT = "\0"
MARKS = "。！？；：，、!?;:,（）()《》〈〉“”‘’「」…—\r\n\t \u3000"
_INNER = "“”‘’「」『』、，, "


@dataclass(frozen=True, slots=True)
class Candidate:
    """A formulation with all places where it stands, whatever spoke for it.

    form (str): The wording.
    signs (tuple[str, ...]): What spoke for it: repeated, quoted, parallel, numbered.
    places (tuple[tuple[int, int], ...]): Number of the text and offset in code points, in
        text order; overlapping ones too.
    """

    form: str
    signs: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    @property
    def documents(self) -> list[int]:
        """The numbers of the texts that have it, each once, in order."""
        return sorted({number for number, _ in self.places})


def mine(
    texts: Sequence[str], lexicon: Lexicon | None = None, *, least: int = 2, least_repeated: int = 4
) -> list[Candidate]:
    """Return the formulations that some sign speaks for, in no order.

    What the lexicon has decided, in or out, is none, nor what differs from it by quotation
    and list marks only.

    least (int): Least count of quoted, parallel and numbered forms.
    least_repeated (int): Least count of forms that only repeat; where there are several
        texts, two must have them.
    """
    decided = _decided(lexicon)
    signs: defaultdict[str, list[str]] = defaultdict(list)
    for sign, forms in (
        *((sign, _shaped(texts, sign)) for sign in SHAPES),
        (REPEATED, _repeated(texts, lexicon, least_repeated)),
    ):
        for form in forms:
            if _formulaic(form) and _bare(form) not in decided:
                signs[form].append(sign)
    index = FormIndex(texts)
    found = (Candidate(form, tuple(why), index.places(form)) for form, why in signs.items())
    return [each for each in found if len(each.places) >= least]


def _decided(lexicon: Lexicon | None) -> set[str]:
    entries = lexicon.entries if lexicon else ()
    return {_bare(form) for entry in entries for form in entry.forms}


def _formulaic(form: str) -> bool:
    """Say whether a form holds no figures, control characters or ideographic spaces."""
    return form.isprintable() and not any(map(str.isdecimal, form))


def _bare(form: str) -> str:
    return "".join(char for char in form if char not in _INNER)


def _shaped(texts: Sequence[str], sign: str) -> list[str]:
    """Return the forms of a shape, each once."""
    shape = SHAPES[sign]
    return list(dict.fromkeys(text[a:b] for text in texts for a, b in shape(text)))


def _repeated(texts: Sequence[str], lexicon: Lexicon | None, least: int) -> Iterator[str]:
    """Yield maximal repeats that begin and end like a phrase."""
    not_first, not_last = cues("mining")["not_first"], cues("mining")["not_last"]
    for phrase in maximal_repeats(
        [_blotted(text, lexicon) for text in texts],
        shortest=_SHORTEST, longest=_LONGEST, least=least, breaks=MARKS + _BLOT,
    ):  # fmt: skip
        spread = phrase.documents >= min(2, len(texts))
        if spread and not phrase.text.startswith(not_first) and not phrase.text.endswith(not_last):
            yield phrase.text


def _blotted(text: str, lexicon: Lexicon | None) -> str:
    """Return a text of the same length without what the lexicon has."""
    parts, place = [], 0
    for match in lexicon.find_decided(text) if lexicon else ():
        parts += [text[place : match.start], _BLOT * (match.end - match.start)]
        place = match.end
    return "".join([*parts, text[place:]])


class FormIndex:
    """All places of any form in texts, by its first four characters."""

    def __init__(self, texts: Sequence[str]) -> None:
        # A sign between the texts that no form has.
        self._joined = _BLOT.join(texts) + _BLOT * _PREFIX
        sizes = np.asarray([len(text) + 1 for text in texts], np.int64)
        self._begins = np.cumsum(sizes) - sizes
        keys = self._keys(self._joined)
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]

    @staticmethod
    def _keys(text: str) -> Keys:
        """Return the first four characters at each place as one number.

        Of each 16 bits: what lies beyond the BMP may collide, and is compared in full anyway.
        """
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        low = codes.astype(np.uint64) & np.uint64(0xFFFF)
        most = low.size - _PREFIX + 1
        parts = [low[at : at + most] << np.uint64(16 * (_PREFIX - 1 - at)) for at in range(_PREFIX)]
        return np.asarray(np.bitwise_or.reduce(parts), np.uint64)

    def _starts(self, form: str) -> Iterator[int]:
        if len(form) < _PREFIX:
            yield from (match.start() for match in re.finditer(re.escape(form), self._joined))
            return
        key = self._keys(form[:_PREFIX])[0]
        low, high = (np.searchsorted(self._sorted, key, side) for side in ("left", "right"))
        for place in self._order[low:high].tolist():
            if self._joined.startswith(form, place):
                yield place

    def places(self, form: str) -> tuple[tuple[int, int], ...]:
        """Return number of the text and offset of each occurrence."""
        starts = np.fromiter(self._starts(form), np.int64)
        numbers = np.searchsorted(self._begins, starts, side="right") - 1
        return tuple(zip(numbers.tolist(), (starts - self._begins[numbers]).tolist(), strict=True))


def frequencies(candidate: Candidate, texts: int) -> list[int]:
    """Return how often a candidate stands in each text."""
    counts = Counter(number for number, _ in candidate.places)
    return [counts[number] for number in range(texts)]
