"""The header of a WebAnno TSV file: its layers and their columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tifa.corpus.errors import FormatError

_FORMAT = re.compile(r"#FORMAT=WebAnno TSV 3\.[0-9]")
_LAYER = re.compile(r"#T_(SP|RL|CH)=([^|]+)((?:\|[^|]*)*)")


class LayerKind(Enum):
    """What the annotations of a layer are."""

    SPAN = "SP"
    RELATION = "RL"
    CHAIN = "CH"


class ColumnKind(Enum):
    """What stands in a column."""

    VALUE = "value"
    ROLE = "role"
    TARGET = "target"
    SOURCE = "source"
    PLACEHOLDER = "placeholder"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place among the columns of annotations, and the feature it holds."""

    place: int
    kind: ColumnKind
    feature: str


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer: its kind, the name of its type, and its columns.

    base (str): The type that a relation joins, or that the roles point to; "" if unsaid.
    """

    kind: LayerKind
    type: str
    columns: tuple[Column, ...]
    base: str = ""


def read_layers(lines: Sequence[str], where: str) -> tuple[tuple[Layer, ...], int]:
    """Return the layers, and how many lines the header has.

    Raises:
        FormatError: It is no WebAnno TSV 3, or a layer is not in its form.
    """
    if not lines or not _FORMAT.fullmatch(lines[0]):
        raise FormatError("The first line does not say #FORMAT=WebAnno TSV 3.3", where=f"{where}:1")
    layers: list[Layer] = []
    number = 1
    place = 0
    while number < len(lines) and lines[number].startswith("#T_"):
        layer = _layer(lines[number], place, f"{where}:{number + 1}")
        layers.append(layer)
        place += len(layer.columns)
        number += 1
    return tuple(layers), number


def _layer(line: str, place: int, where: str) -> Layer:
    match = _LAYER.fullmatch(line)
    if match is None:
        raise FormatError("It is no layer with a type and features", where=where)
    kind = LayerKind(match[1])
    names = [name for name in match[3].split("|") if name]
    columns: list[Column] = []
    base = ""
    for name in names:
        column_kind, feature = _column(kind, name)
        if column_kind in (ColumnKind.TARGET, ColumnKind.SOURCE):
            base = feature
        columns.append(Column(place + len(columns), column_kind, feature))
    kinds = [column.kind for column in columns]
    if kinds.count(ColumnKind.SOURCE) != (kind is LayerKind.RELATION):
        raise FormatError("A relation needs one column BT_ with the type it joins", where=where)
    for left, right in zip([None, *kinds], [*kinds, None], strict=True):
        if (left is ColumnKind.ROLE) != (right is ColumnKind.TARGET):
            raise FormatError("After a column ROLE_ comes one with its type", where=where)
    if not columns:
        columns.append(Column(place, ColumnKind.PLACEHOLDER, ""))
    return Layer(kind, match[2], tuple(columns), base)


def _column(kind: LayerKind, name: str) -> tuple[ColumnKind, str]:
    if kind is LayerKind.SPAN and name.startswith("ROLE_"):
        return ColumnKind.ROLE, name.split("_")[1].rpartition(":")[2]
    if kind is LayerKind.SPAN and "." in name:
        return ColumnKind.TARGET, name
    if kind is LayerKind.RELATION and name.startswith("BT_"):
        return ColumnKind.SOURCE, name.removeprefix("BT_")
    return ColumnKind.VALUE, name
