"""Scores for the model card: of a test set, or of cross-validation."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from tifa.evaluation import Comparison
    from tifa.models.training import Plan


def held_out(gold: Path, model: Path, plan: "Plan") -> dict[str, Any]:
    """Score a pipeline on a corpus or an annotated file, and print the scores."""
    from tifa.cli.annotated import labels_of, scheme_for, tell
    from tifa.cli.scored import GOLD, read_scored, scored_texts, systems_of
    from tifa.corpus.document import text_hash
    from tifa.evaluation import Comparison, evaluate
    from tifa.models.provenance import training_texts

    joined, gold_name = read_scored(gold, [model], GOLD, [], None)
    tell(joined)
    (system,) = systems_of(joined, gold_name)
    texts = scored_texts(joined, gold_name, system)
    scheme = scheme_for([gold])
    comparison = Comparison(
        {
            "tagger": evaluate(
                texts,
                test_set=gold.stem,
                scheme=f"{scheme.name} {scheme.version}",
                labels=labels_of(scheme, joined),
            )
        }
    )
    known = training_texts(plan.paths)
    seen = sum(text_hash(text.text) in known for text in texts)
    if seen:
        typer.echo(
            f"Warning: {seen} of {len(texts)} texts of {gold} are training data: "
            "the scores are too high.",
            err=True,
        )
    how = "On its own training data" if seen == len(texts) else f"On {gold.stem}, held out"
    return _printed(comparison, how, seen)


def cross_validated(plan: "Plan", folds: int) -> dict[str, Any]:
    """Cross-validate what a plan trains, and print the scores."""
    from tifa.cli.crossval import compare_folds, run_folds
    from tifa.models.crossval import System

    config = plan.load_config()
    segmenter = None if plan.segmenter is None else str(plan.segmenter)
    system = System(str(plan.config), plan.overrides or {}, segmenter, plan.init_tok2vec)
    found = run_folds(plan.paths, {"tagger": system}, plan.layer, folds, 0, 1.0)
    seed = int(config.interpolate()["training"]["seed"] or 0)
    comparison = compare_folds(plan.paths, found, plan.layer, folds, 0, seed)
    return _printed(comparison, f"Cross-validation in {folds} folds", 0)


def _printed(comparison: "Comparison", how: str, seen: int) -> dict[str, Any]:
    """Print scores, and return them for the card."""
    from rich.console import Console

    from tifa.cli.output import print_scores

    print_scores(Console(), comparison)
    data = comparison.to_dict()
    (system,) = data["systems"].values()
    return {
        "how": how,
        "signature": data["signature_short"],
        "seen_texts": seen,
        "rows": system["scores"],
    }
