"""Responsibility assignments by rule; the sentences are made up."""

import pytest

from tests.models.conftest import marked
from tifa.models.rules import RuleSet

CASES = {
    "the body that leads": "⟦由县水利局牵头，成立修渠领导小组⟧。",
    "with the body that decides": "⟦县委决定由县水利局牵头，成立修渠领导小组⟧。",
    "each actor is its own": "⟦各村党支部要负责本村的水渠⟧，⟦村主任要承担起直接责任人的责任⟧。",
    "the predicate before the actor": "修渠的关键在干部，⟦责任在班子⟧。",
    "the actor in an earlier clause": "⟦领导小组要认真研究，落实好指导责任⟧。",
    "a bracket with tasks": "修好水渠。（⟦县水利局牵头，各乡镇配合⟧）",
    "a bracket that opens with the role": "修好水渠。（⟦责任单位：县水利局、县财政局⟧）",
    "not the noun 负责人": "选好水利站负责人。",
    "not without an actor": "要落实领导责任。",
    "not a way of working": "各级干部要认真负责。",
    "not a duty that is not named": "广大党员要认真履行职责。",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_assignments_are_found_by_the_scheme(rules: RuleSet, text: str) -> None:
    text, expected = marked(text)
    assert [s.quote for s in rules.find(text) if s.label == "RESPONSIBILITY"] == expected


@pytest.mark.parametrize(
    ("text", "role", "actors"),
    [
        ("由县水利局、县财政局牵头修渠。", "lead", ["县水利局", "县财政局"]),
        ("各村党支部要负责本村的水渠。", "responsible", ["各村党支部"]),
        ("村党支部书记是第一责任人。", "first_responsible", ["村党支部书记"]),
        ("（县水利局负责）", "responsible", ["县水利局"]),
        ("（责任单位：县水利局、县财政局）", "responsible", ["县水利局", "县财政局"]),
    ],
)
def test_role_and_actors(rules: RuleSet, text: str, role: str, actors: list[str]) -> None:
    (span,) = (span for span in rules.find(text) if span.label == "RESPONSIBILITY")
    assert span.attributes["role"] == role
    assert [arg.quote for arg in span.arguments if arg.name == "actor"] == actors


def test_the_duty_is_an_argument(rules: RuleSet) -> None:
    text = "各村党支部要负责本村的水渠。"
    (span,) = (span for span in rules.find(text) if span.label == "RESPONSIBILITY")
    assert [arg.quote for arg in span.arguments if arg.name == "duty"] == ["本村的水渠"]
