"""Placing spans of a file into the text they point to, by their offsets and quotes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tifa.annotation.formats.base import Loss
from tifa.annotation.formats.shifts import Cause, Extent, declared, recognise
from tifa.corpus.errors import OffsetError
from tifa.corpus.offsets import quote_places
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
class Shift:
    """A rule that explains offsets which do not fit.

    cause (str): What is counted how.
    fitting, all (int): How many quotes it explains, of how many.
    repaired (bool): Whether it was undone.
    """

    cause: str
    fitting: int
    all: int
    repaired: bool

    def __str__(self) -> str:
        done = "repaired" if self.repaired else "not repaired"
        return f"{self.cause}: {self.fitting} of {self.all} quotes fit so; {done}"


@dataclass(frozen=True, slots=True)
class Placed:
    """The spans that could be placed, what could not, and the shift recognised.

    notes (tuple[str, ...]): The shift in a sentence.
    shift (Shift | None): The same as data, to sum it up over the texts of a file.
    """

    spans: tuple[Span, ...]
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()
    shift: Shift | None = None


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

    A span of which an equal one was placed already is a loss; one that differs only in its
    attributes, arguments or score is kept.

    utf16 (bool): Whether the file counts UTF-16 code units, as JavaScript and Java do.
    repair (bool): Whether a recognised shift is undone; else it is only named.
    """
    extents = _extents(spans)
    cause = recognise(text, extents, utf16=utf16)
    placer = _Placer(text, declared(text, utf16=utf16), cause, repair)
    placed: list[Span] = []
    known: dict[tuple[int, int, str], list[Span]] = {}
    losses: list[Loss] = []
    for raw in spans:
        where = raw.where or item
        span, problem = placer.place(raw)
        if span is not None and span in known.get(span.key, ()):
            problem = "The same span stands there twice; it is kept once"
        elif span is not None:
            placed.append(span)
            known.setdefault(span.key, []).append(span)
        if problem:
            losses.append(Loss(where, problem, item, annotator, span or _lost(raw)))
    shift = placer.shift(extents)
    return Placed(
        tuple(placed),
        tuple(losses),
        () if shift is None else (f"{item}: {shift}",),
        shift,
    )


def _extents(spans: Sequence[RawSpan]) -> list[Extent]:
    """Return the extents of spans and arguments of which the file says what they cover."""
    parts: list[RawSpan | RawArgument] = []
    for span in spans:
        parts += [span, *span.arguments]
    return [Extent(p.start, p.end, p.quote) for p in parts if p.quote is not None]


def _lost(raw: RawSpan) -> Span:
    quote = raw.quote if raw.quote is not None else ""
    arguments = tuple(Argument(a.name, a.start, a.end, a.quote or "") for a in raw.arguments)
    return Span(raw.start, raw.end, raw.label, quote, dict(raw.attributes), arguments, raw.score)


@dataclass(frozen=True, slots=True)
class _Placer:
    """Places the spans of one text: as declared, or by the cause that was recognised."""

    text: str
    plain: Cause
    cause: Cause | None
    repair: bool

    def place(self, raw: RawSpan) -> tuple[Span | None, str]:
        """Return the span, or None and why it cannot be placed."""
        try:
            return self._span(raw), ""
        except OffsetError as error:
            return None, error.what

    def shift(self, extents: Sequence[Extent]) -> Shift | None:
        """Return the cause, if there is one, and how many quotes it explains."""
        if self.cause is None:
            return None
        count = sum(
            self.cause.place(self.text, e.start, e.end, e.quote) is not None for e in extents
        )
        return Shift(self.cause.name, count, len(extents), self.repair)

    def _span(self, raw: RawSpan) -> Span:
        start, end = self._extent(raw, f"{raw.label} span")
        arguments = []
        for arg in raw.arguments:
            what = f"Argument {arg.name} of {raw.label} {raw.start}–{raw.end}"
            left, right = self._extent(arg, what)
            arguments.append(Argument(arg.name, left, right, self.text[left:right]))
        return Span.of(
            self.text,
            start,
            end,
            raw.label,
            attributes=raw.attributes,
            arguments=tuple(arguments),
            score=raw.score,
        )

    def _extent(self, part: RawSpan | RawArgument, what: str) -> tuple[int, int]:
        """Return where a part stands in the text.

        Raises:
            OffsetError: It cannot be placed.
        """
        shifted = self._by(self.cause, part)
        plain = self._by(self.plain, part)
        if self.repair and shifted:
            plain = shifted
        if plain is None or (part.quote is None and shifted != plain and self.cause):
            raise OffsetError(self._problem(part, what, shifted))
        return plain

    def _by(self, cause: Cause | None, part: RawSpan | RawArgument) -> tuple[int, int] | None:
        if cause is None:
            return None
        return cause.place(self.text, part.start, part.end, part.quote)

    def _problem(
        self, part: RawSpan | RawArgument, what: str, shifted: tuple[int, int] | None
    ) -> str:
        reasons = [self._misfit(part, what)]
        if shifted and self.cause and not self.repair:
            reasons.append(f"{self.cause.name}, which --repair undoes")
        else:
            reasons.extend(self._whereabouts(part))
        return "; ".join(reasons)

    def _misfit(self, part: RawSpan | RawArgument, what: str) -> str:
        there = self.plain.place(self.text, part.start, part.end, None)
        extent = f"{what} {part.start}–{part.end}" if isinstance(part, RawSpan) else what
        if there is None:
            return f"{extent} is empty or lies outside the text of {len(self.text)} characters"
        if part.quote is None:
            return f"{extent} has no quote, and other spans of the text are shifted"
        covered = self.text[there[0] : there[1]]
        return f"{extent} covers “{covered}” and not its quote “{part.quote}”"

    def _whereabouts(self, part: RawSpan | RawArgument) -> list[str]:
        if not part.quote:
            return []
        places = quote_places(self.text, part.quote, part.start)
        if not places:
            return ["its quote does not occur in the text"]
        if len(places) == 1:
            return [f"its quote stands at {places[0]}"]
        return ["its quote stands at several places"]
