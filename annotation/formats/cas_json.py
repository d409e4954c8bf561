"""UIMA CAS JSON 0.4, as INCEpTION and dkpro-cassis read and write it.

Source: https://github.com/apache/uima-uimaj-io-jsoncas (specification 0.4.0).
"""

import json
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import Exchange, Format, Loss, ReadOptions, WriteOptions
from tifa.annotation.formats.cas import SEGMENTATION, VIEW, need_cassis, read_cas
from tifa.annotation.formats.cas_build import cas_saver, segments
from tifa.annotation.formats.exports import Content, read_files, write_files
from tifa.annotation.formats.folders import holds, read_text, write_bytes
from tifa.corpus.errors import FormatError, TifaError

_STRUCTURES = "%FEATURE_STRUCTURES"


def read_cas_json(path: Path, options: ReadOptions) -> Exchange:
    """Read a CAS JSON file, or a folder of them as INCEpTION exports it.

    Raises:
        FormatError: A file cannot be read or is no CAS.
        TifaError: dkpro-cassis is not installed.
    """
    need_cassis()
    return read_files(path, options, (".json",), _load)


def _load(path: Path) -> list[Content]:
    from cassis import load_cas_from_json

    where = str(path)
    content = read_text(path)
    try:
        data = json.loads(content)
        offsets = _offsets(data, where)
        losses = _keep_one_view(data, where)
        _leave_out_tokens(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = read_cas(load_cas_from_json(json.dumps(data)), offsets, where=where)
    except json.JSONDecodeError as error:
        raise FormatError(f"It is no JSON ({error.msg})", where=f"{where}:{error.lineno}") from None
    except TifaError:
        raise
    except Exception as error:  # noqa: BLE001 (cassis raises whatever a broken CAS runs into)
        raise FormatError(
            f"It is no CAS that dkpro-cassis can read ({type(error).__name__}: {error})",
            where=where,
        ) from None
    return [replace(found, losses=(*found.losses, *losses))]


def _keep_one_view(data: dict[str, Any], where: str) -> list[Loss]:
    """Take out all views but the initial one: cassis 0.12 cannot read several from JSON."""
    views = data["%VIEWS"]
    others = [name for name in views if name != VIEW]
    data["%VIEWS"] = {name: view for name, view in views.items() if name == VIEW}
    return [
        Loss(where, f"the annotations of the view {name} are not kept")
        for name in others
        if views[name]["%MEMBERS"]
    ]


def _leave_out_tokens(data: dict[str, Any]) -> None:
    """Take out tokens and sentences that nothing points to: they are most of a CAS."""
    records = data[_STRUCTURES]
    if isinstance(records, dict):
        records = [{"%ID": int(id_), **record} for id_, record in records.items()]
    others = [record for record in records if record.get("%TYPE") not in SEGMENTATION]
    wanted = {id_ for record in others for id_ in _pointed_to(record)}
    gone = {r["%ID"] for r in records if r.get("%TYPE") in SEGMENTATION} - wanted
    data[_STRUCTURES] = [record for record in records if record["%ID"] not in gone]
    for view in data["%VIEWS"].values():
        view["%MEMBERS"] = [id_ for id_ in view["%MEMBERS"] if id_ not in gone]


def _pointed_to(record: dict[str, Any]) -> Iterator[Any]:
    for key, value in record.items():
        if key == "%ELEMENTS" and isinstance(value, list):
            yield from value
        elif key.startswith("@"):
            yield value


def _offsets(data: Any, where: str) -> dict[int, tuple[int, int]]:
    """Return begin and end of the annotations by id."""
    structures = data.get(_STRUCTURES) if isinstance(data, dict) else None
    if isinstance(structures, dict):
        structures = [{"%ID": int(id_), **record} for id_, record in structures.items()]
    if not isinstance(structures, list):
        raise FormatError(f"It has no {_STRUCTURES}", where=where)
    found = {}
    for record in structures:
        extent = record.get("begin"), record.get("end")
        if all(type(offset) is int for offset in extent):
            found[record["%ID"]] = extent
    return found


def write_cas_json(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write CAS JSON: one file if `path` ends in ``.json``, else a folder.

    Raises:
        FormatError: It cannot be written, or one file cannot hold it.
        TifaError: dkpro-cassis is not installed.
    """
    need_cassis()
    return write_files(exchange, path, (".json",), cas_saver(exchange, options.scheme, _save))


def _save(cas: Any, path: Path, where: str) -> None:
    data = json.loads(cas.to_json(pretty_print=False))
    [view] = data["%VIEWS"].values()
    first = max(record["%ID"] for record in data[_STRUCTURES]) + 1
    for number, (type_, begin, end) in enumerate(segments(cas.sofa_string), start=first):
        record = {"%ID": number, "%TYPE": type_, "@sofa": view["%SOFA"], "begin": begin, "end": end}
        data[_STRUCTURES].append(record)
        view["%MEMBERS"].append(number)
    write_bytes(path, json.dumps(data, ensure_ascii=False), where=where)


def _sniff(path: Path, head: bytes) -> bool:
    if path.is_dir():
        return holds(path, "*.json", _is_cas)
    return path.suffix == ".json" and _is_cas(head)


def _is_cas(head: bytes) -> bool:
    return b'"%TYPES"' in head or b'"%FEATURE_STRUCTURES"' in head or b'"%VIEWS"' in head


FORMAT = Format(
    name="cas-json",
    title="UIMA CAS JSON (INCEpTION)",
    suffixes=(".json",),
    read=read_cas_json,
    write=write_cas_json,
    sniff=_sniff,
)
