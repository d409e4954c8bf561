"""alpha_U and the u-alpha family: published numbers, properties, and refusals."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.figures import Reason, Undefined
from tifa.evaluation.agreement.continuum import Continuum, Unit
from tifa.evaluation.agreement.unitizing import alpha_u, u_alpha, u_alpha_of_label


def continuum(length: float, *raters: Any, begin: float = 0) -> Continuum:
    units = {str(i): tuple(Unit(*unit) for unit in rater) for i, rater in enumerate(raters)}
    return Continuum(length, units, begin)


def of_case(data: dict[str, Any]) -> Continuum:
    return continuum(data["length"], *data["raters"], begin=data["begin"])


def check(result: object, expected: float | None, tolerance: float) -> None:
    if expected is None:
        assert isinstance(result, Undefined)
    else:
        assert result == pytest.approx(expected, abs=tolerance)


def test_alpha_u_is_that_of_the_library(cases_file: Path) -> None:
    for case in json.loads(cases_file.read_text("utf8")):
        if case["kind"] == "alpha_u_2004":
            result = alpha_u(of_case(case["input"]))
            check(result.value, case["expected"]["alpha"], case["tolerance"])
            for label, parts in case["expected"].get("per_label", {}).items():
                assert result.per_label[label].observed == pytest.approx(parts["observed"])
                assert result.per_label[label].expected == pytest.approx(parts["expected"])


def test_u_alpha_is_that_of_the_library(cases_file: Path) -> None:
    for case in json.loads(cases_file.read_text("utf8")):
        if case["kind"] == "u_alpha_2016":
            result, expected = u_alpha(of_case(case["input"])), case["expected"]
            for name, value in (("u_alpha", result.u), ("bar_u_alpha", result.bar_u)):
                if name in expected:
                    check(value, expected[name], case["tolerance"])
            if "cu_alpha" in expected:
                check(result.cu, expected["cu_alpha"], case["tolerance"])
            for label, value in expected.get("ku_alpha", {}).items():
                check(result.ku[label], value, case["tolerance"])


@st.composite
def unitizings(draw: st.DrawFn) -> list[list[tuple[int, int, str]]]:
    """Units of 2 or 3 annotators on 30 characters, without overlap."""
    raters = []
    for _ in range(draw(st.integers(2, 3))):
        ends = sorted(draw(st.sets(st.integers(0, 30), max_size=8)))
        pairs = zip(ends[::2], ends[1::2], strict=False)
        raters.append([(s, e, draw(st.sampled_from("AB"))) for s, e in pairs])
    return raters


@given(unitizings())
def test_order_changes_nothing(raters: list[list[tuple[int, int, str]]]) -> None:
    one = continuum(30, *raters)
    other = continuum(30, *[units[::-1] for units in raters[::-1]])
    assert alpha_u(one) == alpha_u(other)
    assert u_alpha(one) == u_alpha(other)


@given(unitizings())
def test_names_of_labels_change_nothing(raters: list[list[tuple[int, int, str]]]) -> None:
    names = {"A": "Z", "B": "Y"}
    one = continuum(30, *raters)
    other = continuum(30, *[[(s, e, names[label]) for s, e, label in units] for units in raters])
    assert alpha_u(one).value == alpha_u(other).value
    there, back = u_alpha(one), u_alpha(other)
    assert (there.u, there.bar_u, there.cu) == (back.u, back.bar_u, back.cu)
    assert {names[label]: value for label, value in there.ku.items()} == back.ku


@given(unitizings())
def test_the_same_units_agree_fully(raters: list[list[tuple[int, int, str]]]) -> None:
    same = continuum(30, raters[0], raters[0])
    family = u_alpha(same)
    for value in (alpha_u(same).value, family.u, family.bar_u, family.cu, *family.ku.values()):
        assert isinstance(value, Undefined) or value == 1


def test_where_the_continuum_begins_changes_nothing() -> None:
    raters = [(2, 5, "A"), (7, 9, "B")], [(1, 5, "A")]
    moved = [[(s + 100, e + 100, label) for s, e, label in units] for units in raters]
    assert u_alpha(continuum(20, *raters)) == u_alpha(continuum(20, *moved, begin=100))
    assert alpha_u(continuum(20, *raters)) == alpha_u(continuum(20, *moved, begin=100))


def test_overlap_is_refused_and_not_skipped() -> None:
    nested = continuum(20, [(2, 9, "A"), (3, 5, "A")], [(2, 9, "A")])
    assert alpha_u(nested).value == Undefined(Reason.LABEL_OVERLAP)
    assert u_alpha(nested).u == Undefined(Reason.OVERLAP)


def test_labels_may_overlap_in_alpha_u_and_one_by_one() -> None:
    stacked = continuum(20, [(2, 9, "A"), (3, 5, "B")], [(2, 9, "A"), (3, 5, "B")])
    assert alpha_u(stacked).value == 1
    assert u_alpha(stacked).u == Undefined(Reason.OVERLAP)
    assert u_alpha_of_label(stacked, "B").u == 1


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (continuum(9), Reason.FEW_ANNOTATORS),
        (continuum(9, [(0, 3, "A")]), Reason.FEW_ANNOTATORS),
        (continuum(9, [], []), Reason.NO_UNITS),
        (continuum(0, [], []), Reason.NO_LENGTH),
        (continuum(9, [(3, 3, "A")], []), Reason.EMPTY_UNIT),
        (continuum(9, [(3, 10, "A")], []), Reason.OUTSIDE),
        (continuum(1, [(0, 1, "A")], [(0, 1, "A")]), Reason.NO_CHANCE),
    ],
)
def test_what_has_no_value_says_why(case: Continuum, why: Reason) -> None:
    assert alpha_u(case).value == Undefined(why)
    assert u_alpha(case).u == Undefined(why)


def test_an_absent_label_has_no_value() -> None:
    case = continuum(9, [(0, 3, "A")], [(0, 3, "A")])
    assert u_alpha_of_label(case, "B").u == Undefined(Reason.NO_UNITS)
    assert "B" not in alpha_u(case).per_label
