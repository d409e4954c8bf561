"""Slogans by rule: decided formulas of the lexicon, and forms that the scheme names."""

import re
from collections.abc import Iterator, Mapping

from tifa.corpus.lexicon import Lexicon
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span
from tifa.models.shapes import Shaped, Shapes, kind_of_form
from tifa.models.textview import TextView

# Shorter formulas, and those that end in 一, are ordinary words without their marks.
_SHORTEST_REPEATED = 3


class SloganRules:
    """Finds set formulations.

    scheme (Scheme): Whose label with the extractor ``slogan`` is proposed.
    label (str): Name of that label.
    lexicon (Lexicon): Decided formulas; those that are in are always proposed.
    """

    def __init__(self, scheme: Scheme, label: str, lexicon: Lexicon) -> None:
        self.label = label
        self.lexicon = lexicon
        self.shapes = Shapes(scheme.labels[label].cues)

    def find(self, view: TextView, hidden: frozenset[str] = frozenset()) -> list[Span]:
        """Return the slogans of a text, in text order, without overlap.

        view (TextView): The text.
        hidden (frozenset[str]): Formulas to overlook, as if they were not in the
            lexicon. Training hides those that only the text itself attests, so that
            the tagger does not learn to trust the lexicon more than it should.
        """
        text = view.text
        found = [
            Shaped(match.start, match.end, match.entry.kind or kind_of_form(match.entry.canonical))
            for match in self.lexicon.find(text)
            if text[match.start : match.end] not in hidden
        ]
        taken = bytearray(len(text))
        for each in found:
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
        shaped = list(self._shaped(text, taken))
        for each in (*shaped, *self._repeated(text, shaped)):
            if not any(taken[each.start : each.end]):
                taken[each.start : each.end] = b"\1" * (each.end - each.start)
                found.append(each)
        return [
            Span.of(text, each.start, each.end, self.label, attributes=self._attributes(text, each))
            for each in sorted(found, key=lambda each: each.start)
        ]

    def describe(self, text: str, start: int, end: int) -> Mapping[str, str]:
        """Return canonical form and kind of any extent taken as a slogan.

        text (str): The text.
        start, end (int): The extent, code points, end exclusive.
        """
        return self._attributes(text, Shaped(start, end, kind_of_form(text[start:end])))

    def _attributes(self, text: str, formula: Shaped) -> Mapping[str, str]:
        form = text[formula.start : formula.end]
        entry = self.lexicon.get(form)
        if entry is None or entry.status == "out":
            return {"canonical": form, "kind": formula.kind}
        return {"canonical": entry.canonical, "kind": entry.kind or formula.kind}

    def _shaped(self, text: str, taken: bytearray) -> Iterator[Shaped]:
        """Forms by their shape that the lexicon has not decided."""
        for each in self.shapes.find(text):
            if text[each.start : each.end] not in self.lexicon and not any(
                taken[each.start : each.end]
            ):
                yield each

    def _repeated(self, text: str, shaped: list[Shaped]) -> Iterator[Shaped]:
        """Every other occurrence of a formula that the text introduces."""
        forms = {text[each.start : each.end]: each.kind for each in shaped}
        for form, kind in forms.items():
            for short in _short_forms(form, kind):
                for match in re.finditer(re.escape(short), text):
                    yield Shaped(match.start(), match.end(), kind)


def _short_forms(form: str, kind: str) -> Iterator[str]:
    """A formula, and for 敢闯、实干的码头精神 the name 码头精神."""
    if len(form) >= _SHORTEST_REPEATED and not form.endswith("一"):
        yield form
    if kind == "spirit" and "的" in form:
        yield form.rsplit("的", 1)[-1]
