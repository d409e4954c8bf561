"""``tifa export``: a corpus, or annotated files, in the form of another tool."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tifa.cli.exchanged import AsJson, Report, counted, lost, names, report_losses
from tifa.cli.progress import busy

if TYPE_CHECKING:
    from tifa.annotation.formats.base import Exchange, Loss


def export_cli(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH", help="A corpus folder, or annotated files of any format."),
    ],
    format_name: Annotated[str, typer.Option("--format", help="Format to write.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="PATH", help="File or folder to write.")
    ],
    layers: Annotated[
        str, typer.Option(metavar="A,B", help="Layers or annotators, by default all.")
    ] = "",
    units: Annotated[
        Literal["documents", "blocks"] | None,
        typer.Option(
            help="Whole texts, or their paragraphs and items; "
            "by default blocks of a corpus for Prodigy, else documents."
        ),
    ] = None,
    on_nested: Annotated[
        Literal["error", "longest", "outer", "per-label"],
        typer.Option(help="What to keep of overlapping spans, where a format holds no overlap."),
    ] = "error",
    tokens: Annotated[
        Literal["characters", "jieba", "none"],
        typer.Option(help="What a token is, for Prodigy, CoNLL and DocBin."),
    ] = "characters",
    tags: Annotated[Literal["iob2", "biluo"], typer.Option(help="Tags of CoNLL.")] = "iob2",
    input_key: Annotated[
        bool,
        typer.Option(
            "--input-key",
            help="Give tasks for Prodigy a key “input”, so that it keeps equal sentences apart.",
        ),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if anything was lost.")
    ] = False,
    over: Annotated[
        bool, typer.Option("--replace", help="Write over what is already there.")
    ] = False,
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Export a corpus or annotated files in the form of another tool.

    What the format cannot hold is listed, span by span. Where it holds no overlap and there
    is some, nothing is written unless --on-nested says what to keep. Configuration for the
    tool (labels, colours) is written beside the file.
    """
    from tifa.annotation.formats.base import OnNested, WriteOptions
    from tifa.annotation.formats.nesting import OverlapError
    from tifa.annotation.formats.registry import format_named, write_exchange
    from tifa.cli.annotated import read_annotated, scheme_for

    format_named(format_name)
    _check_free(out, over=over)
    exchange = read_annotated(paths, layers=names(layers))
    if _wants_blocks(units, format_name, paths):
        from tifa.annotation.blocks import in_blocks

        exchange = in_blocks(exchange)
    options = WriteOptions(
        scheme=scheme_for(paths),
        on_nested=OnNested(on_nested),
        tokens=tokens,
        tags=tags,
        input_key=input_key,
    )
    try:
        with busy(f"Writing {out}"):
            losses = write_exchange(exchange, out, format_name, options)
    except OverlapError as error:
        report_losses(error.losses, report, word="Overlap")
        raise
    losses = (*exchange.losses, *losses)
    for note in exchange.notes:
        typer.echo(f"Note: {note}", err=True)
    report_losses(losses, report)
    _tell(exchange, out, losses, as_json=as_json)
    if losses and strict:
        raise typer.Exit(1)


def _check_free(out: Path, *, over: bool) -> None:
    """Assert that nothing stands at a path yet: it may hold somebody's annotations.

    Raises:
        CorpusError: Something does, or it is “-”.
    """
    from tifa.corpus.errors import CorpusError

    if str(out) == "-":
        raise CorpusError(
            "Standard output cannot be written",
            where="-",
            remedy="Name a file: what goes beside it is named after it.",
        )
    if over or not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    raise CorpusError(
        "There is something already",
        where=str(out),
        remedy="Name another --out, or write over it with --replace "
        "(further files in a folder stay).",
    )


def _wants_blocks(units: str | None, format_name: str, paths: list[Path]) -> bool:
    from tifa.cli.annotated import is_corpus

    if units is None:
        return format_name == "prodigy" and all(is_corpus(path) for path in paths)
    return units == "blocks"


def _tell(exchange: "Exchange", out: Path, losses: "tuple[Loss, ...]", *, as_json: bool) -> None:
    from collections import Counter

    from tifa.cli.annotated import to_json

    spans = {
        name: dict(sorted(Counter(span.label for each in layer.values() for span in each).items()))
        for name, layer in exchange.layers.items()
    }
    summary: dict[str, Any] = {
        "out": str(out),
        "texts": len(exchange.items),
        "layers": spans,
        "notes": list(exchange.notes),
        **lost(losses),
    }
    if as_json:
        typer.echo(to_json(summary), nl=False)
        return
    for name, labels in spans.items():
        typer.echo(f"{name}: {counted(labels)}")
    typer.echo(f"{out}: {len(exchange.items)} texts; {summary['spans_lost']} spans lost or changed")
