"""Attributes and arguments of tagged spans, taken from the rules where they agree."""

from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from tifa.corpus.docspans import get_spans
from tifa.models.rules import RULES_KEY
from tifa.models.spandata import set_spans

FACTORY = "tifa_attributes"


class AttributeFiller:
    """spaCy pipe that gives tagged spans the attributes of equal spans of the rules.

    A span that no rule proposes keeps its label and score and gets no attributes.

    spans_key (str): The tagged spans.
    rules_key (str): The rules' spans.
    """

    def __init__(self, spans_key: str, rules_key: str) -> None:
        self.key = spans_key
        self.rules_key = rules_key

    def __call__(self, doc: Doc) -> Doc:
        """Fill in the attributes of a doc's spans."""
        known = {span.key: span for span in get_spans(doc, self.rules_key)}
        filled = [
            replace(
                span,
                attributes=known[span.key].attributes,
                arguments=known[span.key].arguments,
            )
            if span.key in known
            else span
            for span in get_spans(doc, self.key)
        ]
        set_spans(doc, self.key, filled)
        return doc


@Language.factory(FACTORY, default_config={"spans_key": "sc", "rules_key": RULES_KEY})
def make_attribute_filler(
    nlp: Language, name: str, spans_key: str, rules_key: str
) -> AttributeFiller:
    """Make the component (see `AttributeFiller`)."""
    return AttributeFiller(spans_key, rules_key)
