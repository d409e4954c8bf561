"""Training from corpus folders, saving, loading elsewhere, and spaCy's own command."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from tests.conftest import installed
from tifa.corpus.errors import CorpusError, ModelError, TrainingError
from tifa.corpus.folder import Corpus, seed_folder
from tifa.models.extract import tag_document
from tifa.models.pipeline import load_pipeline, load_pipeline_config, parse_overrides
from tifa.models.training import Plan, Trained, train_tagger

SENTENCE = "各级党组织要高度重视创先争优活动。"


def test_the_trained_pipeline_tags_and_fills_in_attributes(trained: Trained) -> None:
    found = {span.label: span for span in tag_document(trained.nlp, SENTENCE)}
    directive = found["DIRECTIVE"]
    assert directive.quote == SENTENCE[:-1]
    assert directive.attributes == {"force": "obligation", "operator": "要"}
    assert [arg.quote for arg in directive.arguments] == ["各级党组织"]
    assert found["SLOGAN"].attributes["canonical"] == "创先争优"
    assert directive.score is not None and 0.4 <= directive.score <= 1


def test_scores_stand_where_spacy_puts_them(trained: Trained) -> None:
    group = trained.nlp(SENTENCE).spans["sc"]
    assert len(group.attrs["scores"]) == len(group) == 2


def test_a_moved_pipeline_loads_and_tags_the_same(trained: Trained, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(trained.path, moved)
    assert tag_document(spacy.load(moved), SENTENCE) == tag_document(trained.nlp, SENTENCE)
    assert tag_document(load_pipeline(trained.path.parent), SENTENCE)


def test_a_saved_pipeline_names_no_folder_of_this_machine(trained: Trained) -> None:
    for path in trained.path.rglob("*"):
        if path.is_file():
            assert str(seed_folder()).encode() not in path.read_bytes()


def test_without_corpora_the_shipped_ones_are_learnt_from() -> None:
    names = [Corpus.read(folder).info.name for folder in Plan().paths]
    assert names == ["tifa-seed", "tifa-synthetic"]


def test_only_the_shipped_tagger_has_the_mistakes_that_were_read_in_its_output() -> None:
    known = Plan().known_mistakes()
    assert known and "Typical mistakes" in known
    assert Plan([seed_folder()]).known_mistakes() is None
    assert Plan(overrides={"training.max_epochs": 1}).known_mistakes() is None


def test_training_reports_what_it_can_be_traced_to(trained: Trained) -> None:
    report = json.loads((trained.path.parent / "training.json").read_text("utf8"))
    assert report["config"]["settings"]["training.max_epochs"] == 2
    assert report["statistics"]["suggester"]["gold"] == {
        "DIRECTIVE": 90,
        "SLOGAN": 92,
        "RESPONSIBILITY": 6,
    }
    assert trained.nlp.meta["name"] == "tifa_crf_cpu"


def test_training_is_reproducible(tmp_path: Path) -> None:
    def run(name: str) -> list[float | None]:
        overrides = {"training.max_epochs": 1}
        nlp = train_tagger([seed_folder()], tmp_path / name, overrides=overrides).nlp
        return [span.score for span in tag_document(nlp, SENTENCE)]

    assert run("one") == run("two")


def test_another_spans_key_is_trained_and_scored(tmp_path: Path) -> None:
    settings = {
        "components.rules.learn_from": "other",
        "components.spancat.spans_key": "other",
        "components.decoder.spans_key": "other",
        "components.attributes.spans_key": "other",
        "corpora.train.spans_key": "other",
        "corpora.dev.spans_key": "other",
        "training.score_weights": {"spans_other_f": 1.0},
        "training.max_epochs": 1,
    }
    nlp = train_tagger([seed_folder()], tmp_path, overrides=settings).nlp
    assert tag_document(nlp, SENTENCE, spans_key="other")


def test_too_few_gold_spans_among_the_candidates_stop_the_training(tmp_path: Path) -> None:
    settings = {"components.spancat.suggester.max_clauses": 1, "training.max_epochs": 1}
    settings["components.rules.spans_key"] = "unused"
    with pytest.raises(TrainingError, match=r"(?s)finds only .* DIRECTIVE: \d+ of 90") as caught:
        train_tagger([seed_folder()], tmp_path, overrides=settings, recall_floor=0.9)
    assert "max_clauses" in str(caught.value)


def test_a_layer_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no layer “silver”.*annotator-a"):
        train_tagger([seed_folder()], tmp_path, layer="silver")


def test_a_corpus_without_spans_is_refused(tmp_path: Path) -> None:
    corpus = Corpus.read(seed_folder())
    gold = corpus.layer("gold")
    empty = type(gold)(gold.info, dict.fromkeys(gold.spans, ()))
    corpus.with_layer(empty).write(tmp_path / "empty")
    with pytest.raises(TrainingError, match="has no spans"):
        train_tagger([tmp_path / "empty"], tmp_path / "out")


def test_the_rules_alone_are_saved_as_a_pipeline(tmp_path: Path) -> None:
    trained = train_tagger([seed_folder()], tmp_path, config="rules")
    assert trained.nlp.pipe_names == ["rules"]
    assert tag_document(load_pipeline(tmp_path), SENTENCE)


def test_what_is_no_pipeline_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no config\.cfg"):
        load_pipeline(tmp_path)
    (tmp_path / "config.cfg").write_text("[nlp]\nlang = 5", encoding="utf8")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_pipeline(tmp_path)


def test_an_unknown_config_or_setting_is_named() -> None:
    with pytest.raises(TrainingError, match=r"no config “spancat”.*crf_cpu"):
        load_pipeline_config("spancat", {})
    with pytest.raises(TrainingError, match="cannot be read"):
        load_pipeline_config("crf_cpu", {"training.no.such.thing": 1})
    with pytest.raises(TrainingError, match="“epochs” is no setting"):
        parse_overrides(["epochs"])


def test_settings_are_read_as_json_where_they_are() -> None:
    read = parse_overrides(["a.b=3", "c=0.5", "d=null", "e=text", "f=[1, 2]"])
    assert read == {"a.b": 3, "c": 0.5, "d": None, "e": "text", "f": [1, 2]}


@pytest.mark.skipif(not installed(), reason="needs the installed package's entry points")
def test_spacy_trains_and_loads_without_code(tmp_path: Path) -> None:
    config = load_pipeline_config("crf_cpu", {"training.max_epochs": 1})
    config.to_disk(tmp_path / "config.cfg")
    out = tmp_path / "out"
    command = ["-m", "spacy", "train", "config.cfg", "--output", str(out)]
    subprocess.run([sys.executable, *command], cwd=tmp_path, check=True, capture_output=True)
    code = (
        "import spacy\n"
        f"doc = spacy.load({str(out / 'model-last')!r})({SENTENCE!r})\n"
        "print(len(doc.spans['sc']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert int(done.stdout) == 2
