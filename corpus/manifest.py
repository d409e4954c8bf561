"""The manifest of a corpus: ``corpus.toml``."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tifa.corpus.document import Date
from tifa.corpus.errors import CorpusError, FormatError, explain
from tifa.corpus.scheme import DEFAULT_SCHEME, DEFAULT_VERSION, Scheme, load_scheme
from tifa.corpus.spans import LayerKind

MANIFEST = "corpus.toml"


class CorpusInfo(BaseModel):
    """What a corpus is: the ``[corpus]`` table of ``corpus.toml``.

    url: Where the corpus is published, if it is.
    citation: How to cite it, best in BibTeX.
    creators: Who made it.
    published: Day it was published, ISO 8601.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    version: str = "0.1.0"
    licence: str = "not stated"
    language: str = "zh"
    description: str = ""
    scheme: str = DEFAULT_SCHEME
    scheme_version: str = DEFAULT_VERSION
    taxonomies: str = "1.0"
    synthetic: bool = False
    url: str | None = None
    citation: str | None = None
    creators: tuple[str, ...] | None = None
    published: Date | None = None

    def load_scheme(self) -> Scheme:
        """Return the label scheme the corpus follows.

        Raises:
            SchemeError: The scheme is not known.
        """
        return load_scheme(self.scheme, self.scheme_version)


class LayerEntry(BaseModel):
    """A ``[layers.NAME]`` table of ``corpus.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: LayerKind
    annotators: tuple[str, ...]
    scheme: str
    date: str
    note: str = ""


class FileEntry(BaseModel):
    """A ``[files."PATH"]`` table: checksum and number of records."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    records: int


class Counts(BaseModel):
    """The ``[counts]`` table: documents, characters, and spans per layer and label."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: int = 0
    characters: int = 0
    spans: dict[str, dict[str, int]] = Field(default_factory=dict)


class Manifest(BaseModel):
    """The whole of ``corpus.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    corpus: CorpusInfo
    layers: dict[str, LayerEntry] = Field(default_factory=dict)
    counts: Counts = Field(default_factory=Counts)
    files: dict[str, FileEntry] = Field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest:
    """Read ``corpus.toml``.

    Raises:
        CorpusError: The folder holds none.
        FormatError: It is not in its form.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise CorpusError(
            "No corpus here: there is no corpus.toml",
            where=str(folder),
            remedy=f"Make one with: tifa corpus new {folder}",
        )
    try:
        return Manifest.model_validate(tomllib.loads(path.read_text("utf8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"Not valid TOML ({error})", where=str(path)) from None
    except ValidationError as error:
        raise FormatError(explain(error), where=str(path)) from None
