"""The search for the default tagger: families of models and the parts of the default.

    python benchmarks/tagger_search.py --quick
    python benchmarks/tagger_search.py --corpus mycorpus --folds 5 --out search.jsonl
    python benchmarks/tagger_search.py --gold ../shared/data/dev_gold --out search.jsonl

Each configuration is cross-validated by document, and with --gold also trained on all
corpora and scored on texts it has not seen: strict and overlap F1 of every label with
95 % intervals (documents resampled), processor seconds of one training, characters
tagged a second, memory. Systems that vote are scored on gold tasks alone.
With --out a run that was broken off goes on where it was.
Formulas of the lexicon that were decided on the documents are withheld. Rules that were
written with these documents in view are flattered, and so is what leans on them.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from search_rows import TestSet, add_row, read_rows, table_of

from tifa.corpus.folder import seed_folder, synthetic_folder
from tifa.models.augmenting import KINDS
from tifa.models.crossval import System
from tifa.models.reader import select_units
from tifa.models.units import common_lengths

_MODEL = "components.spancat.model"
_SUGGESTER = "components.spancat.suggester"
_CONFIGS = Path(__file__).parent / "configs"
_NO_TOK2VEC = {f"{_MODEL}.tok2vec": None}
_ADAM = {"eps": 1e-8, "learn_rate": 0.001, "L2": 0.01, "L2_is_weight_decay": True, "grad_clip": 1.0}
_EACH = {"DIRECTIVE": 0.5, "SLOGAN": 0.5, "RESPONSIBILITY": 0.5}
# Kinds of augmentation and how many documents get a copy changed in this way.
_AUGMENTED, _AUGMENTED_BY_ALL = 0.5, 0.2
_AUGMENT = "corpora.train.augment"
# One change to the default each.
PARTS: dict[str, dict[str, Any]] = {
    "default without tok2vec": _NO_TOK2VEC,
    "default, runs of up to 6 clauses": {f"{_SUGGESTER}.max_clauses": 6},
    # A key under which no spans stand: the rules vote still.
    "default, rules propose no candidates": {f"{_SUGGESTER}.rules_key": "none"},
    "default, rules always vote": {f"{_MODEL}.rule_dropout": {}},
    "default, votes of all labels dropped": {f"{_MODEL}.rule_dropout": _EACH},
    "default, no formula hidden": {"corpora.train.hidden_share": 0.0},
    "default, 3 of 10 hidden": {"corpora.train.hidden_share": 0.3},
    "default, plain Adam": {f"training.optimizer.{key}": value for key, value in _ADAM.items()},
    "default, 4 epochs": {"training.max_epochs": 4},
    "default, 16 epochs": {"training.max_epochs": 16},
    **{f"default, augmented: {kind}": {_AUGMENT: {kind: _AUGMENTED}} for kind in KINDS},
    "default, augmented: all kinds": {_AUGMENT: dict.fromkeys(KINDS, _AUGMENTED_BY_ALL)},
}


def main() -> None:
    """Score one configuration after the other and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, action="append", help="repeat for several")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument(
        "--gold", type=Path, action="append", help="folder of gold tasks; repeat for several"
    )
    parser.add_argument("--only", action="append", help="name of a configuration; repeatable")
    parser.add_argument(
        "--out", type=Path, help="JSON lines: rows already there are not measured again"
    )
    parser.add_argument(
        "--quick", action="store_true", help="two folds, one epoch: does everything run?"
    )
    options = parser.parse_args()
    corpora = options.corpus or [seed_folder(), synthetic_folder()]
    tests = [
        TestSet(corpora, 2 if options.quick else options.folds, quick=options.quick),
        *(TestSet(corpora, gold=gold, quick=options.quick) for gold in options.gold or ()),
    ]
    known = read_rows(options.out)
    rows = []
    for name, votes in configurations(corpora, quick=options.quick).items():
        if options.only and name not in options.only:
            continue
        for test in tests:
            if test.folds and len(votes) > 1:
                continue
            row = known.get(test.key(name))
            if row is None:
                row = test.row(name, votes)
                print(f"{name}, {row['test set']}: {row['micro strict']}", file=sys.stderr)
                if options.out:
                    add_row(options.out, row)
            rows.append(row)
    if rows:
        Console(width=200).print(table_of(rows))


def configurations(corpora: list[Path], *, quick: bool) -> dict[str, list[System]]:
    """Return every configuration by name: a system, or several that vote."""
    fast = {"training.max_epochs": 1} if quick else {}
    seeds = [System("crf_cpu", {"system.seed": seed, **fast}) for seed in range(3)]
    alone = systems(corpora, quick=quick)
    return {**{name: [each] for name, each in alone.items()}, "default, three seeds voting": seeds}


def systems(folders: list[Path], *, quick: bool) -> dict[str, System]:
    """Return every configuration by name."""
    sizes = common_lengths(select_units(folders, "gold"), 8)
    fast = {"training.max_epochs": 1} if quick else {}
    trained = {
        "default": System("crf_cpu", fast),
        **{name: System("crf_cpu", {**part, **fast}) for name, part in PARTS.items()},
        "default, jieba words": System("crf_cpu", fast, "jieba"),
        "spaCy ner for each label": System("ner", fast),
        "spaCy ner, jieba words": System("ner", fast, "jieba"),
        "spaCy span finder and spancat": System(str(_CONFIGS / "span_finder.cfg"), fast),
        "spaCy spancat, n-grams": System(
            "spancat_ngram", {"components.spancat.suggester.sizes": sizes, **fast}
        ),
    }
    return {"rules": System("rules"), **trained}


if __name__ == "__main__":
    main()
