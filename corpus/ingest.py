"""Reading raw speeches: text files of known and unknown encoding, never changed.

What is not a plain text (a Word document, a PDF, a web page) is refused by name: a
conversion that guesses would put errors into the text that every offset depends on.
`tifa.corpus.readers` reads those.
"""

import codecs
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tifa.corpus.document import Document, Metadata
from tifa.corpus.errors import FormatError, explain
from tifa.corpus.frontmatter import guess_front_matter

_SAVE_AS_TEXT = "Save it as plain text (UTF-8) and import that."
# The first bytes of files that people take for texts.
_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a Word document (DOCX) or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word document (DOC) or another Office file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (codecs.BOM_UTF32_LE, "text in UTF-32"),
    (codecs.BOM_UTF32_BE, "text in UTF-32"),
)
_MARKUP = re.compile(r"\s*<(!doctype\b|html\b|\?xml\b)", re.IGNORECASE)
# Tab, line feed, vertical tab, form feed and carriage return occur in texts.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Characters that any Chinese text of some length has, simplified and traditional. Other
# encodings (Big5, EUC-KR) also decode as GB18030, but to other characters.
_EVERYDAY = frozenset(
    "的一是不了在有人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能"
    "下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实"
    "加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间"
    "，這為個國時來們對會發動過說產種後學經進實現點從業開還義間體當應黨"
)
_LEAST_EVERYDAY = 0.17
_SLUG_LENGTH = 40
# What is guessed from the front matter, and the metadata field it goes into.
_GUESSED = {
    "title": "title",
    "speaker": "speaker",
    "date": "event_date",
    "occasion": "occasion",
}


@dataclass(frozen=True, slots=True)
class ImportedText:
    """A text as it stands in a file.

    text (str): Exactly the characters of the file, line ends and all; only a byte
        order mark, which belongs to the file, is left out.
    encoding (str): ``utf-8``, ``utf-16`` or ``gb18030``.
    notes (tuple[str, ...]): What a user should know about it, a clause each.
    """

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A metadata value that a file states beside its text.

    value (str): The value.
    origin (str): Where in the file it stands: ``the page's title``.
    sure (bool): Whether it wins over what the text itself says, as a table's column
        does and the properties of a Word file, often those of another file, do not.
    """

    value: str
    origin: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class MadeDocument:
    """A document made of an imported text.

    doc (Document): The document.
    origins (Mapping[str, str]): For each metadata field, where its value is from:
        ``given`` or what the guess rests on.
    """

    doc: Document
    origins: Mapping[str, str]


def read_text_file(path: Path | str) -> ImportedText:
    """Read a text file: UTF-8, UTF-16 with its mark, or GB18030 that reads as Chinese.

    Raises:
        FormatError: The file cannot be read, is no plain text, is blank, or its
            encoding cannot be told.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FormatError(f"Cannot be read ({error.strerror})", where=str(path)) from None
    return decode_text(data, where=str(path))


def decode_text(data: bytes, *, where: str) -> ImportedText:
    """Decode the bytes of a text file; see `read_text_file`.

    Raises:
        FormatError: The bytes are no plain text, blank, or of unknown encoding.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise FormatError(f"This is {kind}, not a text", where=where, remedy=_SAVE_AS_TEXT)
    text, encoding, notes = decode(data, where=where)
    _refuse_other_than_text(text, where)
    return ImportedText(text, encoding, (*notes, *_notes(text)))


def decode(data: bytes, *, where: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the characters of bytes, whatever they are, with encoding and notes.

    Raises:
        FormatError: They are neither UTF-8 nor UTF-16 with its mark, and do not read as
            Chinese in GB18030.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16"), "utf-16", ("read as UTF-16, byte order mark left out",)
        except UnicodeDecodeError as error:
            raise FormatError(f"Not UTF-16 at byte {error.start}", where=where) from None
    try:
        if data.startswith(codecs.BOM_UTF8):
            return data.decode("utf-8-sig"), "utf-8", ("byte order mark left out",)
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError as error:
        text = _as_gb18030(data)
        if text is not None:
            return text, "gb18030", ("not UTF-8, read as GB18030: look at the text",)
        raise FormatError(
            f"Not UTF-8 (byte {error.start}), and it does not read as Chinese in GB18030",
            where=where,
            remedy="Save the file as UTF-8.",
        ) from None


def _as_gb18030(data: bytes) -> str | None:
    """Return the bytes decoded from GB18030 if the result looks like Chinese, else None."""
    if b"\0" in data:
        return None
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    wide = [char for char in text if ord(char) > 0x7F]
    everyday = sum(char in _EVERYDAY for char in wide)
    return text if wide and everyday >= _LEAST_EVERYDAY * len(wide) else None


def _refuse_other_than_text(text: str, where: str) -> None:
    if not text.strip():
        raise FormatError("The file is empty or blank", where=where)
    if _MARKUP.match(text):
        raise FormatError(
            "This is a web page or XML, not a text", where=where, remedy=_SAVE_AS_TEXT
        )
    control = _CONTROL.search(text)
    if control:
        raise FormatError(
            f"Binary data: control character U+{ord(control.group()):04X} at {control.start()}",
            where=where,
            remedy=_SAVE_AS_TEXT,
        )


def _notes(text: str) -> list[str]:
    notes = []
    if "\r" in text:
        notes.append("carriage returns kept in the text")
    damaged = text.count("\ufffd")
    if damaged:
        notes.append(f"{damaged} replacement characters: it was damaged before")
    return notes


def make_document(
    text: str,
    *,
    filename: str | None = None,
    name: str = "",
    found: Mapping[str, Found] | None = None,
    given: Mapping[str, Any] | None = None,
    taken: Collection[str] = (),
) -> MadeDocument:
    """Make a document of a text, with metadata given by the user, found beside it or guessed.

    text (str): The text; it becomes the document's unchanged.
    filename (str | None): Name of the file it is from, for the id and for guesses.
    name (str): What to make the id of instead.
    found (Mapping[str, Found] | None): Metadata that its file states beside the text;
        ``speaker`` is a name and ``post`` the speaker's.
    given (Mapping[str, Any] | None): Metadata fields; ``speaker`` is a name. Given
        values win over guesses.
    taken (Collection[str]): Ids that other documents have.

    Raises:
        FormatError: A metadata value is wrong.
    """
    stem = name or (Path(filename).stem if filename else "")
    fields, origins = _guessed(text, filename)
    _take_found(fields, origins, found or {})
    wanted = {name: value for name, value in (given or {}).items() if value is not None}
    fields |= wanted
    origins |= dict.fromkeys(wanted, "given")
    if not fields.get("title"):
        fields["title"] = stem or text.split()[0][:_SLUG_LENGTH]
        origins["title"] = "file name" if stem else "first words of the text"
    meta = make_metadata(fields, where=filename)
    return MadeDocument(Document(id=new_id(meta, stem, taken), text=text, meta=meta), origins)


def make_metadata(fields: Mapping[str, Any], *, where: str | None = None) -> Metadata:
    """Make metadata of plain fields; ``speaker`` may be just a name.

    Raises:
        FormatError: A field is unknown or its value is wrong.
    """
    fields = dict(fields)
    if isinstance(fields.get("speaker"), str):
        fields["speaker"] = {"name": fields["speaker"]}
    try:
        return Metadata.model_validate(fields)
    except ValidationError as error:
        raise FormatError(explain(error), where=where) from None


def _guessed(text: str, filename: str | None) -> tuple[dict[str, Any], dict[str, str]]:
    """Return guessed metadata fields, and for each what the guess rests on."""
    front = guess_front_matter(text, filename)
    fields: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for name, field in _GUESSED.items():
        value = getattr(front, name)
        if value and _is_valid(field, value):
            fields[field] = value
            told = [guess for guess in front.guesses if guess.startswith(f"{name} ")]
            # “title "…" read from the start of the text”: the value itself is shown anyway.
            origins[field] = told[0].rpartition('" ')[2] if told else "guessed"
    return fields, origins


def _take_found(
    fields: dict[str, Any], origins: dict[str, str], found: Mapping[str, Found]
) -> None:
    """Put what the file states into the fields, beside or over what was guessed."""
    for name, item in found.items():
        if name == "post":
            continue
        if (item.sure or name not in fields) and _is_valid(name, item.value):
            fields[name], origins[name] = item.value, item.origin
    post = found.get("post")
    if post and isinstance(fields.get("speaker"), str):
        fields["speaker"] = {"name": fields["speaker"], "post": post.value}


def _is_valid(field: str, value: str) -> bool:
    """Say whether a guess can be used: a wrong one must not keep the text out."""
    try:
        make_metadata({"title": "any", field: value})
    except FormatError:
        return False
    return True


def new_id(meta: Metadata, stem: str = "", taken: Collection[str] = ()) -> str:
    """Return an unused id: the date and the file's name, else the title."""
    name = slug(stem) or slug(meta.title) or "document"
    day = meta.event_date or meta.publication_date
    base = name if day is None or name.startswith(day) else f"{day}-{name}"
    candidate, number = base, 2
    while candidate in taken:
        candidate, number = f"{base}-{number}", number + 1
    return candidate


def slug(name: str) -> str:
    """Return letters, digits and ideographs of a name, other stretches as one hyphen."""
    folded = unicodedata.normalize("NFKC", name).lower()
    return re.sub(r"[^\w.]+", "-", folded)[:_SLUG_LENGTH].strip("-._")
