"""Texts by themselves: the documents of corpus folders, and text files."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tifa.corpus.additions import text_files
from tifa.corpus.errors import CorpusError, TifaError
from tifa.corpus.folder import Corpus
from tifa.corpus.ingest import read_text_file
from tifa.corpus.manifest import MANIFEST
from tifa.corpus.spans import LayerKind

_MACHINES = (LayerKind.RULE, LayerKind.MODEL)


@dataclass
class Texts:
    """Texts with what is known of them.

    by_id (dict[str, str]): Texts by id: of a document its own, of a file its name without
        ending (and its folder, where two files have one name).
    annotated (set[str]): Documents that a layer of their corpus annotates; layers that a
        rule or model made do not count.
    refused (list[str]): Files that could not be read, each with the reason.
    """

    by_id: dict[str, str] = field(default_factory=dict)
    annotated: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)


def read_texts(
    paths: Sequence[Path | str],
    *,
    watch: Callable[[Sequence[Path]], Iterable[Path]] = iter,
) -> Texts:
    """Read corpus folders, text files, and folders of ``.txt`` files.

    A text file that cannot be read does not stop the others: it is listed.

    watch (Callable): Wraps the files while they are read, to show progress.

    Raises:
        CorpusError: A path is no corpus and holds no text, or two corpora have other
            documents of one id.
        FormatError, OffsetError: A corpus is not in its form.
    """
    texts = Texts()
    corpora = [Path(path) for path in paths if (Path(path) / MANIFEST).is_file()]
    for folder in corpora:
        _add_corpus(texts, folder)
    others = [path for path in paths if Path(path) not in corpora]
    for path in watch(text_files(others)):
        try:
            text = read_text_file(path).text
        except TifaError as error:
            texts.refused.append(str(error))
            continue
        texts.by_id[_free_id(texts, path)] = text
    return texts


def _add_corpus(texts: Texts, folder: Path) -> None:
    corpus = Corpus.read(folder)
    for doc_id, doc in sorted(corpus.documents.items()):
        if texts.by_id.get(doc_id, doc.text) != doc.text:
            raise CorpusError(
                f"Another corpus has another document “{doc_id}”",
                where=str(folder),
                remedy="Take the corpora one at a time.",
            )
        texts.by_id[doc_id] = doc.text
    for layer in corpus.layers.values():
        if layer.info.kind not in _MACHINES:
            texts.annotated.update(layer.spans)


def _free_id(texts: Texts, path: Path) -> str:
    """Return the file's name without ending, if no other text has it."""
    return path.stem if path.stem not in texts.by_id else str(path.with_suffix(""))
