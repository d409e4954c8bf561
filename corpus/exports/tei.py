"""A corpus as TEI P5, in the manner of ParlaMint (https://github.com/clarin-eric/ParlaMint).

The root file is a ``teiCorpus`` that includes one file for each document, in a folder for each
year, and the files that all share: taxonomies, speakers, issuers. Ids are unique in the whole.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml.etree import indent

from tifa.corpus.document import Document
from tifa.corpus.errors import CorpusError
from tifa.corpus.exports.tei_body import body
from tifa.corpus.exports.tei_header import corpus_header, count_tags, document_header
from tifa.corpus.exports.tei_layers import stand_off
from tifa.corpus.exports.tei_shared import (
    LABELS,
    Categories,
    metadata_taxonomies,
    organisations,
    person_id,
    persons,
)
from tifa.corpus.exports.tei_xml import (
    XML_ID,
    XML_LANG,
    E,
    Element,
    filled,
    include,
    name_part,
    to_bytes,
    xml_name,
)
from tifa.corpus.folder import Corpus

Watch = Callable[[Sequence[str]], Iterable[str]]
_UNDATED = "undated"


def export_tei(corpus: Corpus, folder: Path, *, watch: Watch = lambda ids: ids) -> tuple[Path, ...]:
    """Write a corpus as TEI into a new or empty folder and return the files, the root first.

    watch (Callable): Wraps the document ids while they are worked on, for a progress bar.

    Raises:
        CorpusError: The corpus has no document, or the folder is not empty or not writable.
        SchemeError: The scheme of the corpus is not known.
    """
    if not corpus.documents:
        raise CorpusError(
            f"Corpus {corpus.info.name} has no documents", remedy="Add some: tifa corpus add"
        )
    try:
        _prepare(folder)
        return _Export(corpus, folder).write(watch)
    except OSError as error:
        raise CorpusError(
            f"The TEI files cannot be written ({error.strerror})", where=str(folder)
        ) from None


def _prepare(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise CorpusError(
            "The folder is not empty, and old files in it would pass for part of the corpus",
            where=str(folder),
            remedy="Name another folder, or empty this one.",
        )


def document_tei(
    corpus: Corpus, doc: Document, name: str, categories: Categories
) -> tuple[Element, Counter[str]]:
    """Return a document as TEI, and how often each element occurs in its text and layers.

    name (str): The id of the document, which all ids in it begin with.
    """
    who = person_id(doc.meta.speaker) if doc.meta.speaker else None
    text = E.text(body(doc, name, who))
    layers = [
        stand_off(name, layer, layer.spans[doc.id], categories)
        for _, layer in sorted(corpus.layers.items())
        if doc.id in layer.spans
    ]
    tags = count_tags([text, *layers])
    header = document_header(corpus, doc, name, tags)
    for part in (header, *layers):
        indent(part)
    root = E.TEI({XML_ID: name, XML_LANG: doc.meta.language})
    return filled(root, [header, text, *layers]), tags


@dataclass
class _Export:
    corpus: Corpus
    folder: Path
    written: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._name = xml_name(self.corpus.info.name)
        self._categories = Categories(self.corpus.info.load_scheme(), self.corpus)

    def write(self, watch: Watch) -> tuple[Path, ...]:
        taxonomies = [
            self._save_shared(f"taxonomy-{name}", root)
            for name, root in {
                **metadata_taxonomies(),
                LABELS: self._categories.taxonomy(),
            }.items()
        ]
        documents = self.corpus.documents.values()
        lists = {"listPerson": persons(documents), "listOrg": organisations(documents)}
        participants = [
            self._save_shared(name, root) for name, root in lists.items() if root is not None
        ]
        tags: Counter[str] = Counter()
        parts = [self._document(doc_id, tags) for doc_id in watch(self._ids())]
        header = corpus_header(
            self.corpus, self._name, tags, taxonomies=taxonomies, participants=participants
        )
        root = E.teiCorpus({XML_ID: self._name, XML_LANG: self.corpus.info.language})
        filled(root, [header, *(include(path) for path in parts)])
        indent(root)
        self._save(f"{self._name}.xml", root)
        return tuple(reversed(self.written))

    def _ids(self) -> list[str]:
        return sorted(self.corpus.documents, key=lambda doc_id: (self._year(doc_id), doc_id))

    def _year(self, doc_id: str) -> str:
        year = self.corpus.documents[doc_id].meta.year
        return _UNDATED if year is None else f"{year:04}"

    def _document(self, doc_id: str, tags: Counter[str]) -> str:
        name = f"{self._name}_{name_part(doc_id)}"
        doc = self.corpus.documents[doc_id]
        root, own = document_tei(self.corpus, doc, name, self._categories)
        tags.update(own)
        return self._save(f"{self._year(doc_id)}/{name}.xml", root)

    def _save_shared(self, name: str, root: Element) -> str:
        indent(root)
        return self._save(f"{self._name}-{name}.xml", root)

    def _save(self, path: str, root: Element) -> str:
        """Write a file that is not there yet: names may differ in case only."""
        target = self.folder / path
        target.parent.mkdir(exist_ok=True)
        with target.open("xb") as file:
            file.write(to_bytes(root))
        self.written.append(target)
        return path
