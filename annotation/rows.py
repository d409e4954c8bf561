"""What one row of a decisions file says: which spans it decides on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

from tifa.annotation.cells import NONE, parse_arguments, parse_attributes
from tifa.annotation.curation import Cluster, Comparison, conflicts, distinct
from tifa.annotation.decisions import ADD, BOTH, CONTEXT, EDIT, KEEP, REJECT, WORDS, Row
from tifa.corpus.errors import CorpusError, FormatError, TifaError
from tifa.corpus.spans import Argument, Span

_OTHER_WORDS = {
    "保留": KEEP,
    "都要": BOTH,
    "all": BOTH,
    "修改": EDIT,
    "拒绝": REJECT,
    "新增": ADD,
}


class RowReader:
    """Reads the decisions of rows about one comparison."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison

    def word(self, row: Row) -> str:
        """Return the decision of a row: one of `WORDS` or the name of an annotator.

        Raises:
            FormatError: It is neither.
        """
        written = row.decision.strip()
        folded = written.casefold()
        word = _OTHER_WORDS.get(folded, folded)
        if word in WORDS:
            return word
        names = self._comparison.annotators
        meant = [name for name in names if name == written]
        meant = meant or [name for name in names if name.strip().casefold() == folded]
        if len(meant) != 1:
            raise FormatError(
                f"There is no decision “{written}”",
                where=row.where,
                remedy=f"Write one of: {', '.join([*names, *WORDS])}.",
            )
        return meant[0]

    def spans(self, row: Row, word: str, cluster: Cluster) -> list[Span]:
        """Return what a row decides about a cluster.

        word (str): The row's decision as `word` returns it.

        Raises:
            TifaError: The row contradicts itself, or something is missing in it.
        """
        if word == REJECT:
            self._nothing_else(row, word)
            return []
        if word == BOTH:
            self._nothing_else(row, word)
            return distinct(cluster.spans)
        if word in (EDIT, ADD):
            return [self._edited(row, cluster)]
        return self._taken(row, word, cluster)

    def added(self, row: Row) -> Span:
        """Return the span of a row that somebody added.

        Raises:
            TifaError: Something is missing in it, or it fits no text.
        """
        if self.word(row) != ADD:
            _fail(row, "A row without id decides to add", f"Write {ADD}, or the id of a place.")
        doc_id, label = row.doc.strip(), row.label.strip()
        text = self._comparison.texts.get(doc_id)
        if text is None:
            _fail(row, f"There is no document “{doc_id}”", "Write the id of a document compared.")
        if not label:
            _fail(row, "The new span has no label", "Write it.")
        extent = self._extent(row, text, None)
        if extent is None:
            _fail(row, "The new span has no extent", "Write start and end, or the quote.")
        return _amended(row, Span(*extent, label, text[extent[0] : extent[1]]), text)

    def _taken(self, row: Row, word: str, cluster: Cluster) -> list[Span]:
        if word == KEEP:
            spans: Sequence[Span] = cluster.agreed
            if not spans:
                _fail(row, f"The annotators differ, so there is nothing to {KEEP}", "Decide.")
        elif word not in cluster.candidates:
            _fail(row, f"{word} has not seen this document", "Decide otherwise.")
        else:
            spans = cluster.candidates[word]
        only = spans[0] if len(spans) == 1 else None
        said = (row.start, row.end, row.quote.strip(), row.label.strip())
        has = (only.start, only.end, only.quote, only.label) if only else (None, None, "", "")
        if any(new not in (None, "", old) for new, old in zip(said, has, strict=True)):
            _fail(row, f"The row takes {word} and changes it", f"Write {EDIT} to change it.")
        if only is None and (row.attributes.strip() or row.arguments.strip()):
            _fail(
                row,
                f"{word} has {len(spans)} spans here and the attributes are for one",
                f"Write a row with {EDIT} for each span, all with this id.",
            )
        if only is None:
            return list(spans)
        return [_amended(row, only, self._comparison.texts[cluster.doc_id])]

    def _edited(self, row: Row, cluster: Cluster) -> Span:
        if not any(
            (
                row.start is not None,
                row.end is not None,
                row.quote,
                row.label,
                row.attributes.strip(),
                row.arguments.strip(),
            )
        ):
            _fail(row, f"{EDIT} changes nothing", "Write what is new.")
        text = self._comparison.texts[cluster.doc_id]
        label = row.label.strip()
        if not label:
            if len(cluster.labels) > 1:
                _fail(row, "The annotators differ in the label", "Write which one is right.")
            label = cluster.labels[0]
        extent = self._extent(row, text, cluster)
        if extent is None:
            extents = {(span.start, span.end) for span in cluster.spans}
            if len(extents) > 1:
                _fail(row, "The annotators differ in the extent", "Write start and end, or quote.")
            extent = extents.pop()
        base = [span for span in cluster.spans if span.label == label]
        arguing = [
            span
            for name in cluster.arguing
            for span in cluster.candidates.get(name, ())
            if span.label == label
        ]
        attributes = {name: value for span in base for name, value in span.attributes.items()}
        span = Span(
            *extent,
            label,
            text[extent[0] : extent[1]],
            attributes,
            arguing[0].arguments if arguing else (),
        )
        open_ = [] if row.attributes.strip() == NONE else conflicts(base)
        unsettled = [name for name in open_ if name not in _attributes(row)]
        if unsettled:
            _fail(row, f"The annotators differ in {unsettled[0]}", "Write which one is right.")
        if len({frozenset(one.arguments) for one in arguing}) > 1 and not row.arguments.strip():
            _fail(row, "The annotators differ in the arguments", f"Write them, or {NONE} for none.")
        return _amended(row, span, text)

    def _extent(self, row: Row, text: str, cluster: Cluster | None) -> tuple[int, int] | None:
        if (row.start is None) != (row.end is None):
            _fail(row, "Of start and end one is missing", "Write both, or the quote.")
        quote = row.quote
        if row.start is not None and row.end is not None:
            if not 0 <= row.start < row.end <= len(text):
                _fail(
                    row,
                    f"{row.start}–{row.end} is empty or lies outside the text "
                    f"of {len(text)} characters",
                    "Count code points from 0; the end is exclusive.",
                )
            covered = text[row.start : row.end]
            if quote.strip() and quote.strip() != covered.strip():
                _fail(
                    row,
                    f"{row.start}–{row.end} covers “{covered}” and not “{quote}”",
                    "Write the offsets or the quote, not both.",
                )
            return row.start, row.end
        if not quote.strip():
            return None
        low, high = (cluster.start, cluster.end) if cluster else (0, len(text))
        margin = CONTEXT if cluster else 0
        return locate(row, text, (low, high), margin)

    def _nothing_else(self, row: Row, word: str) -> None:
        filled = [
            name
            for name in ("start", "end", "quote", "label", "attributes", "arguments")
            if getattr(row, name) not in (None, "")
        ]
        if filled:
            _fail(
                row,
                f"The row decides {word}, and {filled[0]} is filled in",
                f"Empty it, or write {EDIT}.",
            )


def locate(row: Row, text: str, extent: tuple[int, int], margin: int) -> tuple[int, int]:
    """Return the place in the context of an extent that the row's quote means.

    margin (int): Code points of context on either side. Of several places, one that
    touches the extent goes before one in the context, and a nearer one before one further.

    Raises:
        FormatError: There is none, or two are equally near.
    """
    # A person may copy a blank with the quote; the text itself may begin with one.
    quote = row.quote if row.quote in text else row.quote.strip()
    start, end = max(0, extent[0] - margin), min(len(text), extent[1] + margin)
    places: list[int] = []
    at = text.find(quote, start, end)
    while at != -1:
        places.append(at)
        at = text.find(quote, at + 1, end)
    if not places:
        elsewhere = text.find(quote)
        there = f"It stands at {elsewhere}." if elsewhere != -1 else "Copy it from the text."
        _fail(row, f"“{quote}” does not stand in the context", there)

    def distance(at: int) -> int:
        return max(extent[0] - (at + len(quote)), at - extent[1], -1) + 1

    if margin:
        nearest = min(map(distance, places))
        places = [at for at in places if distance(at) == nearest]
    if len(places) > 1:
        found = ", ".join(f"{at}–{at + len(quote)}" for at in places[:5])
        _fail(row, f"“{quote}” stands {len(places)} times: {found}", "Write start and end.")
    return places[0], places[0] + len(quote)


def _attributes(row: Row) -> dict[str, str]:
    if row.attributes.strip() in ("", NONE):
        return {}
    try:
        return parse_attributes(row.attributes)
    except TifaError as error:
        raise FormatError(error.what, where=row.where, remedy=error.remedy) from None


def _amended(row: Row, span: Span, text: str) -> Span:
    """Return the span with the attributes and arguments that the row gives."""
    kept = {} if row.attributes.strip() == NONE else span.attributes
    given = _attributes(row)
    attributes = {name: value for name, value in {**kept, **given}.items() if value}
    return replace(span, attributes=attributes, arguments=_arguments(row, span, text), score=None)


def _arguments(row: Row, span: Span, text: str) -> tuple[Argument, ...]:
    cell = row.arguments.strip()
    if cell in ("", NONE):
        return () if cell else span.arguments
    try:
        found = parse_arguments(cell, text, span.start, span.end)
    except TifaError as error:
        raise CorpusError(error.what, where=row.where, remedy=error.remedy) from None
    named = {name for name, _ in found}
    arguments = [arg for arg in span.arguments if arg.name not in named]
    arguments += [arg for _, arg in found if arg is not None]
    return tuple(sorted(arguments, key=lambda arg: (arg.start, arg.end)))


def _fail(row: Row, what: str, remedy: str) -> NoReturn:
    raise FormatError(what, where=row.where, remedy=remedy)
