"""Layers that come into a corpus: who made them, what they hold, what was there before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tifa.annotation.formats.filenames import to_filename
from tifa.annotation.textmatch import Match
from tifa.corpus.errors import CorpusError
from tifa.corpus.folder import Corpus
from tifa.corpus.spans import Layer, LayerInfo, LayerKind, Span, in_order


def layer_infos(
    annotators: Iterable[str],
    *,
    kinds: Mapping[str, LayerKind],
    names: Mapping[str, str],
    date: str,
    scheme: str,
) -> dict[str, LayerInfo]:
    """Return the layer that each annotator's spans come to.

    annotators (Iterable[str]): Names of the annotators in the files.
    kinds (Mapping[str, LayerKind]): What each of them is; "" stands for all others.
    names (Mapping[str, str]): Names of layers by annotator; by default the annotator's.
    date (str): Day the annotations were made, ISO 8601.
    scheme (str): Version of the label scheme they follow.

    Raises:
        CorpusError: It is not said what an annotator is, or a name is that of none.
    """
    known = list(dict.fromkeys(annotators))
    for name in (*kinds, *names):
        if name and name not in known:
            raise CorpusError(
                f"There is no annotator “{name}” in the files",
                remedy=f"There are: {', '.join(known) or 'none'}.",
            )
    infos = {}
    for name in known:
        kind = kinds.get(name, kinds.get(""))
        if kind is None:
            raise CorpusError(
                f"Nothing says what {name or 'the annotator'} is",
                remedy="Give --kind human, llm, rule or model; for one of several: "
                f"--kind {name}=human.",
            )
        layer = names.get(name) or to_filename(name or "annotator")
        infos[name] = LayerInfo(layer, kind, (name or layer,), scheme, date)
    return infos


@dataclass
class Coming:
    """A layer on its way into the corpus.

    extents (dict): By document, start, end and file of the texts that were seen.
    """

    info: LayerInfo
    spans: dict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    extents: dict[str, list[tuple[int, int, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, match: Match, extent: tuple[int, int], source: str, spans: list[Span]) -> None:
        """Add what was marked in a text.

        Raises:
            CorpusError: Another file says something else of the text.
        """
        doc_id, (start, end) = match.document.id, extent
        for left, right, other in self.extents[doc_id]:
            if left < end and start < right:
                there = [s for s in self.spans[doc_id] if start <= s.start < end]
                if in_order(there) != in_order(s for s in spans if left <= s.start < right):
                    raise CorpusError(
                        f"{self.info.name} has other spans for the same text in {other}",
                        where=source,
                        remedy="Import one of the two, or each as a layer of its own (--layer).",
                    )
        self.extents[doc_id].append((start, end, source))
        self.spans[doc_id] += [span for span in spans if span not in self.spans[doc_id]]


def gaps(coming: Coming, corpus: Corpus) -> list[str]:
    """Return a note for each document of which only parts were seen."""
    notes = []
    for doc_id, extents in coming.extents.items():
        text, seen, unseen = corpus.documents[doc_id].text, 0, ""
        for start, end, _ in sorted(extents):
            unseen += text[seen:start]
            seen = max(seen, end)
        unseen += text[seen:]
        count = sum(char.isprintable() and not char.isspace() for char in unseen)
        if count:
            notes.append(
                f"{coming.info.name} has seen only parts of {doc_id}: {count} characters "
                "were in none of the texts, and count as without spans"
            )
    return notes


def joined_layer(
    corpus: Corpus, info: LayerInfo, fresh: Mapping[str, tuple[Span, ...]], *, over: bool
) -> Layer:
    """Return the layer of the corpus with what is new in it.

    Raises:
        CorpusError: It has other spans for a document, or was made by another kind.
    """
    old = corpus.layers.get(info.name)
    if old is None:
        return Layer(info, {doc_id: fresh[doc_id] for doc_id in sorted(fresh)})
    differing = [d for d in fresh if d in old.spans and in_order(old.spans[d]) != fresh[d]]
    if differing and not over:
        raise CorpusError(
            f"The layer {info.name} already has other spans for “{differing[0]}”",
            remedy="Name another layer with --layer, or write over them with --replace.",
        )
    spans = {**old.spans, **fresh}
    rest = old.spans.keys() - fresh.keys()
    if not rest and differing:
        return Layer(info, spans)
    if (old.info.kind, old.info.scheme) != (info.kind, info.scheme):
        raise CorpusError(
            f"The layer {info.name} is {old.info.kind} by scheme {old.info.scheme}, and what "
            f"comes is {info.kind} by scheme {info.scheme}",
            remedy="Name another layer with --layer.",
        )
    if not differing and fresh.keys() <= old.spans.keys():
        return old
    joined = replace(
        info,
        annotators=tuple(dict.fromkeys((*old.info.annotators, *info.annotators))),
        date=max(old.info.date, info.date),
        note=old.info.note or info.note,
    )
    return Layer(joined, {doc_id: spans[doc_id] for doc_id in sorted(spans)})
