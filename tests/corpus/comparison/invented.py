"""Speeches made up for tests of the comparison."""

from collections.abc import Sequence

from tifa.corpus.comparison.study import Speech, Study, group_by
from tifa.corpus.document import Document, Metadata, Speaker
from tifa.corpus.spans import Argument, Span


def speech(
    doc_id: str,
    text: str,
    *spans: Span,
    date: str | None = None,
    speaker: str | None = None,
    level: str | None = "county",
    genre: str | None = "speech",
) -> Speech:
    """Make a document with spans."""
    meta = Metadata(
        title=doc_id,
        speaker=Speaker(name=speaker) if speaker else None,
        event_date=date,
        level=level,
        genre=genre,
        text_kind="full_text",
    )
    return Speech(Document(id=doc_id, text=text, meta=meta), tuple(spans))


def span(
    text: str,
    quote: str,
    label: str,
    arguments: Sequence[tuple[str, str]] = (),
    **attributes: str,
) -> Span:
    """Make a span of the first place where its quote stands; arguments are found inside it."""
    start = text.index(quote)
    parts = []
    for name, part in arguments:
        place = text.index(part, start)
        parts.append(Argument(name, place, place + len(part), part))
    return Span.of(
        text, start, start + len(quote), label, attributes=attributes, arguments=tuple(parts)
    )


def slogans(text: str, *forms: str, canonical: str = "") -> list[Span]:
    """Make a slogan span of each form's first place."""
    return [span(text, f, "SLOGAN", canonical=canonical or f, kind="goal") for f in forms]


def study(*speeches: Speech, by: str = "level") -> Study:
    """Group speeches, those without a value too."""
    return group_by("invented", "gold", speeches, by, keep_missing=True)
