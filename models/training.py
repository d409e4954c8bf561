"""Training a tagger from corpus folders: `tifa train` without the command line."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import DIR_MODEL_BEST, DIR_MODEL_LAST

import tifa
from tifa.corpus.errors import TrainingError
from tifa.corpus.folder import seed_folder
from tifa.corpus.manifest import MANIFEST
from tifa.corpus.replacing import file_hash
from tifa.models.pipeline import fit, load_pipeline, load_pipeline_config, use_segmenter
from tifa.models.reader import select_units
from tifa.models.suggestions import SuggesterReport, measure_suggester, require_recall

RECALL_FLOOR = 0.8
REPORT = "training.json"


@dataclass(frozen=True)
class Trained:
    """What training made.

    nlp (Language): The trained pipeline.
    path (Path): Its folder, ``OUT/model-best``.
    suggester (SuggesterReport | None): Quality of the candidates, if there are any.
    """

    nlp: Language
    path: Path
    suggester: SuggesterReport | None


def train_tagger(
    folders: Sequence[Path | str],
    out: Path,
    *,
    config: str | Path = "spancat_cpu",
    layer: str = "gold",
    dev: Sequence[Path | str] = (),
    segmenter: str | Path | None = None,
    overrides: Mapping[str, Any] | None = None,
    recall_floor: float = RECALL_FLOOR,
    log: IO[str] | None = None,
) -> Trained:
    """Train a pipeline on corpus folders and save it under ``out/model-best``.

    folders (Sequence[Path | str]): Corpora; none means the shipped seed corpus.
    out (Path): Folder to write ``model-best``, ``model-last`` and ``training.json``.
    config (str | Path): A shipped config by name, or a path.
    layer (str): Annotation layer to learn from.
    dev (Sequence[Path | str]): Corpora to choose the best model on; without any, the
        training data are scored, which says only that the model has learnt them.
    segmenter (str | Path | None): Words instead of the config's tokens: ``jieba``, or
        the folder of a pkuseg model.
    overrides (Mapping[str, Any]): Config settings by dotted name.
    recall_floor (float): Least share of gold spans that must be candidates.
    log (IO[str] | None): Where spaCy's training table goes.

    Raises:
        TrainingError: The data are empty, or the candidates miss too much of the gold.
        CorpusError, FormatError, OffsetError: A corpus cannot be read.
    """
    paths = [str(folder) for folder in folders] or [str(seed_folder())]
    settings = {
        "corpora.train.path": paths,
        "corpora.dev.path": [str(folder) for folder in dev] or paths,
        "corpora.train.layer": layer,
        "corpora.dev.layer": layer,
        **(overrides or {}),
    }
    loaded = load_pipeline_config(config, settings)
    if segmenter is not None:
        use_segmenter(loaded, segmenter)
    units = select_units(paths, layer)
    suggester = _check_candidates(init_nlp(loaded), units, recall_floor)
    make_folder(out)
    fit(loaded, out=out, log=log, has_dev=bool(dev))
    report = _report(paths, config, settings, suggester)
    _write_json(out / REPORT, report)
    for name in (DIR_MODEL_BEST, DIR_MODEL_LAST):
        _sign(out / name / "meta.json", report)
    return Trained(load_pipeline(out), out / DIR_MODEL_BEST, suggester)


def _check_candidates(nlp: Language, units: Sequence[Any], floor: float) -> SuggesterReport | None:
    report = measure_suggester(nlp, units)
    if report is not None:
        require_recall(report, floor)
    return report


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


def _sign(path: Path, report: Mapping[str, Any]) -> None:
    """Say in a pipeline's own meta.json what made it, so that it travels with it."""
    meta = json.loads(path.read_text("utf8"))
    meta["name"] = f"tifa_{Path(str(report['config'])).stem}"
    meta["version"] = tifa.__version__
    meta["description"] = "Directives, slogans and responsibility in Chinese political speeches"
    meta["tifa"] = dict(report)
    _write_json(path, meta)


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2)
    path.write_text(text, encoding="utf-8", newline="\n")


def _report(
    paths: Sequence[str],
    config: str | Path,
    settings: Mapping[str, Any],
    suggester: SuggesterReport | None,
) -> dict[str, Any]:
    """Everything a result can be traced to: inputs by hash, settings, versions."""
    return {
        "inputs": {
            Path(path).name: file_hash((Path(path) / MANIFEST).read_bytes()) for path in paths
        },
        "config": str(Path(config).name),
        "settings": {name: value for name, value in settings.items() if not name.endswith(".path")},
        "suggester": suggester
        and {
            "recall": round(suggester.recall, 4),
            "gold": dict(suggester.gold),
            "found": dict(suggester.found),
            "candidates_per_1000_characters": round(suggester.per_thousand, 1),
        },
        "versions": {"tifa": tifa.__version__, "spacy": spacy_version},
    }
