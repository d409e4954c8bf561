"""Running files of reference cases and saying which hold: what all rooms share."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tifa.corpus.conformance.cases import DESCRIBED, Case, differences, read_cases
from tifa.corpus.errors import TifaError

Input = Mapping[str, Any]
# Takes the input of a case and the folder of its data, and returns the figures.
Run = Callable[[Input, Path], Any]
# Differences of one case that are worth printing.
_MOST_SHOWN = 5
_MARKDOWN = "--markdown"
# What an input that makes no sense may raise; one case never stops the others.
_BAD_INPUT = (TifaError, ValueError, TypeError, IndexError, AttributeError, ArithmeticError)


class NeedsDataError(TifaError):
    """A case is about a text that is neither shipped nor named."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case.

    case (Case): The case.
    problems (tuple[str, ...]): What is not as expected; empty if it holds.
    not_run (str): Why it was not run; "" if it was.
    """

    case: Case
    problems: tuple[str, ...] = ()
    not_run: str = ""

    @property
    def run(self) -> bool:
        """Whether the case was run."""
        return not self.not_run

    @property
    def passed(self) -> bool:
        """Whether the case was run and holds."""
        return self.run and not self.problems

    def __str__(self) -> str:
        if not self.run:
            return f"not run  {self.case.name} ({self.not_run})"
        if self.passed:
            return f"pass     {self.case.name}"
        shown = [*self.problems[:_MOST_SHOWN]]
        if len(self.problems) > _MOST_SHOWN:
            shown.append(f"… and {len(self.problems) - _MOST_SHOWN} more differences")
        return "\n".join([f"FAIL     {self.case.name}", *(f"           {line}" for line in shown)])


@dataclass(frozen=True, slots=True)
class Suite:
    """The cases of a room.

    module (str): What is run: ``python -m MODULE``.
    kinds (Mapping[str, Run]): How cases of each kind are run.
    shipped (Path): The cases that tifa ships.
    takes_data (bool): Whether cases may name texts, which ``--data DIR`` leads to;
        else data files lie beside the file of cases.
    """

    module: str
    kinds: Mapping[str, Run]
    shipped: Path
    takes_data: bool = False

    def run_file(self, path: Path, data: Path | None = None) -> Iterator[Outcome]:
        """Run the cases of a file, one after the other.

        data (Path | None): Folder of the data, by default that of the file.

        Raises:
            FormatError: The file is no file of cases.
        """
        for case in read_cases(path):
            yield self.run_case(case, data or path.parent, named=data is not None)

    def run_case(self, case: Case, folder: Path, *, named: bool = True) -> Outcome:
        """Run one case; data files are looked for from the folder on.

        named (bool): Whether the user named the folder, so that a text that is not there
            is a failure.
        """
        if case.flaw:
            return Outcome(case, (case.flaw,))
        if case.kind in DESCRIBED:
            return Outcome(case, not_run=f"{case.kind} describes")
        run = self.kinds.get(case.kind)
        if run is None:
            known = ", ".join(sorted(self.kinds))
            return Outcome(case, (f"there is no kind “{case.kind}”; there are: {known}",))
        try:
            actual = run(case.input, folder)
        except KeyError as error:
            return Outcome(case, (f"the input has no {error}",))
        except NeedsDataError as error:
            return Outcome(case, (str(error),)) if named else Outcome(case, not_run=error.what)
        except _BAD_INPUT as error:
            return Outcome(case, (f"the input cannot be read: {error}",))
        found = differences(case.expected, actual, case.tolerance)
        return Outcome(case, tuple(str(difference) for difference in found))

    def main(self, arguments: Sequence[str]) -> int:
        """Run the files named on the command line and return the exit code.

        0: all cases hold; 1: some do not; 2: a file cannot be read.
        """
        for stream in (sys.stdout, sys.stderr):
            # Chinese is printed whatever the locale says.
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(encoding="utf-8", errors="backslashreplace")
        if any(argument in ("-h", "--help") for argument in arguments):
            print(self._usage())
            return 0
        try:
            names, data = self._parse(arguments)
            paths = [Path(name) for name in names] or [self.shipped]
            if _MARKDOWN in arguments:
                print("\n".join(map(markdown, paths)), end="")
                return 0
            return self._run_all(paths, data)
        except TifaError as error:
            print(f"Error: {error}", file=sys.stderr)
            return 2

    def _run_all(self, paths: Sequence[Path], data: Path | None) -> int:
        outcomes = []
        for path in paths:
            for outcome in self.run_file(path, data):
                print(outcome, flush=True)
                outcomes.append(outcome)
        print(verdict(outcomes))
        return 0 if all(outcome.passed for outcome in outcomes if outcome.run) else 1

    def _parse(self, arguments: Sequence[str]) -> tuple[list[str], Path | None]:
        names: list[str] = []
        data: Path | None = None
        rest = iter(arguments)
        for argument in rest:
            option, _, value = argument.partition("=")
            if self.takes_data and option == "--data":
                value = value or next(rest, "")
                data = Path(value)
                if not value or not data.is_dir():
                    raise TifaError("--data needs a folder that is there", where=value)
            elif argument.startswith("-") and argument != _MARKDOWN:
                raise TifaError(
                    f"There is no option {argument}", remedy=f"Try: python -m {self.module} --help"
                )
            elif argument != _MARKDOWN:
                names.append(argument)
        return names, data

    def _usage(self) -> str:
        option = " [--data DIR]" if self.takes_data else ""
        data = "\nTexts that cases name lie in DIR; “seed” is the seed speech." if option else ""
        return f"""Usage: python -m {self.module} [CASES.json …]{option}

Run reference cases and print pass or fail for each, with the difference.
Without a file, the cases that tifa ships are run. With --markdown, print a table of the
cases instead: their sources, and which libraries agree and which do not.{data}

Example: python -m {self.module} my-cases.json"""


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
