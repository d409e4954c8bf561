"""Spans out of spaCy docs, whoever put them there; spaCy itself is not imported."""

from typing import TYPE_CHECKING

from tifa.corpus.spans import Span, in_order
from tifa.corpus.tasks import SpanRecord, read_span

if TYPE_CHECKING:
    from spacy.tokens import Doc


def get_spans(doc: "Doc", key: str) -> tuple[Span, ...]:
    """Return the spans under ``doc.spans[key]`` with character offsets of the doc.

    Where the group carries exact spans in ``attrs["spans"]`` these are returned; else
    the tokens' extents, with the group's ``attrs["scores"]`` if it has any.
    """
    group = doc.spans.get(key)
    if group is None:
        return ()
    text = doc.text
    exact = group.attrs.get("spans")
    if exact is not None and len(exact) == len(group):
        return tuple(read_span(SpanRecord.model_validate(record), text) for record in exact)
    scores = group.attrs.get("scores")
    values = [None] * len(group) if scores is None else [float(score) for score in scores]
    return in_order(
        Span.of(text, span.start_char, span.end_char, span.label_, score=score)
        for span, score in zip(group, values, strict=True)
    )
