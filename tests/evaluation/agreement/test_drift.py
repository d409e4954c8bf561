"""Drift: agreement and rates in the order of time, and whether there is a trend."""

import pytest

from tests.evaluation.invented import TEXT, span
from tifa.corpus.figures import Reason, Undefined
from tifa.corpus.spans import Span
from tifa.evaluation.agreement.drift import measure_drift
from tifa.evaluation.agreement.texts import AnnotatedText, Study

SPANS = [span(3 * n, 3 * n + 2) for n in range(8)]


def text(name: str, agreed: int, when: str = "") -> AnnotatedText:
    return AnnotatedText(name, TEXT, {"x": SPANS, "y": SPANS[:agreed]}, when=when)


def test_texts_stand_in_the_order_of_time_if_all_have_one() -> None:
    texts = [text("a", 4, "2024-02-01"), text("b", 8, "2024-01-01")]
    drift = measure_drift(Study.of(texts))
    assert drift.by_time
    assert [point.id for point in drift.points] == ["b", "a"]
    assert [point.f1 for point in drift.points] == [1.0, pytest.approx(8 / 12)]
    some = measure_drift(Study.of([*texts, text("c", 1)]))
    assert not some.by_time and [point.id for point in some.points] == ["a", "b", "c"]


def test_rates_are_spans_for_1000_characters() -> None:
    (point,) = measure_drift(Study.of([text("a", 4)])).points
    assert point.rates == {"x": 200.0, "y": 100.0}


def test_agreement_that_only_rises_has_a_trend_of_1() -> None:
    drift = measure_drift(Study.of([text(str(n), n) for n in range(1, 7)]))
    assert drift.trend == pytest.approx(1)
    assert drift.p == pytest.approx(2 / 720)  # 2 of the 6! orders are as extreme


def _nothing(name: str) -> AnnotatedText:
    return AnnotatedText(name, TEXT, {"x": [], "y": []})


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ([], Reason.FEW_TEXTS),
        ([text(str(n), n) for n in range(4)], Reason.FEW_TEXTS),
        ([_nothing(str(n)) for n in range(9)], Reason.FEW_TEXTS),
        ([text(str(n), 4) for n in range(9)], Reason.ONE_VALUE),
    ],
)
def test_what_shows_no_trend_says_why(texts: list[AnnotatedText], why: Reason) -> None:
    drift = measure_drift(Study.of(texts))
    assert drift.trend == drift.p == Undefined(why)
    assert len(drift.points) == len(texts)


def test_only_pairs_that_saw_a_text_count_for_it() -> None:
    marked: dict[str, list[Span]] = {"x": SPANS, "y": SPANS}
    texts = [AnnotatedText("a", TEXT, marked), AnnotatedText("b", TEXT, {**marked, "z": []})]
    drift = measure_drift(Study.of(texts))
    assert [point.f1 for point in drift.points] == [1.0, pytest.approx(1 / 3)]
