import json

import pytest

from tests.corpus.comparison.invented import slogans, span, speech
from tifa.corpus.comparison import Options, Speech, Study, compare, group_by
from tifa.corpus.comparison.comparing import SECTIONS
from tifa.corpus.comparison.items import Segmenter
from tifa.corpus.comparison.pooled import Settings
from tifa.corpus.comparison.study import speeches_of
from tifa.corpus.errors import CorpusError
from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.lexicon import Entry, Lexicon, shipped_lexicon
from tifa.corpus.reporting.drawn import laid_out
from tifa.corpus.reporting.selection import behind, why_not

FAST = Options(rates=Settings(resamples=50, permutations=50))
LONG = "".join(chr(0x4E00 + 7 * n) for n in range(60))


def spoken(doc_id: str, level: str, text: str = "各县要抓落实。各县要抓发展。" * 3) -> Speech:
    spans = [span(text, "各县要抓落实", "DIRECTIVE", force="obligation"), *slogans(text, "抓落实")]
    return speech(doc_id, text + doc_id, *spans, level=level)


def two_levels(*more: Speech) -> Study:
    speeches = [spoken("a", "central"), spoken("b", "county"), *more]
    return group_by("invented", "gold", speeches, "level")


def plain(*texts: tuple[str, str]) -> Study:
    speeches = [speech(str(n), text, level=level) for n, (text, level) in enumerate(texts)]
    return group_by("invented", "none", speeches, "level")


def test_a_comparison_is_tables_by_section_and_by_name() -> None:
    comparison = compare(two_levels(), options=FAST)
    assert list(comparison.sections) == ["duplicates", *SECTIONS]
    names = [result.name for result in comparison.results]
    assert len(names) == len(set(names))
    assert comparison["rates_spans"].frame["documents"].sum() == 6
    with pytest.raises(KeyError, match="there are: duplicates, rates_spans"):
        comparison["nonsense"]


def test_sections_can_be_chosen_and_unknown_ones_are_refused() -> None:
    assert list(compare(two_levels(), only=["keyness"]).sections) == ["duplicates", "keyness"]
    with pytest.raises(CorpusError, match="no section “nonsense”"):
        compare(two_levels(), only=["nonsense"])


def test_texts_without_annotation_are_compared_by_their_words() -> None:
    lexicon = Lexicon([Entry(canonical="抓落实", status="in", kind="goal", decided="here")])
    characters = Segmenter("characters", lambda text: [(n, n + 1) for n in range(len(text))])
    options = Options(lexicon=lexicon, segmenter=characters)
    study = plain(("抓落实。" * 9, "central"), ("促发展。" * 9, "county"))
    comparison = compare(study, options=options)
    assert "rates" not in comparison.sections
    for name in ("keyness_ngrams", "keyness_slogans"):
        assert comparison[name].frame["item"].iloc[0] == "抓落实"
    assert "words(characters)" in comparison["keyness_words"].recipe.measure


def test_documents_that_repeat_each_other_are_told_before_anything_is_counted() -> None:
    study = plain((LONG, "central"), (LONG + "又一句。", "county"), ("别的话。" * 9, "county"))
    comparison = compare(study)
    assert comparison["duplicates"].frame[["first", "second"]].values.tolist() == [["0", "1"]]
    assert any("all are counted" in warning for warning in comparison.study.warnings)
    assert len(comparison.study.speeches) == 3


def test_repeated_documents_are_counted_once_if_that_is_asked_for() -> None:
    study = plain((LONG, "central"), (LONG + "又一句。", "county"), ("别的话。" * 9, "central"))
    comparison = compare(study, options=Options(exclude_duplicates=True))
    assert [s.doc.id for s in comparison.study.speeches] == ["2", "1"]
    assert comparison.study.left_out == {"0": "repeats 1"}
    assert comparison["duplicates"].recipe.filters.startswith("excluded")


def test_texts_of_one_series_are_not_looked_at_for_reuse_on_request() -> None:
    found = compare(two_levels(), only=["reuse"], options=Options(exclude_series=True))
    assert "series excluded" in found["reuse_network"].recipe.filters


def test_a_group_that_is_empty_after_that_is_answered_with_a_reason() -> None:
    study = plain((LONG, "central"), (LONG + "又一句。", "county"))
    comparison = compare(study, options=Options(exclude_duplicates=True))
    assert comparison["keyness_ngrams"].frame.empty
    assert "the group has no characters" in comparison["keyness_ngrams"].notes


def test_a_comparison_leaves_as_json() -> None:
    content = json.loads(json.dumps(compare(two_levels(), options=FAST).to_dict(), allow_nan=False))
    assert content["groups"] == {"central": 1, "county": 1}
    assert {"name", "title", "recipe", "notes", "rows"} == set(content["tables"][0])


def test_the_same_comparison_twice_is_the_same() -> None:
    first, second = (compare(two_levels(), options=FAST).to_dict() for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_makes_tables_with_their_recipe(name: str) -> None:
    study = group_by("s", "gold", speeches_of(Corpus.read(seed_folder()), "gold"), "level")
    comparison = compare(study, only=[name], options=Options(lexicon=shipped_lexicon()))
    tables = comparison.sections[name]
    assert tables and len({table.name for table in tables}) == len(tables)
    for table in tables:
        assert table.recipe.corpus == "s" and table.recipe.documents == 1
        assert len(table.frame) or table.notes
        for chart in table.charts:
            data = behind(chart, table.frame)
            assert why_not(chart, data) or laid_out(chart, data)
