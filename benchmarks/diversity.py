"""How much the synthetic documents repeat one another and other texts.

A run is a stretch of so many characters within one line, and a document's share is the part
of its runs that another text holds too. Every form of the slogan lexicon that is in cuts the
line: formulas repeat by their nature, and no run reaches into one.

    python benchmarks/diversity.py --other ../shared/data/raw

The other texts, .txt files in a folder, are not part of the project.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tifa.corpus.folder import Corpus, synthetic_folder
from tifa.corpus.lexicon import Lexicon, shipped_lexicon

LENGTHS = (8, 12, 20)
Runs = dict[str, Counter[str]]


def runs(text: str, length: int, lexicon: Lexicon) -> Iterator[str]:
    """Yield the runs of a text that hold no line break and nothing of a formula.

    length (int): Code points of a run.
    """
    for line in text.split("\n"):
        start = 0
        formulas = [(match.start, match.end) for match in lexicon.find(line)]
        for begin, end in [*formulas, (len(line), len(line))]:
            yield from (line[at : at + length] for at in range(start, begin - length + 1))
            start = end


def shares(documents: Runs, held: Mapping[str, set[str]] | set[str]) -> dict[str, float]:
    """Return for each document the share of its runs that are held elsewhere.

    held: Runs of the other texts; as a mapping, for each document those of its own others.
    """
    found = {}
    for doc_id, counted in documents.items():
        other = held[doc_id] if isinstance(held, Mapping) else held
        repeated = sum(number for run, number in counted.items() if run in other)
        found[doc_id] = repeated / max(1, counted.total())
    return found


def shared_within(documents: Runs) -> dict[str, set[str]]:
    """Return for each document its runs that another of the documents holds."""
    holders = Counter(run for counted in documents.values() for run in counted)
    return {
        doc_id: {run for run in counted if holders[run] > 1}
        for doc_id, counted in documents.items()
    }


def shared_with(documents: Runs, texts: Iterable[str], length: int, lexicon: Lexicon) -> set[str]:
    """Return the runs of the documents that one of the texts holds."""
    wanted = {run for counted in documents.values() for run in counted}
    return {run for text in texts for run in runs(text, length, lexicon) if run in wanted}


def main() -> None:
    """Print greatest and mean share for each length, within the corpus and with the others."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="Example: python benchmarks/diversity.py --other ../shared/data/raw",
    )
    parser.add_argument("--corpus", type=Path, default=synthetic_folder())
    parser.add_argument("--other", type=Path, help="a folder of .txt files to compare with")
    options = parser.parse_args()
    texts = {doc.id: doc.text for doc in Corpus.read(options.corpus).documents.values()}
    paths = sorted(options.other.rglob("*.txt")) if options.other else []
    lexicon = shipped_lexicon()
    table = Table(title=f"{len(texts)} documents; {len(paths)} other texts")
    for column in ("characters", "with", "greatest", "mean", "most in"):
        table.add_column(column)
    for length in LENGTHS:
        documents = {key: Counter(runs(text, length, lexicon)) for key, text in texts.items()}
        found = {"one another": shares(documents, shared_within(documents))}
        if paths:
            read = (
                path.read_text("utf8")
                for path in track(paths, f"{length} characters", transient=True)
            )
            found["the others"] = shares(documents, shared_with(documents, read, length, lexicon))
        for name, share in found.items():
            most = max(share, key=share.__getitem__)
            mean = sum(share.values()) / len(share)
            table.add_row(f"{length}", name, f"{share[most]:.2%}", f"{mean:.2%}", most)
    Console().print(table)


if __name__ == "__main__":
    main()
