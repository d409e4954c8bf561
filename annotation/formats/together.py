"""Annotated files and corpus folders read as one: the same texts, everybody's spans."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tifa.annotation.formats.base import Exchange, Item
from tifa.annotation.formats.merging import exchange_of_corpus, lift, merge
from tifa.annotation.formats.registry import read_exchange
from tifa.corpus.document import Document
from tifa.corpus.errors import CorpusError
from tifa.corpus.folder import Corpus
from tifa.corpus.manifest import MANIFEST


def read_together(
    paths: Sequence[Path],
    *,
    layers: Sequence[str] = (),
    format_name: str | None = None,
    watch: Callable[[Sequence[Path]], Iterable[Path]] = lambda paths: paths,
) -> Exchange:
    """Read annotated files and corpus folders, and put them together.

    layers (Sequence[str]): Annotators wanted; none is all. Of a corpus folder: layers.
    format_name (str | None): Format of the files, by default guessed.
    watch (Callable): Wraps the paths while they are read, for a progress bar.

    Raises:
        TifaError: One cannot be read, or there is no annotator of a name.
    """
    exchanges: dict[str, Exchange] = {}
    documents: dict[str, Document] = {}
    for path in watch(paths):
        source = _unique(path.stem, exchanges)
        if (path / MANIFEST).is_file():
            corpus = Corpus.read(path)
            documents |= corpus.documents
            exchanges[source] = exchange_of_corpus(corpus)
        else:
            exchanges[source] = read_exchange(path, format_name)
    texts = {doc_id: doc.text for doc_id, doc in documents.items()}
    joined = merge({name: lift(each, texts) for name, each in exchanges.items()})
    return _only(_with_facts(joined, documents), layers)


def _with_facts(exchange: Exchange, documents: Mapping[str, Document]) -> Exchange:
    """Add title and day of a corpus's documents to the items that are these documents."""

    def facts(item: Item) -> dict[str, str]:
        doc = documents.get(item.id)
        if doc is None or doc.text != item.text:
            return {}
        day = doc.meta.event_date or doc.meta.publication_date
        return {"title": doc.meta.title, **({"when": day} if day else {})}

    items = tuple(replace(item, meta={**item.meta, **facts(item)}) for item in exchange.items)
    return replace(exchange, items=items)


def _unique(name: str, taken: Mapping[str, object]) -> str:
    number, unique = 1, name
    while unique in taken:
        number += 1
        unique = f"{name}-{number}"
    return unique


def _only(exchange: Exchange, layers: Sequence[str]) -> Exchange:
    missing = [name for name in layers if name not in exchange.layers]
    if missing:
        known = ", ".join(exchange.layers) or "none"
        raise CorpusError(f"There is no annotator “{missing[0]}”", remedy=f"There are: {known}.")
    if not layers:
        return exchange
    return replace(exchange, layers={name: exchange.layers[name] for name in layers})
