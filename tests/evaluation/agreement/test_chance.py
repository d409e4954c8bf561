"""Agreement beyond chance: published numbers, properties, and what has no value."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.figures import Reason, Undefined
from tifa.evaluation.agreement.chance import (
    Agreement,
    Level,
    Weighting,
    cohen_kappa,
    crosstab,
    fleiss_kappa,
    krippendorff_alpha,
    positive_agreement,
    scott_pi,
)
from tifa.evaluation.agreement.characters import agreement_on_characters, pooled_agreement
from tifa.evaluation.agreement.continuum import Continuum, Unit

CODES = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("ABC")), min_size=1)


def cases_of(path: Path, kind: str) -> list[dict[str, Any]]:
    return [case for case in json.loads(path.read_text("utf8")) if case["kind"] == kind]


def test_alpha_is_that_of_the_literature(cases_file: Path) -> None:
    for case in cases_of(cases_file, "alpha"):
        data, level = case["input"]["reliability_data"], Level(case["input"]["level"])
        result = krippendorff_alpha(data, level).value
        assert result == pytest.approx(case["expected"], abs=case["tolerance"]), case["name"]


def test_kappa_and_pi_are_those_of_the_literature(cases_file: Path) -> None:
    for case in cases_of(cases_file, "kappa"):
        table, expected = case["input"]["table"], case["expected"]
        kappa = cohen_kappa(table)
        assert kappa.observed == pytest.approx(expected["observed"])
        assert kappa.expected == pytest.approx(expected["expected"])
        assert kappa.value == pytest.approx(expected["cohen_kappa"])
        assert scott_pi(table).value == pytest.approx(expected["scott_pi"])


def test_fleiss_kappa_is_that_of_the_paper(cases_file: Path) -> None:
    (case,) = cases_of(cases_file, "fleiss")
    result = fleiss_kappa(case["input"]["counts"])
    assert result.value == pytest.approx(case["expected"]["fleiss_kappa"])


def test_kappa_tends_to_positive_agreement(cases_file: Path) -> None:
    for case in cases_of(cases_file, "positive_agreement"):
        a, b, c, d = (case["input"][name] for name in "abcd")
        assert positive_agreement(a, b, c) == pytest.approx(case["expected"]["f1"])
        assert cohen_kappa([[a, b], [c, d]]).value == pytest.approx(case["expected"]["kappa"])


def test_characters_are_in_or_out(cases_file: Path) -> None:
    (case,) = cases_of(cases_file, "char_agreement")
    result = agreement_on_characters(_continuum(24, *case["input"]["raters"]), "A")
    expected = case["expected"]
    assert result.cohen.value == pytest.approx(expected["cohen_kappa"])
    assert result.scott.value == pytest.approx(expected["scott_pi"])
    assert result.alpha.value == pytest.approx(expected["alpha_nominal"])
    assert result.positive == pytest.approx(2 * 6 / 20)


def _continuum(length: int, *raters: list[Any]) -> Continuum:
    units = {str(i): tuple(Unit(*unit) for unit in rater) for i, rater in enumerate(raters)}
    return Continuum(length, units)


def test_weights_forgive_near_misses() -> None:
    table = [[5, 2, 0], [1, 5, 1], [0, 1, 5]]
    plain, linear, square = (
        cohen_kappa(table, weighting=weighting).value for weighting in Weighting
    )
    assert not isinstance(plain, Undefined)
    assert plain < linear < square  # type: ignore[operator]


@given(CODES)
def test_annotators_may_change_places_and_items_their_order(codes: list[tuple[str, str]]) -> None:
    mixed = random.Random(1).sample(codes, len(codes))
    for measure in (cohen_kappa, scott_pi):
        one = measure(crosstab(*zip(*codes, strict=True)))
        other = measure(crosstab(*reversed(list(zip(*mixed, strict=True)))))
        assert _number(one) == pytest.approx(_number(other), nan_ok=True)
    rows = list(zip(*codes, strict=True))
    alpha = _number(krippendorff_alpha(rows))
    back = krippendorff_alpha(list(reversed(list(zip(*mixed, strict=True)))))
    assert alpha == pytest.approx(_number(back), nan_ok=True)


@given(CODES)
def test_names_of_categories_change_nothing(codes: list[tuple[str, str]]) -> None:
    names = {"A": "Z", "B": "Y", "C": "X"}
    other = [(names[one], names[two]) for one, two in codes]
    for measure in (cohen_kappa, scott_pi):
        found = [_number(measure(crosstab(*zip(*rows, strict=True)))) for rows in (codes, other)]
        assert found[0] == pytest.approx(found[1], nan_ok=True)
    alphas = [_number(krippendorff_alpha([*zip(*rows, strict=True)])) for rows in (codes, other)]
    assert alphas[0] == pytest.approx(alphas[1], nan_ok=True)


@given(st.lists(st.sampled_from("ABC"), min_size=1))
def test_the_same_twice_is_one_or_undefined(codes: list[str]) -> None:
    wanted = 1 if len(set(codes)) > 1 else Undefined(Reason.ONE_VALUE)
    table = crosstab(codes, codes)
    fleiss = fleiss_kappa([[2 * (code == c) for c in "ABC"] for code in codes])
    results = [cohen_kappa(table), scott_pi(table), krippendorff_alpha([codes, codes]), fleiss]
    for result in results:
        assert result.value == (pytest.approx(wanted) if wanted == 1 else wanted)


def _number(result: Agreement) -> float:
    return float("nan") if isinstance(result.value, Undefined) else result.value


@pytest.mark.parametrize(
    ("result", "why"),
    [
        (cohen_kappa([]), Reason.NO_ITEMS),
        (cohen_kappa([[0, 0], [0, 0]]), Reason.NO_ITEMS),
        (scott_pi([[7, 0], [0, 0]]), Reason.ONE_VALUE),
        (fleiss_kappa([]), Reason.NO_ITEMS),
        (fleiss_kappa([[1, 0], [0, 1]]), Reason.FEW_ANNOTATORS),
        (fleiss_kappa([[2, 0], [2, 0]]), Reason.ONE_VALUE),
        (krippendorff_alpha([]), Reason.NOT_SHARED),
        (krippendorff_alpha([["A", "B"]]), Reason.NOT_SHARED),
        (krippendorff_alpha([["A", None], [None, "B"]]), Reason.NOT_SHARED),
        (krippendorff_alpha([[1, 1], [1, 1]], Level.RATIO), Reason.ONE_VALUE),
    ],
)
def test_what_has_no_value_says_why(result: Agreement, why: Reason) -> None:
    assert result.value == Undefined(why)


@pytest.mark.parametrize(
    ("continuum", "why"),
    [
        (_continuum(9, [], []), Reason.ONE_VALUE),
        (_continuum(9, [(0, 9, "A")], [(0, 9, "A")]), Reason.ONE_VALUE),
        (_continuum(9, [(0, 3, "B")], [(0, 3, "B")]), Reason.ONE_VALUE),
        (_continuum(9, [(0, 3, "A")]), Reason.FEW_ANNOTATORS),
        (_continuum(0, [], []), Reason.NO_LENGTH),
        (_continuum(9, [(3, 3, "A")], []), Reason.EMPTY_UNIT),
        (_continuum(9, [(3, 10, "A")], []), Reason.OUTSIDE),
        (_continuum(9, [(3, 4.5, "A")], []), Reason.NOT_WHOLE),
    ],
)
def test_characters_without_value_say_why(continuum: Continuum, why: Reason) -> None:
    result = agreement_on_characters(continuum, "A")
    for part in (result.cohen, result.scott, result.fleiss, result.alpha):
        assert part.value == Undefined(why)


def test_cohen_is_for_two() -> None:
    result = agreement_on_characters(_continuum(9, [(0, 3, "A")], [(0, 3, "A")], []), "A")
    assert result.cohen.value == Undefined(Reason.TWO_ANNOTATORS)
    assert result.positive == pytest.approx(0.5)


def test_texts_are_pooled_by_character() -> None:
    one = _continuum(4, [(0, 2, "A")], [(0, 1, "A")])
    other = _continuum(6, [(3, 6, "A")], [(3, 5, "A")])
    together = _continuum(10, [(0, 2, "A"), (7, 10, "A")], [(0, 1, "A"), (7, 9, "A")])
    assert pooled_agreement([one, other], "A") == agreement_on_characters(together, "A")


@pytest.mark.parametrize(
    "broken",
    [
        lambda: crosstab("AB", "A"),
        lambda: crosstab("AB", "AC", "AB"),
        lambda: cohen_kappa([[1, 2, 3], [1, 2, 3]]),
        lambda: fleiss_kappa([[1, 1], [2, 1]]),
        lambda: krippendorff_alpha([["A"], ["A", "B"]]),
        lambda: krippendorff_alpha([["A"], ["B"]], Level.INTERVAL),
        lambda: krippendorff_alpha([[-1], [2]], Level.RATIO),
    ],
)
def test_input_that_makes_no_sense_is_an_error(broken: Any) -> None:
    with pytest.raises(ValueError):
        broken()
