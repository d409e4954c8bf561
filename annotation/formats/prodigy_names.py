"""Names of annotators in Prodigy: ``{dataset}-{session}``, and what is a name in it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

# Prodigy names a session without ``?session=`` after the time it began.
_UNNAMED = re.compile(r"(?:^|-)(\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)$")


def raw_id(record: Mapping[str, Any]) -> str:
    """Return ``_annotator_id``, else ``_session_id``, else ""."""
    for key in ("_annotator_id", "_session_id"):
        value = record.get(key)
        if isinstance(value, str) and value:
            return value
    return ""


def annotator_names(raw_ids: Iterable[str], stem: str, annotator: str = "") -> dict[str, str]:
    """Return the annotator's name for each raw id of a file.

    The dataset's name is cut off only where all ids start with it. It is the name of the
    file, or whatever they share up to a ``-``.

    stem (str): The file's name without its suffix; the name of those without an id.
    annotator (str): The name of those without an id and of unnamed sessions, if given.
    """
    ids = set(raw_ids)
    names = {"": annotator or stem} if "" in ids else {}
    unnamed = {raw: match[1] for raw in ids if (match := _UNNAMED.search(raw))}
    names |= {raw: annotator or session for raw, session in unnamed.items()}
    named = ids - names.keys()
    prefix = _dataset_prefix(named, stem)
    return names | {raw: _decoded(raw.removeprefix(prefix)) for raw in named}


def raw_ids(known: Mapping[str, str | None], stem: str) -> dict[str, str]:
    """Return the raw id to write for each annotator, so that reading gives the names again.

    known (Mapping): Annotators with the raw id they had in a file read before, or None.
    stem (str): The name of the file that is written, without its suffix.
    """
    prefixes = {
        raw.removesuffix(_encoded(name)) if raw.endswith(_encoded(name)) else None
        for name, raw in known.items()
        if raw
    }
    if len(prefixes) == 1 and None not in prefixes:
        [prefix] = prefixes
        ids = {name: f"{prefix}{_encoded(name)}" for name in known}
        names = annotator_names(ids.values(), stem)
        if all(raw and names[raw] == name for name, raw in ids.items()):
            return ids
    return {name: f"{stem}-{_encoded(name)}" for name in known}


def _dataset_prefix(ids: set[str], stem: str) -> str:
    if all(raw.startswith(f"{stem}-") for raw in ids):
        return f"{stem}-"
    first = min(ids)
    for end in range(len(first) - 1, 0, -1):
        prefix = first[:end]
        if prefix.endswith("-") and all(raw.startswith(prefix) and raw != prefix for raw in ids):
            return prefix
    return ""


def _decoded(name: str) -> str:
    """Return a session name as it was typed: it comes from the address, percent-encoded."""
    try:
        return unquote(name, errors="strict")
    except UnicodeDecodeError:
        return name


def _encoded(name: str) -> str:
    return name.replace("%", "%25")
