import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from tests.corpus.comparison.invented import slogans as slogan_spans
from tests.corpus.comparison.invented import speech, study
from tifa.corpus.comparison import keyness
from tifa.corpus.comparison.contingency import Tables
from tifa.corpus.comparison.dispersion import average_reduced_frequency
from tifa.corpus.comparison.items import Items, Segmenter, ngrams, slogans, words
from tifa.corpus.comparison.keytable import Choices
from tifa.corpus.comparison.keywords import keywords
from tifa.corpus.comparison.study import Study
from tifa.corpus.figures import Reason
from tifa.corpus.lexicon import Entry, Lexicon
from tifa.corpus.reporting.selection import behind

TEXTS = st.lists(st.text("甲乙丙。 ", max_size=24), min_size=1, max_size=3)
BY_CHARACTER = Segmenter("characters 1.0", lambda text: [(n, n + 1) for n in range(len(text))])


def counted(items: Items) -> dict[str, int]:
    return dict(zip(items.names, np.bincount(items.item, minlength=len(items.names)), strict=True))


def two(first: list[str], second: list[str]) -> Study:
    return study(
        *(speech(f"a{n}", text, level="central") for n, text in enumerate(first)),
        *(speech(f"b{n}", text, level="county") for n, text in enumerate(second)),
    )


def key_ngrams(of: Study, **choices: int) -> pd.DataFrame:
    items = ngrams(of.speeches, least=2)
    return keywords(of, items, "ngrams", Choices(least=2, **choices))[0].frame.set_index("item")


@given(TEXTS, st.integers(1, 3))
def test_ngrams_are_those_that_counting_by_hand_finds(texts: list[str], least: int) -> None:
    counts: dict[str, int] = {}
    for text in texts:
        for piece in text.replace(" ", "。").split("。"):
            for length in (1, 2, 3):
                for start in range(len(piece) - length + 1):
                    gram = piece[start : start + length]
                    counts[gram] = counts.get(gram, 0) + 1
    whole = {
        gram: count
        for gram, count in counts.items()
        if count >= least
        and not any(
            counts.get(longer) == count and len(gram) < 3
            for char in "甲乙丙"
            for longer in (char + gram, gram + char)
        )
    }
    speeches = [speech(f"d{n}", text) for n, text in enumerate(texts)]
    assert counted(ngrams(speeches, shortest=1, longest=3, least=least)) == whole


@given(TEXTS)
def test_places_lead_to_the_ngrams_in_the_text_without_white_space(texts: list[str]) -> None:
    items = ngrams([speech(f"d{n}", text) for n, text in enumerate(texts)], least=1)
    squeezed = ["".join(text.split()) for text in texts]
    assert items.sizes.tolist() == [len(text) for text in squeezed]
    for item, document, place in zip(items.item, items.document, items.place, strict=True):
        assert squeezed[document].startswith(items.names[item], place)


def test_words_are_a_segmenters_and_named_after_it() -> None:
    items = words([speech("a", "甲，乙 甲"), speech("b", "甲")], BY_CHARACTER, least=1)
    assert counted(items) == {"甲": 3, "乙": 1}
    assert items.sizes.tolist() == [3, 1]
    assert (items.unit, items.how) == ("words", "words(characters 1.0)")


def test_slogans_are_counted_by_canonical_form() -> None:
    text = "抓落实，抓 落实"
    spans = slogan_spans(text, "抓落实", "抓 落实", canonical="抓落实")
    items = slogans([speech("a", text, *spans)])
    assert counted(items) == {"抓落实": 2}
    assert items.place.tolist() == [0, 4]
    lexicon = Lexicon([Entry(canonical="落实", status="in", kind="goal", decided="here")])
    assert counted(slogans([speech("a", text)], lexicon)) == {"落实": 2}


def test_a_phrase_of_the_target_is_its_keyword_and_its_parts_are_not() -> None:
    frame = key_ngrams(two(["创新求实。" * 9, "创新求实。好" * 5], ["发展经济。" * 20]))
    assert frame.index[0] == "创新求实"
    assert not {"创新", "新求", "求实"} & set(frame.index)
    key = frame.loc["创新求实"]
    assert (key["key"], key["count_target"], key["count_reference"]) == ("+", 14, 0)
    assert key["documents_target"] == 2 and key["p_of"] == "G²"
    assert frame.loc["发展经济", "key"] == "−"


def test_what_is_nearly_always_part_of_a_longer_keyword_is_marked() -> None:
    frame = key_ngrams(two(["求实创新。" * 19 + "创新。" * 2], ["发展经济。" * 20]))
    assert frame.loc["创新", "part_of"] == "求实创新"
    assert frame.loc["求实创新", "part_of"] == ""
    assert "求实" not in frame.index
    strict = key_ngrams(two(["求实创新。" * 9 + "创新。" * 2], ["发展经济。" * 20]))
    assert strict.loc["创新", "part_of"] == ""


def test_plots_show_no_part_of_what_they_show() -> None:
    of = two(["求实创新。" * 19 + "创新。" * 2], ["发展经济。" * 20])
    key, places = keywords(of, ngrams(of.speeches), "ngrams")
    assert "创新" in set(key.frame["item"])
    assert "创新" not in set(behind(key.charts[0], key.frame)["item"]) | set(places.frame["item"])
    assert "δ=0.1" in key.recipe.measure


def test_long_formulas_are_whole() -> None:
    formula = "人人讲卫生家家爱清洁户户有花园"
    frame = key_ngrams(two([f"我们要{formula}。" * 6, f"都来{formula}。" * 6], ["发展经济。" * 20]))
    assert formula in frame.index
    assert not any(item in formula for item in frame.index if item != formula)


def test_rates_sizes_and_measures_are_those_of_the_counts() -> None:
    of = two(["甲乙。丙丙" * 8], ["甲乙。丙丁" * 3, "丁" * 40])
    row = key_ngrams(of).loc["甲乙"]
    table = Tables.of_counts(8, 3, row["size_target"], row["size_reference"])
    assert (row["size_target"], row["size_reference"]) == (40, 55)
    assert row["per_10k_target"] == pytest.approx(2000)
    assert row["g2"] == pytest.approx(float(keyness.log_likelihood(table)))
    assert row["log_ratio"] == pytest.approx(float(keyness.log_ratio(table)))
    cells = [[8, 32], [3, 52]]
    if row["p_of"] == "Fisher":
        assert row["p"] == pytest.approx(fisher_exact(cells)[1])
    assert row["p_adjusted"] >= row["p"]


@given(st.lists(st.tuples(*[st.integers(0, 30)] * 4), min_size=1, max_size=6))
def test_exact_p_values_of_many_tables_are_scipys(rows: list[tuple[int, ...]]) -> None:
    rows = [row for row in rows if sum(row)]
    if not rows:
        return
    found = keyness.fisher_exact(Tables(*np.array(rows, float).T))
    expected = [fisher_exact([[a, b], [c, d]])[1] for a, b, c, d in rows]
    assert found.tolist() == pytest.approx(expected)


def test_dispersion_is_that_of_the_side_an_item_is_key_in() -> None:
    of = two(["创新" * 5 + "甲" * 10, "创新" * 5 + "乙" * 10, "丁" * 20], ["戊" * 60])
    row = key_ngrams(of).loc["创新"]
    assert row["dp"] == pytest.approx(1 / 3) and row["documents_target"] == 2
    places = [2 * n + 20 * d for d in (0, 1) for n in range(5)]
    assert row["arf"] == pytest.approx(average_reduced_frequency(places, 60))


def test_one_document_has_no_dispersion_and_the_reason_is_told() -> None:
    of = two(["创新" * 9], ["丁" * 60, "戊" * 9])
    result = keywords(of, ngrams(of.speeches), "ngrams")[0]
    assert result.frame[result.frame["key"] == "+"]["dp"].isna().all()
    assert f"target: {Reason.ONE_PART}" in result.notes


def test_the_target_is_never_part_of_its_reference() -> None:
    third = speech("c", "丙丁" * 9, level="municipal")
    of = study(speech("a", "甲乙" * 9, level="central"), speech("b", "甲乙" * 9), third)
    results = keywords(of, ngrams(of.speeches), "ngrams")
    sizes = [
        tuple(each.frame[["size_target", "size_reference"]].iloc[0])
        for each in results
        if each.name.startswith("keyness")
    ]
    assert sizes == [(18, 36)] * 3


def test_items_of_few_documents_can_be_left_out() -> None:
    of = two(["创新" * 9, "丁甲" * 9], ["丁乙" * 9])
    assert "创新" in key_ngrams(of).index
    assert "创新" not in key_ngrams(of, documents=2).index


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        (study(speech("a", "甲乙" * 9)), Reason.ONE_GROUP),
        (two(["甲乙" * 9], [" \n"]), Reason.NO_CHARACTERS),
    ],
)
def test_what_cannot_be_compared_is_answered_with_a_reason(of: Study, reason: Reason) -> None:
    (result,) = keywords(of, ngrams(of.speeches), "ngrams")
    assert result.frame.empty and reason in result.notes


def test_the_recipe_names_every_variant() -> None:
    of = two(["甲乙" * 9], ["丙丁" * 9])
    recipe = keywords(of, words(of.speeches, BY_CHARACTER), "words")[0].recipe.short()
    for part in ("4-cell, 2-cell", "chi-square(yates)", "benjamini-hochberg", "variance 4-term",
                 "words(characters 1.0)", "sizes in words", "frequency ≥ 5"):  # fmt: skip
        assert part in recipe
