"""The Python API of interchange: what its docstring says is so."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

import tifa.annotation as api
from tests.conftest import ROOT
from tifa.annotation.formats import base


def test_the_example_of_the_docstring_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    golden = ROOT / "tests/data/formats/prodigy-spans.jsonl"
    (tmp_path / "alice.jsonl").write_bytes(golden.read_bytes())
    monkeypatch.chdir(tmp_path)
    example = re.search(r"::\n\n((?:    .*\n|\n)+)", api.__doc__ or "")
    assert example is not None
    exec(dedent(example[1]), {})  # noqa: S102 - our own docstring
    assert "excel" in capsys.readouterr().out
    assert (tmp_path / "alice.xlsx").is_file()


def test_all_names_are_there_and_hide_no_package() -> None:
    assert all(getattr(api, name) is not None for name in api.__all__)
    assert api.formats.base is base  # type: ignore[attr-defined]
