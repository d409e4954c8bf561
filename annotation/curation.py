"""Comparing annotators: what they agree on, and a queue of the places where they differ.

Spans are aligned one by one. A span that everybody has is agreed on; the others are put
together where they concern one place, and each such cluster waits for one decision.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tifa.annotation.adjudication import group_spans
from tifa.annotation.unasked import Name, asking_less, unasked
from tifa.corpus.check_spans import PlacedSpan, SpanChecks
from tifa.corpus.incidents import Place, ValidationReport
from tifa.corpus.jsonl import dump_line
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Argument, LayerKind, Span
from tifa.corpus.tasks import span_record

Key = tuple[int, int, str]
Spans = Mapping[str, tuple[Span, ...]]


class Kind(StrEnum):
    """What annotators differ in.

    AGREED: Nothing. SCHEME: They agree, and the scheme does not accept it. MISSING: Some
    have no span here. BOUNDARY: The extents differ. LABEL: The same extent has different
    labels. ATTRIBUTES, ARGUMENTS: Extent and label are the same, these are not.
    """

    AGREED = "agreed"
    SCHEME = "scheme"
    MISSING = "missing"
    BOUNDARY = "boundary"
    LABEL = "label"
    ATTRIBUTES = "attributes"
    ARGUMENTS = "arguments"


@dataclass(frozen=True, slots=True)
class Cluster:
    """What annotators marked at one place of a document.

    doc_id (str): The document.
    kind (Kind): What they differ in.
    candidates (Mapping[str, tuple[Span, ...]]): By annotator, for everybody who has seen
        the document; empty for one who marked nothing here. Identical spans are one.
    agreed (tuple[Span, ...]): What all have, with the attributes that some left out;
        empty unless they agree.
    arguing (frozenset[str]): The annotators who marked arguments anywhere: no argument
        of the others means nothing.
    note (str): What the scheme says against it.
    """

    doc_id: str
    kind: Kind
    candidates: Spans
    agreed: tuple[Span, ...] = ()
    arguing: frozenset[str] = frozenset()
    note: str = ""

    @property
    def spans(self) -> list[Span]:
        """All candidates in the order of annotators."""
        return [span for spans in self.candidates.values() for span in spans]

    @property
    def start(self) -> int:
        """Code point where the first candidate starts."""
        return min(span.start for span in self.spans)

    @property
    def end(self) -> int:
        """Code point where the last candidate ends, exclusive."""
        return max(span.end for span in self.spans)

    @property
    def labels(self) -> list[str]:
        """Labels of the candidates in alphabetical order."""
        return sorted({span.label for span in self.spans})

    @property
    def id(self) -> str:
        """Id that changes when any candidate does, so that no decision outlives its case."""
        records = [
            [name, [span_record(replace(span, score=None)) for span in spans]]
            for name, spans in sorted(self.candidates.items())
        ]
        line = dump_line({"doc": self.doc_id, "candidates": records})
        digest = hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.doc_id}:{self.start}-{self.end}:{digest[:8]}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The annotators' spans, each in exactly one cluster.

    texts (Mapping[str, str]): Texts of the documents compared, by id.
    annotators (tuple[str, ...]): Their names in the order given.
    clusters (tuple[Cluster, ...]): In the order of documents and text.
    left_out (tuple[str, ...]): Documents that fewer than two annotators have seen.
    unasked (frozenset[Name]): What the scheme requires and no annotator gave.
    """

    texts: Mapping[str, str]
    annotators: tuple[str, ...]
    clusters: tuple[Cluster, ...]
    left_out: tuple[str, ...] = ()
    unasked: frozenset[Name] = frozenset()

    @property
    def agreed(self) -> list[Cluster]:
        """The clusters that need no decision."""
        return [cluster for cluster in self.clusters if cluster.kind is Kind.AGREED]

    @property
    def queue(self) -> list[Cluster]:
        """The clusters that somebody has to decide."""
        return [cluster for cluster in self.clusters if cluster.kind is not Kind.AGREED]


def compare(
    texts: Mapping[str, str], layers: Mapping[str, Spans], scheme: Scheme | None = None
) -> Comparison:
    """Align the spans of annotators.

    texts (Mapping[str, str]): Texts by document id.
    layers (Mapping[str, Spans]): Spans by annotator and document id; a document that an
        annotator has not seen is no key.
    scheme (Scheme | None): With a scheme, what all agree on and it does not accept is put
        into the queue. An attribute that no annotator gave anywhere is not missed.

    Raises:
        OffsetError: A span does not cover its quote.
    """
    arguing = frozenset(
        name
        for name, layer in layers.items()
        if any(span.arguments for spans in layer.values() for span in spans)
    )
    missing: frozenset[Name] = frozenset()
    if scheme is not None:
        every = (span for layer in layers.values() for spans in layer.values() for span in spans)
        missing = unasked(every, scheme)
        scheme = asking_less(scheme, missing)
    clusters: list[Cluster] = []
    left_out: list[str] = []
    for doc_id, text in texts.items():
        seen = {name: layer[doc_id] for name, layer in layers.items() if doc_id in layer}
        if len(seen) < 2:
            left_out += [doc_id] if seen else []
            continue
        for spans in seen.values():
            for span in spans:
                span.check(text)
        found = list(_Document(doc_id, seen, arguing).clusters())
        if scheme is not None:
            found = _with_scheme(found, text, scheme)
        clusters += sorted(found, key=lambda each: (each.start, -each.end, each.labels))
    compared = {doc_id: text for doc_id, text in texts.items() if _seen(doc_id, layers) > 1}
    return Comparison(compared, tuple(layers), tuple(clusters), tuple(left_out), missing)


def _seen(doc_id: str, layers: Mapping[str, Spans]) -> int:
    return sum(doc_id in layer for layer in layers.values())


class _Document:
    """The spans of one document while they are put into clusters."""

    def __init__(self, doc_id: str, seen: Spans, arguing: frozenset[str]) -> None:
        self._doc_id = doc_id
        self._arguing = arguing
        self._by_key: dict[Key, dict[str, list[Span]]] = defaultdict(dict)
        self._names = list(seen)
        for name, spans in seen.items():
            for span in distinct(spans):
                self._by_key[span.key].setdefault(name, []).append(span)

    def clusters(self) -> Iterator[Cluster]:
        rest: list[tuple[str, Span]] = []
        for variants in self._by_key.values():
            if len(variants) == len(self._names):
                yield self._of_one_key(variants)
            else:
                rest += [(name, span) for name, spans in variants.items() for span in spans]
        for group in _across_labels(group_spans(rest)):
            yield self._cluster(_kind(group), group)

    def _of_one_key(self, variants: Mapping[str, list[Span]]) -> Cluster:
        kind = self._difference(variants)
        if kind is not Kind.AGREED:
            return self._cluster(kind, variants)
        first = next(iter(variants.values()))[0]
        every = [span for spans in variants.values() for span in spans]
        attributes = {name: value for span in every for name, value in span.attributes.items()}
        arguments = next((span.arguments for span in every if span.arguments), ())
        merged = replace(first, attributes=attributes, arguments=arguments, score=None)
        return self._cluster(kind, variants, (merged,))

    def _difference(self, variants: Mapping[str, list[Span]]) -> Kind:
        every = [span for spans in variants.values() for span in spans]
        if conflicts(every):
            return Kind.ATTRIBUTES
        argued = [span for name in self._arguing & {*variants} for span in variants[name]]
        if len({frozenset(span.arguments) for span in argued}) > 1:
            return Kind.ARGUMENTS
        # Two unlike spans of one annotator at one place: one of the two has to go.
        return Kind.AGREED if len(every) == len(variants) else Kind.ATTRIBUTES

    def _cluster(
        self, kind: Kind, group: Mapping[str, Sequence[Span]], agreed: tuple[Span, ...] = ()
    ) -> Cluster:
        candidates = {name: tuple(group.get(name, ())) for name in self._names}
        return Cluster(self._doc_id, kind, candidates, agreed, self._arguing)


def distinct(spans: Iterable[Span]) -> list[Span]:
    """Return spans with identical ones once and without scores."""
    found: list[Span] = []
    for span in spans:
        plain = replace(span, score=None)
        if not any(same(plain, other) for other in found):
            found.append(plain)
    return found


def same(one: Span, other: Span) -> bool:
    """Say whether two spans are the same but for the order of their arguments."""
    return (
        one.key == other.key
        and dict(one.attributes) == dict(other.attributes)
        and _sorted(one.arguments) == _sorted(other.arguments)
    )


def _sorted(arguments: Iterable[Argument]) -> list[tuple[str, int, int]]:
    return sorted((each.name, each.start, each.end) for each in arguments)


def conflicts(spans: Sequence[Span]) -> list[str]:
    """Return the attributes that spans give different values; one left out is no value."""
    names = dict.fromkeys(name for span in spans for name in span.attributes)
    return [
        name
        for name in names
        if len({span.attributes[name] for span in spans if name in span.attributes}) > 1
    ]


def _across_labels(groups: Sequence[dict[str, list[Span]]]) -> list[dict[str, list[Span]]]:
    """Join clusters of the same extent where each annotator has one label of several."""
    joined: dict[frozenset[tuple[int, int]], list[dict[str, list[Span]]]] = defaultdict(list)
    result: list[dict[str, list[Span]]] = []
    for group in groups:
        extents = {frozenset((span.start, span.end) for span in spans) for spans in group.values()}
        waiting = joined[next(iter(extents))] if len(extents) == 1 else []
        partner = next((other for other in waiting if not other.keys() & group.keys()), None)
        if partner is not None:
            partner.update(group)
            continue
        waiting.append(group)
        result.append(group)
    return result


def _kind(group: Mapping[str, Sequence[Span]]) -> Kind:
    if len({span.label for spans in group.values() for span in spans}) > 1:
        return Kind.LABEL
    extents = {frozenset((span.start, span.end) for span in spans) for spans in group.values()}
    return Kind.BOUNDARY if len(extents) > 1 else Kind.MISSING


def _with_scheme(found: Sequence[Cluster], text: str, scheme: Scheme) -> list[Cluster]:
    """Put what all agree on and the scheme does not accept into the queue."""
    report = ValidationReport("")
    agreed = [
        PlacedSpan(span, Place("", number, cluster.doc_id))
        for number, cluster in enumerate(found)
        for span in cluster.agreed
    ]
    SpanChecks(scheme, LayerKind.ADJUDICATED, report).check(text, agreed)
    notes: dict[int | None, list[str]] = defaultdict(list)
    for incident in report.errors:
        notes[incident.place.line].append(incident.message)
    return [
        replace(cluster, kind=Kind.SCHEME, note="; ".join(notes[number]))
        if number in notes
        else cluster
        for number, cluster in enumerate(found)
    ]
