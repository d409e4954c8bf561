"""Writing tasks as Prodigy's ``spans_manual`` has them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import Exchange, Item, Loss, WriteOptions
from tifa.annotation.formats.identity import listed, pack, take_extra
from tifa.annotation.formats.jsonfiles import save_json_lines, save_text
from tifa.annotation.formats.prodigy_hashes import (
    id_of_hash,
    incoming_hashes,
    known_input_hash,
    with_input_key,
)
from tifa.annotation.formats.prodigy_names import raw_id, raw_ids
from tifa.annotation.formats.words import token_extents
from tifa.corpus.spans import Span
from tifa.corpus.tasks import span_record

KEPT = "prodigy"
_NOT_GIVEN_BACK = frozenset({"text", "meta", "spans", "answer", "_input_hash", "_task_hash"})


def write_prodigy(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write a task for each annotator and item, for Prodigy's ``db-in`` or as its input.

    What the items keep from Prodigy is written back: hashes, tokens, unknown keys, rejected
    tasks. Other tasks get the hashes of a task that came in with this text and meta. A text
    that nobody has seen is a task without an answer.

    With a scheme, its labels are written beside it: ``.labels.txt`` for the recipe's
    argument ``--label``, and ``.prodigy.json`` with their colours.

    options (WriteOptions): ``tokens`` is ``characters``, ``jieba`` or ``none``; with
        ``input_key``, see `with_input_key`.

    Raises:
        FormatError: The file cannot be written, there are no such tokens, or a text that
            needs a key ``input`` does not say where it stands.
    """
    writer = _Writer(exchange, path, options)
    tasks = writer.tasks()
    save_json_lines(path, map(with_input_key, tasks) if options.input_key else tasks)
    if options.scheme is not None:
        labels = options.scheme.labels
        save_text(path.with_suffix(".labels.txt"), "".join(f"{name}\n" for name in labels))
        colours = {name: label.color for name, label in labels.items()}
        theme = {"custom_theme": {"labels": colours}}
        save_text(path.with_suffix(".prodigy.json"), json.dumps(theme, indent=2) + "\n")
    return tuple(writer.losses)


class _Writer:
    def __init__(self, exchange: Exchange, path: Path, options: WriteOptions) -> None:
        self.losses: list[Loss] = []
        self._exchange = exchange
        self._tokens = options.tokens
        self._raws = raw_ids(_known_raw_ids(exchange), path.stem)
        self._met: Counter[tuple[str, int, str]] = Counter()

    def tasks(self) -> Iterator[dict[str, Any]]:
        """Yield the tasks in the order of the items."""
        for item in self._exchange.items:
            tasks = list(self._tasks_of(item))
            yield from tasks or [self._task(item, "", _kept(item).get(""), None, "")]

    def _tasks_of(self, item: Item) -> Iterator[dict[str, Any]]:
        for annotator in self._raws:
            kept = _kept(item).get(annotator)
            spans = self._exchange.layers.get(annotator, {}).get(item.id)
            if spans is not None:
                yield self._answered(item, annotator, kept, spans)
            elif kept is not None and _answer(kept) != "accept":
                yield self._task(item, annotator, kept, kept.get("spans"), _answer(kept))

    def _answered(
        self, item: Item, annotator: str, kept: Mapping[str, Any] | None, spans: Sequence[Span]
    ) -> dict[str, Any]:
        if kept is not None and "spans" not in kept and not spans:
            return self._task(item, annotator, kept, None, "accept")
        task = self._task(item, annotator, kept, [], "accept")
        edges = _token_edges(task.get("tokens"))
        extras = listed((kept or {}).get("spans"))
        for span in spans:
            record = {**take_extra(extras, span.key), **_record(span), **_tokens_of(span, edges)}
            if edges and "token_start" not in record:
                reason = "It does not begin and end with a token: Prodigy does not show it"
                self.losses.append(Loss(item.id, reason, item.id, annotator, span))
            task["spans"].append(record)
        return task

    def _task(
        self,
        item: Item,
        annotator: str,
        kept: Mapping[str, Any] | None,
        spans: Any,
        answer: str,
    ) -> dict[str, Any]:
        given = dict(kept or {})
        if answer:
            given["_annotator_id"] = self._raws[annotator]
            given.setdefault("_session_id", self._raws[annotator])
        task = {"text": item.text, **self._meta(item, given)}
        hashes = incoming_hashes({**given, **task})
        task |= {key: given.get(key, made) for key, made in hashes.items()}
        if kept is None and answer:
            task["_view_id"] = "spans_manual"
        if kept is None and self._tokens != "none":
            task["tokens"] = tokens(item.text, self._tokens)
        task |= {key: value for key, value in given.items() if key not in _NOT_GIVEN_BACK}
        task |= {} if spans is None else {"spans": spans}
        return {**task, "answer": answer} if answer else task

    def _meta(self, item: Item, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the task's ``meta``, if there is anything to say."""
        hashed = known_input_hash({**given, "text": item.text})
        key = (raw_id(given), hashed, item.text)
        self._met[key] += 1
        meta = given.get("meta") or {key: item.meta[key] for key in item.meta if key != KEPT}
        packed = pack(Item(item.id, item.text, meta), id_of_hash(hashed, self._met[key]))
        return {"meta": packed} if packed else {}


def tokens(text: str, how: str) -> list[dict[str, Any]]:
    """Return the tokens of a text as Prodigy has them; together they are the whole text.

    how (str): ``characters`` or ``jieba``.

    Raises:
        FormatError: There are no such tokens, or jieba is not installed.
    """
    # Prodigy takes a missing `ws` for a blank after the token.
    return [
        {"text": text[start:end], "start": start, "end": end, "id": number, "ws": False}
        for number, (start, end) in enumerate(token_extents(text, how, also="none"))
    ]


def _known_raw_ids(exchange: Exchange) -> dict[str, str | None]:
    """Return who has answered, with the id they had in Prodigy, if it is known."""
    known: dict[str, str | None] = dict.fromkeys(exchange.layers)
    for item in exchange.items:
        for annotator, kept in _kept(item).items():
            if annotator in known or _answer(kept) != "accept":
                known[annotator] = known.get(annotator) or raw_id(kept) or None
    return known


def _kept(item: Item) -> Mapping[str, Mapping[str, Any]]:
    """Return what the item keeps from Prodigy, by annotator."""
    kept = item.meta.get(KEPT)
    if not isinstance(kept, Mapping) or not all(map(_is_kept, kept.values())):
        return {}
    return kept


def _is_kept(kept: object) -> bool:
    """Say whether it is what the reader keeps, and not a foreign ``meta`` of the same name."""
    return isinstance(kept, Mapping) and isinstance(kept.get("meta", {}), Mapping)


def _answer(kept: Mapping[str, Any]) -> str:
    return str(kept.get("answer", "accept"))


def _record(span: Span) -> dict[str, Any]:
    record = span_record(span)
    # Our own files round scores; what another tool gave has to come back as it was.
    return record if span.score is None else {**record, "score": span.score}


def _token_edges(given: object) -> tuple[dict[int, int], dict[int, int]] | None:
    """Return the numbers of tokens by their starts and by their ends; None without tokens."""
    if not isinstance(given, list) or not given:
        return None
    try:
        starts = {token["start"]: token["id"] for token in given}
        ends = {token["end"]: token["id"] for token in given}
    except (KeyError, TypeError):
        return None
    return starts, ends


def _tokens_of(span: Span, edges: tuple[dict[int, int], dict[int, int]] | None) -> dict[str, int]:
    """Return first and last token, both inclusive; nothing if the span cuts a token."""
    if edges is None or span.start not in edges[0] or span.end not in edges[1]:
        return {}
    return {"token_start": edges[0][span.start], "token_end": edges[1][span.end]}
