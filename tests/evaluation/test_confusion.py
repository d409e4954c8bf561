"""The confusion matrix: which label for which, rows and columns adding up."""

from collections import Counter

from hypothesis import given

from tests.evaluation.invented import DOCUMENTS, RENAMED, Documents, pairings, renamed, span
from tifa.evaluation.confusion import NOTHING, confusion


def test_rows_are_gold_and_columns_predicted() -> None:
    documents = [
        ([span(0, 4), span(6, 9), span(20, 22)], [span(0, 4, "B"), span(6, 8), span(30, 33, "B")])
    ]
    found = confusion(pairings(documents), labels=["B"])
    assert found.labels == ("B", "A")
    assert found.rows() == [("B", [0, 0, 0]), ("A", [1, 1, 1]), (NOTHING, [1, 0, 0])]
    frame = found.to_frame()
    assert frame.loc["A", "B"] == 1 and frame.index.name == "gold"


def test_nothing_at_all_is_an_empty_matrix() -> None:
    assert confusion([]).rows() == [(NOTHING, [0])]
    assert confusion([], ["A"]).rows() == [("A", [0, 0]), (NOTHING, [0, 0])]


@given(DOCUMENTS)
def test_rows_and_columns_add_up_to_the_spans(documents: Documents) -> None:
    rows = confusion(pairings(documents)).rows()
    names = [name for name, _ in rows]
    gold = Counter(each.label for side, _ in documents for each in side)
    predicted = Counter(each.label for _, side in documents for each in side)
    for place, (name, counts) in enumerate(rows[:-1]):
        assert sum(counts) == gold[name]
        assert sum(counts[place] for _, counts in rows) == predicted[name]
    assert rows[-1][1][-1] == 0 and names[-1] == NOTHING


@given(DOCUMENTS)
def test_new_names_rename_the_matrix(documents: Documents) -> None:
    there = confusion(pairings(documents))
    back = confusion(pairings([(renamed(gold), renamed(found)) for gold, found in documents]))
    names = RENAMED | {NOTHING: NOTHING}
    assert back.counts == {(names[a], names[b]): n for (a, b), n in there.counts.items()}
