"""brat standoff: a folder of ``.txt`` and ``.ann`` files, offsets in code points.

Source: https://brat.nlplab.org/standoff.html. What we write:

* A folder for each annotator, each text as ``ID.txt`` with ``ID.ann``. A ``.txt`` without
  ``.ann`` is a text that the annotator did not see.
* An argument as a ``T`` line of a type named after it, and an ``R`` line of that type from
  the span to it. Read back, such a ``T`` is no span of its own.
* An attribute as an ``A`` line if its value is one word of a closed list, else as a ``#``
  note of a type named after it. A score as a note of type ``tifa-score``.
* A span over a line break as fragments, because a ``.ann`` file has one line for each span.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tifa.annotation.formats.base import (
    Collector,
    Exchange,
    Format,
    Item,
    Loss,
    ReadOptions,
    WriteOptions,
)
from tifa.annotation.formats.brat_config import annotation_conf, closed_attributes, visual_conf
from tifa.annotation.formats.brat_lines import parse_ann
from tifa.annotation.formats.brat_render import render_ann
from tifa.annotation.formats.filenames import from_filename, to_filename
from tifa.annotation.formats.folders import (
    order_items,
    read_text,
    write_bytes,
    write_index,
)
from tifa.annotation.formats.placing import place
from tifa.corpus.errors import FormatError

_REMEDY = "brat keeps each text in a .txt file beside the .ann file of the same name."


def read_brat(path: Path, options: ReadOptions) -> Exchange:
    """Read a folder of ``.txt`` and ``.ann`` files, or one such pair.

    path (Path): The ``.ann`` or ``.txt`` file, the folder, or a folder that has one folder
        for each annotator.
    options (ReadOptions): ``annotator`` names who annotated the files that lie in no
        annotator's folder; without it, the name of the folder or file does.

    Raises:
        FormatError: A file cannot be read, or a line is not in its form.
    """
    found = Collector()
    for annotator, text_path in _pairs(path, options):
        _read_pair(found, annotator, text_path, options)
    if not found.items:
        raise FormatError("There are no .txt files", where=str(path), remedy=_REMEDY)
    return order_items(found.result(), path)


def _pairs(path: Path, options: ReadOptions) -> Iterator[tuple[str, Path]]:
    if not path.is_dir():
        text = path.with_suffix(".txt")
        if not text.is_file():
            raise FormatError(f"{text.name} is missing", where=str(path), remedy=_REMEDY)
        yield options.annotator or from_filename(path.stem), text
        return
    folders = [path, *sorted(folder for folder in path.iterdir() if folder.is_dir())]
    for folder in folders:
        named = options.annotator if folder == path else ""
        for ann in sorted(folder.glob("*.ann")):
            if not ann.with_suffix(".txt").is_file():
                raise FormatError("Its .txt file is missing", where=str(ann), remedy=_REMEDY)
        for text in sorted(folder.glob("*.txt")):
            yield named or from_filename(folder.name), text


def _read_pair(found: Collector, annotator: str, path: Path, options: ReadOptions) -> None:
    item = Item(from_filename(path.stem), read_text(path))
    found.add_item(item)
    if found.items[item.id].text != item.text:
        raise FormatError(
            f"The text of {item.id} differs from that of another annotator", where=str(path)
        )
    ann = path.with_suffix(".ann")
    if not ann.is_file():
        return
    standoff = parse_ann(read_text(ann), item.text, where=str(ann))
    placed = place(
        item.text, standoff.spans, item=item.id, annotator=annotator, repair=options.repair
    )
    found.add_spans(annotator, item.id, placed.spans)
    found.losses.extend(
        Loss(loss.where, loss.reason, item.id, annotator, loss.span) for loss in standoff.losses
    )
    found.losses.extend(placed.losses)
    found.notes.extend(placed.notes)


def write_brat(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write a folder of ``.txt`` and ``.ann`` files with configuration for brat.

    path (Path): The folder, made if it is not there.
    options (WriteOptions): ``scheme`` for the labels, values and colours of the
        configuration; without it, they are those that occur.

    Returns what brat cannot hold: line breaks at the edges of spans, and line breaks and
    tabs in the values of attributes.

    Raises:
        FormatError: A file cannot be written.
    """
    losses: list[Loss] = []
    closed = closed_attributes(options.scheme)
    for folder, annotator, item in _files(exchange, path):
        target = folder / f"{to_filename(item.id)}.txt"
        write_bytes(target, item.text, where=item.id)
        if annotator is None:
            continue
        ann, lost = render_ann(item.text, exchange.layers[annotator][item.id], closed)
        write_bytes(target.with_suffix(".ann"), ann, where=item.id)
        losses.extend(Loss(item.id, loss.reason, item.id, annotator, loss.span) for loss in lost)
    write_bytes(path / "annotation.conf", annotation_conf(exchange, options.scheme))
    write_bytes(path / "visual.conf", visual_conf(exchange, options.scheme))
    write_index(exchange, path)
    return tuple(losses)


def _files(exchange: Exchange, path: Path) -> Iterator[tuple[Path, str | None, Item]]:
    """Yield each pair to write; texts that nobody saw stand beside the annotators' folders."""
    for annotator, layer in exchange.layers.items():
        for item in exchange.items:
            if item.id in layer:
                yield path / to_filename(annotator), annotator, item
    for item in exchange.items:
        if not any(item.id in layer for layer in exchange.layers.values()):
            yield path, None, item


def _sniff(path: Path, head: bytes) -> bool:
    if path.is_dir():
        return _any(path.glob("*.ann")) or _any(path.glob("*/*.ann"))
    return path.suffix in (".ann", ".txt") and path.with_suffix(".ann").is_file()


def _any(paths: Iterable[Path]) -> bool:
    return next(iter(paths), None) is not None


FORMAT = Format(
    name="brat",
    title="brat standoff",
    suffixes=(".ann",),
    read=read_brat,
    write=write_brat,
    sniff=_sniff,
)
