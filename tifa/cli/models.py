"""``tifa train``, ``tifa extract`` and ``tifa segmenter``: make a tagger and use it."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tifa.cli.progress import watch

if TYPE_CHECKING:
    from tifa.models.extract import Extraction

segmenter_app = typer.Typer(
    help="Word segmentation with spacy-pkuseg.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def train_cli(
    corpora: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[CORPUS]", help="Corpus folders; none is the shipped seed."),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where to save it.")] = (
        Path("tifa-model")
    ),
    config: Annotated[
        str, typer.Option(help="rules, spancat_cpu, spancat_ngram, spancat_transformer or a .cfg.")
    ] = "spancat_cpu",
    layer: Annotated[str, typer.Option(help="Annotation layer to learn from.")] = "gold",
    dev: Annotated[
        list[Path] | None,
        typer.Option(metavar="CORPUS", help="Corpus to choose the best model on."),
    ] = None,
    segmenter: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Words, not characters: jieba, or a pkuseg model."),
    ] = None,
    override: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A config setting by dotted name."),
    ] = None,
    recall_floor: Annotated[
        float, typer.Option(help="Refuse to train if fewer gold spans are candidates.")
    ] = 0.8,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 0,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No training table.")] = False,
) -> None:
    """Train a tagger and save it as a spaCy pipeline, DIR/model-best.

    Load it with spacy.load("DIR/model-best"); spans are in doc.spans["sc"].
    """
    from tifa.models.pipeline import parse_overrides
    from tifa.models.training import train_tagger

    started = time.perf_counter()
    trained = train_tagger(
        corpora or [],
        out,
        config=config,
        layer=layer,
        dev=dev or [],
        segmenter=segmenter,
        overrides={"system.seed": seed, **parse_overrides(override or [])},
        recall_floor=recall_floor,
        log=None if quiet else sys.stderr,
    )
    for line in trained.suggester.lines() if trained.suggester else ():
        typer.echo(line)
    if not dev:
        typer.echo("No --dev corpus: spaCy's scores are on the training data.", err=True)
    typer.echo(f"Trained in {time.perf_counter() - started:.0f} s: {trained.path}")
    typer.echo(f"Try: tifa extract {out} speech.txt")


def extract_cli(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="What tifa train saved.")],
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Text files, or folders of .txt files.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="JSONL; else printed.")
    ] = None,
    with_text: Annotated[
        bool, typer.Option("--text/--no-text", help="Put the whole text in each record.")
    ] = True,
) -> None:
    """Tag speeches: one JSON record per file, with spans, scores and quotes.

    A file that cannot be read does not stop the others: it is listed at the end, and
    the exit code is 1.
    """
    from tifa.corpus.additions import text_files
    from tifa.corpus.errors import TifaError
    from tifa.corpus.ingest import read_text_file
    from tifa.corpus.jsonl import dump_line
    from tifa.models.extract import extract
    from tifa.models.pipeline import load_pipeline

    nlp = load_pipeline(model)
    files = text_files(paths)
    refused: list[str] = []
    counts: Counter[str] = Counter()

    def texts() -> Iterator[tuple[str, str]]:
        for path in watch(files, "Tagging"):
            try:
                yield str(path), read_text_file(path).text
            except TifaError as error:
                refused.append(str(error))

    started = time.perf_counter()
    sink = out.open("w", encoding="utf-8", newline="\n") if out else sys.stdout
    try:
        for found in extract(nlp, texts()):
            sink.write(dump_line(found.record(model=model.name, with_text=with_text)) + "\n")
            _count(counts, found)
    finally:
        if out:
            sink.close()
    _print_extraction(counts, time.perf_counter() - started, refused)


def _count(counts: "Counter[str]", found: "Extraction") -> None:
    counts["documents"] += 1
    counts["characters"] += len(found.text)
    counts.update(span.label for span in found.spans)


def _print_extraction(counts: "Counter[str]", seconds: float, refused: list[str]) -> None:
    documents, characters = counts.pop("documents", 0), counts.pop("characters", 0)
    labels = ", ".join(f"{label} {count:,}" for label, count in sorted(counts.items()))
    typer.echo(
        f"{documents:,} documents, {characters:,} characters in {seconds:.1f} s: "
        f"{labels or 'no spans'}",
        err=True,
    )
    for reason in refused:
        typer.echo(f"Refused: {reason}", err=True)
    if refused:
        raise typer.Exit(1)


@segmenter_app.command(
    "train", epilog="Example: tifa segmenter train segmented.txt --out my-segmenter"
)
def train_segmenter_cli(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE]", help="Words separated by blanks, a sentence a line; none: the seed."
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where to save it.")] = (
        Path("tifa-segmenter")
    ),
    test_share: Annotated[float, typer.Option(help="Share of sentences held out.")] = 0.1,
    iterations: Annotated[int, typer.Option(help="Passes over the sentences.")] = 10,
    seed: Annotated[int, typer.Option(help="Which sentences are held out.")] = 0,
) -> None:
    """Train a pkuseg model and report word F1 on held-out sentences."""
    from tifa.corpus.folder import seed_folder
    from tifa.models.segmenter import train_segmenter

    report = train_segmenter(
        files or [seed_folder() / "segmented.txt"],
        out,
        test_share=test_share,
        iterations=iterations,
        seed=seed,
    )
    for line in report.lines():
        typer.echo(line)
    typer.echo(f"Saved {out}")
    typer.echo(f"Try: tifa train --segmenter {out} --out my-model")
