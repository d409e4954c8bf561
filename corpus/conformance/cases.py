"""Reference cases: their form, and how a result is compared with what was expected."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isclose, isnan
from pathlib import Path
from typing import Any

from tifa.corpus.errors import FormatError
from tifa.corpus.figures import Undefined

# Kinds that describe and hold no data to run.
DESCRIBED = frozenset({"policy", "property"})
_BOUNDS = ("<=", ">=", "<", ">")


@dataclass(frozen=True, slots=True)
class Case:
    """A reference case.

    name, kind, source (str): What it is called, which measure it is about, where its
        numbers are from.
    input (Mapping): The data; one form per kind. What the case says of its formula is there
        too, as ``formula``, for it may name the variant.
    expected (Any): A number, a mapping of names to expectations, a sequence, None for
        “undefined”, or a bound such as ``"<= 0"``.
    tolerance (float): Greatest difference allowed.
    agrees (tuple[str, ...]): Libraries and publications that give this value.
    disagrees (Mapping[str, Any]): Those that give another, with theirs.
    note (str): What a reader should know.
    flaw (str): Why the case cannot be run, if its record is not in the form of a case.
    """

    name: str
    kind: str
    source: str
    input: Mapping[str, Any]
    expected: Any
    tolerance: float
    agrees: tuple[str, ...] = ()
    disagrees: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the result is not what was expected.

    place (str): Such as ``strict.f1``; "" for the whole.
    expected, actual (Any): The two values.
    """

    place: str
    expected: Any
    actual: Any

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        text = f"{where}expected {_shown(self.expected)}, got {_shown(self.actual)}"
        if _is_number(self.expected) and _is_number(self.actual):
            text += f" (difference {self.actual - self.expected:+.3g})"
        return text


def read_cases(path: Path) -> list[Case]:
    """Read a file of cases; a record that is no case becomes one with a `flaw`.

    Raises:
        FormatError: The file cannot be read, or is no JSON list.
    """
    try:
        records = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise FormatError(f"Cannot be read ({error.strerror})", where=str(path)) from None
    except ValueError as error:
        raise FormatError(f"Not valid JSON ({error})", where=str(path)) from None
    if isinstance(records, dict):
        records = records.get("cases")
    if not isinstance(records, list):
        raise FormatError("A file of cases is a list", where=str(path))
    return [_case(record, n) for n, record in enumerate(records, start=1)]


def _case(record: Any, number: int) -> Case:
    known = record if isinstance(record, dict) else {}
    flaw = _flaw(known)
    agrees, disagrees = known.get("agrees"), known.get("disagrees")
    return Case(
        name=str(known.get("name", known.get("id", f"case {number}"))),
        kind=str(known.get("kind", known.get("measure", ""))),
        source=str(known.get("source", "")),
        input=_input(known),
        expected=known.get("expected"),
        tolerance=0.0 if flaw else float(known.get("tolerance") or 0.0),
        agrees=tuple(map(str, agrees)) if isinstance(agrees, list) else (),
        disagrees=disagrees if isinstance(disagrees, dict) else {},
        note=str(known.get("note", "")),
        flaw=flaw,
    )


def _flaw(record: Mapping[str, Any]) -> str:
    """Return what keeps a record from being a case, or ""."""
    needed = (("name", "id"), ("kind", "measure"), ("expected",))
    missing = [" or ".join(keys) for keys in needed if not any(key in record for key in keys)]
    if missing:
        return f"a case needs {', '.join(missing)}"
    tolerance = record.get("tolerance")
    if not (tolerance is None or _is_number(tolerance)) or (tolerance or 0) < 0:
        return f"the tolerance is {tolerance!r}, not a number from 0 on"
    return ""


def _input(record: Mapping[str, Any]) -> dict[str, Any]:
    data = record["input"] if isinstance(record.get("input"), dict) else {}
    return {"formula": str(record["formula"]), **data} if data and "formula" in record else data


def differences(
    expected: Any, actual: Any, tolerance: float, place: str = ""
) -> Iterator[Difference]:
    """Yield where a result is not what was expected; only what is expected is looked at.

    Where one value is expected of a result that has several, it is the one named ``value``.
    A result that is a frozen set has no order.
    """
    if isinstance(actual, Mapping) and "value" in actual and not isinstance(expected, Mapping):
        actual = actual["value"]
    if isinstance(actual, frozenset):
        yield from _set_differences(expected, actual, place)
    elif isinstance(expected, Mapping):
        if not isinstance(actual, Mapping):
            yield Difference(place, expected, actual)
            return
        for name, value in expected.items():
            inner = f"{place}.{name}" if place else str(name)
            if name in actual:
                yield from differences(value, actual[name], tolerance, inner)
            else:
                yield Difference(inner, value, "nothing of that name")
    elif isinstance(expected, list):
        if not isinstance(actual, list) or len(expected) != len(actual):
            yield Difference(place, expected, actual)
            return
        for index, (value, found) in enumerate(zip(expected, actual, strict=True)):
            yield from differences(value, found, tolerance, f"{place}[{index}]")
    elif not _meets(expected, actual, tolerance):
        yield Difference(place, expected, actual)


def _set_differences(expected: Any, actual: frozenset[Any], place: str) -> Iterator[Difference]:
    if not isinstance(expected, list):
        yield Difference(place, expected, sorted(actual))
        return
    wanted = {tuple(each) if isinstance(each, list) else each for each in expected}
    for each in sorted(wanted - actual):
        yield Difference(place, each, "nothing of the kind")
    for each in sorted(actual - wanted):
        yield Difference(place, "nothing of the kind", each)


def _meets(expected: Any, actual: Any, tolerance: float) -> bool:
    if expected is None:
        return actual is None or isinstance(actual, Undefined)
    if isinstance(expected, bool) or not _is_number(expected):
        return _meets_words(expected, actual, tolerance)
    if not _is_number(actual):
        return False
    # A tolerance of 0 still allows for the last digits of a float.
    return isclose(actual, expected, rel_tol=1e-12, abs_tol=tolerance)


def _meets_words(expected: Any, actual: Any, tolerance: float) -> bool:
    if isinstance(expected, str) and _is_number(actual):
        if expected.lstrip("-") == "inf":
            return bool(actual == float(expected))
        for sign in _BOUNDS:
            if expected.startswith(sign):
                return _within(sign, expected[len(sign) :], actual, tolerance)
    return bool(expected == actual)


def _within(sign: str, words: str, actual: float, tolerance: float) -> bool:
    try:
        bound = float(words)
    except ValueError:
        return False
    if sign in ("<=", ">="):
        return actual <= bound + tolerance if sign == "<=" else actual >= bound - tolerance
    return actual < bound if sign == "<" else actual > bound


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and not isnan(value)


def _shown(value: Any) -> str:
    if isinstance(value, Undefined):
        return f"undefined ({value.reason})"
    if value is None:
        return "undefined"
    return f"{value:.10g}" if isinstance(value, float) else str(value)
