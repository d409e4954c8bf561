"""Names of files and features."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.annotation.formats.filenames import (
    from_filename,
    from_identifier,
    to_filename,
    to_identifier,
)

# All characters, halves of surrogate pairs too.
NAMES = st.text(st.characters()) | st.text(st.sampled_from("x_1.%/ 各𠮷\ud842"))


@given(NAMES)
def test_a_file_name_stands_for_its_id(name: str) -> None:
    filename = to_filename(name)
    assert from_filename(filename) == name
    assert filename.isprintable()
    assert not set('/\\:*?"<>|') & set(filename)
    assert not filename.startswith(".")


@given(NAMES, st.sampled_from(["", "-"]))
def test_an_identifier_stands_for_its_name(name: str, extra: str) -> None:
    reserved = frozenset(("label", "x"))
    identifier = to_identifier(name, reserved=reserved, extra=extra)
    assert from_identifier(identifier, reserved=reserved, extra=extra) == name
    assert identifier not in reserved
    assert set(identifier.replace("_", "a").replace(extra or "_", "a")) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    )


@pytest.mark.parametrize("name", ["a%FF", "a%41", "100%", "a%2f"])
def test_a_foreign_file_name_is_the_id_itself(name: str) -> None:
    assert from_filename(name) == name


@pytest.mark.parametrize("name", ["x_pos", "x__zz_", "x__110000_", "x__41_"])
def test_a_foreign_identifier_is_the_name_itself(name: str) -> None:
    assert from_identifier(name) == name
