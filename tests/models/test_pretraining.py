"""``tifa pretrain`` and the tagger that begins with its weights."""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tifa.cli import app
from tifa.corpus.errors import ModelError, TrainingError
from tifa.corpus.folder import seed_folder
from tifa.models.pipeline import load_pipeline_config
from tifa.models.pretraining import add_pretraining, initialise, pretrain_tok2vec, use_pretrained
from tifa.models.suggestions import categorizer_of

TEXTS = [("a", "要修好水渠。\n要修好道路。"), ("b", "今天开会。")]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Weights of two epochs over a few sentences, made by the command."""
    folder = tmp_path_factory.mktemp("pretrain")
    for name, text in TEXTS:
        (folder / f"{name}.txt").write_text(text, encoding="utf8")
    out = folder / "out"
    done = CliRunner().invoke(
        app, ["pretrain", str(folder), "--out", str(out), "--epochs", "2", "-q", "--seed", "1"]
    )
    assert done.exit_code == 0, done.output
    assert "2 texts, 18 characters" in done.stdout
    return out / "model-last.bin"


def _table(weights: Path | None) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    """Return the embedding table of the tok2vec that training would begin with."""
    config = load_pipeline_config("crf_cpu", {})
    if weights is not None:
        use_pretrained(config, weights)
    spancat = categorizer_of(initialise(config, weights))
    assert spancat is not None
    (table,) = (
        node.get_param("E")
        for node in spancat.model.get_ref("tok2vec").walk()
        if node.has_param("E")
    )
    return np.array(table)


def test_training_begins_with_the_weights(weights: Path) -> None:
    assert not np.array_equal(_table(None), _table(weights))


def test_it_is_recorded_what_was_read(weights: Path) -> None:
    report = json.loads((weights.parent / "pretraining.json").read_text("utf8"))
    assert (report["texts"], report["characters"], report["epochs"]) == (2, 18, 2)
    assert len(report["sha256"]) == 64
    for path in weights.parent.iterdir():
        assert str(weights.parent.parent).encode() not in path.read_bytes()


def test_the_tagger_names_the_weights_it_began_with(weights: Path, tmp_path: Path) -> None:
    command = [
        "train",
        str(seed_folder()),
        "-q",
        "--init-tok2vec",
        str(weights),
        "--out",
        str(tmp_path),
    ]
    short = ["--set", "training.max_epochs=1", "--set", "training.max_steps=1"]
    done = CliRunner().invoke(app, [*command, *short])
    assert done.exit_code == 0, done.output
    made = json.loads((tmp_path / "training.json").read_text("utf8"))["init_tok2vec"]
    assert made["name"] == "model-last.bin" and len(made["sha256"]) == 64
    assert "--init-tok2vec model-last.bin" in (tmp_path / "model-best/README.md").read_text("utf8")
    assert str(weights) not in (tmp_path / "model-best/config.cfg").read_text("utf8")


def test_weights_of_another_network_are_refused(weights: Path) -> None:
    narrow = {f"components.spancat.model.tok2vec.{part}.width": 32 for part in ("embed", "encode")}
    config = load_pipeline_config("crf_cpu", narrow)
    use_pretrained(config, weights)
    with pytest.raises(TrainingError, match="do not fit the config") as caught:
        initialise(config, weights)
    assert len(str(caught.value)) < 400


def test_no_weights_are_written_over(weights: Path) -> None:
    with pytest.raises(TrainingError, match="weights already"):
        pretrain_tok2vec(TEXTS, weights.parent)


def test_what_cannot_be_pretrained_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="no text to pretrain on"):
        pretrain_tok2vec([("a", " \n")], tmp_path)
    with pytest.raises(TrainingError, match="tok2vec of its own"):
        pretrain_tok2vec(TEXTS, tmp_path, config="rules")
    with pytest.raises(ModelError, match="no pretrained weights"):
        use_pretrained(load_pipeline_config("crf_cpu", {}), tmp_path / "nowhere.bin")


def test_a_config_keeps_its_own_way_of_pretraining() -> None:
    config = load_pipeline_config("crf_cpu", {})
    add_pretraining(config)
    config["pretraining"]["max_epochs"] = 77
    add_pretraining(config, epochs=3)
    assert config["pretraining"]["max_epochs"] == 77
