"""Which reader a file gets, what is refused with a remedy, and that nothing breaks."""

import logging
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.corpus.readers import test_epub, test_html, test_tables
from tests.corpus.readers.conftest import PARAGRAPHS, Speech, content, noted, set_pages
from tifa.corpus.errors import CorpusError, FormatError
from tifa.corpus.readers import base
from tifa.corpus.readers.finding import speech_files
from tifa.corpus.readers.registry import readers

Write = Callable[..., Path]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def word_file(path: Path) -> Path:
    document = Document()
    document.add_paragraph(PARAGRAPHS[1])
    with path.open("wb") as file:
        document.save(file)
    return path


def test_every_suffix_has_one_reader() -> None:
    suffixes = [suffix for reader in readers() for suffix in reader.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert {".txt", ".html", ".docx", ".pdf", ".epub", ".csv", ".xlsx", ".jsonl"} <= set(suffixes)


def test_a_file_is_what_it_holds_and_not_what_it_is_called(tmp_path: Path) -> None:
    read = content(word_file(tmp_path / "speech.txt"))
    assert read.speeches[0].text == PARAGRAPHS[1] + "\n"
    assert noted(read, "read as DOCX, which it is")


def test_a_web_page_called_doc_is_read_as_a_web_page(text_file: Write) -> None:
    read = content(text_file(test_html.page(test_html.BODY), "speech.doc"))
    assert read.speeches[0].text.endswith(PARAGRAPHS[-1] + "\n")


@pytest.mark.parametrize(
    ("name", "data", "what", "remedy"),
    [
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "an old Word", "save it as .docx"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "password", "without the password"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "an old Excel", "save it as .xlsx"),
        ("a.wps", OLE, "an old Office", "save it as .docx"),
        ("a.rtf", b"{\\rtf1 x}", "RTF", "save it as .docx"),
        ("a.caj", b"CAJ\0\0\0", "CAJ", "Print it to PDF"),
        ("a.pdf", b"%PDF-1.7 nothing", "damaged", ""),
        ("a.epub", b"PK\x03\x04 nothing", "damaged", "Get it again"),
        ("a.xlsx", b"", "damaged", ""),
        ("a.txt", b"\0\1\2", "Binary", "plain text"),
        ("a.xml", b"<?xml version='1.0'?><TEI/>", "XML", "plain text"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_refused_with_a_remedy(
    name: str, data: bytes, what: str, remedy: str, text_file: Write
) -> None:
    with pytest.raises(FormatError, match=what) as error:
        content(text_file(data, name))
    assert remedy in str(error.value)
    assert name in str(error.value)


def test_an_archive_with_names_that_are_no_text_is_refused(tmp_path: Path) -> None:
    data = (
        word_file(tmp_path / "a.docx").read_bytes().replace(b"word/document", b"word/\xbeocument")
    )
    flagged = data.replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x00\x08"
    )
    (tmp_path / "a.docx").write_bytes(flagged)
    with pytest.raises(FormatError, match="damaged"):
        content(tmp_path / "a.docx")


def test_a_zip_of_another_kind_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", "要抓紧")
    with pytest.raises(FormatError, match="a zip archive") as error:
        content(tmp_path / "a.zip")
    assert "Unpack" in str(error.value)


def test_a_missing_library_is_named_with_the_way_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr(base, "import_module", missing)
    with pytest.raises(FormatError, match="needs the library docx") as error:
        content(word_file(tmp_path / "a.docx"))
    assert "pip install 'tifa[readers]'" in str(error.value)


def test_libraries_keep_their_warnings_to_themselves(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with warnings.catch_warnings(record=True) as seen, base.quiet():
        warnings.warn("loud", stacklevel=1)
        logging.getLogger("pdfminer.pdffont").warning("loud")
    assert seen == []
    assert capfd.readouterr().err == ""
    assert logging.getLogger("pdfminer").level == logging.NOTSET


def files_of_all_kinds(folder: Path) -> list[bytes]:
    (folder / "a.html").write_text(test_html.page(test_html.BODY), "utf8")
    (folder / "a.csv").write_text(test_tables.CSV, "utf8")
    word_file(folder / "a.docx")
    test_epub.write(folder / "a.epub")
    set_pages(folder / "a.pdf", [[(72, 700, line[:30]) for line in PARAGRAPHS]])
    return [path.read_bytes() for path in sorted(folder.iterdir())]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damage_gives_a_clear_error_or_a_text(data: st.DataObject, tmp_path: Path) -> None:
    folder = tmp_path / "kinds"
    if not folder.exists():
        folder.mkdir()
        files_of_all_kinds(folder)
    whole = data.draw(st.sampled_from(sorted(folder.iterdir())))
    damaged = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / whole.name
    path.write_bytes(damaged[: data.draw(st.integers(1, len(damaged)))])
    try:
        read = content(path)
    except FormatError as error:
        assert whole.name in str(error)
    else:
        assert all(speech.text.strip() for speech in read.speeches) or read.refused


def test_folders_are_searched_and_other_files_listed(text_file: Write, tmp_path: Path) -> None:
    text = text_file("一", "in/a.txt")
    deep = text_file("二", "in/deep/b.HTML")
    old = text_file("三", "in/c.doc")
    picture = text_file("四", "in/d.png")
    for hidden in ("in/.hidden.txt", "in/~$a.docx", "in/.git/x.txt"):
        text_file("五", hidden)
    found = speech_files([tmp_path / "in", text])
    assert found.files == (text, old, deep)
    assert found.passed_over == (picture,)
    assert speech_files([tmp_path / "in"], recursive=False).files == (text, old)


def test_a_link_to_nothing_is_kept_to_be_listed(text_file: Write) -> None:
    folder = text_file("要抓好落实。", "a.txt").parent
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    assert [path.name for path in speech_files([folder]).files] == ["a.txt", "gone.txt"]


def test_a_folder_without_speeches_says_what_is_read(text_file: Write) -> None:
    with pytest.raises(CorpusError, match="no file that speeches are read from") as error:
        speech_files([text_file("四", "in/d.png").parent])
    assert ".docx" in str(error.value)


def test_a_plain_text_is_kept_to_the_character(text_file: Write, speech: Speech) -> None:
    assert speech(text_file("　同志们：\r\n𠮷 \n")).text == "　同志们：\r\n𠮷 \n"
