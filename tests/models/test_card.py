"""The model card, and the record by which a training can be repeated."""

import json
from pathlib import Path
from typing import Any

import pytest
import srsly
from typer.testing import CliRunner

import tifa
from tifa.cli import app
from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.manifest import CorpusInfo
from tifa.corpus.replacing import file_hash
from tifa.models.card import render_card
from tifa.models.extract import extract
from tifa.models.pipeline import load_pipeline
from tifa.models.training import Trained, train_tagger

RUNNER = CliRunner()
FAST = ("-q", "--config", "rules")
SEED = str(seed_folder())


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the rules' training leaves, scored in both ways."""
    out = tmp_path_factory.mktemp("card")
    notes = out / "notes.md"
    notes.write_text("- 把引用当作指令。", encoding="utf8")
    command = [
        "train",
        SEED,
        *FAST,
        "--out",
        out / "m",
        "--evaluate-on",
        seed_folder(),
        "--crossval",
        2,
    ]
    done = RUNNER.invoke(app, [*map(str, command), "--licence", "MIT", "--card-notes", str(notes)])
    assert done.exit_code == 0, done.output
    assert "1 of 1 texts" in done.stderr and "training data" in done.stderr
    return out / "m/model-best"


def card_of(folder: Path) -> str:
    return (folder / "README.md").read_text("utf8")


def test_every_training_leaves_a_card(tmp_path: Path) -> None:
    assert RUNNER.invoke(app, ["train", SEED, *FAST, "--out", str(tmp_path)]).exit_code == 0
    card = card_of(tmp_path / "model-best")
    assert "It was not evaluated" in card
    assert 'license: "not stated"' in card


def test_the_card_tells_data_and_who_annotated_them(scored: Path) -> None:
    card = card_of(scored)
    assert (
        "| tifa-seed 1.0.0 | text: not stated; annotations: CC-BY-4.0 | 1 document, 5,774" in card
    )
    assert "adjudicator (language model)" in card
    assert "DIRECTIVE 90, RESPONSIBILITY 6, SLOGAN 92" in card
    assert "speeches 1.1" in card


def test_the_card_gives_scores_with_intervals_and_signature(scored: Path) -> None:
    card = card_of(scored)
    meta = json.loads((scored / "meta.json").read_text("utf8"))
    own, folds = meta["tifa"]["scores"]
    assert own["how"] == "On its own training data" and own["seen_texts"] == 1
    assert folds["how"] == "Cross-validation in 2 folds"
    for each in (own, folds):
        assert each["signature"] in card
    (micro,) = (r for r in folds["rows"] if r["label"] == "micro" and r["matching"] == "strict")
    low, high = micro["f1_interval"]["low"], micro["f1_interval"]["high"]
    assert f"| micro | 188 | {micro['f1']:.3f} | [{low:.3f}, {high:.3f}] |" in card
    assert meta["performance"]["spans_sc_f"] == pytest.approx(
        next(r["f1"] for r in own["rows"] if r["label"] == "micro" and r["matching"] == "strict")
    )


def test_scores_on_training_data_are_no_secret(scored: Path) -> None:
    assert "1 are among its training data: those scores are too high" in card_of(scored)


def test_the_card_tells_limits_and_the_users_notes(scored: Path) -> None:
    limits = card_of(scored).split("## Limits")[1].split("## How it was made")[0]
    assert "RESPONSIBILITY was learnt from 6 spans in few documents (1)" in limits
    assert "- 把引用当作指令。" in limits


def test_the_card_begins_with_what_model_hubs_read(scored: Path) -> None:
    front = srsly.yaml_loads(card_of(scored).split("---")[1])
    assert front["license"] == "MIT" and front["language"] == "zh"


def test_spacys_scores_on_training_data_are_not_passed_on(trained: Trained) -> None:
    assert "spans_sc_f" not in trained.nlp.meta["performance"]


def test_files_and_config_are_recorded_by_hash(trained: Trained) -> None:
    meta: dict[str, Any] = trained.nlp.meta["tifa"]
    (data,) = meta["inputs"]
    assert set(data["sha256"]) == {"corpus.toml", "documents.jsonl", "annotations/gold.jsonl"}
    for name, digest in data["sha256"].items():
        assert digest == file_hash((seed_folder() / name).read_bytes())
    config = (trained.path / "config.cfg").read_bytes()
    assert meta["config"]["sha256"] == file_hash(config)
    assert meta["versions"]["tifa"] == tifa.__version__


def test_the_saved_config_trains_the_same_tagger_again(tmp_path: Path) -> None:
    text = next(iter(Corpus.read(seed_folder()).documents.values())).text[:1500]

    def run(out: Path, config: str | Path, **overrides: Any) -> tuple[Any, list[Any]]:
        trained = train_tagger([seed_folder()], out, config=config, overrides=overrides)
        spans = next(extract(trained.nlp, [("d", text)])).spans
        return trained.nlp.meta["tifa"], [(span.key, span.score) for span in spans]

    settings = {"system.seed": 7, "training.max_epochs": 1, "training.max_steps": 2}
    first, spans = run(tmp_path / "one", "crf_cpu", **settings)
    again, same = run(tmp_path / "two", tmp_path / "one/model-best/config.cfg")
    assert same == spans
    assert (again["seed"], again["inputs"]) == (7, first["inputs"])
    assert again["config"]["sha256"] == first["config"]["sha256"]
    _, other = run(tmp_path / "three", "crf_cpu", **{**settings, "system.seed": 8})
    assert other != spans


def test_names_from_data_cannot_break_the_card(tmp_path: Path) -> None:
    seed = Corpus.read(seed_folder())
    info = CorpusInfo(name="a|b", licence="x | y\nz")
    Corpus(info, seed.documents, {"gold": seed.layers["gold"]}).write(tmp_path / "c")
    out = tmp_path / "m"
    assert (
        RUNNER.invoke(app, ["train", *FAST, str(tmp_path / "c"), "--out", str(out)]).exit_code == 0
    )
    assert "| a\\|b 0.1.0 | x \\| y z |" in card_of(out / "model-best")


def test_the_card_is_made_of_the_meta_alone(scored: Path) -> None:
    assert render_card(srsly.read_json(scored / "meta.json")) == card_of(scored)


def test_a_pipeline_still_loads_with_its_card(scored: Path) -> None:
    assert load_pipeline(scored.parent).meta["tifa"]["scores"]
