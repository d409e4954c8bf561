"""Shapes of a plot in pixels, and axes; the templates turn them into SVG with real text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import floor, hypot, isfinite, log10
from typing import Any

from tifa.corpus.reporting.plot import Mark

# As wide as a phone, so that the text can be read there.
WIDTH = 350
GRID = "#d9d9d9"
SOFT = "#595959"
LINE_HEIGHT = 15
_HEAD = 8
# Widths of characters at the size of the text in plots.
_WIDE, _NARROW = 12.8, 7.0


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text; `anchor` is ``start``, ``middle`` or ``end``."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    bold: bool = False
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line, perhaps with an arrow head."""

    x1: float
    y1: float
    x2: float
    y2: float
    colour: str = GRID
    width: float = 1
    arrow: bool = False
    note: str = ""
    kind: str = "line"

    @property
    def head(self) -> str:
        """The corners of its arrow head, a little before the end; "" without an arrow."""
        length = hypot(self.x2 - self.x1, self.y2 - self.y1)
        if not self.arrow or length < 2 * _HEAD:
            return ""
        dx, dy = (self.x2 - self.x1) / length, (self.y2 - self.y1) / length
        tip = self.x2 - 6 * dx, self.y2 - 6 * dy
        base = tip[0] - _HEAD * dx, tip[1] - _HEAD * dy
        half = 2 + self.width / 2
        left = base[0] - half * dy, base[1] + half * dx
        right = base[0] + half * dy, base[1] - half * dx
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in (tip, left, right))


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, ``x,y x,y …``."""

    points: str
    colour: str
    kind: str = "path"


@dataclass(frozen=True, slots=True)
class Ticks:
    """Upright strokes of one height: one shape, for there may be thousands."""

    xs: tuple[float, ...]
    top: float
    bottom: float
    colour: str
    kind: str = "ticks"

    @property
    def outline(self) -> str:
        """The strokes as the outline of an SVG path."""
        return "".join(f"M{x:g} {self.top:g}V{self.bottom:g}" for x in self.xs)


@dataclass(frozen=True, slots=True)
class Point:
    """A mark at a place, with a note for those who point at it."""

    x: float
    y: float
    mark: Mark
    note: str = ""
    kind: str = "point"


Shape = Text | Line | Path | Ticks | Point


@dataclass(slots=True)
class Drawing:
    """A plot.

    words (str): What it shows, for those who cannot see it.
    height (float): In pixels; the width is `WIDTH`.
    shapes (list[Shape]): From back to front.
    legend (list[tuple[str, Mark]]): Names with their marks.
    """

    words: str
    height: float = 0
    shapes: list[Shape] = field(default_factory=list)
    legend: list[tuple[str, Mark]] = field(default_factory=list)
    width: int = WIDTH


@dataclass(frozen=True, slots=True)
class Axis:
    """Places of numbers between two pixels.

    low, high (float): The numbers at `begin` and `end`.
    log (bool): Whether the axis is logarithmic; then low is above 0.
    whole (bool): Whether only whole numbers, such as years, are marked.
    """

    low: float
    high: float
    begin: float
    end: float
    log: bool = False
    whole: bool = False

    def place(self, value: float) -> float:
        """Return the pixel of a number; what lies outside stands on the edge."""
        low, high, value = (
            (log10(self.low), log10(self.high), log10(max(value, self.low)))
            if self.log
            else (self.low, self.high, value)
        )
        share = (min(high, max(low, value)) - low) / ((high - low) or 1)
        return round(self.begin + (self.end - self.begin) * share, 1)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Yield pixels and figures of round numbers."""
        if self.log:
            powers = range(floor(log10(self.low)), floor(log10(self.high)) + 1)
            steps = (1,) if len(powers) > 3 else (1, 2, 5)
            for value in (step * 10.0**power for power in powers for step in steps):
                if self.low <= value <= self.high:
                    yield self.place(value), f"{value:,g}"
            return
        step = round_step((self.high - self.low) / 4)
        step = max(step, 1.0) if self.whole else step
        first = floor(self.low / step)
        for at in range(first, first + 12):
            if self.low - step / 1e6 <= at * step <= self.high + step / 1e6:
                yield (
                    self.place(at * step),
                    f"{at * step:g}" if step >= 1e-4 else f"{at * step:.1e}",
                )


def round_step(rough: float) -> float:
    """Return the next of 1, 2 and 5 times a power of ten."""
    if not rough or not isfinite(rough):
        return 1.0
    power = 10.0 ** floor(log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))


def is_number(value: Any) -> bool:
    """Say whether a value of a table is a finite number."""
    try:
        return isfinite(value)
    except TypeError:
        return False


def brief(value: float) -> str:
    """Return a number with three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"


def width_of(text: str) -> float:
    """Return about how wide a text is, in pixels."""
    return sum(_WIDE if ord(char) > 0x2E7F else _NARROW for char in text)


def cut(text: str, room: float) -> str:
    """Return a text that fits into the room, with … for what does not."""
    if width_of(text) <= room:
        return text
    kept = ""
    for char in text:
        if width_of(f"{kept}{char}…") > room:
            break
        kept += char
    return f"{kept}…"
