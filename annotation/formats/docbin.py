"""spaCy DocBin: each annotator a span group of its name, the first one also as ``sc``.

The tokens are those of ``spacy.blank("zh")``, or of jieba. What a span group cannot hold
(ids, attributes, arguments) stands in ``user_data["tifa"]`` as JSON.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import (
    Collector,
    Exchange,
    Format,
    Item,
    Loss,
    ReadOptions,
    WriteOptions,
)
from tifa.annotation.formats.folders import read_file, write_bytes
from tifa.annotation.formats.placing import RawArgument, RawSpan, place
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span

_OURS, _ALIAS, _ENTS = "tifa", "sc", "ents"
_SUFFIX = ".spacy"


def read_docbin(path: Path, options: ReadOptions) -> Exchange:
    """Read a ``.spacy`` file; in a foreign one each span group and ``ents`` is a layer.

    Raises:
        FormatError: It cannot be read.
    """
    found = Collector()
    try:
        for number, doc in enumerate(_docs(read_file(path)), start=1):
            _add(found, doc, f"{path}, doc {number}", f"{path.stem}-{number}", options)
    except FormatError:
        raise
    # spaCy, msgpack and zlib share no class of errors.
    except Exception as error:  # noqa: BLE001
        raise FormatError(f"It is no DocBin ({error!r})", where=str(path)) from None
    return found.result()


def write_docbin(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write a ``.spacy`` file.

    options (WriteOptions): ``tokens`` is ``characters`` or ``jieba``.

    Returns spans that break token boundaries, with the nearest boundaries, and texts that
    the tokens do not give back exactly.

    Raises:
        FormatError: It cannot be written, or there are no such tokens.
    """
    from spacy.tokens import DocBin

    nlp = _pipeline(options.tokens)
    store = DocBin(store_user_data=True)
    losses: list[Loss] = []
    for item in exchange.items:
        try:
            doc = nlp.make_doc(item.text)
        except (ValueError, UnicodeError) as error:
            raise FormatError(f"spaCy refuses the text ({error})", where=item.id) from None
        layers = {name: by[item.id] for name, by in exchange.layers.items() if item.id in by}
        if doc.text != item.text:
            reason = "the tokens do not give back its text, so it is left out"
            losses.append(Loss(item.id, reason, item.id))
            losses.extend(
                Loss(item.id, reason, item.id, name, span)
                for name, spans in layers.items()
                for span in spans
            )
            continue
        losses.extend(_fill(doc, item, layers))
        store.add(doc)
    write_bytes(path, store.to_bytes())
    return tuple(losses)


def _pipeline(tokens: str) -> Any:
    import spacy

    if tokens not in ("characters", "jieba"):
        raise FormatError(
            f"There are no tokens “{tokens}”",
            where="docbin",
            remedy="There are: characters, jieba.",
        )
    segmenter = "char" if tokens == "characters" else "jieba"
    try:
        return spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": segmenter}}})
    except ImportError:
        raise FormatError(
            "jieba is not installed",
            where="docbin",
            remedy="Install it: pip install 'tifa[jieba]'.",
        ) from None


def _fill(doc: Any, item: Item, layers: dict[str, tuple[Span, ...]]) -> list[Loss]:
    losses: list[Loss] = []
    extras: dict[str, list[dict[str, Any]]] = {}
    for name, spans in layers.items():
        placed = [(span, doc.char_span(span.start, span.end, label=span.label)) for span in spans]
        losses.extend(
            Loss(item.id, _misfit(doc, span), item.id, name, span)
            for span, found in placed
            if found is None
        )
        doc.spans[name] = [found for _, found in placed if found is not None]
        extras[name] = [_extra(span) for span, found in placed if found is not None]
    alias = bool(layers) and _ALIAS not in layers
    if alias:
        doc.spans[_ALIAS] = list(doc.spans[next(iter(layers))])
    content = {"id": item.id, "meta": dict(item.meta), "alias": alias, "layers": extras}
    try:
        doc.user_data[_OURS] = json.dumps(content, ensure_ascii=False)
    except (TypeError, ValueError) as error:
        raise FormatError(f"Its meta is no JSON ({error})", where=item.id) from None
    return losses


def _misfit(doc: Any, span: Span) -> str:
    tokens = [t for t in doc if t.idx < span.end and t.idx + len(t) > span.start]
    if not tokens:
        return "it covers no token"
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    return f"it breaks token boundaries; the nearest around it are {start}–{end}"


def _extra(span: Span) -> dict[str, Any]:
    arguments = [[arg.name, arg.start, arg.end, arg.quote] for arg in span.arguments]
    return {
        "key": list(span.key),
        "attributes": dict(span.attributes),
        "arguments": arguments,
        "score": span.score,
    }


def _docs(data: bytes) -> Iterator[Any]:
    import spacy
    from spacy.tokens import DocBin

    yield from DocBin().from_bytes(data).get_docs(spacy.blank("zh").vocab)


def _add(found: Collector, doc: Any, where: str, nameless: str, options: ReadOptions) -> None:
    ours = json.loads(doc.user_data[_OURS]) if _OURS in doc.user_data else {}
    item = Item(ours.get("id", nameless), doc.text, ours.get("meta", {}))
    if item.id in found.items:
        raise FormatError(f"The item {item.id} stands there twice", where=where)
    found.add_item(item)
    extras = ours.get("layers", {})
    groups: dict[str, Sequence[Any]] = dict.fromkeys(extras, ())
    groups |= {name: list(group) for name, group in doc.spans.items()}
    if ours.get("alias"):
        groups.pop(_ALIAS, None)
    if doc.ents:
        groups[_ENTS] = [*groups.get(_ENTS, ()), *doc.ents]
    for name, spans in groups.items():
        raw = _raw_spans(spans, extras.get(name, []), where)
        placed = place(item.text, raw, item=item.id, annotator=name, repair=options.repair)
        found.add_spans(name, item.id, placed.spans)
        found.losses.extend(placed.losses)
        found.notes.extend(placed.notes)


def _raw_spans(spans: Sequence[Any], extras: list[dict[str, Any]], where: str) -> list[RawSpan]:
    """Give each span the first unused extras of its start, end and label."""
    waiting: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for extra in extras:
        waiting.setdefault(tuple(extra["key"]), []).append(extra)
    raw = []
    for span in spans:
        key = (span.start_char, span.end_char, span.label_)
        extra = waiting[key].pop(0) if waiting.get(key) else {}
        arguments = tuple(RawArgument(*argument) for argument in extra.get("arguments", ()))
        attributes, score = extra.get("attributes", {}), extra.get("score")
        raw.append(RawSpan(*key, span.text, attributes, arguments, score, where))
    return raw


FORMAT = Format(
    name="docbin",
    title="spaCy DocBin",
    suffixes=(_SUFFIX,),
    read=read_docbin,
    write=write_docbin,
    # A DocBin is zlib data, which has no mark of its own but its first byte.
    sniff=lambda path, head: path.suffix == _SUFFIX and head.startswith(b"\x78"),
)
