"""``tifa compare``: what groups of speeches say differently."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tifa.cli.output import check_share, names_in
from tifa.cli.progress import watch

if TYPE_CHECKING:
    from tifa.corpus.comparison import Comparison, Result, Source, Speech
    from tifa.corpus.comparison.items import Segmenter

_TABLE_ROWS = 15
# A column of a table has two blanks and a line.
_BORDER = 3


class Printed(StrEnum):
    """What is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def compare_cli(
    corpus: Annotated[
        Path, typer.Argument(metavar="CORPUS", help="Corpus folder, or folder of .txt files.")
    ],
    by: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Groups: level, year, speaker, genre …")
    ] = None,
    target: Annotated[
        str | None, typer.Option(metavar="QUERY", help="Two groups: level=county, year>=2012.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="QUERY", help="By default all that is not the target.")
    ] = None,
    only_documents: Annotated[
        str | None, typer.Option("--filter", metavar="QUERY", help="Only documents that match.")
    ] = None,
    layer: Annotated[
        str, typer.Option(metavar="NAME", help="Whose spans; “none” is the texts alone.")
    ] = "gold",
    model: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Spans that a trained pipeline finds.")
    ] = None,
    only: Annotated[
        str, typer.Option(metavar="A,B", help="Sections: rates, keyness …; by default all.")
    ] = "",
    segmenter: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Keywords of words too: jieba, or a pkuseg model."),
    ] = None,
    least: Annotated[int, typer.Option(min=1, help="Least frequency of a keyword.")] = 5,
    least_documents: Annotated[
        int, typer.Option(min=1, help="Least number of documents of a keyword.")
    ] = 1,
    exclude_duplicates: Annotated[
        bool, typer.Option("--exclude-duplicates", help="Count repeated documents once.")
    ] = False,
    exclude_series: Annotated[
        bool,
        typer.Option("--exclude-series", help="No reuse between texts of one speaker and genre."),
    ] = False,
    keep_missing: Annotated[
        bool, typer.Option("--keep-missing", help="Documents without a value are a group.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Save CSV, Excel, JSON and a report."),
    ] = None,
    output: Annotated[Printed, typer.Option("--print", help="What to print.")] = Printed.TABLE,
    resamples: Annotated[int, typer.Option(min=1, help="Resamples of the intervals.")] = 2_000,
    level: Annotated[float, typer.Option(help="Coverage of the intervals.")] = 0.95,
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything random.")] = 0,
) -> None:
    """Compare groups of speeches: rates of spans with intervals, keywords, and more.

    Documents that repeat each other are found first and told. Every table carries its
    recipe; --out saves all of them, with one report that holds the plots.
    """
    from tifa.corpus.comparison import Options, compare
    from tifa.corpus.comparison.comparing import sections_named
    from tifa.corpus.comparison.keytable import Choices
    from tifa.corpus.comparison.pooled import Settings
    from tifa.corpus.comparison.selecting import grouped
    from tifa.corpus.lexicon import shipped_lexicon

    check_share(level, "--level", whole=False)
    wanted = names_in(only)
    sections_named(wanted)
    source = _read(corpus, layer, model, only_documents)
    study = grouped(
        source.name,
        source.layer,
        source.speeches,
        by=by or "",
        target=target or "",
        reference=reference or "",
        keep_missing=keep_missing,
    )
    options = Options(
        rates=Settings(resamples=resamples, level=level, seed=seed),
        keyness=Choices(least=least, documents=least_documents),
        segmenter=_segmenter(segmenter) if segmenter else None,
        lexicon=shipped_lexicon(),
        exclude_duplicates=exclude_duplicates,
        exclude_series=exclude_series,
    )
    comparison = compare(study, only=wanted, options=options, watch=_watch)
    for note in (*source.notes, *comparison.study.warnings):
        typer.echo(f"Note: {note}", err=True)
    _print(comparison, output)
    if out is not None:
        _save(out, comparison)


def _read(path: Path, layer: str, model: Path | None, query: str | None) -> "Source":
    """Read the documents, tag them if a pipeline is named, and keep those that match."""
    from dataclasses import replace

    from tifa.corpus.comparison import read_source
    from tifa.corpus.comparison.sources import NO_LAYER
    from tifa.corpus.comparison.study import keep

    source = read_source(
        path, NO_LAYER if model else layer, watch=lambda files: watch(files, "Reading")
    )
    if query:
        source = replace(source, speeches=keep(source.name, source.speeches, query))
    if model:
        source = replace(source, layer=model.name, speeches=_tagged(model, source.speeches))
    return source


def _tagged(model: Path, speeches: "Sequence[Speech]") -> "list[Speech]":
    from tifa.corpus.comparison import Speech
    from tifa.models.extract import extract
    from tifa.models.pipeline import load_pipeline

    nlp = load_pipeline(model)
    texts = ((s.doc.id, s.doc.text) for s in watch(speeches, "Tagging"))
    found = extract(nlp, texts)
    return [Speech(s.doc, each.spans) for s, each in zip(speeches, found, strict=True)]


def _segmenter(name: str) -> "Segmenter":
    """Return what cuts words, named with its version or model."""
    from importlib.metadata import version

    from tifa.corpus.comparison.items import Segmenter
    from tifa.corpus.errors import ModelError
    from tifa.models.tokenizer import load_segmenter, segment

    if name != "jieba":
        model = load_segmenter(name)
        title = f"spacy-pkuseg {version('spacy-pkuseg')}, {Path(name).name}"
        return Segmenter(title, lambda text: segment(text, model))
    try:
        import jieba
    except ImportError:
        raise ModelError(
            "jieba is not installed", remedy="Install it with: pip install jieba"
        ) from None
    jieba.setLogLevel("WARNING")
    return Segmenter(
        f"jieba {version('jieba')}",
        lambda text: ((start, end) for _, start, end in jieba.tokenize(text)),
    )


def _watch(names: "Sequence[str]") -> "Iterator[str]":
    """Say which section is being made, where a person looks."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status("Comparing", spinner="dots") as status:
        for number, name in enumerate(names, start=1):
            status.update(f"{name} ({number}/{len(names)})")
            yield name


def _print(comparison: "Comparison", output: Printed) -> None:
    from tifa.cli.annotated import to_json

    if output is Printed.JSON:
        typer.echo(to_json(comparison.to_dict()), nl=False)
        return
    for result in comparison.tables:
        if output is Printed.CSV:
            typer.echo(f"# {result.name}: {result.recipe.short()}")
            typer.echo(result.frame.to_csv(index=False))
        else:
            _print_table(result)


def _print_table(result: "Result") -> None:
    """Print the first rows of a table, and as many columns as there is room for."""
    from rich.console import Console
    from rich.table import Table

    from tifa.corpus.comparison.page import shown

    console = Console()
    frame = result.frame
    rows = [[*map(shown, row)] for row in frame.head(_TABLE_ROWS).astype(object).values.tolist()]
    names = [name.replace("_", " ") for name in frame.columns]
    fitting = _fitting(names, rows, console.width)
    table = Table(title=result.title, title_justify="left", caption_justify="left")
    for name in names[:fitting]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*row[:fitting])
    more = len(frame) - len(rows), len(names) - fitting
    if max(more) > 0:
        table.caption = f"{more[0]} more rows, {more[1]} more columns"
    console.print(table)
    for note in result.notes:
        typer.echo(f"  {note}")
    typer.echo(f"  {result.recipe.short()}\n")


def _fitting(names: "Sequence[str]", rows: "Sequence[Sequence[str]]", room: int) -> int:
    """Return how many columns can stand beside each other without a word being broken."""
    from rich.cells import cell_len

    used = 1
    for column, name in enumerate(names):
        words = [*name.split(), *(row[column] for row in rows)]
        used += max(map(cell_len, words), default=0) + _BORDER
        if used > room:
            return max(1, column)
    return len(names)


def _save(out: Path, comparison: "Comparison") -> None:
    from tifa.cli.annotated import to_json, write_files
    from tifa.corpus.comparison.page import write_comparison_page
    from tifa.corpus.comparison.saving import save_tables

    write_files(out, {"comparison.json": to_json(comparison.to_dict())})
    save_tables(out / "comparison.csv", comparison.results)
    save_tables(out / "comparison.xlsx", comparison.tables)
    write_comparison_page(out / "report.html", comparison)
    typer.echo(f"Report: {out / 'report.html'}", err=True)
