"""The recipes as Prodigy finds them: this module alone imports Prodigy, which is not free.

The contract is public: https://prodi.gy/docs/custom-recipes and the recipes of
https://github.com/explosion/prodigy-recipes (snapshot read: 428bccb).
"""

from pathlib import Path
from typing import Any

import prodigy  # pyright: ignore[reportMissingImports]

from tifa.annotation.recipes.correcting import Correction
from tifa.annotation.recipes.reviewing import Review
from tifa.annotation.recipes.sources import scheme_of


def _names(text: str) -> list[str]:
    """Return the names in a comma-separated list."""
    return [name.strip() for name in text.split(",") if name.strip()]


@prodigy.recipe(
    "tifa.spans.correct",
    dataset=("Dataset to save answers to", "positional", None, str),
    source=("Corpus folder, text files, or JSONL tasks", "positional", None, Path),
    model=("rules, none, or folder of a trained pipeline", "option", "m", str),
    label=("Comma-separated labels, by default all of the scheme", "option", "l", _names),
    tokens=("Select by: characters or jieba", "option", "t", str),
    exclude=("Comma-separated datasets whose texts are left out", "option", "e", _names),
    merge_repeats=("Ask once about a text that stands in several places", "flag", "R", bool),
)
def spans_correct(
    dataset: str,
    source: Path,
    model: str = "rules",
    label: list[str] | None = None,
    tokens: str = "characters",
    exclude: list[str] | None = None,
    merge_repeats: bool = False,
) -> dict[str, Any]:
    """Correct the suggestions of the rules or of a trained tagger."""
    correction = Correction(source, model, label or [], tokens, repeats=not merge_repeats)
    return correction.components(dataset, exclude or [])


@prodigy.recipe(
    "tifa.review",
    dataset=("Dataset to save decisions to", "positional", None, str),
    sources=("Comma-separated corpus folders and files of db-out", "positional", None, _names),
    annotators=("Comma-separated layers or annotators, by default all", "option", "a", _names),
    everything=("Show blocks on which all agree, too", "flag", "A", bool),
    tokens=("Select by: characters or jieba", "option", "t", str),
)
def review(
    dataset: str,
    sources: list[str],
    annotators: list[str] | None = None,
    everything: bool = False,
    tokens: str = "characters",
) -> dict[str, Any]:
    """Decide between annotators, span by span."""
    paths = [Path(source) for source in sources]
    session = Review(paths, annotators or [], everything, tokens)
    return session.components(dataset, scheme_of(paths[0]))
