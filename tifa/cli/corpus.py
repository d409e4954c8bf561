"""``tifa corpus``: make, fill, check and split a corpus folder."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tifa.cli.progress import watch

if TYPE_CHECKING:
    from rich.table import Table

    from tifa.corpus.additions import Addition
    from tifa.corpus.incidents import ValidationReport
    from tifa.corpus.split import Split

corpus_app = typer.Typer(
    help="Make, fill, check and split a corpus folder.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

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


_ADD_EXAMPLES = "\n\n".join(
    f"Example: tifa corpus add mycorpus {rest}"
    for rest in (
        "speech.txt --level municipal --dry-run",
        "page.html --genre speech",
        "讲话.docx --speaker 姓名 --date 2010-04-14",
        "report.pdf --details",
        "book.epub --text-kind full_text",
        "speeches.xlsx --columns text=正文,title=标题,date=日期",
        "downloads/",
    )
)


@corpus_app.command("add", epilog=_ADD_EXAMPLES)
def add_cli(
    folder: Folder,
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH",
            help="Text files, HTML, DOCX, PDF, EPUB, tables (CSV, TSV, Excel, JSON lines), "
            "or folders of them.",
        ),
    ],
    title: Annotated[str | None, typer.Option(help="Title (one file only).")] = None,
    speaker: Annotated[str | None, typer.Option(help="Name of the speaker.")] = None,
    date: Annotated[str | None, typer.Option(help="Day of the speech: 2010-04-14.")] = None,
    level: Annotated[str | None, typer.Option(help="Level, such as municipal.")] = None,
    genre: Annotated[str | None, typer.Option(help="Genre, such as speech.")] = None,
    text_kind: Annotated[str | None, typer.Option(help="full_text, excerpt, …")] = None,
    place: Annotated[str | None, typer.Option(help="Where it was given.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Campaign it belongs to.")] = None,
    source: Annotated[
        str | None, typer.Option(help="Where the text is from; the file is added to it.")
    ] = None,
    licence: Annotated[str | None, typer.Option(help="Licence of the text.")] = None,
    synthetic: Annotated[
        bool | None, typer.Option("--synthetic/--no-synthetic", help="Whether it is invented.")
    ] = None,
    columns: Annotated[
        str,
        typer.Option(
            metavar="FIELD=COLUMN,…",
            help="Columns of a table, such as text=正文,title=标题; the others are guessed.",
        ),
    ] = "",
    recursive: Annotated[
        bool, typer.Option("--recursive/--no-recursive", help="Look into folders in folders.")
    ] = True,
    allow_duplicates: Annotated[
        bool, typer.Option("--allow-duplicates", help="Take texts the corpus already has.")
    ] = False,
    details: Annotated[
        bool, typer.Option("--details", help="Print every piece of text that was left out.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be added, save nothing.")
    ] = False,
) -> None:
    """Add speeches from files to a corpus.

    What a file is, is told by what it holds. Of a web page the main text is taken; of a
    Word file the body with all tracked changes accepted; of a PDF the text layer, its lines
    joined to paragraphs and headers, footers and page numbers left out; of an e-book the
    chapters; of a table one speech a row. What was left out or joined is told.

    Title, speaker and date are guessed from the text and from what the file says about
    itself; what is given wins and is given to all files. A text that the corpus has is
    skipped. A file that cannot be read does not stop the others: it is listed at the end,
    and the exit code is 1. HTML, DOCX and PDF need: pip install 'tifa[readers]'
    """
    from tifa.corpus.additions import add_texts
    from tifa.corpus.folder import Corpus
    from tifa.corpus.readers.base import ReadOptions
    from tifa.corpus.readers.columns import parse_columns
    from tifa.corpus.readers.finding import speech_files
    from tifa.corpus.replacing import finish_interrupted

    given = {
        "title": title,
        "speaker": speaker,
        "event_date": date,
        "level": level,
        "genre": genre,
        "text_kind": text_kind,
        "place": place,
        "campaign": campaign,
        "source": source,
        "licence": licence,
        "synthetic": synthetic,
    }
    options = ReadOptions(columns=parse_columns(columns) if columns else {})
    if not dry_run and finish_interrupted(folder):
        typer.echo(f"{folder}: put in order after an interrupted save", err=True)
    corpus = Corpus.read(folder)
    found = speech_files(paths, recursive=recursive)
    addition = add_texts(
        corpus,
        found.files,
        given=given,
        options=options,
        allow_duplicates=allow_duplicates,
        watch=lambda paths: watch(paths, "Reading"),
    )
    if addition.added and not dry_run:
        addition.corpus.write(folder)
    _print_addition(addition, dry_run=dry_run, details=details)
    if found.passed_over:
        names = ", ".join(str(path) for path in found.passed_over)
        typer.echo(f"Passed over, of other kinds: {names}", err=True)
    if addition.refused:
        raise typer.Exit(1)


def _print_addition(addition: "Addition", *, dry_run: bool, details: bool) -> None:
    for item in addition.added:
        doc, place = item.made.doc, f", {item.speech.place}" if item.speech.place else ""
        typer.echo(
            f"{item.path}{place} → {doc.id} ({item.speech.kind}, {len(doc.text):,} characters)"
        )
        for name, origin in item.made.origins.items():
            value = getattr(doc.meta, name)
            typer.echo(f"    {name}: {getattr(value, 'name', value)} [{origin}]")
        for note in item.speech.notes:
            typer.echo(f"    note: {note}")
        for words in item.speech.left_out if details else ():
            typer.echo(f"    left out: {words}")
    for path, note in addition.notes:
        typer.echo(f"{path}: {note}")
    for pair in addition.similar:
        typer.echo(
            f"Similar: {pair.first} and {pair.second} "
            f"share {pair.containment:.0%} of the shorter text"
        )
    for _, reason in addition.skipped:
        typer.echo(f"Skipped: {reason}")
    verb = "would be added" if dry_run else "added"
    skipped = f", {len(addition.skipped)} skipped" if addition.skipped else ""
    typer.echo(f"{len(addition.added)} {verb}, {len(addition.refused)} refused{skipped}")
    for _, reason in addition.refused:
        typer.echo(f"Refused: {reason}", err=True)


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
