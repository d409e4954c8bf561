"""The decoder keeps, per label, the best spans that do not overlap."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Span, SpanGroup

from tifa.models.decoder import Decoder, Scored, best_disjoint

SCORES = st.integers(1, 99).map(lambda number: number / 100)
SPANS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 6), SCORES).map(
        lambda t: (t[0], t[0] + t[1], t[2])
    ),
    max_size=8,
)


def _disjoint(spans: list[Scored]) -> bool:
    return all(one[1] <= two[0] for one, two in pairwise(sorted(spans)))


@given(SPANS)
def test_no_other_disjoint_choice_is_worth_more(spans: list[Scored]) -> None:
    threshold = 0.3
    kept = best_disjoint(spans, threshold)
    worth = sum(score - threshold for _, _, score in kept)
    able = [span for span in spans if span[2] >= threshold]
    choices = (list(some) for size in range(len(able) + 1) for some in combinations(able, size))
    best = max(sum(s[2] - threshold for s in some) for some in choices if _disjoint(some))
    assert _disjoint(kept)
    assert abs(worth - best) < 1e-6


def test_a_span_at_the_threshold_is_kept() -> None:
    assert best_disjoint([(0, 3, 0.5)], 0.5) == [(0, 3, 0.5)]


def test_spans_under_the_threshold_are_left_out() -> None:
    assert best_disjoint([(0, 3, 0.4)], 0.5) == []


def test_two_short_spans_beat_one_long_of_the_same_score() -> None:
    assert best_disjoint([(0, 9, 0.8), (0, 4, 0.8), (5, 9, 0.8)], 0.5) == [
        (0, 4, 0.8),
        (5, 9, 0.8),
    ]


def test_labels_do_not_compete_and_scores_stay_with_their_spans(nlp: Language) -> None:
    doc = nlp.make_doc("各村要修好水渠")
    group = SpanGroup(doc, name="sc")
    group.extend([Span(doc, 0, 7, "A"), Span(doc, 0, 2, "A"), Span(doc, 0, 2, "B")])
    group.attrs["scores"] = [0.6, 0.9, 0.7]
    doc.spans["sc"] = group
    decoded = Decoder("sc", 0.5, {})(doc).spans["sc"]
    assert [(span.text, span.label_) for span in decoded] == [("各村", "A"), ("各村", "B")]
    assert decoded.attrs["scores"] == [0.9, 0.7]


def test_a_label_may_have_its_own_threshold(nlp: Language) -> None:
    doc = nlp.make_doc("各村要修好水渠")
    group = SpanGroup(doc, name="sc")
    group.extend([Span(doc, 0, 2, "A"), Span(doc, 0, 2, "B")])
    group.attrs["scores"] = [0.4, 0.4]
    doc.spans["sc"] = group
    decoded = Decoder("sc", 0.5, {"B": 0.3})(doc).spans["sc"]
    assert [span.label_ for span in decoded] == ["B"]
