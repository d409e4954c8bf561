"""Writing WebAnno TSV 3.3: tokens are characters, so that any span can be held.

INCEpTION rebuilds the text from the ``#Text=`` lines and puts a line break and blanks
where sentences leave a gap. So here a sentence reaches to the start of the next one, and
the text comes back exactly. Whitespace is no token, but for a blank at the very start of
a text, which would be lost otherwise.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tifa.annotation.formats.base import Loss
from tifa.annotation.formats.cas import ARGUMENT, LINK, SPAN, feature_name
from tifa.annotation.formats.webanno_escapes import escape_text, escape_value
from tifa.corpus.offsets import Utf16Map
from tifa.corpus.spans import Span
from tifa.corpus.structure import analyse

HEADER = "#FORMAT=WebAnno TSV 3.3"
_ROLES = f"ROLE_{SPAN}:arguments_{LINK}"
_NO_ANNOTATION, _NO_VALUE = "_", "*"


@dataclass(slots=True, eq=False)
class _Mark:
    """An annotation of a layer over tokens `first` to `last`, inclusive.

    number (int): Joins its tokens; 0 if it has one token, and that for itself.
    """

    layer: str
    first: int
    last: int
    values: Mapping[str, str]
    targets: list["_Mark"] = field(default_factory=list)
    number: int = 0


def render_tsv(text: str, spans: Sequence[Span]) -> tuple[str, list[Loss]]:
    """Return the ``.tsv`` file of a text, and what it cannot hold.

    text (str): The text.
    spans (Sequence[Span]): Its spans. Whitespace at the edges of a span is cut off, and
        reported.
    """
    marker = _Marker(text)
    for span in spans:
        marker.add(span)
    return _Page(text, marker.tokens, marker.marks).render(), marker.losses


class _Marker:
    """Turns spans into marks over tokens."""

    def __init__(self, text: str) -> None:
        self.tokens = [place for place, char in enumerate(text) if place == 0 or not char.isspace()]
        self.marks: list[_Mark] = []
        self.losses: list[Loss] = []
        self._index = {place: index for index, place in enumerate(self.tokens)}

    def add(self, span: Span) -> None:
        """Add a span with its arguments."""
        reasons: list[str] = []
        mark = self._mark(SPAN, span.start, span.end, span.label, "its edges", reasons)
        if mark is not None:
            mark.values = {**mark.values, **_values(span, reasons)}
            for argument in span.arguments:
                name = argument.name
                where = f"the edges of its argument {name}"
                target = self._mark(ARGUMENT, argument.start, argument.end, name, where, reasons)
                if target is not None:
                    mark.targets.append(target)
        if reasons:
            self.losses.append(Loss("", "; ".join(dict.fromkeys(reasons)), span=span))

    def _mark(
        self, layer: str, start: int, end: int, label: str, edges: str, reasons: list[str]
    ) -> _Mark | None:
        inside = [place for place in range(start, end) if place in self._index]
        if not inside:
            reasons.append(f"{label} covers nothing but whitespace, which is no token")
            return None
        if "\r" in label:
            reasons.append("a label cannot hold a carriage return")
            return None
        if (inside[0], inside[-1] + 1) != (start, end):
            reasons.append(f"the whitespace at {edges} is no token, so it is cut off")
        first, last = self._index[inside[0]], self._index[inside[-1]]
        mark = _Mark(layer, first, last, {"label": label})
        self.marks.append(mark)
        return mark


def _values(span: Span, reasons: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in span.attributes.items():
        # The format has an escape for a line feed, and none for a carriage return.
        if "\r" in value:
            reasons.append(f"the value of {name} has a carriage return, so it is left out")
        else:
            values[feature_name(name)] = value
    if span.score is not None:
        values["score"] = repr(span.score)
    return values


class _Page:
    """Lays out the lines of one file."""

    def __init__(self, text: str, tokens: Sequence[int], marks: Sequence[_Mark]) -> None:
        self._text = text
        self._tokens = tokens
        self._units = Utf16Map(text)
        self._at: dict[int, dict[str, list[_Mark]]] = defaultdict(lambda: defaultdict(list))
        for mark in marks:
            for token in range(mark.first, mark.last + 1):
                self._at[token][mark.layer].append(mark)
        _number(marks, self._at)
        self._features = {
            layer: list(
                dict.fromkeys(name for mark in marks if mark.layer == layer for name in mark.values)
            )
            for layer in dict.fromkeys(mark.layer for mark in marks)
        }
        self._ids: dict[int, str] = {}

    def render(self) -> str:
        """Return the file."""
        lines = [HEADER, *self._layers(), "", ""]
        sentences = self._sentences()
        for number, (_, _, tokens) in enumerate(sentences, start=1):
            for place, token in enumerate(tokens, start=1):
                self._ids[token] = f"{number}-{place}"
        for start, end, tokens in sentences:
            text = self._text[start:end]
            lines.extend(f"#Text={escape_text(line)}" for line in text.split("\n"))
            lines.extend(self._row(token) for token in tokens)
            lines.append("")
        return "\n".join(lines)

    def _layers(self) -> list[str]:
        lines = []
        for layer, features in self._features.items():
            slots = [_ROLES, ARGUMENT] if self._has_slots(layer) else []
            lines.append(f"#T_SP={'|'.join((layer, *features, *slots))}")
        return lines

    def _has_slots(self, layer: str) -> bool:
        return layer == SPAN and ARGUMENT in self._features

    def _sentences(self) -> list[tuple[int, int, list[int]]]:
        """Return start, end and tokens of the sentences, which leave no gap."""
        if not self._text:
            return []
        starts = [extent.start for extent in analyse(self._text).sentences]
        edges = sorted({0, *starts[1:], len(self._text)})
        found = []
        token = 0
        for start, end in pairwise(edges):
            first = token
            while token < len(self._tokens) and self._tokens[token] < end:
                token += 1
            found.append((start, end, list(range(first, token))))
        return found

    def _row(self, token: int) -> str:
        place = self._tokens[token]
        begin, end = self._units.to_utf16(place), self._units.to_utf16(place + 1)
        char = self._text[place]
        # INCEpTION writes tokens unescaped; only whitespace would break the line.
        shown = escape_text(char) if char.isspace() else char
        cells = [self._ids[token], f"{begin}-{end}", shown]
        for layer, features in self._features.items():
            marks = self._at[token][layer] if token in self._at else []
            cells.extend(_stack(marks, name) for name in features)
            if self._has_slots(layer):
                cells.extend((_stack_roles(marks), self._stack_targets(marks)))
        # Each cell ends with a tab, also the last one.
        return "".join(f"{cell}\t" for cell in cells)

    def _stack_targets(self, marks: Sequence[_Mark]) -> str:
        cells = (
            ";".join(f"{self._ids[target.first]}{_suffix(target)}" for target in mark.targets)
            or _NO_VALUE
            for mark in marks
        )
        return "|".join(cells) if marks else _NO_ANNOTATION


def _number(marks: Sequence[_Mark], at: Mapping[int, Mapping[str, Sequence[_Mark]]]) -> None:
    number = 0
    for mark in marks:
        tokens = range(mark.first, mark.last + 1)
        if len(tokens) > 1 or any(len(at[token][mark.layer]) > 1 for token in tokens):
            number += 1
            mark.number = number


def _suffix(mark: _Mark) -> str:
    return f"[{mark.number}]" if mark.number else ""


def _stack(marks: Sequence[_Mark], name: str) -> str:
    cells = (
        (escape_value(mark.values[name]) if name in mark.values else _NO_VALUE) + _suffix(mark)
        for mark in marks
    )
    return "|".join(cells) if marks else _NO_ANNOTATION


def _stack_roles(marks: Sequence[_Mark]) -> str:
    cells = (_roles(mark) + _suffix(mark) for mark in marks)
    return "|".join(cells) if marks else _NO_ANNOTATION


def _roles(mark: _Mark) -> str:
    roles = [escape_value(target.values["label"]) for target in mark.targets]
    return ";".join(roles) if roles else _NO_ANNOTATION
