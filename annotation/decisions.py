"""The decisions file: a row for each place where annotators differ, for a person to fill in.

A row shows the place in its context and what each annotator has; `deciding` reads what
was filled in. Here are the rows and their form as JSON lines; `decisions_excel` holds
their form as a table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from tifa.annotation.cells import show_version
from tifa.annotation.curation import Cluster, Comparison, Kind
from tifa.corpus.errors import FormatError
from tifa.corpus.jsonl import dump_lines, read_jsonl
from tifa.corpus.structure import analyse

CONTEXT = 80
KEEP = "keep"
BOTH = "both"
EDIT = "edit"
REJECT = "reject"
ADD = "add"
WORDS = (KEEP, BOTH, EDIT, REJECT, ADD)
FILLED = ("decision", "start", "end", "quote", "label", "attributes", "arguments")
TOLD = ("reason", "rule")


class Part(StrEnum):
    """OPEN: To be decided. AGREED: Already taken in. OUTDATED: Of an earlier comparison."""

    OPEN = "open"
    AGREED = "agreed"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a decisions file.

    part (Part): Where it stands.
    id (str): Id of its cluster; empty in a row that somebody added.
    doc (str): Document id.
    section, kind, note, before, text, after (str): Shown; never read.
    versions (Mapping[str, str]): What each annotator has; shown, never read.
    decision (str): Name of an annotator, or one of `WORDS`; empty is undecided.
    start, end (int | None): New extent, code points of the document, end exclusive.
    quote (str): New extent by its text.
    label, attributes, arguments (str): New ones; see `tifa.annotation.cells`.
    reason, rule (str): Why, and under which rule of the scheme.
    where (str): File and line or row, once read.
    """

    part: Part = Part.OPEN
    id: str = ""
    doc: str = ""
    section: str = ""
    kind: str = ""
    note: str = ""
    before: str = ""
    text: str = ""
    after: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    decision: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""
    label: str = ""
    attributes: str = ""
    arguments: str = ""
    reason: str = ""
    rule: str = ""
    where: str = ""

    @property
    def filled(self) -> bool:
        """Whether somebody wrote anything into it."""
        as_made = KEEP if self.part is Part.AGREED else ""
        return any(
            getattr(self, name) not in (None, as_made if name == "decision" else "")
            for name in (*FILLED, *TOLD)
        )


def rows_of(comparison: Comparison) -> list[Row]:
    """Return the rows to fill in; those that all agree on are decided.

    Raises:
        FormatError: An annotator has the name of a decision.
    """
    for name in comparison.annotators:
        if name.strip().casefold() in WORDS:
            raise FormatError(
                f"An annotator is called “{name}”, which is a decision",
                remedy="Rename the layer or the file.",
            )
    return [_row(cluster, comparison.texts[cluster.doc_id]) for cluster in comparison.clusters]


def _row(cluster: Cluster, text: str) -> Row:
    agreed = cluster.kind is Kind.AGREED
    start, end = cluster.start, cluster.end
    return Row(
        part=Part.AGREED if agreed else Part.OPEN,
        id=cluster.id,
        doc=cluster.doc_id,
        section=analyse(text).path(start),
        kind=cluster.kind.value,
        note=cluster.note,
        before=text[max(0, start - CONTEXT) : start],
        text=text[start:end],
        after=text[end : end + CONTEXT],
        versions={name: show_version(spans) for name, spans in cluster.candidates.items()},
        decision=KEEP if agreed else "",
    )


def merge_rows(fresh: Sequence[Row], filled: Sequence[Row]) -> list[Row]:
    """Return fresh rows with what was already filled in.

    Rows of the same id keep everything that was written, as do rows that somebody added.
    A row that was filled in and whose place has changed since is kept as outdated.
    """
    known = {row.id for row in fresh}
    by_id: dict[str, list[Row]] = {}
    for row in filled:
        if row.id:
            by_id.setdefault(row.id, []).append(row)
    merged = [each for row in fresh for each in _kept(row, by_id.get(row.id, []))]
    added = [row for row in filled if not row.id and row.filled and row.part is not Part.OUTDATED]
    outdated = [
        replace(row, part=Part.OUTDATED)
        for row in filled
        if row.filled and (row.part is Part.OUTDATED or (row.id and row.id not in known))
    ]
    return [*merged, *added, *outdated]


def _kept(fresh: Row, filled: Sequence[Row]) -> list[Row]:
    current = [row for row in filled if row.part is not Part.OUTDATED]
    # What the scheme did not accept before may be agreed now, and the other way round.
    written = [row for row in current if row.filled or row.decision]
    if not written or (len(written) == 1 and not written[0].filled):
        return [fresh]
    names = (*FILLED, *TOLD)
    return [replace(fresh, **{name: getattr(row, name) for name in names}) for row in written]


def read_rows(path: Path) -> list[Row]:
    """Read a decisions file in JSON lines.

    Raises:
        FormatError: A line is not in its form; all such are named.
    """
    rows: list[Row] = []
    wrong: list[str] = []
    for number, record in read_jsonl(path):
        if not {"id", "decision"} & record.keys():
            raise FormatError(
                "A row of a decisions file has the fields id and decision, and this line neither",
                where=f"{path}:{number}",
                remedy="Write one with: tifa adjudicate … --out decisions.jsonl",
            )
        try:
            rows.append(_read_row(record, f"{path}:{number}"))
        except FormatError as error:
            wrong.append(str(error))
    if wrong:
        raise FormatError("\n".join(wrong).removesuffix("."))
    return rows


def _read_row(record: Mapping[str, Any], where: str) -> Row:
    names = {each.name for each in fields(Row)} - {"where"}
    unknown = sorted(record.keys() - names)
    if unknown:
        raise FormatError(f"A row has no field “{unknown[0]}”", where=where)
    values: dict[str, Any] = {}
    for name, value in record.items():
        if value is None:
            continue
        if name == "part":
            values[name] = _part(value, where)
        elif name in ("start", "end"):
            values[name] = whole_number(value, name, where)
        elif name == "versions":
            values[name] = value if isinstance(value, dict) else {}
        elif not isinstance(value, str):
            raise FormatError(f"{name} is {value!r} and not a text", where=where)
        else:
            values[name] = value
    return Row(**values, where=where)


def _part(value: object, where: str) -> Part:
    try:
        return Part(str(value))
    except ValueError:
        raise FormatError(
            f"There is no part “{value}”", where=where, remedy=f"There are: {', '.join(Part)}."
        ) from None


def whole_number(value: object, name: str, where: str) -> int:
    """Return an offset from a cell or field; 12.0 is 12.

    Raises:
        FormatError: It is a text, a fraction or anything else.
    """
    if isinstance(value, str):
        raise FormatError(
            f"{name} is the text “{value}” and not a number",
            where=where,
            remedy="Write digits only, into a cell whose format is not text.",
        )
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value // 1:
        raise FormatError(f"{name} is {value} and not a whole number", where=where)
    return int(value)


def dump_rows(rows: Iterable[Row]) -> str:
    """Return rows as JSON lines; every field is there, so that one sees what to fill in."""
    return dump_lines(_record(row) for row in rows)


def _record(row: Row) -> dict[str, Any]:
    record = {each.name: getattr(row, each.name) for each in fields(row)}
    del record["where"]
    return {**record, "part": row.part.value, "versions": dict(row.versions)}


def annotators_of(rows: Iterable[Row]) -> list[str]:
    """Return the annotators that a decisions file compares."""
    return list(dict.fromkeys(name for row in rows for name in row.versions))
