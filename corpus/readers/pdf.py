"""PDF files with a text layer: lines put together again to paragraphs.

A PDF knows characters and their places, no paragraphs. pdfplumber reads the characters
and, where the file is tagged, which of them are page furniture and which paragraph they
belong to; the rest is geometry. All that is left out or joined is told.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tifa.corpus.errors import FormatError
from tifa.corpus.ingest import Found
from tifa.corpus.readers.base import (
    Reader,
    ReadFile,
    ReadOptions,
    SpeechText,
    joined,
    samples,
    stated,
)
from tifa.corpus.readers.pdf_furniture import without_furniture
from tifa.corpus.readers.pdf_lines import Page, read_page
from tifa.corpus.readers.pdf_paragraphs import Paragraphs
from tifa.corpus.readers.pdf_tags import block_of
from tifa.corpus.readers.radicals import without_radicals

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

# Characters a page has at least if its text is a text and not a stamp on a picture.
_LEAST_ON_PAGE = 10
# Share of characters that may be unknown.
_UNKNOWN = 0.05
# Titles that programs make of a file's name.
_NO_TITLES = ("microsoft word", "untitled", "未命名", "无标题", "wps", "文档")
_OCR = (
    "Recognise its characters first, with OCRmyPDF for instance: ocrmypdf -l chi_sim IN.pdf OUT.pdf"
)


def read_pdf(data: bytes, path: Path, options: ReadOptions) -> ReadFile:
    """Read the text layer of a PDF.

    Raises:
        FormatError: It is damaged or encrypted, its pages are pictures, its characters
            cannot be told, or its lines run from top to bottom.
    """
    with _open(data, path) as pdf:
        blocks = block_of(pdf)
        pages = [read_page(page, blocks) for page in pdf.pages]
        found = _found(pdf)
        author = str(pdf.metadata.get("Author") or "").strip()
    _refuse_unreadable(pages, path)
    body, furniture = without_furniture(pages)
    paragraphs = Paragraphs(body)
    text, radicals = without_radicals(joined(paragraphs.texts))
    notes = [*_page_notes(pages), *paragraphs.notes()]
    if furniture:
        notes.append(
            f"{len(furniture)} headers, footers, page numbers and stamps left out: "
            f"{samples(dict.fromkeys(furniture))}"
        )
    if radicals:
        notes.append(f"{radicals} radicals read as the characters they look like (⼯ as 工)")
    if author:
        notes.append(f"author “{author}” in the file's properties, not taken for the speaker")
    speech = SpeechText(text, "PDF", found=found, notes=tuple(notes), left_out=tuple(furniture))
    return ReadFile((speech,))


READER = Reader("PDF", (".pdf",), read_pdf, ("pdfplumber",))


def _open(data: bytes, path: Path) -> "PDF":
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        return pdfplumber.open(io.BytesIO(data))
    except PdfminerException as error:
        cause = error.args[0] if error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise FormatError(
                "The PDF is encrypted and opens with a password only",
                where=str(path),
                remedy="Save it without the password from a PDF viewer (print to PDF).",
            ) from None
        raise FormatError(
            f"The PDF is damaged ({type(cause).__name__})", where=str(path), remedy="Get it again."
        ) from None


def _refuse_unreadable(pages: Sequence[Page], path: Path) -> None:
    where = str(path)
    characters = sum(page.characters for page in pages)
    if characters < _LEAST_ON_PAGE or (
        characters < _LEAST_ON_PAGE * len(pages) and all(page.pictures for page in pages)
    ):
        raise FormatError(
            "The PDF has no text layer: its pages are pictures", where=where, remedy=_OCR
        )
    unknown = sum(page.unknown for page in pages)
    if unknown > _UNKNOWN * characters:
        raise FormatError(
            f"{unknown:,} of {characters:,} characters of the PDF have no Unicode value",
            where=where,
            remedy=_OCR.replace("ocrmypdf", "ocrmypdf --force-ocr"),
        )
    if 2 * sum(page.turned for page in pages) > characters or _is_vertical(pages):
        raise FormatError(
            "The lines of the PDF run from top to bottom or are turned",
            where=where,
            remedy="Turn the pages upright, or copy the text into a text file.",
        )


def _is_vertical(pages: Sequence[Page]) -> bool:
    lengths = [len(line.text) for page in pages for line in page.lines]
    return len(lengths) >= 20 and sum(length <= 2 for length in lengths) > 0.8 * len(lengths)


def _page_notes(pages: Sequence[Page]) -> list[str]:
    empty = [str(page.number) for page in pages if page.characters < _LEAST_ON_PAGE]
    parted = [str(page.number) for page in pages if page.parted]
    unknown = sum(page.unknown for page in pages)
    notes = []
    if empty:
        notes.append(f"no text on page {', '.join(empty)}")
    if parted:
        notes.append(
            f"page {', '.join(parted)} looks like columns or a table: check the order of the text"
        )
    if unknown:
        notes.append(f"{unknown} characters without a Unicode value left out")
    return notes


def _found(pdf: "PDF") -> dict[str, Found]:
    title = str(pdf.metadata.get("Title") or "")
    if title.lower().startswith(_NO_TITLES) or "\ufffd" in title:
        title = ""
    return stated({"title": (title, "the file's properties")})
