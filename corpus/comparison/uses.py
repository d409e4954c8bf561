"""Uses of set formulations: where each canonical form stands, and in which wording."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tifa.corpus.comparison.chronology import When, when
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.lexicon import Lexicon

CANONICAL = "canonical"
KIND = "kind"
NO_USES = "no document has a span with a canonical form, and no lexicon was given to look for some"
NOT_FOUND = "no formula of the lexicon stands in any document"


@dataclass(frozen=True, slots=True)
class Use:
    """One occurrence of a formula.

    canonical (str): The form that ties its variants.
    form (str): The wording here.
    kind (str): Kind of formula, "" if not known.
    group (str): Group of the document.
    speech (Speech): The document.
    moment (When | None): Its date.
    start, end (int): In code points of the document, end exclusive.
    """

    canonical: str
    form: str
    kind: str
    group: str
    speech: Speech
    moment: When | None
    start: int
    end: int


class Formula(NamedTuple):
    """A formula in a text; offsets are code points, the end exclusive."""

    canonical: str
    kind: str
    start: int
    end: int


def formulas_in(speech: Speech, lexicon: Lexicon | None = None) -> Iterator[Formula]:
    """Yield the formulas of a document.

    They are the spans with the attribute ``canonical``. With a lexicon they are what it
    finds in the text, whatever was annotated.
    """
    if lexicon is not None:
        for match in lexicon.find(speech.doc.text):
            entry = match.entry
            yield Formula(entry.canonical, entry.kind or "", match.start, match.end)
        return
    for span in speech.spans:
        if canonical := span.attributes.get(CANONICAL):
            yield Formula(canonical, span.attributes.get(KIND, ""), span.start, span.end)


def uses_of(study: Study, lexicon: Lexicon | None = None) -> list[Use]:
    """Return the formulas used, see `formulas_in`, by groups, documents and offsets."""
    return [
        Use(canonical, speech.doc.text[start:end], kind, group, speech, moment, start, end)
        for group, speeches in study.groups.items()
        for speech in speeches
        for moment in [when(speech)]
        for canonical, kind, start, end in formulas_in(speech, lexicon)
    ]


def why_none(uses: Sequence[Use], lexicon: Lexicon | None) -> tuple[str, ...]:
    """Return why there is no use at all; nothing if there is one."""
    if uses:
        return ()
    return (NO_USES if lexicon is None else NOT_FOUND,)


def by_canonical(uses: Sequence[Use]) -> dict[str, list[Use]]:
    """Return uses by canonical form, the most frequent form first."""
    found: dict[str, list[Use]] = {}
    for use in uses:
        found.setdefault(use.canonical, []).append(use)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def doc_ids(uses: Sequence[Use]) -> set[str]:
    """Return the documents in which uses stand."""
    return {use.speech.doc.id for use in uses}
