"""The tagger against spaCy's own ways to learn spans, on the same folds in one run.

    python benchmarks/tagger_against_spacy.py --corpus mycorpus --corpus other

The default config, spaCy's default span categoriser (n-grams sized to the data) and one
named entity recogniser for each label, cross-validated by document.
"""

import argparse
from pathlib import Path

from rich.console import Console

from tifa.cli.crossval import compare_folds, run_folds
from tifa.corpus.folder import seed_folder, synthetic_folder
from tifa.evaluation import render_table
from tifa.models.crossval import System
from tifa.models.reader import select_units
from tifa.models.units import common_lengths


def main() -> None:
    """Cross-validate the three and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, action="append", help="repeat for several")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--sizes", type=int, default=8, help="n-gram sizes, the most frequent")
    options = parser.parse_args()
    folders = options.corpus or [seed_folder(), synthetic_folder()]
    sizes = common_lengths(select_units(folders, "gold"), options.sizes)
    systems = {
        "tagger": System("crf_cpu"),
        "spaCy spancat": System("spancat_ngram", {"components.spancat.suggester.sizes": sizes}),
        "spaCy ner": System("ner"),
    }
    found = run_folds(folders, systems, "gold", options.folds, 0, 1.0)
    comparison = compare_folds(folders, found, "gold", options.folds, 0, 0)
    Console(width=160).print(render_table(comparison))
    for name, result in found.items():
        print(
            f"{name}: {result.train_seconds / options.folds:.0f} s of training a fold, "
            f"{result.characters / result.tag_seconds:,.0f} characters a second, "
            f"{result.megabytes:,.0f} MB"
        )


if __name__ == "__main__":
    main()
