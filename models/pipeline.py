"""Configs, registered functions and pipelines: from a config to a trained ``nlp``."""

import io
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import IO, Any

import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.training.initialize import init_nlp
from spacy.training.loop import DIR_MODEL_BEST, DIR_MODEL_LAST, train
from spacy.util import is_package, load_config
from thinc.api import Config

from tifa.corpus.errors import ModelError, TrainingError
from tifa.models.callbacks import create_path_clearer

SHIPPED = ("rules", "crf_cpu", "crf_transformer", "spancat_ngram", "ner")


def load_pipeline_config(name_or_path: str | Path, overrides: Mapping[str, Any]) -> Config:
    """Load a shipped config by name, or any config by path.

    name_or_path (str | Path): ``crf_cpu`` or a path to a ``.cfg`` file.
    overrides (Mapping[str, Any]): Settings by dotted name, as on spaCy's command line.

    Raises:
        TrainingError: There is no such config, or an override does not fit it.
    """
    with _config_path(name_or_path) as path:
        if not path.is_file():
            raise TrainingError(
                f"There is no config “{name_or_path}”",
                remedy=f"Shipped configs: {', '.join(SHIPPED)}; or give a path to a .cfg file.",
            )
        try:
            return load_config(path, overrides=dict(overrides), interpolate=False)
        except ValueError as error:
            raise TrainingError(f"The config cannot be read: {error}", where=str(path)) from None


def use_segmenter(config: Config, segmenter: str | Path) -> None:
    """Make a config cut texts into words: ``char``, ``jieba`` or a pkuseg model.

    segmenter (str | Path): A name, or the folder that `tifa segmenter train` made.
    """
    named = str(segmenter) in ("char", "jieba")
    config["nlp"]["tokenizer"] = {
        "@tokenizers": "spacy.zh.ChineseTokenizer",
        "segmenter": str(segmenter) if named else "pkuseg",
    }
    if named:
        return
    # spaCy alone would switch pkuseg's own dictionary on (see tifa.models.tokenizer).
    initialize = config.setdefault("initialize", {})
    initialize["before_init"] = {"@callbacks": "tifa.pkuseg_tokenizer.v1"}
    initialize["tokenizer"] = {"pkuseg_model": str(segmenter), "pkuseg_user_dict": None}


def parse_overrides(settings: Sequence[str]) -> dict[str, Any]:
    """Parse ``name=value`` settings, values as JSON where they are JSON.

    Raises:
        TrainingError: A setting has no ``=``.
    """
    parsed: dict[str, Any] = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise TrainingError(
                f"“{setting}” is no setting",
                remedy="Write NAME=VALUE, as in training.max_epochs=30.",
            )
        try:
            parsed[name] = json.loads(value)
        except ValueError:
            parsed[name] = value
    return parsed


@contextmanager
def _config_path(name_or_path: str | Path) -> Iterator[Path]:
    if str(name_or_path) in SHIPPED:
        with as_file(files("tifa.models") / f"configs/{name_or_path}.cfg") as path:
            yield path
    else:
        yield Path(name_or_path)


def fit(
    config: Config, *, out: Path | None = None, log: IO[str] | None = None, has_dev: bool = False
) -> Language:
    """Initialise and train a pipeline; one without trainable pipes is only initialised.

    config (Config): A spaCy training config.
    out (Path | None): Where ``model-best`` and ``model-last`` are saved, if anywhere.
    log (IO[str] | None): Where spaCy's training table goes; None is nowhere.
    has_dev (bool): Whether the config's dev corpus is another than its train corpus.
        Without one no checkpoint is better than the last: ``model-best`` is it.

    Returns:
        The trained pipeline, as it was after the last step.
    """
    sink = log or io.StringIO()
    nlp = init_nlp(config)
    if not any(isinstance(pipe, TrainablePipe) for _, pipe in nlp.pipeline):
        return _save_untrained(nlp, out)
    nlp, _ = train(nlp, out, stdout=sink, stderr=sink)
    if out is not None and not has_dev:
        shutil.rmtree(out / DIR_MODEL_BEST, ignore_errors=True)
        shutil.copytree(out / DIR_MODEL_LAST, out / DIR_MODEL_BEST)
    return nlp


def _save_untrained(nlp: Language, out: Path | None) -> Language:
    if out is not None:
        for name in (DIR_MODEL_LAST, DIR_MODEL_BEST):
            create_path_clearer()(nlp).to_disk(out / name)
    return nlp


def pipeline_folder(path: Path | str) -> Path:
    """Return the folder of a pipeline, given it or the folder that `tifa train` wrote.

    Raises:
        ModelError: There is none.
    """
    path = Path(path)
    best = path / DIR_MODEL_BEST
    if (best / "config.cfg").is_file():
        path = best
    if not (path / "config.cfg").is_file():
        raise ModelError(
            "Not a spaCy pipeline: there is no config.cfg",
            where=str(path),
            remedy="Give the folder that tifa train wrote, or its model-best.",
        )
    return path


def load_pipeline(path: Path | str) -> Language:
    """Load a trained pipeline.

    path (Path | str): Its folder, the folder `tifa train` wrote, or the name of the package
        that `tifa package` made and pip installed.

    Raises:
        ModelError: The path is no pipeline that can be loaded.
    """
    named = not Path(path).exists() and is_package(str(path))
    source = str(path) if named else pipeline_folder(path)
    try:
        return spacy.load(source)
    except (OSError, ValueError, KeyError, ImportError, AttributeError) as error:
        raise ModelError(f"The pipeline cannot be loaded ({error})", where=str(path)) from None
