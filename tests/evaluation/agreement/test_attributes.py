"""What is said about spans: attributes and arguments of matched pairs, by hand."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.invented import span
from tifa.corpus.figures import Reason, Undefined
from tifa.corpus.spans import Argument, Span
from tifa.evaluation.agreement.attributes import argument_agreement, attribute_agreement
from tifa.evaluation.agreement.chance import Level, cohen_kappa, krippendorff_alpha
from tifa.evaluation.counts import Counts

ORDER = {("A", "force"): ["weak", "plain", "strong"]}


def having(**attributes: str) -> Span:
    return span(0, 4, attributes=attributes)


def forces(*pairs: tuple[str, str]) -> list[tuple[Span, Span]]:
    return [(having(force=one), having(force=other)) for one, other in pairs]


def test_nominal_attributes_by_hand() -> None:
    (found,) = attribute_agreement(forces(("x", "x"), ("x", "y"), ("y", "y"), ("y", "y")))
    assert (found.label, found.attribute, found.spans) == ("A", "force", 4)
    assert found.observed == 0.75
    assert found.kappa == cohen_kappa([[1, 1], [0, 2]]).value
    assert found.alpha == krippendorff_alpha(["xxyy", "xyyy"]).value
    assert found.level is Level.NOMINAL


def test_an_absent_value_is_a_value_of_its_own() -> None:
    (found,) = attribute_agreement([(having(force="x"), having()), (having(), having())])
    assert (found.spans, found.observed) == (1, 0.0)


def test_ordered_values_that_are_near_agree_more() -> None:
    near, far = (
        attribute_agreement(
            forces(("weak", other), ("strong", "strong"), ("plain", "plain")), ORDER
        )[0]
        for other in ("plain", "strong")
    )
    assert near.level is Level.ORDINAL
    assert isinstance(near.alpha, float) and isinstance(far.alpha, float)
    assert isinstance(near.kappa, float) and isinstance(far.kappa, float)
    assert near.alpha > far.alpha and near.kappa > far.kappa
    ranks = [[0.0, 2.0, 1.0], [1.0, 2.0, 1.0]]
    assert near.alpha == krippendorff_alpha(ranks, Level.ORDINAL).value


def test_values_that_stand_in_no_order_are_left_out_and_counted() -> None:
    (found,) = attribute_agreement(
        [*forces(("weak", "weak"), ("odd", "weak")), (having(force="weak"), having())], ORDER
    )
    assert (found.spans, found.left_out) == (3, 2)
    assert found.alpha == found.kappa == Undefined(Reason.ONE_VALUE)
    (none,) = attribute_agreement(forces(("odd", "odd")), ORDER)
    assert none.alpha == none.kappa == Undefined(Reason.NOTHING_MATCHED)
    assert none.observed == 1.0


def test_without_pairs_or_attributes_there_is_nothing_to_say() -> None:
    assert attribute_agreement([]) == attribute_agreement([(having(), having())]) == []
    assert argument_agreement([]) == argument_agreement([(having(), having())]) == []


def test_arguments_agree_by_name_and_extent() -> None:
    def arguing(*places: tuple[str, int, int]) -> Span:
        return span(0, 9, arguments=tuple(Argument(*place, "字") for place in places))

    pairs = [
        (arguing(("actor", 0, 2), ("task", 4, 6)), arguing(("actor", 0, 2), ("task", 4, 7))),
        (arguing(), arguing(("actor", 0, 2))),
    ]
    found = {each.argument: each.counts for each in argument_agreement(pairs)}
    assert found == {"actor": Counts(tp=1, fp=1), "task": Counts(fp=1, fn=1)}


FORCES = st.sampled_from(["weak", "plain", "strong"])


@pytest.mark.parametrize("order", [{}, ORDER])
@given(st.lists(st.tuples(FORCES, FORCES), min_size=1), st.randoms(use_true_random=False))
def test_neither_order_nor_sides_change_anything(
    order: dict[tuple[str, str], list[str]],
    rows: list[tuple[str, str]],
    chance: random.Random,
) -> None:
    (there,) = attribute_agreement(forces(*rows), order)
    back = [(other, one) for one, other in chance.sample(rows, len(rows))]
    (found,) = attribute_agreement(forces(*back), order)
    assert found.observed == there.observed
    for one, other in ((there.alpha, found.alpha), (there.kappa, found.kappa)):
        assert one == other if isinstance(one, Undefined) else one == pytest.approx(other)
