"""The errors of tiny texts, and that they add up to the counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.spans import Span
from tifa.evaluation.counts import Counts
from tifa.evaluation.mistakes import Edge, Kind, find_mistakes, whole_character
from tifa.evaluation.scores import ScoredText, evaluate

TEXT = "一、各级党组织要认真学习科学发展观，抓好落实。创先争优活动由办公室牵头，综合科配合。"
Quotes = list[tuple[str, str]]


def mark(quote: str, label: str) -> Span:
    start = TEXT.index(quote)
    return Span.of(TEXT, start, start + len(quote), label)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ([("创先争优", "S")], [], [(Kind.MISSED, 1, 0, None)]),
        ([], [("创先争优", "S")], [(Kind.SPURIOUS, 0, 1, None)]),
        ([("创先争优", "S")], [("创先争优", "S")], []),
        ([("创先争优", "S")], [("创先争优活动", "S")], [(Kind.BOUNDARY, 1, 1, Edge.RIGHT)]),
        ([("学习科学发展观", "S")], [("科学发展观", "S")], [(Kind.BOUNDARY, 1, 1, Edge.LEFT)]),
        ([("科学发展", "S")], [("学发展观", "S")], [(Kind.BOUNDARY, 1, 1, Edge.BOTH)]),
        ([("创先争优", "S")], [("创先争优", "D")], [(Kind.LABEL, 1, 1, None)]),
        ([("创先争优", "S")], [("创先争优活动", "D")], [(Kind.LABEL, 1, 1, None)]),
        # A slogan missed inside a directive made up is no confusion of the two.
        (
            [("科学发展观", "S")],
            [("各级党组织要认真学习科学发展观，抓好落实", "D")],
            [(Kind.NESTED, 1, 1, None)],
        ),
        (
            [("由办公室牵头，综合科配合", "R")],
            [("由办公室牵头", "R"), ("综合科配合", "R")],
            [(Kind.SPLIT, 1, 2, None)],
        ),
        (
            [("由办公室牵头", "R"), ("综合科配合", "R")],
            [("由办公室牵头，综合科配合", "R")],
            [(Kind.MERGE, 2, 1, None)],
        ),
        ([("创先争优", "S")], [("创先争优", "S")] * 2, [(Kind.SPURIOUS, 0, 1, None)]),
    ],
)
def test_kinds(
    gold: Quotes, predicted: Quotes, expected: list[tuple[Kind, int, int, Edge | None]]
) -> None:
    found = find_mistakes("a", TEXT, [mark(*g) for g in gold], [mark(*p) for p in predicted])
    assert [(m.kind, len(m.gold), len(m.predicted), m.edge) for m in found] == expected


def test_a_mistake_says_where_it_is() -> None:
    [mistake] = find_mistakes("a", TEXT, [mark("抓好", "D")], [], path=lambda _: "一")
    assert (mistake.doc_id, mistake.section, mistake.label) == ("a", "一", "D")
    assert TEXT[mistake.start : mistake.end] == "抓好"
    assert mistake.before == "一、各级党组织要认真学习科学发展观，"
    assert mistake.after == "落实。创先争优活动由办公室牵头，综合科配合。"


def test_context_holds_25_whole_characters() -> None:
    text = "葛\U000e0100" + "字" * 24 + "标" + "字" * 24 + "葛\U000e0100末"
    [mistake] = find_mistakes("a", text, [Span.of(text, 26, 27, "S")], [])
    assert mistake.before == "葛\U000e0100" + "字" * 24
    assert mistake.after == "字" * 24 + "葛\U000e0100"


def test_whole_characters_keep_joined_ones_together() -> None:
    text = "人👩\u200d🌾民"
    assert [whole_character(text, i, back=True) for i in range(6)] == [0, 1, 1, 1, 4, 5]
    assert [whole_character(text, i, back=False) for i in range(6)] == [0, 1, 4, 4, 4, 5]


spans = st.lists(
    st.builds(
        lambda start, length, label: Span.of(TEXT, start, start + length, label),
        st.integers(0, 14),
        st.integers(1, 8),
        st.sampled_from("AB"),
    ),
    max_size=8,
)


def test_one_object_given_twice_is_two_spans() -> None:
    span = mark("创先争优", "S")
    assert len(find_mistakes("a", TEXT, [], [span, span])) == 2


@given(spans, spans)
def test_mistakes_add_up_to_the_counts(gold: list[Span], predicted: list[Span]) -> None:
    found = find_mistakes("a", TEXT, gold, predicted)
    result = evaluate([ScoredText("a", TEXT, gold, predicted)], test_set="t", scheme="x")
    for label in "AB":
        if label in result.labels:
            counts = result.row(label).counts
            missing = sum(span.label == label for m in found for span in m.gold)
            extra = sum(span.label == label for m in found for span in m.predicted)
            assert counts == Counts(counts.tp, extra, missing)


@given(spans, spans)
def test_order_changes_nothing(gold: list[Span], predicted: list[Span]) -> None:
    assert find_mistakes("a", TEXT, gold[::-1], predicted[::-1]) == find_mistakes(
        "a", TEXT, gold, predicted
    )
