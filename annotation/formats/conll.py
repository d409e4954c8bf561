"""CoNLL: a token and its tag on each line, a blank line between sentences.

Tags are IOB2 (Ramshaw and Marcus 1995, as in the shared task of CoNLL-2003) or BILUO
(Ratinov and Roth 2009); IOB1, BIOES and BMES are read too. A file holds one annotator, no
overlap, no offsets and no whitespace. So we write beside it ``.texts.jsonl`` with the exact
texts; with that file, texts and spans come back as they were.

We write two columns parted by a tab, also for ``-DOCSTART-``: doccano stops at a line that
has not just these (backend/data_import/pipeline/parsers.py, 0465c4f).
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tifa.annotation.formats.base import (
    Collector,
    Exchange,
    Format,
    Item,
    Loss,
    OnNested,
    ReadOptions,
    WriteOptions,
)
from tifa.annotation.formats.conll_lines import Block, parse_conll, rebuilt, tags_to_spans
from tifa.annotation.formats.conll_texts import read_texts, write_texts
from tifa.annotation.formats.conll_writing import render_conll, writable
from tifa.annotation.formats.filenames import from_filename, to_filename
from tifa.annotation.formats.folders import read_text, write_bytes
from tifa.annotation.formats.nesting import by_label, refuse_overlaps
from tifa.annotation.formats.placing import place
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span

_SUFFIXES = (".conll", ".iob", ".iob2", ".bio", ".biluo", ".bioes", ".bmes")
_TAG = re.compile(r"O|-|[BILUOESM]-\S.*")
_START = "-DOCSTART-"


def read_conll(path: Path, options: ReadOptions) -> Exchange:
    """Read a file, or a folder of files that are each named after its annotator.

    Columns are parted by tabs or blanks; the first is the token, the last its tag. Without
    ``.texts.jsonl`` a text is put together from its tokens: without blanks between Chinese
    characters, with a blank between other words. Then each part between lines
    ``-DOCSTART-`` is a text, or else each sentence.

    Raises:
        FormatError: A file cannot be read, or a line is not in its form, or the tokens are
            not those of the texts beside it.
    """
    found = Collector()
    told = read_texts(path)
    for item in told.items:
        found.add_item(item)
    files = list(_files(path))
    if not files and not told.items:
        raise FormatError(f"There are no {_SUFFIXES[0]} files", where=str(path))
    for annotator, file in files:
        known = told.named.get(file.name, annotator)
        name = (options.annotator if not path.is_dir() else "") or known
        blocks = parse_conll(read_text(file), where=str(file))
        # A file that another name or a tagger made holds all texts.
        seen = [item for item in told.items if known in told.seen[item.id]] or list(told.items)
        _read_file(found, blocks, seen, name, file)
    return found.result()


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield annotators with their files; a folder of an annotator holds a file for each label."""
    if not path.is_dir():
        yield from_filename(path.stem), path
        return
    for file in sorted(path.glob("*")):
        if file.suffix in _SUFFIXES:
            yield from_filename(file.stem), file
    for file in sorted(path.glob("*/*")):
        if file.suffix in _SUFFIXES:
            yield from_filename(file.parent.name), file


def _read_file(
    found: Collector,
    blocks: Sequence[Block],
    seen: Sequence[Item],
    annotator: str,
    file: Path,
) -> None:
    if seen and len(seen) != len(blocks):
        raise _mismatch(f"It holds {len(blocks)} texts, and {len(seen)} stand beside it", file)
    for number, block in enumerate(blocks, start=1):
        if seen:
            item = seen[number - 1]
            extents = _aligned(block, item, file)
        else:
            text, extents = rebuilt(block)
            item = Item(f"{from_filename(file.stem)}-{number}", text)
            if item.id in found.items and found.items[item.id].text != text:
                item = Item(f"{annotator}:{item.id}", text)
            found.add_item(item)
        raw, notes = tags_to_spans(block, extents, item.text)
        placed = place(item.text, raw, item=item.id, annotator=annotator)
        found.add_spans(annotator, item.id, placed.spans)
        found.losses.extend(placed.losses)
        found.notes.extend(note for note in notes if note not in found.notes)
    if not seen and blocks:
        found.notes.append(
            f"{file}: no {file.stem}.texts.jsonl stands beside it, so the texts are put "
            "together from tokens; whitespace may differ from the source"
        )


def _aligned(block: Block, item: Item, file: Path) -> list[tuple[int, int]]:
    """Return where the tokens stand in the text that is told of."""
    extents, place_ = [], 0
    for row in block.rows:
        while item.text[place_ : place_ + 1].isspace():
            place_ += 1
        if not item.text.startswith(row.token, place_):
            raise _mismatch(
                f"“{row.token}” (line {row.line}) is not what {item.id} has at {place_}", file
            )
        extents.append((place_, place_ + len(row.token)))
        place_ += len(row.token)
    if item.text[place_:].strip():
        raise _mismatch(f"The text of {item.id} goes on after its last token", file)
    return extents


def _mismatch(what: str, file: Path) -> FormatError:
    return FormatError(
        what,
        where=str(file),
        remedy="Restore the file, or remove its .texts.jsonl: then texts are made of the tokens.",
    )


def write_conll(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write a file, or a folder with a file for each annotator.

    path (Path): A file if it has a suffix, else a folder.
    options (WriteOptions): ``on_nested``, with ``per-label`` a folder for each annotator
        with a file for each label; ``tokens``: ``characters`` or ``jieba``; ``tags``:
        ``iob2`` or ``biluo``.

    Returns the spans that were dropped, what was cut off others, and their attributes,
    arguments and scores, which CoNLL does not hold.

    Raises:
        OverlapError: Spans overlap and the policy is ``error``.
        FormatError: It cannot be written, or one file cannot hold it.
    """
    single = bool(path.suffix)
    per_label = options.on_nested is OnNested.PER_LABEL
    if single and (len(exchange.layers) > 1 or per_label):
        raise FormatError(
            "A file holds one annotator, or one label of one with --on-nested per-label, and "
            f"there are {len(exchange.layers)} annotators",
            where=str(path),
            remedy="Name a folder (without a suffix) in place of the file.",
        )
    if options.on_nested is OnNested.ERROR:
        refuse_overlaps(exchange, where=str(path))
    losses: list[Loss] = []
    named: dict[str, str] = {}
    contents: dict[Path, str] = {}
    for annotator, layer in exchange.layers.items():
        items = [item for item in exchange.items if item.id in layer]
        kept: dict[str, tuple[Span, ...]] = {}
        for item in items:
            kept[item.id], lost = writable(item, annotator, layer[item.id], options)
            losses.extend(lost)
        file = path if single else path / f"{to_filename(annotator)}{_SUFFIXES[0]}"
        if single:
            named[file.name] = annotator
        if per_label:
            labels = sorted({span.label for spans in kept.values() for span in spans}) or ["none"]
            for label in labels:
                one = {id_: by_label(spans).get(label, ()) for id_, spans in kept.items()}
                target = path / to_filename(annotator) / f"{to_filename(label)}{_SUFFIXES[0]}"
                contents[target] = render_conll(items, one, options)
        else:
            contents[file] = render_conll(items, kept, options)
    if single and not contents:
        contents[path] = ""
    for target, content in contents.items():
        write_bytes(target, content)
    write_texts(exchange, path, named)
    return tuple(losses)


def _sniff(path: Path, head: bytes) -> bool:
    if path.is_dir():
        return any(True for _ in _files(path))
    lines = head.decode("utf-8-sig", "ignore").splitlines()[:200]
    rows = [re.split(r"\t| +", line.strip(" ")) for line in lines if line.strip()]
    rows = [row for row in rows if row[0] != _START and not row[0].startswith("#")][:20]
    tagged = all(len(row) > 1 and _TAG.fullmatch(row[-1]) for row in rows[:-1] or rows)
    return bool(rows) and tagged


FORMAT = Format(
    name="conll",
    title="CoNLL (IOB2, BILUO)",
    suffixes=_SUFFIXES,
    read=read_conll,
    write=write_conll,
    sniff=_sniff,
)
