"""Suggestions of a pipeline: the rules, or a trained tagger, through spaCy alone."""

from collections.abc import Collection
from pathlib import Path

import spacy
from spacy.language import Language

from tifa.annotation.recipes.sources import Suggest
from tifa.corpus.docspans import get_spans
from tifa.corpus.errors import ModelError
from tifa.corpus.spans import Span, in_order

RULES = "rules"
NONE = "none"
_RULES_FACTORY = "tifa_rules"
_TRAINED_KEY = "sc"
_BEST = "model-best"


def suggester(model: str, labels: Collection[str]) -> Suggest:
    """Return what a pipeline suggests.

    model (str): ``rules``, ``none``, or the folder of a trained pipeline.
    labels (Collection[str]): Labels wanted; other spans are left out.

    Raises:
        ModelError: There is no pipeline, or it cannot be loaded.
    """
    if model == NONE:
        return lambda _: ()
    nlp = load_pipeline(model)
    key = RULES if model == RULES else _TRAINED_KEY

    def suggest(text: str) -> tuple[Span, ...]:
        nlp.max_length = max(nlp.max_length, len(text))
        return in_order(span for span in get_spans(nlp(text), key) if span.label in labels)

    return suggest


def load_pipeline(model: str) -> Language:
    """Return the pipeline of the rules, or a trained one from its folder.

    Raises:
        ModelError: There is no pipeline, or it cannot be loaded.
    """
    if model == RULES:
        nlp = spacy.blank("zh")
        nlp.add_pipe(_RULES_FACTORY, name=RULES)
        return nlp
    path = Path(model)
    path = path / _BEST if (path / _BEST).is_dir() else path
    try:
        return spacy.load(path if path.exists() else model)
    except (OSError, ValueError, ImportError) as error:
        raise ModelError(
            f"No pipeline can be loaded ({str(error).splitlines()[0]})",
            where=model,
            remedy="Name `rules`, `none` or the folder that tifa train made.",
        ) from None
