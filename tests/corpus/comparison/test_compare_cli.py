import csv
import json
import re
from base64 import b64decode
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.corpus.comparison.invented import span
from tifa.cli import app
from tifa.corpus import Corpus, CorpusInfo, Document, Layer, LayerInfo, LayerKind, Metadata
from tifa.corpus.errors import TifaError

RUN = CliRunner()
FAST = ("--resamples", "50")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of four speeches of two levels, one layer, and two kinds of text."""
    documents, spans = {}, {}
    for number, level in enumerate(("central", "central", "county", "county")):
        doc_id = f"d{number}"
        text = ("抓改革，促发展。" if level == "central" else "各村要修路。") * (
            5 + number
        ) + doc_id
        kind = "excerpt" if number == 3 else "full_text"
        meta = Metadata(title=doc_id, level=level, text_kind=kind, event_date=f"201{number}")
        documents[doc_id] = Document(id=doc_id, text=text, meta=meta)
        quote = "抓改革" if level == "central" else "各村要修路"
        spans[doc_id] = (span(text, quote, "DIRECTIVE", force="obligation"),)
    info = LayerInfo("gold", LayerKind.HUMAN, ("somebody",), "1.1", "2026-01-01")
    made = Corpus(CorpusInfo(name="invented"), documents, {"gold": Layer(info, spans)})
    made.write(tmp_path / "corpus")
    return tmp_path / "corpus"


def compared(*arguments: object) -> str:
    done = RUN.invoke(app, ["compare", *map(str, arguments), *FAST])
    assert done.exit_code == 0, done.output
    return done.stdout


def refused(*arguments: object) -> str:
    done = RUN.invoke(app, ["compare", *map(str, arguments)])
    assert isinstance(done.exception, TifaError)
    return str(done.exception)


def test_tables_are_printed_with_their_recipes(corpus: Path) -> None:
    printed = compared(corpus, "--by", "level")
    assert "DIRECTIVE" in printed and "抓改革" in printed
    assert "layer:gold|by:level|documents:4" in printed
    assert "place" not in printed


def test_what_is_mixed_in_a_group_is_told(corpus: Path) -> None:
    done = RUN.invoke(app, ["compare", str(corpus), "--by", "level", *FAST])
    assert "Note: county mixes text_kind: excerpt, full_text" in done.stderr


def test_everything_is_saved(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    compared(corpus, "--by", "level", "--out", out)
    content = json.loads((out / "comparison.json").read_text("utf8"))
    names = [table["name"] for table in content["tables"]]
    book = load_workbook(out / "comparison.xlsx")
    assert book.sheetnames[: len(names)] == [name[:31] for name in names]
    for name, table in zip(names, content["tables"], strict=True):
        with (out / f"comparison.{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
            assert len(list(csv.DictReader(lines))) == len(table["rows"])
    recipes = json.loads((out / "comparison.recipe.json").read_text("utf8"))
    assert recipes["rates_spans"]["recipe"]["layer"] == "gold"
    page = (out / "report.html").read_text("utf8")
    for part in ("<svg", "抓改革", "data:text/csv", recipes["rates_spans"]["recipe"]["sha"]):
        assert part in page


def test_two_queries_make_the_groups_and_a_section_can_be_chosen(corpus: Path) -> None:
    printed = compared(corpus, "--target", "year<=2011", "--only", "rates", "--print", "json")
    content = json.loads(printed)
    assert content["groups"] == {"target": 2, "reference": 2}
    assert not any(table["name"].startswith("keyness") for table in content["tables"])


def test_csv_is_a_block_for_each_table(corpus: Path) -> None:
    printed = compared(corpus, "--by", "level", "--only", "rates", "--print", "csv")
    assert printed.splitlines()[0].startswith("# duplicates: corpus:invented|")
    assert "DIRECTIVE,central,2,2," in printed


def test_only_documents_that_match_are_compared(corpus: Path) -> None:
    printed = compared(corpus, "--by", "level", "--filter", "year!=2013", "--print", "json")
    assert json.loads(printed)["groups"] == {"central": 2, "county": 1}


def test_words_are_cut_by_a_named_segmenter(corpus: Path) -> None:
    pytest.importorskip("jieba")
    printed = compared(corpus, "--by", "level", "--segmenter", "jieba", "--only", "keyness")
    assert "words(jieba 0." in printed


def test_the_texts_alone_can_be_compared(corpus: Path) -> None:
    content = json.loads(compared(corpus, "--by", "level", "--layer", "none", "--print", "json"))
    assert content["layer"] == "none"
    assert {table["name"] for table in content["tables"]} >= {"keyness_ngrams", "keyness_slogans"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "one of them must be given"),
        (("--by", "level", "--target", "year=2011"), "one of them must be given"),
        (("--by", "level", "--reference", "year=2011"), "A reference needs a target"),
        (("--by", "nonsense"), "no field “nonsense”"),
        (("--by", "place"), "No document has a value for “place”"),
        (("--by", "level", "--only", "nonsense"), "no section “nonsense”"),
        (("--by", "level", "--layer", "nonsense"), "no layer “nonsense”"),
        (("--by", "level", "--filter", "year=1900"), "No document matches “year=1900”"),
        (("--by", "level", "--model", "nowhere"), "nowhere"),
    ],
)
def test_what_makes_no_sense_is_refused(
    corpus: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert words in refused(corpus, *arguments)


def test_help_has_an_example() -> None:
    assert "Example: tifa compare" in RUN.invoke(app, ["compare", "--help"]).stdout


def test_the_data_behind_every_plot_can_be_saved_from_the_page(
    corpus: Path, tmp_path: Path
) -> None:
    compared(corpus, "--by", "level", "--out", tmp_path)
    page = (tmp_path / "report.html").read_text("utf8")
    main = page.partition("<main>")[2]
    plots = main.count('<svg class="plot"') + main.count('<table class="heat">')
    links = re.findall(r'href="data:text/csv;[^,]*,([^"]*)" download="[^"]*\.plot\d+\.csv"', main)
    assert len(links) == plots > 5
    for link in links:
        rows = list(csv.reader(b64decode(link).decode("utf-8-sig").splitlines()))
        assert len(rows) > 1 and len({*map(len, rows)}) == 1


def test_a_plot_with_nothing_to_show_is_answered_with_a_reason(
    corpus: Path, tmp_path: Path
) -> None:
    compared(corpus, "--by", "level", "--filter", "year=2010", "--out", tmp_path)
    page = (tmp_path / "report.html").read_text("utf8")
    assert "There is only one column: see the table." in page
