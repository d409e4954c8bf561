"""Pretraining the layer that reads characters on texts without annotation.

`spacy pretrain` teaches the tok2vec of a config to tell masked characters from those
around them; `tifa train --init-tok2vec` begins with what it has learnt.
"""

import contextlib
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from spacy.language import DEFAULT_CONFIG_PRETRAIN_PATH, Language
from spacy.training.initialize import init_nlp
from spacy.training.pretrain import pretrain
from spacy.util import load_config, load_model_from_config
from thinc.api import Config

from tifa.corpus.errors import ModelError, TrainingError
from tifa.corpus.jsonl import write_jsonl
from tifa.corpus.replacing import file_hash
from tifa.models.pipeline import load_pipeline_config, use_segmenter
from tifa.models.provenance import versions, write_json
from tifa.models.units import LONGEST, units_of

WEIGHTS = "model-last.bin"
LOG = "log.jsonl"
REPORT = "pretraining.json"
CONFIG = "config.cfg"
# Enough to see whether it helps; spaCy's own default is a thousand.
EPOCHS = 10
_LISTENER = "spacy.Tok2VecListener"


@dataclass(frozen=True)
class Pretrained:
    """What pretraining made.

    weights (Path): The file for `tifa train --init-tok2vec`.
    texts, characters (int): What was read.
    losses (tuple[float, ...]): Loss of each epoch.
    """

    weights: Path
    texts: int
    characters: int
    losses: tuple[float, ...]


def pretrain_tok2vec(
    texts: Sequence[tuple[str, str]],
    out: Path,
    *,
    config: str | Path = "crf_cpu",
    segmenter: str | Path | None = None,
    epochs: int = EPOCHS,
    overrides: Mapping[str, Any] | None = None,
    log: IO[str] | None = None,
) -> Pretrained:
    """Pretrain the tok2vec of a config on texts.

    texts (Sequence[tuple[str, str]]): Ids and texts.
    out (Path): Folder for weights (of each epoch, and ``model-last.bin``), log and config.
    config (str | Path): A shipped config by name, or a path; the tagger that begins with
        the weights must have the same tok2vec.
    segmenter (str | Path | None): As in training.
    epochs (int): How often all texts are read.
    overrides (Mapping[str, Any] | None): Config settings by dotted name.
    log (IO[str] | None): Where spaCy's table of words, losses and speed goes.

    Raises:
        TrainingError: There is no text, the config has no tok2vec, or the folder holds
            other weights already.
    """
    records = [
        {"text": unit.text}
        for doc_id, text in texts
        for unit in units_of(doc_id, text, longest=LONGEST)
    ]
    if not records:
        raise TrainingError("There is no text to pretrain on")
    loaded = load_pipeline_config(config, overrides or {})
    if segmenter is not None:
        use_segmenter(loaded, segmenter)
    add_pretraining(loaded, epochs=epochs)
    filled_config = load_model_from_config(loaded, auto_fill=True).config
    _prepare(out)
    filled_config.to_disk(out / CONFIG)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "texts.jsonl"
        write_jsonl(source, records)
        filled_config["paths"]["raw_text"] = str(source)
        with contextlib.redirect_stdout(log) if log else contextlib.nullcontext():
            pretrain(filled_config.interpolate(), out, silent=log is None)
    characters = sum(len(text) for _, text in texts)
    write_json(out / REPORT, _report(texts, config, epochs, characters))
    return Pretrained(out / WEIGHTS, len(texts), characters, tuple(_losses(out / LOG)))


def _prepare(out: Path) -> None:
    if (out / WEIGHTS).exists():
        raise TrainingError(
            "There are pretrained weights already", where=str(out), remedy="Name another --out."
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(
            f"The output folder cannot be made ({error.strerror})", where=str(out)
        ) from None


def _report(
    texts: Sequence[tuple[str, str]], config: str | Path, epochs: int, characters: int
) -> dict[str, Any]:
    whole = "\0".join(text for _, text in texts).encode("utf-8", "surrogatepass")
    return {
        "texts": len(texts),
        "characters": characters,
        "sha256": file_hash(whole),
        "config": Path(config).name,
        "epochs": epochs,
        "versions": versions(),
    }


def _losses(path: Path) -> Iterator[float]:
    by_epoch: dict[int, float] = {}
    for line in path.read_text("utf8").splitlines():
        record = json.loads(line)
        # The last record is of the end, when the epoch's loss has been counted and reset.
        by_epoch.setdefault(record["epoch"], float(record["epoch_loss"]))
    yield from (loss for _, loss in sorted(by_epoch.items()) if loss)


def add_pretraining(config: Config, *, epochs: int = EPOCHS) -> None:
    """Give a config the blocks that `spacy pretrain` and its weights need, if it has none.

    Raises:
        TrainingError: No component of the config has a tok2vec.
    """
    component, layer = _find_tok2vec(config)
    if not config.get("pretraining"):
        filled = load_config(DEFAULT_CONFIG_PRETRAIN_PATH, interpolate=False)
        config["pretraining"] = filled["pretraining"]
        config["corpora"]["pretrain"] = {
            **filled["corpora"]["pretrain"],
            "min_length": 1,
            "max_length": 0,
        }
        config["pretraining"].update(component=component, layer=layer, max_epochs=epochs)
    config.setdefault("paths", {}).setdefault("raw_text", None)
    config["paths"].setdefault("init_tok2vec", None)
    config.setdefault("initialize", {})["init_tok2vec"] = "${paths.init_tok2vec}"


def _find_tok2vec(config: Config) -> tuple[str, str]:
    """Return the component that holds the tok2vec, and the layer of its model ("": all)."""
    for name, component in config["components"].items():
        model = component.get("model") or {}
        if component.get("factory") == "tok2vec":
            return name, ""
        inner = model.get("tok2vec")
        if isinstance(inner, dict) and inner.get("@architectures", "").split(".v")[0] != _LISTENER:
            return name, "tok2vec"
    raise TrainingError(
        "No component of the config has a tok2vec of its own to pretrain",
        remedy="Choose a config that has one, such as crf_cpu.",
    )


def use_pretrained(config: Config, weights: Path) -> None:
    """Make a config begin with pretrained weights.

    Raises:
        ModelError: There is no such file.
        TrainingError: No component of the config has a tok2vec.
    """
    if not weights.is_file():
        raise ModelError(
            "There are no pretrained weights",
            where=str(weights),
            remedy=f"Give the file {WEIGHTS} that tifa pretrain made.",
        )
    add_pretraining(config)
    config["paths"]["init_tok2vec"] = str(weights)


def initialise(config: Config, weights: Path | None = None) -> Language:
    """Initialise a pipeline, which may begin with pretrained weights.

    Raises:
        TrainingError: The weights are of another tok2vec than the config's.
    """
    if weights is None:
        return init_nlp(config)
    try:
        return init_nlp(config)
    except ValueError as error:
        raise TrainingError(
            f"The pretrained weights do not fit the config ({_shortened(str(error))})",
            where=str(weights),
            remedy="Pretrain with the config, segmenter and settings that you train with.",
        ) from None


def _shortened(words: str) -> str:
    """Return thinc's message without the architecture that it spells out."""
    return re.sub(r"'[^']{40,}'", "…", words)
