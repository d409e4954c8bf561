"""Zip archives that e-books and Office files are, read with a limit."""

import io
import struct
import zipfile
from pathlib import Path

from tifa.corpus.errors import FormatError

# What zipfile raises on damaged archives: names that are no text are ValueErrors.
_BROKEN = (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error)
# Bytes that an archive may unpack to: a small file can be made to fill a disk.
_MOST = 1 << 30


def open_archive(data: bytes, path: Path) -> zipfile.ZipFile:
    """Open a zip archive.

    Raises:
        FormatError: It is damaged, or unpacks to more than 1 GiB.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _BROKEN:
        raise FormatError(
            "The file is damaged or was not downloaded to its end",
            where=str(path),
            remedy="Get it again.",
        ) from None
    if sum(info.file_size for info in archive.infolist()) > _MOST:
        raise FormatError("The file unpacks to more than 1 GiB", where=str(path))
    return archive
