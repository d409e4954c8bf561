"""What is compared: documents of a corpus with one layer of spans, in groups.

The document is the unit: it is what is sampled, counted and resampled.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tifa.corpus.document import Document, Metadata
from tifa.corpus.errors import CorpusError
from tifa.corpus.folder import Corpus
from tifa.corpus.spans import Span

# Fields by which documents are grouped and filtered, and how each is read off.
FIELDS: Mapping[str, Callable[[Metadata], object]] = {
    "speaker": lambda meta: meta.speaker.name if meta.speaker else None,
    "rank": lambda meta: meta.speaker.rank if meta.speaker else None,
    "issuer": lambda meta: meta.issuer,
    "year": lambda meta: meta.year,
    "decade": lambda meta: f"{meta.year // 10 * 10}s" if meta.year else None,
    "place": lambda meta: meta.place,
    "level": lambda meta: meta.level,
    "genre": lambda meta: meta.genre,
    "text_kind": lambda meta: meta.text_kind,
    "campaign": lambda meta: meta.campaign,
    "occasion": lambda meta: meta.occasion,
    "source": lambda meta: meta.source,
    "synthetic": lambda meta: str(meta.synthetic).lower(),
}
MISSING = "(none)"
_COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "!=": operator.ne,
    "=": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
_CONDITION = re.compile(r"\s*(\w+)\s*(>=|<=|!=|=|>|<)\s*(.+?)\s*")


@dataclass(frozen=True, slots=True)
class Speech:
    """A document with the spans of the layer studied.

    doc (Document): The document.
    spans (tuple[Span, ...]): Its spans, offsets in code points of its text.
    """

    doc: Document
    spans: tuple[Span, ...]

    @property
    def characters(self) -> int:
        """Length of the text in code points, white space left out."""
        return len("".join(self.doc.text.split()))


@dataclass(frozen=True, slots=True)
class Study:
    """Documents in groups.

    name (str): Of the corpus.
    layer (str): Whose spans these are.
    by (str): The field, or the queries, that made the groups.
    groups (Mapping[str, tuple[Speech, ...]]): Documents by group, in the order shown. No
        document is in two groups.
    left_out (Mapping[str, str]): Documents in no group, with the reason.
    warnings (tuple[str, ...]): What a reader of any table should know.
    """

    name: str
    layer: str
    by: str
    groups: Mapping[str, tuple[Speech, ...]]
    left_out: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def speeches(self) -> tuple[Speech, ...]:
        """All documents, group by group."""
        return tuple(speech for group in self.groups.values() for speech in group)


def speeches_of(corpus: Corpus, layer: str) -> list[Speech]:
    """Return the documents that a layer has seen, with its spans.

    Raises:
        CorpusError: There is no such layer.
    """
    spans = corpus.layer(layer).spans
    return [
        Speech(doc, tuple(spans[doc.id])) for doc in corpus.documents.values() if doc.id in spans
    ]


def keep(name: str, speeches: Sequence[Speech], query: str) -> list[Speech]:
    """Return the documents that match a query, see `matches`; "" is all.

    Raises:
        CorpusError: The query is none, or finds no document.
    """
    if not query:
        return list(speeches)
    wanted = matches(query)
    found = [speech for speech in speeches if wanted(speech.doc.meta)]
    if not found:
        raise _nothing_matches(name, query)
    return found


def _nothing_matches(name: str, query: str) -> CorpusError:
    return CorpusError(
        f"No document matches “{query}”",
        where=name,
        remedy="Look at the metadata with: tifa corpus info.",
    )


def group_by(
    name: str, layer: str, speeches: Sequence[Speech], by: str, *, keep_missing: bool = False
) -> Study:
    """Group documents by a field of their metadata.

    keep_missing (bool): Whether documents without a value make a group of their own; else
        they are left out, and said to be.

    Raises:
        CorpusError: There is no such field, or no document has a value.
    """
    read = read_field(by)
    groups: dict[str, list[Speech]] = {}
    left_out: dict[str, str] = {}
    for speech in speeches:
        value = read(speech.doc.meta)
        if value is None and not keep_missing:
            left_out[speech.doc.id] = f"has no {by}"
        else:
            groups.setdefault(MISSING if value is None else str(value), []).append(speech)
    if not groups:
        raise CorpusError(
            f"No document has a value for “{by}”",
            where=name,
            remedy=f"Add it to the metadata, or group by another of: {', '.join(FIELDS)}.",
        )
    ordered = {key: tuple(groups[key]) for key in sorted(groups)}
    return Study(name, layer, by, ordered, left_out, mixing_warnings(ordered, by))


def split_by(
    name: str, layer: str, speeches: Sequence[Speech], target: str, reference: str = ""
) -> Study:
    """Divide documents in two by queries; the target is never in the reference.

    target, reference (str): Queries, see `matches`. Without one, the reference is all
        that is not in the target.

    Raises:
        CorpusError: A query is none, or finds no document.
    """
    chosen = matches(target)
    others = matches(reference) if reference else lambda meta: True
    first = tuple(speech for speech in speeches if chosen(speech.doc.meta))
    second = tuple(s for s in speeches if others(s.doc.meta) and not chosen(s.doc.meta))
    for query, found in ((target, first), (reference or f"not ({target})", second)):
        if not found:
            raise _nothing_matches(name, query)
    known = {speech.doc.id for speech in (*first, *second)}
    left_out = {s.doc.id: "matches neither query" for s in speeches if s.doc.id not in known}
    groups = {"target": first, "reference": second}
    by = f"{target} / {reference or 'all others'}"
    return Study(name, layer, by, groups, left_out, mixing_warnings(groups, by))


def matches(query: str) -> Callable[[Metadata], bool]:
    """Return the test that a query such as ``level=county, year>=2012`` makes.

    Conditions are joined by commas and all must hold; ``=`` takes several values joined by
    ``|``. A document without a value meets no condition but ``!=``.

    Raises:
        CorpusError: It is no query, or names no field.
    """
    conditions = []
    for part in query.split(","):
        match = _CONDITION.fullmatch(part)
        if match is None:
            raise CorpusError(
                f"“{part.strip()}” is no condition",
                remedy="Write FIELD=VALUE, as in level=county or year>=2012.",
            )
        conditions.append((read_field(match[1]), match[2], match[3].split("|")))

    def test(meta: Metadata) -> bool:
        return all(_meets(read(meta), sign, values) for read, sign, values in conditions)

    return test


def read_field(name: str) -> Callable[[Metadata], object]:
    """Return what reads a field off the metadata of a document.

    Raises:
        CorpusError: There is no such field.
    """
    if name not in FIELDS:
        raise CorpusError(f"There is no field “{name}”", remedy=f"There are: {', '.join(FIELDS)}.")
    return FIELDS[name]


def _meets(value: object, sign: str, wanted: Sequence[str]) -> bool:
    if value is None:
        return sign == "!="
    compare = _COMPARISONS[sign]
    tests: Iterable[bool] = (compare(str(value), each) for each in wanted)
    return all(tests) if sign == "!=" else any(tests)


def mixing_warnings(groups: Mapping[str, Sequence[Speech]], by: str) -> tuple[str, ...]:
    """Warn of groups that mix genres or kinds of text, which no comparison sees through."""
    warnings = []
    for name in ("text_kind", "genre"):
        if name == by:
            continue
        read = FIELDS[name]
        for group, speeches in groups.items():
            values = sorted({str(read(s.doc.meta) or MISSING) for s in speeches})
            if len(values) > 1:
                warnings.append(f"{group} mixes {name}: {', '.join(values)}")
    return tuple(warnings)
