"""``tifa import``: annotated files of other tools into a corpus."""

import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tifa.cli.exchanged import AsJson, Report, counted, lost, names, pairs, report_losses
from tifa.cli.progress import busy, watch

if TYPE_CHECKING:
    from tifa.annotation.formats.base import Exchange
    from tifa.annotation.importing import Imported
    from tifa.corpus.folder import Corpus
    from tifa.corpus.spans import LayerInfo, LayerKind


def import_cli(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Annotated files, or folders where a format has them."),
    ],
    into: Annotated[
        Path, typer.Option(metavar="CORPUS", help="The corpus folder, made if it is not there.")
    ],
    format_name: Annotated[
        str | None, typer.Option("--format", help="Format of the files, by default guessed.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[WHO=]KIND",
            help="What the annotators are: human, llm, rule or model. Asked for if not given.",
        ),
    ] = None,
    day: Annotated[
        str,
        typer.Option(
            "--date",
            metavar="DAY",
            help="Day the annotations were made: 2026-01-31. Asked for if not given.",
        ),
    ] = "",
    annotator: Annotated[
        str,
        typer.Option(
            metavar="WHO", help="Who annotated, where a file does not say; else its name."
        ),
    ] = "",
    layer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[WHO=]NAME", help="Name of the layer, by default that of the annotator."
        ),
    ] = None,
    only: Annotated[
        str, typer.Option(metavar="A,B", help="Annotators to import, by default all.")
    ] = "",
    scheme: Annotated[
        str | None,
        typer.Option(help="Version of the label scheme they follow, by default the corpus's."),
    ] = None,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Undo a recognised shift of offsets or change of the text."),
    ] = False,
    add_texts: Annotated[
        bool,
        typer.Option("--add-texts", help="Add texts that stand in no document as documents."),
    ] = False,
    over: Annotated[
        bool,
        typer.Option("--replace", help="Replace what a layer already has for these documents."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be imported, save nothing.")
    ] = False,
    report: Report = None,
    as_json: AsJson = False,
) -> None:
    """Import annotated files of other tools into a corpus, each annotator as a layer.

    Spans are led to documents by what the file says of its texts (doc_id and char_offset),
    or by the texts themselves. What cannot be read or placed is listed, span by span, and
    the exit code is 1; the rest is saved.
    """
    from tifa.annotation.importing import import_into

    fresh, corpus = _corpus(into)
    exchanges, refused = _read(paths, format_name, corpus, annotator=annotator, repair=repair)
    infos = _infos(exchanges, only, kind, layer, day, scheme or corpus.info.scheme_version)
    with busy("Placing spans"):
        done = import_into(
            corpus,
            exchanges,
            infos,
            repair=repair,
            add_texts=add_texts or fresh,
            over=over,
        )
    saved = not dry_run and bool(done.layers or done.documents)
    if saved:
        done.corpus.write(into)
    report_losses(done.losses, report)
    if as_json:
        from tifa.cli.annotated import to_json

        typer.echo(to_json(_summary(into, done, infos, refused, saved=saved)), nl=False)
    else:
        _tell(into, done, infos, saved=saved)
    for reason in refused.values():
        typer.echo(f"Refused: {reason}", err=True)
    if refused or done.losses:
        raise typer.Exit(1)


def _corpus(folder: Path) -> "tuple[bool, Corpus]":
    """Return whether the corpus is new, and the corpus."""
    from tifa.cli.annotated import is_corpus
    from tifa.corpus.errors import CorpusError
    from tifa.corpus.folder import Corpus
    from tifa.corpus.manifest import CorpusInfo

    if is_corpus(folder):
        return False, Corpus.read(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CorpusError(
            "It is no corpus folder, and not empty", where=str(folder), remedy="Name another."
        )
    return True, Corpus(CorpusInfo(name=folder.resolve().name or "corpus"))


def _read(
    paths: list[Path],
    format_name: str | None,
    corpus: "Corpus",
    *,
    annotator: str,
    repair: bool,
) -> "tuple[dict[str, Exchange], dict[str, str]]":
    """Return what the files hold, and why others were refused.

    Raises:
        TifaError: The only file is refused.
    """
    from tifa.annotation.formats.base import ReadOptions
    from tifa.annotation.formats.registry import format_named, read_exchange
    from tifa.corpus.errors import TifaError

    if format_name:
        format_named(format_name)
    texts = {doc.id: doc.text for doc in corpus.documents.values()}
    options = ReadOptions(annotator=annotator, repair=repair, texts=texts)
    exchanges: dict[str, Exchange] = {}
    refused: dict[str, str] = {}
    for path in watch(list(dict.fromkeys(paths)), "Reading"):
        try:
            exchanges[str(path)] = read_exchange(path, format_name, options)
        except TifaError as error:
            if len(paths) == 1:
                raise
            refused[str(path)] = str(error)
    return exchanges, refused


def _infos(
    exchanges: "Mapping[str, Exchange]",
    only: str,
    kind: list[str] | None,
    layer: list[str] | None,
    day: str,
    scheme: str,
) -> "dict[str, LayerInfo]":
    from tifa.annotation.importing import layer_infos
    from tifa.corpus.errors import CorpusError

    met = list(dict.fromkeys(name for each in exchanges.values() for name in each.layers))
    wanted = names(only) or met
    missing = [name for name in wanted if name not in met]
    if missing:
        raise CorpusError(
            f"There is no annotator “{missing[0]}” in the files",
            remedy=f"There are: {', '.join(met) or 'none'}.",
        )
    if not wanted:
        return {}
    layer_names = pairs(layer, "--layer")
    if "" in layer_names and len(wanted) > 1:
        raise CorpusError(
            f"One layer is named for {len(wanted)} annotators: {', '.join(wanted)}",
            remedy="Name whose it is, as in --layer alice=layer-a, or choose one with --only.",
        )
    kinds = _kinds(pairs(kind, "--kind"), wanted)
    unnamed = layer_names.pop("", "")
    return layer_infos(
        wanted,
        kinds=kinds,
        names={**layer_names, **({wanted[0]: unnamed} if unnamed else {})},
        date=_day(day),
        scheme=scheme,
    )


def _kinds(given: Mapping[str, str], wanted: Iterable[str]) -> "dict[str, LayerKind]":
    """Return what annotators are; a person at the terminal is asked for what is not given."""
    from tifa.corpus.errors import CorpusError
    from tifa.corpus.spans import LayerKind

    given = dict(given)
    if "" not in given and sys.stdin.isatty():
        for name in wanted:
            if name not in given:
                given[name] = typer.prompt(
                    f"What is {name}: human, llm, rule or model?", err=True
                ).strip()
    for value in given.values():
        if value not in list(LayerKind):
            raise CorpusError(
                f"--kind is “{value}”", remedy=f"It is one of {', '.join(LayerKind)}."
            )
    return {name: LayerKind(value) for name, value in given.items()}


def _day(given: str) -> str:
    from tifa.corpus.errors import CorpusError

    if not given and sys.stdin.isatty():
        given = typer.prompt("On which day were they made (2026-01-31)?", err=True).strip()
    if not given:
        raise CorpusError(
            "Nothing says when the annotations were made", remedy="Give --date 2026-01-31."
        )
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        raise CorpusError(
            f"--date is “{given}”", remedy="Write a day such as 2026-01-31."
        ) from None


def _tell(into: Path, done: "Imported", infos: "Mapping[str, LayerInfo]", *, saved: bool) -> None:
    for note in done.notes:
        typer.echo(f"Note: {note}", err=True)
    kinds = {info.name: info.kind for info in infos.values()}
    for name, labels in done.layers.items():
        typer.echo(f"{name} ({kinds[name]}): {counted(labels)}")
    if done.documents:
        typer.echo(f"New documents: {', '.join(done.documents)}")
    spans = sum(loss.span is not None for loss in done.losses)
    verdict = "saved" if saved else "nothing saved"
    again = "; import again with --replace when they are mended" if saved and spans else ""
    typer.echo(f"{into}: {verdict}; {spans} spans lost{again}")


def _summary(
    into: Path,
    done: "Imported",
    infos: "Mapping[str, LayerInfo]",
    refused: Mapping[str, str],
    *,
    saved: bool,
) -> dict[str, Any]:
    by_layer = {info.name: info for info in infos.values()}
    return {
        "corpus": str(into),
        "saved": saved,
        "documents": list(done.documents),
        "layers": {
            name: {
                "kind": by_layer[name].kind.value,
                "annotators": list(by_layer[name].annotators),
                "spans": dict(labels),
            }
            for name, labels in done.layers.items()
        },
        "notes": list(done.notes),
        "refused": dict(refused),
        **lost(done.losses),
    }
