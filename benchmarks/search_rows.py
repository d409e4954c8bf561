"""Rows of the search for the tagger: what was measured of a configuration on a test set."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generalisation import read_gold
from rich.table import Table
from spacy.language import Language

from tifa.cli.crossval import compare_folds, run_folds
from tifa.corpus.figures import show_figure
from tifa.corpus.jsonl import read_jsonl
from tifa.corpus.scheme import load_scheme
from tifa.evaluation import Evaluation, ScoredText, evaluate
from tifa.evaluation.comparison import show_interval
from tifa.evaluation.scores import Matching
from tifa.models.crossval import System, system_config
from tifa.models.extract import extract
from tifa.models.pipeline import fit

Row = Mapping[str, str]
_KEY = ("configuration", "test set", "trained on")
_MATCHINGS = (Matching.STRICT, Matching.OVERLAP)


@dataclass(frozen=True)
class TestSet:
    """What configurations are scored on.

    corpora (Sequence[Path]): What they are trained on.
    folds (int): Folds of a cross-validation; 0 trains on everything.
    gold (Path | None): Folder of gold tasks, without folds.
    quick (bool): Whether the figures only show that everything runs.
    """

    corpora: Sequence[Path]
    folds: int = 0
    gold: Path | None = None
    quick: bool = False

    def key(self, name: str) -> tuple[str, str, str]:
        """Return what tells the row of a configuration from others."""
        words = f"{self.folds} folds" if self.folds else str(self.gold)
        corpora = "+".join(folder.name for folder in self.corpora)
        return name, f"quick: {words}" if self.quick else words, corpora

    def row(self, name: str, votes: Sequence[System]) -> Row:
        """Train a configuration and score it; of several systems, their mean."""
        evaluation, cost = self._gold(name, votes) if self.gold else self._folds(name, *votes)
        row = dict(zip(_KEY, self.key(name), strict=True))
        for label in evaluation.labels:
            for matching in _MATCHINGS:
                found = evaluation.row(label, matching)
                figures = show_figure(found.counts.f1), show_interval(found.intervals.f1)
                row[f"{label} {matching.value}"] = " ".join(figures).strip()
        return {**row, "cost": cost}

    def _folds(self, name: str, system: System) -> tuple[Evaluation, str]:
        found = run_folds(self.corpora, {name: system}, "gold", self.folds, 0, 1.0)
        comparison = compare_folds(self.corpora, found, "gold", self.folds, 0, 0)
        its = found[name]
        seconds = its.train_seconds / self.folds
        cost = f"{_cost(seconds, its.characters, its.tag_seconds)}, {its.megabytes:,.0f} MB"
        return comparison.evaluations[name], cost

    def _gold(self, name: str, votes: Sequence[System]) -> tuple[Evaluation, str]:
        assert self.gold is not None
        gold = read_gold(self.gold)
        read = {"path": [str(folder) for folder in self.corpora], "layer": "gold"}
        started = time.process_time()
        nlp = voting([fit(system_config(system, read)) for system in votes])
        trained = time.process_time()
        tagged = list(extract(nlp, [(doc_id, text) for doc_id, text, _ in gold]))
        seconds = time.process_time() - trained
        scheme = load_scheme()
        evaluation = evaluate(
            [
                ScoredText(*each, predicted=found.spans)
                for each, found in zip(gold, tagged, strict=True)
            ],
            test_set=str(self.gold),
            scheme=f"{scheme.name} {scheme.version}",
            labels=list(scheme.labels),
        )
        characters = sum(len(text) for _, text, _ in gold)
        return evaluation, _cost(trained - started, characters, seconds)


def voting(pipelines: Sequence[Language]) -> Language:
    """Return the first pipeline, its probabilities the mean of those of all.

    The pipelines differ in their seeds alone, so they have the same candidates.
    """
    first, *others = pipelines
    if not others:
        return first
    taggers = [nlp.get_pipe("spancat") for nlp in pipelines]
    alone = [tagger.predict for tagger in taggers]

    def predict(docs):
        found = [each(docs) for each in alone]
        indices = found[0][0]
        assert all((other.dataXd == indices.dataXd).all() for other, _ in found)
        return indices, sum(scores for _, scores in found) / len(found)

    taggers[0].predict = predict
    return first


def read_rows(path: Path | None) -> dict[tuple[str, ...], Row]:
    """Return the rows that an earlier run has written, by key."""
    if path is None or not path.exists():
        return {}
    return {tuple(row.get(part, "") for part in _KEY): row for _, row in read_jsonl(path)}


def add_row(path: Path, row: Row) -> None:
    """Write a row behind those that are there."""
    with path.open("a", encoding="utf-8") as lines:
        print(json.dumps(row, ensure_ascii=False), file=lines)


def table_of(rows: Sequence[Row]) -> Table:
    """Return the rows as a table for the terminal."""
    table = Table(title="F1 strict [95 %], below it overlap", show_lines=True)
    labels = [name.removesuffix(" strict") for name in rows[0] if name.endswith(" strict")]
    for head in ("configuration", "test set", *labels, "cost"):
        table.add_column(head)
    for row in rows:
        cells = ["\n".join(row[f"{label} {each.value}"] for each in _MATCHINGS) for label in labels]
        table.add_row(row["configuration"], row["test set"], *cells, row["cost"])
    return table


def _cost(train: float, characters: int, tag: float) -> str:
    return f"{train:.0f} s, {characters / max(tag, 1e-9):,.0f} chars/s"
