"""pkuseg models: load them, cut text with them, put them into spaCy's Chinese tokenizer.

pkuseg's own dictionary of 4.5 MB merges words after decoding, whatever standard the model was
trained on. Whether that helps depends on standard and model (benchmarks/segmenters.py measures
it), so for local models it is off unless asked for with ``dictionary = true``. spaCy's
``pkuseg_user_dict = null`` does not switch it off: spaCy puts the model's path there and fails.
So the callback
``tifa.pkuseg_tokenizer.v1`` takes over how the tokenizer is initialized::

    [nlp.tokenizer]
    @tokenizers = "spacy.zh.ChineseTokenizer"
    segmenter = "pkuseg"

    [initialize.before_init]
    @callbacks = "tifa.pkuseg_tokenizer.v1"
    dictionary = false

    [initialize.tokenizer]
    pkuseg_model = "my-segmenter"
    pkuseg_user_dict = null

A saved pipeline carries the model inside; spaCy alone restores its tokenizer.
"""

import re
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from tifa.corpus.errors import ModelError
from tifa.models.segmented import extents

if TYPE_CHECKING:
    from spacy.language import Language

MODEL_FILES = ("features.msgpack", "weights.npz")

# What the readers of both files raise on damaged ones; pkuseg adds an assertion on sizes.
_UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    EOFError,
    AssertionError,
    zipfile.BadZipFile,
)

_PIECE = re.compile(r"[^\s\ufeff]+")


class Segmenter(Protocol):
    """Anything that cuts a text into words, as pkuseg does."""

    def cut(self, text: str, /) -> list[str]:
        """Return the words of a text in order, without whitespace."""
        ...


def load_segmenter(model: str | Path, *, dictionary: bool = False) -> Segmenter:
    """Load a pkuseg model.

    model (str | Path): Folder of a model, or the name of one that pkuseg publishes
        (``spacy_ontonotes``, ``mixed``, …), which pkuseg downloads at the first use.
    dictionary (bool): Let pkuseg's own dictionary merge words; published models always do.

    Raises:
        ModelError: The folder holds no usable model, or the model cannot be downloaded.
    """
    if is_published(model):
        return _load_published(str(model))
    local: Segmenter = load_local(model, dictionary=dictionary)
    return local


def _load_published(name: str) -> Segmenter:
    import spacy_pkuseg

    try:
        make: Any = spacy_pkuseg.pkuseg
        segmenter: Segmenter = make(name)
    except OSError as error:
        raise ModelError(
            f"pkuseg's model {name} cannot be fetched ({error})",
            remedy="Name the folder of a local model; tifa segmenter train makes one.",
        ) from error
    return segmenter


def load_local(model: str | Path, *, dictionary: bool = False) -> Any:
    """Load a pkuseg model from a folder: pkuseg's own object, its dictionary on or off."""
    import spacy_pkuseg

    folder = _model_folder(model)
    try:
        # Without any user_dict, pkuseg leaves its own dictionary out.
        make: Any = spacy_pkuseg.pkuseg
        segmenter = make(str(folder), user_dict="default" if dictionary else None)
    except _UNREADABLE as error:
        raise ModelError(
            f"The pkuseg model cannot be loaded ({error})",
            where=str(model),
            remedy="Train it again with tifa segmenter train.",
        ) from error
    if not dictionary:
        # spaCy saves both sets, and pkuseg makes none when its dictionary is off.
        segmenter.postprocesser.common_words = set()
        segmenter.postprocesser.other_words = set()
    return segmenter


def is_published(model: str | Path) -> bool:
    """Tell whether this is the name of a model that pkuseg publishes, and no path."""
    from spacy_pkuseg.config import config

    return isinstance(model, str) and model in config.available_models


def _model_folder(model: str | Path) -> Path:
    """Return the folder of a local model, absolute.

    pkuseg would take a relative folder called ``news`` for the model it publishes.
    """
    folder = Path(model).resolve()
    missing = [name for name in MODEL_FILES if not (folder / name).is_file()]
    if missing:
        raise ModelError(
            f"No pkuseg model here: {' and '.join(missing)} missing",
            where=str(model),
            remedy="Make one with tifa segmenter train FILE --out DIR.",
        )
    return folder


def segment(text: str, segmenter: Segmenter) -> list[tuple[int, int]]:
    """Return the words of a text as extents: code points, end exclusive.

    Whitespace and byte order marks belong to no word.
    """
    pieces = _PIECE.finditer(text)
    return [
        extent
        for piece in pieces
        for extent in extents(segmenter.cut(piece.group()), piece.start())
    ]


def create_pkuseg_setup(dictionary: bool = False) -> "Callable[[Language], Language]":
    """Make the callback ``tifa.pkuseg_tokenizer.v1`` for ``[initialize.before_init]``.

    It runs before the tokenizer is initialized, so that the components already see the
    words of the trained standard. With another segmenter it does nothing.

    dictionary (bool): Let pkuseg's own dictionary merge words.
    """

    def prepare(nlp: "Language") -> "Language":
        if _uses_pkuseg(nlp):
            nlp.tokenizer.initialize = partial(_initialize, nlp.tokenizer, dictionary=dictionary)  # type: ignore[union-attr]
        return nlp

    return prepare


def _initialize(
    tokenizer: Any,
    get_examples: Any = None,
    *,
    dictionary: bool,
    nlp: "Language | None" = None,
    pkuseg_model: str | None = None,
    pkuseg_user_dict: str | None = None,
) -> None:
    """Initialize a pkuseg tokenizer of spaCy; a local model without pkuseg's dictionary.

    Without a model, one that is already loaded stays: a saved pipeline names none.
    The user dictionary "default", which spaCy fills in unasked, counts as none.
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
    tokenizer.pkuseg_seg = load_local(pkuseg_model, dictionary=dictionary)
    if pkuseg_user_dict not in (None, "default"):
        tokenizer.pkuseg_update_user_dict(_read_words(pkuseg_user_dict))


def _read_words(path: str) -> list[str]:
    """Read a user dictionary: one word a line; pkuseg cuts these words out first."""
    try:
        lines = Path(path).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(
            f"The user dictionary cannot be read ({error})",
            where="[initialize.tokenizer] pkuseg_user_dict",
            remedy="Name a UTF-8 file with one word a line, or null.",
        ) from None
    # A part of speech may follow after a tab.
    return [line.split("\t")[0].strip() for line in lines if line.strip()]


def _uses_pkuseg(nlp: "Language") -> bool:
    return getattr(nlp.tokenizer, "segmenter", None) == "pkuseg"


def make_pkuseg_tokenizer(nlp: "Language", model: str | Path, *, dictionary: bool = False) -> Any:
    """Return spaCy's Chinese tokenizer with a pkuseg model loaded.

    Raises:
        ModelError: The folder holds no usable model.
    """
    from spacy.lang.zh import ChineseTokenizer, Segmenter

    tokenizer: Any = ChineseTokenizer(nlp.vocab, segmenter=Segmenter.pkuseg)
    tokenizer.pkuseg_seg = load_segmenter(model, dictionary=dictionary)
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
