"""Where documents to compare come from: corpus folders, plain folders with metadata, files.

A plain folder holds ``.txt`` files and perhaps a table of metadata, see
`tifa.corpus.sidecar`. Without one, they are guessed from the texts. Values of closed fields
such as the level are kept as they stand also where the taxonomy does not have them: groups can
be made by them, though no corpus can hold them.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tifa.corpus.additions import text_files
from tifa.corpus.comparison.study import Speech, speeches_of
from tifa.corpus.document import Document
from tifa.corpus.errors import CorpusError
from tifa.corpus.folder import Corpus
from tifa.corpus.ingest import make_document, read_text_file
from tifa.corpus.manifest import MANIFEST
from tifa.corpus.sidecar import metadata_rows, told_notes, valid_fields

NO_LAYER = "none"

Watch = Callable[[Sequence[Path]], Iterable[Path]]


@dataclass(frozen=True, slots=True)
class Source:
    """Documents read.

    name (str): Of the corpus or folder.
    layer (str): Whose spans these are, or ``none``.
    speeches (list[Speech]): The documents.
    notes (tuple[str, ...]): What a user should know, a sentence each.
    """

    name: str
    layer: str
    speeches: list[Speech]
    notes: tuple[str, ...] = ()


def read_source(path: Path, layer: str, *, watch: Watch = iter) -> Source:
    """Read a corpus folder with one of its layers, or a plain folder of texts, or one text.

    layer (str): Name of the layer; ``none`` takes the texts alone. Plain texts have none.
    watch (Callable): Wraps the files of a plain folder while they are read.

    Raises:
        CorpusError: There is no such path or layer, or nothing to read.
        FormatError: A file is not in its form.
    """
    if (path / MANIFEST).is_file():
        corpus = Corpus.read(path)
        if layer != NO_LAYER:
            return Source(corpus.info.name, layer, speeches_of(corpus, layer))
        plain = [Speech(doc, ()) for doc in corpus.documents.values()]
        return Source(corpus.info.name, NO_LAYER, plain)
    if not path.exists():
        raise CorpusError("There is no such folder or file", where=str(path))
    return _read_plain(path, watch)


def _read_plain(source: Path, watch: Watch) -> Source:
    folder = source if source.is_dir() else source.parent
    rows = metadata_rows(folder) if source.is_dir() else {}
    documents: dict[str, Document] = {}
    told: Counter[str] = Counter()
    without = 0
    for path in watch(text_files([source])):
        row = rows.get(path.relative_to(folder).as_posix())
        without += row is None and bool(rows)
        unknown: dict[str, str] = {}
        given = valid_fields(row or {}, told, unknown)
        text = read_text_file(path).text
        doc = make_document(text, filename=path.name, given=given, taken=documents).doc
        # A copy is not checked: here a value has only to make groups.
        meta = doc.meta.model_copy(update=unknown)
        documents[doc.id] = doc.model_copy(update={"meta": meta})
    notes = told_notes(told)
    if without:
        notes.append(f"{without} texts have no row in the table of metadata")
    speeches = [Speech(doc, ()) for doc in documents.values()]
    return Source(source.resolve().name, NO_LAYER, speeches, tuple(notes))
