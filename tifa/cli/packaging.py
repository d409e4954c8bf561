"""``tifa package``: a trained tagger as a wheel."""

from pathlib import Path
from typing import Annotated

import typer

from tifa.cli.progress import busy


def package_cli(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="What tifa train saved.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="Folder for the wheel.")
    ] = Path("dist"),
    name: Annotated[
        str | None, typer.Option(help="Name after zh_, by default the pipeline's.")
    ] = None,
    version: Annotated[
        str | None, typer.Option(help="Version, by default that of tifa when it was trained.")
    ] = None,
    licence: Annotated[
        str | None, typer.Option(help="Licence, by default what tifa train was told.")
    ] = None,
    licence_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Text of the licence, to be put inside.")
    ] = None,
    over: Annotated[
        bool, typer.Option("--replace", help="Write over a wheel of the same name.")
    ] = False,
) -> None:
    """Package a trained tagger as a wheel that pip installs, with its model card inside.

    It requires the very version of tifa that packages it. Nothing is downloaded.
    """
    from tifa.models.packaging import package_model

    with busy("Building the wheel"):
        made = package_model(
            model,
            out,
            name=name,
            version=version,
            licence=licence,
            licence_file=licence_file,
            over=over,
        )
    if not made.licence:
        typer.echo(
            "Note: it states no licence, so that nobody may pass it on; give --licence.", err=True
        )
    typer.echo(f"Wheel: {made.path}")
    typer.echo(f"Requires: {', '.join(made.requirements)}")
    typer.echo(f'Try: pip install {made.path}, then spacy.load("{made.package}")')
