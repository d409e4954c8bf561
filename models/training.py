"""Training a tagger from corpus folders: `tifa train` without the command line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

from spacy.language import Language
from spacy.training.loop import DIR_MODEL_BEST, DIR_MODEL_LAST
from thinc.api import Config

from tifa.corpus.errors import TrainingError
from tifa.corpus.folder import training_folders
from tifa.corpus.replacing import file_hash
from tifa.models.card import write_card
from tifa.models.pipeline import fit, load_pipeline, load_pipeline_config, use_segmenter
from tifa.models.pretraining import initialise, use_pretrained
from tifa.models.provenance import describe_inputs, sign, versions, write_json
from tifa.models.reader import select_units
from tifa.models.statistics import SpanStatistics, span_statistics
from tifa.models.suggestions import SuggesterReport, require_recall

RECALL_FLOOR = 0.8
REPORT = "training.json"
NO_LICENCE = "not stated"


@dataclass(frozen=True)
class Plan:
    """What is to be trained on what.

    folders (Sequence[Path | str]): Corpora, and files of answered tasks; none means the
        shipped seed and synthetic corpora.
    config (str | Path): A shipped config by name, or a path.
    layer (str): Annotation layer to learn from.
    dev (Sequence[Path | str]): Corpora to choose the best model on; without any, the
        training data are scored, which says only that the model has learnt them.
    segmenter (str | Path | None): Words instead of the config's tokens: ``jieba``, or
        the folder of a pkuseg model.
    init_tok2vec (Path | None): Weights that `tifa pretrain` made, to begin with.
    overrides (Mapping[str, Any] | None): Config settings by dotted name.
    """

    folders: Sequence[Path | str] = ()
    config: str | Path = "crf_cpu"
    layer: str = "gold"
    dev: Sequence[Path | str] = ()
    segmenter: str | Path | None = None
    init_tok2vec: Path | None = None
    overrides: Mapping[str, Any] | None = None

    @property
    def paths(self) -> list[str]:
        """The training data, the shipped corpora where none are named."""
        return [str(folder) for folder in self.folders] or [
            str(folder) for folder in training_folders()
        ]

    def known_mistakes(self) -> str | None:
        """Return what has been read in texts that the shipped tagger tagged; else nothing."""
        changed = (*self.folders, *self.dev, *(self.overrides or ()))
        words = self.segmenter or self.init_tok2vec
        if changed or words or (self.config, self.layer) != (Plan.config, Plan.layer):
            return None
        notes = files("tifa.models") / f"configs/{self.config}.md"
        return notes.read_text(encoding="utf-8")

    def settings(self) -> dict[str, Any]:
        """Return the config settings that this plan makes."""
        return {
            "corpora.train.path": self.paths,
            "corpora.dev.path": [str(folder) for folder in self.dev] or self.paths,
            "corpora.train.layer": self.layer,
            "corpora.dev.layer": self.layer,
            **(self.overrides or {}),
        }

    def load_config(self) -> Config:
        """Return the config with its settings.

        Raises:
            TrainingError: There is no such config or segmenter, a setting does not fit, or
                the pretrained weights do not.
        """
        config = load_pipeline_config(self.config, self.settings())
        if self.segmenter is not None:
            use_segmenter(config, self.segmenter)
        if self.init_tok2vec is not None:
            use_pretrained(config, self.init_tok2vec)
        return config


@dataclass(frozen=True)
class Trained:
    """What training made.

    nlp (Language): The trained pipeline.
    path (Path): Its folder, ``OUT/model-best``.
    statistics (SpanStatistics): What there was to learn.
    """

    nlp: Language
    path: Path
    statistics: SpanStatistics

    @property
    def suggester(self) -> SuggesterReport | None:
        """Quality of the candidates, if there are any."""
        return self.statistics.suggester


def train_tagger(
    folders: Sequence[Path | str],
    out: Path,
    *,
    config: str | Path = "crf_cpu",
    layer: str = "gold",
    dev: Sequence[Path | str] = (),
    segmenter: str | Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    recall_floor: float = RECALL_FLOOR,
    log: IO[str] | None = None,
) -> Trained:
    """Train a pipeline on corpus folders; see `Plan` and `train_plan` for the arguments."""
    plan = Plan(folders, config, layer, dev, segmenter, overrides=overrides)
    return train_plan(plan, out, recall_floor=recall_floor, log=log)


def train_plan(
    plan: Plan,
    out: Path,
    *,
    recall_floor: float = RECALL_FLOOR,
    licence: str = NO_LICENCE,
    log: IO[str] | None = None,
    show: Callable[[SpanStatistics], None] | None = None,
) -> Trained:
    """Train a pipeline and save it under ``out/model-best``.

    plan (Plan): What is trained on what.
    out (Path): Folder to write ``model-best``, ``model-last`` and ``training.json``.
    recall_floor (float): Least share of gold spans that must be candidates.
    licence (str): Licence of the pipeline, for its ``meta.json``.
    log (IO[str] | None): Where spaCy's training table goes.
    show (Callable | None): Called with the statistics of the data before training.

    Raises:
        TrainingError: The data are empty, or the candidates miss too much of the gold.
        CorpusError, FormatError, OffsetError: A corpus cannot be read.
    """
    loaded = plan.load_config()
    statistics = _describe(plan, loaded)
    if show is not None:
        show(statistics)
    if statistics.suggester is not None:
        require_recall(statistics.suggester, recall_floor)
    report = _report(plan, loaded, statistics)
    make_folder(out)
    fit(loaded, out=out, log=log, has_dev=bool(plan.dev))
    write_json(out / REPORT, report)
    for name in (DIR_MODEL_BEST, DIR_MODEL_LAST):
        sign(out / name, report, licence=licence, has_dev=bool(plan.dev))
        write_card(out / name, notes=plan.known_mistakes())
    return Trained(load_pipeline(out), out / DIR_MODEL_BEST, statistics)


def training_statistics(plan: Plan) -> SpanStatistics:
    """Describe what would be trained on, and train nothing.

    Raises:
        TrainingError: The data are empty, or the config cannot be read.
        CorpusError, FormatError, OffsetError: A corpus cannot be read.
    """
    return _describe(plan, plan.load_config())


def _describe(plan: Plan, config: Config) -> SpanStatistics:
    units = select_units(plan.paths, plan.layer)
    return span_statistics(initialise(config, plan.init_tok2vec), units)


def make_folder(out: Path) -> None:
    """Make an output folder.

    Raises:
        TrainingError: It cannot be made or written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(
            f"The output folder cannot be made ({error.strerror})", where=str(out)
        ) from None


def _report(plan: Plan, config: Config, statistics: SpanStatistics) -> dict[str, Any]:
    """Everything a result can be traced to: inputs by hash, settings, versions."""
    settings = {name: value for name, value in plan.settings().items() if _says_how(name)}
    report: dict[str, Any] = {
        "inputs": describe_inputs(plan.paths, plan.layer),
        "dev": describe_inputs(plan.dev, plan.layer),
        "config": {"name": Path(plan.config).name, "settings": settings},
        "seed": config.interpolate()["training"]["seed"],
        "segmenter": plan.segmenter and Path(plan.segmenter).name,
        "statistics": statistics.to_dict(),
        "versions": versions(),
    }
    if plan.init_tok2vec is not None:
        report["init_tok2vec"] = {
            "name": plan.init_tok2vec.name,
            "sha256": file_hash(plan.init_tok2vec.read_bytes()),
        }
    return report


def _says_how(setting: str) -> bool:
    """Say whether a setting tells how to train; where the data lay tells nothing elsewhere."""
    return not setting.endswith(".path") and not setting.startswith("paths.")
