"""Which reader a file needs: told by what it holds, and by its name where that says nothing."""

import re
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from tifa.corpus import readers as package
from tifa.corpus.errors import FormatError
from tifa.corpus.ingest import decode_text
from tifa.corpus.readers.archives import open_archive
from tifa.corpus.readers.base import Reader, ReadFile, ReadOptions, SpeechText, run

_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html\b|html\b|!--|\?xml\b|head\b|body\b)", re.IGNORECASE
)
_HEAD = 1024
_LONG_HEAD = 16384
_SAVE = "Open it in the program it is from, save it as .docx or as plain text, and add that."
_SAVE_TABLE = "Open it in the program it is from, save it as .xlsx or .csv, and add that."
# What people have, what it is called, and what to do about it.
REFUSED = {
    ".doc": ("an old Word document", _SAVE),
    ".docm": ("a Word document with macros", _SAVE),
    ".dotx": ("a Word template", _SAVE),
    ".wps": ("a WPS document", _SAVE),
    ".rtf": ("an RTF document", _SAVE),
    ".odt": ("an OpenDocument text", _SAVE),
    ".pages": ("a Pages document", _SAVE),
    ".xls": ("an old Excel workbook", _SAVE_TABLE),
    ".ods": ("an OpenDocument spreadsheet", _SAVE_TABLE),
    ".et": ("a WPS spreadsheet", _SAVE_TABLE),
    ".mht": ("a web archive", "Save the page from the browser as HTML, and add that."),
    ".mhtml": ("a web archive", "Save the page from the browser as HTML, and add that."),
    ".caj": ("a CAJ document", "Print it to PDF from CAJViewer; it needs a text layer."),
    ".ofd": ("an OFD document", "Export it as PDF from the viewer, and add that."),
    ".mobi": ("a Kindle book", "Convert it to EPUB, with Calibre for instance."),
    ".azw3": ("a Kindle book", "Convert it to EPUB, with Calibre for instance."),
}
# Streams of an OLE file tell what it is (MS-CFB); names are in UTF-16.
_OLE = b"\xd0\xcf\x11\xe0"
_OLE_STREAMS = (
    ("EncryptedPackage", "an Office document with a password", "Save it without the password."),
    ("WordDocument", "an old Word document (DOC)", _SAVE),
    ("Workbook", "an old Excel workbook (XLS)", _SAVE_TABLE),
)


def _read_plain(data: bytes, path: Path, options: ReadOptions) -> ReadFile:
    imported = decode_text(data, where=str(path))
    return ReadFile((SpeechText(imported.text, imported.encoding, notes=imported.notes),))


PLAIN = Reader("plain text", (".txt",), _read_plain)


@cache
def readers() -> tuple[Reader, ...]:
    """Return all readers: each ``READER`` or ``READERS`` of a module of this package."""
    found = [PLAIN]
    for info in iter_modules(package.__path__, f"{package.__name__}."):
        module = import_module(info.name)
        found += [module.READER] if hasattr(module, "READER") else getattr(module, "READERS", ())
    return tuple(found)


def suffixes() -> dict[str, Reader]:
    """Return the reader of each suffix."""
    return {suffix: reader for reader in readers() for suffix in reader.suffixes}


def read_file(path: Path, options: ReadOptions | None = None) -> tuple[ReadFile, bytes]:
    """Read the speeches of a file; return its bytes as well.

    Raises:
        FormatError: It cannot be read, is of a kind that is not read, or holds no text;
            or a library is missing.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(f"Cannot be read ({error.strerror})", where=str(path)) from None
    reader = _reader_for(data, path)
    content = run(reader, data, path, options or ReadOptions())
    expected = suffixes().get(path.suffix.lower(), PLAIN)
    if reader is not expected:
        content = replace(content, notes=(*content.notes, f"read as {reader.kind}, which it is"))
    return content, data


def _reader_for(data: bytes, path: Path) -> Reader:
    """Return the reader for what the bytes are, else for what the name says.

    Raises:
        FormatError: It is of a kind that is not read.
    """
    by_kind = {reader.kind: reader for reader in readers()}
    for sniff in (_zipped, _marked):
        kind = sniff(data, path)
        if kind is not None:
            return by_kind[kind]
    suffix = path.suffix.lower()
    if suffix in REFUSED and not _is_text(data):
        what, remedy = REFUSED[suffix]
        raise FormatError(f"This is {what}, which is not read", where=str(path), remedy=remedy)
    # A binary kind whose bytes do not begin as that kind's do is left to its reader to refuse.
    return suffixes().get(suffix, PLAIN)


def _zipped(data: bytes, path: Path) -> str | None:
    if not data.startswith(b"PK"):
        return None
    names = set(open_archive(data, path).namelist())
    if "word/document.xml" in names and path.suffix.lower() not in REFUSED:
        return "DOCX"
    if "xl/workbook.xml" in names:
        return "Excel"
    if "META-INF/container.xml" in names:
        return "EPUB"
    what, remedy = REFUSED.get(path.suffix.lower(), ("a zip archive", "Unpack it first."))
    raise FormatError(f"This is {what}, which is not read", where=str(path), remedy=remedy)


def _marked(data: bytes, path: Path) -> str | None:
    head = data[:_HEAD]
    if head.startswith(_OLE):
        for stream, what, remedy in _OLE_STREAMS:
            if stream.encode("utf-16-le") in data:
                raise FormatError(f"This is {what}", where=str(path), remedy=remedy)
        raise FormatError("This is an old Office file", where=str(path), remedy=_SAVE)
    if head.startswith(b"{\\rtf"):
        raise FormatError("This is an RTF document", where=str(path), remedy=_SAVE)
    if b"%PDF-" in head or head.startswith(b"%PDF"):
        return "PDF"
    if not _MARKUP.match(head) or (b"<?xml" in head and b"<html" not in data[:_LONG_HEAD]):
        return None
    return "HTML"


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:_HEAD]
