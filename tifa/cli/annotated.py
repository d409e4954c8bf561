"""Annotated texts for commands that score or compare: corpus folders, files, pipelines."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from tifa.cli.progress import watch

if TYPE_CHECKING:
    from tifa.annotation.formats.base import Exchange, Item, Loss
    from tifa.corpus.scheme import Scheme
    from tifa.evaluation.agreement.texts import AnnotatedText

_MOST_SHOWN = 20
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
            when=str(item.meta.get("when", "")),
        )
        for item in exchange.items
    ]


def group_of(item: "Item") -> str:
    """Return the document that an item belongs to, which is what is resampled."""
    doc_id = item.meta.get("doc_id")
    return str(doc_id) if isinstance(doc_id, str | int) and doc_id != "" else item.id


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
