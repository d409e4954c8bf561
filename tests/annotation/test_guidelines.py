"""The guidelines: parallel in both languages, and every example as the corpora have it."""

import re
from functools import cache

import pytest
from typer.testing import CliRunner

from tests.annotation.guideline_examples import Example, examples
from tests.conftest import ROOT
from tifa.annotation.guidelines import Language, get_section, guidelines_path, read_sections
from tifa.cli import app
from tifa.corpus.errors import SchemeError
from tifa.corpus.folder import Corpus
from tifa.corpus.scheme import load_scheme
from tifa.corpus.spans import Span

LANGUAGES: tuple[Language, ...] = ("en", "zh")
REASON = {"en": "**Why**: ", "zh": "**理由**："}
IN_ENGLISH = list(examples("en"))


@cache
def gold() -> dict[str, tuple[str, tuple[Span, ...]]]:
    """Text and gold spans of every document of the shipped corpora."""
    corpora = [Corpus.read(path.parent) for path in (ROOT / "corpus/data").glob("*/corpus.toml")]
    return {
        document.id: (document.text, tuple(corpus.layer("gold").spans.get(document.id, ())))
        for corpus in corpora
        for document in corpus.documents.values()
    }


def shown_in(example: Example) -> list[Span]:
    """The gold spans of the example's labels that touch it."""
    _, spans = gold()[example.doc_id]
    return [
        span
        for span in spans
        if span.label in example.labels and span.start < example.end and span.end > example.start
    ]


def value_of(span: Span, names: set[str]) -> list[tuple[str, str]]:
    attributes = [(name, value) for name, value in span.attributes.items() if name in names]
    arguments = [(arg.name, arg.quote) for arg in span.arguments if arg.name in names]
    return sorted(attributes + arguments)


def line_of(example: Example) -> str:
    return f"{example.rule}-{example.doc_id}-{example.start}"


@pytest.mark.parametrize("example", IN_ENGLISH, ids=line_of)
def test_an_example_is_the_text_of_its_document(example: Example) -> None:
    text, _ = gold()[example.doc_id]
    assert text[example.start : example.end] == example.quote


@pytest.mark.parametrize("example", IN_ENGLISH, ids=line_of)
def test_an_example_shows_exactly_the_gold_spans(example: Example) -> None:
    assert set(example.marked) == {span.key for span in shown_in(example)}


@pytest.mark.parametrize("example", IN_ENGLISH, ids=line_of)
def test_what_an_example_rejects_is_not_in_gold(example: Example) -> None:
    _, spans = gold()[example.doc_id]
    assert not example.denied & {span.key for span in spans}


@pytest.mark.parametrize("example", IN_ENGLISH, ids=line_of)
def test_attributes_and_arguments_are_shown_as_gold_has_them(example: Example) -> None:
    for span in shown_in(example):
        shown = example.marked[span.key]
        assert sorted(shown) == value_of(span, {name for name, _ in shown})


def test_both_languages_have_the_same_chapters_and_rules() -> None:
    assert list(read_sections("en")) == list(read_sections("zh"))


def test_both_languages_have_the_same_examples() -> None:
    assert list(examples("zh")) == IN_ENGLISH


def test_no_line_that_looks_like_an_example_escapes_the_check() -> None:
    for language in LANGUAGES:
        lines = re.findall(
            r"^- [✓✗] `.+$", guidelines_path(language).read_text("utf8"), re.MULTILINE
        )
        assert len(lines) == len(IN_ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_reason_an_example_and_a_counter_example(language: Language) -> None:
    for section in read_sections(language).values():
        if section.is_rule and section.number[0] in "GDSR":
            assert REASON[language] in section.text, section.number
            assert "\n- ✓ " in section.text, section.number
            assert "\n- ✗ " in section.text, section.number


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_that_is_cited_exists(language: Language) -> None:
    text = guidelines_path(language).read_text("utf8")
    cited = set(re.findall(r"\b([GDSRH]\d{1,2})\b", text))
    assert cited - set(read_sections(language)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("rule", "label", "attribute"),
    [
        ("D26", "DIRECTIVE", "force"),
        ("S21", "SLOGAN", "kind"),
        ("R14", "RESPONSIBILITY", "role"),
    ],
)
def test_every_value_of_the_scheme_is_explained_and_shown(
    language: Language, rule: str, label: str, attribute: str
) -> None:
    text = get_section(rule, language).text
    for value in load_scheme().label(label).attributes[attribute].values:
        assert f"`{value}`" in text
        assert f"{attribute}={value}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_operator_in_gold_is_listed_under_its_force(language: Language) -> None:
    rows = re.findall(
        r"^\| `(\w+)`[^|]*\|[^|]*\| (.+) \|$", get_section("D26", language).text, re.MULTILINE
    )
    listed = {force: set(re.split("、|, ", words)) for force, words in rows}
    for _, spans in gold().values():
        for span in spans:
            attributes = span.attributes
            if operator := attributes.get("operator"):
                assert operator in listed[attributes["force"]], span


def test_a_rule_ends_before_the_next_heading() -> None:
    assert get_section("d3").text.startswith("### D3 ")
    assert "### D4" not in get_section("D3").text
    assert "## R " not in get_section("S21").text


def test_an_unknown_rule_says_which_are_near() -> None:
    with pytest.raises(SchemeError, match=r"no rule D99.*The nearest are .*D9"):
        get_section("D99")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["guidelines", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_prints_all_or_the_rules_asked_for() -> None:
    assert run() == guidelines_path("en").read_text("utf8")
    assert run("D3", "s7", "--lang", "zh") == "\n\n".join(
        [get_section("D3", "zh").text, get_section("S7", "zh").text + "\n"]
    )


def test_the_command_lists_titles_and_says_where_the_file_is() -> None:
    assert "  R10 谁主管、谁负责\n" in run("--list")
    assert run("--path", "--lang", "zh").strip().endswith("guidelines.zh.md")
