"""Offsets: code points here, UTF-16 units elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.errors import OffsetError
from tifa.corpus.offsets import Utf16Map, check_extent, quote_places

TEXTS = st.text(st.sampled_from("要𠮷。\n😀a"), max_size=30)


@given(TEXTS)
def test_utf16_offsets_are_those_of_the_encoded_text(text: str) -> None:
    units = Utf16Map(text)
    for offset in range(len(text) + 1):
        encoded = len(text[:offset].encode("utf-16-le")) // 2
        assert units.to_utf16(offset) == encoded
        assert units.from_utf16(encoded) == offset


@given(TEXTS)
def test_the_middle_of_a_pair_is_no_place(text: str) -> None:
    units = Utf16Map(text)
    for offset, char in enumerate(text):
        if ord(char) > 0xFFFF:
            with pytest.raises(OffsetError, match="inside one character"):
                units.from_utf16(units.to_utf16(offset) + 1)


@pytest.mark.parametrize("text", ["", "要", "𠮷"])
@pytest.mark.parametrize("offset", [-1, 3])
def test_offsets_outside_are_refused(text: str, offset: int) -> None:
    with pytest.raises(OffsetError, match="outside"):
        Utf16Map(text).to_utf16(offset)
    with pytest.raises(OffsetError, match="outside"):
        Utf16Map(text).from_utf16(offset)


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1), (-1, 1), (0, 9)])
def test_an_empty_or_outside_extent_is_refused(start: int, end: int) -> None:
    with pytest.raises(OffsetError, match="empty or lies outside"):
        check_extent("要抓紧", start, end, "要")


def test_a_quote_elsewhere_is_located_nearest_first() -> None:
    assert quote_places("要a要b要", "要", 3) == [2, 4, 0]
    with pytest.raises(OffsetError, match="stands at 2–3, 0–1"):
        check_extent("要a要b", 3, 4, "要")


def test_a_quote_nowhere_points_to_an_edited_text() -> None:
    with pytest.raises(OffsetError, match="was the text edited"):
        check_extent("要抓紧", 0, 1, "须")
