"""Chance continua: what annotators would have marked who pay no heed to the text.

The expected disorder of gamma, and so gamma itself, depends on how they are made; the
sampler therefore stands in every signature.
"""

import hashlib
from collections.abc import Callable
from enum import StrEnum

import numpy as np

from tifa.evaluation.agreement.continuum import Continuum, Unit
from tifa.evaluation.agreement.dissimilarity import Floats, Ints, UnitArrays, part

_Rng = np.random.Generator


class Sampler(StrEnum):
    """How a chance continuum is made.

    SHUFFLE: Every annotator gets the units of one drawn at random, shifted round the
        continuum by a random distance, the shifts at least half a mean unit apart. This
        is the method of the paper (section 5.2), and keeps lengths, gaps and nesting.
    STATISTICAL: Numbers of units, gaps and lengths are drawn from normal distributions
        with the means and standard deviations of the continuum, labels by their
        frequencies. This is the default of pygamma-agreement.
    """

    SHUFFLE = "shuffle"
    STATISTICAL = "statistical"


def make_sampler(continuum: Continuum, sampler: Sampler, seed: int) -> Callable[[], UnitArrays]:
    """Return a function that makes one chance continuum a call.

    Chance comes from the seed and from where the units lie, and annotators are taken in
    an order that follows from their units. So neither the order of texts and annotators
    nor the names of annotators and labels change what is drawn.

    continuum: With at least one unit.
    """
    raters = sorted(continuum.raters, key=lambda units: (_places(units), _pattern(units), units))
    rng = _rng_of([_places(units, continuum.begin) for units in raters], continuum.length, seed)
    units = UnitArrays.of(raters, continuum.labels)
    if sampler is Sampler.SHUFFLE:
        whole = all(float(n).is_integer() for n in (*units.start, *units.end))
        return lambda: _shuffled(continuum, units, rng, whole)
    profile = _Profile(units)
    return lambda: profile.draw(rng)


def _places(units: tuple[Unit, ...], begin: float = 0) -> list[tuple[float, float]]:
    return [(float(unit.start - begin), float(unit.end - begin)) for unit in units]


def _pattern(units: tuple[Unit, ...]) -> list[int]:
    """Return which units have the same label, whatever it is called."""
    first: dict[str, int] = {}
    return [first.setdefault(unit.label, len(first)) for unit in units]


def _rng_of(places: list[list[tuple[float, float]]], length: float, seed: int) -> _Rng:
    digest = hashlib.sha256(repr((float(length), places)).encode()).digest()
    return np.random.default_rng([seed, int.from_bytes(digest)])


def _shuffled(continuum: Continuum, units: UnitArrays, rng: _Rng, whole: bool) -> UnitArrays:
    apart = float((units.end - units.start).mean()) / 2
    while True:
        shifts = _shifts(units.raters, continuum.length, apart, rng)
        sources = rng.integers(units.raters, size=units.raters)
        parts = [part(units, units.of_rater(int(source))) for source in sources]
        if any(len(piece.start) for piece in parts):
            break
    starts, ends = [], []
    for piece, shift in zip(parts, shifts, strict=True):
        moved = piece.start + (np.floor(shift) if whole else shift)
        round_the_end = moved >= continuum.begin + continuum.length
        moved = moved - np.where(round_the_end, continuum.length, 0)
        starts.append(moved)
        ends.append(moved + piece.end - piece.start)
    return UnitArrays(
        np.concatenate(starts),
        np.concatenate(ends),
        np.concatenate([piece.label for piece in parts]),
        np.repeat(np.arange(units.raters), [len(piece.start) for piece in parts]),
        units.raters,
    )


def _shifts(count: int, length: float, apart: float, rng: _Rng) -> list[float]:
    """Draw shifts that lie at least so far apart, as long as there is room."""
    shifts: list[float] = []
    for _ in range(count):
        free = _free(length, shifts, apart)
        room = sum(high - low for low, high in free)
        at = float(rng.uniform(0, room if room > 0 else length))
        for low, high in free if room > 0 else ():
            if at < high - low:
                at += low
                break
            at -= high - low
        shifts.append(at)
    return shifts


def _free(length: float, taken: list[float], apart: float) -> list[tuple[float, float]]:
    """Return the stretches of 0 to length that keep the distance from all that is taken."""
    free, at = [], 0.0
    for place in sorted(taken):
        if place - apart > at:
            free.append((at, place - apart))
        at = max(at, place + apart)
    if at < length:
        free.append((at, length))
    return free


class _Profile:
    """Means and standard deviations of a continuum."""

    def __init__(self, units: UnitArrays) -> None:
        counts = np.bincount(units.rater, minlength=units.raters)
        self._counts = float(counts.mean()), float(counts.std())
        gaps = _gaps(units)
        self._gaps = float(gaps.mean()), float(gaps.std())
        lengths = units.end - units.start
        self._lengths = float(lengths.mean()), float(lengths.std())
        self._labels = units.label
        self._raters = units.raters

    def draw(self, rng: _Rng) -> UnitArrays:
        """Return a chance continuum; at least its first annotator has a unit."""
        counts = np.abs(rng.normal(*self._counts, size=self._raters).astype(np.int64))
        if not counts.any():
            counts[0] = 1
        starts, ends = [], []
        for count in counts:
            lengths = self._draw_lengths(int(count), rng)
            gaps = rng.normal(*self._gaps, size=count)
            end = np.cumsum(gaps + lengths)
            starts.append(end - lengths)
            ends.append(end)
        total = int(counts.sum())
        return UnitArrays(
            np.concatenate(starts),
            np.concatenate(ends),
            rng.choice(self._labels, size=total),
            np.repeat(np.arange(self._raters), counts),
            self._raters,
        )

    def _draw_lengths(self, count: int, rng: _Rng) -> Floats:
        lengths: Floats = np.abs(rng.normal(*self._lengths, size=count))
        while (lengths <= 0).any():
            again = lengths <= 0
            lengths[again] = np.abs(rng.normal(*self._lengths, size=int(again.sum())))
        return lengths


def _gaps(units: UnitArrays) -> Floats:
    """Return the gaps between successive units, the first of each annotator from 0 on."""
    order: Ints = np.lexsort((units.end, units.start, units.rater))
    start, end, rater = units.start[order], units.end[order], units.rater[order]
    same = rater[1:] == rater[:-1]
    first = np.concatenate([[True], ~same]) & (start > 0)
    # One gap of 0 more, as pygamma-agreement has it for annotators with a single unit.
    return np.concatenate([[0.0], (start[1:] - end[:-1])[same], start[first]])
