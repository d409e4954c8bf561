"""The documents say what is so."""

import re

import pytest
import typer

from tests.conftest import ROOT
from tifa.cli import app

README = (ROOT / "README.md").read_text("utf8")
COMMANDS = re.findall(r"^tifa ((?:[a-z]+ ?)+)", README, re.MULTILINE)


def test_ci_runs_exactly_the_test_command_of_the_readme() -> None:
    command = re.search(r'^pip install "\.\[test\]" && pytest$', README, re.MULTILINE)
    assert command is not None
    assert command.group() in (ROOT / ".ci/run").read_text("utf8").splitlines()


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_in_the_readme_exists(words: str) -> None:
    command = typer.main.get_command(app)
    for word in words.split():
        if not hasattr(command, "commands"):
            break
        command = command.commands[word]


def test_the_corpus_example_of_the_readme_runs() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (example,) = (block for block in blocks if "to_frame" in block)
    names: dict[str, object] = {}
    exec(example, names)  # noqa: S102 - our own README
    assert len(names["spans"]) > 188  # type: ignore[arg-type]


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_of_the_readme_leads_to_a_file(link: str) -> None:
    assert (ROOT / link).exists()
