"""Edits of annotated texts: copies in which the spans still cover what they covered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from tifa.corpus.spans import Argument, Span
from tifa.models.units import Unit


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of a text, not empty, and what is to stand in its place.

    start, end (int): Code points, end exclusive.
    text (str): The new words; may be empty.
    attributes (Mapping[str, str]): Attributes that change with the words, of spans that
        cover just this stretch.
    """

    start: int
    end: int
    text: str
    attributes: Mapping[str, str] = field(default_factory=dict)


def edited(units: Sequence[Unit], edits: Iterable[Edit]) -> list[Unit]:
    """Return copies of units of one document in which stretches are replaced.

    An edit is left out where it overlaps an earlier one, where it reaches across a
    boundary of a unit, span or argument, and where it would leave one of these empty.
    """
    text = units[0].document
    extents = [(unit.start, unit.end) for unit in units]
    for unit in units:
        for span in unit.in_document():
            extents.append((span.start, span.end))
            extents += [(argument.start, argument.end) for argument in span.arguments]
    places = _Places(text, _fitting(edits, extents))
    return [_moved(unit, places) for unit in units] if places.edits else []


def _fitting(edits: Iterable[Edit], extents: Sequence[tuple[int, int]]) -> list[Edit]:
    bounds = {place for extent in extents for place in extent}
    kept: list[Edit] = []
    gone: set[int] = set()
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        free = not kept or kept[-1].end <= edit.start
        across = any(place in bounds for place in range(edit.start + 1, edit.end))
        if not free or across:
            continue
        if not edit.text:
            left_out = gone.union(range(edit.start, edit.end))
            if any(left_out.issuperset(range(*extent)) for extent in extents):
                continue
            gone = left_out
        kept.append(edit)
    return kept


class _Places:
    """Where the places of a text stand after edits that do not overlap, in text order."""

    def __init__(self, text: str, edits: Sequence[Edit]) -> None:
        self.edits = edits
        pieces, copied = [], 0
        for edit in edits:
            pieces += [text[copied : edit.start], edit.text]
            copied = edit.end
        self.text = "".join([*pieces, text[copied:]])
        gains = [0] * (len(text) + 1)
        for edit in edits:
            gains[edit.end] = len(edit.text) - (edit.end - edit.start)
        self._gains = list(accumulate(gains))
        self._attributes = {(edit.start, edit.end): edit.attributes for edit in edits}

    def __getitem__(self, place: int) -> int:
        return place + self._gains[place]

    def move(self, span: Span) -> Span:
        """Return a span of the text before as one of the text after."""
        arguments = tuple(
            Argument(arg.name, *self._extent(arg.start, arg.end)) for arg in span.arguments
        )
        attributes = {**span.attributes, **self._attributes.get((span.start, span.end), {})}
        extent = self._extent(span.start, span.end)
        moved = Span(*extent[:2], span.label, extent[2], attributes, arguments, span.score)
        moved.check(self.text)
        return moved

    def _extent(self, start: int, end: int) -> tuple[int, int, str]:
        return self[start], self[end], self.text[self[start] : self[end]]


def _moved(unit: Unit, places: _Places) -> Unit:
    start = places[unit.start]
    text = places.text[start : places[unit.end]]
    spans = tuple(places.move(span).shifted(-start) for span in unit.in_document())
    return Unit(unit.doc_id, start, text, places.text, spans, copied_from=unit.start)
