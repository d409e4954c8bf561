"""Attributes and arguments of tagged spans, read from the spans themselves."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from tifa.corpus.docspans import get_spans
from tifa.corpus.lexicon import shipped_lexicon
from tifa.corpus.scheme import load_scheme
from tifa.corpus.spans import Argument, Span
from tifa.corpus.structure import Extent
from tifa.models.addressees import Addressees
from tifa.models.directives import DirectiveRules, Operator
from tifa.models.responsibility import ResponsibilityRules
from tifa.models.rules import RULES_KEY, RuleExtractor, RuleSet
from tifa.models.spandata import set_spans
from tifa.models.textview import SentenceView, TextView, doc_view

FACTORY = "tifa_attributes"

_Described = tuple[Mapping[str, str], tuple[Argument, ...]]


class Describer:
    """Reads attributes and arguments of any span, whoever or whatever marked it.

    rules (RuleSet): The rules whose analysis is applied to the span.
    """

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self._scheme = rules.scheme

    def describe(self, view: TextView, span: Span) -> Span:
        """Return the span with attributes and arguments; a label without rules has none.

        view (TextView): The text.
        span (Span): A span of it, offsets as in the view.
        """
        attributes, arguments = self._read(view, span)
        return replace(span, attributes=attributes, arguments=arguments)

    def _read(self, view: TextView, span: Span) -> _Described:
        slogans = self.rules.slogans
        if slogans and span.label == slogans.label:
            return slogans.describe(view.text, span.start, span.end), ()
        for rules in self.rules.others:
            if rules.label == span.label and isinstance(rules, ResponsibilityRules):
                return rules.describe(view.text, span.start, span.end)
            if rules.label == span.label and isinstance(rules, DirectiveRules):
                return self._directive(rules, view, span)
        return span.attributes, span.arguments

    def _directive(self, rules: DirectiveRules, view: TextView, span: Span) -> _Described:
        sentence = _sentence_at(view, span.start)
        operator = self._operator(rules, view, sentence, span)
        if operator is None:
            return {"force": "imperative"}, ()
        surface = view.text[operator.start : operator.end]
        attributes = {"force": operator.force, "operator": surface}
        called = Addressees(self._scheme, rules).find(view, sentence, span.start, operator)
        if called is None:
            return attributes, ()
        quote = view.text[called.start : called.end]
        return attributes, (Argument("addressee", called.start, called.end, quote),)

    def _operator(
        self, rules: DirectiveRules, view: TextView, sentence: SentenceView, span: Span
    ) -> Operator | None:
        """The first operator of a span that is the main predicate of its clause."""
        clauses = [
            Extent(max(span.start, clause.start), min(span.end, clause.end))
            for clause in sentence.clauses
            if clause.start < span.end and span.start < clause.end
        ]
        found = (rules.main_operator(view, clause) for clause in clauses)
        return next((each for each in found if each), None)


def _sentence_at(view: TextView, place: int) -> SentenceView:
    """The sentence of a place; front matter is a sentence of one clause."""
    index = bisect_right(view.sentences, place, key=lambda each: each.start) - 1
    if index >= 0 and place < view.sentences[index].end:
        return view.sentences[index]
    end = view.text.find("\n", place)
    end = len(view.text) if end == -1 else end
    whole = (Extent(place, end),)
    return SentenceView(place, end, whole, is_heading=True, after_semicolon=False, paragraph=0)


class AttributeFiller:
    """spaCy pipe that gives tagged spans attributes and arguments.

    They are read from the span itself by the rules of its label; no rule need have
    proposed it. Label, extent and score stay.

    nlp (Language): The pipeline. If it holds the rule component, its lexicon with what it
        learnt is used, otherwise the shipped one.
    spans_key (str): The tagged spans.
    rules_key (str): The rules' spans, which tells the rule component.
    """

    def __init__(self, nlp: Language, spans_key: str, rules_key: str) -> None:
        self.nlp = nlp
        self.key = spans_key
        self.rules_key = rules_key
        self._describer: Describer | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Fill in the attributes of a doc's spans."""
        seen, describer = doc_view(doc), self._current()
        filled = [describer.describe(seen, span) for span in get_spans(doc, self.key)]
        set_spans(doc, self.key, filled)
        return doc

    def _current(self) -> Describer:
        """The describer of the rules in use, which change when the pipeline is loaded."""
        for _, pipe in self.nlp.pipeline:
            if isinstance(pipe, RuleExtractor) and pipe.key == self.rules_key:
                if self._describer is None or self._describer.rules is not pipe.rules:
                    self._describer = Describer(pipe.rules)
                return self._describer
        if self._describer is None:
            self._describer = Describer(RuleSet(load_scheme(), shipped_lexicon()))
        return self._describer


@Language.factory(FACTORY, default_config={"spans_key": "sc", "rules_key": RULES_KEY})
def make_attribute_filler(
    nlp: Language, name: str, spans_key: str, rules_key: str
) -> AttributeFiller:
    """Make the component (see `AttributeFiller`)."""
    return AttributeFiller(nlp, spans_key, rules_key)
