"""A trained pipeline as a wheel that pip installs, made with `spacy package`."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.cli.package import package as spacy_package

import tifa
from tifa.corpus.errors import ModelError
from tifa.models.card import write_card
from tifa.models.pipeline import load_pipeline, pipeline_folder
from tifa.models.provenance import META, read_meta, write_json

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_VERSION = re.compile(r"\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?(?:\.post\d+)?(?:\.dev\d+)?")
# What `spacy package` writes is built by setuptools; this is what `python -m build` does.
_BUILD = "import sys, setuptools.build_meta as backend; print(backend.build_wheel(sys.argv[1]))"
_NO_LICENCE = ("", "not stated")


@dataclass(frozen=True)
class Packaged:
    """A wheel.

    path (Path): The file.
    package (str): What `spacy.load` is given after its installation.
    requirements (tuple[str, ...]): What pip installs with it.
    licence (str): The licence that it states; "" if none.
    """

    path: Path
    package: str
    requirements: tuple[str, ...]
    licence: str


def package_model(
    model: Path | str,
    out: Path,
    *,
    name: str | None = None,
    version: str | None = None,
    licence: str | None = None,
    licence_file: Path | None = None,
    over: bool = False,
) -> Packaged:
    """Make a wheel of a pipeline, with its model card and licence inside.

    It requires the very version of tifa that is installed: its rules and features are
    half of the model, and with others the same weights predict something else.

    model (Path | str): The folder of a pipeline, or the one that `tifa train` wrote.
    out (Path): Folder for the wheel.
    name (str | None): Name of the package (the language is put before it), by default
        the pipeline's own.
    version (str | None): Version by PEP 440, by default the pipeline's own.
    licence (str | None): Licence, by default the pipeline's own.
    licence_file (Path | None): Text of the licence.
    over (bool): Whether a wheel of that name may be replaced.

    Raises:
        ModelError: There is no pipeline, name or version are none, or the wheel exists
            already or cannot be built.
    """
    folder = pipeline_folder(model)
    meta = read_meta(folder)
    given = {"name": name, "version": version, "license": licence}
    meta.update({key: value for key, value in given.items() if value is not None})
    # spaCy puts the language before the name, also before one that has it already.
    meta["name"] = meta["name"].removeprefix(f"{meta['lang']}_")
    _check(meta)
    meta["requirements"] = _requirements(meta)
    with tempfile.TemporaryDirectory() as scratch:
        staged = Path(scratch) / "pipeline"
        shutil.copytree(folder, staged)
        write_json(staged / META, meta)
        if "tifa" in meta:
            write_card(staged)
        if licence_file is not None:
            _copy_licence(licence_file, staged)
        load_pipeline(staged)
        source = _source(staged, Path(scratch))
        wheel = _build(source)
        target = _move(wheel, out, over=over)
        made = read_meta(source)
    stated = "" if meta["license"] in _NO_LICENCE else str(meta["license"])
    return Packaged(target, source.name.rsplit("-", 1)[0], tuple(made["requirements"]), stated)


def _check(meta: Mapping[str, Any]) -> None:
    if not _NAME.fullmatch(meta["name"]):
        raise ModelError(
            f"“{meta['name']}” cannot be the name of a package",
            remedy="Use small letters, digits and single underscores, as in my_tagger.",
        )
    if not _VERSION.fullmatch(meta["version"]):
        raise ModelError(
            f"“{meta['version']}” is no version", remedy="Write one such as 1.0.0 or 1.0.0rc1."
        )


def _requirements(meta: Mapping[str, Any]) -> list[str]:
    """Return the pipeline's own requirements and the very version of tifa."""
    own = [each for each in meta.get("requirements", ()) if not re.match(r"tifa\b", each)]
    extra = "[jieba]" if (meta.get("tifa") or {}).get("segmenter") == "jieba" else ""
    pinned = [f"tifa=={tifa.__version__}"]
    return [*own, *pinned, *([f"tifa{extra}=={tifa.__version__}"] if extra else [])]


def _copy_licence(path: Path, folder: Path) -> None:
    try:
        shutil.copyfile(path, folder / "LICENSE")
    except OSError as error:
        raise ModelError(
            f"The licence cannot be read ({error.strerror})", where=str(path)
        ) from None


def _source(staged: Path, scratch: Path) -> Path:
    """Let spaCy write the package's source; return its folder."""
    out = scratch / "source"
    out.mkdir()
    try:
        spacy_package(staged, out, create_sdist=False, require_parent=True, silent=True)
    except (SystemExit, ValueError) as error:
        raise ModelError(f"spaCy cannot package the pipeline ({error})") from None
    (source,) = out.iterdir()
    return source


def _build(source: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, "dist"],
        cwd=source,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    wheels = list((source / "dist").glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        last = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
        raise ModelError(
            f"The wheel cannot be built ({last})",
            remedy="Bring the builder up to date with: pip install -U setuptools",
        )
    return wheels[0]


def _move(wheel: Path, out: Path, *, over: bool) -> Path:
    target = out / wheel.name
    if target.exists() and not over:
        raise ModelError(
            "There is such a wheel already",
            where=str(target),
            remedy="Give another --version, or write over it with --replace.",
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
        shutil.move(wheel, target)
    except OSError as error:
        raise ModelError(
            f"The wheel cannot be written ({error.strerror})", where=str(out)
        ) from None
    return target
