"""Where the files of INCEpTION lie: alone, or in folders as it exports them.

In a folder, a file ``DOCUMENT/ANNOTATOR.json`` (also below ``annotation/``) is the document
annotated by the annotator; ``INITIAL_CAS`` stands for nobody. A file of its own may say in
its metadata whose it is; if it does not, its name is that of document and annotator.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tifa.annotation.formats.base import Collector, Exchange, Item, Loss, ReadOptions
from tifa.annotation.formats.filenames import from_filename, to_filename
from tifa.annotation.formats.folders import order_items, write_index
from tifa.annotation.formats.placing import RawSpan, place
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span

NOBODY = "INITIAL_CAS"
FOLDER = "annotation"


@dataclass(frozen=True, slots=True)
class Content:
    """What one file says.

    text (str): The text.
    spans (tuple[RawSpan, ...]): The spans, with offsets in UTF-16 code units.
    losses (tuple[Loss, ...]): What has no place in a span.
    notes (tuple[str, ...]): What a user should know.
    name (str): Name of the document, "" if the file names none.
    annotator (str): Name of the annotator, "" if the file names none.
    """

    text: str
    spans: tuple[RawSpan, ...]
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()
    name: str = ""
    annotator: str = ""


def read_files(
    path: Path,
    options: ReadOptions,
    suffixes: tuple[str, ...],
    load: Callable[[Path], Iterable[Content]],
) -> Exchange:
    """Read a file, or all of a folder.

    suffixes (tuple[str, ...]): Of the files to look for in a folder.
    load (Callable): Returns what a file says; a zip may hold several texts.

    Raises:
        FormatError: A file cannot be read, or two annotators' texts of a document differ.
    """
    found = Collector()
    for file in _files(path, suffixes):
        for content in load(file):
            item_id, annotator = _names(path, file, content, options)
            _add(found, Item(item_id, content.text), annotator, content, options, file)
    return order_items(found.result(), path)


def _files(path: Path, suffixes: tuple[str, ...]) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(
        file
        for file in path.rglob("*")
        if file.suffix in suffixes and not file.name.startswith(("exportedproject", "."))
    )
    if not files:
        raise FormatError(f"There are no {' or '.join(suffixes)} files", where=str(path))
    return files


def _names(
    path: Path, file: Path, content: Content, options: ReadOptions
) -> tuple[str, str | None]:
    """Return item id and annotator (None: nobody) of a file."""
    stem = from_filename(file.stem)
    if path.is_dir() and file.parent != path:
        return from_filename(file.parent.name), None if file.stem == NOBODY else stem
    annotator = options.annotator or content.annotator
    if path.is_dir():
        annotator = annotator or from_filename(path.name)
    return content.name or stem, annotator or (None if file.stem == NOBODY else stem)


def _add(
    found: Collector,
    item: Item,
    annotator: str | None,
    content: Content,
    options: ReadOptions,
    file: Path,
) -> None:
    found.add_item(item)
    if found.items[item.id].text != item.text:
        raise FormatError(
            f"The text of {item.id} differs from that of another annotator", where=str(file)
        )
    found.notes.extend(content.notes)
    found.losses.extend(content.losses)
    if annotator is None and not content.spans:
        return
    placed = place(
        item.text,
        content.spans,
        item=item.id,
        annotator=annotator or NOBODY,
        utf16=True,
        repair=options.repair,
    )
    found.add_spans(annotator or NOBODY, item.id, placed.spans)
    found.losses.extend(placed.losses)
    found.notes.extend(placed.notes)


def write_files(
    exchange: Exchange,
    path: Path,
    suffixes: tuple[str, ...],
    save: Callable[[Item, str | None, Sequence[Span], Path], list[Loss]],
) -> tuple[Loss, ...]:
    """Write an exchange: one file if `path` has a suffix of the format, else a folder.

    suffixes (tuple[str, ...]): Of the format; the first is that of files in a folder.
    save (Callable): Writes one text with the spans of one annotator (None: nobody) to a
        path, and returns what it cannot hold.

    Raises:
        FormatError: `path` is that of one file, and there are several texts or annotators.
    """
    jobs = list(_jobs(exchange))
    losses: list[Loss] = []
    if path.suffix in suffixes and not path.is_dir():
        if len(jobs) != 1:
            raise FormatError(
                f"A file holds one text of one annotator, and there are {len(jobs)} such",
                where=str(path),
                remedy="Name a folder.",
            )
        item, annotator, spans = jobs[0]
        losses = save(item, annotator, spans, path)
        if item.meta:
            losses.append(Loss(item.id, "one file alone does not keep the item's meta", item.id))
        return tuple(losses)
    for item, annotator, spans in jobs:
        name = NOBODY if annotator is None else to_filename(annotator)
        target = path / FOLDER / to_filename(item.id) / f"{name}{suffixes[0]}"
        losses.extend(save(item, annotator, spans, target))
    write_index(exchange, path)
    return tuple(losses)


def _jobs(exchange: Exchange) -> Iterator[tuple[Item, str | None, Sequence[Span]]]:
    for item in exchange.items:
        seen = [name for name, layer in exchange.layers.items() if item.id in layer]
        for annotator in seen:
            yield item, annotator, exchange.layers[annotator][item.id]
        if not seen:
            yield item, None, ()
