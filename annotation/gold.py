"""From decisions to a corpus with a gold layer and its log."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tifa.annotation.adjudication import (
    Decision,
    Made,
    apply_decisions,
    dump_decisions,
    read_decisions,
)
from tifa.annotation.curation import Comparison
from tifa.annotation.formats.base import Exchange
from tifa.corpus.document import Document, Metadata
from tifa.corpus.errors import CorpusError
from tifa.corpus.folder import Corpus
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.spans import Layer, LayerInfo, LayerKind, in_order

GOLD = "gold"
DRAFT = "gold-draft"
LOG = "adjudication.jsonl"
_WHO = {"human": "a person", "llm": "a language model"}


@dataclass(frozen=True, slots=True)
class Adjudicated:
    """A corpus with its gold, and the log that makes it.

    corpus (Corpus): With the gold layer.
    log (tuple[Decision, ...]): All decisions, those on other documents too.
    """

    corpus: Corpus
    log: tuple[Decision, ...]


def adjudicate(
    corpus: Corpus,
    comparison: Comparison,
    decisions: Sequence[Decision],
    made: Made,
    *,
    log: Sequence[Decision] = (),
    draft: bool = False,
    over: bool = False,
) -> Adjudicated:
    """Put the gold that decisions give into a corpus.

    Gold and log of documents that were not compared stay as they are. The same decisions
    once more change nothing, not even the date.

    made (Made): Who decided.
    log (Sequence[Decision]): The log so far.
    draft (bool): Make the layer ``gold-draft``.
    over (bool): Whether gold that is already there may be replaced by other gold.

    Raises:
        CorpusError: The corpus lacks a document, or has other gold for one already.
        OffsetError: A span does not cover its quote.
    """
    missing = [doc_id for doc_id in comparison.texts if doc_id not in corpus.documents]
    if missing:
        raise CorpusError(
            f"Document “{missing[0]}” is not in the corpus",
            remedy="Add its text with: tifa corpus add.",
        )
    name = DRAFT if draft else GOLD
    old = corpus.layers.get(name)
    documents = {doc_id: corpus.documents[doc_id] for doc_id in comparison.texts}
    info = _info(name, comparison, corpus, made, old)
    found = apply_decisions(decisions, documents, info)
    if old is not None and not draft and not over:
        _check_same(old, found)
    kept = {**old.spans, **found.spans} if old is not None and not draft else found.spans
    layer = Layer(info, {doc_id: in_order(kept[doc_id]) for doc_id in sorted(kept)})
    return Adjudicated(_with(corpus, layer, old), _log(decisions, made, log, comparison))


def _with(corpus: Corpus, layer: Layer, old: Layer | None) -> Corpus:
    if old is not None and old.spans == layer.spans and _but_date(old) == _but_date(layer):
        return corpus
    return corpus.with_layer(layer)


def _but_date(layer: Layer) -> LayerInfo:
    return replace(layer.info, date="")


def _info(
    name: str, comparison: Comparison, corpus: Corpus, made: Made, old: Layer | None
) -> LayerInfo:
    who = made.adjudicator if made.by == "human" else f"{made.adjudicator} (language model)"
    # Other documents may have been decided by others before.
    others = old.info.annotators if old and not {*old.spans} <= {*comparison.texts} else ()
    sources = [
        f"{each} ({corpus.layers[each].info.kind.value})" if each in corpus.layers else each
        for each in comparison.annotators
    ]
    return LayerInfo(
        name=name,
        kind=LayerKind.ADJUDICATED,
        annotators=tuple(dict.fromkeys([*others, who])),
        scheme=made.scheme,
        date=made.date,
        note=f"{'Partly adjudicated' if name == DRAFT else 'Adjudicated'} "
        f"from {' and '.join(sources)} span by span by {_WHO[made.by]}.",
    )


def _check_same(old: Layer, new: Layer) -> None:
    for doc_id, spans in new.spans.items():
        if doc_id in old.spans and in_order(old.spans[doc_id]) != spans:
            raise CorpusError(
                f"The layer {old.info.name} already has other spans for “{doc_id}”",
                remedy="Write over them with --replace.",
            )


def _log(
    decisions: Sequence[Decision],
    made: Made,
    log: Sequence[Decision],
    comparison: Comparison,
) -> tuple[Decision, ...]:
    """Return the log with decisions on the documents compared; unchanged ones keep their date."""
    before = {dump_decisions([_but_day(old)]): old for old in log}
    fresh = [decision.model_copy(update={"made": made}) for decision in decisions]
    fresh = [before.get(dump_decisions([_but_day(each)]), each) for each in fresh]
    others = [old for old in log if old.doc_id not in comparison.texts]
    return tuple(sorted([*others, *fresh], key=lambda each: each.doc_id))


def _but_day(decision: Decision) -> Decision:
    if decision.made is None:
        return decision
    return decision.model_copy(update={"made": decision.made.model_copy(update={"date": ""})})


def check_place(folder: Path) -> None:
    """Assert that a new corpus can be made at a path without touching what is there.

    Raises:
        CorpusError: A file or a folder with something in it is there.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise CorpusError(
            "Something else than a corpus is already there",
            where=str(folder),
            remedy="Name a new folder.",
        )


def read_log(folder: Path) -> list[Decision]:
    """Return the adjudication log of a corpus folder; none is empty."""
    path = folder / LOG
    return read_decisions(path) if path.exists() else []


def write_adjudicated(result: Adjudicated, folder: Path, *, draft: bool) -> None:
    """Write the corpus and, unless it is a draft, the log beside it.

    Raises:
        CorpusError: The folder cannot be written.
    """
    result.corpus.write(folder)
    if draft:
        return
    fresh = folder / f"{LOG}.new"
    try:
        fresh.write_text(dump_decisions(result.log), encoding="utf-8", newline="\n")
        fresh.replace(folder / LOG)
    except OSError as error:
        raise CorpusError(
            f"The log cannot be written ({error.strerror})", where=str(folder / LOG)
        ) from None
    finally:
        fresh.unlink(missing_ok=True)


def with_document_ids(exchange: Exchange) -> Exchange:
    """Return an exchange whose items have ids that a document may have: a:0 becomes a-0."""
    ids: dict[str, str] = {}
    given = {item.id for item in exchange.items}
    taken: set[str] = set()
    for item in exchange.items:
        plain = re.sub(r"[^\w.\-]", "-", item.id)
        plain = plain if re.match(r"\w", plain) else f"text{plain}"
        wanted, number = plain, 1
        while plain in taken or (plain != item.id and plain in given):
            number += 1
            plain = f"{wanted}-{number}"
        ids[item.id] = plain
        taken.add(plain)
    layers = {
        name: {ids[item_id]: spans for item_id, spans in layer.items()}
        for name, layer in exchange.layers.items()
    }
    items = tuple(replace(item, id=ids[item.id]) for item in exchange.items)
    return replace(exchange, items=items, layers=layers)


def corpus_of(exchange: Exchange, name: str) -> Corpus:
    """Return a corpus of the texts of an exchange, without their annotations.

    Nobody has said whether people or language models made these.
    """
    documents = [
        Document(
            id=item.id, text=item.text, meta=Metadata(title=str(item.meta.get("title") or item.id))
        )
        for item in exchange.items
    ]
    return Corpus(CorpusInfo(name=name)).with_documents(documents)
