"""The bridge between tifa's spans (characters) and spaCy's (tokens)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import LENGTH, SPACY
from spacy.tokens import Doc, SpanGroup
from spacy.tokens import Span as TokenSpan

from tifa.corpus.spans import Span, in_order
from tifa.corpus.tasks import span_record

Ints = npt.NDArray[np.int64]


def as_numpy(array: Any) -> Any:
    """Return an array of the processor or of a GPU as a numpy array."""
    return array.get() if hasattr(array, "get") else array


@dataclass(frozen=True, slots=True)
class TokenMap:
    """Token boundaries of a doc.

    starts (int64, shape (n_tokens,)): First character of each token.
    ends (int64, shape (n_tokens,)): Character after each token, its space excluded.
    """

    starts: Ints
    ends: Ints

    @classmethod
    def of(cls, doc: Doc) -> "TokenMap":
        """Read the boundaries of a doc."""
        if not len(doc):
            empty = np.zeros(0, dtype=np.int64)
            return cls(empty, empty)
        lengths, spaces = doc.to_array([LENGTH, SPACY]).astype(np.int64).T
        starts = np.concatenate(([0], np.cumsum(lengths + spaces)[:-1]))
        return cls(starts, starts + lengths)

    def tokens(self, extents: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Return the tokens that cover character extents, and which fit exactly.

        extents (int64, shape (n, 2)): Character offsets, end exclusive.

        Returns:
            int64 (n, 2) token offsets, end exclusive; and bool (n,).
        """
        first = np.searchsorted(self.starts, extents[:, 0], side="right") - 1
        last = np.searchsorted(self.ends, extents[:, 1], side="left")
        last = np.minimum(last, len(self.ends) - 1)
        fits = (self.starts[first] == extents[:, 0]) & (self.ends[last] == extents[:, 1])
        return np.stack([first, last + 1], axis=1), fits


def set_spans(doc: Doc, key: str, spans: Iterable[Span]) -> None:
    """Put spans under ``doc.spans[key]``, widened to whole tokens where they do not fit.

    The exact offsets, attributes, arguments and scores are kept in the group's
    ``attrs["spans"]``, in the order of the group.
    """
    ordered = in_order(spans)
    extents = np.array([[span.start, span.end] for span in ordered], dtype=np.int64)
    group = SpanGroup(doc, name=key)
    if len(ordered):
        tokens, _ = TokenMap.of(doc).tokens(extents)
        group.extend(
            [
                TokenSpan(doc, int(first), int(last), label=span.label)
                for (first, last), span in zip(tokens, ordered, strict=True)
            ]
        )
    group.attrs["spans"] = [_slim(span) for span in ordered]
    if any(span.score is not None for span in ordered):
        # Where spaCy's own span categoriser puts them.
        group.attrs["scores"] = [span.score for span in ordered]
    doc.spans[key] = group


def _slim(span: Span) -> dict[str, Any]:
    record = span_record(span)
    del record["quote"]
    record["arguments"] = [
        {"name": arg.name, "start": arg.start, "end": arg.end, "quote": arg.quote}
        for arg in span.arguments
    ]
    return record
