"""Changed copies of training documents, so that a tagger leans less on how they are written.

A document is changed as a whole and consistently, and copies stand beside the originals.
A span keeps what it covers: nothing is changed across the boundary of a span, an argument
or a unit, and a formula keeps its wording unless it is exchanged for another.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tifa.corpus.errors import TrainingError
from tifa.corpus.readers.word_numbering import chinese_numeral
from tifa.corpus.spans import Span, in_order
from tifa.corpus.structure import analyse
from tifa.models.edits import Edit, edited
from tifa.models.units import Unit

# An attribute that formulas alone have: the key that ties their variants.
_CANONICAL, _KIND = "canonical", "kind"
_ACTORS = ("actor", "addressee")
_NUMBERED = {"一、": "{han}、", "（一）": "（{han}）", "1.": "{number}."}
_HALF_WIDTH = str.maketrans("，；：（）！？", ",;:()!?")
_LINE_BREAK = re.compile(r"[ \t\u3000]*[\r\n]\s*")
# The last sentence of a line keeps its full stop.
_INNER_STOP = re.compile(r"。(?=[^\s”’」』）)》】])")


@dataclass(frozen=True)
class Wordings:
    """What may be exchanged for one another.

    actors (Mapping[str, Sequence[str]]): By name of the argument, sorted.
    formulas (Mapping[str, Sequence[tuple[str, str]]]): Forms with their canonical form by
        kind, sorted.
    """

    actors: Mapping[str, Sequence[str]]
    formulas: Mapping[str, Sequence[tuple[str, str]]]

    @classmethod
    def of(cls, units: Sequence[Unit], formulas: Iterable[tuple[str, str, str]]) -> "Wordings":
        """Collect the actors of training data.

        formulas (Iterable[tuple[str, str, str]]): Kind, form and canonical form of each
            formula that may be put in. Formulas of documents that the tagger is to be
            tested on must not be among them.
        """
        actors: dict[str, set[str]] = defaultdict(set)
        for unit in units:
            for span in unit.spans:
                for argument in span.arguments:
                    actors[argument.name].add(argument.quote)
        kinds: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for kind, form, canonical in formulas:
            kinds[kind].add((form, canonical))
        return cls(
            {name: sorted(quotes) for name, quotes in actors.items()},
            {kind: sorted(forms) for kind, forms in kinds.items()},
        )


def trained_formulas(units: Iterable[Unit]) -> Iterator[tuple[str, str, str]]:
    """Yield kind, form and canonical form of the formulas of training data."""
    for unit in units:
        for span in filter(_is_formula, unit.spans):
            yield span.attributes.get(_KIND, ""), span.quote, span.attributes[_CANONICAL]


def augmented(
    units: Sequence[Unit], shares: Mapping[str, float], wordings: Wordings, *, seed: int = 0
) -> list[Unit]:
    """Return changed copies of training units.

    units (Sequence[Unit]): Units of whole documents, or of parts.
    shares (Mapping[str, float]): By kind of change (see `KINDS`), the share of documents
        that get a copy changed in this way.
    wordings (Wordings): What actors and formulas are exchanged for.
    seed (int): Another number changes other documents in other ways.

    Returns:
        Units of the copies in the order of the kinds and documents. A document in which
        nothing can be changed gets none.

    Raises:
        TrainingError: There is no such kind of change, or a share is not from 0 to 1.
    """
    check_shares(shares)
    ordered = sorted(units, key=lambda unit: (unit.doc_id, unit.document, unit.start))
    copies: list[Unit] = []
    for kind, share in shares.items():
        for (doc_id, text), its in groupby(ordered, key=lambda u: (u.doc_id, u.document)):
            # The same documents whatever else is read, so that runs can be compared.
            chance = random.Random(f"{seed} {kind} {doc_id}")
            if chance.random() < share:
                parts = list(its)
                spans = in_order(span for unit in parts for span in unit.in_document())
                edits = KINDS[kind](text, spans, wordings, chance)
                copies.extend(edited(parts, edits))
    return copies


def check_shares(shares: Mapping[str, float]) -> None:
    """Check what is asked for (see `augmented`)."""
    for kind, share in shares.items():
        if kind not in KINDS:
            raise TrainingError(
                f"There is no augmentation “{kind}”", remedy=f"There are: {', '.join(KINDS)}."
            )
        if not 0 <= share <= 1:
            raise TrainingError(
                f"The share of documents with augmentation “{kind}” is {share}",
                remedy="Give a number from 0 to 1.",
            )


Change = Callable[[str, Sequence[Span], Wordings, random.Random], Iterable[Edit]]


def _numbering(
    text: str, spans: Sequence[Span], wordings: Wordings, chance: random.Random
) -> Iterator[Edit]:
    """Exchange 一、, （一） and 1. for one another, or drop them."""
    styles = {
        style: chance.choice([*(form for name, form in _NUMBERED.items() if name != style), ""])
        for style in _NUMBERED
    }
    for item in analyse(text).items:
        form = styles.get("1." if item.style == "1、" else item.style)
        if form is not None:
            marker = form.format(han=chinese_numeral(item.number), number=item.number)
            yield Edit(item.marker.start, item.marker.end, marker)


def _punctuation(
    text: str, spans: Sequence[Span], wordings: Wordings, chance: random.Random
) -> Iterator[Edit]:
    """Make marks half-width, or full stops inside a line semicolons, or the other way."""
    yield from chance.choice([_narrow, _joined, _parted])(text, spans)


def _narrow(text: str, spans: Sequence[Span]) -> Iterator[Edit]:
    narrow = text.translate(_HALF_WIDTH)
    changed = (place for place, mark in enumerate(text) if mark != narrow[place])
    return (Edit(place, place + 1, narrow[place]) for place in _outside_formulas(changed, spans))


def _joined(text: str, spans: Sequence[Span]) -> Iterator[Edit]:
    stops = (match.start() for match in _INNER_STOP.finditer(text))
    return (Edit(place, place + 1, "；") for place in _outside_formulas(stops, spans))


def _parted(text: str, spans: Sequence[Span]) -> Iterator[Edit]:
    marks = (place for place, mark in enumerate(text) if mark == "；")
    return (Edit(place, place + 1, "。") for place in _outside_formulas(marks, spans))


def _outside_formulas(places: Iterable[int], spans: Sequence[Span]) -> Iterator[int]:
    """Yield the places in no formula: one with another comma would be another form."""
    inside = {place for span in spans if _is_formula(span) for place in range(span.start, span.end)}
    return (place for place in places if place not in inside)


def _run_in_headings(
    text: str, spans: Sequence[Span], wordings: Wordings, chance: random.Random
) -> Iterator[Edit]:
    """Remove the line break after numbered headings."""
    for item in analyse(text).items:
        found = _LINE_BREAK.match(text, item.heading.end)
        if found and found.end() < len(text):
            yield Edit(found.start(), found.end(), "")


def _actors(
    text: str, spans: Sequence[Span], wordings: Wordings, chance: random.Random
) -> Iterator[Edit]:
    """Exchange actors and addressees for others of the training data."""
    parts = [part for span in spans for part in span.arguments if part.name in _ACTORS]
    formulas = [span for span in spans if _is_formula(span)]
    others: dict[tuple[str, str], str] = {}
    for part in parts:
        choice = [quote for quote in wordings.actors.get(part.name, ()) if quote != part.quote]
        if not choice or any(part.start < each.end and each.start < part.end for each in formulas):
            continue
        # The same actor is the same in all of the document.
        key = part.name, part.quote
        others.setdefault(key, chance.choice(choice))
        yield Edit(part.start, part.end, others[key])


def _slogans(
    text: str, spans: Sequence[Span], wordings: Wordings, chance: random.Random
) -> Iterator[Edit]:
    """Exchange formulas for others of their kind."""
    formulas = [span for span in spans if _is_formula(span)]
    others: dict[str, tuple[str, str]] = {}
    for span in formulas:
        forms = wordings.formulas.get(span.attributes.get(_KIND, ""), ())
        choice = [each for each in forms if each[1] != span.attributes[_CANONICAL]]
        if not choice or any(span.overlaps(each) for each in formulas if each is not span):
            continue
        form, canonical = others.setdefault(span.quote, chance.choice(choice))
        yield Edit(span.start, span.end, form, {_CANONICAL: canonical})


def _is_formula(span: Span) -> bool:
    return _CANONICAL in span.attributes


KINDS: Mapping[str, Change] = {
    "numbering": _numbering,
    "punctuation": _punctuation,
    "run-in headings": _run_in_headings,
    "actors": _actors,
    "slogans": _slogans,
}
