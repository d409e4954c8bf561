"""spaCy's Chinese tokenizer with a pkuseg model of our own.

pkuseg's own dictionary of 4.5 MB stays switched off for local models: it merges words after
decoding, against the standard the model was trained on. spaCy's ``pkuseg_user_dict = null`` does
not switch it off (spaCy puts the model's path there and fails), so the callback
``tifa.pkuseg_tokenizer.v1`` takes over how the tokenizer is initialized::

    [nlp.tokenizer]
    @tokenizers = "spacy.zh.ChineseTokenizer"
    segmenter = "pkuseg"

    [initialize.before_init]
    @callbacks = "tifa.pkuseg_tokenizer.v1"

    [initialize.tokenizer]
    pkuseg_model = "my-segmenter"
    pkuseg_user_dict = null

A saved pipeline carries the model inside; spaCy alone restores its tokenizer.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tifa.corpus.errors import ModelError
from tifa.models.segmenter import is_published, load_local, load_segmenter

if TYPE_CHECKING:
    from spacy.language import Language


def create_pkuseg_setup() -> "Callable[[Language], Language]":
    """Make the callback ``tifa.pkuseg_tokenizer.v1`` for ``[initialize.before_init]``.

    It runs before the tokenizer is initialized, so that the components already see the
    words of the trained standard. With another segmenter it does nothing.
    """

    def prepare(nlp: "Language") -> "Language":
        if _uses_pkuseg(nlp):
            nlp.tokenizer.initialize = partial(_initialize, nlp.tokenizer)  # type: ignore[union-attr]
        return nlp

    return prepare


def _initialize(
    tokenizer: Any,
    get_examples: Any = None,
    *,
    nlp: "Language | None" = None,
    pkuseg_model: str | None = None,
    pkuseg_user_dict: str | None = None,
) -> None:
    """Initialize a pkuseg tokenizer of spaCy; a local model without pkuseg's dictionary.

    Without a model, one that is already loaded stays: a saved pipeline names none.
    The user dictionary "default", which spaCy fills in, counts as none.
    """
    if pkuseg_model is None:
        if tokenizer.pkuseg_seg is None:
            raise ModelError(
                'The tokenizer has segmenter = "pkuseg" but no model',
                where="[initialize.tokenizer] pkuseg_model",
                remedy="Name the folder of a model; tifa segmenter train makes one.",
            )
        return
    if is_published(pkuseg_model):
        type(tokenizer).initialize(
            tokenizer, nlp=nlp, pkuseg_model=pkuseg_model, pkuseg_user_dict=pkuseg_user_dict
        )
        return
    tokenizer.pkuseg_seg = load_local(pkuseg_model)
    if pkuseg_user_dict not in (None, "default"):
        tokenizer.pkuseg_update_user_dict(_read_words(pkuseg_user_dict))


def _read_words(path: str) -> list[str]:
    """Read a user dictionary: one word a line; pkuseg cuts these words out first."""
    try:
        return Path(path).read_text("utf-8-sig").split()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(
            f"The user dictionary cannot be read ({error})",
            where="[initialize.tokenizer] pkuseg_user_dict",
            remedy="Name a UTF-8 file with one word a line, or null.",
        ) from None


def _uses_pkuseg(nlp: "Language") -> bool:
    return getattr(nlp.tokenizer, "segmenter", None) == "pkuseg"


def make_pkuseg_tokenizer(nlp: "Language", model: str | Path) -> Any:
    """Return spaCy's Chinese tokenizer with a pkuseg model loaded.

    Raises:
        ModelError: The folder holds no usable model.
    """
    from spacy.lang.zh import ChineseTokenizer, Segmenter

    tokenizer: Any = ChineseTokenizer(nlp.vocab, segmenter=Segmenter.pkuseg)
    tokenizer.pkuseg_seg = load_segmenter(model)
    return tokenizer


def require_segmenter(nlp: "Language") -> None:
    """Refuse a pkuseg pipeline without a model: spaCy would save it and never load it again.

    Raises:
        ModelError: The tokenizer has no model.
    """
    if _uses_pkuseg(nlp) and nlp.tokenizer.pkuseg_seg is None:  # type: ignore[union-attr]
        raise ModelError(
            "The pkuseg tokenizer has no model yet",
            remedy="Initialize the pipeline with [initialize.tokenizer] pkuseg_model set.",
        )
