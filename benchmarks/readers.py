"""How much of a text comes back from web pages, Word files, PDFs, e-books and tables.

Texts are written as files of each kind by other programs (python-docx, a browser, reportlab,
lxml, openpyxl), with the furniture such files have: navigation, headers, page numbers. Then
each file is read. Characters are compared without white space, in their order; paragraphs
are compared as lines. The last line adds all files to a corpus in one command.

Example: python benchmarks/readers.py ../shared/data/raw --texts 40
"""

import argparse
import html
import random
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from importlib import import_module
from pathlib import Path

from tifa.corpus.ingest import read_text_file
from tifa.corpus.readers.registry import read_file

_NAVIGATION = "".join(
    f"<li><a href='/{n}'>{word}</a></li>"
    for n, word in enumerate(("首页", "要闻", "专题", "图片", "视频"))
)
_RELATED = "".join(f"<li><a href='/r{n}'>相关报道第{n}条：会议召开</a></li>" for n in range(6))
_PAGE = """<!doctype html><html lang="zh"><head><meta charset="{charset}"><title>{title}_示例网</title>
</head><body><div class="top"><ul class="nav">{navigation}</ul></div>
<div class="article"><h1>{title}</h1>
<div id="content">{paragraphs}</div></div>
<div class="related"><h3>相关阅读</h3><ul>{related}</ul></div>
<div class="footer"><p>版权所有 示例网 备案号00000000</p></div></body></html>"""
_PRINTED = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title>
<style>@page {{ size: A4; margin: 3cm 2.6cm }} body {{ font: 16pt/28pt serif }}
p {{ text-indent: 2em; margin: 0; text-align: justify }}</style><body>{paragraphs}</body></html>"""


@dataclass
class Result:
    """What came back of the files of one kind."""

    wanted: int = 0
    same: int = 0
    extra: int = 0
    lines: int = 0
    same_lines: int = 0
    seconds: float = 0.0
    failed: list[str] = field(default_factory=list)


def paragraphs(text: str) -> list[str]:
    """Return the lines of a text that are not blank, each white space as one space."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def as_html(charset: str) -> Callable[[list[str], Path], None]:
    """Return a writer of web pages in a character set."""

    def write(lines: list[str], path: Path) -> None:
        # Half of the pages on the web part paragraphs by <br>, half by <p>.
        escaped = [html.escape(line) for line in lines]
        headed = len(escaped[0]) <= 40
        body = escaped[1:] if headed else escaped
        if len(escaped) % 2:
            content = "".join(f"<p>　　{line}</p>\n" for line in body)
        else:
            content = "<br><br>\n".join(body)
        page = _PAGE.format(
            charset=charset,
            title=escaped[0] if headed else "",
            navigation=_NAVIGATION,
            related=_RELATED,
            paragraphs=content,
        )
        path.write_bytes(page.encode("gb18030" if charset == "gbk" else charset))

    return write


def as_docx(lines: list[str], path: Path) -> None:
    """Write a Word file with page header and page numbers."""
    from docx import Document

    document = Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))


def as_browser_pdf(lines: list[str], path: Path) -> None:
    """Print a page to PDF with the browser's header, address and page numbers."""
    page = path.with_suffix(".print.html")
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    page.write_text(_PRINTED.format(title="示例", paragraphs=body), "utf8")
    browser = shutil.which("chromium") or shutil.which("google-chrome") or "chromium"
    options = ("--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={path}")
    subprocess.run([browser, *options, str(page)], check=True, capture_output=True)
    page.unlink()


def as_plain_pdf(lines: list[str], path: Path) -> None:
    """Set a PDF without tags: running header, page numbers, indented paragraphs."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Paragraph, SimpleDocTemplate
    from reportlab.platypus.doctemplate import BaseDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle(
        "body", fontName="STSong-Light", fontSize=16, leading=28, firstLineIndent=32, wordWrap="CJK"
    )

    def furniture(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(72, 800, "讲话汇编")
        canvas.drawCentredString(297, 30, f"— {document.page} —")

    SimpleDocTemplate(str(path), pagesize=A4).build(
        [Paragraph(html.escape(line), style) for line in lines],
        onFirstPage=furniture,
        onLaterPages=furniture,
    )


def as_epub(lines: list[str], path: Path) -> None:
    """Write a book of several chapter files, with cover page and navigation."""
    size = -(-len(lines) // 3)
    parts = [lines[start : start + size] for start in range(0, len(lines), size)]
    items = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(parts))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(parts)))
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="O/b.opf"/></rootfiles></container>',
        )
        book.writestr(
            "O/b.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><metadata/><manifest>'
            '<item id="nav" properties="nav" href="nav.xhtml" media-type="application/xhtml+xml"/>'
            f'{items}</manifest><spine><itemref idref="nav"/>{spine}</spine></package>',
        )
        book.writestr("O/nav.xhtml", "<html><body><nav>目录</nav></body></html>")
        for number, part in enumerate(parts):
            body = "".join(f"<p>{html.escape(line)}</p>" for line in part)
            book.writestr(
                f"O/c{number}.xhtml",
                f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>',
            )


def as_excel(lines: list[str], path: Path) -> None:
    """Write a workbook of one speech below a merged title."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["讲话汇编"])
    sheet.merge_cells("A1:B1")
    sheet.append(["标题", "正文"])
    sheet.append(["示例", "\n".join(lines)])
    book.save(path)


def as_text(lines: list[str], path: Path) -> None:
    """Write plain text in GB18030."""
    path.write_bytes("\n".join(lines).encode("gb18030"))


KINDS: dict[str, tuple[str, Callable[[list[str], Path], None]]] = {
    "text, GB18030": (".txt", as_text),
    "HTML, UTF-8": (".html", as_html("utf-8")),
    "HTML, GBK": (".htm", as_html("gbk")),
    "DOCX": (".docx", as_docx),
    "PDF, browser": (".pdf", as_browser_pdf),
    "PDF, no tags": (".pdf", as_plain_pdf),
    "EPUB": (".epub", as_epub),
    "Excel": (".xlsx", as_excel),
}


def bare(lines: Iterable[str]) -> str:
    """Return text without white space."""
    return "".join("".join(line.split()) for line in lines)


def same_characters(wanted: Sequence[str], got: Sequence[str]) -> int:
    """Count the characters that come back in order, line by line where lines are the same."""
    same = 0
    for tag, i, j, k, m in SequenceMatcher(None, wanted, got, autojunk=False).get_opcodes():
        left, right = bare(wanted[i:j]), bare(got[k:m])
        if tag == "equal" or left == right:
            same += len(left)
        else:
            blocks = SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
            same += sum(block.size for block in blocks)
    return same


def measure(result: Result, lines: list[str], path: Path) -> None:
    """Read a file and count what came back."""
    started = time.perf_counter()
    try:
        content, _ = read_file(path)
    except Exception as error:  # noqa: BLE001 (a benchmark counts whatever goes wrong)
        result.failed.append(f"{path.name}: {error}")
        return
    result.seconds += time.perf_counter() - started
    got = paragraphs(content.speeches[0].text)
    result.wanted += len(bare(lines))
    same = same_characters(lines, got)
    result.same += same
    result.extra += len(bare(got)) - same
    result.lines += len(lines)
    matches = SequenceMatcher(None, lines, got, autojunk=False).get_matching_blocks()
    result.same_lines += sum(block.size for block in matches)


def sample(folder: Path, number: int, seed: int, most: int) -> list[tuple[str, list[str]]]:
    """Return texts of several paragraphs, drawn at random; repeated texts once."""
    texts: dict[str, tuple[str, list[str]]] = {}
    for path in sorted(folder.rglob("*.txt")):
        lines = paragraphs(read_text_file(path).text)
        if len(lines) >= 5 and len(bare(lines)) <= most:
            texts.setdefault(bare(lines), (path.stem, lines))
    return random.Random(seed).sample(list(texts.values()), min(number, len(texts)))


def add_in_one_command(texts: list[tuple[str, list[str]]], kinds: list[str], files: int) -> str:
    """Add files of mixed kinds and a broken one with one command; return what it says."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        for number in range(files - 1):
            stem, lines = texts[number % len(texts)]
            suffix, write = KINDS[kinds[number % len(kinds)]]
            # A line of its own, or most texts would be skipped as known.
            write([*lines, f"第{number}份文件。"], folder / f"in/{number:03}-{stem[:20]}{suffix}")
        (folder / "in/broken.docx").write_bytes(b"PK\x03\x04 broken")
        tifa = [sys.executable, "-m", "tifa", "corpus"]
        subprocess.run([*tifa, "new", f"{folder}/corpus"], check=True, capture_output=True)
        started = time.perf_counter()
        done = subprocess.run(
            [*tifa, "add", f"{folder}/corpus", f"{folder}/in"],
            check=False,
            capture_output=True,
            text=True,
        )
        seconds = time.perf_counter() - started
    said = [line for line in done.stdout.splitlines() if " refused" in line]
    refused = done.stderr.strip().replace(f"{folder}/", "")
    return f"{files} files, one command: {seconds:.1f} s, exit {done.returncode}: {said}\n{refused}"


def main() -> None:
    """Write, read, compare, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="folder of .txt files, one paragraph a line")
    parser.add_argument("--texts", type=int, default=40)
    parser.add_argument("--most", type=int, default=30_000, help="longest text, in characters")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--files", type=int, default=300, help="files added in one command")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only these kinds")
    parser.add_argument("--show", action="store_true", help="print lines that differ")
    arguments = parser.parse_args()
    kinds = arguments.kind or list(KINDS)
    for library in ("docx", "openpyxl", "pdfplumber", "trafilatura"):
        import_module(library)  # so that no file pays for the loading
    texts = sample(arguments.folder, arguments.texts, arguments.seed, arguments.most)
    print(f"{len(texts)} texts, {sum(len(bare(lines)) for _, lines in texts):,} characters")
    print(f"{'kind':15} {'recovered':>10} {'added':>8} {'lines':>8} {'chars/s':>10} {'files/s':>8}")
    for kind in kinds:
        result = Result()
        suffix, write = KINDS[kind]
        with tempfile.TemporaryDirectory() as name:
            for number, (_, lines) in enumerate(texts):
                path = Path(name) / f"{number}{suffix}"
                write(lines, path)
                measure(result, lines, path)
                if arguments.show:
                    show(lines, path)
        speed = result.wanted / max(result.seconds, 1e-9)
        rate = (len(texts) - len(result.failed)) / max(result.seconds, 1e-9)
        print(
            f"{kind:15} {result.same / max(1, result.wanted):10.3%} "
            f"{result.extra / max(1, result.wanted):8.3%} "
            f"{result.same_lines / max(1, result.lines):8.2%} {speed:10,.0f} {rate:8.1f}"
        )
        for failed in result.failed:
            print(f"    {failed}")
    if arguments.files:
        print(add_in_one_command(texts, kinds, arguments.files))


def show(wanted: list[str], path: Path) -> None:
    """Print how the lines of a file differ from those wanted."""
    got = paragraphs(read_file(path)[0].speeches[0].text)
    for tag, i, j, k, m in SequenceMatcher(None, wanted, got, autojunk=False).get_opcodes():
        if tag != "equal":
            print(f"  {path.name} {tag}\n    wanted {wanted[i:j]}\n    got    {got[k:m]}")


if __name__ == "__main__":
    main()
