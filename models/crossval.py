"""Cross-validation: every unit tagged by a pipeline that has not seen it."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tifa.corpus.errors import TrainingError
from tifa.corpus.spans import Span, in_order
from tifa.models.units import Unit

# One thread for each process: the folds run side by side.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True)
class System:
    """A pipeline to be tested: a config with settings.

    config (str): A shipped config by name, or a path.
    overrides (Mapping[str, Any]): Settings by dotted name.
    segmenter (str | None): ``char``, ``jieba`` or the folder of a pkuseg model.
    init_tok2vec (Path | None): Pretrained weights to begin with.
    """

    config: str
    overrides: Mapping[str, Any] = field(default_factory=dict)
    segmenter: str | None = None
    init_tok2vec: Path | None = None


@dataclass(frozen=True, slots=True)
class TestedUnit:
    """A unit with gold and prediction, both relative to its document.

    doc_id (str), start, end (int): Where it stands in the document, in code points.
    fold (int): The fold in which it was tested.
    gold, predicted (tuple[Span, ...]): Offsets into the document.
    document (str): The text of the document.
    """

    doc_id: str
    start: int
    end: int
    fold: int
    gold: tuple[Span, ...]
    predicted: tuple[Span, ...]
    document: str = field(default="", repr=False)


@dataclass(frozen=True)
class CrossValidation:
    """Predictions of one system for every unit, with what they cost.

    units (tuple[TestedUnit, ...]): In the order of the documents.
    seen (Mapping[int, frozenset[str]]): Per fold, the gold quotes of its training part.
    train_seconds, tag_seconds (float): Processor time summed over the folds.
    candidates, gold, found (int): Over all test units: candidates of the suggester,
        gold spans, and gold spans among the candidates; 0 without a suggester.
    characters (int): Characters tagged.
    megabytes (float): Most memory that a fold's process held; 0 where the system does
        not tell.
    """

    units: tuple[TestedUnit, ...]
    seen: Mapping[int, frozenset[str]]
    train_seconds: float
    tag_seconds: float
    candidates: int
    gold: int
    found: int
    characters: int
    megabytes: float = 0.0

    def spans(self, doc_id: str, *, gold: bool) -> tuple[Span, ...]:
        """Return the gold or the predicted spans of a document, in text order."""
        units = (unit for unit in self.units if unit.doc_id == doc_id)
        return in_order(span for unit in units for span in (unit.gold if gold else unit.predicted))

    def seen_in_training(self) -> frozenset[Span]:
        """Return the gold spans whose text a gold span of the training part had."""
        return frozenset(
            span for unit in self.units for span in unit.gold if span.quote in self.seen[unit.fold]
        )


Progress = Callable[[str, int, int], None]


def cross_validate(
    folders: Sequence[Path | str],
    systems: Mapping[str, System],
    *,
    layer: str = "gold",
    folds: int = 5,
    repeat: int = 0,
    share: float = 1.0,
    workers: int | None = None,
    progress: Progress | None = None,
) -> dict[str, CrossValidation]:
    """Cross-validate systems on corpora, grouped by document or contiguous section.

    With fewer documents than folds a fold is a contiguous stretch (see
    `tifa.models.units.fold_of`). Lexicon entries first decided in the tested
    documents are withheld from the rules; those in the training part are learnt.

    folders (Sequence[Path | str]): Corpus folders and files of answered tasks.
    systems (Mapping[str, System]): By name.
    layer (str): Gold layer.
    folds (int): Number of folds.
    repeat (int): Another number divides into other folds, for repeated
        cross-validation.
    share (float): Share of each training part that is used, for learning curves.
    workers (int | None): Processes; by default one for each processor.
    progress (Progress | None): Called with system, jobs done and jobs in all.

    Returns:
        One result per system, in the order given.
    """
    jobs = [
        (name, system, [str(folder) for folder in folders], layer, folds, fold, repeat, share)
        for name, system in systems.items()
        for fold in range(folds)
    ]
    done: dict[str, list[_FoldResult]] = {name: [] for name in systems}
    workers = min(len(jobs), workers or os.cpu_count() or 1)
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        context = multiprocessing.get_context("spawn")
        # A process for each fold, so that the memory it held is its own.
        with ProcessPoolExecutor(workers, mp_context=context, max_tasks_per_child=1) as pool:
            running = {pool.submit(_run_fold, *job[1:]): job[0] for job in jobs}
            for count, future in enumerate(as_completed(running), start=1):
                done[running[future]].append(_result(future))
                if progress:
                    progress(running[future], count, len(jobs))
    finally:
        _restore(before)
    return {name: _merge(results) for name, results in done.items()}


def _result(future: "Future[_FoldResult]") -> "_FoldResult":
    try:
        return future.result()
    except BrokenProcessPool:
        raise TrainingError(
            "A process that trained a fold was ended, most likely for want of memory",
            remedy="Use fewer workers, or a suggester with fewer candidates.",
        ) from None


def _restore(before: Mapping[str, str | None]) -> None:
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@dataclass(frozen=True)
class _FoldResult:
    fold: int
    units: list[TestedUnit]
    seen: frozenset[str]
    train_seconds: float
    tag_seconds: float
    candidates: int
    gold: int
    found: int
    characters: int
    megabytes: float


def _run_fold(
    system: System,
    folders: list[str],
    layer: str,
    folds: int,
    fold: int,
    repeat: int,
    share: float,
) -> _FoldResult:
    from tifa.models.pipeline import fit
    from tifa.models.reader import select_units

    part: dict[str, Any] = {"folds": folds, "fold": fold, "repeat": repeat}
    test = select_units(folders, layer, **part, part="test")
    learnt = select_units(folders, layer, **part, part="train", share=share)
    read = {**part, "part": "train", "path": folders, "layer": layer, "share": share}
    config = system_config(system, read)
    if "rules" in config["components"]:
        documents = {unit.doc_id for unit in (*test, *learnt)}
        config["components"]["rules"]["exclude_decided"] = sorted(documents)
    started = time.process_time()
    nlp = fit(config)
    trained = time.process_time()
    docs = list(nlp.pipe([unit.make_doc(nlp) for unit in test]))
    tagged = time.process_time()
    return _FoldResult(
        fold,
        [_tested(unit, doc, fold) for unit, doc in zip(test, docs, strict=True)],
        frozenset(span.quote for unit in learnt for span in unit.spans),
        trained - started,
        tagged - trained,
        *_candidates(nlp, test),
        sum(len(unit.text) for unit in test),
        _peak_megabytes(),
    )


def _peak_megabytes() -> float:
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def system_config(system: System, read: Mapping[str, Any]) -> Any:
    """Return the config of a system that is trained on some units.

    read (Mapping[str, Any]): Which units, as arguments of the reader ``tifa.Corpus.v1``.
    """
    from tifa.models.pipeline import load_pipeline_config, use_segmenter
    from tifa.models.pretraining import use_pretrained

    overrides = {
        f"corpora.{name}.{key}": value for name in ("train", "dev") for key, value in read.items()
    }
    config = load_pipeline_config(system.config, {**overrides, **system.overrides})
    if system.segmenter:
        use_segmenter(config, system.segmenter)
    if system.init_tok2vec:
        use_pretrained(config, system.init_tok2vec)
    return config


def _tested(unit: Unit, doc: Any, fold: int) -> TestedUnit:
    from tifa.corpus.docspans import get_spans

    predicted = in_order(span.shifted(unit.start) for span in get_spans(doc, "sc"))
    return TestedUnit(
        unit.doc_id, unit.start, unit.end, fold, unit.in_document(), predicted, unit.document
    )


def _candidates(nlp: Any, test: Sequence[Unit]) -> tuple[int, int, int]:
    from tifa.models.suggestions import measure_suggester

    found = measure_suggester(nlp, test)
    if found is None:
        return 0, 0, 0
    return found.candidates, sum(found.gold.values()), sum(found.found.values())


def _merge(results: Sequence[_FoldResult]) -> CrossValidation:
    ordered = sorted(results, key=lambda result: result.fold)
    units = [unit for result in ordered for unit in result.units]
    return CrossValidation(
        units=tuple(sorted(units, key=lambda unit: (unit.doc_id, unit.start))),
        seen={result.fold: result.seen for result in ordered},
        train_seconds=sum(result.train_seconds for result in ordered),
        tag_seconds=sum(result.tag_seconds for result in ordered),
        candidates=sum(result.candidates for result in ordered),
        gold=sum(result.gold for result in ordered),
        found=sum(result.found for result in ordered),
        characters=sum(result.characters for result in ordered),
        megabytes=max(result.megabytes for result in ordered),
    )
