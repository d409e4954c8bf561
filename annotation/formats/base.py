"""What all formats share: texts with spans of several annotators, and what got lost.

A format is a module of this package with a `Format` named ``FORMAT``; the registry
finds it by itself. Reading gives an `Exchange`, writing takes one. Neither drops
anything silently: what cannot be placed or held is a `Loss` that names the span.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span, in_order


@dataclass(frozen=True, slots=True)
class Item:
    """A text as an annotation tool holds it: a document, or part of one.

    id (str): Unique in its exchange. Identity is never the text: slogans repeat.
    text (str): The text that offsets point into, in code points, exactly as in the file.
    meta (Mapping[str, Any]): Whatever the file says about it; ``doc_id``,
        ``char_offset`` and ``section`` say where it stands in its document.
    """

    id: str
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that did not get through, and why.

    where (str): ``file:line``, item id, or the like.
    reason (str): One sentence without a final full stop.
    item (str): Id of the item, where known.
    annotator (str): Whose annotation it is, where known.
    span (Span | None): The span lost, as far as it is known; its quote is what the file
        says, and may not stand in the text; -1 is an unknown offset.
    """

    where: str
    reason: str
    item: str = ""
    annotator: str = ""
    span: Span | None = None

    def __str__(self) -> str:
        if self.span is None:
            return f"{self.where}: {self.reason}"
        span = self.span
        start, end = ("?" if offset < 0 else offset for offset in (span.start, span.end))
        return f"{self.where}: {span.label} {start}–{end} “{span.quote}”: {self.reason}"


@dataclass(frozen=True, slots=True)
class Exchange:
    """Texts with the spans of their annotators.

    items (tuple[Item, ...]): The texts in the order of the file.
    layers (Mapping[str, Mapping[str, tuple[Span, ...]]]): Spans by annotator and item id.
        An item that an annotator saw and left without spans is a key with an empty tuple;
        one that they did not see, or did not accept, is no key.
    losses (tuple[Loss, ...]): What the file holds and this does not.
    notes (tuple[str, ...]): What a user should know, such as a repaired shift.
    """

    items: tuple[Item, ...]
    layers: Mapping[str, Mapping[str, tuple[Span, ...]]] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[tuple[str, Item, Span]]:
        """Iterate over annotators, items and spans."""
        texts = {item.id: item for item in self.items}
        for annotator, by_item in self.layers.items():
            for item_id, spans in by_item.items():
                for span in spans:
                    yield annotator, texts[item_id], span

    def check(self) -> None:
        """Assert that every span covers its quote in its item.

        Raises:
            OffsetError: One does not.
        """
        for _, item, span in self:
            span.check(item.text)


class Collector:
    """Collects the layers of an exchange while a file is read."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}
        self.layers: dict[str, dict[str, tuple[Span, ...]]] = {}
        self.losses: list[Loss] = []
        self.notes: list[str] = []

    def add_item(self, item: Item) -> None:
        """Add a text; the same item again, for another annotator, changes nothing."""
        self.items.setdefault(item.id, item)

    def add_spans(self, annotator: str, item_id: str, spans: Sequence[Span]) -> None:
        """Add what an annotator marked in an item, also if it is nothing."""
        layer = self.layers.setdefault(annotator, {})
        layer[item_id] = in_order((*layer.get(item_id, ()), *spans))

    def result(self) -> Exchange:
        """Return what was collected."""
        return Exchange(
            tuple(self.items.values()), self.layers, tuple(self.losses), tuple(self.notes)
        )


class OnNested(StrEnum):
    """What to do with spans that overlap where a format holds no overlap.

    ERROR: Write nothing and exit non-zero. LONGEST: Keep the longest. OUTER: Keep those
    that lie in no other. PER_LABEL: Write a file for each label.
    """

    ERROR = "error"
    LONGEST = "longest"
    OUTER = "outer"
    PER_LABEL = "per-label"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read a file.

    annotator (str): Name of the annotator where the file names none; "" is the name of
        the file without its suffix.
    repair (bool): Whether to repair a shift of all offsets that was recognised.
    texts (Mapping[str, str]): Known texts by id, for files that hold spans without them.
    """

    annotator: str = ""
    repair: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How to write a file.

    scheme (Scheme | None): For labels, colours, attributes and arguments of generated
        configuration files.
    on_nested (OnNested): What to do with overlaps where the format holds none.
    tokens (str): For formats of tokens: ``characters``, or ``jieba``.
    tags (str): For formats of tags: ``iob2`` or ``biluo``.
    input_key (bool): For Prodigy: whether equal texts are told apart by a key ``input``.
    """

    scheme: Scheme | None = None
    on_nested: OnNested = OnNested.ERROR
    tokens: str = "characters"
    tags: str = "iob2"
    input_key: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """A foreign format.

    name (str): What ``--format`` calls it.
    title (str): What people call it.
    suffixes (tuple[str, ...]): Of its files, such as ``.jsonl``.
    read (Callable | None): Reads a file or folder; None if the format is only written.
    write (Callable | None): Writes to a path and returns what the format could not hold.
    sniff (Callable): Says from the path and its first 64 KiB whether a file looks like it.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, ReadOptions], Exchange] | None
    write: Callable[[Exchange, Path, WriteOptions], tuple[Loss, ...]] | None
    sniff: Callable[[Path, bytes], bool]
