"""Generated exchanges and broken files, for the tests of formats."""

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from tifa.annotation.formats.base import Exchange, Format, Item, Loss, ReadOptions, WriteOptions
from tifa.corpus.errors import TifaError
from tifa.corpus.spans import Argument, Span, in_order

_PIECES = [
    *"各级党委𠮷要，。！“”\"'|_*[]\\;#a1<&",
    "\u3000",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "->",
    "\ufeff",
]
_WORDS = [
    "DIRECTIVE",
    "标签",
    "a b",
    "tifa-score",
    "score",
    "label",
    "x_1_",
    "self",
    "value",
    "role-2",
    "|",
    "",
]
_VALUES = st.text(st.sampled_from("高 低a1|_*[];\\->\t:<&"), max_size=5)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Draw a text with rare characters, all kinds of line breaks and blanks at its edges."""
    return "".join(draw(st.lists(st.sampled_from(_PIECES), max_size=30)))


@st.composite
def exchanges(draw: st.DrawFn, values: st.SearchStrategy[str] = _VALUES) -> Exchange:
    """Draw two texts with spans of two annotators that nest, cross, coincide and repeat."""
    items = [Item(name, draw(texts()), {"doc_id": name}) for name in ("一/1", "b")]
    layers: dict[str, dict[str, tuple[Span, ...]]] = {}
    for annotator in ("甲", "b"):
        seen = [item for item in items if draw(st.booleans())]
        if seen:
            layers[annotator] = {item.id: draw(_spans(item.text, values)) for item in seen}
    return Exchange(tuple(items), layers)


@st.composite
def _spans(draw: st.DrawFn, text: str, values: st.SearchStrategy[str]) -> tuple[Span, ...]:
    if not text:
        return ()
    spans = []
    for _ in range(draw(st.integers(0, 4))):
        arguments = []
        for name in draw(st.lists(st.sampled_from(_WORDS), max_size=2)):
            start, end = draw(_extents(text))
            arguments.append(Argument(name, start, end, text[start:end]))
        start, end = draw(_extents(text))
        span = Span.of(
            text,
            start,
            end,
            draw(st.sampled_from(_WORDS)),
            attributes=draw(st.dictionaries(st.sampled_from(_WORDS), values, max_size=2)),
            arguments=tuple(sorted(arguments, key=lambda arg: (arg.start, arg.end, arg.name))),
            score=draw(st.sampled_from([None, 0.0, 0.83, 1.0])),
        )
        if span not in spans:
            spans.append(span)
    return in_order(spans)


@st.composite
def _extents(draw: st.DrawFn, text: str) -> tuple[int, int]:
    start = draw(st.integers(0, len(text) - 1))
    return start, draw(st.integers(start + 1, len(text)))


def written_and_read(
    format_: Format, exchange: Exchange, options: WriteOptions | None = None, name: str = "out"
) -> tuple[Exchange, tuple[Loss, ...]]:
    """Write an exchange to a folder and read it again; return that and what was lost."""
    assert format_.read is not None and format_.write is not None
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        losses = format_.write(exchange, path, options or WriteOptions())
        back = format_.read(path, ReadOptions())
    back.check()
    # Spans that differ only in what was cut off come back as one.
    assert all("twice" in loss.reason for loss in back.losses)
    assert losses or not back.losses
    return back, losses


def spans_of(exchange: Exchange) -> Counter[tuple[str, str, Span]]:
    """Return how often each annotator has each span in each item."""
    return Counter((annotator, item.id, span) for annotator, item, span in exchange)


def assert_nothing_vanished(before: Exchange, after: Exchange, losses: tuple[Loss, ...]) -> None:
    """Assert that texts are the same, and that each span is there or in the losses."""
    assert after.items == before.items
    seen = {name: set(layer) for name, layer in before.layers.items()}
    assert {name: set(layer) for name, layer in after.layers.items()} == seen
    lost = Counter((loss.annotator, loss.item, loss.span) for loss in losses)
    assert not spans_of(before) - spans_of(after) - lost
    assert not lost - spans_of(before)
    assert sum((spans_of(after) - spans_of(before)).values()) <= len(losses)


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """Draw a file that is broken in a few places."""
    broken = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(broken)))
        length = draw(st.integers(0, 12))
        put = draw(
            st.sampled_from(
                [b"", b"\n", b"\t", b"\xff", b"-1", b"9999999", b'"', b"[", b"T1", b"|"]
            )
        )
        broken[place : place + length] = put
    return bytes(broken)


def assert_read_or_refused(format_: Format, path: Path) -> None:
    """Assert that a file is read into checked spans, or refused with an error of ours."""
    assert format_.read is not None
    try:
        format_.read(path, ReadOptions()).check()
    except TifaError as error:
        assert error.where
