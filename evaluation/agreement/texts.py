"""What agreement is measured on: texts with the spans of their annotators."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from tifa.corpus.spans import Span
from tifa.evaluation.agreement.continuum import Continuum

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text with the spans of everybody who annotated it.

    id (str): Id of the document, task or section.
    text (str): The text that offsets point into.
    annotators (Mapping[str, Sequence[Span]]): Spans by annotator; who has seen the text
        and marked nothing is there with an empty sequence, who has not seen it is not.
    group (str): What is resampled for intervals, as a rule the document; "" is the id.
    when (str): When it was annotated or given, as ISO 8601, for drift; "" if unknown.
    """

    id: str
    text: str
    annotators: Mapping[str, Sequence[Span]]
    group: str = ""
    when: str = ""

    @property
    def resampled_as(self) -> str:
        """Name of the group it is resampled with."""
        return self.group or self.id

    def continuum(self, label: str | None = None) -> Continuum:
        """Return the annotators' units, of one label or of all."""
        sides = {
            name: [span for span in spans if label is None or span.label == label]
            for name, spans in self.annotators.items()
        }
        return Continuum.of_spans(len(self.text), sides)


@dataclass(frozen=True)
class Study:
    """Texts that at least two annotators have seen, in groups.

    texts (tuple[AnnotatedText, ...]): In the order given.
    annotators (tuple[str, ...]): In alphabetical order.
    labels (tuple[str, ...]): Those wished first, others after.
    groups (tuple[str, ...]): Names of the groups, in alphabetical order.
    left_out (int): Texts that fewer than two annotators have seen.
    """

    texts: tuple[AnnotatedText, ...]
    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    groups: tuple[str, ...]
    left_out: int

    @classmethod
    def of(cls, texts: Iterable[AnnotatedText], labels: Sequence[str] = ()) -> "Study":
        """Take in texts; labels are put in the order wished, others come after."""
        every = list(texts)
        shared = tuple(text for text in every if len(text.annotators) > 1)
        met = {span.label for text in shared for side in text.annotators.values() for span in side}
        return cls(
            texts=shared,
            annotators=tuple(sorted({name for text in every for name in text.annotators})),
            labels=(*dict.fromkeys(labels), *sorted(met.difference(labels))),
            groups=tuple(sorted({text.resampled_as for text in shared})),
            left_out=len(every) - len(shared),
        )

    @property
    def pairs(self) -> list[Pair]:
        """All pairs of annotators, in alphabetical order."""
        return list(combinations(self.annotators, 2))

    def place(self, text: AnnotatedText) -> int:
        """Return the index of a text's group."""
        return self.groups.index(text.resampled_as)

    def seen_by(self, pair: Pair) -> list[AnnotatedText]:
        """Return the texts that both annotators of a pair have seen."""
        return [text for text in self.texts if all(name in text.annotators for name in pair)]

    def only(self, pair: Pair) -> "Study":
        """Return what the two annotators of a pair have both seen, as a study of them alone."""
        texts = (
            replace(text, annotators={name: text.annotators[name] for name in pair})
            for text in self.seen_by(pair)
        )
        return replace(Study.of(texts, self.labels), annotators=pair)
