"""``tifa corpus candidates``: formulas that the lexicon may lack."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tifa.cli.annotated import is_corpus
from tifa.cli.progress import watch

if TYPE_CHECKING:
    from tifa.corpus.comparison.result import Result

_SHOWN = 30


def candidates_cli(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The corpus folder.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE",
            help=".jsonl is lines of a lexicon to decide; .xlsx, .csv and .json are tables.",
        ),
    ] = None,
    lexicon: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What is decided, by default the shipped lexicon."),
    ] = None,
    background: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PATH", help="Other texts (corpus or .txt): what they say as often is none."
        ),
    ] = None,
    least: Annotated[
        int, typer.Option(min=1, help="Least count of quoted, parallel and numbered forms.")
    ] = 2,
    least_repeated: Annotated[
        int, typer.Option(min=2, help="Least count of forms that only repeat.")
    ] = 4,
    limit: Annotated[int, typer.Option(min=1, help="At most so many candidates.")] = 1_000,
    only: Annotated[
        str, typer.Option("--filter", metavar="QUERY", help="Documents: level=county, year>=2012.")
    ] = "",
) -> None:  # fmt: skip
    """Mine set formulations that the lexicon does not have, ranked, for people to decide.

    In a .jsonl the status is null: write "in" or "out", and for what is in the kind, and
    the lines can go into a lexicon.
    """
    from tifa.corpus.comparison.candidates import candidate_table
    from tifa.corpus.comparison.study import Speech, group_by, keep
    from tifa.corpus.folder import Corpus
    from tifa.corpus.lexicon import read_lexicon, shipped_lexicon

    corpus = Corpus.read(folder)
    name = corpus.info.name
    speeches = keep(name, [Speech(doc, ()) for doc in corpus.documents.values()], only)
    study = group_by(name, "texts", speeches, "genre", keep_missing=True)
    result = candidate_table(
        study,
        read_lexicon(lexicon) if lexicon else shipped_lexicon(),
        background=[text for path in background or () for text in _texts(path)],
        least=least,
        least_repeated=least_repeated,
        most=limit,
        watch=lambda each: watch(each, "Gathering contexts"),
    )
    if out is not None:
        _save(out, result)
    else:
        _print(result)
    for note in result.notes:
        typer.echo(f"Note: {note}", err=True)


def _texts(path: Path) -> list[str]:
    from tifa.corpus.additions import text_files
    from tifa.corpus.folder import Corpus
    from tifa.corpus.ingest import read_text_file

    if is_corpus(path):
        return [doc.text for doc in Corpus.read(path).documents.values()]
    return [read_text_file(each).text for each in watch(text_files([path]), "Reading")]


def _save(out: Path, result: "Result") -> None:
    from tifa.cli.annotated import write_files
    from tifa.corpus.comparison.candidates import lexicon_lines
    from tifa.corpus.comparison.saving import save_tables
    from tifa.corpus.jsonl import dump_lines

    if out.suffix.lower() == ".jsonl":
        write_files(out.parent, {out.name: dump_lines(lexicon_lines(result))})
    else:
        save_tables(out, [result])
    typer.echo(f"Saved {len(result.frame):,} candidates in {out}")


def _print(result: "Result") -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("candidate", "signs", title=result.title, title_justify="left")
    for name in ("count", "documents"):
        table.add_column(name, justify="right")
    table.add_column("years")
    for row in result.to_dict()["rows"][:_SHOWN]:
        table.add_row(
            row["form"], row["signs"], str(row["count"]), str(row["documents"]), row["years"]
        )
    Console().print(table)
    if len(result.frame) > _SHOWN:
        typer.echo(f"… and {len(result.frame) - _SHOWN} more: save them with --out", err=True)
