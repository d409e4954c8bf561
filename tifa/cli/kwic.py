"""``tifa kwic``: keyword in context, by text, label and attributes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tifa.cli.progress import watch

if TYPE_CHECKING:
    from tifa.corpus.comparison.concordance import Hit
    from tifa.corpus.comparison.result import Result
    from tifa.corpus.comparison.sources import Source

_SHOWN = 100


def kwic_cli(
    source: Annotated[
        Path, typer.Argument(metavar="CORPUS", help="Corpus folder, text file, or folder of .txt.")
    ],
    text: Annotated[
        str, typer.Argument(metavar="QUERY", help="Characters to look for.", show_default=False)
    ] = "",
    regex: Annotated[
        bool, typer.Option("--regex", "-e", help="QUERY is a regular expression.")
    ] = False,
    ignore_case: Annotated[
        bool, typer.Option("--ignore-case", "-i", help="Letters match in either case.")
    ] = False,
    label: Annotated[
        str, typer.Option(metavar="LABEL", help="Only inside spans of this label.")
    ] = "",
    where: Annotated[
        str,
        typer.Option(
            metavar="CONDITIONS",
            help="Only spans so: force=prohibition|obligation, addressee~党组织 (= is, ~ holds).",
        ),
    ] = "",
    layer: Annotated[str, typer.Option(help="Layer of the spans.")] = "gold",
    only: Annotated[
        str,
        typer.Option("--filter", metavar="QUERY", help="Documents: level=county, year>=2012."),
    ] = "",
    by: Annotated[str, typer.Option(metavar="FIELD", help="Groups: year, level, genre …")] = (
        "genre"
    ),
    sort: Annotated[
        str, typer.Option(help="document, left, right, keyword, date or group.")
    ] = "document",
    window: Annotated[
        int, typer.Option("--window", "-w", min=0, help="Characters on each side.")
    ] = 30,
    limit: Annotated[
        int | None,
        typer.Option(
            min=0, help=f"At most so many lines, 0 is all; printed {_SHOWN}, saved all.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help=".csv, .xlsx, .json, .jsonl or .html."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:  # fmt: skip
    """Show where something stands in the texts, with what is left and right of it.

    Look for characters, for a regular expression, for spans (--label, --where without a
    QUERY), or for characters inside spans (both). Exit code 1: nothing was found.
    """
    from tifa.corpus.comparison.concordance import (
        Query,
        concordance_table,
        ordered,
        search,
    )
    from tifa.corpus.comparison.study import group_by, keep

    query = Query(text, regex=regex, ignore_case=ignore_case, label=label, where=where)
    found = _read(source, layer, annotated=query.needs_spans)
    speeches = keep(found.name, found.speeches, only)
    study = group_by(found.name, layer, speeches, by, keep_missing=True)
    hits = ordered(search(study, query, window=window), sort)
    most = limit if limit is not None else 0 if out or as_json else _SHOWN
    shown = hits[:most] if most else hits
    result = concordance_table(study, query, shown, total=len(hits), window=window, sort=sort)
    for note in found.notes:
        typer.echo(f"Note: {note}", err=True)
    _give(result, shown, out, as_json=as_json)
    if not hits:
        raise typer.Exit(1)


def _read(path: Path, layer: str, *, annotated: bool) -> "Source":
    """Return the documents of a corpus folder or of text files, with spans if they are needed."""
    from tifa.corpus.comparison.sources import NO_LAYER, read_source
    from tifa.corpus.errors import CorpusError

    source = read_source(
        path, layer if annotated else NO_LAYER, watch=lambda files: watch(files, "Reading")
    )
    if annotated and source.layer == NO_LAYER:
        raise CorpusError(
            "Text files have no annotated spans to look for",
            where=str(path),
            remedy="Give a corpus folder, or leave out --label and --where.",
        )
    return source


def _give(result: "Result", hits: "list[Hit]", out: Path | None, *, as_json: bool) -> None:
    from tifa.cli.annotated import to_json
    from tifa.corpus.comparison.aligned import write_concordance_page
    from tifa.corpus.comparison.saving import save_tables

    if out is not None:
        if out.suffix.lower() == ".html":
            write_concordance_page(out, result)
        else:
            save_tables(out, [result])
    if as_json:
        typer.echo(to_json(result.to_dict()), nl=False)
    elif out is not None:
        typer.echo(f"Saved {len(hits)} lines in {out}")
    else:
        _print(hits)
    for note in result.notes:
        typer.echo(f"Note: {note}", err=True)


def _print(hits: "list[Hit]") -> None:
    from rich.console import Console

    from tifa.corpus.comparison.aligned import aligned

    width = Console().width if sys.stdout.isatty() else None
    for row in aligned(hits, width):
        keyword = typer.style(row.keyword, bold=True) if width else row.keyword
        typer.echo(f"{row.place}  {row.left}{keyword}{row.right}".rstrip())
