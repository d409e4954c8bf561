"""Placing spans of a file into the text they point to, by their offsets and quotes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tifa.annotation.formats.base import Loss
from tifa.corpus.errors import OffsetError
from tifa.corpus.offsets import Utf16Map
from tifa.corpus.spans import Argument, Span


@dataclass(frozen=True, slots=True)
class RawArgument:
    """An argument as a file has it; see `RawSpan`."""

    name: str
    start: int
    end: int
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class RawSpan:
    """A span as a file has it: nothing of it is checked.

    start, end (int): As in the file, in the file's unit.
    label (str): The label.
    quote (str | None): The text that the file says it covers, if it says so.
    where (str): ``file:line`` or the like.
    """

    start: int
    end: int
    label: str
    quote: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    arguments: tuple[RawArgument, ...] = ()
    score: float | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """The spans that could be placed, what could not, and the shift recognised."""

    spans: tuple[Span, ...]
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()


def place(
    text: str,
    spans: Sequence[RawSpan],
    *,
    item: str,
    annotator: str,
    utf16: bool = False,
    repair: bool = False,
) -> Placed:
    """Turn raw spans into checked ones.

    utf16 (bool): Whether the file counts UTF-16 code units, as JavaScript and Java do.
    repair (bool): Whether a recognised shift is undone; else it is only named.
    """
    units = Utf16Map(text)
    placed: list[Span] = []
    losses: list[Loss] = []
    for raw in spans:
        try:
            placed.append(_checked(text, raw, units if utf16 else None))
        except OffsetError as error:
            quote = raw.quote if raw.quote is not None else ""
            lost = Span(raw.start, raw.end, raw.label, quote, raw.attributes)
            losses.append(Loss(raw.where or item, error.what, item, annotator, lost))
    return Placed(tuple(placed), tuple(losses))


def _checked(text: str, raw: RawSpan, units: Utf16Map | None) -> Span:
    def extent(start: int, end: int) -> tuple[int, int]:
        return (start, end) if units is None else (units.from_utf16(start), units.from_utf16(end))

    start, end = extent(raw.start, raw.end)
    arguments = []
    for arg in raw.arguments:
        left, right = extent(arg.start, arg.end)
        quote = text[max(0, left) : max(0, right)] if arg.quote is None else arg.quote
        arguments.append(Argument(arg.name, left, right, quote))
    quote = text[max(0, start) : max(0, end)] if raw.quote is None else raw.quote
    span = Span(start, end, raw.label, quote, dict(raw.attributes), tuple(arguments), raw.score)
    span.check(text)
    return span
