"""One named entity recogniser for each label: the usual way to learn long spans with spaCy.

spaCy's recogniser (a transition system over BILUO tags) finds spans of one kind that do
not overlap each other. Spans of several labels may, so each label gets a recogniser of
its own, that learns from and writes to a span group. It is a baseline for the tagger.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from spacy.language import Language
from spacy.pipeline.ner import DEFAULT_NER_MODEL, EntityRecognizer
from spacy.pipeline.spancat import spancat_score
from spacy.tokens import Doc, SpanGroup
from spacy.tokens import Span as TokenSpan
from spacy.training import Example
from spacy.vocab import Vocab
from thinc.api import Model, Optimizer

FACTORY = "tifa_label_ner"


class LabelRecognizer(EntityRecognizer):  # type: ignore[misc]
    """spaCy pipe that finds the spans of one label and adds them to ``doc.spans[spans_key]``.

    vocab (Vocab), model (Model), name (str): As of spaCy's recogniser.
    label (str): The label to find.
    spans_key (str): Where gold spans stand and found spans go.
    """

    def __init__(
        self, vocab: Vocab, model: Model[Any, Any], name: str, *, label: str, spans_key: str
    ) -> None:
        super().__init__(vocab, model, name, scorer=spancat_score)
        self.cfg.update(label=label, spans_key=spans_key)

    def initialize(
        self,
        get_examples: Callable[[], Iterable[Example]],
        *,
        nlp: Language | None = None,
        labels: Any = None,
    ) -> None:
        """Initialise on the examples' spans of the label."""
        entities = list(self._with_entities(get_examples()))
        super().initialize(lambda: entities, nlp=nlp, labels=labels)

    def update(
        self,
        examples: Iterable[Example],
        *,
        drop: float = 0.0,
        sgd: Optimizer | None = None,
        losses: dict[str, float] | None = None,
    ) -> dict[str, float]:
        """Learn from the examples' spans of the label."""
        entities = list(self._with_entities(examples))
        learnt: dict[str, float] = super().update(entities, drop=drop, sgd=sgd, losses=losses)
        return learnt

    def set_annotations(self, docs: Iterable[Doc], states: Any) -> None:
        """Add the spans that were found; entities of the docs are left as they were."""
        docs = list(docs)
        before = [doc.ents for doc in docs]
        super().set_annotations(docs, states)
        key, label = self.cfg["spans_key"], self.cfg["label"]
        for doc, entities in zip(docs, before, strict=True):
            found = [TokenSpan(doc, ent.start, ent.end, label=label) for ent in doc.ents]
            kept = [span for span in doc.spans.get(key, ()) if span.label_ != label]
            group = SpanGroup(doc, name=key)
            group.extend([*kept, *found])
            doc.spans[key] = group
            doc.ents = entities

    def _with_entities(self, examples: Iterable[Example]) -> Iterator[Example]:
        key, label = self.cfg["spans_key"], self.cfg["label"]
        for example in examples:
            reference = example.reference.copy()
            reference.set_ents(
                [span for span in reference.spans.get(key, ()) if span.label_ == label]
            )
            yield Example(example.predicted, reference)


@Language.factory(
    FACTORY,
    default_config={
        "spans_key": "sc",
        "model": DEFAULT_NER_MODEL,
    },
)
def make_label_recognizer(
    nlp: Language, name: str, model: Model[Any, Any], label: str, spans_key: str
) -> LabelRecognizer:
    """Make the component (see `LabelRecognizer`).

    model (Model): A transition-based parser of the state type ``ner``.
    label (str): The label to find.
    spans_key (str): Where gold spans stand and found spans go.
    """
    return LabelRecognizer(nlp.vocab, model, name, label=label, spans_key=spans_key)
