"""``tifa segmenter``: word segmentation with spacy-pkuseg."""

from pathlib import Path
from typing import Annotated

import typer

segmenter_app = typer.Typer(
    help="Word segmentation with spacy-pkuseg.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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
