"""The tagger on characters, jieba words and pkuseg words, cross-validated on the seed.

    python benchmarks/tokens.py --segmenter my-segmenter

Make the segmenter with: tifa segmenter train --out my-segmenter
"""

import argparse
from pathlib import Path

from rich.console import Console

from tifa.cli.demo import compare, describe
from tifa.corpus.folder import Corpus, seed_folder
from tifa.evaluation import render_table
from tifa.models.crossval import System, cross_validate


def main() -> None:
    """Cross-validate the default tagger with each kind of token."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--segmenter", type=Path, help="folder of a pkuseg model")
    options = parser.parse_args()
    systems = {
        "characters": System("spancat_cpu"),
        "jieba": System("spancat_cpu", segmenter="jieba"),
    }
    if options.segmenter:
        systems["pkuseg"] = System("spancat_cpu", segmenter=str(options.segmenter.resolve()))
    results = cross_validate([seed_folder()], systems)
    Console(width=160).print(render_table(compare(Corpus.read(seed_folder()), results)))
    for name, result in results.items():
        print(f"{name}: {describe(result)}")


if __name__ == "__main__":
    main()
