"""The rule component: the scheme's rules for every label, as a spaCy pipe.

It is the baseline, the pre-annotator, and a source of candidates and features
for the tagger. Its spans live under a key of their own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import srsly
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import from_bytes, from_disk, to_bytes, to_disk

from tifa.corpus.docspans import get_spans
from tifa.corpus.jsonl import dump_lines, read_jsonl
from tifa.corpus.lexicon import Entry, Lexicon, shipped_lexicon
from tifa.corpus.scheme import Scheme, load_scheme
from tifa.corpus.spans import Span, in_order
from tifa.models.directives import DirectiveRules
from tifa.models.responsibility import ResponsibilityRules
from tifa.models.slogans import SloganRules
from tifa.models.spandata import set_spans
from tifa.models.textview import TextView, doc_view, view

FACTORY = "tifa_rules"
RULES_KEY = "rules"
HIDDEN_FORMS = "tifa.hidden_forms"
TRAINING = "training data"


@dataclass
class RuleSet:
    """The extractors that a scheme calls for.

    scheme (Scheme): Its labels name their extractors.
    lexicon (Lexicon): Decided set formulations.
    """

    scheme: Scheme
    lexicon: Lexicon
    slogans: SloganRules | None = field(init=False, default=None)
    others: list[DirectiveRules | ResponsibilityRules] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        directive = self.scheme.label_of("directive")
        responsibility = self.scheme.label_of("responsibility")
        slogan = self.scheme.label_of("slogan")
        if directive:
            self.others.append(DirectiveRules(self.scheme, directive))
        if responsibility:
            self.others.append(ResponsibilityRules(self.scheme, responsibility))
        if slogan:
            self.slogans = SloganRules(self.scheme, slogan, self.lexicon)

    def find(self, text: str, hidden: frozenset[str] = frozenset()) -> tuple[Span, ...]:
        """Return every span that a rule proposes, in text order.

        text (str): Any text; offsets are code points, end exclusive.
        hidden (frozenset[str]): Formulas to overlook (see `SloganRules.find`).
        """
        return self.find_in(view(text), hidden)

    def find_in(self, seen: TextView, hidden: frozenset[str] = frozenset()) -> tuple[Span, ...]:
        """Return every span that a rule proposes in a view (see `find`)."""
        spans = [span for rules in self.others for span in rules.find(seen)]
        if self.slogans:
            spans.extend(self.slogans.find(seen, hidden))
        return in_order(spans)


class RuleExtractor:
    """spaCy pipe that writes the rules' spans to ``doc.spans[spans_key]``.

    nlp (Language): The pipeline.
    name (str): Name in the pipeline.
    spans_key (str): Where the spans go.
    scheme (Scheme): The label scheme.
    exclude_decided (Iterable[str]): Lexicon entries first decided in these documents
        are left out, so that a test on such a document is not helped by them.
    learn_from (str): Key of the gold spans from which new formulas are learnt at
        initialisation.
    """

    def __init__(
        self,
        nlp: Language,
        name: str,
        *,
        spans_key: str,
        scheme: Scheme,
        exclude_decided: Iterable[str],
        learn_from: str,
    ) -> None:
        self.name = name
        self.key = spans_key
        self.learn_from = learn_from
        excluded = set(exclude_decided)
        entries = [entry for entry in shipped_lexicon().entries if entry.decided not in excluded]
        self._scheme = scheme
        self._set_lexicon(entries)

    def _set_lexicon(self, entries: Iterable[Entry]) -> None:
        self.rules = RuleSet(self._scheme, Lexicon(entries))

    @property
    def lexicon(self) -> Lexicon:
        """The formulas in use."""
        return self.rules.lexicon

    def __call__(self, doc: Doc) -> Doc:
        """Set the rules' spans on a doc."""
        hidden = frozenset(doc.user_data.get(HIDDEN_FORMS, ()))
        set_spans(doc, self.key, self.rules.find_in(doc_view(doc), hidden))
        return doc

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None
    ) -> None:
        """Learn the set formulations of the training data."""
        label = self._scheme.label_of("slogan")
        learnt: dict[str, Entry] = {}
        for example in get_examples():
            for span in get_spans(example.reference, self.learn_from):
                if span.label == label and span.quote not in self.lexicon:
                    learnt.setdefault(span.quote, _learnt_entry(span))
        known = [entry for entry in self.lexicon.entries if not learnt.keys() & set(entry.forms)]
        self._set_lexicon([*known, *learnt.values()])

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Serialise the lexicon."""
        return to_bytes({"lexicon": lambda: srsly.msgpack_dumps(self._records())}, list(exclude))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "RuleExtractor":
        """Load the lexicon."""
        from_bytes(data, {"lexicon": lambda b: self._load(srsly.msgpack_loads(b))}, list(exclude))
        return self

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Save the lexicon as readable JSON lines."""
        writers = {
            "lexicon.jsonl": lambda p: p.write_text(dump_lines(self._records()), encoding="utf-8")
        }
        to_disk(path, writers, list(exclude))

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> "RuleExtractor":
        """Load the lexicon."""
        readers = {"lexicon.jsonl": lambda p: self._load(record for _, record in read_jsonl(p))}
        from_disk(path, readers, list(exclude))
        return self

    def _records(self) -> list[dict[str, Any]]:
        return [entry.model_dump(exclude_none=True) for entry in self.lexicon.entries]

    def _load(self, records: Any) -> None:
        self._set_lexicon([Entry.model_validate(record) for record in records])


def _learnt_entry(span: Span) -> Entry:
    return Entry(
        canonical=span.quote, kind=span.attributes.get("kind"), status="in", decided=TRAINING
    )


@Language.factory(
    FACTORY,
    default_config={
        "spans_key": RULES_KEY,
        "scheme": "speeches",
        "scheme_version": "1.1",
        "exclude_decided": [],
        "learn_from": "sc",
    },
)
def make_rules(
    nlp: Language,
    name: str,
    spans_key: str,
    scheme: str,
    scheme_version: str,
    exclude_decided: list[str],
    learn_from: str,
) -> RuleExtractor:
    """Make the rule component (see `RuleExtractor`)."""
    return RuleExtractor(
        nlp,
        name,
        spans_key=spans_key,
        scheme=load_scheme(scheme, scheme_version),
        exclude_decided=exclude_decided,
        learn_from=learn_from,
    )
