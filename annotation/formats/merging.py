"""Putting several annotated files together: the same texts, each with its own annotators."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tifa.annotation.formats.base import Exchange, Item, Loss
from tifa.corpus.folder import Corpus
from tifa.corpus.spans import Span, in_order


def exchange_of_corpus(corpus: Corpus, layers: Sequence[str] = ()) -> Exchange:
    """Return the documents of a corpus with some of its layers, or with all.

    Raises:
        CorpusError: There is no layer of a name.
    """
    items = tuple(
        Item(doc.id, doc.text, {"doc_id": doc.id, "char_offset": 0})
        for doc in corpus.documents.values()
    )
    wanted = layers or list(corpus.layers)
    return Exchange(items, {name: dict(corpus.layer(name).spans) for name in wanted})


def merge(exchanges: Mapping[str, Exchange]) -> Exchange:
    """Join exchanges by their texts.

    Two items are the same if id and text agree, or else if they are the same occurrence,
    in the order of their files, of the same text: the first 坚定信心 of one file is the
    first of the other. Annotators of the same name in two files stay apart.

    exchanges (Mapping[str, Exchange]): By the name of their source, which tells
        annotators of the same name apart.
    """
    merged = _Merged()
    names = Counter(name for exchange in exchanges.values() for name in exchange.layers)
    for source, exchange in exchanges.items():
        ids = merged.take_in(exchange)
        for name, layer in exchange.layers.items():
            unique = name if names[name] == 1 else f"{source}:{name}"
            merged.layers[unique] = {ids[item]: spans for item, spans in layer.items()}
        merged.losses.extend(exchange.losses)
        merged.notes.extend(f"{source}: {note}" for note in exchange.notes)
    return Exchange(
        tuple(merged.items.values()), merged.layers, tuple(merged.losses), tuple(merged.notes)
    )


@dataclass
class _Merged:
    """What was put together so far."""

    items: dict[str, Item] = field(default_factory=dict)
    layers: dict[str, dict[str, tuple[Span, ...]]] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def take_in(self, exchange: Exchange) -> dict[str, str]:
        """Add the items of an exchange and return the ids they have here."""
        same = {
            item.id
            for item in exchange.items
            if item.id in self.items and self.items[item.id].text == item.text
        }
        waiting: dict[str, list[str]] = defaultdict(list)
        for known in reversed(self.items.values()):
            if known.id not in same:
                waiting[known.text].append(known.id)
        ids = {}
        for item in exchange.items:
            if item.id in same:
                ids[item.id] = item.id
            elif waiting[item.text]:
                ids[item.id] = waiting[item.text].pop()
            else:
                ids[item.id] = self._add(item)
                continue
            known = self.items[ids[item.id]]
            meta = _joined(known.meta, item.meta)
            self.items[known.id] = Item(known.id, known.text, meta)
        return ids

    def _add(self, item: Item) -> str:
        name, number = item.id, 1
        while name in self.items:
            number += 1
            name = f"{item.id}#{number}"
        self.items[name] = Item(name, item.text, item.meta)
        return name


def _joined(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """Join what two files say of a text; of plain values the first counts.

    What a tool says of each annotator stands under the tool's name, so these are joined.
    """
    joined = {**second, **first}
    for name in first.keys() & second.keys():
        one, other = first[name], second[name]
        if isinstance(one, Mapping) and isinstance(other, Mapping):
            joined[name] = _joined(one, other)
    return joined


def lift(exchange: Exchange, documents: Mapping[str, str]) -> Exchange:
    """Move spans from parts of documents into the documents, where these are known.

    An item is part of a document if its ``meta`` names document and offset and the text
    stands there. An annotator has seen a document if they have seen a part of it.

    documents (Mapping[str, str]): Texts by document id.
    """
    places = {item.id: _place(item, documents) for item in exchange.items}
    items: dict[str, Item] = {}
    for item in exchange.items:
        doc_id, _ = places[item.id]
        if doc_id == item.id:
            items[doc_id] = item
        else:
            meta = {"doc_id": doc_id, "char_offset": 0}
            items.setdefault(doc_id, Item(doc_id, documents[doc_id], meta))
    layers = {}
    for name, layer in exchange.layers.items():
        lifted: dict[str, list[Span]] = defaultdict(list)
        for item_id, spans in layer.items():
            doc_id, offset = places[item_id]
            lifted[doc_id].extend(span.shifted(offset) for span in spans)
        layers[name] = {doc_id: in_order(spans) for doc_id, spans in lifted.items()}
    return Exchange(tuple(items.values()), layers, exchange.losses, exchange.notes)


def _place(item: Item, documents: Mapping[str, str]) -> tuple[str, int]:
    doc_id, offset = item.meta.get("doc_id"), item.meta.get("char_offset")
    if not isinstance(doc_id, str) or not isinstance(offset, int) or doc_id not in documents:
        return item.id, 0
    found = documents[doc_id].startswith(item.text, offset)
    return (doc_id, offset) if found else (item.id, 0)
