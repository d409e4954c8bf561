"""Files of every kind, made by other programs; the texts are invented."""

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tifa.corpus.readers.base import ReadFile, ReadOptions, SpeechText
from tifa.corpus.readers.registry import read_file

PARAGRAPHS = (
    "同志们：",
    "这次会议的主要任务，是部署下一阶段的各项工作，动员各单位统一思想、明确任务、落实责任，把工作抓紧抓实抓好，确保按期完成全年的目标。",
    "一、要认真学习。各单位要组织全体人员学习文件，“学而时习之”，领会其精神，把认识统一到会议的要求上来，不搞形式，不走过场。",
    "二、要落实责任。由办公室牵头，综合科配合，12月底前拿出方案；其他各科室按照分工（见附表）各负其责，有困难的及时提出来，不得拖延。",
    "谢谢大家！",
)

Speech = Callable[[Path], SpeechText]


@pytest.fixture
def speech() -> Speech:
    """Read a file and return its only speech."""

    def read(path: Path) -> SpeechText:
        [only] = content(path).speeches
        return only

    return read


def content(path: Path, **columns: str) -> ReadFile:
    """Read a file; columns of a table may be named."""
    return read_file(path, ReadOptions(columns=columns))[0]


def lines(speech: SpeechText) -> list[str]:
    """Return the lines of a speech."""
    return speech.text.splitlines()


def noted(speech: SpeechText | ReadFile, words: str) -> bool:
    """Say whether a note has the words."""
    return any(words in note for note in speech.notes)


def print_page(page: str, path: Path) -> Path:
    """Print a page to PDF with a browser; without one, skip."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        pytest.skip("needs a browser")
    source = path.with_suffix(".print.html")
    source.write_text(page, "utf8")
    options = ("--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={path}")
    subprocess.run([browser, *options, str(source)], check=True, capture_output=True, timeout=60)
    return path


def set_pages(
    path: Path,
    pages: Sequence[Sequence[tuple[float, float, str]]],
    *,
    size: float = 12,
    encrypt: str | None = None,
) -> Path:
    """Set a PDF without tags: for each page, x and y in points from the bottom left, and text."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), encrypt=encrypt)
    for page in pages:
        canvas.setFont("STSong-Light", size)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return path
