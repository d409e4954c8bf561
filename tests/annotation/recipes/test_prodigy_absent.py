"""Prodigy is not free: without it everything but the thin layer over it works."""

import ast
import importlib.util
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.standin_prodigy import Prodigy
from tifa.annotation.formats.prodigy import with_input_key

GUIDE = (ROOT / "docs/prodigy.md").read_text("utf8")


def test_one_module_alone_imports_prodigy() -> None:
    importing = {
        path.stem
        for path in (ROOT / "annotation").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf8")))
        if isinstance(node, ast.Import) and any(each.name == "prodigy" for each in node.names)
    }
    assert importing == {"registered"}


@pytest.mark.skipif(importlib.util.find_spec("prodigy") is not None, reason="Prodigy is there")
def test_the_logic_of_the_recipes_loads_without_prodigy() -> None:
    code = "import tifa.annotation.recipes.correcting, tifa.annotation.recipes.reviewing"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_guide_shows_the_options_that_the_recipes_have(prodigy: Prodigy) -> None:
    said = set(re.findall(r"`--([a-z-]+)`(?:, `-(\w)`)?", GUIDE))
    options = {
        (name.replace("_", "-"), shortcut)
        for _, arguments in prodigy.recipes.values()
        for name, (_, kind, shortcut, _) in arguments.items()
        if kind != "positional"
    }
    table = {pair for pair in said if pair[1]}
    _, arguments = prodigy.recipes["tifa.spans.correct"]
    assert table <= options
    assert len(table) == sum(kind != "positional" for _, kind, _, _ in arguments.values())


def test_the_key_of_the_guide_is_what_the_function_makes() -> None:
    task = with_input_key({"text": "坚定信心。", "meta": {"doc_id": "a", "char_offset": 7}})
    assert task["input"] == "a:7"
