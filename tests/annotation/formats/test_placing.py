"""Placing spans: what fits is placed, what does not is listed, a shift is recognised."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.annotation.formats.invented import TEXTS, extents
from tifa.annotation.formats.placing import Placed, RawArgument, RawSpan, place
from tifa.corpus.offsets import Utf16Map

TEXT = "𠮷林的同志们：\r\n要抓紧𠮷修路，\r\n要修好桥。路修好了。"
QUOTES = ["同志们", "抓紧𠮷", "修路", "要修好桥", "路修好了"]


def raws(text: str, quotes: list[str], seen: Callable[[int], int]) -> list[RawSpan]:
    """Return spans as a tool has them that counts in another way."""
    places = [(text.index(quote), text.index(quote) + len(quote), quote) for quote in quotes]
    return [RawSpan(seen(start), seen(end), "X", quote) for start, end, quote in places]


def put(text: str, spans: list[RawSpan], *, repair: bool = False, utf16: bool = False) -> Placed:
    return place(text, spans, item="s1", annotator="ann", repair=repair, utf16=utf16)


def utf16(offset: int) -> int:
    return Utf16Map(TEXT).to_utf16(offset)


def unix(offset: int) -> int:
    return offset - TEXT[:offset].count("\r")


@pytest.mark.parametrize(
    ("seen", "cause"),
    [
        (utf16, "offsets count UTF-16 code units"),
        (lambda offset: len(TEXT[:offset].encode()), "offsets count UTF-8 bytes"),
        (unix, "a line end of two characters (CRLF) is counted as one"),
        (lambda offset: offset + 1, "a byte order mark before the text is counted"),
        (lambda offset: offset + 7, "all offsets are 7 too high"),
        (lambda offset: offset - 2, "all offsets are 2 too low"),
    ],
)
def test_a_way_of_counting_is_recognised(seen: Callable[[int], int], cause: str) -> None:
    given_spans = raws(TEXT, QUOTES, seen)
    found = put(TEXT, given_spans)
    assert found.notes == (f"s1: {cause}: 5 of 5 quotes fit so; not repaired",)
    assert len(found.spans) + len(found.losses) == 5
    assert all(f"{cause}, which --repair undoes" in loss.reason for loss in found.losses)
    repaired = put(TEXT, given_spans, repair=True)
    assert [span.quote for span in repaired.spans] == QUOTES
    assert repaired.losses == ()
    assert repaired.notes == (f"s1: {cause}: 5 of 5 quotes fit so; repaired",)


def test_an_inclusive_end_is_recognised() -> None:
    spans = [RawSpan(s.start, s.end - 1, "X", s.quote) for s in raws(TEXT, QUOTES, int)]
    assert "the end of a span is counted as inside it" in put(TEXT, spans).notes[0]
    assert [span.quote for span in put(TEXT, spans, repair=True).spans] == QUOTES


def test_blanks_that_the_tool_took_away_are_recognised() -> None:
    text = f"\u3000\u3000{TEXT}\n"
    found = put(text, raws(text, QUOTES, lambda offset: offset - 2), repair=True)
    assert "the 2 blanks at the start of the text are not counted" in found.notes[0]
    assert [span.quote for span in found.spans] == QUOTES


def test_a_byte_order_mark_in_the_text_is_recognised() -> None:
    text = f"\ufeff{TEXT}"
    found = put(text, raws(text, QUOTES, lambda offset: offset - 1), repair=True)
    assert "the byte order mark at the start of the text is not counted" in found.notes[0]
    assert [span.quote for span in found.spans] == QUOTES


def test_line_ends_counted_as_two_are_recognised() -> None:
    text = TEXT.replace("\r\n", "\n")
    spans = raws(text, QUOTES, lambda offset: offset + text[:offset].count("\n"))
    found = put(text, spans, repair=True)
    assert "a line end of one character (LF) is counted as two" in found.notes[0]
    assert [span.quote for span in found.spans] == QUOTES


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_normalised_text_is_recognised_and_quoted_as_the_file_has_it(form: str) -> None:
    text = "Caf" + ("e\u0301" if form == "NFC" else "\xe9") + "里同志们要抓紧修路。"
    seen = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    whole = seen.split("里")[0]
    spans = raws(seen, [whole, "同志们", "修路"], int)
    found = put(text, spans, repair=True)
    assert f"offsets count the text normalised to {form}" in found.notes[0]
    assert [span.quote for span in found.spans] == [text.split("里")[0], "同志们", "修路"]


def test_a_quote_over_a_line_end_is_the_one_of_the_file() -> None:
    seen = TEXT.replace("\r\n", "\n")
    found = put(TEXT, raws(seen, ["同志们：\n要抓紧", "修好桥"], int), repair=True)
    assert [span.quote for span in found.spans] == ["同志们：\r\n要抓紧", "修好桥"]


def test_most_spans_are_enough_and_the_others_are_listed_with_their_place() -> None:
    spans = [*raws(TEXT, QUOTES, utf16), RawSpan(0, 1, "X", "桥"), RawSpan(0, 1, "X", "河")]
    found = put(TEXT, spans, repair=True)
    assert [span.quote for span in found.spans] == QUOTES
    assert "5 of 7 quotes" in found.notes[0]
    bridge, river = (loss.reason for loss in found.losses)
    assert f"its quote stands at {TEXT.index('桥')}" in bridge
    assert "does not occur" in river


def test_half_of_the_spans_are_no_rule() -> None:
    spans = [*raws(TEXT, QUOTES[:2], int), *raws(TEXT, QUOTES[3:], lambda offset: offset + 4)]
    found = put(TEXT, spans, repair=True)
    assert (found.notes, len(found.spans), len(found.losses)) == ((), 2, 2)


@pytest.mark.parametrize(
    "spans",
    [
        # One quote of three that UTF-16 would explain; one that moved alone; a single character.
        [RawSpan(4, 5, "X", "同"), RawSpan(0, 1, "X", "河"), RawSpan(3, 5, "X", "河南")],
        [RawSpan(TEXT.index("修好桥") + 7, TEXT.index("修好桥") + 10, "X", "修好桥")],
        [RawSpan(TEXT.index("桥") + 1, TEXT.index("桥") + 2, "X", "桥")],
    ],
)
def test_too_little_evidence_is_no_rule(spans: list[RawSpan]) -> None:
    found = put(TEXT, spans, repair=True)
    assert (found.spans, found.notes, len(found.losses)) == ((), (), len(spans))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@given(st.data(), st.lists(st.sampled_from(["e\u0301", "é", "要", "\u0323", "ㅎㅏㄴ", "한", "각"])))
def test_normalised_texts_are_always_repaired(
    form: str, data: st.DataObject, parts: list[str]
) -> None:
    text = "".join(parts) + "同志们"
    end = len(unicodedata.normalize(form, text))  # type: ignore[arg-type]
    found = put(text, [RawSpan(end - 3, end, "X", "同志们")], repair=True)
    assert [span.quote for span in found.spans] == ["同志们"]


def test_what_fits_as_it_is_is_left_alone() -> None:
    found = put("路路路", [RawSpan(0, 1, "X", "路"), RawSpan(1, 2, "X", "路")], repair=True)
    assert ([span.start for span in found.spans], found.notes) == ([0, 1], ())


def test_a_span_without_a_quote_moves_with_the_others_or_is_listed() -> None:
    bare = RawSpan(utf16(12), utf16(14), "Y")
    spans = [*raws(TEXT, QUOTES, utf16), bare]
    assert (12, 14, "Y") in [span.key for span in put(TEXT, spans, repair=True).spans]
    [loss] = [loss for loss in put(TEXT, spans).losses if loss.span and loss.span.label == "Y"]
    assert "no quote" in loss.reason


def test_arguments_move_with_their_span_and_are_checked() -> None:
    argument = RawArgument("actor", utf16(3), utf16(6), "同志们")
    [last] = raws(TEXT, ["修好桥"], utf16)
    span = RawSpan(last.start, last.end, "X", "修好桥", arguments=(argument,))
    [found] = put(TEXT, [span], repair=True).spans
    assert [(arg.start, arg.quote) for arg in found.arguments] == [(3, "同志们")]
    wrong = RawSpan(0, 2, "X", "𠮷林", arguments=(RawArgument("actor", 0, 1, "桥"),))
    [loss] = put(TEXT, [wrong]).losses
    assert loss.reason.startswith("Argument actor of X 0–2 covers “𠮷” and not its quote “桥”")


def test_a_file_that_counts_utf16_is_read_so_and_one_that_only_says_so_is_recognised() -> None:
    assert put(TEXT, raws(TEXT, QUOTES, utf16), utf16=True).losses == ()
    found = put(TEXT, raws(TEXT, QUOTES, int), utf16=True)
    assert "offsets count code points" in found.notes[0]


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (2, 2), (3, 2), (0, 99), (1 << 80, 1 << 81)])
@pytest.mark.parametrize("units", [False, True])
def test_a_span_outside_is_listed(start: int, end: int, units: bool) -> None:
    found = put("要𠮷要", [RawSpan(start, end, "X")], utf16=units, repair=True)
    [loss] = found.losses
    assert (found.spans, loss.item, loss.annotator) == ((), "s1", "ann")
    assert "is empty or lies outside" in loss.reason


def test_equal_spans_are_kept_once_and_listed_but_others_at_the_place_are_kept() -> None:
    one = RawSpan(0, 1, "X", "要")
    high = RawSpan(0, 1, "X", "要", {"strength": "high"})
    found = put("要", [one, high, one])
    assert [dict(span.attributes) for span in found.spans] == [{}, {"strength": "high"}]
    [loss] = found.losses
    assert "twice" in loss.reason


@given(st.data(), TEXTS)
def test_every_span_is_placed_or_listed(data: st.DataObject, text: str) -> None:
    numbers = st.integers(-2, len(text) + 2)
    spans = [
        RawSpan(data.draw(numbers), data.draw(numbers), "X", data.draw(st.none() | TEXTS))
        for _ in range(data.draw(st.integers(0, 4)))
    ]
    for repair in (False, True):
        found = put(text, spans, repair=repair, utf16=data.draw(st.booleans()))
        assert len(found.spans) + len(found.losses) == len(spans)
        for span in found.spans:
            span.check(text)


@given(st.data(), TEXTS)
def test_utf16_offsets_with_quotes_are_always_repaired(data: st.DataObject, text: str) -> None:
    places = data.draw(st.lists(extents(text), min_size=1, max_size=4, unique=True))
    units = Utf16Map(text)
    spans = [
        RawSpan(units.to_utf16(start), units.to_utf16(end), "X", text[start:end])
        for start, end in places
    ]
    plain = put(text, spans)
    assume(plain.losses)
    found = put(text, spans, repair=True)
    assert {(span.start, span.end) for span in found.spans} == set(places)
