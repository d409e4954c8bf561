"""The report in a real browser, at the width of a laptop and of a phone."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tifa.corpus import Corpus, load_scheme, seed_folder
from tifa.evaluation import Comparison, ScoredText, evaluate, write_report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs chromium (apt-get install chromium)"
)

# The page measures itself and tells the window around it. Chromium's own window cannot be
# as narrow as a phone; a frame in it can.
MEASURE = """
<script>
const page = document.querySelector('article');
parent.postMessage({
  text: page.textContent,
  width: document.documentElement.clientWidth,
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  size: parseFloat(getComputedStyle(page).fontSize),
}, '*');
</script>
"""
FRAME = """<!doctype html><meta charset="utf-8"><pre></pre>
<script>onmessage = event => {{ document.querySelector('pre').textContent = JSON.stringify(event.data) }}</script>
<iframe src="{name}" width="{width}" height="800" style="border: 0"></iframe>
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


def _measure(report: Path, width: int, profile: Path) -> dict[str, Any]:
    frame = report.with_name(f"frame-{width}.html")
    frame.write_text(FRAME.format(name=report.name, width=width), encoding="utf8")
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
        "--window-size=1400,900",
        "--virtual-time-budget=5000",
        "--dump-dom",
        frame.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    told = re.search(r"<pre>(.*?)</pre>", done.stdout, re.DOTALL)
    assert told is not None
    measured: dict[str, Any] = json.loads(unescape(told.group(1)))
    return measured


@pytest.mark.parametrize("width", [1366, 390], ids=["laptop", "phone"])
def test_the_page_fits_its_window_and_holds_the_speech(
    report: Path, width: int, tmp_path: Path
) -> None:
    (doc,) = Corpus.read(seed_folder()).documents.values()
    measured = _measure(report, width, tmp_path)
    assert measured["text"] == doc.text
    assert measured["width"] == width
    assert measured["overflow"] <= 0
    assert measured["size"] >= 16
