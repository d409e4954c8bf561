"""The files of folders: those that speeches are read from, and the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tifa.corpus.errors import CorpusError
from tifa.corpus.readers.registry import REFUSED, suffixes
from tifa.corpus.sidecar import metadata_rows, names_files, table_in


@dataclass(frozen=True, slots=True)
class SpeechFiles:
    """Files to read.

    files (tuple[Path, ...]): Those that are read, or refused with a remedy.
    passed_over (tuple[Path, ...]): Files in folders of kinds that hold no speeches.
    rows (Mapping[Path, Mapping[str, Any]]): What tables of metadata in the folders say of
        files, see `tifa.corpus.sidecar`; these tables are not among the files.
    """

    files: tuple[Path, ...]
    passed_over: tuple[Path, ...] = ()
    rows: Mapping[Path, Mapping[str, Any]] = field(default_factory=dict)


def speech_files(paths: Iterable[Path | str], *, recursive: bool = True) -> SpeechFiles:
    """Return the files, a folder replaced by the files in it.

    recursive (bool): Also look into folders in folders.

    Raises:
        CorpusError: A folder holds no file that speeches are read from.
        FormatError: A folder's table of metadata cannot be read.
    """
    wanted = {*suffixes(), *REFUSED}
    files: list[Path] = []
    others: list[Path] = []
    rows: dict[Path, Mapping[str, Any]] = {}
    for path in map(Path, paths):
        if not path.is_dir():
            files.append(path)
            continue
        inside = _inside(path, recursive)
        table = table_in(path)
        if table and names_files(table):
            inside.remove(table)
            rows |= {path / file: row for file, row in metadata_rows(path).items()}
        speeches = [file for file in inside if file.suffix.lower() in wanted]
        if not speeches:
            raise CorpusError(
                "The folder holds no file that speeches are read from",
                where=str(path),
                remedy=f"These are read: {' '.join(suffixes())}.",
            )
        files += speeches
        others += [file for file in inside if file.suffix.lower() not in wanted]
    return SpeechFiles(tuple(dict.fromkeys(files)), tuple(dict.fromkeys(others)), rows)


def _inside(folder: Path, recursive: bool) -> list[Path]:
    """Return the files of a folder in order, without hidden ones and Office's lock files."""
    found = folder.rglob("*") if recursive else folder.glob("*")
    return sorted(
        path
        for path in found
        if (path.is_file() or not path.exists())  # a link to nothing is listed when it is read
        and not path.name.startswith("~$")
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
