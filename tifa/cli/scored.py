"""The texts that ``tifa evaluate`` scores: gold, with what systems or annotators have."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from tifa.annotation.formats.base import Exchange
    from tifa.evaluation import ScoredText

GOLD = "gold"


def read_scored(
    gold: Path,
    predicted: Sequence[Path],
    gold_layer: str,
    wanted: Sequence[str],
    format_name: str | None,
) -> "tuple[Exchange, str]":
    """Return all texts of the gold with all layers, and the name of the gold among them."""
    from tifa.annotation.formats.merging import lift, merge
    from tifa.cli.annotated import is_pipeline, read_annotated
    from tifa.corpus.errors import CorpusError

    truth = read_annotated([gold], format_name=format_name)
    name = _gold_name(truth, gold_layer, gold)
    parts = {gold.stem: truth if not predicted else _keep(truth, [name])}
    documents = {item.id: item.text for item in truth.items}
    for path in predicted:
        key = path.stem if path.stem not in parts else f"{path.stem}-{len(parts)}"
        if is_pipeline(path):
            parts[key] = _tag(path, key, truth)
        else:
            parts[key] = lift(read_annotated([path], format_name=format_name), documents)
    parts = {key: _named(each, key) if key != gold.stem else each for key, each in parts.items()}
    joined = merge(parts)
    name = name if name in joined.layers else f"{gold.stem}:{name}"
    missing = [layer for layer in wanted if layer not in joined.layers]
    if missing:
        known = ", ".join(each for each in joined.layers if each != name) or "none"
        raise CorpusError(f"There is no layer “{missing[0]}”", remedy=f"There are: {known}.")
    return (_keep(joined, [name, *wanted]) if wanted else joined), name


def _gold_name(truth: "Exchange", gold_layer: str, path: Path) -> str:
    from tifa.corpus.errors import CorpusError

    if gold_layer in truth.layers:
        return gold_layer
    if len(truth.layers) == 1 and gold_layer == GOLD:
        return next(iter(truth.layers))
    known = ", ".join(truth.layers) or "none"
    raise CorpusError(
        f"There is no layer “{gold_layer}” to be the gold",
        where=str(path),
        remedy=f"Name one with --gold-layer; there are: {known}.",
    )


def _keep(exchange: "Exchange", names: Sequence[str]) -> "Exchange":
    return replace(exchange, layers={name: exchange.layers[name] for name in names})


def _named(exchange: "Exchange", name: str) -> "Exchange":
    """Call the only layer of a file after the file, so that systems are told apart."""
    if len(exchange.layers) != 1:
        return exchange
    return replace(exchange, layers={name: next(iter(exchange.layers.values()))})


def _tag(path: Path, name: str, truth: "Exchange") -> "Exchange":
    """Run a pipeline on the texts of the gold."""
    from tifa.cli.progress import watch
    from tifa.models.extract import extract
    from tifa.models.pipeline import load_pipeline

    texts = [(item.id, item.text) for item in truth.items]
    found = extract(load_pipeline(path), watch(texts, f"Tagging with {name}"))
    return replace(truth, layers={name: {each.id: tuple(each.spans) for each in found}}, losses=())


def systems_of(joined: "Exchange", gold: str) -> list[str]:
    from tifa.corpus.errors import CorpusError

    systems = [name for name in joined.layers if name != gold]
    if not systems:
        raise CorpusError(
            "There is nothing to score against the gold",
            remedy="Name a file with predictions, a trained pipeline, or a corpus with more layers.",
        )
    for name in systems:
        missing = len(joined.layers[gold].keys() - joined.layers[name].keys())
        extra = len(joined.layers[name].keys() - joined.layers[gold].keys())
        if missing == len(joined.layers[gold]):
            raise CorpusError(
                f"“{name}” has none of the gold's texts",
                remedy="Check that both files hold the same texts, unchanged.",
            )
        if missing:
            typer.echo(f"Note: {name} lacks {missing} texts: nothing predicted there.", err=True)
        if extra:
            typer.echo(f"Note: {name} has {extra} texts without gold; left out.", err=True)
    return systems


def scored_texts(joined: "Exchange", gold: str, system: str) -> "list[ScoredText]":
    from tifa.cli.annotated import group_of
    from tifa.evaluation import ScoredText

    return [
        ScoredText(
            item.id,
            item.text,
            gold=joined.layers[gold][item.id],
            predicted=joined.layers[system].get(item.id, ()),
            group=group_of(item),
        )
        for item in joined.items
        if item.id in joined.layers[gold]
    ]
