"""Invented exchanges for round trips, and files with something changed in them."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from tests.conftest import ROOT
from tifa.annotation.formats.base import Exchange, Format, Item, ReadOptions, WriteOptions
from tifa.corpus.errors import TifaError
from tifa.corpus.spans import Argument, Span, in_order

GOLDEN = ROOT / "tests/data/formats"
PIECES = [
    "要",
    "抓紧",
    "𠮷",
    "😀",
    "，",
    "\u3000",
    "\r\n",
    "\n",
    "\t",
    '"',
    "“",
    "\\",
    "e\u0301",
    "\u2028",
]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)
ANNOTATORS = ["alice", "bob-b", "陈 一%20", "7"]
LABELS = ["DIRECTIVE", "小 目标"]
NAMES = st.sampled_from(["actor", "强度"])


@st.composite
def extents(draw: st.DrawFn, text: str) -> tuple[int, int]:
    start = draw(st.integers(0, len(text) - 1))
    return start, draw(st.integers(start + 1, len(text)))


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    start, end = draw(extents(text))
    places = draw(st.lists(st.tuples(NAMES, extents(text)), max_size=2))
    return Span.of(
        text,
        start,
        end,
        draw(st.sampled_from(LABELS)),
        attributes=draw(st.dictionaries(NAMES, st.sampled_from(["高", "a|b", "\n"]), max_size=2)),
        arguments=tuple(Argument(n, s, e, text[s:e]) for n, (s, e) in places),
        score=draw(st.none() | st.floats(0, 1)),
    )


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    texts = draw(st.lists(TEXTS, min_size=1, max_size=3))
    texts += draw(st.lists(st.sampled_from(texts), max_size=2))
    metas = [
        draw(
            st.sampled_from(
                [
                    {},
                    {"doc_id": "s1", "char_offset": 10 * number, "section": "一"},
                    {"text": "x", "tifa": 3, "source": ["y"]},
                ]
            )
        )
        for number in range(len(texts))
    ]
    items = tuple(
        Item(f"s1:{10 * number}" if "doc_id" in meta else f"t{number}", text, meta)
        for number, (text, meta) in enumerate(zip(texts, metas, strict=True))
    )
    layers = {}
    for name in draw(st.lists(st.sampled_from(ANNOTATORS), unique=True)):
        seen = draw(st.lists(st.sampled_from(items), min_size=1, unique_by=lambda item: item.id))
        layers[name] = {item.id: draw(spans_of(item.text)) for item in seen}
    return Exchange(items, layers)


@st.composite
def spans_of(draw: st.DrawFn, text: str) -> tuple[Span, ...]:
    found = draw(st.lists(spans(text), max_size=4))
    return in_order(span for place, span in enumerate(found) if span not in found[:place])


def through(format_: Format, exchange: Exchange, name: str) -> Exchange:
    """Write an exchange to a file or folder, and read it."""
    assert format_.write is not None and format_.read is not None
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        format_.write(exchange, path, WriteOptions())
        found = format_.read(path, ReadOptions())
    found.check()
    return found


def plain(exchange: Exchange, kept: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the items as tuples, without what the format itself keeps in them."""
    return [
        (item.id, item.text, {key: value for key, value in item.meta.items() if key != kept})
        for item in exchange.items
    ]


def survives(format_: Format, data: bytes) -> None:
    """Assert that reading (and writing again) works, or ends in an error of ours."""
    assert format_.write is not None and format_.read is not None
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"x{format_.suffixes[0]}"
        path.write_bytes(data)
        for repair in (False, True):
            try:
                found = format_.read(path, ReadOptions(repair=repair))
                found.check()
                format_.write(found, path.with_stem("y"), WriteOptions())
            except TifaError as error:
                assert error.where


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 40)
    | st.floats()
    | st.sampled_from(["", "text", "要", "accept", "\ud83d", "a1"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["id", "text", "start", "meta"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@st.composite
def broken_bytes(draw: st.DrawFn, data: bytes) -> bytes:
    """Return bytes of which a stretch was cut out or replaced."""
    start = draw(st.integers(0, len(data) - 1))
    end = draw(st.integers(start, min(len(data), start + 30)))
    return data[:start] + draw(st.binary(max_size=4)) + data[end:]


@st.composite
def changed_json(draw: st.DrawFn, record: Any) -> Any:
    """Return a JSON value of which up to three parts were replaced, removed or doubled."""
    record = json.loads(json.dumps(record))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(record))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        change: Callable[[], None] = draw(
            st.sampled_from([lambda h=holder, k=key: h.__delitem__(k), None])  # type: ignore[misc]
        )
        if change is None:
            holder[key] = draw(JSON)
        else:
            change()
    return record


def _places(value: Any) -> list[tuple[Any, Any]]:
    keys = (
        list(value)
        if isinstance(value, dict)
        else list(range(len(value)))
        if isinstance(value, list)
        else []
    )
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]
