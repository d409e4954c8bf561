"""UIMA CAS XMI, as INCEpTION and dkpro-cassis read and write it.

A CAS is an ``.xmi`` file with ``TypeSystem.xml`` beside it, or a ``.zip`` of the two.
"""

import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from tifa.annotation.formats.base import Exchange, Format, Loss, ReadOptions, WriteOptions
from tifa.annotation.formats.cas import CORE, SEGMENTATION, need_cassis, read_cas
from tifa.annotation.formats.cas_build import cas_saver, segments
from tifa.annotation.formats.exports import Content, read_files, write_files
from tifa.annotation.formats.folders import holds, read_file, write_bytes
from tifa.corpus.errors import FormatError, TifaError

TYPES = "TypeSystem.xml"
_XMI = "http://www.omg.org/XMI"
_ID = f"{{{_XMI}}}id"
_CAS = "http:///uima/cas.ecore"
_SEGMENTS = f"http:///{CORE.replace('.', '/')}/segmentation/type.ecore"
_NO_POINTERS = frozenset((_ID, "sofa", "begin", "end"))
_MOST_BYTES = 512 * 1024 * 1024


def read_cas_xmi(path: Path, options: ReadOptions) -> Exchange:
    """Read an ``.xmi`` or ``.zip`` file, or a folder of them as INCEpTION exports it.

    Raises:
        FormatError: A file cannot be read or is no CAS, or ``TypeSystem.xml`` is missing.
        TifaError: dkpro-cassis is not installed.
    """
    need_cassis()
    return read_files(path, options, (".xmi", ".zip"), _load)


def _load(path: Path) -> Iterator[Content]:
    where = str(path)
    if path.suffix == ".zip":
        for name, xmi, types in _unzipped(path):
            yield _parse(xmi, types, f"{where}/{name}")
        return
    types_path = path.parent / TYPES
    if not types_path.is_file():
        raise FormatError(f"{TYPES} is missing beside it", where=where)
    yield _parse(read_file(path), read_file(types_path), where)


def _unzipped(path: Path) -> Iterator[tuple[str, bytes, bytes]]:
    try:
        with ZipFile(BytesIO(read_file(path))) as archive:
            if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
                raise FormatError("Unpacked, it is over 512 MiB", where=str(path))
            content = {name: archive.read(name) for name in archive.namelist()}
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise FormatError(f"It is no zip that can be read ({error})", where=str(path)) from None
    names = [name for name in content if name.endswith(".xmi")]
    types = next((name for name in content if Path(name).name == TYPES), None)
    if not names or types is None:
        raise FormatError(f"It needs an .xmi file and {TYPES}", where=str(path))
    for name in names:
        yield name, content[name], content[types]


def _parse(xmi: bytes, types: bytes, where: str) -> Content:
    from cassis import load_cas_from_xmi, load_typesystem
    from lxml.etree import XMLSyntaxError

    if b"<!DOCTYPE" in xmi or b"<!DOCTYPE" in types:
        raise FormatError("A CAS has no DOCTYPE", where=where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            system = load_typesystem(BytesIO(types))
            kept = _without_segments(xmi)
            cas = load_cas_from_xmi(BytesIO(kept), typesystem=system)
            return read_cas(cas, _offsets(kept), where=where)
    except XMLSyntaxError as error:
        raise FormatError(f"It is no XML ({error.msg})", where=f"{where}:{error.lineno}") from None
    except TifaError:
        raise
    except Exception as error:  # noqa: BLE001 (cassis raises whatever a broken CAS runs into)
        raise FormatError(
            f"It is no CAS that dkpro-cassis can read ({type(error).__name__}: {error})",
            where=where,
        ) from None


def _offsets(xmi: bytes) -> dict[int, tuple[int, int]]:
    """Return begin and end of the annotations by id."""
    from lxml.etree import iterparse

    found = {}
    for _, element in iterparse(BytesIO(xmi), events=("end",)):
        values = [element.get(name) for name in (_ID, "begin", "end")]
        if None not in values:
            id_, begin, end = (int(value) for value in values)
            found[id_] = (begin, end)
    return found


def write_cas_xmi(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write XMI: one CAS if `path` ends in ``.xmi`` or ``.zip``, else a folder.

    Raises:
        FormatError: It cannot be written, one file cannot hold it, or a text has
            characters that XML has not.
        TifaError: dkpro-cassis is not installed.
    """
    need_cassis()
    saver = cas_saver(exchange, options.scheme, _save)
    return write_files(exchange, path, (".xmi", ".zip"), saver)


def _save(cas: Any, path: Path, where: str) -> None:
    try:
        xmi = _with_segments(cas.to_xmi().encode("utf8"), cas.sofa_string)
        types = cas.typesystem.to_xml().encode("utf8")
    except ValueError as error:
        raise FormatError(
            f"XML cannot hold it ({error})",
            where=where,
            remedy="Write cas-json, which holds every character.",
        ) from None
    if path.suffix == ".zip":
        packed = BytesIO()
        with ZipFile(packed, "w") as archive:
            archive.writestr(f"{path.stem}.xmi", xmi)
            archive.writestr(TYPES, types)
        write_bytes(path, packed.getvalue(), where=where)
        return
    write_bytes(path, xmi, where=where)
    write_bytes(path.parent / TYPES, types, where=where)


def _with_segments(xmi: bytes, text: str) -> bytes:
    from lxml.etree import cleanup_namespaces, fromstring, tostring

    root = fromstring(xmi)
    sofa, view = (root.find(f"{{{_CAS}}}{name}") for name in ("Sofa", "View"))
    own, first = sofa.get(_ID), 1 + max(int(each.get(_ID)) for each in root if each.get(_ID))
    parts = [
        f'<segmentation:{type_.rpartition(".")[2]} xmi:id="{number}" sofa="{own}" '
        f'begin="{begin}" end="{end}"/>'
        for number, (type_, begin, end) in enumerate(segments(text), start=first)
    ]
    spaces = f'xmlns:xmi="{_XMI}" xmlns:segmentation="{_SEGMENTS}"'
    place = root.index(sofa)
    root[place:place] = list(fromstring(f"<all {spaces}>{''.join(parts)}</all>"))
    cleanup_namespaces(root, top_nsmap={"segmentation": _SEGMENTS})
    members = (view.get("members", ""), *map(str, range(first, first + len(parts))))
    view.set("members", " ".join(members).strip())
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True))


def _without_segments(xmi: bytes) -> bytes:
    """Take out tokens and sentences that nothing points to: they are most of a CAS."""
    from lxml.etree import QName, fromstring, tostring

    root = fromstring(xmi)
    found: dict[str, Any] = {}
    wanted: set[str] = set()
    for element in root.iterchildren(tag="*"):
        name = QName(element)
        package = (name.namespace or "").removeprefix("http:///").removesuffix(".ecore")
        if f"{package.replace('/', '.')}.{name.localname}" in SEGMENTATION:
            found[element.get(_ID, "")] = element
        elif element.tag != f"{{{_CAS}}}View":
            for part in element.iter("*"):
                values = [v for key, v in part.attrib.items() if key not in _NO_POINTERS]
                wanted.update(id_ for value in (*values, part.text or "") for id_ in value.split())
    gone = found.keys() - wanted
    for id_ in gone:
        root.remove(found[id_])
    for view in root.iterfind(f"{{{_CAS}}}View"):
        members = view.get("members", "").split()
        view.set("members", " ".join(id_ for id_ in members if id_ not in gone))
    return bytes(tostring(root, encoding="UTF-8"))


def _sniff(path: Path, head: bytes) -> bool:
    if path.is_dir():
        return holds(path, "*.xmi", _is_xmi) or holds(path, "*.zip", _is_zip)
    return _is_zip(head) if path.suffix == ".zip" else _is_xmi(head)


def _is_xmi(head: bytes) -> bool:
    return b"http://www.omg.org/XMI" in head[:4096]


def _is_zip(head: bytes) -> bool:
    return head.startswith(b"PK") and b".xmi" in head


FORMAT = Format(
    name="cas-xmi",
    title="UIMA CAS XMI (INCEpTION)",
    suffixes=(".xmi", ".zip"),
    read=read_cas_xmi,
    write=write_cas_xmi,
    sniff=_sniff,
)
