"""What all tests share."""

import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from tests.standin_prodigy import Prodigy

ROOT = Path(__file__).resolve().parent.parent
RECIPES = "tifa.annotation.recipes.registered"
SHARED = ROOT.parent / "shared"


def installed() -> bool:
    """Say whether tifa is installed, so that other processes find its entry points."""
    try:
        version("tifa")
    except PackageNotFoundError:
        return False
    return True


def pytest_configure() -> None:
    """In a bare checkout, register what the installed package has as entry points."""
    if not installed():
        _register_entry_points()


def _register_entry_points() -> None:
    from pkgutil import resolve_name

    from spacy import registry

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    for group, entries in project["entry-points"].items():
        kind = group.removeprefix("spacy_")
        if kind == group:
            continue  # of another tool, which is absent
        for name, target in entries.items():
            function = resolve_name(target)
            if kind != "factories":  # the factory's decorator has registered it
                getattr(registry, kind).register(name, func=function)


@pytest.fixture
def shared() -> Path:
    """The folder of development data beside the checkout; without it, skip."""
    if not SHARED.is_dir():
        pytest.skip("needs the development data, which may not be redistributed")
    return SHARED


@pytest.fixture
def prodigy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Prodigy]:
    """A stand-in for Prodigy, which is not free and absent, with the recipes registered."""
    standin = Prodigy()
    monkeypatch.setitem(sys.modules, "prodigy", standin)
    monkeypatch.delitem(sys.modules, RECIPES, raising=False)
    import_module(RECIPES)
    yield standin
    sys.modules.pop(RECIPES, None)
