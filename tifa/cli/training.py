"""``tifa train`` and ``tifa pretrain``: make a tagger."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tifa.cli.progress import busy, watch

if TYPE_CHECKING:
    from tifa.models.statistics import SpanStatistics

TRAIN_EXAMPLES = "\n\n".join(
    f"Example: tifa train {rest}"
    for rest in (
        "mycorpus --out my-model",
        "mycorpus --stats-only",
        "mycorpus --evaluate-on testcorpus --licence CC-BY-4.0",
        "mycorpus answers.jsonl --crossval 5",
    )
)

Config = Annotated[
    str, typer.Option(help="rules, crf_cpu, crf_transformer, spancat_ngram, ner or a .cfg.")
]
Segmenter = Annotated[
    str | None,
    typer.Option(metavar="DIR", help="Words, not characters: jieba, or a pkuseg model."),
]
Override = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="A config setting by dotted name."),
]
Seed = Annotated[
    int | None, typer.Option(min=0, help="Seed of everything random, by default the config's.")
]


def train_cli(
    data: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[CORPUS]",
            help="Corpus folders, and files of answered tasks (Prodigy JSONL), whose paragraphs "
            "alone are learnt from; none is the shipped seed and synthetic corpora.",
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where to save it.")] = (
        Path("tifa-model")
    ),
    config: Config = "crf_cpu",
    layer: Annotated[str, typer.Option(help="Annotation layer to learn from.")] = "gold",
    dev: Annotated[
        list[Path] | None,
        typer.Option(metavar="CORPUS", help="Corpus to choose the best model on."),
    ] = None,
    segmenter: Segmenter = None,
    init_tok2vec: Annotated[
        Path | None,
        typer.Option("--init-tok2vec", metavar="FILE", help="Begin with weights of tifa pretrain."),
    ] = None,
    override: Override = None,
    recall_floor: Annotated[
        float, typer.Option(help="Refuse to train if fewer gold spans are candidates.")
    ] = 0.8,
    seed: Seed = None,
    evaluate_on: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="GOLD", help="Corpus or annotated file to score it on, for the model card."
        ),
    ] = None,
    crossval: Annotated[
        int,
        typer.Option(metavar="K", min=0, help="Also cross-validate in K folds, for the card."),
    ] = 0,
    licence: Annotated[str, typer.Option(help="Licence of the model, for its card.")] = (
        "not stated"
    ),
    card_notes: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Markdown for the card: known mistakes, limits."),
    ] = None,
    stats_only: Annotated[
        bool, typer.Option("--stats-only", help="Describe the spans to learn, train nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --stats-only: print JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No training table.")] = False,
) -> None:
    """Train a tagger and save it as a spaCy pipeline, DIR/model-best.

    First the spans to learn are described: lengths, distinctiveness, candidates. Load the
    pipeline with spacy.load("DIR/model-best"); spans are in doc.spans["sc"]. Beside it
    stands its model card, README.md.
    """
    from tifa.cli.model_scores import cross_validated, held_out
    from tifa.models.card import write_card
    from tifa.models.training import Plan, train_plan, training_statistics

    plan = Plan(
        data or (), config, layer, dev or (), segmenter, init_tok2vec, _settings(seed, override)
    )
    if stats_only:
        _show(training_statistics(plan), as_json=as_json)
        return
    _check_extras(evaluate_on or [], crossval, as_json=as_json)
    notes = _read_notes(card_notes)
    started = time.perf_counter()
    trained = train_plan(
        plan,
        out,
        recall_floor=recall_floor,
        licence=licence,
        log=None if quiet else sys.stderr,
        show=_show,
    )
    if not dev:
        typer.echo("No --dev corpus: spaCy's scores are on the training data.", err=True)
    seconds = time.perf_counter() - started
    scores = [held_out(gold, trained.path, plan) for gold in evaluate_on or ()]
    if crossval:
        scores.append(cross_validated(plan, crossval))
    card = write_card(trained.path, scores=scores, notes=notes)
    typer.echo(f"Trained in {seconds:.0f} s: {trained.path}")
    typer.echo(f"Card: {card}")
    typer.echo(f"Try: tifa extract {out} speech.txt")


def _settings(seed: int | None, override: list[str] | None) -> "dict[str, object]":
    from tifa.models.pipeline import parse_overrides

    seeded = {} if seed is None else {"system.seed": seed}
    return {**seeded, **parse_overrides(override or [])}


def _show(statistics: "SpanStatistics", *, as_json: bool = False) -> None:
    from rich.console import Console

    from tifa.cli.annotated import to_json

    if as_json:
        typer.echo(to_json(statistics.to_dict()), nl=False)
        return
    Console().print(statistics.table())
    for line in statistics.notes():
        typer.echo(line)


def _check_extras(evaluate_on: list[Path], crossval: int, *, as_json: bool) -> None:
    """Assert what would otherwise be found out after the training.

    Raises:
        TifaError: An option makes no sense, or there is nothing to evaluate on.
    """
    from tifa.corpus.errors import TifaError

    if as_json:
        raise TifaError("--json prints statistics", remedy="Add --stats-only.")
    if crossval == 1:
        raise TifaError("--crossval is 1", remedy="Give 2 folds or more.")
    for path in evaluate_on:
        if not path.exists():
            raise TifaError("There is nothing to evaluate on", where=str(path))


def _read_notes(path: Path | None) -> str | None:
    from tifa.corpus.ingest import read_text_file

    return None if path is None else read_text_file(path).text


def pretrain_cli(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATH]",
            help="Corpus folders, text files, or folders of .txt files; none is the shipped seed.",
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where to save it.")] = (
        Path("tifa-pretrained")
    ),
    config: Config = "crf_cpu",
    segmenter: Segmenter = None,
    epochs: Annotated[int, typer.Option(min=1, help="How often all texts are read.")] = 10,
    override: Override = None,
    seed: Seed = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No table of losses.")] = False,
) -> None:
    """Pretrain a config's tok2vec on texts without annotation.

    It learns to tell masked characters from those around them. Train with what it has
    learnt: tifa train --init-tok2vec DIR/model-last.bin, with the same --config,
    --segmenter and --set. Whether it helps, tifa train --crossval tells.
    """
    from tifa.corpus.folder import training_folders
    from tifa.corpus.texts import read_texts
    from tifa.models.pretraining import pretrain_tok2vec

    texts = read_texts(paths or training_folders(), watch=lambda each: watch(each, "Reading"))
    for reason in texts.refused:
        typer.echo(f"Refused: {reason}", err=True)
    started = time.perf_counter()
    with busy("Pretraining"):
        made = pretrain_tok2vec(
            list(texts.by_id.items()),
            out,
            config=config,
            segmenter=segmenter,
            epochs=epochs,
            overrides=_settings(seed, override),
            log=None if quiet else sys.stderr,
        )
    typer.echo(
        f"Pretrained on {made.texts:,} texts, {made.characters:,} characters, in "
        f"{time.perf_counter() - started:.0f} s; loss {made.losses[0]:,.0f} in the first epoch, "
        f"{made.losses[-1]:,.0f} in the last"
    )
    typer.echo(f"Try: tifa train --init-tok2vec {made.weights} --out my-model")
