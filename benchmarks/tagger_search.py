"""The search for the default tagger: families of models and the parts of the default.

    python benchmarks/tagger_search.py --quick
    python benchmarks/tagger_search.py --corpus mycorpus --folds 5 --out search.jsonl

Each configuration is cross-validated by document: strict and overlap F1 of every label
with 95 % intervals, seconds of training for a fold, characters tagged a second, memory.
Formulas of the lexicon that were decided on the documents are withheld. Rules that were
written with these documents in view are flattered, and so is what leans on them.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tifa.cli.crossval import compare_folds, run_folds
from tifa.corpus.folder import seed_folder, synthetic_folder
from tifa.evaluation.comparison import show_interval
from tifa.evaluation.scores import Evaluation, Matching
from tifa.models.crossval import CrossValidation, System
from tifa.models.reader import select_units
from tifa.models.units import common_lengths

_MODEL = "components.spancat.model"
_SCORES = (Matching.STRICT, Matching.OVERLAP)
_NO_TOK2VEC = {f"{_MODEL}.tok2vec": None}
_ADAM = {"eps": 1e-8, "learn_rate": 0.001, "L2": 0.01, "L2_is_weight_decay": True, "grad_clip": 1.0}
_EACH = {"DIRECTIVE": 0.5, "SLOGAN": 0.5, "RESPONSIBILITY": 0.5}
# One change to the default each.
PARTS: dict[str, dict[str, Any]] = {
    "default without tok2vec": _NO_TOK2VEC,
    "default, rules always vote": {f"{_MODEL}.rule_dropout": {}},
    "default, votes of all labels dropped": {f"{_MODEL}.rule_dropout": _EACH},
    "default, no formula hidden": {"corpora.train.hidden_share": 0.0},
    "default, 3 of 10 hidden": {"corpora.train.hidden_share": 0.3},
    "default, plain Adam": {f"training.optimizer.{key}": value for key, value in _ADAM.items()},
    "default, 4 epochs": {"training.max_epochs": 4},
    "default, 16 epochs": {"training.max_epochs": 16},
}


def main() -> None:
    """Cross-validate one configuration after the other and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, action="append", help="repeat for several")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--only", action="append", help="name of a configuration; repeatable")
    parser.add_argument("--out", type=Path, help="write each row as JSON as soon as it is there")
    parser.add_argument(
        "--quick", action="store_true", help="two folds, one epoch: does everything run?"
    )
    options = parser.parse_args()
    folders = options.corpus or [seed_folder(), synthetic_folder()]
    folds = 2 if options.quick else options.folds
    table = _table()
    for name, system in systems(folders, quick=options.quick).items():
        if options.only and name not in options.only:
            continue
        found = run_folds(folders, {name: system}, "gold", folds, 0, 1.0)
        evaluation = compare_folds(folders, found, "gold", folds, 0, 0).evaluations[name]
        row = _row(name, evaluation, found[name], folds)
        table.add_row(*row.values())
        Console(stderr=True).print(f"{name}: {row['micro strict']}")
        if options.out:
            with options.out.open("a", encoding="utf-8") as lines:
                print(json.dumps(row, ensure_ascii=False), file=lines)
    Console(width=200).print(table)


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
        "spaCy spancat, n-grams": System(
            "spancat_ngram", {"components.spancat.suggester.sizes": sizes, **fast}
        ),
    }
    return {"rules": System("rules"), **trained}


def _table() -> Table:
    table = Table(title="F1 strict [95 %] / overlap", show_lines=True)
    for head in ("configuration", "DIRECTIVE", "SLOGAN", "RESPONSIBILITY", "micro", "cost"):
        table.add_column(head)
    return table


def _row(name: str, evaluation: Evaluation, result: CrossValidation, folds: int) -> dict[str, str]:
    row = {"configuration": name}
    for label in evaluation.labels:
        strict, overlap = (evaluation.row(label, matching) for matching in _SCORES)
        row[f"{label} strict"] = (
            f"{strict.counts.f1:.3f} {show_interval(strict.intervals.f1)} / {overlap.counts.f1:.3f}"
        )
    row["cost"] = (
        f"{result.train_seconds / folds:.0f} s/fold, "
        f"{result.characters / max(result.tag_seconds, 1e-9):,.0f} chars/s, "
        f"{result.megabytes:,.0f} MB"
    )
    return row


if __name__ == "__main__":
    main()
