"""``tifa corpus add``: speeches from files into a corpus folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tifa.cli.progress import watch

if TYPE_CHECKING:
    from tifa.corpus.additions import Addition

ADD_EXAMPLES = "\n\n".join(
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


def add_cli(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The corpus folder.")],
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
    itself. A folder's table metadata.csv, metadata.jsonl or manifest.jsonl, with a column
    “file” and columns named like metadata, wins over guesses; what is given wins over both
    and is given to all files. A text that the corpus has is skipped. A file that cannot be read does not stop the others: it is listed at the end,
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
        rows=found.rows,
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
    for note in addition.from_tables:
        typer.echo(f"Note: {note}", err=True)
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
