"""Concordances: what stands where, in its context, searched by text, label and attributes.

Contexts are the untouched text in characters; every line has offsets into its document.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tifa.corpus.comparison.chronology import when
from tifa.corpus.comparison.kwic import Line, kwic, lines_at, pattern_of
from tifa.corpus.comparison.result import Result, table_of
from tifa.corpus.comparison.study import FIELDS, Speech, Study
from tifa.corpus.errors import CorpusError
from tifa.corpus.spans import Span
from tifa.corpus.structure import Structure, analyse

_CONDITION = re.compile(r"\s*([\w.]+)\s*(!=|=|~)\s*(.+?)\s*")
_COLUMNS = (
    "doc_id", "date", "group", "start", "end", "left", "keyword", "right", "label", "attributes",
    "section", "title",
)  # fmt: skip
_META = tuple(FIELDS)

Test = Callable[[Span], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for. At least one of text, label and where says something.

    text (str): Characters, or a regular expression.
    regex (bool): Whether the text is a regular expression.
    ignore_case (bool): Whether letters match in either case.
    label (str): Only spans of this label, or hits of the text inside them.
    where (str): Conditions on attributes and arguments, such as
        ``force=prohibition|obligation, addressee~党组织``: all must hold; ``=`` is equal to
        one of the values, ``!=`` to none, ``~`` contains one.
    """

    text: str = ""
    regex: bool = False
    ignore_case: bool = False
    label: str = ""
    where: str = ""

    @property
    def needs_spans(self) -> bool:
        """Whether only annotated documents can answer."""
        return bool(self.label or self.where)

    def __str__(self) -> str:
        parts = [f"/{self.text}/" if self.regex else self.text, self.label, self.where]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of a concordance with its document, and the span it is or lies in, if any."""

    line: Line
    speech: Speech
    group: str
    span: Span | None = None


def search(study: Study, query: Query, *, window: int = 30) -> list[Hit]:
    """Return the hits of a query, in the order of groups, documents and offsets.

    window (int): Characters of context on each side.

    Raises:
        CorpusError: The query is empty, no regular expression, or has a wrong condition.
    """
    if not (query.text or query.needs_spans):
        raise CorpusError(
            "The query is empty", remedy="Give characters, a label or conditions on attributes."
        )
    pattern = None
    if query.text:
        pattern = pattern_of(query.text, regex=query.regex, ignore_case=query.ignore_case)
    wanted = _test(query)
    return [
        hit
        for group, speeches in study.groups.items()
        for speech in speeches
        for hit in _hits(speech, group, pattern, wanted, window)
    ]


def _hits(
    speech: Speech, group: str, pattern: re.Pattern[str] | None, wanted: Test | None, window: int
) -> Iterator[Hit]:
    doc = speech.doc
    if wanted is None:
        if pattern is not None:
            for line in kwic(doc.id, doc.text, pattern, window=window):
                yield Hit(line, speech, group)
        return
    seen: set[tuple[int, int]] = set()
    for span in filter(wanted, speech.spans):
        for place in _inside(span, pattern):
            if place not in seen or pattern is None:
                seen.add(place)
                (line,) = lines_at(doc.id, doc.text, [place], window)
                yield Hit(line, speech, group, span)


def _inside(span: Span, pattern: re.Pattern[str] | None) -> Iterator[tuple[int, int]]:
    """Yield the places of a pattern in a span, whose ends it sees as a text's; or the span."""
    if pattern is None:
        yield span.start, span.end
        return
    for match in pattern.finditer(span.quote):
        if match.end() > match.start():
            yield span.start + match.start(), span.start + match.end()


def _test(query: Query) -> Test | None:
    """Return what a span must meet; None if any place of the text will do."""
    if not query.needs_spans:
        return None
    conditions = [_condition(part) for part in query.where.split(",") if part.strip()]

    def test(span: Span) -> bool:
        if query.label and span.label != query.label:
            return False
        return all(condition(span) for condition in conditions)

    return test


def _condition(text: str) -> Test:
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise CorpusError(
            f"“{text.strip()}” is no condition",
            remedy="Write NAME=VALUE, as in force=prohibition, or NAME~PART.",
        )
    name, sign, values = match[1], match[2], match[3].split("|")

    def test(span: Span) -> bool:
        found = [arg.quote for arg in span.arguments if arg.name == name]
        if name in span.attributes:
            found.append(span.attributes[name])
        if sign == "~":
            return any(value in each for value in values for each in found)
        return any(each in values for each in found) is (sign == "=")

    return test


# What lines are sorted by, besides the date; ties keep the order of the documents.
_KEYS: Mapping[str, Callable[[Hit], str]] = {
    "document": lambda hit: "",
    "left": lambda hit: hit.line.left[::-1],
    "right": lambda hit: hit.line.right,
    "keyword": lambda hit: hit.line.keyword,
    "group": lambda hit: hit.group,
}
ORDERS = (*_KEYS, "date")


def ordered(hits: Sequence[Hit], by: str) -> list[Hit]:
    """Return hits sorted by one of `ORDERS`.

    Left is by the character next to the hit, then the one before it; by date, hits without
    one come last.

    Raises:
        CorpusError: There is no such order.
    """
    if by not in ORDERS:
        raise CorpusError(f"There is no order “{by}”", remedy=f"There are: {', '.join(ORDERS)}.")
    if by == "date":
        dated = [(when(hit.speech), hit) for hit in hits]
        known = sorted(((m, hit) for m, hit in dated if m is not None), key=lambda pair: pair[0])
        return [hit for _, hit in known] + [hit for moment, hit in dated if moment is None]
    return sorted(hits, key=_KEYS[by])


def concordance(
    study: Study, query: Query, *, window: int = 30, sort: str = "document", limit: int = 0
) -> Result:
    """Return the hits of a query as a table with offsets, sections and metadata.

    limit (int): At most so many lines after sorting; 0 is all.

    Raises:
        CorpusError: As `search` and `ordered`.
    """
    hits = ordered(search(study, query, window=window), sort)
    shown = hits[:limit] if limit else hits
    return concordance_table(study, query, shown, total=len(hits), window=window, sort=sort)


def concordance_table(
    study: Study, query: Query, hits: Sequence[Hit], *, total: int, window: int, sort: str
) -> Result:
    """Return hits as a table; see `concordance`.

    total (int): Number of hits before a limit, which the notes tell.
    """
    # Not `analyse` for every hit: sorted lines jump from document to document.
    docs = {hit.speech.doc.id: hit.speech.doc for hit in hits}
    structures = {doc_id: analyse(doc.text) for doc_id, doc in docs.items()}
    rows = [_row(hit, structures[hit.speech.doc.id]) for hit in hits]
    notes = list(_notes(study, query, total))
    if total > len(hits):
        notes.append(f"{len(hits)} of {total} hits shown")
    return table_of(
        study, "kwic", f"语境共现 Concordance of {query}", [*_COLUMNS, *_META], rows,
        measure=f"concordance({query})", unit="hits in characters",
        filters=f"window {window}, sorted by {sort}", notes=notes,
    )  # fmt: skip


def _notes(study: Study, query: Query, total: int) -> Iterator[str]:
    if total:
        return
    spans = [span for speech in study.speeches for span in speech.spans]
    if query.needs_spans and not spans:
        yield "No document has a span in this layer"
    elif query.label and not any(span.label == query.label for span in spans):
        labels = ", ".join(sorted({span.label for span in spans}))
        yield f"No span has the label {query.label}; there are: {labels}"
    else:
        yield f"Nothing matches {query} in {len(study.speeches)} documents"


def _row(hit: Hit, structure: Structure) -> dict[str, Any]:
    line, span, meta = hit.line, hit.span, hit.speech.doc.meta
    attributes = span.attributes.items() if span else ()
    return {
        "doc_id": line.doc_id,
        "date": meta.event_date or meta.publication_date,
        "group": hit.group,
        "start": line.start,
        "end": line.end,
        "left": line.left,
        "keyword": line.keyword,
        "right": line.right,
        "label": span.label if span else None,
        "attributes": "; ".join(f"{name}={value}" for name, value in attributes) or None,
        "section": structure.path(line.start) or None,
        "title": meta.title,
        **{name: read(meta) for name, read in FIELDS.items()},
    }
