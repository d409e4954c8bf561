"""Which overlapping spans a flat format keeps."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.annotation.formats.invented import TEXTS, spans_of
from tifa.annotation.formats.base import Exchange, Item, OnNested
from tifa.annotation.formats.nesting import by_label, flatten, refuse_overlaps
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span

TEXT = "各级党委要高度重视防汛工作。"


def span(start: int, end: int, label: str = "DIRECTIVE") -> Span:
    return Span.of(TEXT, start, end, label)


def kept(policy: OnNested, *spans: Span) -> list[tuple[int, int]]:
    found, _ = flatten(spans, policy, item="s1", annotator="甲")
    return [(one.start, one.end) for one in found]


@given(TEXTS.flatmap(spans_of), st.sampled_from([p for p in OnNested if p is not OnNested.ERROR]))
def test_spans_in_are_spans_kept_and_losses(spans: tuple[Span, ...], policy: OnNested) -> None:
    found, losses = flatten(spans, policy, item="s1", annotator="甲")
    assert Counter([*found, *(loss.span for loss in losses)]) == Counter(spans)
    assert not any(one.overlaps(other) for one, other in combinations(found, 2))


def test_longest_drops_what_it_crosses_and_outer_keeps_the_first() -> None:
    crossing = span(0, 4), span(2, 9)
    assert kept(OnNested.LONGEST, *crossing) == [(2, 9)]
    assert kept(OnNested.OUTER, *crossing) == [(0, 4)]


def test_outer_drops_what_lies_in_another() -> None:
    assert kept(OnNested.OUTER, span(0, 9), span(0, 4), span(5, 9), span(9, 11)) == [
        (0, 9),
        (9, 11),
    ]


def test_neighbours_do_not_overlap() -> None:
    for policy in OnNested:
        assert kept(policy, span(0, 4), span(4, 9)) == [(0, 4), (4, 9)]


def test_a_loss_names_the_span_that_was_kept() -> None:
    _, losses = flatten(
        [span(0, 9), span(0, 4, "ACTOR")], OnNested.LONGEST, item="s1", annotator=""
    )
    assert "DIRECTIVE 0–9 “各级党委要高度重视”" in losses[0].reason


def test_error_lists_the_first_three_and_the_number() -> None:
    spans = tuple(span(0, end) for end in range(1, 7))
    exchange = Exchange((Item("s1", TEXT),), {"甲": {"s1": spans}})
    with pytest.raises(FormatError) as refused:
        refuse_overlaps(exchange, where="out.conll")
    assert "5 spans overlap" in refused.value.what and "and 2 more" in refused.value.what
    assert refused.value.what.count("甲, s1:") == 3


def test_spans_by_label_are_all_there() -> None:
    assert list(by_label([span(0, 2, "B"), span(0, 3, "A"), span(4, 5, "B")])) == ["A", "B"]
