"""Compare segmenters: characters, jieba and pkuseg trained on the project's own words.

F1 is of words in sentences that pkuseg has not seen: each fold is cut by a model that was
trained on the others. jieba knows its own dictionary and learns nothing here; the words of the
seed began as its proposal, which flatters it.

Speed is of one process, the best of several passes, loading not counted. Spans do not fit where
one of their edges lies inside a word; there pkuseg is the model trained on all sentences, which
has seen the speech if the spans are those of the seed.

Example: python benchmarks/segmenters.py --spans corpus/data/seed/annotations/gold.jsonl
"""

import argparse
import logging
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from tifa.corpus.folder import seed_folder
from tifa.corpus.jsonl import read_jsonl
from tifa.models.segmented import Scores, Sentence, read_segmented, word_f1
from tifa.models.segmenter import fit
from tifa.models.tokenizer import Segmenter, load_segmenter, segment


class Characters:
    """Each character a word."""

    def cut(self, text: str, /) -> list[str]:
        return list(text)


class Jieba:
    """jieba in its accurate mode."""

    def __init__(self) -> None:
        import jieba

        jieba.setLogLevel(logging.ERROR)
        jieba.initialize()
        self._jieba = jieba

    def cut(self, text: str, /) -> list[str]:
        return list(self._jieba.cut(text))


def folds(number: int, total: int, seed: int) -> list[list[int]]:
    """Deal the numbers below `total` into folds, the same way for the same seed."""
    order = list(range(total))
    random.Random(seed).shuffle(order)
    return [sorted(order[first::number]) for first in range(number)]


def cross_validated(
    sentences: list[list[str]],
    options: argparse.Namespace,
    load: Callable[[Path], Segmenter],
) -> Scores:
    """Score the sentences of each fold with a model trained on the others; counts added up."""
    predicted: dict[int, Sentence] = {}
    for held in folds(options.folds, len(sentences), options.seed):
        train = [words for number, words in enumerate(sentences) if number not in set(held)]
        with tempfile.TemporaryDirectory() as folder:
            fit(train, Path(folder), iterations=options.iterations, seed=options.seed)
            segmenter = load(Path(folder))
            predicted |= {number: segmenter.cut("".join(sentences[number])) for number in held}
    return word_f1(sentences, [predicted[number] for number in range(len(sentences))])


def speed(segmenter: Segmenter, texts: list[str], passes: int = 5) -> float:
    """Return characters per second, the best of several passes."""

    def seconds() -> float:
        started = time.perf_counter()
        for text in texts:
            segmenter.cut(text)
        return time.perf_counter() - started

    return sum(map(len, texts)) / min(seconds() for _ in range(passes))


def misfits(segmenter: Segmenter, records: list[dict[str, Any]]) -> Iterator[tuple[str, bool]]:
    """Yield for each span its label and whether an edge of it lies inside a word."""
    for record in records:
        words = segment(record["text"], segmenter)
        starts, ends = {start for start, _ in words}, {end for _, end in words}
        for span in record.get("spans", ()):
            yield span["label"], span["start"] not in starts or span["end"] not in ends


def misfit_cell(segmenter: Segmenter, records: list[dict[str, Any]]) -> str:
    """Return spans that do not fit, of how many, label by label."""
    found = list(misfits(segmenter, records))
    total, bad = Counter(label for label, _ in found), Counter(label for label, no in found if no)
    return "  ".join(f"{label} {bad[label]}/{total[label]}" for label in sorted(total)) or "-"


def rows(options: argparse.Namespace) -> Iterator[tuple[str, Scores, float, str]]:
    """Measure one segmenter after the other."""
    sentences = read_segmented(options.segmented)
    texts = ["".join(words) for words in sentences]
    records = [record for path in options.spans for _, record in read_jsonl(path)]
    for name, segmenter in {"char": Characters(), "jieba": Jieba()}.items():
        scores = word_f1(sentences, [segmenter.cut(text) for text in texts])
        yield name, scores, speed(segmenter, texts), misfit_cell(segmenter, records)
    loaders = {
        "pkuseg": load_segmenter,
        "pkuseg + its dictionary": partial(load_segmenter, dictionary=True),
    }
    with tempfile.TemporaryDirectory() as folder:
        fit(sentences, Path(folder), iterations=options.iterations, seed=options.seed)
        for name, load in loaders.items():
            scores, final = cross_validated(sentences, options, load), load(Path(folder))
            yield name, scores, speed(final, texts), misfit_cell(final, records)


def parse_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    shipped = seed_folder() / "segmented.txt"
    parser.add_argument("--segmented", type=Path, default=shipped, help="gold words (the seed's)")
    parser.add_argument(
        "--spans", type=Path, nargs="+", default=[], metavar="FILE", help="JSONL in Prodigy's form"
    )
    parser.add_argument("--folds", type=int, default=5, help="default: 5")
    parser.add_argument("--iterations", type=int, default=10, help="of pkuseg; default: 10")
    parser.add_argument("--seed", type=int, default=0, help="default: 0")
    return parser.parse_args()


def main() -> None:
    """Print the table."""
    options = parse_options()
    print(f"{'segmenter':25}{'P':>7}{'R':>7}{'F1':>7}{'chars/s':>13}  spans that do not fit")
    for name, scores, rate, cell in rows(options):
        values = f"{scores.precision:7.3f}{scores.recall:7.3f}{scores.f1:7.3f}{rate:13,.0f}"
        print(f"{name:25}{values}  {cell}", flush=True)


if __name__ == "__main__":
    main()
