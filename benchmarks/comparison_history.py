"""Does the known history of formulas come out of the texts.

    python benchmarks/comparison_history.py --raw ../shared/data/raw

In the national work reports: 科学发展观 first in 2004, 又好又快 from 2007 to 2010, 高质量发展 from
2018, the peak of 阶级斗争 in 1964. The seed speech against the reports: led by 创先争优. Each line
says what came out and whether it is what is known; the exit code is 1 if one is not.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tifa.corpus import Corpus, seed_folder
from tifa.corpus.comparison import Speech, Study, compare, read_source

KNOWN = {
    "科学发展观": {"first": 2004},
    "又好又快": {"first": 2007, "last": 2010},
    "高质量发展": {"first": 2018},
    "阶级斗争": {"peak": 1964},
}
LEADER = "创先争优"


def history(speeches: Sequence[Speech], form: str) -> dict[str, int]:
    """Return first and last year and the peak of a form, and how often it stands there."""
    counts = {
        speech.doc.meta.year: speech.doc.text.count(form)
        for speech in speeches
        if speech.doc.meta.year and form in speech.doc.text
    }
    peak = max(counts, key=lambda year: counts[year])
    return {"first": min(counts), "last": max(counts), "peak": peak, "at_peak": counts[peak]}


def tell(name: str, found: object, holds: bool) -> bool:
    """Print a line and return whether it is as known."""
    print(f"{'as known' if holds else 'NOT SO  '}  {name}: {found}", flush=True)
    return holds


def check_history(speeches: Sequence[Speech]) -> list[bool]:
    """Print the life of every known form."""
    results = []
    for form, known in KNOWN.items():
        found = history(speeches, form)
        holds = all(found[name] == year for name, year in known.items())
        results.append(tell(f"{form} (known: {known})", found, holds))
    return results


def check_keyness(speeches: Sequence[Speech]) -> bool:
    """Print the first keywords of the seed speech against the reports."""
    seed = [Speech(doc, ()) for doc in Corpus.read(seed_folder()).documents.values()]
    sides = {"seed": tuple(seed), "reports": tuple(speeches)}
    study = Study("seed and reports", "none", "seed / reports", sides)
    comparison = compare(study, only=["keyness"])
    table = comparison["keyness_ngrams"].frame.head(8)
    columns = zip(
        table["item"], table["count_target"], table["count_reference"], table["g2"], strict=True
    )
    shown = ", ".join(f"{item} {a}/{b} G² {g2:.1f}" for item, a, b, g2 in columns)
    return tell(
        f"keywords of the seed against {len(speeches)} reports (known: led by {LEADER})",
        shown,
        table["item"].iloc[0] == LEADER,
    )


def main() -> None:
    """Check everything that is known."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raw", type=Path, required=True, help="folder with gwr_national")
    options = parser.parse_args()
    reports = read_source(options.raw / "gwr_national", "none").speeches
    results = [*check_history(reports), check_keyness(reports)]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
