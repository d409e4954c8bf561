"""Executing the notebooks of the docs, and what in their outputs may not change.

To renew the outputs that are stored in them: ``python -m tests.notebooks``
"""

import os
import re
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode
from traitlets import default

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "notebooks"
RENEW = "python -m tests.notebooks"
_SECONDS = 300
_NO_TEXT = re.compile(r"<(style|title)\b.*?</\1>|<[^>]*>", re.DOTALL)
# A sign of its own, as in “+33.5”, belongs to the number; in 2015-12-28 it does not.
_NUMBER = re.compile(r"(?<![\w.])[+-]?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.])")
# What pandas shows for a value that is missing depends on its version.
_MISSING = {"None", "<NA>", "&lt;NA&gt;", "nan"}


class _OwnKernel(AsyncKernelManager):
    """Starts this interpreter, not what somebody has installed as a kernel of that name."""

    @default("kernel_spec_manager")
    def _only_native(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[], ensure_native_kernel=True)


def notebooks() -> list[Path]:
    """Return the notebooks of the docs."""
    return sorted(FOLDER.glob("*.ipynb"))


def read(path: Path) -> NotebookNode:
    """Read a notebook."""
    return nbformat.read(path, as_version=4)


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Return a notebook executed from scratch in a folder, in this interpreter's kernel.

    Raises:
        CellExecutionError: A cell fails.
    """
    fresh = nbformat.from_dict(notebook)  # a copy
    for cell in code_cells(fresh):
        cell.outputs = []
    client = NotebookClient(
        fresh,
        kernel_name="python3",
        kernel_manager_class=_OwnKernel,
        timeout=_SECONDS,
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    # Nobody's profile, which might import or set something.
    client.execute(env={**os.environ, "IPYTHONDIR": str(folder / ".ipython")})
    return _tidied(fresh)


def _tidied(notebook: NotebookNode) -> NotebookNode:
    """Take out what changes without the notebook changing: counts and versions."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    for cell in code_cells(notebook):
        cell.execution_count = None
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = None
    return notebook


def code_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the cells that are code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell: NotebookNode) -> str:
    """Return what a reader sees of a cell's outputs: the text of tables and plots too."""
    return "\n".join(part for output in cell.outputs for part in _shown(output))


def _shown(output: NotebookNode) -> Iterator[str]:
    if output.output_type == "stream":
        yield output.text
        return
    data: dict[str, Any] = output.get("data", {})
    for kind in ("image/svg+xml", "text/html", "text/markdown", "text/plain"):
        if kind in data:
            yield data[kind] if kind.startswith("text/m") else _text_of(data[kind])
            return


def _text_of(markup: str) -> str:
    return unescape(_NO_TEXT.sub(" ", markup))


def parts(text: str) -> tuple[list[str], list[float]]:
    """Return the words and the numbers of a text, so that numbers can be compared roughly."""
    words = _NUMBER.sub(" # ", text).split()
    numbers = [float(found.replace(",", "")) for found in _NUMBER.findall(text)]
    return ["NaN" if word in _MISSING else word for word in words], numbers


def main() -> None:
    """Execute all notebooks and store what comes out."""
    for path in notebooks():
        with TemporaryDirectory() as folder:
            executed = execute(read(path), Path(folder))
        nbformat.write(executed, path)
        print(f"{path}: outputs renewed", file=sys.stderr)


if __name__ == "__main__":
    main()
