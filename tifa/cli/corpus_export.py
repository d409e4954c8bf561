"""``tifa corpus export``: a whole corpus for archives and catalogues."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tifa.cli.progress import watch


class Target(StrEnum):
    """What a corpus can be exported to."""

    TEI = "tei"
    CROISSANT = "croissant"


def export_cli(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The corpus folder.")],
    to: Annotated[Target, typer.Option("--to", help="TEI files, or Croissant metadata.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="PATH",
            help="New folder for TEI (default DIR-tei), file for Croissant "
            "(default DIR/croissant.json).",
        ),
    ] = None,
) -> None:
    """Export a whole corpus to TEI or Croissant.

    TEI: a teiCorpus in the manner of ParlaMint, one file for each document, the text character
    by character, every layer as stand-off spans with attributes and arguments. Croissant: one
    JSON-LD file that describes the corpus' own files. Annotations go to other annotation tools
    with tifa export.
    """
    from tifa.corpus.exports.registry import export_corpus

    done = export_corpus(folder, to.value, out, watch=lambda ids: watch(ids, "Writing"))
    for note in done.notes:
        typer.echo(f"Note: {note}", err=True)
    more = f" and {len(done.others)} files beside it" if done.others else ""
    typer.echo(f"Saved {done.main}{more}")
