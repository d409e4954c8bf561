"""The transformer config, with a tiny random model made here; nothing is downloaded."""

import shutil
from pathlib import Path

import pytest

from tifa.corpus.folder import Corpus, seed_folder
from tifa.models.extract import tag_document
from tifa.models.pipeline import load_pipeline
from tifa.models.training import train_tagger

pytest.importorskip("spacy_transformers", reason='needs pip install "tifa[transformers]"')
transformers = pytest.importorskip("transformers")

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def _make_transformer(folder: Path, characters: set[str]) -> Path:
    folder.mkdir()
    vocabulary = [*SPECIAL, *sorted(characters)]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf8")
    tokenizer = transformers.BertTokenizerFast(vocab_file=str(folder / "vocab.txt"))
    tokenizer.save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder


def test_a_local_transformer_is_trained_saved_and_loaded_elsewhere(
    tmp_path: Path, seed: Corpus
) -> None:
    (doc,) = seed.documents.values()
    local = _make_transformer(tmp_path / "transformer", {c for c in doc.text if c.strip()})
    settings = {"paths.transformer": str(local), "training.max_epochs": 1}
    train_tagger([seed_folder()], tmp_path / "out", config="crf_transformer", overrides=settings)
    shutil.rmtree(local)
    shutil.move(tmp_path / "out", tmp_path / "moved")
    nlp = load_pipeline(tmp_path / "moved")
    found = tag_document(nlp, "各级党组织要高度重视创先争优活动。")
    assert {span.label for span in found} == {"DIRECTIVE", "SLOGAN"}
