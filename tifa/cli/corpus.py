"""``tifa corpus``: make, fill, check, split and export a corpus folder."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tifa.cli.adding import ADD_EXAMPLES, add_cli
from tifa.cli.corpus_candidates import candidates_cli
from tifa.cli.corpus_export import export_cli

if TYPE_CHECKING:
    from rich.table import Table

    from tifa.corpus.incidents import ValidationReport
    from tifa.corpus.split import Split

corpus_app = typer.Typer(
    help="Make, fill, check, split and export a corpus folder.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
corpus_app.command("export", epilog="Example: tifa corpus export mycorpus --to tei --out mytei")(
    export_cli
)
corpus_app.command(
    "candidates", epilog="Example: tifa corpus candidates mycorpus --out candidates.xlsx"
)(candidates_cli)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The corpus folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


@corpus_app.command("new", epilog="Example: tifa corpus new mycorpus --licence CC-BY-4.0")
def new_cli(
    folder: Folder,
    name: Annotated[str | None, typer.Option(help="Name, by default that of the folder.")] = None,
    licence: Annotated[str, typer.Option(help="Licence of the texts.")] = "not stated",
    description: Annotated[str, typer.Option(help="What the corpus holds.")] = "",
    synthetic: Annotated[bool, typer.Option(help="Whether the texts are invented.")] = False,
) -> None:
    """Make an empty corpus folder."""
    from tifa.corpus.additions import new_corpus
    from tifa.corpus.manifest import CorpusInfo

    info = CorpusInfo(
        name=name or folder.resolve().name or "corpus",
        licence=licence,
        description=description,
        synthetic=synthetic,
    )
    new_corpus(folder, info)
    typer.echo(f"{folder}: made corpus {info.name}")
    typer.echo(f"Add texts with: tifa corpus add {folder} FILE…")


corpus_app.command("add", epilog=ADD_EXAMPLES)(add_cli)


@corpus_app.command("validate", epilog="Example: tifa corpus validate mycorpus --exclude no-level")
def validate_cli(
    folder: Folder,
    as_json: AsJson = False,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Leave out findings of this rule.")
    ] = None,
    most: Annotated[
        int, typer.Option("--max", min=1, help="Print at most so many findings of a rule.")
    ] = 20,
) -> None:
    """Check a corpus folder and list everything that is wrong.

    Exit code 0: no error, perhaps warnings; 1: errors.
    """
    from tifa.corpus.incidents import known_rules
    from tifa.corpus.validate import validate

    excluded = known_rules(exclude or [])
    report = validate(folder).without(excluded)
    if as_json:
        _print_json(report.to_dict())
    else:
        _print_report(report, most)
    if not report.ok:
        raise typer.Exit(1)


def _print_report(report: "ValidationReport", most: int) -> None:
    for rule, incidents in report.by_rule():
        typer.echo(f"{rule.id} ({rule.severity}, level {rule.level}): {rule.explanation}")
        for incident in incidents[:most]:
            typer.echo(f"  {incident.place}: {incident.message}. {incident.remedy}")
        if len(incidents) > most:
            typer.echo(f"  … and {len(incidents) - most} more")
    errors, warnings = len(report.errors), len(report.warnings)
    verdict = "valid" if report.ok else "not valid"
    typer.echo(f"{report.folder}: {verdict}, {errors} errors, {warnings} warnings")


@corpus_app.command("info", epilog="Example: tifa corpus info mycorpus --json")
def info_cli(folder: Folder, as_json: AsJson = False) -> None:
    """Show the documents of a corpus with the number of spans per layer and label."""
    from tifa.corpus.folder import Corpus
    from tifa.corpus.table import summary

    content = summary(Corpus.read(folder))
    if as_json:
        _print_json(content)
    else:
        _print_summary(content)


def _print_summary(content: dict[str, Any]) -> None:
    from rich.console import Console

    info, counts = content["corpus"], content["counts"]
    typer.echo(
        f"{info['name']} {info['version']}: {counts['documents']} documents, "
        f"{counts['characters']:,} characters, scheme {info['scheme']} {info['scheme_version']}"
    )
    Console().print(_documents_table(content))
    if content["layers"]:
        Console().print(_spans_table(content))
    for name, layer in content["layers"].items():
        makers = ", ".join(layer["annotators"])
        typer.echo(f"{name}: {layer['kind']}, scheme {layer['scheme']}, {layer['date']}, {makers}")


def _documents_table(content: dict[str, Any]) -> "Table":
    from rich.table import Table

    table = Table("document", "date", "level", "genre", title="Documents", title_justify="left")
    table.add_column("characters", justify="right")
    for doc in content["documents"]:
        names = ("doc_id", "event_date", "level", "genre", "characters")
        table.add_row(*(_shown(doc[name]) for name in names))
    return table


def _spans_table(content: dict[str, Any]) -> "Table":
    from rich.table import Table

    spans = content["counts"]["spans"]
    labels = list(dict.fromkeys(label for layer in spans.values() for label in layer))
    table = Table("document", "layer", title="Spans", title_justify="left")
    for label in labels:
        table.add_column(label, justify="right")
    for doc in content["documents"]:
        for name in spans:
            counts = [doc.get(f"{name}.{label}") for label in labels]
            if any(count is not None for count in counts):
                table.add_row(doc["doc_id"], name, *(_shown(count) for count in counts))
    return table


def _shown(value: object) -> str:
    return "–" if value is None else str(value)


@corpus_app.command(
    "split", epilog="Example: tifa corpus split mycorpus --train .7 --dev .15 --test .15"
)
def split_cli(
    folder: Folder,
    train: Annotated[float, typer.Option(help="Share of the training documents.")] = 0.8,
    dev: Annotated[float, typer.Option(help="Share of the development documents.")] = 0.1,
    test: Annotated[float, typer.Option(help="Share of the test documents.")] = 0.1,
    seed: Annotated[int, typer.Option(help="Another seed gives another split.")] = 0,
) -> None:
    """Split a corpus by document into train, dev and test, and save splits.toml.

    Documents that repeat each other or come from the same event stay together. The
    side of a document follows from the seed and its id, so that documents added later
    leave the others where they are.
    """
    from tifa.corpus.folder import Corpus
    from tifa.corpus.split import split_documents, write_split

    corpus = Corpus.read(folder)
    split = split_documents(
        corpus.documents, shares={"train": train, "dev": dev, "test": test}, seed=seed
    )
    path = write_split(folder, split)
    _print_split(split)
    typer.echo(f"Saved {path}")


def _print_split(split: "Split") -> None:
    for side, ids in split.documents.items():
        typer.echo(f"{side}: {len(ids)} documents")
        if split.shares[side] > 0 and not ids:
            typer.echo(f"Warning: {side} is empty; there are too few documents", err=True)


def _print_json(content: dict[str, Any]) -> None:
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
