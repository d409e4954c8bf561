"""E-books: the chapters in reading order, navigation and footnotes told."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.corpus.readers.conftest import PARAGRAPHS, Speech, lines, noted
from tifa.corpus.errors import FormatError

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
OPF = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>讲话集</dc:title>
<dc:creator>甲某</dc:creator><dc:date>2012-11-09T00:00:00Z</dc:date></metadata><manifest>
<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
<item id="two" href="text/%E4%BA%8C.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
<item id="pic" href="p.png" media-type="image/png"/></manifest>
<spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/></spine></package>"""


def chapter(*paragraphs: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" '
        'xmlns:epub="http://www.idpf.org/2007/ops"><head><title>章</title></head>'
        f"<body>{body}</body></html>"
    )


def write(path: Path, changed: Mapping[str, str] | None = None) -> Path:
    """Write a book, with files changed or added."""
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": OPF,
        "OEBPS/nav.xhtml": chapter("目录"),
        "OEBPS/text/one.xhtml": chapter(*PARAGRAPHS[:3]),
        "OEBPS/text/二.xhtml": chapter(*PARAGRAPHS[3:]),
        **(changed or {}),
    }
    with zipfile.ZipFile(path, "w") as book:
        for name, text in files.items():
            book.writestr(name, text)
    return path


def test_chapters_come_in_reading_order_without_navigation(tmp_path: Path, speech: Speech) -> None:
    read = speech(write(tmp_path / "book.epub"))
    assert lines(read) == list(PARAGRAPHS)
    assert noted(read, "2 chapter files")
    assert {name: found.value for name, found in read.found.items()} == {
        "title": "讲话集",
        "speaker": "甲某",
        "publication_date": "2012-11-09",
    }


def test_footnotes_are_told_not_taken(tmp_path: Path, speech: Speech) -> None:
    note = '<aside epub:type="footnote"><p>见附件</p></aside>'
    changed = {"OEBPS/text/one.xhtml": chapter(f"要抓紧。{note}")}
    read = speech(write(tmp_path / "book.epub", changed))
    assert lines(read)[0] == "要抓紧。"
    assert read.left_out == ("见附件",)


def test_a_missing_chapter_is_told(tmp_path: Path, speech: Speech) -> None:
    path = tmp_path / "book.epub"
    with zipfile.ZipFile(write(tmp_path / "whole.epub")) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if not name.endswith("one.xhtml"):
                new.writestr(name, old.read(name))
    assert noted(speech(path), "missing in the book: OEBPS/text/one.xhtml")


@pytest.mark.parametrize(
    ("algorithm", "readable"),
    [("http://www.w3.org/2001/04/xmlenc#aes256-cbc", False),
     ("http://www.idpf.org/2008/embedding", True)],
)  # fmt: skip
def test_a_protected_book_is_refused_and_scrambled_fonts_are_not(
    algorithm: str, readable: bool, tmp_path: Path, speech: Speech
) -> None:
    encryption = (
        '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        f'<e:EncryptionMethod Algorithm="{algorithm}"/></e:EncryptedData></encryption>'
    )
    path = write(tmp_path / "book.epub", {"META-INF/encryption.xml": encryption})
    if readable:
        assert lines(speech(path)) == list(PARAGRAPHS)
    else:
        with pytest.raises(FormatError, match="DRM"):
            speech(path)
