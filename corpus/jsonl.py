"""JSON lines that people and git can read: UTF-8, no escapes, one record a line."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from srsly import ujson

from tifa.corpus.errors import FormatError


def dump_line(record: Mapping[str, Any]) -> str:
    """Return one record as one line of JSON without a final newline."""
    # srsly.write_jsonl escapes Chinese; the ujson below it need not.
    line: str = ujson.dumps(record, ensure_ascii=False, escape_forward_slashes=False)
    return line


def dump_lines(records: Iterable[Mapping[str, Any]]) -> str:
    """Return records as JSON lines, each with its newline."""
    return "".join(dump_line(record) + "\n" for record in records)


def write_jsonl(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records as JSON lines in UTF-8 with Unix line ends."""
    path.write_text(dump_lines(records), encoding="utf-8", newline="\n")


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield line numbers (from 1) and records; blank lines are passed over.

    Raises:
        FormatError: The file is not UTF-8, or a line is not a JSON object.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(
            f"Not UTF-8 at byte {error.start}", where=str(path), remedy="Save the file as UTF-8."
        ) from None
    except OSError as error:
        raise FormatError(f"Cannot be read ({error.strerror})", where=str(path)) from None
    # str.splitlines would also split at U+2028 and friends inside a text.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, parse_line(line, where=f"{path}:{number}")


def parse_line(line: str, *, where: str) -> dict[str, Any]:
    """Parse one line as a JSON object.

    Raises:
        FormatError: It is no JSON, or no object.
    """
    try:
        record = ujson.loads(line)
    except ValueError as error:
        raise FormatError(f"Not valid JSON ({error})", where=where) from None
    if not isinstance(record, dict):
        raise FormatError("The line is JSON but not an object {…}", where=where)
    return record
