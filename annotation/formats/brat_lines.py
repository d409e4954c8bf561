"""Reading the lines of a brat ``.ann`` file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tifa.annotation.formats.base import Loss
from tifa.annotation.formats.filenames import from_identifier, to_identifier
from tifa.annotation.formats.placing import RawArgument, RawSpan
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span

SCORE = "tifa-score"
_RESERVED = frozenset((SCORE,))
_FRAGMENTS = re.compile(r"[0-9]{1,9} [0-9]{1,9}(?:;[0-9]{1,9} [0-9]{1,9})*")
_LINE = re.compile(r"[^\t ]+\t.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Standoff:
    """What an ``.ann`` file says, its offsets unchecked."""

    spans: tuple[RawSpan, ...]
    losses: tuple[Loss, ...] = ()


@dataclass(slots=True, eq=False)
class _Bound:
    """A ``T`` line with what other lines say of it."""

    type: str
    fragments: list[tuple[int, int]]
    quote: str
    where: str
    attributes: dict[str, str] = field(default_factory=dict)
    arguments: list[tuple[str, str]] = field(default_factory=list)
    score: float | None = None
    named_by: set[str] = field(default_factory=set)


def storage_name(name: str) -> str:
    """Return the form of a name that brat can store: ASCII letters, digits, ``_`` and ``-``."""
    return to_identifier(name, reserved=_RESERVED, extra="-")


def parse_ann(ann: str, text: str, *, where: str) -> Standoff:
    """Read the lines of an ``.ann`` file.

    ann (str): The content of the file.
    text (str): The text it belongs to.
    where (str): The name of the file.

    Raises:
        FormatError: A line is not in its form, or names an id that does not exist.
    """
    reader = _Reader(text, where)
    lines = [line.removesuffix("\r") for line in ann.removeprefix("\ufeff").split("\n")]
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    reader.read(numbered)
    return reader.result()


class _Reader:
    """Collects the lines of one file."""

    def __init__(self, text: str, where: str) -> None:
        self._text = text
        self._file = where
        self._bounds: dict[str, _Bound] = {}
        self._triggers: dict[str, str] = {}
        self._losses: list[Loss] = []
        self._line = 0

    def read(self, lines: Sequence[tuple[int, str]]) -> None:
        """Read numbered lines; they may stand in any order, so each kind has its turn."""
        turns = (
            ("T", self._bound),
            ("E", self._event),
            ("E", self._roles),
            ("R", self._relation),
            ("AM", self._attribute),
            ("N", self._normalization),
            ("#", self._note),
            ("*", self._equivalence),
        )
        known = "".join(kinds for kinds, _ in turns)
        for self._line, line in lines:
            if line[0] not in known or not _LINE.fullmatch(line):
                raise self._error(
                    f"“{line[:40]}” is no line of brat",
                    "A line begins with an id such as T1, R1, E1, A1 or #1, and a tab.",
                )
        for kinds, read in turns:
            for self._line, line in lines:
                if line[0] in kinds:
                    id_, _, rest = line.partition("\t")
                    read(id_, rest)

    def result(self) -> Standoff:
        """Return the spans; what is only an argument of others is none."""
        spans = []
        for bound in self._bounds.values():
            says_more = bound.arguments or bound.attributes or bound.score is not None
            if bound.named_by == {bound.type} and not says_more:
                continue
            raw = self._raw(bound)
            if raw is not None:
                spans.append(raw)
        return Standoff(tuple(spans), tuple(self._losses))

    def _error(self, what: str, remedy: str | None = None) -> FormatError:
        return FormatError(what, where=f"{self._file}:{self._line}", remedy=remedy)

    def _lose(self, reason: str, bound: _Bound | None = None) -> None:
        span = None
        where = f"{self._file}:{self._line}"
        if bound is not None:
            start, end = bound.fragments[0][0], bound.fragments[-1][1]
            span = Span(start, end, _name(bound.type), bound.quote)
            where = bound.where
        self._losses.append(Loss(where, reason, span=span))

    def _bound(self, id_: str, rest: str) -> None:
        head, _, quote = rest.partition("\t")
        type_, _, offsets = head.partition(" ")
        if not type_ or not _FRAGMENTS.fullmatch(offsets):
            raise self._error("A T line needs a type, a start and an end")
        if id_ in self._bounds:
            raise self._error(f"{id_} stands there twice")
        pairs = [fragment.split(" ") for fragment in offsets.split(";")]
        fragments = sorted((int(start), int(end)) for start, end in pairs)
        self._bounds[id_] = _Bound(type_, fragments, quote, f"{self._file}:{self._line}")

    def _target(self, id_: str) -> _Bound:
        bound = self._bounds.get(self._triggers.get(id_, id_))
        if bound is None:
            raise self._error(f"{id_} does not exist")
        return bound

    def _link(self, source: str, name: str, target: str) -> None:
        to = self._target(target)
        self._target(source).arguments.append((name, self._triggers.get(target, target)))
        to.named_by.add(name)

    def _event(self, id_: str, rest: str) -> None:
        """Read the trigger of an event."""
        trigger = rest.split(" ")[0].partition(":")[2]
        self._target(trigger)
        if id_ in self._triggers:
            raise self._error(f"{id_} stands there twice")
        self._triggers[id_] = trigger

    def _roles(self, id_: str, rest: str) -> None:
        """Read the arguments of an event, which may be events further down."""
        for part in rest.split()[1:]:
            role, colon, target = part.partition(":")
            if not role or not colon:
                raise self._error(f"“{part}” is no role with an id")
            # Theme2 is a second Theme.
            self._link(id_, role.rstrip("0123456789") or role, target)

    def _relation(self, id_: str, rest: str) -> None:
        parts = rest.split()
        targets = [part.partition(":")[2] for part in parts[1:]]
        if len(targets) != 2 or not all(targets):
            raise self._error("An R line needs a type and two arguments")
        self._link(targets[0], parts[0], targets[1])

    def _attribute(self, id_: str, rest: str) -> None:
        parts = rest.split(None, 2)
        if len(parts) < 2:
            raise self._error("An A line needs a name and an id")
        if parts[1][0] == "R":
            self._lose(f"attributes of relations are not kept ({rest})")
            return
        self._set(self._target(parts[1]), parts[0], parts[2] if len(parts) == 3 else "true")

    def _normalization(self, id_: str, rest: str) -> None:
        head, _, title = rest.partition("\t")
        parts = head.split()
        if len(parts) != 3:
            raise self._error("An N line needs a type, an id and an entry")
        if parts[1][0] == "R":
            self._lose(f"references of relations are not kept ({head})")
            return
        self._set(self._target(parts[1]), parts[0], f"{parts[2]} {title}".rstrip())

    def _note(self, id_: str, rest: str) -> None:
        head, _, note = rest.partition("\t")
        parts = head.split()
        if len(parts) != 2:
            raise self._error("A note needs a type and an id")
        target = self._triggers.get(parts[1], parts[1])
        if target not in self._bounds:
            self._lose(f"a note on {parts[1]}, which is no span, is not kept (“{note}”)")
            return
        if parts[0] == SCORE and _is_number(note):
            self._bounds[target].score = float(note)
            return
        self._set(self._bounds[target], parts[0], note)

    def _set(self, bound: _Bound, name: str, value: str) -> None:
        known = _name(name)
        if bound.attributes.get(known, value) != value:
            self._lose(f"a second value of {known} is not kept (“{value}”)")
            return
        bound.attributes[known] = value

    def _equivalence(self, id_: str, rest: str) -> None:
        self._lose(f"equivalence of spans is not kept ({rest})")

    def _raw(self, bound: _Bound) -> RawSpan | None:
        arguments = []
        for name, target in bound.arguments:
            extent = self._extent(self._bounds[target])
            if extent is None:
                self._lose(f"its argument {name} is in pieces, so it is left out", bound)
                continue
            arguments.append(RawArgument(_name(name), *extent))
        extent = self._extent(bound)
        if extent is None:
            pieces = "; ".join(f"{start}–{end}" for start, end in bound.fragments)
            self._lose(f"it is in pieces ({pieces}) with other text between them", bound)
            return None
        return RawSpan(
            extent[0],
            extent[1],
            _name(bound.type),
            extent[2],
            bound.attributes,
            tuple(sorted(arguments, key=lambda arg: (arg.start, arg.end, arg.name))),
            bound.score,
            bound.where,
        )

    def _extent(self, bound: _Bound) -> tuple[int, int, str | None] | None:
        """Return start, end and quote; None if other text lies between the fragments."""
        fragments = bound.fragments
        start, end = fragments[0][0], fragments[-1][1]
        text = self._text
        if end > len(text):
            return start, end, bound.quote
        for left, right in pairwise(fragments):
            if right[0] < left[1] or text[left[1] : right[0]].strip():
                return None
        joined = " ".join(text[left:right] for left, right in fragments)
        # Some tools write a span over a line break in one piece, with a blank for the break.
        fits = bound.quote in (
            joined,
            re.sub(r"[\r\n]", " ", joined),
            re.sub(r"\r?\n", " ", joined),
        )
        return start, end, text[start:end] if fits else bound.quote


def _name(stored: str) -> str:
    """Return the name that brat stores so; see `storage_name`."""
    return from_identifier(stored, reserved=_RESERVED, extra="-")


def _is_number(note: str) -> bool:
    try:
        return 0 <= float(note) <= 1
    except ValueError:
        return False
