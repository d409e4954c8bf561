"""``python -m tifa.evaluation.conformance [CASES.json]``: run reference cases.

Without a file, the cases that tifa ships. Exit code 0: all hold; 1: some do not; 2: the
file cannot be read.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from tifa.corpus.errors import TifaError
from tifa.evaluation.conformance.runner import markdown, run_file, shipped_cases, verdict

_MARKDOWN = "--markdown"
_USAGE = """Usage: python -m tifa.evaluation.conformance [CASES.json …]

Run reference cases and print pass or fail for each, with the difference.
Without a file, the cases that tifa ships are run. With --markdown, print a table of the
cases instead: their sources, and which libraries agree and which do not.

Example: python -m tifa.evaluation.conformance my-cases.json"""


def main(arguments: Sequence[str]) -> int:
    """Run the files named and return the exit code."""
    if any(argument in ("-h", "--help") for argument in arguments):
        print(_USAGE)
        return 0
    outcomes = []
    try:
        names = [argument for argument in arguments if argument != _MARKDOWN]
        for path in [Path(name) for name in names] or [shipped_cases()]:
            if _MARKDOWN in arguments:
                print(markdown(path), end="")
                continue
            for outcome in run_file(path):
                print(outcome, flush=True)
                outcomes.append(outcome)
    except TifaError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    if _MARKDOWN in arguments:
        return 0
    print(verdict(outcomes))
    return 0 if all(outcome.passed for outcome in outcomes if outcome.run) else 1


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        # Chinese is printed whatever the locale says.
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
