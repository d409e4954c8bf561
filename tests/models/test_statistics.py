"""What the spans to learn are like, before any training."""

import json
from collections import Counter

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.cli.debug_data import _get_distribution, _get_kl_divergence
from spacy.language import Language
from typer.testing import CliRunner

from tifa.cli import app
from tifa.corpus.folder import seed_folder
from tifa.corpus.spans import Span
from tifa.models.reader import select_units
from tifa.models.spandata import set_spans
from tifa.models.statistics import divergence, span_statistics
from tifa.models.units import Unit

ORDER = "要修好水渠。"


def _units(*quotes: str, text: str = ORDER) -> list[Unit]:
    """Return a document for each quote, in which it is marked."""
    return [
        Unit(f"d{n}", 0, text, text, (Span.of(text, i := text.index(quote), i + len(quote), "D"),))
        for n, quote in enumerate(quotes)
    ]


def test_lengths_are_in_characters_and_forms_are_different_texts(nlp: Language) -> None:
    (row,) = span_statistics(nlp, _units("修好", "修好", "水", "要修好水渠")).labels
    assert (row.label, row.spans, row.documents, row.forms) == ("D", 4, 4, 3)
    assert (row.mean_length, row.max_length) == (2.5, 5)
    assert row.p90_length == pytest.approx(4.1)  # between 2 and 5, by linear interpolation


def test_a_form_is_seen_if_another_fold_has_it(nlp: Language) -> None:
    (row,) = span_statistics(nlp, _units("修好", "修好", "水"), folds=3).labels
    assert row.seen == 2
    (row,) = span_statistics(nlp, _units("修好", "修好", "水"), folds=1).labels
    assert row.seen == 0


def test_spans_that_do_not_fit_the_words_are_counted() -> None:
    pytest.importorskip("jieba")
    words = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    (row,) = span_statistics(words, _units("水", "修好")).labels
    assert [token.text for token in words.make_doc(ORDER)] == ["要", "修好", "水渠", "。"]
    assert row.unfit == 1


def test_a_pipeline_without_candidates_has_no_recall(nlp: Language) -> None:
    statistics = span_statistics(nlp, _units("修好"))
    assert statistics.suggester is None
    assert statistics.labels[0].recall is None
    assert statistics.to_dict()["labels"][0]["found_among_candidates"] is None


def test_distinctiveness_is_that_of_spacy(nlp: Language) -> None:
    units = select_units([seed_folder()], "gold")
    docs = [nlp.make_doc(unit.text) for unit in units]
    for doc, unit in zip(docs, units, strict=True):
        set_spans(doc, "sc", unit.spans)
    whole = _get_distribution(docs)
    for row in span_statistics(nlp, units).labels:
        spans = [span for doc in docs for span in doc.spans["sc"] if span.label_ == row.label]
        before = [span.doc[span.start - 1 : span.start] for span in spans if span.start]
        after = [s.doc[s.end : s.end + 1] for s in spans if s.end < len(s.doc)]
        assert row.span_distinctiveness == pytest.approx(
            _get_kl_divergence(_get_distribution(spans), whole)
        )
        assert row.boundary_distinctiveness == pytest.approx(
            _get_kl_divergence(_get_distribution(before + after), whole)
        )


@given(st.text("甲乙丙", max_size=20), st.text("甲乙丙", max_size=20))
def test_divergence_is_never_negative_and_zero_for_the_whole(part: str, rest: str) -> None:
    whole = Counter(part + rest)
    assert divergence(Counter(part), whole) >= -1e-12
    assert divergence(whole, whole) == pytest.approx(0)


def test_statistics_alone_train_nothing_and_come_as_json() -> None:
    done = CliRunner().invoke(
        app, ["train", str(seed_folder()), "--stats-only", "--json", "--out", "/dev/null/model"]
    )
    data = json.loads(done.stdout)
    assert {row["label"]: row["spans"] for row in data["labels"]} == {
        "SLOGAN": 92, "DIRECTIVE": 90, "RESPONSIBILITY": 6,
    }  # fmt: skip
    assert data["suggester"]["recall"] == 1.0


def test_the_table_fits_a_small_screen() -> None:
    lines = (
        CliRunner().invoke(app, ["train", str(seed_folder()), "--stats-only"]).stdout.splitlines()
    )
    header = next(line for line in lines if "label" in line)
    assert header.split() == [
        "label", "spans", "docs", "forms", "seen", "mean", "p90", "max", "SD", "BD", "recall",
        "unfit",
    ]  # fmt: skip
    assert all(len(line.rstrip()) <= 80 for line in lines[:8])
    assert any(line.split()[:2] == ["RESPONSIBILITY", "6"] for line in lines)
