"""New corpora, and speeches added to a corpus from files."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tifa.corpus.document import text_hash
from tifa.corpus.duplicates import Duplicate, near_duplicates
from tifa.corpus.errors import CorpusError, TifaError
from tifa.corpus.folder import Corpus
from tifa.corpus.ingest import Found, MadeDocument, make_document, make_metadata
from tifa.corpus.manifest import MANIFEST, CorpusInfo
from tifa.corpus.readers.base import ReadOptions, SpeechText
from tifa.corpus.readers.registry import read_file
from tifa.corpus.replacing import file_hash
from tifa.corpus.sidecar import told_notes, valid_fields


@dataclass(frozen=True, slots=True)
class AddedText:
    """A speech of a file that became a document.

    path (Path): The file.
    speech (SpeechText): The speech as it was read.
    made (MadeDocument): The document, and where each metadata value is from.
    """

    path: Path
    speech: SpeechText
    made: MadeDocument


@dataclass
class Addition:
    """What adding files to a corpus comes to; nothing is saved yet.

    corpus (Corpus): The corpus with the new documents.
    added (list[AddedText]): The speeches that became documents.
    skipped (list[tuple[Path, str]]): Those whose text the corpus has, with the reason.
    refused (list[tuple[Path, str]]): Those that could not be read, with the reason.
    notes (list[tuple[Path, str]]): What a user should know about files of several speeches.
    similar (list[Duplicate]): Pairs of a new document with another that it repeats.
    from_tables (list[str]): What a user should know about tables of metadata.
    """

    corpus: Corpus
    added: list[AddedText] = field(default_factory=list)
    skipped: list[tuple[Path, str]] = field(default_factory=list)
    refused: list[tuple[Path, str]] = field(default_factory=list)
    notes: list[tuple[Path, str]] = field(default_factory=list)
    similar: list[Duplicate] = field(default_factory=list)
    from_tables: list[str] = field(default_factory=list)


def new_corpus(folder: Path | str, info: CorpusInfo) -> Corpus:
    """Make an empty corpus folder.

    Raises:
        CorpusError: There is a corpus already, or the folder cannot be written.
        SchemeError: The scheme is not known.
    """
    folder = Path(folder)
    if (folder / MANIFEST).exists():
        raise CorpusError(
            "There is a corpus already",
            where=str(folder),
            remedy=f"Add texts to it with: tifa corpus add {folder} FILE",
        )
    info.load_scheme()
    corpus = Corpus(info)
    corpus.write(folder)
    return corpus


def text_files(paths: Iterable[Path | str]) -> list[Path]:
    """Return the files, a folder replaced by the ``.txt`` files in and below it.

    Raises:
        CorpusError: A folder holds no ``.txt`` file.
    """
    found: list[Path] = []
    for path in map(Path, paths):
        inside = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
        if not inside:
            raise CorpusError("The folder holds no .txt file", where=str(path))
        found += inside
    return list(dict.fromkeys(found))


def add_texts(
    corpus: Corpus,
    paths: Sequence[Path],
    *,
    given: Mapping[str, Any] | None = None,
    rows: Mapping[Path, Mapping[str, Any]] | None = None,
    options: ReadOptions | None = None,
    allow_duplicates: bool = False,
    watch: Callable[[Sequence[Path]], Iterable[Path]] = iter,
) -> Addition:
    """Make documents of files and add them; a file that cannot be read is listed.

    corpus (Corpus): The corpus; it stays as it is.
    paths (Sequence[Path]): The files, of any kind that `tifa.corpus.readers` reads.
    given (Mapping[str, Any] | None): Metadata for all of them; see `make_document`.
    rows (Mapping[Path, Mapping[str, Any]] | None): Metadata of each, from a table beside
        them; what is given wins. Values that metadata cannot hold are left out and told.
    options (ReadOptions | None): What the user says about the files.
    allow_duplicates (bool): Take a text that the corpus already has.
    watch (Callable): Wraps the files while they are read, to show progress.

    Raises:
        CorpusError: One title is given for several files.
        FormatError: A given value is wrong.
    """
    given = {name: value for name, value in (given or {}).items() if value is not None}
    _check_given(given, paths)
    adding = _Adding(Addition(corpus), given, rows or {}, allow_duplicates)
    for path in watch(paths):
        adding.add_file(path, options or ReadOptions())
    addition = adding.addition
    addition.from_tables = _about_tables(adding.dropped, rows or {}, paths)
    addition.corpus = corpus.with_documents(item.made.doc for item in addition.added)
    addition.similar = _similar(addition)
    return addition


class _Adding:
    """Files becoming documents one after the other."""

    def __init__(
        self,
        addition: Addition,
        given: Mapping[str, Any],
        rows: Mapping[Path, Mapping[str, Any]],
        allow_duplicates: bool,
    ) -> None:
        self.addition = addition
        self.dropped: Counter[str] = Counter()
        self._given = given
        self._rows = rows
        self._allow_duplicates = allow_duplicates
        self._ids = set(addition.corpus.documents)
        self._owners = {doc.sha256: doc.id for doc in addition.corpus.documents.values()}

    def add_file(self, path: Path, options: ReadOptions) -> None:
        try:
            content, data = read_file(path, options)
        except TifaError as error:
            self.addition.refused.append((path, str(error)))
            return
        self.addition.notes += [(path, note) for note in content.notes]
        for place, reason in content.refused:
            self.addition.refused.append((path, f"{path}: {place}: {reason}"))
        checksum = file_hash(data)
        for speech in content.speeches:
            self._add_speech(path, speech, checksum)

    def _add_speech(self, path: Path, speech: SpeechText, checksum: str) -> None:
        where = f"{path}: {speech.place}" if speech.place else str(path)
        digest = text_hash(speech.text)
        if digest in self._owners and not self._allow_duplicates:
            reason = f"{where}: its text is that of document “{self._owners[digest]}”"
            self.addition.skipped.append((path, reason))
            return
        try:
            made = self._make(path, speech, checksum)
        except TifaError as error:
            self.addition.refused.append((path, f"{where}: {error}"))
            return
        self._ids.add(made.doc.id)
        self._owners.setdefault(digest, made.doc.id)
        self.addition.added.append(AddedText(path, speech, made))

    def _make(self, path: Path, speech: SpeechText, checksum: str) -> MadeDocument:
        """Make the document; its source ends in the file, for whoever wants to look it up."""
        file = ", ".join(filter(None, (path.name, speech.place, f"sha256 {checksum}")))
        found, row = dict(speech.found), valid_fields(self._rows.get(path, {}), self.dropped)
        given = {**row, **self._given}
        stated = given.get("source") or (found["source"].value if "source" in found else None)
        source = f"{stated} ({file})" if stated else file
        if "source" in given:
            given["source"] = source
        else:
            origin = f"{found['source'].origin}, and the file" if stated else "the file"
            found["source"] = Found(source, origin, sure=True)
        made = make_document(
            speech.text,
            filename=None if speech.place else path.name,
            name=speech.name,
            found=found,
            given=given,
            taken=self._ids,
        )
        told = dict.fromkeys(row.keys() - self._given.keys(), "the table of metadata")
        return replace(made, origins={**made.origins, **told})


def _about_tables(
    dropped: Counter[str], rows: Mapping[Path, Mapping[str, Any]], paths: Sequence[Path]
) -> list[str]:
    notes = told_notes(dropped)
    gone = sorted(str(path) for path in rows.keys() - set(paths))
    if gone:
        notes.append(f"{len(gone)} rows of the table of metadata name no file: {gone[0]}…")
    without = [path for path in paths if path not in rows]
    if rows and without:
        notes.append(f"{len(without)} files have no row in the table of metadata")
    return notes


def _check_given(given: Mapping[str, Any], paths: Sequence[Path]) -> None:
    if "title" in given and len(paths) > 1:
        raise CorpusError(
            f"One title is given for {len(paths)} files",
            remedy="Add the files one by one, or leave the title out: it is read from each.",
        )
    make_metadata({"title": "any", **given})


def _similar(addition: Addition) -> list[Duplicate]:
    new = {item.made.doc.id for item in addition.added}
    if not new:
        return []
    texts = {doc.id: doc.text for doc in addition.corpus.documents.values()}
    pairs = near_duplicates(texts)
    return [pair for pair in pairs if pair.first in new or pair.second in new]
