"""Speed of the tagger against spaCy's default span categoriser, in one run, on one thread.

    python benchmarks/tagger_speed.py --characters 60000

The texts are the seed speech with its sentences shuffled, each another way, so that
nothing that is cached for one text helps with the next.
"""

import argparse
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import random
import time

from spacy.language import Language

from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.structure import analyse
from tifa.models.extract import extract
from tifa.models.pipeline import fit, load_pipeline_config
from tifa.models.reader import select_units
from tifa.models.units import common_lengths


def shuffled(text: str, seed: int) -> str:
    """Return the text with its sentences in another order."""
    sentences = [text[each.start : each.end] for each in analyse(text).sentences]
    random.Random(seed).shuffle(sentences)
    return "".join(sentences)


def measure(nlp: Language, texts: list[str]) -> float:
    """Return characters of text a second, by the processor's clock."""
    started = time.process_time()
    total = sum(
        len(found.text) for found in extract(nlp, [(str(i), t) for i, t in enumerate(texts)])
    )
    return total / (time.process_time() - started)


def main() -> None:
    """Train each system for a moment, then time it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--characters", type=int, default=60_000, help="length of the texts")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median counts")
    options = parser.parse_args()
    (doc,) = Corpus.read(seed_folder()).documents.values()
    copies = max(1, options.characters // len(doc.text))
    sizes = common_lengths(select_units([seed_folder()], "gold"), 8)
    overrides = {
        "rules": {},
        "crf_cpu": {"training.max_epochs": 1},
        "spancat_ngram": {
            "training.max_epochs": 1,
            "components.spancat.suggester.sizes": sizes,
        },
    }
    speeds = {}
    print(f"{copies} texts of {len(doc.text):,} characters, one thread, {options.runs} runs")
    for config, settings in overrides.items():
        nlp = fit(load_pipeline_config(config, settings))
        list(nlp.pipe(["要修好水渠。"]))
        # The n-gram suggester is slow: a tenth of the text is enough.
        most = max(1, copies // 10) if config == "spancat_ngram" else copies
        runs = [
            measure(nlp, [shuffled(doc.text, 1000 * run + i) for i in range(most)])
            for run in range(options.runs)
        ]
        speeds[config] = sorted(runs)[len(runs) // 2]
        print(f"{config:15} {speeds[config]:>10,.0f} characters a second")
    ratio = speeds["crf_cpu"] / speeds["spancat_ngram"]
    print(f"tagger / spaCy default ({len(sizes)} n-gram sizes): {ratio:.1f}")


if __name__ == "__main__":
    main()
