"""All formats through each other: what one holds, the next one gets."""

from collections import Counter
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.annotation.formats import generated
from tests.annotation.formats.generated import spans_of
from tifa.annotation import (
    Exchange,
    Item,
    Loss,
    OnNested,
    ReadOptions,
    WriteOptions,
    known_formats,
    read_exchange,
    write_exchange,
)
from tifa.corpus.spans import Argument, Span, in_order

# Formats that hold attributes, arguments, scores, nesting and several annotators.
LOSSLESS = {
    "brat": "x",
    "cas-json": "x",
    "csv": "x.csv",
    "docbin": "x.spacy",
    "excel": "x.xlsx",
    "hf-datasets": "x.parquet",
    "label-studio": "x.json",
    "prodigy": "x.jsonl",
    "webanno-tsv": "x",
}
LOSSY = {"conll": "x", "doccano": "x", "cas-xmi": "x"}
# No span begins or ends with whitespace, which some formats of tokens cannot hold.
LETTERS = "各级党委𠮷要，。！“”\"'|_*[]\\;#a1<&"
PIECES = [*LETTERS, "\u3000", " ", "\t", "\n", "\r\n"]


@st.composite
def exchanges(draw: st.DrawFn) -> Exchange:
    """Draw texts with spans that nest, cross and coincide, of two annotators."""
    items, layers = [], dict[str, dict[str, tuple[Span, ...]]]()
    for name in ("一/1", "b"):
        inner = "".join(draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=20)))
        items.append(Item(name, f"“{inner}。", {"doc_id": name, "char_offset": 0}))
    for annotator in ("alice@x.org", "bob@x.org"):
        layers[annotator] = {item.id: draw(_spans(item.text)) for item in items}
    return Exchange(tuple(items), layers)


@st.composite
def _spans(draw: st.DrawFn, text: str) -> tuple[Span, ...]:
    extents = draw(st.lists(_extents(text), max_size=5))
    spans = []
    for start, end in extents:
        label = draw(st.sampled_from(["DIRECTIVE", "SLOGAN"]))
        attributes = draw(st.dictionaries(st.just("force"), st.sampled_from(["高", "a b"])))
        arguments = []
        for left, right in draw(st.lists(_extents(text), max_size=1)):
            arguments.append(Argument("actor", left, right, text[left:right]))
        span = Span.of(text, start, end, label, attributes=attributes, arguments=tuple(arguments))
        if span.key not in [other.key for other in spans]:
            spans.append(span)
    return in_order(spans)


@st.composite
def _extents(draw: st.DrawFn, text: str) -> tuple[int, int]:
    edges = [place for place, char in enumerate(text) if not char.isspace()]
    start, end = sorted((draw(st.sampled_from(edges)), draw(st.sampled_from(edges))))
    return start, end + 1


def through(exchange: Exchange, name: str, file: str) -> tuple[Exchange, tuple[Loss, ...]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / file
        losses = write_exchange(exchange, path, name, WriteOptions(on_nested=OnNested.OUTER))
        return read_exchange(path, name), losses


def of(exchange: Exchange) -> tuple[dict[str, str], Counter[tuple[str, str, Span]]]:
    """Return texts by id, and spans; a format's own notes on a text do not count."""
    return {item.id: item.text for item in exchange.items}, spans_of(exchange)


def test_every_format_is_tested() -> None:
    known = {name for name, format_ in known_formats().items() if format_.read and format_.write}
    assert known >= LOSSLESS.keys() | LOSSY.keys()


@pytest.mark.parametrize(("first", "second"), list(permutations(LOSSLESS, 2)))
@given(exchange=exchanges())
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_lossless_pair_gives_back_texts_and_spans(
    first: str, second: str, exchange: Exchange
) -> None:
    one, lost = through(exchange, first, LOSSLESS[first])
    assert not lost and not one.losses
    assert of(one) == of(exchange)
    other, lost = through(one, second, LOSSLESS[second])
    assert not lost and not other.losses
    assert of(other) == of(exchange)


@pytest.mark.parametrize("first", LOSSLESS)
@pytest.mark.parametrize("second", LOSSY)
@given(exchange=exchanges())
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_a_lossy_format_does_not_hold_is_reported(
    first: str, second: str, exchange: Exchange
) -> None:
    one, _ = through(exchange, first, LOSSLESS[first])
    other, losses = through(one, second, LOSSY[second])
    assert of(other)[0] == of(exchange)[0]
    reported = Counter((loss.annotator, loss.item, loss.span) for loss in losses if loss.span)
    assert not spans_of(exchange) - spans_of(other) - reported
    assert sum((spans_of(other) - spans_of(exchange)).values()) <= sum(reported.values())


@given(exchange=generated.exchanges())
@settings(max_examples=25, deadline=None)
def test_parquet_and_csv_hold_whatever_the_other_does(exchange: Exchange) -> None:
    one, _ = through(exchange, "hf-datasets", "x.parquet")
    other, losses = through(one, "csv", "x.csv")
    assert not losses
    assert of(other) == of(exchange)
    assert other.items == exchange.items


def test_the_guess_is_right_for_all_that_we_write(tmp_path: Path) -> None:
    text = "要抓落实。"
    spans = {"s": (Span.of(text, 0, 4, "DIRECTIVE"),)}
    exchange = Exchange((Item("s", text),), {"alice": spans})
    for name, file in (LOSSLESS | LOSSY).items():
        path = tmp_path / name / file
        write_exchange(exchange, path, name)
        found = read_exchange(path, options=ReadOptions(annotator=""))
        assert [span.quote for _, _, span in found] == ["要抓落实"], name
