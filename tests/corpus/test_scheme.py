"""The label scheme: versions, labels, and the edges of spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.errors import SchemeError
from tifa.corpus.scheme import available_schemes, load_scheme


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("要抓紧", "要抓紧"),
        ("，要抓紧。", "要抓紧"),
        (" \u3000要抓紧\n", "要抓紧"),
        ("“五个好”", "五个好"),
        ("“三区三州”外的县", "“三区三州”外的县"),
        ("建设“平安单位”", "建设“平安单位”"),
        ("要抓紧（", "要抓紧"),
        ("）要抓紧", "要抓紧"),
        ("“要抓紧", "要抓紧"),
        ("“要“抓紧”（", "要“抓紧”"),
        ("——、。", ""),
        ("", ""),
    ],
)
def test_punctuation_at_the_edges_is_trimmed(text: str, kept: str) -> None:
    start, end = load_scheme().trim(text, 0, len(text))
    assert text[start:end] == kept


@given(st.text(alphabet="要抓，。 “”（）《》", max_size=12))
def test_what_is_trimmed_stays_as_it_is(text: str) -> None:
    trimmed = load_scheme().trim(text, 0, len(text))
    assert load_scheme().trim(text, *trimmed) == trimmed


def test_trimming_never_leaves_the_extent() -> None:
    text = "（要抓紧）"
    assert load_scheme().trim(text, 1, 4) == (1, 4)
    assert load_scheme().trim(text, 1, 5) == (1, 4)


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_shipped_versions_load(version: str) -> None:
    scheme = load_scheme("speeches", version)
    assert f"speeches-{version}" in available_schemes()
    assert scheme.version == version
    assert len({label.key for label in scheme.labels.values()}) == len(scheme.labels)


def test_required_attributes_with_closed_values_have_values() -> None:
    for label in load_scheme().labels.values():
        for attribute in label.attributes.values():
            assert attribute.values or attribute.from_lexicon or not attribute.required


def test_an_unknown_scheme_or_label_names_the_known_ones() -> None:
    with pytest.raises(SchemeError, match=r"speeches-1\.1"):
        load_scheme("speeches", "9.9")
    with pytest.raises(SchemeError, match="SLOGAN"):
        load_scheme().label("KOUHAO")
