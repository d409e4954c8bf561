"""The label scheme as versioned data: labels, attributes, arguments and cues.

A scheme is a TOML file in ``schemes/``. Code never names a label: it asks the
scheme, so that another project can annotate other labels with the same tools.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from tifa.corpus.errors import SchemeError

DEFAULT_SCHEME = "speeches"
DEFAULT_VERSION = "1.1"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bilingual(_Record):
    """A text in Chinese and English."""

    zh: str
    en: str


class AttributeDef(_Record):
    """An attribute of a label: its closed values, or any text when there are none.

    ordered: Whether the values stand in rising order, for agreement on an ordinal scale.
    """

    definition: Bilingual
    required: bool = False
    ordered: bool = False
    values: tuple[str, ...] = ()
    from_lexicon: bool = False


class ArgumentDef(_Record):
    """An argument of a label: how many, and whether it may lie outside the span."""

    definition: Bilingual
    within: Literal["span", "sentence"] = "span"
    least: int = 0
    most: int | None = None


class LabelDef(_Record):
    """A label with its names, colour, key, attributes, arguments and cue words.

    extractor: Which rule extractor proposes spans of this label.
    within: The unit that a span of this label never leaves, if there is one.
    cues: Word lists by name, which that extractor reads.
    """

    extractor: str
    zh: str
    en: str
    key: str
    color: str
    definition: Bilingual
    within: Literal["sentence"] | None = None
    attributes: dict[str, AttributeDef] = Field(default_factory=dict)
    arguments: dict[str, ArgumentDef] = Field(default_factory=dict)
    cues: dict[str, tuple[str, ...]] = Field(default_factory=dict)


class Edges(_Record):
    """What may not stand at the edge of a span."""

    punctuation: str
    pairs: tuple[str, ...]


class Scheme(_Record):
    """A label scheme of one version."""

    name: str
    version: str
    date: str
    edges: Edges
    labels: dict[str, LabelDef]
    lexicon: str | None = None

    def label(self, name: str) -> LabelDef:
        """Return the definition of a label.

        Raises:
            SchemeError: The scheme has no such label.
        """
        if name not in self.labels:
            raise SchemeError(
                f"Unknown label “{name}”",
                remedy=f"Scheme {self.name} {self.version} has: {', '.join(self.labels)}.",
            )
        return self.labels[name]

    def label_of(self, extractor: str) -> str | None:
        """Return the label that a rule extractor proposes, or None."""
        for name, definition in self.labels.items():
            if definition.extractor == extractor:
                return name
        return None

    def trim(self, text: str, start: int, end: int) -> tuple[int, int]:
        """Return the extent without whitespace and punctuation at its edges.

        A quotation mark or bracket stays where its partner lies inside. The result
        may be empty (start == end).
        """
        before = None
        # What is trimmed at one edge may leave a mark at the other without its partner.
        while before != (start, end):
            before = start, end
            while start < end and self._bad_edge(text, start, end, start):
                start += 1
            while start < end and self._bad_edge(text, start, end, end - 1):
                end -= 1
        return start, end

    def _bad_edge(self, text: str, start: int, end: int, place: int) -> bool:
        char = text[place]
        if char.isspace() or char in self.edges.punctuation:
            return True
        for pair in self.edges.pairs:
            opening, closing = pair[0], pair[1]
            if char == opening:
                # “五个好” as a whole sheds its marks; “三区三州”外的县 keeps them.
                partner = text.find(closing, place + 1, end)
                return partner in (-1, end - 1)
            if char == closing:
                return opening not in text[start:place]
        return False


def available_schemes() -> list[str]:
    """Return names with versions of the shipped schemes, such as ``speeches-1.1``."""
    folder = files("tifa.corpus") / "schemes"
    return sorted(
        path.name.removesuffix(".toml")
        for path in folder.iterdir()
        if path.name.endswith(".toml") and "-" in path.name
    )


@cache
def load_scheme(name: str = DEFAULT_SCHEME, version: str = DEFAULT_VERSION) -> Scheme:
    """Load a shipped scheme.

    Raises:
        SchemeError: There is no scheme of that name and version.
    """
    path = files("tifa.corpus") / f"schemes/{name}-{version}.toml"
    if not path.is_file():
        raise SchemeError(
            f"There is no scheme {name} {version}",
            remedy=f"Known schemes: {', '.join(available_schemes())}.",
        )
    return Scheme.model_validate(tomllib.loads(path.read_text("utf8")))
