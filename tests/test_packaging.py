"""The package as it is built: nothing forgotten, every entry point there."""

import importlib
import pkgutil
import subprocess
import sys
import tomllib
from pathlib import Path
from pkgutil import resolve_name

import pytest

from tests.conftest import ROOT
from tests.standin_prodigy import Prodigy

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]
ROOMS = ("tifa", "corpus", "annotation", "models", "evaluation")


def _package_name(folder: Path) -> str:
    parts = folder.relative_to(ROOT).parts
    return ".".join(parts if parts[0] == "tifa" else ("tifa", *parts))


def _folders_with_code() -> dict[str, Path]:
    found = {path.parent for room in ROOMS for path in (ROOT / room).rglob("*.py")}
    return {_package_name(folder): folder for folder in found}


def test_every_folder_with_code_is_a_listed_package() -> None:
    assert set(SETUPTOOLS["packages"]) == set(_folders_with_code())
    assert set(SETUPTOOLS["package-dir"]) == set(_folders_with_code())


def test_every_package_is_mapped_to_its_folder() -> None:
    for name, folder in _folders_with_code().items():
        assert ROOT / SETUPTOOLS["package-dir"][name] == folder
        assert (folder / "__init__.py").is_file()


def test_every_data_file_is_shipped() -> None:
    data = {"corpus/schemes", "corpus/data", "models/configs", "evaluation/templates"}
    shipped = {
        path
        for name, patterns in SETUPTOOLS["package-data"].items()
        for pattern in patterns
        for path in (ROOT / SETUPTOOLS["package-dir"][name]).glob(pattern)
    }
    for folder in data:
        for path in (ROOT / folder).rglob("*"):
            assert path.is_dir() or path in shipped, path


@pytest.mark.parametrize("group", PROJECT["project"]["entry-points"])
def test_every_entry_point_leads_somewhere(group: str, prodigy: Prodigy) -> None:
    for target in PROJECT["project"]["entry-points"][group].values():
        assert callable(resolve_name(target))


def test_versions_agree() -> None:
    import tifa

    assert PROJECT["project"]["version"] == tifa.__version__


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    code = (
        "import sys, tifa.cli\n"
        "print([n for n in ('spacy', 'pandas', 'scipy', 'pydantic') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["tifa.annotation", "tifa.corpus", "tifa.corpus.comparison"])
def test_no_module_takes_the_name_of_what_its_package_exports(name: str) -> None:
    package = importlib.import_module(name)
    modules = {info.name for info in pkgutil.iter_modules(package.__path__)}
    assert not modules & set(package.__all__)
