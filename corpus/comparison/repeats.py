"""Documents that repeat each other, found before anything is counted."""

from collections.abc import Callable, Sequence
from typing import Any

from tifa.corpus.comparison.result import Result, recipe_of
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.duplicates import Duplicate, groups, near_duplicates

# Least share of the shorter document that the longer one holds. Below it are texts on one
# matter that quote the same rules. Stricter than for a split into training and test data,
# where what is doubtful had better stay together.
DUPLICATE = 0.7

_COLUMNS = ("first", "second", "containment", "jaccard", "exact", "first_group", "second_group")


def repeats(speeches: Sequence[Speech]) -> list[Duplicate]:
    """Return the pairs of documents of which one holds most of the other."""
    texts = {speech.doc.id: speech.doc.text for speech in speeches}
    return near_duplicates(texts, threshold=DUPLICATE)


def longest(speech: Speech) -> Any:
    """Return the key by which of documents that repeat each other the longest is first."""
    return -speech.characters


def without_repeats(
    speeches: Sequence[Speech],
    pairs: Sequence[Duplicate],
    *,
    best: Callable[[Speech], Any] = longest,
) -> tuple[list[Speech], dict[str, str]]:
    """Return one document of each set that repeat each other, and the others.

    best (Callable): Key of the document that is kept: the least one, of equal ones the first.

    Returns:
        The documents kept, in their order; and those left out, each with the reason.
    """
    by_id = {speech.doc.id: speech for speech in speeches}
    leaders = groups(by_id, [(pair.first, pair.second) for pair in pairs])
    members: dict[str, list[Speech]] = {}
    for doc_id, leader in leaders.items():
        members.setdefault(leader, []).append(by_id[doc_id])
    kept = {leader: min(every, key=best).doc.id for leader, every in members.items()}
    left_out = {
        doc_id: f"repeats {kept[leader]}"
        for doc_id, leader in leaders.items()
        if kept[leader] != doc_id
    }
    return [speech for speech in speeches if speech.doc.id not in left_out], left_out


def repeats_note(pairs: Sequence[Duplicate], *, excluded: bool) -> tuple[str, ...]:
    """Return a sentence about documents that repeat each other; nothing if none do."""
    if not pairs:
        return ()
    what = "of each set the longest is counted" if excluded else "all are counted"
    return (f"{len(pairs)} pairs of documents repeat each other nearly or wholly: {what}",)


def repeats_table(study: Study, pairs: Sequence[Duplicate], *, excluded: bool) -> Result:
    """Return the pairs that repeat each other, the most alike first."""
    import pandas as pd

    group_of = {s.doc.id: group for group, each in study.groups.items() for s in each}
    rows = [
        {
            "first": pair.first,
            "second": pair.second,
            "containment": pair.containment,
            "jaccard": pair.jaccard,
            "exact": pair.exact,
            "first_group": group_of.get(pair.first, ""),
            "second_group": group_of.get(pair.second, ""),
        }
        for pair in sorted(pairs, key=lambda pair: (-pair.containment, -pair.jaccard, pair))
    ]
    recipe = recipe_of(
        study,
        measure=f"containment(5-character shingles, ≥ {DUPLICATE:g} of the shorter text)",
        unit="pairs of documents",
        filters="excluded: all but the longest" if excluded else "none",
    )
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    notes = repeats_note(pairs, excluded=excluded)
    return Result("duplicates", "重复的文件 Documents that repeat each other", frame, recipe, notes)
