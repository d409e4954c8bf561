"""Cross-validation: every unit is tagged by a pipeline that has not seen it."""

import pytest

from tifa.corpus.folder import Corpus, seed_folder
from tifa.models.crossval import CrossValidation, System, cross_validate


@pytest.fixture(scope="module")
def result() -> CrossValidation:
    return cross_validate([seed_folder()], {"rules": System("rules")}, folds=3, workers=2)["rules"]


def test_every_gold_span_is_tested_once(result: CrossValidation, seed: Corpus) -> None:
    (doc_id,) = seed.documents
    assert result.spans(doc_id, gold=True) == seed.layer("gold").spans[doc_id]


def test_formulas_that_only_the_tested_fold_attests_are_not_known(
    result: CrossValidation,
) -> None:
    found = {span.quote for unit in result.units for span in unit.predicted}
    assert "创先争优" in found  # in every fold
    assert "大民政" not in found  # in one fold only, and decided on this speech


def test_what_was_seen_in_training_is_known_per_fold(result: CrossValidation) -> None:
    fold = next(unit.fold for unit in result.units for s in unit.gold if s.quote == "大民政")
    assert "大民政" not in result.seen[fold]
    assert all("大民政" in seen for other, seen in result.seen.items() if other != fold)


def test_progress_counts_the_jobs() -> None:
    steps: list[tuple[str, int, int]] = []
    cross_validate(
        [seed_folder()],
        {"rules": System("rules")},
        folds=2,
        workers=1,
        progress=lambda *step: steps.append(step),
    )
    assert steps == [("rules", 1, 2), ("rules", 2, 2)]
