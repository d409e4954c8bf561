"""Word files: the body with all changes accepted, what stands beside it told."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml

from tests.corpus.readers.conftest import PARAGRAPHS, Speech, lines, noted
from tifa.corpus.errors import FormatError
from tifa.corpus.readers.word_numbering import chinese_numeral

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BOX = """<w:r {w} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps">
<w:drawing><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback>
<w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback>
</mc:AlternateContent></w:r>"""

Build = Callable[[Any], None]


@pytest.fixture
def word(tmp_path: Path, speech: Speech) -> Callable[[Build], Any]:
    """Build a Word file with python-docx and read it."""

    def make(build: Build) -> Any:
        document = Document()
        build(document)
        document.save(str(tmp_path / "speech.docx"))
        return speech(tmp_path / "speech.docx")

    return make


def insert(paragraph: Any, xml: str) -> None:
    """Append WordprocessingML to a paragraph."""
    paragraph._p.append(parse_xml(xml.replace(">", f" {_W}>", 1)))


def test_headings_and_paragraphs_come_back_a_line_each(word: Callable[[Build], Any]) -> None:
    def build(document: Any) -> None:
        document.add_heading("讲话", 1)
        for paragraph in PARAGRAPHS:
            document.add_paragraph(paragraph)

    read = word(build)
    assert lines(read) == ["讲话", *PARAGRAPHS]
    assert read.left_out == ()


def test_runs_tabs_breaks_and_blanks_are_kept(word: Callable[[Build], Any]) -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("　　要")
        paragraph.add_run("抓").bold = True
        paragraph.add_run("紧\t𠮷\n办好")

    assert word(build).text == "　　要抓紧\t𠮷\n办好\n"


def test_deleted_text_stays_out_and_inserted_text_comes_in(word: Callable[[Build], Any]) -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("要")
        insert(paragraph, '<w:del w:id="1"><w:r><w:delText>尽量</w:delText></w:r></w:del>')
        insert(paragraph, '<w:ins w:id="2"><w:r><w:t>坚决</w:t></w:r></w:ins>')
        paragraph.add_run("完成")
        insert(paragraph, '<w:moveFrom w:id="3"><w:r><w:t>旧处</w:t></w:r></w:moveFrom>')

    read = word(build)
    assert read.text == "要坚决完成\n"
    assert read.left_out == ("尽量", "旧处")
    assert noted(read, "3 tracked changes")


def test_a_deleted_paragraph_end_joins_the_next(word: Callable[[Build], Any]) -> None:
    def build(document: Any) -> None:
        first = document.add_paragraph("要抓紧，")
        first._p.get_or_add_pPr().append(
            parse_xml(f'<w:rPr {_W}><w:del w:id="1" w:author="甲"/></w:rPr>')
        )
        document.add_paragraph("要抓实。")

    assert word(build).text == "要抓紧，要抓实。\n"


def test_text_boxes_come_once_after_their_paragraph(word: Callable[[Build], Any]) -> None:
    def build(document: Any) -> None:
        content = "<w:txbxContent><w:p><w:r><w:t>内部资料</w:t></w:r></w:p></w:txbxContent>"
        paragraph = document.add_paragraph("正文。")
        paragraph._p.append(parse_xml(_BOX.format(w=_W, content=content)))
        document.add_paragraph("后文。")

    read = word(build)
    assert lines(read) == ["正文。", "内部资料", "后文。"]
    assert noted(read, "1 text boxes")


def test_table_rows_are_lines_and_merged_cells_come_once(word: Callable[[Build], Any]) -> None:
    def build(document: Any) -> None:
        table = document.add_table(2, 2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "分工表"
        table.cell(1, 0).text, table.cell(1, 1).text = "办公室", "牵头"

    assert lines(word(build)) == ["分工表", "办公室\t牵头"]


def test_hidden_text_and_field_codes_stay_out(word: Callable[[Build], Any]) -> None:
    def build(document: Any) -> None:
        paragraph = document.add_paragraph("要抓紧")
        paragraph.add_run("（批注）").font.hidden = True
        insert(paragraph, "<w:r><w:instrText>PAGE</w:instrText></w:r>")

    read = word(build)
    assert read.text == "要抓紧\n"
    assert read.left_out == ("（批注）",)


def test_headers_footers_and_comments_are_told_not_taken(word: Callable[[Build], Any]) -> None:
    def build(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "讲话汇编"
        document.sections[0].footer.paragraphs[0].text = "第1页"
        runs = document.add_paragraph("要抓紧").runs
        document.add_comment(runs, text="此处要改", author="乙")

    read = word(build)
    assert read.text == "要抓紧\n"
    assert set(read.left_out) == {"讲话汇编", "第1页", "此处要改"}
    assert noted(read, "page headers left out: “讲话汇编”")


def test_footnotes_are_told_not_taken(tmp_path: Path, speech: Speech) -> None:
    document = Document()
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    insert(document.add_paragraph("要抓紧"), reference)
    document.save(str(tmp_path / "plain.docx"))
    note = f'<w:footnotes {_W}><w:footnote w:id="2"><w:p><w:r><w:t>见附件</w:t></w:r></w:p></w:footnote></w:footnotes>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    with (
        zipfile.ZipFile(tmp_path / "plain.docx") as old,
        zipfile.ZipFile(tmp_path / "notes.docx", "w") as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name == "word/_rels/document.xml.rels":
                link = f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Rel'
                data = data.replace(b"</Rel", link.encode())
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"</Types>",
                    b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.'
                    b'openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>',
                )
            new.writestr(name, data)
        new.writestr("word/footnotes.xml", note)
    read = speech(tmp_path / "notes.docx")
    assert read.text == "要抓紧\n"
    assert read.left_out == ("见附件",)


def test_numbers_that_word_counts_are_written_into_the_text(word: Callable[[Build], Any]) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in enumerate(
            [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
        )
    )

    def build(document: Any) -> None:
        numbering = document.part.numbering_part.element
        numbering.insert(
            0, parse_xml(f'<w:abstractNum {_W} w:abstractNumId="77">{levels}</w:abstractNum>')
        )
        numbering.append(
            parse_xml(f'<w:num {_W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
        )
        for level, text in ((0, "学习"), (1, "甲"), (1, "乙"), (0, "落实"), (1, "丙"), (2, "丁")):
            paragraph = document.add_paragraph(text)
            paragraph._p.get_or_add_pPr().append(
                parse_xml(f'<w:numPr {_W}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
            )

    read = word(build)
    assert lines(read) == ["一、学习", "（一）甲", "（二）乙", "二、落实", "（一）丙", "1. 丁"]
    assert noted(read, "6 paragraph numbers")


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (105, "一百〇五"),
     (110, "一百一十"), (1000, "一千"), (1005, "一千〇五")],
)  # fmt: skip
def test_numbers_are_counted_in_chinese(number: int, written: str) -> None:
    assert chinese_numeral(number) == written


def test_the_author_is_told_and_not_taken_for_the_speaker(word: Callable[[Build], Any]) -> None:
    def build(document: Any) -> None:
        document.core_properties.author = "打字员"
        document.core_properties.title = "关于工作的讲话"
        document.add_paragraph("要抓紧")

    read = word(build)
    assert noted(read, "author “打字员”")
    assert {name: found.value for name, found in read.found.items()} == {"title": "关于工作的讲话"}


def test_a_document_of_pictures_only_is_refused(word: Callable[[Build], Any]) -> None:
    with pytest.raises(FormatError, match="no text"):
        word(lambda document: document.add_paragraph(" "))


def test_a_broken_file_is_refused_with_a_remedy(tmp_path: Path, speech: Speech) -> None:
    document = Document()
    document.add_paragraph("要抓紧")
    document.save(str(tmp_path / "speech.docx"))
    data = (tmp_path / "speech.docx").read_bytes()
    (tmp_path / "speech.docx").write_bytes(data[: len(data) // 2])
    with pytest.raises(FormatError, match="damaged") as error:
        speech(tmp_path / "speech.docx")
    assert error.value.remedy
