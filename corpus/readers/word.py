"""Word files (DOCX): the text as it stands when all tracked changes are accepted.

python-docx opens the file; its own ``paragraph.text`` passes over tracked insertions,
content controls and text boxes, so the paragraphs are read from the XML.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from tifa.corpus.readers.word_text import WordText

if TYPE_CHECKING:
    from docx.document import Document

_SAVE = "Open it in Word or WPS, save it as .docx, and add that."
_STRICT = b"http://purl.oclc.org/ooxml/"
# Parts beside the text that people read, and what they are called.
_BESIDE = {
    "footnotes": "footnotes",
    "endnotes": "endnotes",
    "comments": "comments",
    "header": "page headers",
    "footer": "page footers",
}


def read_word(data: bytes, path: Path, options: ReadOptions) -> ReadFile:
    """Read the body of a Word file.

    Raises:
        FormatError: It is damaged, of another form of Word file, or holds no text.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    archive = open_archive(data, path)
    if "word/document.xml" in archive.namelist() and _STRICT in archive.read("word/document.xml"):
        raise FormatError("This is a Strict Open XML document", where=str(path), remedy=_SAVE)
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, ValueError):
        raise FormatError("This is no Word document", where=str(path), remedy=_SAVE) from None
    body = WordText(_part_xml(document, "numbering"), _part_xml(document, "styles"))
    text = joined(body.paragraphs(document.element.body))
    if not text.strip():
        raise FormatError("The document holds no text, only pictures perhaps", where=str(path))
    beside = _beside(document)
    notes = [*body.notes(), *(f"{name} left out: {samples(lines)}" for name, lines in beside)]
    author = document.core_properties.author
    if author:
        notes.append(f"author “{author}” in the file's properties, not taken for the speaker")
    left_out = (*body.left_out, *(line for _, lines in beside for line in lines))
    return ReadFile(
        (SpeechText(text, "DOCX", found=_found(document), notes=tuple(notes), left_out=left_out),)
    )


READER = Reader("DOCX", (".docx",), read_word, ("docx",))


def _found(document: "Document") -> dict[str, Found]:
    return stated({"title": (document.core_properties.title, "the file's properties")})


def _parts(document: "Document", kind: str) -> Iterator[Any]:
    """Yield the XML of the parts of a kind that the document refers to."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            yield etree.fromstring(relation.target_part.blob, parser)


def _part_xml(document: "Document", kind: str) -> Any:
    return next(_parts(document, kind), None)


def _beside(document: "Document") -> list[tuple[str, list[str]]]:
    """Return the text that stands beside the body, by what it is."""
    found = []
    for kind, name in _BESIDE.items():
        lines = [
            line
            for part in _parts(document, kind)
            for line in WordText(None, None).paragraphs(part)
            if line.strip()
        ]
        if lines:
            found.append((name, list(dict.fromkeys(lines))))
    return found
