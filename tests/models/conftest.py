"""What the tests of the models share."""

import re
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from tifa.corpus.folder import Corpus, seed_folder
from tifa.corpus.lexicon import shipped_lexicon
from tifa.corpus.scheme import load_scheme
from tifa.models.rules import RuleSet
from tifa.models.training import Trained, train_tagger

_TAG = re.compile(r"[⟦⟧]")


def marked(text: str) -> tuple[str, list[str]]:
    """Take ⟦…⟧ out of a text: the bare text, and the marked stretches."""
    stretches = re.findall(r"⟦([^⟦⟧]*)⟧", text)
    return _TAG.sub("", text), stretches


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    return RuleSet(load_scheme(), shipped_lexicon())


@pytest.fixture(scope="session")
def seed() -> Corpus:
    return Corpus.read(seed_folder())


@pytest.fixture
def nlp() -> Language:
    return spacy.blank("zh")


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A tagger trained for a moment on the seed corpus."""
    out: Path = tmp_path_factory.mktemp("model")
    return train_tagger([seed_folder()], out, overrides={"training.max_epochs": 2})


@pytest.fixture(scope="session")
def trained_tagger(trained: Trained) -> Language:
    return trained.nlp


@pytest.fixture
def trained_rules(nlp: Language) -> Language:
    nlp.add_pipe("tifa_rules", name="rules")
    return nlp
