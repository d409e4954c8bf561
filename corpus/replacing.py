"""Files of a corpus folder replaced together, so that a crash leaves the old or the new ones.

All new files are written beside the old ones, with ``.new`` at the end of their names, the
manifest last; then each takes its place. A crash before the manifest is written leaves the
old files; after it, `finish_interrupted` brings the rest of the new ones to their places.
"""

import hashlib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from tifa.corpus.manifest import MANIFEST

_NEW = ".new"


def file_hash(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def replace_files(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Replace files by new contents, the manifest being the last of them.

    A full disk costs nothing: the old files stand until all new ones are written.

    Raises:
        OSError: A file cannot be written.
    """
    fresh = {name: folder / f"{name}{_NEW}" for name in contents}
    try:
        for name, data in contents.items():
            _write(fresh[name], data)
        for name, path in fresh.items():
            path.replace(folder / name)
    finally:
        for path in fresh.values():
            path.unlink(missing_ok=True)


def finish_interrupted(folder: Path) -> bool:
    """Finish or undo what a crash in the middle of `replace_files` left; say whether it did.

    Raises:
        OSError: A file cannot be read or moved.
    """
    left = sorted(folder.rglob(f"*{_NEW}"))
    if not left:
        return False
    fresh = folder / f"{MANIFEST}{_NEW}"
    if fresh.is_file() and _is_complete(folder, fresh):
        for path in sorted(left, key=lambda path: path == fresh):  # the manifest last
            path.replace(path.with_name(path.name.removesuffix(_NEW)))
    else:
        for path in left:
            path.unlink()
    return True


def _is_complete(folder: Path, manifest: Path) -> bool:
    """Say whether each file is there, in its place or beside it, as the manifest says."""
    try:
        files = tomllib.loads(manifest.read_text("utf8"))["files"]
        sums = {name: entry["sha256"] for name, entry in files.items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError):
        return False
    for name, expected in sums.items():
        fresh = folder / f"{name}{_NEW}"
        path = fresh if fresh.is_file() else folder / name
        if not path.is_file() or file_hash(path.read_bytes()) != expected:
            return False
    return True


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with path.open("rb") as file:
        os.fsync(file.fileno())
