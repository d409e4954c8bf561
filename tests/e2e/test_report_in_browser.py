"""The report in a real browser, at the width of a laptop and of a phone."""

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from tifa.corpus import Corpus, load_scheme, seed_folder
from tifa.evaluation import Comparison, ScoredText, evaluate, write_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs chromium (apt-get install chromium)"
)

# Measures the page and leaves the figures in the document for --dump-dom.
MEASURE = """
<script>
const page = document.querySelector('article');
document.documentElement.dataset.text = page.textContent.length;
document.documentElement.dataset.overflow =
  document.documentElement.scrollWidth - document.documentElement.clientWidth;
document.documentElement.dataset.width = document.documentElement.clientWidth;
document.documentElement.dataset.size = getComputedStyle(page).fontSize;
</script>
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = Corpus.read(seed_folder())
    (doc,) = corpus.documents.values()
    gold = corpus.layer("gold").spans[doc.id]
    other = corpus.layer("annotator-a").spans[doc.id]
    scored = ScoredText(doc.id, doc.text, gold, other)
    path = tmp_path_factory.mktemp("report") / "report.html"
    write_report(
        path,
        title="seed",
        comparison=Comparison({"a": evaluate([scored], test_set="seed", scheme="1.1")}),
        shown="a",
        documents=corpus.documents,
        gold={doc.id: gold},
        predicted={doc.id: other},
        scheme=load_scheme(),
    )
    html = path.read_text("utf8").replace("</body>", MEASURE + "</body>")
    path.write_text(html, encoding="utf8")
    return path


def _dom(report: Path, width: int, height: int, profile: Path) -> str:
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        f"--user-data-dir={profile}",
        f"--window-size={width},{height}",
        "--dump-dom",
        report.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844)], ids=["laptop", "phone"])
def test_the_page_fits_its_window_and_holds_the_speech(
    report: Path, width: int, height: int, tmp_path: Path
) -> None:
    (doc,) = Corpus.read(seed_folder()).documents.values()
    dom = _dom(report, width, height, tmp_path)
    measured = dict(re.findall(r'data-(text|overflow|size|width)="([^"]*)"', dom[: dom.index("<head")]))
    assert int(measured["text"]) == len(doc.text)
    assert int(measured["width"]) == width
    assert int(measured["overflow"]) <= 0
    assert float(measured["size"].removesuffix("px")) >= 16
    article = re.search(r"<article[^>]*>(.*?)</article>", dom, re.DOTALL)
    assert article is not None
    assert unescape(re.sub(r"<[^>]*>", "", article.group(1))) == doc.text
