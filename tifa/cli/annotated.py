"""Annotated texts for commands that score or compare: corpus folders, files, pipelines."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tifa.cli.progress import watch

if TYPE_CHECKING:
    from tifa.annotation.formats.base import Exchange, Item, Loss
    from tifa.corpus.scheme import Scheme
    from tifa.evaluation.agreement.texts import AnnotatedText

_MOST_SHOWN = 20
# Layers of these kinds are nobody's independent annotation.
_NOT_ANNOTATORS = ("adjudicated", "rule", "model")
_MANIFEST = "corpus.toml"
_PIPELINE = ("config.cfg", "model-best")


def is_corpus(path: Path) -> bool:
    """Say whether a path is a corpus folder."""
    return (path / _MANIFEST).is_file()


def is_pipeline(path: Path) -> bool:
    """Say whether a path is a trained pipeline, or the folder that training made."""
    return any((path / name).exists() for name in _PIPELINE)


def read_annotated(
    paths: Sequence[Path], *, layers: Sequence[str] = (), format_name: str | None = None
) -> "Exchange":
    """Read annotated files and corpus folders, and put them together.

    layers (Sequence[str]): Annotators wanted; none is all. Of a corpus folder: layers.
    format_name (str | None): Format of the files, by default guessed.

    Raises:
        TifaError: One cannot be read, or there is no annotator of a name.
    """
    from tifa.annotation.formats.together import read_together

    return read_together(
        paths,
        layers=layers,
        format_name=format_name,
        watch=lambda each: watch(each, "Reading"),
    )


def read_annotators(
    paths: Sequence[Path], wanted: Sequence[str], format_name: str | None = None
) -> "Exchange":
    """Read what annotators marked independently, as `read_annotated` does.

    wanted (Sequence[str]): Annotators wanted; none is all but those layers of corpus
        folders that are adjudicated or made by a rule or model.
    """
    from dataclasses import replace

    from tifa.corpus.folder import Corpus

    exchange = read_annotated(paths, layers=wanted, format_name=format_name)
    others = {
        name
        for path in paths
        if not wanted and is_corpus(path)
        for layer in Corpus.read(path).layers.values()
        if layer.info.kind.value in _NOT_ANNOTATORS
        for name in (layer.info.name, f"{path.stem}:{layer.info.name}")
    }
    kept = {name: layer for name, layer in exchange.layers.items() if name not in others}
    return replace(exchange, layers=kept)


def tell(exchange: "Exchange") -> None:
    """Print what did not get through, and what a user should know, to the error stream."""
    for note in exchange.notes:
        typer.echo(f"Note: {note}", err=True)
    tell_losses(exchange.losses)


def tell_losses(losses: "Sequence[Loss]") -> None:
    """Print losses, the first of them in full."""
    for loss in losses[:_MOST_SHOWN]:
        typer.echo(f"Lost: {loss}", err=True)
    if len(losses) > _MOST_SHOWN:
        typer.echo(f"Lost: … and {len(losses) - _MOST_SHOWN} more", err=True)


def annotated_texts(exchange: "Exchange") -> "list[AnnotatedText]":
    """Return the items with the spans of everybody who saw them."""
    from tifa.evaluation.agreement.texts import AnnotatedText

    return [
        AnnotatedText(
            item.id,
            item.text,
            {n: layer[item.id] for n, layer in exchange.layers.items() if item.id in layer},
            group=group_of(item),
            when=when_of(item),
        )
        for item in exchange.items
    ]


def group_of(item: "Item") -> str:
    """Return the document that an item belongs to, which is what is resampled."""
    doc_id = item.meta.get("doc_id")
    return str(doc_id) if isinstance(doc_id, str | int) and doc_id != "" else item.id


def title_of(item: "Item") -> str:
    """Return what a person calls a text: its title, else its id."""
    return str(item.meta.get("title") or item.id)


def when_of(item: "Item") -> str:
    """Return when a text was first annotated, as Prodigy says, else when it was given.

    As ISO 8601; "" if nothing says so.
    """
    tasks = item.meta.get("prodigy")
    stamps = [
        task["_timestamp"]
        for task in (tasks.values() if isinstance(tasks, dict) else ())
        if isinstance(task, dict) and isinstance(task.get("_timestamp"), int | float)
    ]
    if not stamps:
        return str(item.meta.get("when", ""))
    return datetime.fromtimestamp(min(stamps), UTC).isoformat(timespec="seconds")


def scheme_for(paths: Iterable[Path]) -> "Scheme":
    """Return the scheme of the first corpus folder among the paths, else the current one."""
    from tifa.corpus.folder import Corpus
    from tifa.corpus.scheme import load_scheme

    for path in paths:
        if is_corpus(path):
            return Corpus.read(path).info.load_scheme()
    return load_scheme()


def labels_of(scheme: "Scheme", exchange: "Exchange") -> list[str]:
    """Return the scheme's labels if any of them occurs, else those that occur."""
    met = {span.label for _, _, span in exchange}
    known = [label for label in scheme.labels if label in met]
    return [*scheme.labels, *sorted(met - {*scheme.labels})] if known else sorted(met)


def ordered_attributes(scheme: "Scheme") -> dict[tuple[str, str], Sequence[str]]:
    """Return the values of the scheme's ordinal attributes in rising order."""
    return {
        (label, name): attribute.values
        for label, definition in scheme.labels.items()
        for name, attribute in definition.attributes.items()
        if attribute.ordered
    }


def write_files(folder: Path, contents: Mapping[str, str]) -> None:
    """Write text files into a folder, making it if needed.

    Raises:
        TifaError: They cannot be written.
    """
    from tifa.corpus.errors import TifaError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise TifaError(
            f"The results cannot be written ({error.strerror})", where=str(folder)
        ) from None


def to_json(data: Any) -> str:
    """Return data as JSON that people can read."""
    import json

    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
