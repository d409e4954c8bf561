"""Configs, registered functions and pipelines: from a config to a trained ``nlp``."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import IO, Any

import spacy
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config
from thinc.api import Config

from tifa.corpus.errors import ModelError, TrainingError

SHIPPED = ("rules", "spancat_cpu", "spancat_ngram", "spancat_transformer")


def load_pipeline_config(name_or_path: str | Path, overrides: Mapping[str, Any]) -> Config:
    """Load a shipped config by name, or any config by path.

    name_or_path (str | Path): ``spancat_cpu`` or a path to a ``.cfg`` file.
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


@contextmanager
def _config_path(name_or_path: str | Path) -> Iterator[Path]:
    if str(name_or_path) in SHIPPED:
        with as_file(files("tifa.models") / f"configs/{name_or_path}.cfg") as path:
            yield path
    else:
        yield Path(name_or_path)


def fit(config: Config, *, out: Path | None = None, log: IO[str] | None = None) -> Language:
    """Initialise and train a pipeline; one without trainable pipes is only initialised.

    config (Config): A spaCy training config.
    out (Path | None): Where spaCy writes ``model-best`` and ``model-last``, if anywhere.
    log (IO[str] | None): Where spaCy's training table goes; None is nowhere.

    Returns:
        The trained pipeline.
    """
    sink = log or io.StringIO()
    nlp = init_nlp(config)
    if any(pipe.is_trainable for _, pipe in nlp.pipeline if hasattr(pipe, "is_trainable")):
        nlp, _ = train(nlp, out, stdout=sink, stderr=sink)
    elif out is not None:
        for name in ("model-best", "model-last"):
            nlp.to_disk(out / name)
    return nlp


def load_pipeline(path: Path | str) -> Language:
    """Load a trained pipeline, from its folder or from the folder `tifa train` wrote.

    Raises:
        ModelError: The path is no pipeline that can be loaded.
    """
    path = Path(path)
    best = path / "model-best"
    if (best / "config.cfg").is_file():
        path = best
    if not (path / "config.cfg").is_file():
        raise ModelError(
            "Not a spaCy pipeline: there is no config.cfg",
            where=str(path),
            remedy="Give the folder that tifa train wrote, or its model-best.",
        )
    try:
        return spacy.load(path)
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise ModelError(f"The pipeline cannot be loaded ({error})", where=str(path)) from None
