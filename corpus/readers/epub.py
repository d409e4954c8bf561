"""E-books (EPUB 2 and 3): the chapters in reading order, without navigation and notes."""

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from tifa.corpus.errors import FormatError
from tifa.corpus.ingest import Found
from tifa.corpus.readers.archives import open_archive
from tifa.corpus.readers.base import (
    Reader,
    ReadFile,
    ReadOptions,
    SpeechText,
    joined,
    samples,
    stated,
)
from tifa.corpus.readers.blocks import Block, blocks, parse
from tifa.corpus.readers.decoding import decode_page

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_NAMES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "e": "http://www.w3.org/2001/04/xmlenc#",
}
# Fonts may be scrambled in a book that anybody may read.
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read_epub(data: bytes, path: Path, options: ReadOptions) -> ReadFile:
    """Read a book as one text.

    Raises:
        FormatError: It is damaged, protected, or holds no text.
    """
    archive = open_archive(data, path)
    _refuse_protected(archive, path)
    book = _Book(archive, path)
    chapters = [block for name in book.chapters() for block in book.blocks(name)]
    text = joined(block.text for block in chapters if not block.note)
    if not text:
        raise FormatError("The book holds no text, only pictures perhaps", where=str(path))
    left_out = tuple(block.text for block in chapters if block.note)
    notes = [f"{len(book.read)} chapter files joined in reading order"] if book.read[1:] else []
    if left_out:
        notes.append(f"{len(left_out)} footnotes left out: {samples(left_out)}")
    if book.missing:
        notes.append(f"missing in the book: {', '.join(book.missing)}")
    return ReadFile(
        (SpeechText(text, "EPUB", found=book.found(), notes=tuple(notes), left_out=left_out),)
    )


READER = Reader("EPUB", (".epub",), read_epub)


class _Book:
    """The package of a book: its files, their order and its metadata."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive = archive
        self._path = path
        self._files = set(archive.namelist())
        opf = self._xml(_CONTAINER).find(".//c:rootfile", _NAMES)
        name = opf.get("full-path") if opf is not None else None
        if name is None:
            raise FormatError("The book does not say where its contents are", where=str(path))
        self._base = posixpath.dirname(name)
        self._package = self._xml(name)
        self.read: list[str] = []
        self.missing: list[str] = []

    def _xml(self, name: str) -> etree._Element:
        if name not in self._files:
            raise FormatError(f"The book has no {name}", where=str(self._path))
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
        root = etree.fromstring(self._archive.read(name), parser)
        if root is None:
            raise FormatError(f"The book's {name} is damaged", where=str(self._path))
        return root

    def chapters(self) -> Iterator[str]:
        """Yield the names of the files to be read, in order."""
        items = {item.get("id"): item for item in self._package.iterfind(".//o:item", _NAMES)}
        for reference in self._package.iterfind(".//o:spine/o:itemref", _NAMES):
            item = items.get(reference.get("idref"))
            if item is None or "nav" in (item.get("properties") or "").split():
                continue
            if "html" not in (item.get("media-type") or ""):
                continue
            href = unquote(item.get("href") or "").partition("#")[0]
            name = posixpath.normpath(posixpath.join(self._base, href))
            if name in self._files:
                yield name
            else:
                self.missing.append(name)

    def blocks(self, name: str) -> list[Block]:
        """Return the blocks of a chapter file."""
        data = self._archive.read(name)
        if not data.strip():
            return []
        page, _, _ = decode_page(data, where=f"{self._path}: {name}")
        found = blocks(parse(page))
        if found:
            self.read.append(name)
        return found

    def found(self) -> dict[str, Found]:
        """Return what the book's metadata state."""
        title, creator, date, source = (
            self._package.findtext(f".//dc:{name}", None, _NAMES)
            for name in ("title", "creator", "date", "source")
        )
        return stated(
            {
                "title": (title, "the book's metadata"),
                "speaker": (creator, "the author in the book's metadata"),
                "publication_date": ((date or "")[:10], "the book's metadata"),
                "source": (source, "the book's metadata"),
            }
        )


def _refuse_protected(archive: zipfile.ZipFile, path: Path) -> None:
    if _ENCRYPTION not in archive.namelist():
        return
    root = etree.fromstring(
        archive.read(_ENCRYPTION), etree.XMLParser(resolve_entities=False, no_network=True)
    )
    for method in root.iterfind(".//e:EncryptionMethod", _NAMES):
        if method.get("Algorithm") not in _FONT_SCRAMBLING:
            raise FormatError(
                "The book is protected (DRM)",
                where=str(path),
                remedy="Get the text from the publisher in a form that may be read.",
            )
