"""``tifa extract``: tag speeches with a trained tagger."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tifa.cli.progress import watch

if TYPE_CHECKING:
    from tifa.models.extract import Extraction


def extract_cli(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="What tifa train saved.")],
    paths: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Text files, or folders of .txt files.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="JSONL; else printed.")
    ] = None,
    with_text: Annotated[
        bool, typer.Option("--text/--no-text", help="Put the whole text in each record.")
    ] = True,
) -> None:
    """Tag speeches: one JSON record per file, with spans, scores and quotes.

    A file that cannot be read does not stop the others: it is listed at the end, and
    the exit code is 1.
    """
    from tifa.corpus.additions import text_files
    from tifa.corpus.errors import TifaError
    from tifa.corpus.ingest import read_text_file
    from tifa.corpus.jsonl import dump_line
    from tifa.models.extract import extract
    from tifa.models.pipeline import load_pipeline

    nlp = load_pipeline(model)
    files = text_files(paths)
    refused: list[str] = []
    counts: Counter[str] = Counter()

    def texts() -> Iterator[tuple[str, str]]:
        for path in watch(files, "Tagging"):
            try:
                yield str(path), read_text_file(path).text
            except TifaError as error:
                refused.append(str(error))

    started = time.perf_counter()
    sink = out.open("w", encoding="utf-8", newline="\n") if out else sys.stdout
    try:
        for found in extract(nlp, texts()):
            sink.write(dump_line(found.record(model=model.name, with_text=with_text)) + "\n")
            _count(counts, found)
    finally:
        if out:
            sink.close()
    _print_extraction(counts, time.perf_counter() - started, refused)


def _count(counts: "Counter[str]", found: "Extraction") -> None:
    counts["documents"] += 1
    counts["characters"] += len(found.text)
    counts.update(span.label for span in found.spans)


def _print_extraction(counts: "Counter[str]", seconds: float, refused: list[str]) -> None:
    documents, characters = counts.pop("documents", 0), counts.pop("characters", 0)
    labels = ", ".join(f"{label} {count:,}" for label, count in sorted(counts.items()))
    typer.echo(
        f"{documents:,} documents, {characters:,} characters in {seconds:.1f} s: "
        f"{labels or 'no spans'}",
        err=True,
    )
    for reason in refused:
        typer.echo(f"Refused: {reason}", err=True)
    if refused:
        raise typer.Exit(1)
