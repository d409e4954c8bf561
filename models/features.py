"""Features of candidate spans: what stands at their edges and how the rules see them.

The neural part of the tagger sees a window of characters; these features add
what is decided further away: clause and sentence edges, operators, the next
clause, votes of the rules. Everything is computed on whole arrays at once.
"""

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from tifa.corpus.scheme import Scheme
from tifa.corpus.structure import Extent
from tifa.models.actors import leading_actor
from tifa.models.directives import FORCES, OPENINGS, DirectiveRules
from tifa.models.spandata import Ints, TokenMap
from tifa.models.textview import TextView, doc_view

Hashes = npt.NDArray[np.uint64]
_PAD = 4
_LONGEST_SERIES = 48
_BOTH_SIDES = 11  # index in _surface
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_NONE, _INSIDE, _AROUND, _SAME_START, _SAME_END, _EXACT = range(6)
RELATIONS = _EXACT + 1


class FeatureExtractor:
    """Computes hashed features of candidates.

    scheme (Scheme): Gives the cues and the labels whose rule votes count.
    rules_key (str): Span group of the rule component.
    """

    def __init__(self, scheme: Scheme, rules_key: str) -> None:
        self.labels = tuple(scheme.labels)
        self.rules_key = rules_key
        label = scheme.label_of("directive")
        rules = DirectiveRules(scheme, label) if label and scheme.labels[label].cues else None
        self._places = lru_cache(maxsize=1024)(lambda seen: _Places(seen, scheme, rules))

    def __call__(self, doc: Doc, candidates: Ints) -> Hashes:
        """Return the features of a doc's candidates.

        candidates (int64, shape (n, 2)): Token offsets, end exclusive.

        Returns:
            uint64 (n, n_features): one hash per candidate and feature.
        """
        tokens = TokenMap.of(doc)
        start = tokens.starts[candidates[:, 0]]
        end = tokens.ends[candidates[:, 1] - 1]
        columns = _surface(_codes(doc.text), start, end)
        columns += _series(_parallels(doc.text, start, end), columns)
        columns += _positions(self._places(doc_view(doc)), start, end)
        votes = self._relations(doc, tokens, start, end)
        columns += [*([vote] for vote in votes), votes]
        return np.stack([_mix(index, *column) for index, column in enumerate(columns)], axis=1)

    def votes(self, doc: Doc, candidates: Ints) -> npt.NDArray[np.float32]:
        """Return how each candidate lies to the rules' spans of each label.

        candidates (int64, shape (n, 2)): Token offsets, end exclusive.

        Returns:
            float32 (n, n_labels * n_relations), one 1 per label; the last relation
            is the exact match.
        """
        tokens = TokenMap.of(doc)
        start, end = tokens.starts[candidates[:, 0]], tokens.ends[candidates[:, 1] - 1]
        relations = self._relations(doc, tokens, start, end)
        return np.concatenate([np.eye(RELATIONS, dtype="f")[each] for each in relations], axis=1)

    def _relations(self, doc: Doc, tokens: TokenMap, start: Ints, end: Ints) -> list[Ints]:
        votes = []
        group = doc.spans.get(self.rules_key, ())
        for label in self.labels:
            extents = [
                (tokens.starts[span.start], tokens.ends[span.end - 1])
                for span in group
                if span.label_ == label
            ]
            votes.append(_relation(np.array(extents, dtype=np.int64).reshape(-1, 2), start, end))
        return votes


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


def _relation(extents: Ints, start: Ints, end: Ints) -> Ints:
    """How each candidate lies to the rules' spans: the closest relation counts."""
    relation = np.full(len(start), _NONE, dtype=np.int64)
    for left, right in extents:
        same_start, same_end = start == left, end == right
        within = (left <= start) & (end <= right)
        around = (start <= left) & (right <= end)
        this = np.select(
            [same_start & same_end, same_end, same_start, around, within],
            [_EXACT, _SAME_END, _SAME_START, _AROUND, _INSIDE],
            _NONE,
        )
        relation = np.maximum(relation, this)
    return relation


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


class _Places:
    """Arrays over the characters of a text, made once per text.

    Clauses are numbered from 1; 0 stands for no clause.
    """

    def __init__(self, seen: TextView, scheme: Scheme, rules: DirectiveRules | None) -> None:
        size = len(seen.text) + 1
        self.clause_start = np.zeros(size, dtype=np.int64)
        self.clause_end = np.zeros(size, dtype=np.int64)
        self.sentence_edge = np.zeros(size, dtype=np.int64)
        self.sentence_kind = np.zeros(size, dtype=np.int64)
        self.clause_of = np.zeros(size, dtype=np.int64)
        forces, openings = [0], [0]
        for sentence in seen.sentences:
            self.sentence_edge[sentence.clauses[0].start] = 1
            self.sentence_edge[sentence.clauses[-1].end] = 1
            kind = 1 + sentence.is_heading + 2 * sentence.after_semicolon
            self.sentence_kind[sentence.start : sentence.end] = kind
            for clause in sentence.clauses:
                self.clause_start[clause.start] = 1
                self.clause_end[clause.end] = 1
                self.clause_of[clause.start : clause.end + 1] = len(forces)
                forces.append(_force(rules, seen, clause))
                openings.append(_opening(rules, scheme, seen.text, clause))
        # The clause after the last is none.
        self.forces = np.array([*forces, 0])
        self.openings = np.array([*openings, 0])


def _force(rules: DirectiveRules | None, seen: TextView, clause: Extent) -> int:
    operator = rules.main_operator(seen, clause) if rules else None
    return FORCES.index(operator.force) + 1 if operator else 0


def _opening(rules: DirectiveRules | None, scheme: Scheme, text: str, clause: Extent) -> int:
    kind = rules.opening(text, clause) if rules else 0
    return kind or (len(OPENINGS) if leading_actor(text, clause, scheme) else 0)


def _positions(places: _Places, start: Ints, end: Ints) -> list[list[Ints]]:
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
