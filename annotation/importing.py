"""Bringing annotated files into a corpus: texts to documents, annotators to layers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tifa.annotation.formats.base import Exchange, Item, Loss
from tifa.annotation.formats.merging import merge
from tifa.annotation.layers import Coming, gaps, joined_layer, layer_infos
from tifa.annotation.new_documents import Part, new_documents
from tifa.annotation.textmatch import Match, Whole, at, occurrences
from tifa.corpus.folder import Corpus
from tifa.corpus.spans import Layer, LayerInfo, Span, in_order

__all__ = ["Imported", "import_into", "layer_infos"]

_FILE = "\0"


@dataclass(frozen=True, slots=True)
class Imported:
    """A corpus with what files brought into it; nothing is saved yet.

    corpus (Corpus): With the new layers and documents.
    documents (tuple[str, ...]): Ids of the new documents.
    layers (Mapping[str, Mapping[str, int]]): Of each layer that came, spans by label.
    losses (tuple[Loss, ...]): What could not be read or placed.
    notes (tuple[str, ...]): What a user should know.
    """

    corpus: Corpus
    documents: tuple[str, ...]
    layers: Mapping[str, Mapping[str, int]]
    losses: tuple[Loss, ...]
    notes: tuple[str, ...]


def import_into(
    corpus: Corpus,
    exchanges: Mapping[str, Exchange],
    infos: Mapping[str, LayerInfo],
    *,
    repair: bool = False,
    add_texts: bool = False,
    over: bool = False,
) -> Imported:
    """Bring files into a corpus.

    A text is placed by the document and offset that its ``meta`` names, by its id, or by
    itself where that stands once; as many equal texts as there are places are placed in
    their order. Spans whose text cannot be placed are losses.

    corpus (Corpus): The corpus; it stays as it is.
    exchanges (Mapping[str, Exchange]): What the files hold, by the name of the file.
    infos (Mapping[str, LayerInfo]): The layer for each annotator; others are left out.
    repair (bool): Whether a text that a tool has changed is led back to the document.
    add_texts (bool): Whether texts that stand in no document become documents.
    over (bool): Whether what a layer already has for a document may be replaced.

    Raises:
        CorpusError: A layer has other spans for a document, was made by something of
            another kind, or two files hold other spans for one text and annotator.
    """
    exchange = merge({source: _by_file(source, each) for source, each in exchanges.items()})
    run = _Import(corpus, repair)
    run.notes += exchange.notes
    # Somebody of whom nothing could be read has no layer, and so no info either.
    left_out = {name for each in exchanges.values() for name in each.layers} - infos.keys()
    run.losses += [loss for loss in exchange.losses if loss.annotator not in left_out]
    run.place(exchange.items)
    if add_texts:
        run.add_documents()
    layers: dict[str, Coming] = {}
    for key, by_item in exchange.layers.items():
        source, name = key.split(_FILE, 1)
        if name in infos:
            coming = layers.setdefault(infos[name].name, Coming(infos[name]))
            run.lift(coming, source, name, by_item)
    seen = {item for by_item in exchange.layers.values() for item in by_item}
    run.report_unplaced(item for item in exchange.items if item.id not in seen)
    return run.result(layers, over=over)


def _by_file(source: str, exchange: Exchange) -> Exchange:
    """Keep annotators of the same name in two files apart until they are layers."""
    layers = {f"{source}{_FILE}{name}": layer for name, layer in exchange.layers.items()}
    return replace(exchange, layers=layers)


class _Import:
    def __init__(self, corpus: Corpus, repair: bool) -> None:
        self.losses: list[Loss] = []
        self.notes: list[str] = []
        self._corpus = corpus
        self._repair = repair
        self._wholes = {doc.id: Whole(doc.id, doc.text) for doc in corpus.documents.values()}
        self._matches: dict[str, Match] = {}
        self._reasons: dict[str, str] = {}
        self._homeless: list[Item] = []
        self._new: list[str] = []

    def place(self, items: Sequence[Item]) -> None:
        """Find where texts stand in the documents."""
        waiting: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            match = self._named(item)
            if match is None:
                waiting[item.text].append(item)
            else:
                self._take(item, match)
        for text, several in waiting.items():
            found = occurrences(self._wholes.values(), text) if text.strip() else []
            if len(found) == len(several):
                for item, match in zip(several, found, strict=True):
                    self._take(item, match)
                if len(found) > 1:
                    self.notes.append(
                        f"{len(found)} equal texts were placed in their order: “{_short(text)}”"
                    )
                continue
            for item in several:
                self._reasons[item.id] = _why(found, len(several))
            if not found:
                self._homeless += several

    def _named(self, item: Item) -> Match | None:
        """Return the match at the place that the item names itself."""
        doc_id, offset = item.meta.get("doc_id", item.id), item.meta.get("char_offset", 0)
        whole = self._wholes.get(doc_id) if isinstance(doc_id, str) else None
        if whole is None or not isinstance(offset, int) or offset < 0:
            return None
        exact = at(whole, item.text, offset)
        if exact is not None or not item.text.strip():
            return exact
        found = occurrences([whole], item.text)
        if len(found) == 1 and not found[0].seen.cause:
            self.notes.append(
                f"{item.id}: its text stands at {found[0].start} of {doc_id} and not at {offset}"
            )
            return found[0]
        return at(whole, item.text, offset, changed=True)

    def _take(self, item: Item, match: Match) -> None:
        cause = match.seen.cause
        if cause and not self._repair:
            self._reasons[item.id] = (
                f"its text is not that of {match.document.id}: {cause}, which --repair undoes"
            )
            return
        if cause:
            self.notes.append(f"{item.id}: {cause}; led back to {match.document.id}")
        self._matches[item.id] = match

    def add_documents(self) -> None:
        """Make documents of texts that stand in none."""
        documents, parts = new_documents(self._homeless, self._corpus.documents)
        self._corpus = self._corpus.with_documents(documents)
        self._new = [doc.id for doc in documents]
        scattered = {str(i.meta["doc_id"]) for i in self._homeless if i.meta.get("doc_id")}
        scattered -= {part.document for part in parts}
        if scattered:
            self.notes.append(
                "parts that do not follow each other became documents of their own, of: "
                f"{', '.join(sorted(scattered))}; import into the corpus they are from to join them"
            )
        wholes = {doc.id: Whole(doc.id, doc.text) for doc in documents}
        for part in parts:
            self._matches[part.item] = _match_of(part, wholes)

    def lift(
        self,
        coming: Coming,
        source: str,
        annotator: str,
        by_item: Mapping[str, tuple[Span, ...]],
    ) -> None:
        """Move what an annotator marked in the texts of a file into documents."""
        for item_id, spans in by_item.items():
            match = self._matches.get(item_id)
            if match is None:
                self._lose(item_id, annotator, spans, self._reasons.get(item_id, ""))
                continue
            lifted, cut = [], []
            for span in spans:
                found = match.lift(span)
                if found is None:
                    cut.append(span)
                else:
                    lifted.append(found)
            self._lose_cut(item_id, annotator, cut, match)
            coming.add(match, match.extent(), source, lifted)

    def _lose(self, item_id: str, annotator: str, spans: Iterable[Span], reason: str) -> None:
        lost = [Loss(item_id, reason, item_id, annotator, span) for span in spans]
        self.losses += lost or [Loss(item_id, reason, item_id, annotator)]

    def _lose_cut(self, item_id: str, annotator: str, spans: Sequence[Span], match: Match) -> None:
        if spans:
            reason = f"it cuts a character of {match.document.id} ({match.seen.cause})"
            self._lose(item_id, annotator, spans, reason)

    def report_unplaced(self, items: Iterable[Item]) -> None:
        """List texts that nobody has seen and that stand in no document."""
        for item in items:
            if item.id not in self._matches:
                self._lose(item.id, "", (), self._reasons.get(item.id, ""))

    def result(self, layers: Mapping[str, Coming], *, over: bool) -> Imported:
        """Return the corpus with the layers."""
        corpus = self._corpus
        counts = {}
        for name, coming in layers.items():
            if not coming.extents:
                continue
            self.notes += gaps(coming, corpus)
            fresh = {doc_id: in_order(coming.spans[doc_id]) for doc_id in coming.extents}
            corpus = corpus.with_layer(joined_layer(corpus, coming.info, fresh, over=over))
            counts[name] = Layer(coming.info, fresh).counts()
        return Imported(corpus, tuple(self._new), counts, tuple(self.losses), tuple(self.notes))


def _match_of(part: Part, wholes: Mapping[str, Whole]) -> Match:
    whole = wholes[part.document]
    return Match(whole, whole.seen[0], part.start, part.length)


def _why(found: Sequence[Match], items: int) -> str:
    if not found:
        return "its text stands in no document of the corpus"
    return (
        f"its text stands at {len(found)} places, {items} texts of the files are equal to it, "
        "and nothing says which is which (meta.doc_id and meta.char_offset would)"
    )


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19]}…"
