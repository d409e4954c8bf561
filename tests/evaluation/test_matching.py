"""Pairing: one to one, order-invariant, every span in it once."""

import random
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.spans import Span
from tifa.evaluation.matching import Pairing, iou, overlap, pair, pair_by_overlap


def span(start: int, end: int, label: str = "A") -> Span:
    return Span(start, end, label, "字" * (end - start))


spans = st.lists(
    st.builds(
        lambda start, length, label: span(start, start + length, label),
        st.integers(0, 12),
        st.integers(0, 8),  # also without length, which nothing but itself can match
        st.sampled_from("AB"),
    ),
    max_size=7,
)


def extents(pairing: Pairing) -> set[tuple[tuple[int, int, str], tuple[int, int, str]]]:
    return {(gold.key, predicted.key) for gold, predicted in pairing.pairs}


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        # The identical pair wins although a crosswise pairing would share more characters.
        ([(0, 4, "A"), (0, 9, "A")], [(0, 4, "A")], [(0, 4, "A", 0, 4, "A")]),
        # Same extent before same label.
        ([(0, 4, "A")], [(0, 4, "B"), (0, 3, "A")], [(0, 4, "A", 0, 4, "B")]),
        # Same label before more shared characters.
        ([(0, 9, "A")], [(0, 8, "B"), (0, 2, "A")], [(0, 9, "A", 0, 2, "A")]),
        # More shared characters before better intersection over union.
        ([(0, 6, "A")], [(0, 3, "A"), (2, 40, "A")], [(0, 6, "A", 2, 40, "A")]),
        # Equal shares: the closer one.
        ([(0, 6, "A")], [(0, 3, "A"), (3, 9, "A")], [(0, 6, "A", 0, 3, "A")]),
        # Coinciding spans of two labels.
        (
            [(0, 4, "A"), (0, 4, "B")],
            [(0, 4, "B"), (0, 4, "A")],
            [(0, 4, "A", 0, 4, "A"), (0, 4, "B", 0, 4, "B")],
        ),
        # Touching is not sharing.
        ([(0, 4, "A")], [(4, 6, "A")], []),
    ],
)
def test_better_pairs_win(
    gold: list[tuple[int, int, str]],
    predicted: list[tuple[int, int, str]],
    expected: list[tuple[int, int, str, int, int, str]],
) -> None:
    result = pair([span(*item) for item in gold], [span(*item) for item in predicted])
    assert extents(result) == {(item[:3], item[3:]) for item in expected}


def rating(pairs: list[tuple[Span, Span]]) -> tuple[float, ...]:
    """The normative order of evaluation, written out on its own."""
    same_extent = [(g.start, g.end) == (p.start, p.end) for g, p in pairs]
    same_label = [g.label == p.label for g, p in pairs]
    return (
        sum(a and b for a, b in zip(same_extent, same_label, strict=True)),
        sum(same_extent),
        sum(same_label),
        sum(overlap(g, p) for g, p in pairs),
        round(sum(iou(g, p) for g, p in pairs), 6),
        len(pairs),
    )


def best_by_hand(gold: list[Span], predicted: list[Span]) -> tuple[float, ...]:
    places = [*range(len(predicted)), *[None] * len(gold)]
    ratings = set()
    for chosen in permutations(places, len(gold)):
        pairs = [
            (g, predicted[place])
            for g, place in zip(gold, chosen, strict=True)
            if place is not None and overlap(g, predicted[place])
        ]
        ratings.add(rating(pairs))
    return max(ratings)


few = st.lists(
    st.builds(
        lambda start, length, label: span(start, start + length, label),
        st.integers(0, 5),
        st.integers(1, 5),
        st.sampled_from("AB"),
    ),
    max_size=3,
)


@given(few, few)
def test_no_other_pairing_is_better(gold: list[Span], predicted: list[Span]) -> None:
    assert rating(list(pair(gold, predicted).pairs)) == best_by_hand(gold, predicted)


@given(spans, spans, st.randoms(use_true_random=False))
def test_order_changes_nothing(
    gold: list[Span], predicted: list[Span], chance: random.Random
) -> None:
    shuffled = chance.sample(gold, len(gold)), chance.sample(predicted, len(predicted))
    assert pair(*shuffled) == pair(gold, predicted)
    assert pair_by_overlap(*shuffled) == pair_by_overlap(gold, predicted)


@given(spans, spans)
def test_every_span_stands_in_the_result_once(gold: list[Span], predicted: list[Span]) -> None:
    for result in (pair(gold, predicted), pair_by_overlap(gold, predicted)):
        on_gold = [*(g for g, _ in result.pairs), *result.missed]
        on_predicted = [*(p for _, p in result.pairs), *result.spurious]
        assert Counter(s.key for s in on_gold) == Counter(s.key for s in gold)
        assert Counter(s.key for s in on_predicted) == Counter(s.key for s in predicted)


@given(spans, spans)
def test_overlap_finds_at_least_what_strict_finds(gold: list[Span], predicted: list[Span]) -> None:
    strict = Counter(g.label for g, p in pair(gold, predicted).pairs if g.key == p.key)
    rough = Counter(g.label for g, _ in pair_by_overlap(gold, predicted).pairs)
    assert strict <= rough
    for label in "AB":
        alone = pair_by_overlap(
            [s for s in gold if s.label == label], [s for s in predicted if s.label == label]
        )
        assert len(alone.pairs) == rough[label]


@given(spans, spans)
def test_swapping_the_sides_swaps_the_result(gold: list[Span], predicted: list[Span]) -> None:
    there, back = pair(gold, predicted), pair(predicted, gold)
    assert rating(list(there.pairs)) == rating(list(back.pairs))
    rough = pair_by_overlap(gold, predicted), pair_by_overlap(predicted, gold)
    assert len(rough[0].pairs) == len(rough[1].pairs)


def test_a_span_without_length_is_found_where_it_is_and_nowhere_else() -> None:
    for matching in (pair, pair_by_overlap):
        assert len(matching([span(3, 3)], [span(3, 3), span(0, 9)]).pairs) == 1
        assert not matching([span(3, 3)], [span(4, 4), span(0, 9), span(3, 3, "B")]).pairs


def test_overlap_prefers_many_pairs_to_one_perfect_pair() -> None:
    result = pair_by_overlap([span(0, 10), span(0, 8)], [span(0, 10), span(0, 20)])
    assert extents(result) == {((0, 10, "A"), (0, 20, "A")), ((0, 8, "A"), (0, 10, "A"))}


def test_overlap_counts_from_the_threshold_on() -> None:
    gold, predicted = [span(0, 4)], [span(0, 8)]
    assert len(pair_by_overlap(gold, predicted).pairs) == 1
    assert not pair_by_overlap(gold, predicted, threshold=0.51).pairs
    assert not pair_by_overlap(gold, [span(0, 4, "B")]).pairs
    with pytest.raises(ValueError, match="threshold"):
        pair_by_overlap(gold, predicted, threshold=0)


def test_repeated_spans_are_kept_and_counted() -> None:
    result = pair([span(0, 4), span(0, 4)], [span(0, 4), span(0, 4), span(0, 4)])
    assert (len(result.pairs), len(result.spurious)) == (2, 1)
    assert (result.gold_duplicates, result.predicted_duplicates) == (1, 2)


def test_a_long_document_with_one_span_around_everything() -> None:
    chance = random.Random(1)

    def many() -> list[Span]:
        starts = [chance.randrange(200_000) for _ in range(10_000)]
        return [span(start, start + chance.randint(1, 30)) for start in starts]

    gold, predicted = many(), many()
    result = pair([*gold, span(0, 200_030)], [*predicted, span(0, 200_029)])
    assert len(result.pairs) + len(result.missed) == 10_001
    assert len(result.pairs) + len(result.spurious) == 10_001
