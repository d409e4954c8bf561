"""Features of candidate spans: what stands at their edges and how the rules see them.

Four kinds, each weighed by a table of its own: columns that every candidate has (its
edges, its place in the sentence), words about its clauses (`tifa.models.clauses`), words
about it as a formula (`tifa.models.formulas`), and the votes of the rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from tifa.corpus.scheme import Scheme
from tifa.models.clause_features import ClauseFeatures
from tifa.models.columns import Hashes, Places, hashed_columns
from tifa.models.formulas import formula_features
from tifa.models.spandata import Ints, TokenMap
from tifa.models.textview import doc_view, doc_window, view

_NONE, _REFUSED, _INSIDE, _AROUND, _SAME_START, _SAME_END, _EXACT = range(7)
RELATIONS = _EXACT + 1
AGAINST, FOR = _REFUSED, _EXACT


@dataclass(frozen=True, slots=True)
class Bags:
    """Bags of hashed features, one after the other.

    ids (int64, shape (total,)): Hashes.
    counts (int64, shape (n_bags,)): Features in each bag.
    """

    ids: Ints
    counts: Ints

    @classmethod
    def of(cls, bags: Iterable[Iterable[str]]) -> "Bags":
        """Hash features in words."""
        hashed = [_hashed(bag) for bag in bags]
        counts = np.array([len(bag) for bag in hashed], dtype=np.int64)
        return cls(np.concatenate(hashed) if hashed else np.zeros(0, dtype=np.int64), counts)

    @classmethod
    def joined(cls, parts: Iterable["Bags"]) -> "Bags":
        """Put bags behind one another."""
        parts = list(parts)
        return cls(
            np.concatenate([part.ids for part in parts]),
            np.concatenate([part.counts for part in parts]),
        )

    def between(self, first: int, last: int) -> "Bags":
        """Return the bags from one number up to another, exclusive."""
        ends = np.concatenate(([0], np.cumsum(self.counts)))
        return Bags(self.ids[ends[first] : ends[last]], self.counts[first:last])


@dataclass(frozen=True, slots=True)
class ClauseLinks:
    """Where candidates lie among the clauses of their text; -1 stands for no clause.

    opens (int64, shape (n,)): The clause at whose start the candidate starts.
    within (int64, shape (n,)): The clause inside which it starts.
    last (int64, shape (n,)): Of a run of whole clauses, the last; else -1.
    follows (int64, shape (n,)): The clause after such a run, in the same sentence.
    """

    opens: Ints
    within: Ints
    last: Ints
    follows: Ints


class FeatureExtractor:
    """Computes features of candidates.

    scheme (Scheme): Gives the cues and the labels whose rule votes count.
    rules_key (str): Span group of the rule component.
    """

    def __init__(self, scheme: Scheme, rules_key: str) -> None:
        self.labels = tuple(scheme.labels)
        self.formula_label = scheme.label_of("slogan")
        self.rules_key = rules_key
        describe = ClauseFeatures(scheme)
        self._directive = describe.rules.label if describe.rules else None
        self._places = lru_cache(maxsize=1024)(lambda seen: Places(seen, scheme, describe.rules))
        self._clauses = lru_cache(maxsize=256)(lambda text: _TextClauses(text, describe))

    def __call__(self, doc: Doc, candidates: Ints) -> Hashes:
        """Return the columns of a doc's candidates.

        candidates (int64, shape (n, 2)): Token offsets, end exclusive.

        Returns:
            uint64 (n, n_features): one hash per candidate and feature.
        """
        start, end = _characters(doc, candidates)
        seen = doc_view(doc)
        return hashed_columns(seen.text, self._places(seen), start, end)

    def clauses(self, doc: Doc) -> Bags:
        """Return the features of each clause of a doc."""
        text, offset = doc_window(doc)
        places = self._places(doc_view(doc))
        known = self._clauses(text)
        first = int(np.searchsorted(known.starts, offset + places.first_clause))
        return known.bags.between(first, first + places.clauses)

    def links(self, doc: Doc, candidates: Ints) -> ClauseLinks:
        """Return where a doc's candidates lie among its clauses."""
        start, end = _characters(doc, candidates)
        places = self._places(doc_view(doc))
        first, last = places.clause_of[start] - 1, places.clause_of[end] - 1
        opens = places.clause_start[start] == 1
        whole = opens & (places.clause_end[end] == 1)
        sentences = places.sentence_of
        following = np.minimum(last + 1, len(sentences) - 1)
        goes_on = whole & (sentences[following] == sentences[last]) & (following > last)
        return ClauseLinks(
            opens=np.where(opens, first, -1),
            within=np.where(opens, -1, first),
            last=np.where(whole, last, -1),
            follows=np.where(goes_on, following, -1),
        )

    def formulas(self, doc: Doc, candidates: Ints) -> Bags:
        """Return the features of a doc's candidates as formulas."""
        text, offset = doc_window(doc)
        start, end = _characters(doc, candidates)
        places = zip((start + offset).tolist(), (end + offset).tolist(), strict=True)
        hashed = [_formula(text, left, right) for left, right in places]
        return Bags(np.concatenate(hashed), np.array([len(each) for each in hashed]))

    def votes(self, doc: Doc, candidates: Ints) -> npt.NDArray[np.float32]:
        """Return how each candidate lies to the rules' spans of each label.

        candidates (int64, shape (n, 2)): Token offsets, end exclusive.

        Returns:
            float32 (n, n_labels * n_relations), one 1 per label. The relation `FOR` is
            the exact match; `AGAINST` says that there can be no directive.
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
            vote = _relation(np.array(extents, dtype=np.int64).reshape(-1, 2), start, end)
            if label == self._directive:
                refused = self._places(doc_view(doc)).refused[start]
                vote = np.where(refused & (vote != _EXACT), _REFUSED, vote)
            votes.append(vote)
        return votes


def _characters(doc: Doc, candidates: Ints) -> tuple[Ints, Ints]:
    tokens = TokenMap.of(doc)
    return tokens.starts[candidates[:, 0]], tokens.ends[candidates[:, 1] - 1]


def _hashed(words: Iterable[str]) -> Ints:
    return np.array([crc32(word.encode()) for word in words], dtype=np.int64)


# Training comes by the same candidates in every epoch.
@lru_cache(maxsize=1 << 16)
def _formula(text: str, start: int, end: int) -> Ints:
    return _hashed(formula_features(text, start, end))


class _TextClauses:
    """The features of the clauses of a whole text, made once per text."""

    def __init__(self, text: str, describe: ClauseFeatures) -> None:
        clauses = [clause for sentence in view(text).sentences for clause in sentence.clauses]
        self.starts = np.array([clause.start for clause in clauses], dtype=np.int64)
        self.bags = Bags.of(describe(text))


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
