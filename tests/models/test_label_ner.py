"""A recogniser for each label, as a baseline."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.training import Example

from tifa.corpus.spans import Span
from tifa.models.spandata import set_spans

TEXT = "要修好水渠。坚持五个好。"
GOLD = [(0, 5, "DIRECTIVE"), (6, 11, "DIRECTIVE"), (8, 11, "SLOGAN")]


@pytest.fixture(scope="module")
def learnt() -> Language:
    nlp = spacy.blank("zh")
    for label in ("DIRECTIVE", "SLOGAN"):
        nlp.add_pipe("tifa_label_ner", name=label, config={"label": label})
    reference = nlp.make_doc(TEXT)
    set_spans(reference, "sc", [Span.of(TEXT, *span) for span in GOLD])
    example = Example(nlp.make_doc(TEXT), reference)
    optimizer = nlp.initialize(lambda: [example])
    for _ in range(40):
        nlp.update([Example(nlp.make_doc(TEXT), reference)], sgd=optimizer)
    return nlp


def _spans(nlp: Language) -> list[tuple[int, int, str]]:
    doc = nlp(TEXT)
    assert not doc.ents
    return sorted((span.start, span.end, span.label_) for span in doc.spans["sc"])


def test_spans_of_several_labels_may_overlap(learnt: Language) -> None:
    assert _spans(learnt) == sorted(GOLD)


def test_a_saved_recogniser_knows_its_label(learnt: Language, tmp_path: Path) -> None:
    learnt.to_disk(tmp_path)
    assert _spans(spacy.load(tmp_path)) == sorted(GOLD)
