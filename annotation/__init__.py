"""Annotation: exchange with other tools, adjudication.

Reading and writing the files of other tools::

    from tifa.annotation import known_formats, read_exchange, write_exchange

    exchange = read_exchange("alice.jsonl")          # the format is guessed
    for annotator, item, span in exchange:
        print(annotator, item.id, span.start, span.end, span.label, span.quote)
    for loss in exchange.losses:
        print(loss)
    losses = write_exchange(exchange, "alice.xlsx", "excel")
    print(", ".join(known_formats()))

From a corpus and into one: `exchange_of_corpus`, `in_blocks`, `import_into`.
"""

from tifa.annotation.blocks import in_blocks
from tifa.annotation.formats.base import (
    Exchange,
    Format,
    Item,
    Loss,
    OnNested,
    ReadOptions,
    WriteOptions,
)
from tifa.annotation.formats.merging import exchange_of_corpus, lift, merge
from tifa.annotation.formats.nesting import OverlapError
from tifa.annotation.formats.registry import (
    format_named,
    guess_format,
    read_exchange,
    write_exchange,
)
from tifa.annotation.formats.registry import (
    # The plain name is that of the package with the formats.
    formats as known_formats,
)
from tifa.annotation.importing import Imported, import_into, layer_infos

__all__ = [
    "Exchange",
    "Format",
    "Imported",
    "Item",
    "Loss",
    "OnNested",
    "OverlapError",
    "ReadOptions",
    "WriteOptions",
    "exchange_of_corpus",
    "format_named",
    "guess_format",
    "import_into",
    "in_blocks",
    "known_formats",
    "layer_infos",
    "lift",
    "merge",
    "read_exchange",
    "write_exchange",
]
