"""What a notebook shows of a comparison, and the one call that makes a study."""

import pandas as pd
import pytest

from tests.corpus.comparison.invented import span, speech, study
from tifa.corpus import Corpus, CorpusInfo, Layer, LayerInfo, LayerKind
from tifa.corpus.comparison import Comparison, Options, compare, study_of
from tifa.corpus.comparison.rates import Settings
from tifa.corpus.errors import CorpusError
from tifa.corpus.reporting.charts import Heat

FAST = Options(rates=Settings(resamples=50, permutations=50))
TEXT = "各村要修路，要<修桥>。"


def corpus_of_levels() -> Corpus:
    info = LayerInfo("gold", LayerKind.HUMAN, ("somebody",), "1.1", "2026-01-01")
    spans = [span(TEXT, "各村要修路", "DIRECTIVE", force="obligation")]
    speeches = [
        speech(f"{level}{at}", TEXT, *spans, level=level, date=f"200{at}")
        for level in ("county", "central")
        for at in range(2)
    ]
    unseen = speech("unseen", TEXT, level="county", date="2009").doc
    seen = {each.doc.id: each.spans for each in speeches}
    documents = {each.doc.id: each.doc for each in speeches} | {"unseen": unseen}
    return Corpus(CorpusInfo(name="invented"), documents, {"gold": Layer(info, seen)})


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(study_of(corpus_of_levels(), by="level"), only=["rates"], options=FAST)


def test_a_corpus_becomes_a_study_by_a_field() -> None:
    made = study_of(corpus_of_levels(), by="level")
    assert {group: len(each) for group, each in made.groups.items()} == {"central": 2, "county": 2}
    assert (made.name, made.layer) == ("invented", "gold")


def test_a_corpus_becomes_a_study_by_queries() -> None:
    made = study_of(corpus_of_levels(), target="level=county", where="year=2000")
    assert [each.doc.id for each in made.speeches] == ["county0", "central0"]


def test_the_texts_alone_are_all_documents_and_no_spans() -> None:
    made = study_of(corpus_of_levels(), by="level", layer="none")
    assert "unseen" in {each.doc.id for each in made.speeches}
    assert not any(each.spans for each in made.speeches)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({}, "one of them must be given"),
        ({"by": "level", "target": "year=2000"}, "one of them must be given"),
        ({"by": "level", "reference": "year=2000"}, "A reference needs a target"),
        ({"by": "height"}, "There is no field"),
        ({"by": "level", "where": "year=1900"}, "No document matches"),
        ({"by": "level", "layer": "silver"}, "no layer"),
    ],
)
def test_a_study_that_makes_no_sense_is_refused(arguments: dict[str, str], words: str) -> None:
    with pytest.raises(CorpusError, match=words):
        study_of(corpus_of_levels(), **arguments)  # type: ignore[arg-type]


def test_a_table_shows_its_rows_notes_and_recipe(comparison: Comparison) -> None:
    html = comparison["rates_spans"]._repr_html_()
    assert "<th>per 10k</th>" in html and "<td>county</td>" in html
    assert comparison["rates_spans"].recipe.short() in html


def test_markup_in_a_text_is_shown_as_text() -> None:
    made = study(speech("a", TEXT, span(TEXT, "要<修桥>", "DIRECTIVE", force="<b>")))
    html = compare(made, only=["rates"], options=FAST)["composition"]._repr_html_()
    assert "&lt;b&gt;" in html and "<b>\n" not in html and "<td><b>" not in html


def test_of_a_long_table_the_first_rows_are_shown(comparison: Comparison) -> None:
    from dataclasses import replace

    table = comparison["rates_spans"]
    long = replace(table, frame=pd.concat([table.frame] * 30, ignore_index=True))
    html = long._repr_html_()
    assert html.count("<tr>") == 1 + 20
    assert f"20 / {len(long.frame)}" in html


def test_an_empty_table_says_that_nothing_was_found(comparison: Comparison) -> None:
    from dataclasses import replace

    table = comparison["rates_spans"]
    assert "Nothing was found" in replace(table, frame=table.frame.head(0))._repr_html_()


def test_a_comparison_lists_its_tables_by_name(comparison: Comparison) -> None:
    html = comparison._repr_html_()
    for result in comparison.results:
        assert f"<td>{result.name}</td>" in html
    assert "county (2)" in html


def test_the_plain_forms_are_one_line(comparison: Comparison) -> None:
    for thing in (comparison, comparison["rates_spans"], comparison["rates_spans"].plot()):
        assert "\n" not in repr(thing)
        assert repr(thing).startswith("<")


def test_a_chart_of_ones_own_is_drawn_over_the_columns_of_a_table(comparison: Comparison) -> None:
    plot = comparison["rates_spans"].plot(Heat("my heat map", "label", "group", "per_10k"))
    assert "my heat map" in plot.svg


def test_a_chart_that_is_not_there_is_refused_with_what_to_do(comparison: Comparison) -> None:
    with pytest.raises(CorpusError, match="has 0 charts"):
        comparison["rate_tests"].plot()
    empty = compare(study_of(corpus_of_levels(), by="level", layer="none"), only=["keyness"])
    with pytest.raises(CorpusError, match="nothing to draw"):
        empty["keyness_slogans"].plot()
