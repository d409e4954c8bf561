"""What happens to a pipeline before spaCy saves it."""

from collections.abc import Callable
from pathlib import Path

from spacy.language import Language


def create_path_clearer() -> Callable[[Language], Language]:
    """Make the callback ``tifa.clear_paths.v1``.

    A saved pipeline should not name folders of the machine that trained it: they mean
    nothing elsewhere, and loading code may look for them.
    """

    def clear(nlp: Language) -> Language:
        config = nlp.config.copy()
        for name, value in config.get("paths", {}).items():
            # A transformer's weights are saved with the pipeline; its name is for people.
            keep = name == "transformer" and value
            config["paths"][name] = Path(value).name if keep else None
        for corpus in config.get("corpora", {}).values():
            if "path" in corpus:
                corpus["path"] = None
        tokenizer = (config.get("initialize") or {}).get("tokenizer") or {}
        if "pkuseg_model" in tokenizer:
            tokenizer["pkuseg_model"] = None
        nlp.config = config
        return nlp

    return clear
