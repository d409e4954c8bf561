"""``tifa corpus export`` as people call it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tifa.cli import app, main
from tifa.corpus.errors import CorpusError
from tifa.corpus.exports.registry import EXPORTS, export_corpus


def test_tei_goes_where_one_says(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(app, ["corpus", "export", str(folder), "--to", "tei", "-o", str(out)])
    assert done.exit_code == 0
    assert done.stdout == f"Saved {out / 'tiny.xml'} and 7 files beside it\n"
    assert (out / "2010/tiny_a-1.xml").is_file()


def test_croissant_goes_into_the_corpus_folder_which_stays_valid(folder: Path) -> None:
    done = CliRunner().invoke(app, ["corpus", "export", str(folder), "--to", "croissant"])
    assert (done.exit_code, done.stdout) == (0, f"Saved {folder / 'croissant.json'}\n")
    assert "Note: corpus.toml has no `url`" in done.stderr
    assert CliRunner().invoke(app, ["corpus", "validate", str(folder)]).exit_code == 0


@pytest.mark.parametrize("to", EXPORTS)
def test_a_folder_without_a_corpus_is_told(
    to: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["corpus", "export", str(tmp_path), "--to", to, "-o", str(tmp_path / "out")])
    assert stopped.value.code == 2
    assert "there is no corpus.toml" in capsys.readouterr().err


def test_an_unknown_form_names_the_known_ones(folder: Path) -> None:
    with pytest.raises(CorpusError, match="croissant, tei"):
        export_corpus(folder, "vert")
