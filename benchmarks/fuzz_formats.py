"""Malformed files thrown at every reader: a clear error or a clean import, nothing else.

    python benchmarks/fuzz_formats.py
    python benchmarks/fuzz_formats.py --files 2000 --formats csv excel --seed 7

Each file is a valid one (the golden files of the tests, and what our writers make of an
invented exchange) with one to four things broken: bytes cut, doubled, flipped or replaced;
values of JSON replaced or taken out; for zipped and compressed formats the same inside.
A reader passes if it raises an error of tifa that says where, or returns spans that cover
their quotes and texts that stand in the file just so; what it returns is written again. Any
other exception, or a text that is not in the file, is a failure: it is printed with its
number, its files are kept, and the exit code is 1.
"""

import argparse
import csv
import io
import json
import random
import shutil
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tifa.annotation.formats.base import (
    Exchange,
    Format,
    Item,
    OnNested,
    ReadOptions,
    WriteOptions,
)
from tifa.annotation.formats.registry import formats
from tifa.corpus.errors import TifaError
from tifa.corpus.excel import unescape_cell
from tifa.corpus.spans import Argument, Span

GOLDEN = Path(__file__).resolve().parent.parent / "tests/data/formats"
TEXT = "=𠮷林各级党委要“抓好”落实。\r\n由\u3000办公室牵头，\t要落实。\n"
FOLDERS = frozenset(("brat", "cas-json", "cas-xmi", "webanno-tsv", "conll", "doccano"))
JUNK = (
    *(b"", b"\n", b"\r\n", b"\t", b"\xff", b"\x00", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"-1"),
    *(b"99999999999999999999", b"1e999", b"NaN", b'"', b"'", b"[", b"]", b"{", b"}", b"<", b"&"),
    *(
        b"null",
        b"true",
        b"0",
        b"|",
        b"\\",
        b"_",
        b"*",
        b"T1",
        b"E1",
        b"#",
        b"->",
        b"B-",
        b"=",
        b";",
    ),
    *("𠮷".encode(), "\u2028".encode(), "\u3000".encode(), b"_x000D_", b"\\ud842", b"%"),
)
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        -1,
        0,
        3,
        10**20,
        0.5,
        float("inf"),
        float("nan"),
        "",
        "text",
        "accept",
        "\ud842",
    ),
    *([], {}, [[]], {"id": 1}, [0, 2, "A"], [None], {"": {}}, "1", "坚持"),
)


@dataclass(frozen=True)
class Sample:
    """A valid input: its files by name, and which of them to read ("" for the folder)."""

    format: Format
    files: dict[str, bytes]
    entry: str


def exchange() -> Exchange:
    """Return an invented exchange with everything a span can have."""
    spans = (
        Span.of(
            TEXT,
            3,
            14,
            "DIRECTIVE",
            attributes={"force": "obligation", "note": "a|b"},
            arguments=(Argument("addressee", 3, 7, "各级党委"),),
        ),
        Span.of(TEXT, 3, 7, "ACTOR", score=0.25),
        Span.of(TEXT, 18, 26, "RESPONSIBILITY"),
    )
    items = (Item("s1", TEXT, {"doc_id": "s", "char_offset": 0}), Item("s2", "坚持。"))
    return Exchange(items, {"甲": {"s1": spans, "s2": ()}, "b": {"s1": spans[:1]}})


def samples(wanted: list[str] | None) -> list[Sample]:
    """Return the valid inputs of the formats."""
    found = []
    for name, format_ in formats().items():
        if format_.read is None or (wanted and name not in wanted):
            continue
        if format_.write is not None:
            found.append(_written(format_))
        found += [Sample(format_, files, entry) for files, entry in _golden(name)]
    return found


def _written(format_: Format) -> Sample:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        path = out / ("x" if format_.name in FOLDERS else f"x{format_.suffixes[0]}")
        assert format_.write is not None
        format_.write(exchange(), path, WriteOptions(on_nested=OnNested.LONGEST))
        files = {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    return Sample(format_, files, path.name)


def _golden(name: str) -> Iterator[tuple[dict[str, bytes], str]]:
    """Yield the golden files of a format with the one to read."""
    entries = {
        "brat": ["brat/speech.ann"],
        "cas-json": ["cas/lin.json"],
        "cas-xmi": ["cas/lin.xmi"],
        "conll": ["conll/iob2.conll", "conll/biluo.conll"],
        "csv": ["tables/spans.csv"],
        "doccano": ["doccano-triples.jsonl", "doccano-relations.jsonl"],
        "excel": ["tables/spans.xlsx"],
        "label-studio": ["label-studio.json"],
        "prodigy": ["prodigy-spans.jsonl", "prodigy-characters.jsonl", "prodigy-review.jsonl"],
        "webanno-tsv": ["webanno/inception.tsv", "webanno/written.tsv"],
    }
    for entry in entries.get(name, []):
        path = GOLDEN / entry
        beside = path.parent.iterdir() if "/" in entry else [path]
        yield {other.name: other.read_bytes() for other in beside if other.is_file()}, path.name


def broken(sample: Sample, rng: random.Random) -> dict[str, bytes]:
    """Return the files of a sample with something broken in one or two of them."""
    files = dict(sample.files)
    for name in rng.sample(sorted(files), min(len(files), rng.choice((1, 1, 2)))):
        files[name] = _break(name, files[name], rng)
    return files


def _break(name: str, data: bytes, rng: random.Random) -> bytes:
    if name.endswith((".json", ".jsonl")) and rng.random() < 0.5:
        return _break_json(data, rng, lines=name.endswith("l"))
    if name.endswith(".xlsx") and rng.random() < 0.9:
        return _break_zip(data, rng)
    if name.endswith(".spacy") and rng.random() < 0.9:
        return zlib.compress(_break_bytes(zlib.decompress(data), rng))
    return _break_bytes(data, rng)


def _break_bytes(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 4)):
        start = rng.randint(0, len(data))
        end = min(len(data), start + rng.choice((0, 1, 1, 2, 5, 30)))
        kind = rng.randrange(5)
        if kind == 0:
            put = data[start:end] * 2
        elif kind == 1:
            put = bytes(byte ^ 1 << rng.randrange(8) for byte in data[start:end])
        elif kind == 2 and rng.random() < 0.2:
            put, end = b"", len(data)
        else:
            put = rng.choice(JUNK)
        data = data[:start] + put + data[end:]
    return data


def _break_json(data: bytes, rng: random.Random, *, lines: bool) -> bytes:
    text = data.decode()
    records = [json.loads(line) for line in text.split("\n") if line] if lines else json.loads(text)
    for _ in range(rng.randint(1, 3)):
        places = list(_places(records))
        if not places:
            break
        holder, key = rng.choice(places)
        if rng.random() < 0.3:
            del holder[key]
        else:
            holder[key] = rng.choice(VALUES)
    if not lines:
        return json.dumps(records).encode()
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict | list):
        keys = list(value) if isinstance(value, dict) else range(len(value))
        for key in keys:
            yield value, key
            yield from _places(value[key])


def _break_zip(data: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice([part for part in sorted(parts) if "sheet" in part] or sorted(parts))
    parts[name] = _break_bytes(parts[name], rng)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for part, inside in parts.items():
            archive.writestr(part, inside)
    return content.getvalue()


def texts_in(format_: Format, files: dict[str, bytes]) -> Callable[[str], bool] | None:
    """Return a test of whether a text stands in files just so; None if it cannot be told.

    It reads the files by other means than the format's reader.
    """
    if format_.name in ("prodigy", "doccano", "label-studio", "cas-json"):
        known = {s for data in files.values() for s in _strings(data)}
    elif format_.name == "brat":
        known = {data.decode("utf8", "replace") for name, data in files.items() if "txt" in name}
    elif format_.name == "cas-xmi":
        known = {s for name, data in files.items() if name.endswith("xmi") for s in _sofas(data)}
    elif format_.name == "csv" and all(_is_utf8(data) for data in files.values()):
        known = {s for data in files.values() for s in _cells(data)}
    elif format_.name == "excel":
        known = _sheets(files)
    else:
        return None
    return lambda text: text in known


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not data.startswith((b"\xff\xfe", b"\xfe\xff"))


def _strings(data: bytes) -> Iterator[str]:
    text = data.decode("utf-8-sig", "replace")
    for part in (text, *text.split("\n")):
        try:
            waiting = [json.loads(part)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop()
            if isinstance(value, str):
                yield value
            elif isinstance(value, dict | list):
                waiting += value.values() if isinstance(value, dict) else value


def _sofas(data: bytes) -> Iterator[str]:
    try:
        root = ET.fromstring(data)
    except ET.ParseError:
        return
    for node in root.iter():
        yield from node.attrib.values()


def _cells(data: bytes) -> Iterator[str]:
    text = data.decode("utf-8-sig")
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    parts: dict[str, str] = {}
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        for cell in row:
            plain = cell.removeprefix("'")
            yield from (cell, plain)
            # The parts of a text follow each other under one id.
            parts[row[0]] = parts.get(row[0], "") + plain
            yield parts[row[0]]
    yield ""


def _sheets(files: dict[str, bytes]) -> set[str]:
    from openpyxl import load_workbook

    known, parts = {""}, dict[str, str]()
    book = load_workbook(io.BytesIO(next(d for n, d in files.items() if n.endswith("xlsx"))))
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            for cell in row:
                plain = unescape_cell(str(cell or ""))
                known.add(plain)
                key = str(row[0])
                parts[key] = parts.get(key, "") + plain
                known.add(parts[key])
    return known


def try_one(sample: Sample, files: dict[str, bytes], folder: Path) -> str:
    """Read broken files; return what came of it.

    Raises:
        Exception: Whatever a reader must not raise; AssertionError for a changed text.
    """
    read, write = sample.format.read, sample.format.write
    assert read is not None
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    outcome = "refused"
    for repair in (False, True):
        try:
            found = read(folder / sample.entry, ReadOptions(repair=repair))
        except TifaError as error:
            assert error.where, f"the error does not say where: {error}"
            continue
        found.check()
        stands = texts_in(sample.format, files)
        for item in found.items:
            assert stands is None or stands(item.text), f"changed text of {item.id}: {item.text!r}"
        outcome = "imported with losses" if found.losses else "imported"
        if write is not None:
            try:
                out = folder / "again" / (sample.entry or "x")
                write(found, out, WriteOptions(on_nested=OnNested.LONGEST))
            except TifaError:
                pass
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=12_000, help="how many, over all formats")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--formats", nargs="*", default=None, help="by default all")
    parser.add_argument("--keep", type=Path, default=None, help="folder for files that fail")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    known = samples(options.formats)
    keep = options.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    counts: dict[str, Counter[str]] = {sample.format.name: Counter() for sample in known}
    failed, started = 0, time.perf_counter()
    for number in range(options.first, options.first + options.files):
        sample = known[number % len(known)]
        files = broken(sample, random.Random(f"{options.seed}-{number}"))
        folder = Path(tempfile.mkdtemp())
        try:
            outcome = try_one(sample, files, folder)
        except Exception as error:  # noqa: BLE001 (whatever a reader must not raise)
            outcome, failed = "FAILED", failed + 1
            place = traceback.extract_tb(error.__traceback__)[-1]
            print(f"{number} {sample.format.name}/{sample.entry}: {type(error).__name__}: {error}")
            print(f"    at {place.filename}:{place.lineno}; kept in {keep / str(number)}")
            shutil.copytree(folder, keep / str(number), dirs_exist_ok=True)
        finally:
            shutil.rmtree(folder)
        counts[sample.format.name][outcome] += 1
    outcomes = ("refused", "imported", "imported with losses", "FAILED")
    print(f"{options.files} files in {time.perf_counter() - started:.0f} s, seed {options.seed}")
    print(f"| format | {' | '.join(outcomes)} |\n|---|{'---|' * len(outcomes)}")
    for name, count in counts.items():
        print(f"| {name} | {' | '.join(str(count[one]) for one in outcomes)} |")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
