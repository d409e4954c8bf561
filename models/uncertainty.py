"""How unsure a tagger is of the paragraphs of a text: what an annotator should look at.

The measure is the number of mistakes that the tagger itself expects. Of a span that it
marks, 1 - p: the chance that it is wrong. Of what it does not mark, the chances of the best
candidates that are disjoint from each other and from the marked spans of their label:
what it may have missed. Least-confidence sampling of Lewis & Gale, A Sequential Algorithm
for Training Text Classifiers, SIGIR 1994, summed over spans.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from spacy.language import Language
from spacy.pipeline.spancat import SpanCategorizer
from spacy.tokens import Doc

from tifa.corpus.docspans import get_spans
from tifa.corpus.spans import Span, in_order
from tifa.corpus.structure import analyse
from tifa.corpus.tasks import tiles
from tifa.models.decoder import best_disjoint
from tifa.models.extract import LONGEST, SPANS_KEY
from tifa.models.spandata import as_numpy
from tifa.models.suggestions import categorizer_of
from tifa.models.units import Unit, units_of

# Candidates less likely than this are noise: there are hundreds in a paragraph.
_LEAST = 0.1
_BATCH = 64
# Where an expected mistake stands, and how likely it is.
Doubt = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of a document, as it would be annotated.

    doc_id (str): The document.
    start (int): Where the block starts in it, in code points.
    section (str): The enumerators that govern it: ``三›一是``.
    text (str): Its text.
    spans (tuple[Span, ...]): What the tagger marks, offsets into the block.
    expected_mistakes (float): How many of its decisions the tagger expects to be wrong.
    """

    doc_id: str
    start: int
    section: str
    text: str
    spans: tuple[Span, ...] = ()
    expected_mistakes: float = 0.0

    @property
    def end(self) -> int:
        """Where the block ends in its document, exclusive."""
        return self.start + len(self.text)


def doubtful_paragraphs(
    nlp: Language,
    texts: Iterable[tuple[str, str]],
    *,
    spans_key: str = SPANS_KEY,
    longest: int = LONGEST,
) -> Iterator[Paragraph]:
    """Tag documents and yield their paragraphs with what the tagger expects to be wrong.

    A pipeline with a span categoriser is asked for the probabilities of all candidates;
    of another the scores of its spans are all that is known. No paragraph cuts a span.

    nlp (Language): A trained pipeline.
    texts (Iterable[tuple[str, str]]): Document ids and texts, each document once.
    spans_key (str): The span group of the tagger.
    longest (int): Longest stretch in characters that is tagged at once.
    """
    spancat = categorizer_of(nlp)
    units = (
        (unit, text) for doc_id, text in texts for unit in units_of(doc_id, text, longest=longest)
    )
    tagged = _tagged(nlp, spancat, units, spans_key)
    for (doc_id, text), parts in groupby(tagged, key=lambda part: part[0]):
        spans: list[Span] = []
        doubts: list[Doubt] = []
        for _, found, unsure in parts:
            spans += found
            doubts += unsure
        yield from _paragraphs(doc_id, text, in_order(spans), doubts)


_Tagged = tuple[tuple[str, str], list[Span], list[Doubt]]


def _tagged(
    nlp: Language,
    spancat: SpanCategorizer | None,
    units: Iterator[tuple[Unit, str]],
    key: str,
) -> Iterator[_Tagged]:
    """Tag units in batches: their document, spans and doubts in offsets of the document."""
    while batch := list(islice(units, _BATCH)):
        docs = list(nlp.pipe(unit.make_doc(nlp) for unit, _ in batch))
        doubts = _span_doubts(docs, key) if spancat is None else _doubts(spancat, docs, key)
        for (unit, text), doc, unsure in zip(batch, docs, doubts, strict=True):
            spans = [span.shifted(unit.start) for span in get_spans(doc, key)]
            moved = [(unit.start + offset, chance) for offset, chance in unsure]
            yield (unit.doc_id, text), spans, moved


def _span_doubts(docs: Sequence[Doc], key: str) -> list[list[Doubt]]:
    return [
        [(span.start, 1.0 - span.score) for span in get_spans(doc, key) if span.score is not None]
        for doc in docs
    ]


def _doubts(spancat: SpanCategorizer, docs: Sequence[Doc], key: str) -> list[list[Doubt]]:
    """Return for each doc the offsets and chances of expected mistakes."""
    indices, scores = spancat.predict(docs)
    pairs, chances = as_numpy(indices.dataXd), as_numpy(scores)
    found, first = [], 0
    for doc, count in zip(docs, as_numpy(indices.lengths).tolist(), strict=True):
        rows = slice(first, first + count)
        found.append(list(_doc_doubts(spancat.labels, doc, key, pairs[rows], chances[rows])))
        first += count
    return found


def _doc_doubts(
    labels: Sequence[str], doc: Doc, key: str, pairs: Any, chances: Any
) -> Iterator[Doubt]:
    marked = {(span.start, span.end, span.label_) for span in doc.spans.get(key, ())}
    for column, label in enumerate(labels):
        kept = [(start, end) for start, end, other in marked if other == label]
        rivals = []
        for (start, end), chance in zip(
            pairs.tolist(), chances[:, column].tolist() if len(pairs) else (), strict=True
        ):
            if (start, end) in kept:
                yield doc[start].idx, 1.0 - chance
            elif chance >= _LEAST and not any(a < end and start < b for a, b in kept):
                rivals.append((start, end, chance))
        for start, _, chance in best_disjoint(rivals, 0.0):
            yield doc[start].idx, chance


def _paragraphs(
    doc_id: str, text: str, spans: Sequence[Span], doubts: Sequence[Doubt]
) -> Iterator[Paragraph]:
    structure = analyse(text)
    for block, inside in tiles(text, spans):
        yield Paragraph(
            doc_id,
            block.start,
            structure.path(block.start),
            text[block.start : block.end],
            tuple(span.shifted(-block.start) for span in inside),
            sum(chance for offset, chance in doubts if block.start <= offset < block.end),
        )
