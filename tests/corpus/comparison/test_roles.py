import pytest

from tests.corpus.comparison.invented import span, speech, study
from tifa.corpus.comparison.responsibility import responsibility_tables
from tifa.corpus.comparison.result import Result


def roles(quote: str, role: str, *actors: str) -> list[str]:
    """Return the role that the matrix gives to each actor."""
    text = f"修好水渠。（{quote}）"
    named = span(text, quote, "RESPONSIBILITY", [("actor", each) for each in actors], role=role)
    matrix: Result = responsibility_tables(study(speech("a", text, named)))[0]
    rows = {row["actor"]: row["role"] for row in matrix.to_dict()["rows"]}
    return [rows[actor] for actor in actors]


@pytest.mark.parametrize(
    ("quote", "role", "actors", "expected"),
    [
        ("水务局牵头，财政局、林业局配合", "lead", ("水务局", "财政局", "林业局"), "lead support support"),
        ("水务局负责，财政局派员参加", "responsible", ("水务局", "财政局"), "responsible support"),
        ("水务局、财政局牵头", "lead", ("水务局", "财政局"), "lead lead"),
        ("牵头单位：水务局，配合单位：财政局", "lead", ("水务局", "财政局"), "lead support"),
        ("责任单位：水务局，督办单位：监察局", "responsible", ("水务局", "监察局"), "responsible supervise"),
        ("责任单位：水务局、财政局", "responsible", ("水务局", "财政局"), "responsible responsible"),
    ],
)  # fmt: skip
def test_in_a_bracket_every_body_has_the_role_that_its_words_give(
    quote: str, role: str, actors: tuple[str, ...], expected: str
) -> None:
    assert roles(quote, role, *actors) == expected.split()


def test_a_cue_in_a_name_is_no_cue() -> None:
    actors = "水务局", "药品监督管理局"
    assert roles("水务局、药品监督管理局牵头", "lead", *actors) == ["lead", "lead"]


def test_without_somebody_in_the_lead_the_role_of_the_span_stands() -> None:
    actors = "财政局", "林业局"
    assert roles("财政局、林业局配合", "lead", *actors) == ["lead", "lead"]


def test_other_roles_are_as_annotated() -> None:
    actors = "水务局", "财政局"
    assert roles("追究水务局负责、财政局配合的责任", "accountable", *actors) == ["accountable"] * 2


def test_the_leader_of_a_bracket_leads_those_who_support_it() -> None:
    text = "（水务局牵头，财政局配合）"
    quote = text[1:-1]
    actors = [("actor", "水务局"), ("actor", "财政局")]
    named = span(text, quote, "RESPONSIBILITY", actors, role="lead")
    edges = responsibility_tables(study(speech("a", text, named)))[3].to_dict()["rows"]
    assert [(e["source"], e["target"], e["role"]) for e in edges if e["kind"] == "leads"] == [
        ("水务局", "财政局", "support")
    ]
