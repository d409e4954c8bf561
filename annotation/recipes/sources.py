"""Where the texts of a recipe come from: a corpus folder, text files, or tasks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tifa.annotation.formats.jsonfiles import read_json_lines
from tifa.corpus.additions import text_files
from tifa.corpus.folder import Corpus
from tifa.corpus.ingest import read_text_file
from tifa.corpus.manifest import MANIFEST
from tifa.corpus.scheme import Scheme, load_scheme
from tifa.corpus.spans import Span
from tifa.corpus.structure import analyse
from tifa.corpus.tasks import parse_task, task_spans, tiles

Suggest = Callable[[str], tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document that is one task.

    doc_id (str): The document.
    start (int): Where the block starts in it, in code points.
    section (str): The enumerators that govern it: ``三›一是``.
    text (str): Its text.
    spans (tuple[Span, ...]): Suggested spans, offsets into the block.
    """

    doc_id: str
    start: int
    section: str
    text: str
    spans: tuple[Span, ...] = ()


def blocks_of(source: Path, suggest: Suggest) -> Iterator[Block]:
    """Yield the blocks of a source with suggestions; no block cuts a suggested span.

    source (Path): A corpus folder; a text file or a folder of them; or JSONL tasks, whose own
        spans are the suggestions where they have some.
    suggest (Callable): Returns the suggestions for a text.

    Raises:
        FormatError: A file is not in its form.
        OffsetError: A span does not cover its quote.
    """
    if (source / MANIFEST).is_file():
        for _, doc in sorted(Corpus.read(source).documents.items()):
            yield from _tiled(doc.id, 0, doc.text, suggest(doc.text))
    elif source.suffix == ".jsonl":
        yield from _of_tasks(source, suggest)
    else:
        for path in text_files([source]):
            text = read_text_file(path).text
            yield from _tiled(path.stem, 0, text, suggest(text))


def scheme_of(source: Path) -> Scheme:
    """Return the scheme of a corpus folder, else the current one."""
    return (
        Corpus.read(source).info.load_scheme() if (source / MANIFEST).is_file() else load_scheme()
    )


def _of_tasks(path: Path, suggest: Suggest) -> Iterator[Block]:
    for number, (where, record) in enumerate(read_json_lines(path), start=1):
        known = {key: record[key] for key in ("text", "meta", "spans") if record.get(key)}
        task = parse_task(known, where=where)
        start = task.meta.char_offset
        found = [span.shifted(-start) for span in task_spans(task, where=where)]
        # A text that does not say where it stands is known by its line.
        doc_id = task.meta.doc_id or f"{path.stem}-{number}"
        spans = tuple(found) or suggest(task.text)
        for block in _tiled(doc_id, start, task.text, spans):
            yield replace(block, section=task.meta.section or block.section)


def _tiled(doc_id: str, start: int, text: str, spans: tuple[Span, ...]) -> Iterator[Block]:
    structure = analyse(text)
    for block, inside in tiles(text, spans):
        yield Block(
            doc_id,
            start + block.start,
            structure.path(block.start),
            text[block.start : block.end],
            tuple(span.shifted(-block.start) for span in inside),
        )
