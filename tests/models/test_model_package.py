"""``tifa package``: a wheel that is really built, installed and loaded."""

import os
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
from spacy.util import is_package
from typer.testing import CliRunner

import tifa
from tests.conftest import installed
from tifa.cli import app
from tifa.corpus.errors import ModelError
from tifa.models.packaging import package_model
from tifa.models.pipeline import load_pipeline
from tifa.models.training import Trained

SENTENCE = "各级党组织要高度重视创先争优活动。"
pytestmark = pytest.mark.skipif(not installed(), reason="needs the installed entry points")


@pytest.fixture(scope="module")
def wheel(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    (folder / "terms.txt").write_text("Do what you like.", encoding="utf8")
    command = ["package", trained.path.parent, "--out", folder / "dist", "--name", "zh_my_tagger"]
    command += ["--version", "1.2.0", "--licence", "WTFPL", "--licence-file", folder / "terms.txt"]
    done = CliRunner().invoke(app, [str(word) for word in command])
    assert done.exit_code == 0, done.output
    assert 'spacy.load("zh_my_tagger")' in done.stdout
    return folder / "dist/zh_my_tagger-1.2.0-py3-none-any.whl"


def test_the_wheel_installs_and_tags_as_the_pipeline_does(
    wheel: Path, trained: Trained, tmp_path: Path
) -> None:
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(tmp_path), str(wheel)], check=True, capture_output=True)
    code = (
        f"import spacy; doc = spacy.load('zh_my_tagger')({SENTENCE!r})\n"
        "group = doc.spans['sc']\n"
        "print([(s.start_char, s.end_char, s.label_) for s in group], group.attrs['scores'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf8"},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    doc = trained.nlp(SENTENCE)
    group = doc.spans["sc"]
    spans = [(span.start_char, span.end_char, span.label_) for span in group]
    assert done.stdout.strip() == f"{spans} {group.attrs['scores']}"


def test_the_command_line_knows_an_installed_tagger_by_its_name(
    trained: Trained, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert not is_package("zh_by_name")
    made = package_model(trained.path, tmp_path / "dist", name="by_name")
    with zipfile.ZipFile(made.path) as archive:  # a wheel of Python files is its own install
        archive.extractall(tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    assert load_pipeline("zh_by_name").meta["name"] == "by_name"


def test_the_wheel_names_its_requirements_and_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (each for each in archive.namelist() if each.endswith("dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(name))
    requirements = metadata.get_all("Requires-Dist", [])
    assert f"tifa=={tifa.__version__}" in requirements
    assert any(each.startswith("spacy<") for each in requirements)
    assert "WTFPL" in (metadata["License"] or metadata["License-Expression"])


def test_card_and_licence_are_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {Path(name).name: name for name in archive.namelist()}
        card = archive.read(inside["README.md"]).decode()
        assert archive.read(inside["LICENSE"]) == b"Do what you like."
    assert card.split("---")[2].strip().startswith("# zh_my_tagger 1.2.0")
    assert 'spacy.load("zh_my_tagger")' in card


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "My Tagger"}, "cannot be the name of a package"),
        ({"version": "latest"}, "is no version"),
        ({"licence_file": Path("nowhere")}, "licence cannot be read"),
    ],
)
def test_what_cannot_be_packaged_is_told(
    trained: Trained, tmp_path: Path, given: dict[str, object], words: str
) -> None:
    with pytest.raises(ModelError, match=words):
        package_model(trained.path, tmp_path, **given)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_a_wheel_is_not_written_over_unasked(wheel: Path, trained: Trained) -> None:
    def again(over: bool) -> Path:
        named = {"name": "my_tagger", "version": "1.2.0"}
        return package_model(trained.path, wheel.parent, **named, over=over).path

    with pytest.raises(ModelError, match="such a wheel already"):
        again(over=False)
    assert again(over=True) == wheel


def test_a_pipeline_that_spacy_trained_is_packaged_too(trained: Trained, tmp_path: Path) -> None:
    nlp = load_pipeline(trained.path)
    del nlp.meta["tifa"]
    nlp.to_disk(tmp_path / "bare")
    made = package_model(tmp_path / "bare", tmp_path / "dist", name="bare", licence="MIT")
    assert made.path.is_file() and made.package == "zh_bare"
