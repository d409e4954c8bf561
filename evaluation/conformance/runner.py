"""Running a file of reference cases and saying which hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tifa.corpus.errors import TifaError
from tifa.evaluation.conformance import agreeing, gammas, scoring
from tifa.evaluation.conformance.cases import DESCRIBED, Case, differences, read_cases
from tifa.evaluation.conformance.inputs import Run

KINDS: Mapping[str, Run] = {**scoring.KINDS, **agreeing.KINDS, **gammas.KINDS}
# Differences of one case that are worth printing.
_MOST_SHOWN = 5
# What an input that makes no sense may raise; one case never stops the others.
_BAD_INPUT = (TifaError, ValueError, TypeError, IndexError, AttributeError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case.

    case (Case): The case.
    problems (tuple[str, ...]): What is not as expected; empty if it holds.
    run (bool): False for kinds that only describe.
    """

    case: Case
    problems: tuple[str, ...] = ()
    run: bool = True

    @property
    def passed(self) -> bool:
        """Whether the case was run and holds."""
        return self.run and not self.problems

    def __str__(self) -> str:
        if not self.run:
            return f"not run  {self.case.name} ({self.case.kind} describes)"
        if self.passed:
            return f"pass     {self.case.name}"
        shown = [*self.problems[:_MOST_SHOWN]]
        if len(self.problems) > _MOST_SHOWN:
            shown.append(f"… and {len(self.problems) - _MOST_SHOWN} more differences")
        return "\n".join([f"FAIL     {self.case.name}", *(f"           {line}" for line in shown)])


def run_file(path: Path) -> Iterator[Outcome]:
    """Run the cases of a file, one after the other.

    Raises:
        FormatError: The file is no file of cases.
    """
    for case in read_cases(path):
        yield run_case(case, path.parent)


def run_case(case: Case, folder: Path) -> Outcome:
    """Run one case; data files are looked for from the folder on."""
    if case.flaw:
        return Outcome(case, (case.flaw,))
    if case.kind in DESCRIBED:
        return Outcome(case, run=False)
    run = KINDS.get(case.kind)
    if run is None:
        known = ", ".join(sorted(KINDS))
        return Outcome(case, (f"there is no kind “{case.kind}”; there are: {known}",))
    try:
        actual = run(case.input, folder)
    except KeyError as error:
        return Outcome(case, (f"the input has no {error}",))
    except _BAD_INPUT as error:
        return Outcome(case, (f"the input cannot be read: {error}",))
    found = differences(case.expected, actual, case.tolerance)
    return Outcome(case, tuple(str(difference) for difference in found))


def verdict(outcomes: Sequence[Outcome]) -> str:
    """Return the last line: how many of the cases that were run hold."""
    run = [outcome for outcome in outcomes if outcome.run]
    passed = sum(outcome.passed for outcome in run)
    return f"{passed} passed, {len(run) - passed} failed"


def markdown(path: Path) -> str:
    """Return a table of the cases: what they check, and who agrees and who does not.

    Raises:
        FormatError: The file is no file of cases.
    """
    lines = ["| case | kind | source | agrees | disagrees |", "|---|---|---|---|---|"]
    for case in read_cases(path):
        other = (f"{name}: {_brief(value)}" for name, value in case.disagrees.items())
        cells = (case.name, case.kind, case.source, ", ".join(case.agrees), "; ".join(other))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _brief(value: Any) -> str:
    """Return what another library says, figures of nested schemes as ``scheme.name=value``."""
    if not isinstance(value, Mapping):
        return str(value)
    inner = (
        f"{name} {_brief(each)}" if isinstance(each, Mapping) else f"{name}={each}"
        for name, each in value.items()
    )
    return ", ".join(inner)


def shipped_cases() -> Path:
    """Return the file of the cases that tifa ships."""
    from importlib.resources import files

    return Path(str(files("tifa.evaluation.conformance") / "cases/evaluation.json"))
