"""spaCy's default span categoriser sized to the data, cross-validated on the seed.

    python benchmarks/ngram_default.py --longest 24 --epochs 20

The demo gives it the eight most frequent lengths; here every length up to a bound.
"""

import argparse

from rich.console import Console

from tifa.cli.demo import compare, describe
from tifa.corpus.folder import Corpus, seed_folder
from tifa.evaluation import render_table
from tifa.models.crossval import System, cross_validate


def main() -> None:
    """Cross-validate it beside the tagger."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--longest", type=int, default=24, help="longest n-gram, in characters")
    parser.add_argument("--epochs", type=int, default=20, help="passes over the training part")
    options = parser.parse_args()
    settings = {
        "components.spancat.suggester.sizes": list(range(1, options.longest + 1)),
        "training.max_epochs": options.epochs,
    }
    systems = {
        "tagger": System("crf_cpu"),
        "spaCy default": System("spancat_ngram", settings),
    }
    results = cross_validate([seed_folder()], systems)
    Console(width=160).print(render_table(compare(Corpus.read(seed_folder()), results)))
    for name, result in results.items():
        print(f"{name}: {describe(result)}")


if __name__ == "__main__":
    main()
