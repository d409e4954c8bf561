from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.comparison.phrases import maximal_repeats

TEXTS = st.lists(st.text("甲乙丙。", max_size=24), min_size=1, max_size=3)


def _by_hand(texts: list[str], shortest: int, longest: int, least: int) -> set[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for text in texts:
        for piece in text.split("。"):
            for start in range(len(piece)):
                for end in range(start + shortest, min(len(piece), start + longest + 1) + 1):
                    counts[piece[start:end]] += 1
    return {
        (phrase, count)
        for phrase, count in counts.items()
        if len(phrase) <= longest and count >= least
        and not any(
            counts[char + phrase] == count or counts[phrase + char] == count for char in "甲乙丙"
        )
    }  # fmt: skip


@given(TEXTS, st.integers(1, 3), st.integers(0, 4), st.integers(1, 3))
def test_maximal_repeats_are_those_that_counting_by_hand_finds(
    texts: list[str], shortest: int, more: int, least: int
) -> None:
    longest = shortest + more
    found = maximal_repeats(texts, shortest=shortest, longest=longest, least=least, breaks="。")
    assert {(phrase.text, phrase.count) for phrase in found} == _by_hand(
        texts, shortest, longest, least
    )
    assert len(found) == len({phrase.text for phrase in found})
    joined = "".join(texts)
    for phrase in found:
        assert joined.startswith(phrase.text, phrase.start)
        assert phrase.documents == sum(phrase.text in text for text in texts)


def test_no_phrase_runs_from_one_text_into_the_next() -> None:
    assert (
        maximal_repeats(["甲乙", "丙甲乙", "丙"], shortest=3, least=1, longest=3)[0].text
        == "丙甲乙"
    )


def test_nothing_repeats_in_nothing() -> None:
    assert maximal_repeats([]) == []
    assert maximal_repeats([""]) == []
