"""The report: one file, the speech untouched in it, every mistake listed."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tifa.corpus import Document, Metadata, Span, TifaError, load_scheme
from tifa.corpus.bootstrap import Bootstrap
from tifa.evaluation import Comparison, ScoredText, evaluate, write_report
from tifa.evaluation.highlight import highlight, lanes_of, looks
from tifa.evaluation.signature import coverage

SCHEME = load_scheme()
TEXT = "在会上的讲话\n同志们：\n\u3000一、切实加强管理\r\n各村要修好“四个一”水渠，<管好>水渠。𠮷村也要修好 & 管好。  \n"


class _Article(HTMLParser):
    """Collects the text of the article, and what the page would load."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.loads: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = self._inside or tag == "article"
        self.loads += [v or "" for name, v in attrs if name in ("src", "href", "data")]

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "article"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.text += data


def _span(quote: str, label: str, **attributes: str) -> Span:
    start = TEXT.index(quote)
    return Span.of(TEXT, start, start + len(quote), label, attributes=attributes)


def _write(path: Path, gold: list[Span], predicted: list[Span], title: str = "t") -> str:
    doc = Document(id="d", text=TEXT, meta=Metadata(title=title))
    scored = ScoredText("d", TEXT, gold, predicted)
    comparison = Comparison({"s": evaluate([scored], test_set="tiny", scheme="speeches 1.1")})
    write_report(
        path,
        title=title,
        comparison=comparison,
        shown="s",
        documents={"d": doc},
        gold={"d": gold},
        predicted={"d": predicted},
        scheme=SCHEME,
        notes=["a note"],
    )
    return path.read_bytes().decode("utf8")


def test_the_text_in_the_page_is_the_text_of_the_document(tmp_path: Path) -> None:
    gold = [_span("各村要修好“四个一”水渠，<管好>水渠", "DIRECTIVE"), _span("四个一", "SLOGAN")]
    page = _Article()
    page.feed(_write(tmp_path / "r.html", gold, [_span("“四个一”水渠，<管好", "SLOGAN")]))
    assert page.text == TEXT


def test_the_page_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    html = _write(tmp_path / "r.html", [_span("四个一", "SLOGAN")], [])
    page = _Article()
    page.feed(html)
    assert all(target.startswith("#") for target in page.loads)
    assert "@import" not in html and "url(" not in html


def test_every_mistake_leads_to_its_place(tmp_path: Path) -> None:
    missed, extra = _span("四个一", "SLOGAN"), _span("也要修好", "DIRECTIVE")
    html = _write(tmp_path / "r.html", [missed], [extra])
    for span in (missed, extra):
        assert f'href="#d1-{span.start}"' in html
        assert f'id="d1-{span.start}"' in html
    assert "漏标 Missed (1)" in html and "多标 Spurious (1)" in html


def test_markup_in_titles_and_attributes_stays_text(tmp_path: Path) -> None:
    bad = '<script>"&'
    html = _write(tmp_path / "r.html", [_span("四个一", "SLOGAN", canonical=bad)], [], title=bad)
    assert "<script>" not in html
    assert re.search(r'data-n="[^"]*canonical: &lt;script&gt;&#34;&amp;', html)


def test_a_folder_that_cannot_be_written_is_named() -> None:
    with pytest.raises(TifaError, match="cannot be written"):
        _write(Path("/dev/null/r.html"), [], [])


def test_the_page_names_the_coverage_of_its_intervals() -> None:
    assert coverage(Bootstrap(4, 10, level=0.9).describe("document")) == "90 %"
    assert coverage(Bootstrap(1).describe("document")) == "interval"


SPANS = st.lists(
    st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 30), st.sampled_from(["SLOGAN", "X"])),
    max_size=6,
).map(
    lambda rows: [
        Span.of(TEXT, start, min(len(TEXT), start + size), label) for start, size, label in rows
    ]
)


@settings(deadline=None)
@given(SPANS, SPANS)
def test_segments_partition_the_text_whatever_the_spans(
    gold: list[Span], predicted: list[Span]
) -> None:
    shown = highlight(TEXT, gold, predicted, looks(["SLOGAN", "X"], SCHEME))
    before, cut = shown.before, shown.blocks
    parts = [seg for block in cut for seg in block.segments]
    assert all(TEXT[seg.start : seg.start + len(seg.text)] == seg.text for seg in parts)
    whole = "".join("".join(s.text for s in block.segments) + block.after for block in cut)
    assert before + whole == TEXT
    assert all(one.start < two.start for one, two in pairwise(parts))
    for seg in parts:
        over = [s for s in gold if s.start < seg.start + len(seg.text) and seg.start < s.end]
        assert bool(over) == ("--g" in seg.lanes)


@given(SPANS)
def test_no_line_hides_another(spans: list[Span]) -> None:
    lanes = lanes_of(spans)
    for one, first in enumerate(spans):
        for other, second in enumerate(spans[:one]):
            if first.overlaps(second):
                assert lanes[one] != lanes[other]


def test_inner_spans_stand_next_to_the_text() -> None:
    outer, inner = _span("各村要修好“四个一”水渠", "DIRECTIVE"), _span("四个一", "SLOGAN")
    assert lanes_of([outer, inner]) == [1, 0]


def test_labels_differ_without_colour() -> None:
    found = looks(["SLOGAN", "DIRECTIVE", "ORG", "PER"], SCHEME)
    assert list(found) == ["DIRECTIVE", "SLOGAN", "ORG", "PER"]
    patterns = {re.sub("#[0-9a-f]+", "", look.image) for look in found.values()}
    assert len(patterns) == 4
