"""WebAnno TSV 3.3, as INCEpTION and WebAnno write it: one token a line, UTF-16 offsets.

Source: https://inception-project.github.io, user guide, “WebAnno TSV 3.3 File format”. Our
spans are the layer ``custom.Span|label|…`` with a column for each attribute; arguments are
its slots, whose targets are the layer ``custom.Argument|label``.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tifa.annotation.formats.base import (
    Exchange,
    Format,
    Item,
    Loss,
    ReadOptions,
    WriteOptions,
)
from tifa.annotation.formats.exports import Content, read_files, write_files
from tifa.annotation.formats.filenames import from_filename
from tifa.annotation.formats.folders import holds, read_text, write_bytes
from tifa.annotation.formats.webanno_read import parse_tsv
from tifa.annotation.formats.webanno_write import render_tsv
from tifa.corpus.spans import Span

_SUFFIXES = (".tsv",)
_MAGIC = b"#FORMAT=WebAnno TSV 3"


def read_webanno_tsv(path: Path, options: ReadOptions) -> Exchange:
    """Read a WebAnno TSV file, or a folder of them as INCEpTION exports it.

    Raises:
        FormatError: A file cannot be read, or a line is not in its form.
    """
    return read_files(path, options, _SUFFIXES, _load)


def _load(path: Path) -> list[Content]:
    return [parse_tsv(read_text(path), where=str(path))]


def write_webanno_tsv(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write WebAnno TSV 3.3: one file if `path` ends in ``.tsv``, else a folder.

    Returns what it cannot hold: whitespace at the edges of spans, and carriage returns in
    values; in a single file, also the names of item and annotator that are not its own.

    Raises:
        FormatError: It cannot be written, or one file cannot hold it.
    """
    losses = write_files(exchange, path, _SUFFIXES, _save)
    if path.is_dir():
        return losses
    name = from_filename(path.stem)
    item = exchange.items[0].id
    annotator = next(iter(exchange.layers), name)
    lost = [
        Loss(item, f"one file alone does not say that {what}, and is read as {name}", item)
        for what, kept in (("its id is " + item, item), ("it is by " + annotator, annotator))
        if kept != name
    ]
    return (*losses, *lost)


def _save(item: Item, annotator: str | None, spans: Sequence[Span], path: Path) -> list[Loss]:
    content, losses = render_tsv(item.text, spans)
    write_bytes(path, content, where=item.id)
    return [
        replace(loss, where=item.id, item=item.id, annotator=annotator or "") for loss in losses
    ]


def _sniff(path: Path, head: bytes) -> bool:
    return holds(path, "*.tsv", _is_tsv) if path.is_dir() else _is_tsv(head)


def _is_tsv(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").startswith(_MAGIC)


FORMAT = Format(
    name="webanno-tsv",
    title="WebAnno TSV 3.3 (INCEpTION)",
    suffixes=_SUFFIXES,
    read=read_webanno_tsv,
    write=write_webanno_tsv,
    sniff=_sniff,
)
