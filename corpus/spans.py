"""Spans and layers: what was annotated, by whom and under which scheme."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tifa.corpus.offsets import check_extent


@dataclass(frozen=True, slots=True)
class Argument:
    """A named part of a span, such as the actor of a responsibility.

    name (str): The scheme's name of the argument.
    start, end (int): Code points of the document, end exclusive.
    quote (str): The text covered.
    """

    name: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled extent of a document.

    start, end (int): Code points of the document text, end exclusive.
    label (str): A label of the scheme.
    quote (str): The text covered; ``text[start:end] == quote`` always holds.
    attributes (Mapping[str, str]): Attribute names and values.
    arguments (tuple[Argument, ...]): Named parts, in text order.
    score (float | None): A model's confidence between 0 and 1, if a model made it.
    """

    start: int
    end: int
    label: str
    quote: str
    attributes: Mapping[str, str] = field(default_factory=dict, hash=False)
    arguments: tuple[Argument, ...] = ()
    score: float | None = None

    @classmethod
    def of(
        cls,
        text: str,
        start: int,
        end: int,
        label: str,
        *,
        attributes: Mapping[str, str] | None = None,
        arguments: tuple[Argument, ...] = (),
        score: float | None = None,
    ) -> "Span":
        """Make a span whose quote is read from the text.

        Raises:
            OffsetError: The extent is empty or lies outside the text.
        """
        quote = text[start:end]
        check_extent(text, start, end, quote)
        return cls(start, end, label, quote, dict(attributes or {}), arguments, score)

    @property
    def key(self) -> tuple[int, int, str]:
        """Start, end and label: what makes two spans the same annotation."""
        return self.start, self.end, self.label

    def overlaps(self, other: "Span") -> bool:
        """Say whether the two spans share a character."""
        return self.start < other.end and other.start < self.end

    def shifted(self, by: int) -> "Span":
        """Return the span with all offsets moved by `by` code points."""
        moved = tuple(
            Argument(arg.name, arg.start + by, arg.end + by, arg.quote) for arg in self.arguments
        )
        return Span(
            self.start + by,
            self.end + by,
            self.label,
            self.quote,
            self.attributes,
            moved,
            self.score,
        )

    def check(self, text: str) -> None:
        """Assert that the span and its arguments cover their quotes.

        Raises:
            OffsetError: Some quote does not stand where the offsets say.
        """
        check_extent(text, self.start, self.end, self.quote, what=f"{self.label} span")
        for argument in self.arguments:
            check_extent(
                text,
                argument.start,
                argument.end,
                argument.quote,
                what=f"Argument {argument.name} of {self.label} {self.start}–{self.end}",
            )


def in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in the stable order of files: by start, longer first, then label."""
    return tuple(sorted(spans, key=lambda span: (span.start, -span.end, span.label)))


class LayerKind(StrEnum):
    """Who or what made a layer. Nothing made by a language model is ``human``."""

    HUMAN = "human"
    LLM = "llm"
    RULE = "rule"
    MODEL = "model"
    ADJUDICATED = "adjudicated"


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """Where a layer comes from.

    name (str): Name of the layer and of its file, such as ``gold``.
    kind (LayerKind): Who or what made it.
    annotators (tuple[str, ...]): Names of the annotators, models or adjudicators.
    scheme (str): Version of the label scheme it follows, such as ``1.1``.
    date (str): Day it was made, ISO 8601.
    note (str): Anything a user should know, in one sentence.
    """

    name: str
    kind: LayerKind
    annotators: tuple[str, ...]
    scheme: str
    date: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """The annotations of one source over the documents it has seen.

    info (LayerInfo): Where they come from.
    spans (Mapping[str, tuple[Span, ...]]): Spans by document id; a document that
        was annotated and has no span is a key with an empty tuple.
    """

    info: LayerInfo
    spans: Mapping[str, tuple[Span, ...]]

    def __iter__(self) -> Iterator[tuple[str, Span]]:
        """Iterate over document ids with their spans."""
        for doc_id, spans in self.spans.items():
            for span in spans:
                yield doc_id, span

    def counts(self) -> dict[str, int]:
        """Return the number of spans per label, labels in alphabetical order."""
        labels = sorted(span.label for _, span in self)
        return {label: labels.count(label) for label in dict.fromkeys(labels)}
