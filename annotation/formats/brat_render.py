"""Writing the lines of a brat ``.ann`` file."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from tifa.annotation.formats.base import Loss
from tifa.annotation.formats.brat_lines import SCORE, storage_name
from tifa.corpus.spans import Span

# What may end a line for brat, its browser client or Python.
_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_BREAK_RUN = re.compile(f"[{_BREAKS}]+")
_WORD = re.compile(r"[\w.+-]+")


def is_word(value: str) -> bool:
    """Say whether a value can stand in an attribute of brat, and in its configuration."""
    return _WORD.fullmatch(value) is not None


def render_ann(
    text: str, spans: Sequence[Span], closed: Mapping[tuple[str, str], frozenset[str]] | None
) -> tuple[str, list[Loss]]:
    """Return the ``.ann`` file of a text, and what it cannot hold.

    text (str): The text.
    spans (Sequence[Span]): Its spans.
    closed (Mapping | None): Values of the attributes that have closed values, by label and
        name; None if every attribute has.
    """
    writer = _Writer(text, closed)
    for span in spans:
        writer.add(span)
    return "".join(f"{line}\n" for line in writer.lines), writer.losses


class _Writer:
    """Writes the lines of one file."""

    def __init__(self, text: str, closed: Mapping[tuple[str, str], frozenset[str]] | None) -> None:
        self._text = text
        self._closed = closed
        self._counts: Counter[str] = Counter()
        self.lines: list[str] = []
        self.losses: list[Loss] = []

    def add(self, span: Span) -> None:
        reasons: list[str] = []
        id_ = self._bound(span.start, span.end, span.label, reasons)
        if id_ is None:
            self._lose(span, "it covers nothing but line breaks, which brat cannot mark")
            return
        for argument in span.arguments:
            target = self._bound(argument.start, argument.end, argument.name, reasons)
            if target is None:
                reasons.append(f"its argument {argument.name} covers nothing but line breaks")
                continue
            type_ = storage_name(argument.name)
            self.lines.append(f"{self._next('R')}\t{type_} Arg1:{id_} Arg2:{target}")
        for name, value in span.attributes.items():
            self._attribute(id_, span.label, name, value, reasons)
        if span.score is not None:
            self.lines.append(f"{self._next('#')}\t{SCORE} {id_}\t{span.score!r}")
        if reasons:
            self._lose(span, "; ".join(dict.fromkeys(reasons)))

    def _lose(self, span: Span, reason: str) -> None:
        self.losses.append(Loss("", reason, span=span))

    def _next(self, kind: str) -> str:
        self._counts[kind] += 1
        return f"{kind}{self._counts[kind]}"

    def _bound(self, start: int, end: int, type_: str, reasons: list[str]) -> str | None:
        fragments = _fragments(self._text, start, end)
        if not fragments:
            return None
        if (fragments[0][0], fragments[-1][1]) != (start, end):
            reasons.append("brat cannot mark the line breaks at its edges, so they are cut off")
        offsets = ";".join(f"{left} {right}" for left, right in fragments)
        quote = " ".join(self._text[left:right] for left, right in fragments)
        id_ = self._next("T")
        self.lines.append(f"{id_}\t{storage_name(type_)} {offsets}\t{quote}")
        return id_

    def _attribute(self, id_: str, label: str, name: str, value: str, reasons: list[str]) -> None:
        values = None if self._closed is None else self._closed.get((label, name), frozenset())
        stored = storage_name(name)
        if is_word(value) and (values is None or value in values):
            self.lines.append(f"{self._next('A')}\t{stored} {id_} {value}")
        elif _BREAK_RUN.search(value):
            reasons.append(f"the value of {name} has a line break, so it is left out")
        else:
            self.lines.append(f"{self._next('#')}\t{stored} {id_}\t{value}")


def _fragments(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches between the line breaks of an extent."""
    edges = [start]
    for match in _BREAK_RUN.finditer(text, start, end):
        edges.extend(match.span())
    edges.append(end)
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(left, right) for left, right in pairs if left < right]
