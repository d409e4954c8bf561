"""What all readers of files share: what they give, and how they fail."""

import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from tifa.corpus.errors import FormatError
from tifa.corpus.ingest import Found

# Libraries that log about files that they read all the same.
_LOUD = ("charset_normalizer", "courlan", "htmldate", "pdfminer", "pdfplumber", "trafilatura")
_SAMPLE = 24
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class SpeechText:
    """A speech as a reader gives it.

    text (str): The text; a document keeps it as it is.
    kind (str): What the file is: ``DOCX``, ``PDF``.
    place (str): Where in the file it stands if the file holds several: ``row 3``.
    name (str): What its id may be made of, instead of the file's name.
    found (Mapping[str, Found]): Metadata by field; ``speaker`` is a name.
    notes (tuple[str, ...]): What a user should know about it, a clause each.
    left_out (tuple[str, ...]): Every piece of the file's text that is not in the text.
    """

    text: str
    kind: str
    place: str = ""
    name: str = ""
    found: Mapping[str, Found] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a user can say about the files.

    columns (Mapping[str, str]): The column of a table for each field; ``text`` is one.
    """

    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds.

    speeches (tuple[SpeechText, ...]): Its speeches, one but for tables.
    refused (tuple[tuple[str, str], ...]): Place and reason for what could not be read.
    notes (tuple[str, ...]): What a user should know about the file as a whole.
    """

    speeches: tuple[SpeechText, ...]
    refused: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """A kind of file that speeches can be read from.

    kind (str): Its name.
    suffixes (tuple[str, ...]): How its files are named, with the dot.
    read (Callable): Reads bytes; the path is for names and messages only.
    libraries (tuple[str, ...]): Modules of the extra ``readers`` that it needs.
    """

    kind: str
    suffixes: tuple[str, ...]
    read: Callable[[bytes, Path, ReadOptions], ReadFile]
    libraries: tuple[str, ...] = ()


def run(reader: Reader, data: bytes, path: Path, options: ReadOptions) -> ReadFile:
    """Read a file; whatever its library fails with becomes an error that a user can mend.

    Raises:
        FormatError: The file is damaged, holds no text, or a library is missing.
    """
    for library in reader.libraries:
        _need(library, reader.kind)
    try:
        with quiet():
            return reader.read(data, path, options)
    except FormatError:
        raise
    except Exception as error:  # noqa: BLE001 (a library may raise anything on a damaged file)
        said = " ".join(str(error).split())[:120]
        raise FormatError(
            f"The {reader.kind} file cannot be read: it is damaged or in a form that is not "
            f"known ({type(error).__name__}{': ' if said else ''}{said})",
            where=str(path),
            remedy="Open it in the program it is from, save it anew, and add that.",
        ) from None


def _need(library: str, kind: str) -> None:
    try:
        with quiet():
            import_module(library)
    except ImportError as error:
        raise FormatError(
            f"Reading {kind} files needs the library {error.name or library}",
            remedy="Install it with: pip install 'tifa[readers]'",
        ) from None


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what libraries warn about off the terminal."""
    loggers = [logging.getLogger(name) for name in _LOUD]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def joined(paragraphs: Iterable[str]) -> str:
    """Return paragraphs as a text, a line each."""
    return "".join(f"{paragraph}\n" for paragraph in paragraphs)


def samples(pieces: Iterable[str]) -> str:
    """Return the first few of several pieces of text, shortened, for a note."""
    shown = []
    pieces = list(pieces)
    for piece in pieces[:_SAMPLES]:
        words = " ".join(piece.split())
        shown.append(f"“{words if len(words) <= _SAMPLE else words[: _SAMPLE - 1] + '…'}”")
    return ", ".join(shown) + (", …" if len(pieces) > _SAMPLES else "")


def stated(fields: Mapping[str, tuple[Any, str]]) -> dict[str, Found]:
    """Return what a file states, without what it leaves empty.

    fields (Mapping[str, tuple[Any, str]]): Value and origin by metadata field.
    """
    return {
        name: Found(" ".join(str(value).split()), origin)
        for name, (value, origin) in fields.items()
        if value is not None and str(value).strip()
    }
