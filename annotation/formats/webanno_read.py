"""Reading WebAnno TSV 3: the spans of its columns."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tifa.annotation.formats.base import Loss
from tifa.annotation.formats.cas import ARGUMENT, LABELS, NOT_SPANS, attribute_name
from tifa.annotation.formats.exports import Content
from tifa.annotation.formats.placing import RawArgument, RawSpan
from tifa.annotation.formats.webanno_escapes import split_column, unescape_value
from tifa.annotation.formats.webanno_layers import ColumnKind, Layer, LayerKind, read_layers
from tifa.annotation.formats.webanno_text import Unit, by_id, read_text_and_units
from tifa.corpus.errors import FormatError

_NUMBER = re.compile(r"\[([0-9]{1,9})\]$")
_NUMBERS = re.compile(r"\[([0-9]{1,9})_([0-9]{1,9})\]$")


@dataclass(slots=True, eq=False)
class _Mark:
    """An annotation of a span layer."""

    layer: Layer
    begin: int
    end: int
    line: int
    values: dict[str, str] = field(default_factory=dict)
    links: list[tuple[str, str, int]] = field(default_factory=list)
    arguments: list[tuple[str, "_Mark"]] = field(default_factory=list)
    named_by: set[str] = field(default_factory=set)

    @property
    def label(self) -> str:
        for name in LABELS:
            if name in self.values:
                return self.values[name]
        return self.layer.type.rpartition(".")[2]


def _number_of(layer: Layer, row: Sequence[str]) -> int:
    """Return the number in brackets that joins the rows of an annotation, 0 without one."""
    for cell, column in zip(row, layer.columns, strict=True):
        if cell.endswith("]") and column.kind is not ColumnKind.TARGET:
            match = _NUMBER.search(cell)
            if match:
                return int(match[1])
    return 0


@dataclass(frozen=True, slots=True)
class _Relation:
    """A relation: its name, and unit and number of the spans it joins."""

    name: str
    base: str
    source: tuple[str, int]
    target: tuple[str, int]
    line: int


def parse_tsv(content: str, *, where: str) -> Content:
    """Return what a WebAnno TSV file says.

    content (str): The content of the file.
    where (str): Its name.

    Raises:
        FormatError: A line is not in its form.
    """
    lines = content.removeprefix("\ufeff").split("\n")
    lines = [line.removesuffix("\r") for line in lines]
    layers, first = read_layers(lines, where)
    columns = sum(len(layer.columns) for layer in layers)
    text, units, notes = read_text_and_units(lines, first, columns, where)
    reader = _Reader(layers, units, where)
    reader.read()
    return Content(text, tuple(reader.spans()), tuple(reader.losses), tuple(notes))


class _Reader:
    """Collects the annotations of one file."""

    def __init__(self, layers: Sequence[Layer], units: Sequence[Unit], where: str) -> None:
        self._layers = layers
        self._units = by_id(units, where)
        self._file = where
        self._marks: list[_Mark] = []
        self._numbered: dict[tuple[str, int], _Mark] = {}
        self._at: dict[tuple[str, str], list[_Mark]] = defaultdict(list)
        self._relations: list[_Relation] = []
        self._left_out: Counter[str] = Counter()
        self.losses: list[Loss] = []

    def read(self) -> None:
        """Read all rows, then join what they say."""
        for unit in self._units.values():
            for layer in self._layers:
                cells = [unit.cells[column.place] for column in layer.columns]
                if cells.count("_") == len(cells):
                    continue
                if layer.kind is LayerKind.CHAIN or layer.type.startswith(NOT_SPANS):
                    self._left_out[layer.type] += 1
                elif layer.kind is LayerKind.SPAN:
                    self._span_row(layer, unit, cells)
                else:
                    self._relation_row(layer, unit, cells)
        for mark in self._marks:
            for role, unit_id, number in mark.links:
                self._join(mark, role, self._resolve(mark.layer.base, unit_id, number, mark.line))
        for relation in self._relations:
            self._relate(relation)
        for type_, rows in self._left_out.items():
            self._lose(1, f"the layer {type_} holds no spans and is left out ({rows} rows)")

    def spans(self) -> Iterator[RawSpan]:
        """Yield the spans; our arguments of spans are none, unless somebody unlinked them."""
        for mark in self._marks:
            score = _score(mark.values)
            attributes = {
                attribute_name(name): value
                for name, value in mark.values.items()
                if value != mark.label or name not in LABELS
            }
            only_argument = mark.layer.type == ARGUMENT and mark.named_by == {mark.label}
            if only_argument and not attributes:
                continue
            arguments = [RawArgument(role, to.begin, to.end) for role, to in mark.arguments]
            yield RawSpan(
                mark.begin,
                mark.end,
                mark.label,
                None,
                attributes,
                tuple(sorted(arguments, key=lambda arg: (arg.start, arg.end, arg.name))),
                score,
                f"{self._file}:{mark.line}",
            )

    def _error(self, line: int, what: str) -> FormatError:
        return FormatError(what, where=f"{self._file}:{line}")

    def _lose(self, line: int, reason: str) -> None:
        self.losses.append(Loss(f"{self._file}:{line}", reason))

    def _stacks(self, cells: Sequence[str], line: int) -> list[list[str]]:
        """Return the cells of each annotation that a row stacks."""
        if "|" not in "".join(cells):
            return [list(cells)]
        stacks = [split_column(cell, "|") for cell in cells]
        size = max(len(stack) for stack in stacks)
        filled = [stack * size if stack == ["_"] else stack for stack in stacks]
        if any(len(stack) != size for stack in filled):
            raise self._error(line, "The columns of a layer stack different numbers of values")
        return [list(row) for row in zip(*filled, strict=True)]

    def _span_row(self, layer: Layer, unit: Unit, cells: Sequence[str]) -> None:
        for row in self._stacks(cells, unit.line):
            number = _number_of(layer, row)
            mark = self._numbered.get((layer.type, number)) if number else None
            if mark is None:
                mark = _Mark(layer, unit.begin, unit.end, unit.line)
                self._marks.append(mark)
                if number:
                    self._numbered[layer.type, number] = mark
                self._fill(mark, row)
            mark.end = max(mark.end, unit.end)
            self._at[unit.id, layer.type].append(mark)

    def _fill(self, mark: _Mark, row: Sequence[str]) -> None:
        roles: list[str] = []
        role_name = ""
        for cell, column in zip(row, mark.layer.columns, strict=True):
            if column.kind is ColumnKind.TARGET:
                targets = [] if cell in ("*", "_") else split_column(cell, ";")
                if len(targets) != len(roles):
                    raise self._error(mark.line, "There are not as many roles as targets")
                for role, target in zip(roles, targets, strict=True):
                    mark.links.append((role, *self._reference(target, mark.line)))
                continue
            value = _NUMBER.sub("", cell)
            if column.kind is ColumnKind.ROLE:
                role_name = attribute_name(column.feature)
                parts = [] if value == "_" else split_column(value, ";")
                roles = [role_name if part == "*" else unescape_value(part) for part in parts]
            elif column.kind is ColumnKind.VALUE and value not in ("*", "_"):
                mark.values[column.feature] = unescape_value(value)

    def _reference(self, cell: str, line: int) -> tuple[str, int]:
        match = _NUMBER.search(cell)
        unit = _NUMBER.sub("", cell)
        if unit not in self._units:
            raise self._error(line, f"There is no token {unit}")
        return unit, int(match[1]) if match else 0

    def _relation_row(self, layer: Layer, unit: Unit, cells: Sequence[str]) -> None:
        for row in self._stacks(cells, unit.line):
            values = {}
            source = ""
            for cell, column in zip(row, layer.columns, strict=True):
                if column.kind is ColumnKind.SOURCE:
                    source = cell
                elif cell not in ("*", "_"):
                    values[column.feature] = unescape_value(_NUMBER.sub("", cell))
            match = _NUMBERS.search(source)
            left, right = (int(match[1]), int(match[2])) if match else (0, 0)
            name = next((values.pop(key) for key in LABELS if key in values), None)
            if name is None:
                name = layer.type.rpartition(".")[2]
            if values:
                self._lose(unit.line, f"features of a relation are not kept ({values})")
            start = self._reference(_NUMBERS.sub("", source), unit.line)[0], left
            self._relations.append(_Relation(name, layer.base, start, (unit.id, right), unit.line))

    def _relate(self, relation: _Relation) -> None:
        source = self._resolve(relation.base, *relation.source, relation.line)
        target = self._resolve(relation.base, *relation.target, relation.line)
        if source.layer.columns:
            self._join(source, relation.name, target)
        else:
            self._lose(relation.line, f"a relation {relation.name} from a token is not kept")

    def _resolve(self, type_: str, unit_id: str, number: int, line: int) -> _Mark:
        """Return the span that a reference means; without one, a token as a layer of no columns."""
        if number:
            known = self._numbered.get((type_, number))
            others = (mark for (_, key), mark in self._numbered.items() if key == number)
            found = known or next(others, None)
            if found is None:
                raise self._error(line, f"There is no annotation [{number}]")
            return found
        marks = self._at.get((unit_id, type_), [])
        if marks:
            return marks[0]
        unit = self._units[unit_id]
        layer = Layer(LayerKind.SPAN, type_, ())
        return _Mark(layer, unit.begin, unit.end, line)

    def _join(self, source: _Mark, name: str, target: _Mark) -> None:
        target.named_by.add(name)
        source.arguments.append((name, target))


def _score(values: dict[str, str]) -> float | None:
    """Take the score out of values, if there is one."""
    try:
        score = float(values["score"])
    except (KeyError, ValueError):
        return None
    if not 0 <= score <= 1:
        return None
    del values["score"]
    return score
