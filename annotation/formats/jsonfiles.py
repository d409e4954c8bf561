"""JSON files of other tools: exact numbers, line numbers for errors, no half characters.

`tifa.corpus.jsonl` rounds fractions, which is right for our own scores; what another tool
wrote has to come back as it was.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tifa.corpus.errors import FormatError

_KEY = re.compile(r'"([^"\\]+)"\s*:')
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
# Some tools split lines at these as well; within JSON they can be escaped.
_LINE_ENDS = {ord(char): f"\\u{ord(char):04x}" for char in "\x85\u2028\u2029"}


def read_json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield ``file:line`` and record of each line that is not blank.

    Raises:
        FormatError: The file cannot be read, or a line is not a JSON object.
    """
    for number, line in enumerate(_read_text(path).split("\n"), start=1):
        if line.strip():
            where = f"{path}:{number}"
            value, end = _parse(line, where)
            if line[end:].strip():
                raise FormatError("Something follows the JSON record", where=where)
            yield where, _as_object(value, where)


def read_json_array(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield ``file:line`` (where it starts) and record of each object of a JSON array.

    Raises:
        FormatError: The file cannot be read, or is not an array of objects.
    """
    text = _read_text(path)
    place = _blank_after(text, 0)
    if text[place : place + 1] != "[":
        raise FormatError("It is not a JSON array […]", where=f"{path}:1")
    place = _blank_after(text, place + 1)
    line, counted = 1, 0
    while text[place : place + 1] != "]":
        line, counted = line + text.count("\n", counted, place), place
        where = f"{path}:{line}"
        value, place = _parse(text, where, place)
        yield where, _as_object(value, where)
        place = _blank_after(text, place)
        if text[place : place + 1] == ",":
            place = _blank_after(text, place + 1)
        elif text[place : place + 1] != "]":
            raise FormatError("The array is not closed after this record", where=where)
    if text[place + 1 :].strip():
        raise FormatError("Something follows the JSON array", where=str(path))


def save_json_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records as JSON lines in UTF-8; the folder is made.

    Raises:
        FormatError: The file cannot be written, or a record is no JSON.
    """
    save_text(path, "".join(f"{line}\n" for line in _lines(path, records)))


def save_json_array(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Write records as a JSON array with one record a line; see `save_json_lines`."""
    lines = ",\n".join(_lines(path, records))
    save_text(path, f"[\n{lines}\n]\n" if lines else "[]\n")


def first_keys(head: bytes) -> set[str]:
    """Return the keys of the first record as far as they can be seen in the head of a file.

    Of a record that goes on beyond the head, keys of its parts are among them.
    """
    text = head.decode("utf-8-sig", "ignore").lstrip(" \t\r\n[")
    try:
        value, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return set(_KEY.findall(text))
    return set(value) if isinstance(value, dict) else set()


def _lines(path: Path, records: Iterable[Mapping[str, Any]]) -> list[str]:
    try:
        return [json.dumps(one, ensure_ascii=False).translate(_LINE_ENDS) for one in records]
    except (TypeError, ValueError, RecursionError) as error:
        raise FormatError(f"The meta of a text is no JSON ({error})", where=str(path)) from None


def save_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8 with Unix line ends; the folder is made.

    Raises:
        FormatError: It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise FormatError(f"Cannot be written ({error.strerror})", where=str(path)) from None
    except UnicodeEncodeError:
        raise FormatError("A text holds half of a character", where=str(path)) from None


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(
            f"Not UTF-8 at byte {error.start}", where=str(path), remedy="Save the file as UTF-8."
        ) from None
    except OSError as error:
        raise FormatError(f"Cannot be read ({error.strerror})", where=str(path)) from None


def _parse(text: str, where: str, place: int = 0) -> tuple[Any, int]:
    """Return the JSON value at a place, and where it ends.

    Raises:
        FormatError: There is none, or it holds half of a surrogate pair.
    """
    try:
        value, end = json.JSONDecoder().raw_decode(text, _blank_after(text, place))
        if _SURROGATE.search(text, place, end):
            # JSON can escape half of a pair; UTF-8 cannot store it.
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise FormatError("A text holds half of a surrogate pair", where=where) from None
    except (ValueError, RecursionError) as error:
        raise FormatError(f"Not valid JSON ({error})", where=where) from None
    return value, end


def _as_object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise FormatError("The record is JSON but not an object {…}", where=where)
    return value


def _blank_after(text: str, place: int) -> int:
    """Return the next place that is not blank."""
    while text[place : place + 1] and text[place] in " \t\r\n":
        place += 1
    return place
