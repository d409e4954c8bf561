"""Speed of the formats: 100 documents of 6,600 characters with 500 spans each.

    python benchmarks/interchange_speed.py
    python benchmarks/interchange_speed.py --formats csv excel --documents 10

Spans nest, cross and repeat, and each has an attribute and an argument. Seconds are those
of the processor (user and system), so that other programs do not count; the clock is shown
too. A format must write, and must read, in less than 10 seconds. Before it is timed, each
format is used once on one document, so that no library is loaded on the clock.
"""

import argparse
import platform
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tifa.annotation import (
    Exchange,
    Format,
    Item,
    OnNested,
    WriteOptions,
    known_formats,
    read_exchange,
    write_exchange,
)
from tifa.corpus.spans import Argument, Span, in_order

LIMIT = 10.0
CHARACTERS = 6_600
ALPHABET = "各级党委政府要高度重视切实抓好落实认真学习贯彻执行坚持推进加强改革发展稳定𠮷"
LABELS = ("DIRECTIVE", "SLOGAN", "RESPONSIBILITY")
# Formats that can be one file of several texts; the others are folders.
FILES = ("csv", "docbin", "excel", "hf-datasets", "label-studio", "prodigy")


@dataclass(frozen=True)
class Timing:
    """Seconds of the processor and of the clock, and what came out."""

    processor: float
    clock: float
    result: Any


def make_exchange(documents: int, spans: int, seed: int = 0) -> Exchange:
    """Return documents with sentences and lines, and one annotator's spans."""
    rng = random.Random(seed)
    items, layer = [], {}
    for number in range(documents):
        text = _text(rng)
        doc_id = f"d{number}"
        items.append(Item(doc_id, text, {"doc_id": doc_id, "char_offset": 0}))
        extents: set[tuple[int, int, str]] = set()
        while len(extents) < spans:
            start = rng.randrange(len(text) - 40)
            extents.add((start, start + rng.randint(3, 30), rng.choice(LABELS)))
        layer[doc_id] = in_order(_span(text, *extent) for extent in extents)
    return Exchange(tuple(items), {"alice": layer})


def _text(rng: random.Random) -> str:
    text = ""
    while len(text) < CHARACTERS:
        sentence = "".join(rng.choices(ALPHABET, k=rng.randint(8, 40)))
        text += sentence + ("。\n" if rng.random() < 0.3 else "。")
    return text


def _span(text: str, start: int, end: int, label: str) -> Span:
    argument = Argument("actor", start, start + 2, text[start : start + 2])
    return Span.of(
        text, start, end, label, attributes={"force": "obligation"}, arguments=(argument,)
    )


def timed(work: Callable[[], Any]) -> Timing:
    """Return how long some work takes."""
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    return Timing(time.process_time() - processor, time.perf_counter() - clock, result)


def measure(format_: Format, exchange: Exchange, folder: Path) -> tuple[Timing, Timing]:
    """Return how long a format takes to write and to read."""
    options = WriteOptions(on_nested=OnNested.LONGEST)
    path = folder / (f"x{format_.suffixes[0]}" if format_.name in FILES else "x")
    try:
        written = timed(lambda: write_exchange(exchange, path, format_.name, options))
        return written, timed(lambda: read_exchange(path, format_.name))
    finally:
        shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--spans", type=int, default=500, help="spans per document")
    parser.add_argument("--formats", nargs="*", default=None, help="by default all")
    options = parser.parse_args()
    exchange, small = make_exchange(options.documents, options.spans), make_exchange(1, 20)
    print(f"{platform.python_version()}, {options.documents} × {options.spans} spans")
    print("| format | write s | read s | write clock | read clock | spans back | spans lost |")
    print("|---|---|---|---|---|---|---|")
    slow = []
    for name, format_ in known_formats().items():
        if (options.formats and name not in options.formats) or not (
            format_.write and format_.read
        ):
            continue
        measure(format_, small, Path(tempfile.mkdtemp()))
        write, read = measure(format_, exchange, Path(tempfile.mkdtemp()))
        lost = {(loss.item, loss.span) for loss in write.result if loss.span is not None}
        print(
            f"| {name} | {write.processor:.2f} | {read.processor:.2f} | {write.clock:.2f} "
            f"| {read.clock:.2f} | {sum(1 for _ in read.result):,} | {len(lost):,} |",
            flush=True,
        )
        slow += [name] if max(write.processor, read.processor) >= LIMIT else []
    if slow:
        sys.exit(f"Slower than {LIMIT:.0f} s: {', '.join(slow)}")


if __name__ == "__main__":
    main()
