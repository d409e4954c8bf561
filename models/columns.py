"""Columns of features that every candidate span has, computed on whole arrays at once.

The characters at both edges, the candidate's shape, and its place among clauses and
sentences with their operators.
"""

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.actors import leading_actor
from tifa.models.directives import OPENINGS, DirectiveRules
from tifa.models.operators import FORCES
from tifa.models.spandata import Ints
from tifa.models.textview import TextView

Hashes = npt.NDArray[np.uint64]
_PAD = 4
_LONGEST_SERIES = 48
_BOTH_SIDES = 11  # index in _surface
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def hashed_columns(text: str, places: "Places", start: Ints, end: Ints) -> Hashes:
    """Return the columns of candidates.

    text (str): The text that they are in.
    places (Places): Of this text.
    start, end (int64, shape (n,)): Characters, end exclusive.

    Returns:
        uint64 (n, n_features): one hash per candidate and feature.
    """
    columns = _surface(_codes(text), start, end)
    columns += _series(_parallels(text, start, end), columns)
    columns += _positions(places, start, end)
    return np.stack([_mix(index, *column) for index, column in enumerate(columns)], axis=1)


def _parallels(text: str, start: Ints, end: Ints) -> Ints:
    """Describe the parallelism of short candidates: members, equal length, shared characters."""
    described = [
        _parallel(text[left:right]) if right - left <= _LONGEST_SERIES else 0
        for left, right in zip(start.tolist(), end.tolist(), strict=True)
    ]
    return np.array(described, dtype=np.int64)


@lru_cache(maxsize=20000)
def _parallel(words: str) -> int:
    members = re.split("[、，]", words)
    if len(members) == 1:
        return 0
    equal = len({len(member) for member in members}) == 1
    shared = sum(len(set(column)) == 1 for column in zip(*members, strict=False))
    rhymed = len({member[-1:] for member in members}) == 1
    return min(len(members), 5) * 100 + equal * 50 + rhymed * 25 + min(shared, 4) * 5


def _mix(template: int, *values: Ints) -> Hashes:
    mixed = np.full(len(values[0]), (template + 1) * 1_000_003, dtype=np.uint64)
    with np.errstate(over="ignore"):
        for value in values:
            mixed = (mixed ^ value.astype(np.uint64)) * _PRIME
            mixed ^= mixed >> _SHIFT
    return mixed


def _codes(text: str) -> Ints:
    """Code points of the text with zeros on both sides, so that edges can be read."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return np.pad(codes.astype(np.int64), _PAD)


def _surface(codes: Ints, start: Ints, end: Ints) -> list[list[Ints]]:
    left, right = start + _PAD, end + _PAD
    first, second, third = codes[left], codes[left + 1], codes[left + 2]
    last, last_but_one, last_but_two = codes[right - 1], codes[right - 2], codes[right - 3]
    before, before_that = codes[left - 1], codes[left - 2]
    after, after_that = codes[right], codes[right + 1]
    length = end - start
    bucket = np.where(length <= 12, length, 12 + np.log2(np.maximum(length, 1)).astype(np.int64))
    return [
        [first],
        [first, second],
        [first, second, third],
        [last],
        [last_but_one, last],
        [last_but_two, last_but_one, last],
        [before],
        [before_that, before],
        [before, first],
        [after],
        [after, after_that],
        [before, after],
        [bucket],
        [bucket, before, after],
    ]


def _series(parallel: Ints, surface: list[list[Ints]]) -> list[list[Ints]]:
    """Parallelism alone, and with the characters on both sides."""
    around = surface[_BOTH_SIDES]
    members, pattern = parallel // 100, parallel % 100
    echo = (pattern % 50 > 0).astype(np.int64)
    return [
        [parallel],
        [parallel, *around],
        [members, echo],
        [np.minimum(members, 3), pattern // 50, echo],
    ]


class Places:
    """Arrays over the characters of a text, made once per text.

    Clauses are numbered from 1; 0 stands for no clause.

    seen (TextView): The text.
    scheme (Scheme): Its cues tell actors.
    rules (DirectiveRules | None): Tell operators and openings.
    """

    def __init__(self, seen: TextView, scheme: Scheme, rules: DirectiveRules | None) -> None:
        size = len(seen.text) + 1
        self.clause_start = np.zeros(size, dtype=np.int64)
        self.clause_end = np.zeros(size, dtype=np.int64)
        self.sentence_edge = np.zeros(size, dtype=np.int64)
        self.sentence_kind = np.zeros(size, dtype=np.int64)
        self.clause_of = np.zeros(size, dtype=np.int64)
        self.refused = np.zeros(size, dtype=bool)
        forces, openings, sentences = [0], [0], []
        for number, sentence in enumerate(seen.sentences):
            self.sentence_edge[sentence.clauses[0].start] = 1
            self.sentence_edge[sentence.clauses[-1].end] = 1
            kind = 1 + sentence.is_heading + 2 * sentence.after_semicolon
            self.sentence_kind[sentence.start : sentence.end] = kind
            for clause in sentence.clauses:
                self.clause_start[clause.start] = 1
                self.clause_end[clause.end] = 1
                self.clause_of[clause.start : clause.end + 1] = len(forces)
                self.refused[clause.start : clause.end] = rules and rules.refuses(seen, clause)
                forces.append(_force(rules, seen, clause))
                openings.append(_opening(rules, scheme, seen.text, clause))
                sentences.append(number)
        # The clause after the last is none.
        self.forces = np.array([*forces, 0])
        self.openings = np.array([*openings, 0])
        self.sentence_of = np.array(sentences or [-1])
        self.clauses = len(sentences)
        self.first_clause = seen.sentences[0].clauses[0].start if sentences else 0


def _force(rules: DirectiveRules | None, seen: TextView, clause: Extent) -> int:
    operator = rules.main_operator(seen, clause) if rules else None
    return FORCES.index(operator.force) + 1 if operator else 0


def _opening(rules: DirectiveRules | None, scheme: Scheme, text: str, clause: Extent) -> int:
    kind = rules.opening(text, clause) if rules else 0
    return kind or (len(OPENINGS) if leading_actor(text, clause, scheme) else 0)


def _positions(places: Places, start: Ints, end: Ints) -> list[list[Ints]]:
    frame = [
        places.clause_start[start],
        places.clause_end[end],
        places.sentence_edge[start],
        places.sentence_edge[end],
    ]
    edges, end_of_sentence = frame[:2], frame[3]
    first, last = places.clause_of[start], places.clause_of[end]
    clauses = np.clip(last - first, -1, 9) + 1
    with_operator = np.cumsum(places.forces > 0)
    further = np.clip(with_operator[last] - with_operator[first], -1, 3) + 1
    following = np.minimum(last + 1, len(places.forces) - 1)
    operator, opening = places.forces[first], places.openings[first]
    next_operator, next_opening = places.forces[following], places.openings[following]
    kind = places.sentence_kind[start]
    return [
        frame,
        [*frame, clauses],
        [*edges, operator, further],
        [*frame, operator, further, kind],
        [*edges, opening, operator],
        [*edges, end_of_sentence, next_operator, next_opening],
        [*frame, operator, further, next_operator],
        [*frame, opening, kind, operator],
    ]
