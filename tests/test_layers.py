"""Who imports whom: the rooms stand on corpus and do not know each other."""

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

MAY_IMPORT = {
    "corpus": {"tifa", "tifa.corpus"},
    "annotation": {"tifa", "tifa.corpus", "tifa.annotation"},
    "models": {"tifa", "tifa.corpus", "tifa.models"},
    "evaluation": {"tifa", "tifa.corpus", "tifa.evaluation"},
}
MODULES = [(room, path) for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py"))]


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {name for name in names if name.split(".")[0] == "tifa"}


def _room(name: str) -> str:
    parts = name.split(".")
    rooms = {"corpus", "annotation", "models", "evaluation", "cli"}
    return f"tifa.{parts[1]}" if len(parts) > 1 and parts[1] in rooms else "tifa"


@pytest.mark.parametrize(
    ("room", "path"), MODULES, ids=[str(p.relative_to(ROOT)) for _, p in MODULES]
)
def test_a_room_imports_only_the_ground_floor_and_itself(room: str, path: Path) -> None:
    assert {_room(name) for name in _imported(path)} <= MAY_IMPORT[room]


def test_no_module_is_longer_than_one_idea() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("tifa", *MAY_IMPORT)
        for path in (ROOT / folder).rglob("*.py")
        if (lines := path.read_text("utf8").count("\n")) > 320
    }
    assert long == {}
