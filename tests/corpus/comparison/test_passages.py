from hypothesis import given
from hypothesis import strategies as st

from tifa.corpus.comparison.passages import Shared, covered, shared_passages
from tifa.corpus.comparison.sharing import shared_stretches

TEXTS = st.lists(st.text("甲乙\n", max_size=18), min_size=2, max_size=4)
SENTENCE = "要把村口的水渠修好用好管好，年底以前让每一块田都浇上水。"


def _by_hand(one: str, other: str, shortest: int) -> set[tuple[int, int, int]]:
    """Return start, other start and length of all maximal equal stretches within lines."""
    found = set()
    for a in range(len(one)):
        for b in range(len(other)):
            if a and b and one[a - 1] == other[b - 1] != "\n":
                continue
            length = 0
            while (
                a + length < len(one)
                and b + length < len(other)
                and one[a + length] == other[b + length] != "\n"
            ):
                length += 1
            if length >= shortest:
                found.add((a, b, length))
    return found


@given(TEXTS, st.integers(1, 5))
def test_all_maximal_stretches_of_all_pairs_are_found(texts: list[str], shortest: int) -> None:
    found = shared_stretches(texts, shortest=shortest)
    rows = zip(found.first, found.second, found.start, found.other_start, found.length, strict=True)
    expected = {
        (i, j, *each)
        for j in range(len(texts))
        for i in range(j)
        for each in _by_hand(texts[i], texts[j], shortest)
    }
    assert {tuple(int(value) for value in row) for row in rows} == expected


@given(TEXTS, st.integers(1, 5))
def test_a_stretch_counts_the_texts_that_hold_it(texts: list[str], shortest: int) -> None:
    found = shared_stretches(texts, shortest=shortest)
    for first, start, length, documents in zip(
        found.first, found.start, found.length, found.documents, strict=True
    ):
        quote = texts[first][start : start + length]
        assert documents == sum(quote in text for text in texts)


@given(TEXTS, st.integers(1, 5))
def test_verbatim_passages_stand_in_both_texts(texts: list[str], shortest: int) -> None:
    for each in shared_passages(texts, shortest=shortest, near=False):
        quote = texts[each.first][each.start : each.end]
        assert quote == texts[each.second][each.other_start : each.other_end]
        assert len(quote) >= shortest and each.verbatim


@given(TEXTS, st.integers(1, 5))
def test_leaving_out_repetitions_uncovers_nothing(texts: list[str], shortest: int) -> None:
    found = shared_stretches(texts, shortest=shortest)
    kept = shared_passages(texts, shortest=shortest, near=False)
    for number in range(1, len(texts)):
        pair = (found.first == 0) & (found.second == number)
        mine = [each for each in kept if (each.first, each.second) == (0, number)]
        marks = set()
        for start, length in zip(found.start[pair], found.length[pair], strict=True):
            marks |= set(range(start, start + length))
        assert covered(mine, len(texts[0])) == len(marks)


def _near(one: str, other: str) -> list[Shared]:
    return [each for each in shared_passages([one, other]) if not each.verbatim]


def test_a_passage_with_other_words_in_it_is_near() -> None:
    other = SENTENCE.replace("修好用好管好", "修好用好")
    (found,) = _near("开头。" + SENTENCE, "别的开头。" + other)
    assert ("开头。" + SENTENCE)[found.start : found.end].endswith(SENTENCE[:-1])
    assert ("别的开头。" + other)[found.other_start : found.other_end].endswith(other[:-1])
    assert 0.9 < found.similarity < 1


def test_pieces_too_far_apart_are_no_near_passage() -> None:
    other = SENTENCE.replace("，", "，这里夹了一长串和原来完全没有关系的话，")
    assert not _near(SENTENCE, other)


def test_punctuation_at_the_edges_is_no_part_of_a_passage() -> None:
    (found,) = shared_passages(["，" + SENTENCE, "：，" + SENTENCE, SENTENCE[:-1]])[:1]
    assert ("，" + SENTENCE)[found.start : found.end] == SENTENCE[:-1]
    assert found.documents == 3


def test_only_the_texts_asked_for_are_compared_but_all_count() -> None:
    found = shared_passages([SENTENCE, SENTENCE, SENTENCE], among=2)
    assert [(each.first, each.second, each.documents) for each in found] == [(0, 1, 3)]
    assert not shared_passages([SENTENCE, SENTENCE], skip=[(0, 1)])
