"""Reading what the inputs of several kinds of case share: tables of counts, and texts.

A text is ``seed``, the shipped seed speech; a file or a folder of ``.txt`` files named
relative to the folder of the data; or, if it is no such name, the text itself.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tifa.corpus.additions import text_files
from tifa.corpus.comparison.contingency import Tables
from tifa.corpus.comparison.keyness import Cells, Correction
from tifa.corpus.conformance.running import Input, NeedsDataError
from tifa.corpus.errors import FormatError
from tifa.corpus.folder import seed_folder
from tifa.corpus.ingest import read_text_file

SEED = "seed"
_COUNTS = ("a", "b", "n1", "n2")


def tables_of(data: Input) -> Tables:
    """Return the table of a case, given in any of three ways.

    Its cells o11, o12, o21, o22; o11 with the margins r1, c1 and n; or the frequencies a and
    b in corpora of the sizes n1 and n2.
    """
    if "a" in data:
        return Tables.of_counts(*(data[name] for name in _COUNTS))
    if "r1" in data:
        return Tables.of_marginals(*(data[name] for name in ("o11", "r1", "c1", "n")))
    names = ("o11", "o12", "o21", "o22")
    return Tables(*(np.asarray(data[name], float) for name in names))


def correction_of(data: Input) -> Correction:
    """Return the correction that a case names, or its formula does, else none.

    ``default`` is quanteda's: Yates' for small expected frequencies only.
    """
    named = str(data.get("correction", ""))
    if named == "default":
        return Correction.YATES_SMALL
    if named:
        return Correction(named)
    formula = str(data.get("formula", "")).lower()
    return next((each for each in Correction if each.value in formula.split()), Correction.NONE)


def cells_of(data: Input) -> Cells:
    """Return which cells a log-likelihood ratio sums over: 4 unless the case says 2."""
    return Cells.TWO if str(data.get("cells", 4)).startswith(("2", "two")) else Cells.FOUR


def text_of(data: Input, key: str, folder: Path) -> str:
    """Return the text that a case names under a key; its SHA-1, if given, is checked.

    Raises:
        NeedsDataError: The text is not there.
        FormatError: It cannot be read, or is not the one that is meant.
    """
    name = str(data[key])
    text = _read(name, folder)
    wanted = data.get(f"{key}_sha1", data.get("sha1") if key == "text" else None)
    found = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
    if wanted is not None and found != wanted:
        raise FormatError(f"The text has the SHA-1 {found}, not {wanted}", where=name)
    return text


def _read(name: str, folder: Path) -> str:
    if name == SEED:
        return (seed_folder() / "speech.txt").read_text("utf8")
    if not _is_path(name):
        return name
    if not (folder / name).is_file():
        raise NeedsDataError(f"needs the text {name}: name its folder with --data DIR")
    return read_text_file(folder / name).text


def texts_of(data: Input, key: str, folder: Path) -> Mapping[str, str]:
    """Return the texts that a case names under a key, by name without ``.txt``.

    A name, a list of names, or a folder of texts.

    Raises:
        NeedsDataError: A text is not there.
        FormatError: One cannot be read.
    """
    named = data[key]
    if isinstance(named, list):
        return {str(name): _read(str(name), folder) for name in named}
    if (folder / str(named)).is_dir():
        paths = text_files([folder / str(named)])
        return {path.stem: read_text_file(path).text for path in paths}
    if re.fullmatch(r"\w+/?", str(named)) and named != SEED and str(named).isascii():
        raise NeedsDataError(f"needs the texts {named}: name their folder with --data DIR")
    return {str(named): text_of(data, key, folder)}


def _is_path(name: str) -> bool:
    return re.fullmatch(r"\S+\.txt", name) is not None
