"""Duplicates: exact, near, and one text inside another."""

import random

import pytest

from tifa.corpus.duplicates import groups, near_duplicates

LETTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]


def text_of(seed: int, length: int = 2000) -> str:
    return "".join(random.Random(seed).choices(LETTERS, k=length))


def test_unrelated_texts_are_no_duplicates() -> None:
    assert near_duplicates({str(seed): text_of(seed) for seed in range(20)}) == []


def test_equal_texts_are_exact_duplicates_however_short() -> None:
    [pair] = near_duplicates({"a": "要", "b": "抓", "c": "要"})
    assert (pair.first, pair.second, pair.exact) == ("a", "c", True)


def test_an_excerpt_is_contained_in_the_whole() -> None:
    whole = text_of(1)
    [pair] = near_duplicates({"whole": whole, "part": whole[500:800], "other": text_of(2)})
    assert pair.containment == 1
    assert pair.jaccard < 0.2
    assert not pair.exact


def test_line_ends_and_spaces_do_not_hide_a_duplicate() -> None:
    whole = text_of(1)
    broken = "\r\n\u3000\u3000".join(whole[i : i + 50] for i in range(0, 2000, 50))
    [pair] = near_duplicates({"a": whole, "b": broken})
    assert pair.containment == 1
    assert not pair.exact


def test_the_threshold_is_the_least_containment() -> None:
    first, second = text_of(1, 1000), text_of(2, 1000)
    texts = {"a": first, "b": first[:500] + second[500:]}
    [pair] = near_duplicates(texts, threshold=0.4)
    assert pair.containment == pytest.approx(0.5, abs=0.02)
    assert near_duplicates(texts, threshold=0.6) == []


def test_sampling_finds_the_same_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {str(seed): text_of(seed) for seed in range(30)}
    texts |= {"x": texts["3"][:400], "y": texts["4"] + text_of(99, 500)}
    everything = near_duplicates(texts)
    monkeypatch.setattr("tifa.corpus.duplicates._SAMPLE", 6000)
    assert near_duplicates(texts) == everything
    assert len(everything) == 2


@pytest.mark.parametrize("texts", [{}, {"a": ""}, {"a": "", "b": "要抓紧落实"}])
def test_nothing_to_compare_is_no_error(texts: dict[str, str]) -> None:
    assert near_duplicates(texts) == []


@pytest.mark.parametrize("threshold", [0, -1, 1.1])
def test_a_threshold_outside_its_range_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        near_duplicates({}, threshold=threshold)


def test_groups_join_through_others_and_are_named_by_the_smallest() -> None:
    joined = groups(["d", "c", "b", "a"], [("d", "c"), ("c", "b")])
    assert joined == {"d": "b", "c": "b", "b": "b", "a": "a"}
