"""Tasks as Prodigy's ``spans_manual`` shows them, and its answers made whole again."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from tifa.annotation.formats.prodigy_hashes import incoming_hashes, with_input_key
from tifa.annotation.formats.prodigy_writing import tokens
from tifa.annotation.recipes.sources import Block
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span
from tifa.corpus.tasks import span_record

CHARACTERS = "characters"
TOKENS = (CHARACTERS, "jieba")
_TOKEN_KEYS = ("token_start", "token_end")
_OURS = ("attributes", "arguments", "score")


def block_task(
    block: Block, spans: Sequence[Span], *, how: str, repeats: bool, **meta: str
) -> dict[str, Any]:
    """Return the task of a block with spans marked in advance.

    how (str): The tokens to select by, ``characters`` or ``jieba``. A word that a span cuts is
        cut there, so that Prodigy can show the span.
    repeats (bool): Whether to ask again about a text that stands elsewhere as well.
        Prodigy knows a text by its hash and shows it once; a key ``input`` tells them apart.
    meta (str): What else to show below the text.

    Raises:
        FormatError: There are no such tokens, or jieba is not installed.
    """
    where = {"doc_id": block.doc_id, "char_offset": block.start, "section": block.section}
    task: dict[str, Any] = {"text": block.text, "meta": {**where, **meta}}
    task = with_input_key(task) if repeats else {**task, **incoming_hashes(task)}
    task["tokens"] = _cut(tokens(block.text, how), spans)
    task["spans"] = [{**span_record(span), **_places(span, task["tokens"])} for span in spans]
    return task


def _cut(words: list[dict[str, Any]], spans: Iterable[Span]) -> list[dict[str, Any]]:
    """Cut tokens where spans start and end inside them."""
    edges = sorted({edge for span in spans for edge in (span.start, span.end)})
    pieces: list[dict[str, Any]] = []
    for word in words:
        start, end = word["start"], word["end"]
        inside = edges[bisect_right(edges, start) : bisect_left(edges, end)]
        bounds = [start, *inside, end]
        for first, last in pairwise(bounds):
            text = word["text"][first - start : last - start]
            piece = {"text": text, "start": first, "end": last, "id": len(pieces)}
            pieces.append({**word, **piece})
    return pieces


def _places(span: Span, words: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Return the first and the last token of a span, both inclusive."""
    first = bisect_left(words, span.start, key=lambda word: word["start"])
    last = bisect_left(words, span.end, key=lambda word: word["end"])
    return {"token_start": first, "token_end": last}


def completed(answer: Mapping[str, Any], known: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return an answer as it is saved: without tokens, each span with quote and attributes.

    As Prodigy's own recipes do where one selects characters, tokens are taken out. What a span
    of the same extent and label was marked with in advance, and Prodigy's page has not given
    back, is put back.

    known (Iterable[Mapping]): The spans marked in advance.
    """
    before = {_key(span): span for span in known}
    saved = {key: value for key, value in answer.items() if key != "tokens"}
    if isinstance(answer.get("spans"), list):
        saved["spans"] = [_whole(span, before, answer["text"]) for span in answer["spans"]]
    return saved


def _whole(
    span: Mapping[str, Any], before: Mapping[tuple[int, int, str], Mapping[str, Any]], text: str
) -> dict[str, Any]:
    kept = {key: value for key, value in span.items() if key not in _TOKEN_KEYS}
    found = before.get(_key(span), {})
    lost = {key: found[key] for key in _OURS if key in found and key not in kept}
    return {**kept, "quote": text[span["start"] : span["end"]], **lost}


def _key(span: Mapping[str, Any]) -> tuple[int, int, str]:
    return span["start"], span["end"], span["label"]


def validator(scheme: Scheme) -> Callable[[Mapping[str, Any]], None]:
    """Return a check of answers that refuses in Prodigy's way.

    The annotator sees the message of the `ValueError` and can mend the answer.
    """

    def validate(answer: Mapping[str, Any]) -> None:
        if answer.get("answer", "accept") == "accept":
            for span in answer.get("spans") or []:
                _check_edges(answer["text"], span, scheme)

    return validate


def _check_edges(text: str, span: Mapping[str, Any], scheme: Scheme) -> None:
    start, end = scheme.trim(text, span["start"], span["end"])
    if (start, end) == (span["start"], span["end"]):
        return
    quote = text[span["start"] : span["end"]]
    better = f"“{text[start:end]}”" if start < end else "nothing"
    raise ValueError(
        f"{span['label']} “{quote}” begins or ends with punctuation or whitespace; mark {better}. "
        "标注首尾不含标点和空白。"
    )


def config(scheme: Scheme, labels: Sequence[str]) -> dict[str, Any]:
    """Return Prodigy's settings: labels with keys and colours, and what counts as seen."""
    known = {label: scheme.labels[label] for label in labels if label in scheme.labels}
    return {
        "lang": "zh",
        "labels": list(labels),
        "exclude_by": "input",
        "keymap_by_label": {label: each.key for label, each in known.items()},
        "custom_theme": {"labels": {label: each.color for label, each in known.items()}},
    }
