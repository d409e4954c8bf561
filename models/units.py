"""Units: the stretches of a document that are trained on and tagged as one spaCy doc.

A unit is a run of neighbouring blocks (see `tifa.corpus.structure`), long enough
to see the heading above a task and short enough to train on.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from spacy.language import Language
from spacy.tokens import Doc

from tifa.corpus.folder import Corpus
from tifa.corpus.spans import Span
from tifa.corpus.tasks import tiles
from tifa.models.textview import mark_window

# Multiples of the golden ratio spread evenly over a circle.
_GOLDEN = 0.6180339887
LONGEST = 800


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a document.

    doc_id (str): The document.
    start (int): Where the unit starts in it, in code points.
    text (str): Its text.
    document (str): The text of the whole document.
    spans (tuple[Span, ...]): Gold spans in it, offsets relative to the unit.
    copied_from (int | None): In a changed copy (see `tifa.models.augmenting`), where the
        unit starts in the document that was copied.
    """

    doc_id: str
    start: int
    text: str
    document: str = field(repr=False)
    spans: tuple[Span, ...] = ()
    copied_from: int | None = None

    @property
    def end(self) -> int:
        """Where the unit ends in its document, exclusive."""
        return self.start + len(self.text)

    def make_doc(self, nlp: Language) -> Doc:
        """Return an untagged doc of the unit that knows the document around it."""
        doc = nlp.make_doc(self.text)
        mark_window(doc, self.document, self.start)
        return doc

    def in_document(self) -> tuple[Span, ...]:
        """Return the spans with offsets into the document."""
        return tuple(span.shifted(self.start) for span in self.spans)


def units_of(
    doc_id: str, text: str, spans: Iterable[Span] = (), *, longest: int = LONGEST
) -> list[Unit]:
    """Cut a document into units of at most `longest` characters, never inside a span.

    A block that is longer stays whole. Text between units is only whitespace.
    """
    return _joined(text, _blocks(doc_id, text, spans), longest)


def corpus_units(corpus: Corpus, layer: str, *, longest: int = LONGEST) -> list[Unit]:
    """Return the units of every document that a layer annotates, in stable order.

    Raises:
        CorpusError: The corpus has no such layer.
    """
    return [unit for its in fold_units(corpus, layer, 1, longest=longest) for unit in its]


def fold_units(
    corpus: Corpus, layer: str, folds: int, *, longest: int = LONGEST, repeat: int = 0
) -> list[list[Unit]]:
    """Divide what a layer annotates into folds, and each fold into units.

    repeat (int): Another number divides another way, for repeated cross-validation.

    Which block is in which fold does not depend on `longest`, so systems that train
    on units of different lengths are tested on the same text.

    Returns:
        The units of each fold, in the order of the documents.

    Raises:
        CorpusError: The corpus has no such layer.
    """
    return divide_units([corpus], layer, folds, longest=longest, repeat=repeat)


def divide_units(
    corpora: Sequence[Corpus], layer: str, folds: int, *, longest: int = LONGEST, repeat: int = 0
) -> list[list[Unit]]:
    """Divide what a layer annotates in several corpora into folds (see `fold_units`).

    A document that several corpora hold is in one fold.
    """
    blocks = [
        (number, block)
        for number, corpus in enumerate(corpora)
        for doc_id, spans in sorted(corpus.layer(layer).spans.items())
        for block in _blocks(doc_id, corpus.documents[doc_id].text, spans)
    ]
    places = fold_of([block for _, block in blocks], folds, repeat)
    divided: list[list[Unit]] = [[] for _ in range(folds)]
    runs = groupby(
        zip(blocks, places, strict=True),
        key=lambda pair: (pair[0][0], pair[0][1].doc_id, pair[1]),
    )
    for (number, doc_id, fold), run in runs:
        text = corpora[number].documents[doc_id].text
        divided[fold].extend(_joined(text, [block for (_, block), _ in run], longest))
    return divided


def _blocks(doc_id: str, text: str, spans: Iterable[Span]) -> list[Unit]:
    return [
        Unit(
            doc_id,
            block.start,
            text[block.start : block.end],
            text,
            tuple(span.shifted(-block.start) for span in inside),
        )
        for block, inside in tiles(text, spans)
    ]


def _joined(text: str, blocks: Sequence[Unit], longest: int) -> list[Unit]:
    """Join neighbouring blocks of one document up to a length."""
    joined: list[Unit] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last is None or block.end - last.start > longest:
            joined.append(block)
            continue
        moved = (span.shifted(block.start - last.start) for span in block.spans)
        whole = text[last.start : block.end]
        joined[-1] = Unit(last.doc_id, last.start, whole, text, (*last.spans, *moved))
    return joined


def fold_of(blocks: Sequence[Unit], folds: int, repeat: int = 0) -> list[int]:
    """Assign each block a fold.

    With at least as many documents as folds a document is never divided; with
    fewer, folds are contiguous stretches of nearly equal length.

    repeat (int): 0 is the division that is always the same. Others deal out documents in
        a random order, or cut stretches at other places.
    """
    if len({block.doc_id for block in blocks}) >= folds:
        return _whole_documents(blocks, folds, repeat)
    total = sum(len(block.text) for block in blocks)
    moved = repeat * _GOLDEN % 1 * total / folds
    assigned, seen = [], 0
    for block in blocks:
        middle = (seen + len(block.text) / 2 + moved) % total
        assigned.append(min(folds - 1, int(middle * folds / total)))
        seen += len(block.text)
    return assigned


def first_share(units: Sequence[Unit], share: float, repeat: int = 0) -> list[Unit]:
    """Return a share of training units for a learning curve, at least one unit.

    Documents come whole and in a random order that `repeat` decides, so that a larger
    share holds the smaller one; the last of them may be cut.

    share (float): Of the characters, above 0 and up to 1.
    """
    names = sorted({unit.doc_id for unit in units})
    random.Random(repeat).shuffle(names)
    ordered = sorted(units, key=lambda unit: names.index(unit.doc_id))
    total, taken = sum(len(unit.text) for unit in units), 0
    kept: list[Unit] = []
    for unit in ordered:
        if kept and taken + len(unit.text) / 2 > share * total:
            break
        kept.append(unit)
        taken += len(unit.text)
    return kept


def _whole_documents(blocks: Sequence[Unit], folds: int, repeat: int) -> list[int]:
    """Give the longest document to the emptiest fold, one after the other.

    In repetitions documents come in a random order instead.
    """
    lengths = Counter[str]()
    for block in blocks:
        lengths[block.doc_id] += len(block.text)
    filled = [0] * folds
    fold: dict[str, int] = {}
    order = sorted(lengths.items(), key=lambda item: (-item[1], item[0]))
    if repeat:
        random.Random(repeat).shuffle(order)
    for doc_id, length in order:
        fold[doc_id] = filled.index(min(filled))
        filled[fold[doc_id]] += length
    return [fold[block.doc_id] for block in blocks]


def own_forms(units: Sequence[Unit], label: str | None) -> Iterator[frozenset[str]]:
    """Yield for each unit its formulas of a label that no other document attests.

    Of units of a single document, those that no other unit attests. Changed copies attest
    nothing.
    """
    alone = len({unit.doc_id for unit in units}) == 1

    def source(unit: Unit) -> tuple[str, int]:
        start = unit.start if unit.copied_from is None else unit.copied_from
        return unit.doc_id, start if alone else 0

    attested: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for unit in units:
        for span in unit.spans:
            if span.label == label and unit.copied_from is None:
                attested[span.quote].add(source(unit))
    for unit in units:
        forms = {span.quote for span in unit.spans if span.label == label}
        yield frozenset(form for form in forms if attested[form] <= {source(unit)})


def common_lengths(units: Sequence[Unit], most: int) -> list[int]:
    """Return the lengths in characters that most gold spans have, in order.

    This is how n-gram suggesters are sized from the data: as `spacy debug data`
    does, by frequency, but with a bound on how many.
    """
    lengths = Counter(span.end - span.start for unit in units for span in unit.spans)
    return sorted(length for length, _ in lengths.most_common(most))
