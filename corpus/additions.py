"""New corpora, and speeches added to a corpus from files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tifa.corpus.document import text_hash
from tifa.corpus.duplicates import Duplicate, near_duplicates
from tifa.corpus.errors import CorpusError, TifaError
from tifa.corpus.folder import Corpus
from tifa.corpus.ingest import (
    ImportedText,
    MadeDocument,
    make_document,
    make_metadata,
    read_text_file,
)
from tifa.corpus.manifest import MANIFEST, CorpusInfo


@dataclass(frozen=True, slots=True)
class AddedText:
    """A file that became a document.

    path (Path): The file.
    imported (ImportedText): Its text with encoding and notes.
    made (MadeDocument): The document, and where each metadata value is from.
    """

    path: Path
    imported: ImportedText
    made: MadeDocument


@dataclass
class Addition:
    """What adding files to a corpus comes to; nothing is saved yet.

    corpus (Corpus): The corpus with the new documents.
    added (list[AddedText]): The files that became documents.
    refused (list[tuple[Path, str]]): The others, with the reason.
    similar (list[Duplicate]): Pairs of a new document with another that it repeats.
    """

    corpus: Corpus
    added: list[AddedText] = field(default_factory=list)
    refused: list[tuple[Path, str]] = field(default_factory=list)
    similar: list[Duplicate] = field(default_factory=list)


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
    allow_duplicates: bool = False,
    watch: Callable[[Sequence[Path]], Iterable[Path]] = iter,
) -> Addition:
    """Make documents of text files and add them; a file that cannot be read is listed.

    corpus (Corpus): The corpus; it stays as it is.
    paths (Sequence[Path]): The files.
    given (Mapping[str, Any] | None): Metadata for all of them; see `make_document`.
    allow_duplicates (bool): Take a text that the corpus already has.
    watch (Callable): Wraps the files while they are read, to show progress.

    Raises:
        CorpusError: One title is given for several files.
        FormatError: A given value is wrong.
    """
    given = {name: value for name, value in (given or {}).items() if value is not None}
    _check_given(given, paths)
    addition = Addition(corpus)
    documents = dict(corpus.documents)
    owners = {doc.sha256: doc.id for doc in documents.values()}
    for path in watch(paths):
        try:
            imported = read_text_file(path)
            if not allow_duplicates:
                _refuse_known(imported.text, owners, path)
            made = make_document(imported.text, filename=path.name, given=given, taken=documents)
        except TifaError as error:
            addition.refused.append((path, str(error)))
            continue
        documents[made.doc.id] = made.doc
        owners.setdefault(made.doc.sha256, made.doc.id)
        addition.added.append(AddedText(path, imported, made))
    addition.corpus = corpus.with_documents(item.made.doc for item in addition.added)
    addition.similar = _similar(addition)
    return addition


def _refuse_known(text: str, owners: Mapping[str, str], path: Path) -> None:
    twin = owners.get(text_hash(text))
    if twin is not None:
        raise CorpusError(f"Its text is that of document “{twin}”", where=str(path))


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
