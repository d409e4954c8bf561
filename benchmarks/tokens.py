"""The tagger on characters, jieba words and pkuseg words, cross-validated on the seed.

    python benchmarks/tokens.py --segmenter my-segmenter --network-alone

Make the segmenter with: tifa segmenter train --out my-segmenter
"""

import argparse
from pathlib import Path

from rich.console import Console

from tifa.cli.demo import compare, describe
from tifa.corpus.folder import Corpus, seed_folder
from tifa.evaluation import render_table
from tifa.models.crossval import System, cross_validate

# With the rules' votes the tokens hardly matter; this shows what they do to the network.
NETWORK_ALONE = {
    "components.spancat.model.rule_weight": 0,
    "components.spancat.model.feature_width": 0,
    "training.max_epochs": 40,
    # One unit a step, so that words do not make fewer steps than characters.
    "training.batcher.size": 1,
    "training.optimizer.learn_rate": 0.002,
}


def main() -> None:
    """Cross-validate the default tagger with each kind of token."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--segmenter", type=Path, help="folder of a pkuseg model")
    parser.add_argument(
        "--network-alone", action="store_true", help="without rule votes and span features"
    )
    options = parser.parse_args()
    settings = NETWORK_ALONE if options.network_alone else {}
    tokens = {"characters": "char", "jieba": "jieba"}
    if options.segmenter:
        tokens["pkuseg"] = str(options.segmenter.resolve())
    systems = {name: System("crf_cpu", settings, segmenter) for name, segmenter in tokens.items()}
    results = cross_validate([seed_folder()], systems)
    Console(width=160).print(render_table(compare(Corpus.read(seed_folder()), results)))
    for name, result in results.items():
        print(f"{name}: {describe(result)}")


if __name__ == "__main__":
    main()
