"""The reports in a real browser, at the width of a laptop and of a phone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.e2e.browser import CHROMIUM, Browser
from tifa.cli import app
from tifa.corpus import Corpus, Document, seed_folder
from tifa.corpus.spans import Span
from tifa.evaluation.highlight import lanes_of

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs chromium (apt-get install chromium)"
)
PAGES = ("evaluate", "agreement", "crossval", "compare")
LAPTOP, PHONE = 1280, 390
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every report, made by the commands from the seed speech."""
    out = tmp_path_factory.mktemp("reports")
    seed = str(seed_folder())
    commands = {
        "evaluate": [seed, "--layers", "annotator-a", "--seen", seed, "--resamples", "50"],
        "agreement": [seed, "--samples", "2", "--resamples", "50"],
        "crossval": ["--config", "rules", "--folds", "2", "--repeats", "2", "--shares", ".5,1"],
    }
    commands["compare"] = [str(_halves(out / "halves")), "--by", "place", "--resamples", "50"]
    names = dict.fromkeys(commands, "report.html") | {"agreement": "agreement.html"}
    for name, arguments in commands.items():
        done = CliRunner().invoke(app, [name, *arguments, "--out", str(out / name)])
        assert done.exit_code == 0, done.output
    return {name: out / name / file for name, file in names.items()}


def _halves(folder: Path) -> Path:
    """Make a corpus of the halves of the seed speech, as if given in two places."""
    seed = Corpus.read(seed_folder())
    (doc,) = seed.documents.values()
    gold = seed.layer("gold")
    middle = doc.text.index("。", len(doc.text) // 2) + 1
    documents, spans = {}, {}
    for name, start, end in (("甲地", 0, middle), ("乙地", middle, len(doc.text))):
        meta = doc.meta.model_copy(update={"place": name})
        documents[name] = Document(id=name, text=doc.text[start:end], meta=meta)
        spans[name] = tuple(
            span.shifted(-start)
            for span in gold.spans[doc.id]
            if start <= span.start and span.end <= end
            and all(start <= each.start and each.end <= end for each in span.arguments)
        )  # fmt: skip
    Corpus(seed.info, documents, {"gold": replace(gold, spans=spans)}).write(folder)
    return folder


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    started = Browser(tmp_path_factory.mktemp("profile"))
    yield started
    started.close()


def _gold() -> tuple[str, tuple[Span, ...]]:
    corpus = Corpus.read(seed_folder())
    (doc,) = corpus.documents.values()
    return doc.text, tuple(corpus.layer("gold").spans[doc.id])


@pytest.mark.parametrize("width", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_sticks_out_of_the_window(
    pages: dict[str, Path], browser: Browser, name: str, width: int
) -> None:
    browser.open(pages[name], width)
    assert browser.run("innerWidth") == width
    browser.run(OPEN_ALL)
    assert browser.run(OVERFLOW) <= 0


def test_no_note_sticks_out_of_a_phone(pages: dict[str, Path], browser: Browser) -> None:
    browser.open(pages["evaluate"], PHONE)
    shown = "getComputedStyle(document.activeElement, '::after').position"
    browser.run("document.querySelector('[data-n]').focus()")
    assert browser.run(shown) == "absolute"
    widest = browser.run(
        f"Math.max(...[...document.querySelectorAll('[data-n]')].map(s => {{ s.focus(); return {OVERFLOW} }}))"
    )
    assert widest <= 0


@pytest.mark.parametrize("name", PAGES)
def test_a_page_loads_nothing_but_itself(
    pages: dict[str, Path], browser: Browser, name: str
) -> None:
    browser.open(pages[name], LAPTOP)
    assert browser.requests == [pages[name].as_uri()]


@pytest.mark.parametrize("name", PAGES)
def test_plots_hold_their_text_as_text_of_a_size_to_read(
    pages: dict[str, Path], browser: Browser, name: str
) -> None:
    browser.open(pages[name], PHONE)
    heights = browser.run(
        "[...document.querySelectorAll('svg text')].map(t => t.getBoundingClientRect().height)"
    )
    assert heights
    assert min(heights) >= 12


@pytest.mark.parametrize("name", ["evaluate", "agreement"])
def test_the_speech_stands_in_the_page_untouched(
    pages: dict[str, Path], browser: Browser, name: str
) -> None:
    browser.open(pages[name], LAPTOP)
    text, _ = _gold()
    assert browser.run("document.querySelector('article').textContent") == text


def test_lines_of_nested_spans_stand_apart(pages: dict[str, Path], browser: Browser) -> None:
    _, spans = _gold()
    lanes = lanes_of(spans)
    inner = next(
        one for one, lane in zip(spans, lanes, strict=True)
        if lane == 0 and any(o.start <= one.start and one.end < o.end for o in spans)
    )  # fmt: skip
    browser.open(pages["evaluate"], LAPTOP)
    style = f"getComputedStyle(document.getElementById('d1-{inner.start}'))"
    images = browser.run(f"{style}.backgroundImage.split(/, (?=none|[a-z-]+gradient)/)")
    places = browser.run(f"{style}.backgroundPosition.split(', ')")
    drawn = [place for image, place in zip(images, places, strict=True) if image != "none"]
    assert len(drawn) >= 2
    assert len({*drawn}) == len(drawn)


def test_the_keyboard_reaches_the_texts_and_what_is_folded(
    pages: dict[str, Path], browser: Browser
) -> None:
    browser.open(pages["evaluate"], LAPTOP)
    browser.press("Tab")
    assert browser.run("document.activeElement.className") == "skip"
    assert browser.run("document.activeElement.getBoundingClientRect().left") >= 0
    browser.press("Enter")
    assert browser.run("location.hash") == "#texts"
    browser.press("Tab")
    assert browser.run("document.querySelector('#texts').contains(document.activeElement)")
    browser.run("document.querySelector('summary').focus()")
    browser.press("Enter")
    assert browser.run("document.activeElement.parentElement.open")


def test_the_space_bar_hides_one_side(pages: dict[str, Path], browser: Browser) -> None:
    browser.open(pages["evaluate"], LAPTOP)
    height = "getComputedStyle(document.querySelector('article .s')).backgroundSize.split(', ')[0]"
    assert browser.run(height) == "100% 3px"
    browser.run("document.querySelector('#gold').focus()")
    browser.press(" ")
    assert browser.run(height) == "100% 0px"


def test_a_focused_span_tells_its_label_and_side(pages: dict[str, Path], browser: Browser) -> None:
    browser.open(pages["agreement"], LAPTOP)
    browser.run("document.querySelector('[data-n]').focus()")
    note = browser.run("getComputedStyle(document.activeElement, '::after').content")
    assert note.startswith('"annotator-')
    assert browser.run("document.activeElement.dataset.n") in note.replace("\\a ", "\n")


def test_a_mistake_leads_to_its_place(pages: dict[str, Path], browser: Browser) -> None:
    browser.open(pages["evaluate"], PHONE)
    browser.run("document.querySelector('.mistakes a').click()")
    assert browser.run("location.hash === '#' + document.querySelector(':target').id")
    top = browser.run("document.querySelector(':target').getBoundingClientRect().top")
    bar = browser.run("document.querySelector('.bar').getBoundingClientRect().bottom")
    assert bar <= top < 800


def test_the_data_behind_every_plot_can_be_saved(pages: dict[str, Path], browser: Browser) -> None:
    browser.open(pages["compare"], PHONE)
    links = browser.run("[...document.querySelectorAll('a[download]')].map(a => a.href)")
    assert len(links) >= browser.run("document.querySelectorAll('svg.plot').length") - 1 > 1
    assert all(link.startswith("data:text/csv") for link in links)
