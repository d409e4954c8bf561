"""Extraction: a pipeline over whole documents of any length."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from tifa.corpus.docspans import get_spans
from tifa.corpus.document import text_hash
from tifa.corpus.spans import Span, in_order
from tifa.corpus.tasks import span_record
from tifa.models.units import Unit, units_of

SPANS_KEY = "sc"
LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Extraction:
    """The spans found in a document.

    id (str): The document.
    text (str): Its text, untouched.
    spans (tuple[Span, ...]): Offsets are code points of the text, end exclusive.
    """

    id: str
    text: str
    spans: tuple[Span, ...]

    def record(self, *, model: str, with_text: bool = True) -> dict[str, Any]:
        """Return a JSON record in Prodigy's form, with the model's name in ``meta``."""
        record: dict[str, Any] = {"text": self.text} if with_text else {}
        record["meta"] = {
            "doc_id": self.id,
            "char_offset": 0,
            "sha256": text_hash(self.text),
            "kind": "model",
            "model": model,
        }
        record["spans"] = [span_record(span) for span in self.spans]
        return record


def extract(
    nlp: Language,
    texts: Iterable[tuple[str, str]],
    *,
    spans_key: str = SPANS_KEY,
    longest: int = LONGEST,
) -> Iterator[Extraction]:
    """Tag documents and yield their spans, in the order of the input.

    Documents are cut into units at block ends, so memory stays bounded by the
    unit and one very long line is no problem.

    nlp (Language): A trained pipeline.
    texts (Iterable[tuple[str, str]]): Document ids and texts.
    spans_key (str): The span group to return.
    longest (int): Longest unit in characters.
    """
    tagged = nlp.pipe(_unit_docs(nlp, texts, longest), as_tuples=True)
    for (_, doc_id, text), parts in groupby(tagged, key=lambda pair: pair[1][0]):
        spans = [
            span.shifted(start) for doc, (_, start) in parts for span in get_spans(doc, spans_key)
        ]
        for span in spans:
            span.check(text)
        yield Extraction(doc_id, text, in_order(spans))


_Context = tuple[tuple[int, str, str], int]


def _unit_docs(
    nlp: Language, texts: Iterable[tuple[str, str]], longest: int
) -> Iterator[tuple[Doc, _Context]]:
    for number, (doc_id, text) in enumerate(texts):
        whole = (number, doc_id, text)
        # A text without words still has its place in the output.
        units = units_of(doc_id, text, longest=longest) or [Unit(doc_id, 0, "", text)]
        yield from ((unit.make_doc(nlp), (whole, unit.start)) for unit in units)


def tag_document(nlp: Language, text: str, *, spans_key: str = SPANS_KEY) -> tuple[Span, ...]:
    """Return the spans of one text (see `extract`)."""
    return next(extract(nlp, [("", text)], spans_key=spans_key)).spans


def characters_a_second(nlp: Language, texts: Iterable[str]) -> float:
    """Measure the speed of a pipeline on texts that it has not seen, in characters."""
    pairs = [(str(index), text) for index, text in enumerate(texts)]
    started = time.perf_counter()
    total = sum(len(found.text) for found in extract(nlp, pairs))
    return total / (time.perf_counter() - started)
