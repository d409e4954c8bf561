"""The notebooks of the docs run from scratch, and what is stored in them is what comes out."""

import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from tests.conftest import ROOT, installed
from tests.notebooks import RENEW, code_cells, execute, notebooks, parts, read, shown

NOTEBOOKS = notebooks()
named = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
# Another process executes them; a bare checkout would not be found there.
needs_install = pytest.mark.skipif(not installed(), reason="needs tifa to be installed")


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, NotebookNode]:
    """All notebooks, executed from scratch in folders of their own."""
    return {path: execute(read(path), tmp_path_factory.mktemp("notebook")) for path in NOTEBOOKS}


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@needs_install
@named
def test_stored_outputs_are_those_of_a_run(path: Path, executed: dict[Path, NotebookNode]) -> None:
    for stored, fresh in zip(code_cells(read(path)), code_cells(executed[path]), strict=True):
        words, numbers = parts(shown(stored))
        fresh_words, fresh_numbers = parts(shown(fresh))
        where = f"cell “{stored.id}”: the stored outputs are old, renew them with: {RENEW}"
        assert fresh_words == words, where
        # Another version of a library may differ in the last digits.
        assert fresh_numbers == pytest.approx(numbers, rel=0.01, abs=1e-9), where


@needs_install
@named
def test_nothing_is_written_to_the_error_stream(
    path: Path, executed: dict[Path, NotebookNode]
) -> None:
    streams = [out for cell in code_cells(executed[path]) for out in cell.outputs if "name" in out]
    assert [out.text for out in streams if out.name == "stderr"] == []


@named
def test_stored_files_hold_no_trace_of_the_machine_or_the_run(path: Path) -> None:
    content = path.read_text("utf8")
    for trace in (str(ROOT), str(Path.home()) + os.sep, "/tmp", "site-packages", "object at 0x"):
        assert trace not in content
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in code_cells(notebook):
        assert cell.execution_count is None
        assert cell.metadata == {}


@named
def test_notebooks_are_short_celled_and_headed_in_both_languages(path: Path) -> None:
    notebook = read(path)
    assert all(len(cell.source.splitlines()) <= 30 for cell in code_cells(notebook))
    headings = [
        line
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("##")
    ]
    assert headings
    for heading in headings:
        assert any("一" <= char <= "鿿" for char in heading), heading


@named
def test_links_lead_to_files(path: Path) -> None:
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            for link in re.findall(r"\]\(([^)#]+)\)", cell.source):
                assert (path.parent / link).exists(), link


@named
def test_invented_texts_are_called_invented(path: Path) -> None:
    opening = read(path).cells[0].source
    assert "invented" in opening and "synthetic" in opening


def test_an_error_in_a_cell_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CellExecutionError, match="no such luck"):
        execute(new_notebook(cells=[new_code_cell("raise ValueError('no such luck')")]), tmp_path)


def test_what_a_reader_sees_of_tables_and_plots_is_compared() -> None:
    table = new_output(
        "execute_result",
        {"text/html": "<style>b {}</style><table><td>p &lt; 0.05</td><td>&lt;NA&gt;</td></table>"},
    )
    plot = new_output(
        "display_data", {"image/svg+xml": '<svg width="9"><text>甲 12.5</text></svg>'}
    )
    text = shown(new_code_cell("", outputs=[table, plot, new_output("stream", text="done")]))
    words, numbers = parts(text)
    assert words == ["p", "<", "#", "NaN", "甲", "#", "done"]
    assert numbers == [0.05, 12.5]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("difference +33.5 [8.7, 54.0]", [33.5, 8.7, 54.0]),
        ("66,919 characters, p = 8.000e-04", [66919.0, 8e-4]),
        ("sha:91b53891633e tifa:0.1.0", []),
        ("-27.6", [-27.6]),
    ],
)
def test_numbers_are_told_from_names(text: str, numbers: list[float]) -> None:
    assert parts(text)[1] == numbers
