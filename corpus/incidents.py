"""What the validator can find: the catalogue of rules, incidents and the report.

Ids are stable: other programs may test for them, and ``--exclude`` takes them.

Level 1  the file: there, UTF-8, one JSON object a line
Level 2  the record: its fields, types and closed vocabularies
Level 3  the offsets: spans cover their quotes, texts are unchanged
Level 4  the scheme: labels, attributes, arguments, lexicon
Level 5  the corpus: references, provenance, counts, duplicates, the split
"""

import tomllib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from tifa.corpus.errors import CorpusError


class Severity(StrEnum):
    """Whether a corpus with this finding is invalid."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of finding.

    id (str): Stable name in kebab-case.
    level (int): 1 file, 2 record, 3 offsets, 4 scheme, 5 corpus.
    explanation (str): What the rule asks for and why.
    remedy (str): What to do about a finding, unless the finding says better.
    severity (Severity): Error or warning.
    """

    id: str
    level: int
    explanation: str
    remedy: str
    severity: Severity = Severity.ERROR


@cache
def catalogue() -> dict[str, Rule]:
    """Return the rules by id, from ``schemes/incidents.toml``, in the order of levels."""
    data = tomllib.loads((files("tifa.corpus") / "schemes/incidents.toml").read_text("utf8"))
    return {
        name: Rule(
            name,
            entry["level"],
            entry["explanation"],
            entry["remedy"],
            Severity(entry.get("severity", "error")),
        )
        for name, entry in data.items()
    }


def known_rules(rule_ids: Iterable[str]) -> set[str]:
    """Return the ids as a set.

    Raises:
        CorpusError: There is no rule of some id.
    """
    wanted = set(rule_ids)
    for name in sorted(wanted - catalogue().keys()):
        close = get_close_matches(name, catalogue(), n=3)
        remedy = f"Similar ones: {', '.join(close)}." if close else None
        raise CorpusError(f"The validator has no rule “{name}”", remedy=remedy)
    return wanted


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found.

    file (str): Path inside the corpus folder.
    line (int | None): Line, from 1.
    doc_id (str | None): Document.
    start, end (int | None): Code points of the document text, end exclusive.
    quote (str | None): The text stored for the extent.
    """

    file: str
    line: int | None = None
    doc_id: str | None = None
    start: int | None = None
    end: int | None = None
    quote: str | None = None

    def __str__(self) -> str:
        parts = [self.file if self.line is None else f"{self.file}:{self.line}"]
        if self.doc_id is not None:
            parts.append(self.doc_id)
        if self.start is not None:
            parts.append(f"{self.start}–{self.end}")
        if self.quote is not None:
            parts.append(f"“{self.quote}”")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Incident:
    """One finding.

    rule (Rule): What kind it is.
    place (Place): Where it is.
    message (str): What is wrong, in one sentence without a final full stop.
    remedy (str): What to do about it.
    """

    rule: Rule
    place: Place
    message: str
    remedy: str

    @property
    def id(self) -> str:
        """Id of the rule."""
        return self.rule.id

    def to_dict(self) -> dict[str, Any]:
        """Return a flat record for JSON."""
        return {
            "id": self.rule.id,
            "level": self.rule.level,
            "severity": self.rule.severity.value,
            **asdict(self.place),
            "message": self.message,
            "remedy": self.remedy,
        }

    def __str__(self) -> str:
        return f"{self.place}: {self.message}. {self.remedy} [{self.id}]"


@dataclass
class ValidationReport:
    """All findings of a run, in the order of levels and files.

    folder (str): The corpus folder.
    incidents (list[Incident]): The findings.
    """

    folder: str
    incidents: list[Incident] = field(default_factory=list)

    def __iter__(self) -> Iterator[Incident]:
        return iter(self.incidents)

    def add(self, rule_id: str, place: Place, message: str, *, remedy: str | None = None) -> None:
        """Add a finding of a rule of the catalogue; `remedy` overrides the rule's."""
        rule = catalogue()[rule_id]
        advice = rule.remedy if remedy is None else remedy
        self.incidents.append(Incident(rule, place, message, advice))

    def without(self, rule_ids: Collection[str]) -> "ValidationReport":
        """Return the report without findings of some rules."""
        kept = [incident for incident in self.incidents if incident.id not in rule_ids]
        return ValidationReport(self.folder, kept)

    def in_order(self) -> "ValidationReport":
        """Return the report sorted by level, file and place."""
        return ValidationReport(self.folder, sorted(self.incidents, key=_rank))

    def by_rule(self) -> list[tuple[Rule, list[Incident]]]:
        """Return the findings of each rule, rules in the order they first occur."""
        groups: dict[str, list[Incident]] = {}
        for incident in self.incidents:
            groups.setdefault(incident.id, []).append(incident)
        return [(items[0].rule, items) for items in groups.values()]

    @property
    def errors(self) -> list[Incident]:
        """The findings that make the corpus invalid."""
        return [item for item in self.incidents if item.rule.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Incident]:
        """The findings that do not."""
        return [item for item in self.incidents if item.rule.severity is Severity.WARNING]

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return not self.errors

    def to_dict(self) -> dict[str, Any]:
        """Return a record for JSON; each explanation stands once."""
        return {
            "folder": self.folder,
            "valid": self.ok,
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "rules": {
                rule.id: {"count": len(incidents), "explanation": rule.explanation}
                for rule, incidents in self.by_rule()
            },
            "incidents": [incident.to_dict() for incident in self.incidents],
        }


def _rank(incident: Incident) -> tuple[int, str, int, str, int]:
    place = incident.place
    return (
        incident.rule.level,
        place.file,
        place.line or 0,
        place.doc_id or "",
        -1 if place.start is None else place.start,
    )
