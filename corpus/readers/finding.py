"""The files of folders: those that speeches are read from, and the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tifa.corpus.errors import CorpusError
from tifa.corpus.readers.registry import REFUSED, suffixes


@dataclass(frozen=True, slots=True)
class SpeechFiles:
    """Files to read.

    files (tuple[Path, ...]): Those that are read, or refused with a remedy.
    passed_over (tuple[Path, ...]): Files in folders of kinds that hold no speeches.
    """

    files: tuple[Path, ...]
    passed_over: tuple[Path, ...] = ()


def speech_files(paths: Iterable[Path | str], *, recursive: bool = True) -> SpeechFiles:
    """Return the files, a folder replaced by the files in it.

    recursive (bool): Also look into folders in folders.

    Raises:
        CorpusError: A folder holds no file that speeches are read from.
    """
    wanted = {*suffixes(), *REFUSED}
    files: list[Path] = []
    others: list[Path] = []
    for path in map(Path, paths):
        if not path.is_dir():
            files.append(path)
            continue
        inside = _inside(path, recursive)
        speeches = [file for file in inside if file.suffix.lower() in wanted]
        if not speeches:
            raise CorpusError(
                "The folder holds no file that speeches are read from",
                where=str(path),
                remedy=f"These are read: {' '.join(suffixes())}.",
            )
        files += speeches
        others += [file for file in inside if file.suffix.lower() not in wanted]
    return SpeechFiles(tuple(dict.fromkeys(files)), tuple(dict.fromkeys(others)))


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
