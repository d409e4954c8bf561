"""Words by spacy-pkuseg: train a segmenter from segmented text, use it inside spaCy.

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

import hashlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import tifa
from tifa.corpus.errors import FormatError, ModelError, TrainingError

if TYPE_CHECKING:
    from spacy.language import Language

MODEL_FILES = ("features.msgpack", "weights.npz")
REPORT = "segmenter.json"

# pkuseg updates its learning rate ten times an epoch and divides by zero with fewer sentences.
MIN_SENTENCES = 10

# No word of running Chinese text is that long; a raw line is.
_LONGEST_WORD = 30
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_TAGGED = re.compile(r".+[/_][A-Za-z]{1,4}")
_PIECE = re.compile(r"[^\s\ufeff]+")

# In a process of its own: pkuseg keeps its settings in a global, prints, and shuffles with the
# global random numbers.
_TRAINER = """
import random, sys
import spacy_pkuseg
train, test, out, iterations, seed = sys.argv[1:]
random.seed(int(seed))
spacy_pkuseg.train(train, test, out, train_iter=int(iterations))
"""

Sentence = Sequence[str]


class Segmenter(Protocol):
    """Anything that cuts a text into words, as pkuseg does."""

    def cut(self, text: str, /) -> list[str]:
        """Return the words of a text in order, without whitespace."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Agreement on words: the same first and last character.

    gold, predicted, correct (int): Numbers of words.
    """

    gold: int
    predicted: int
    correct: int

    @property
    def precision(self) -> float:
        """Share of predicted words that are right; 0 if there are none."""
        return self.correct / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of gold words that were found; 0 if there are none."""
        return self.correct / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.gold + self.predicted
        return 2 * self.correct / total if total else 0.0


@dataclass(frozen=True, slots=True)
class SegmenterReport:
    """What a segmenter was trained on, and how good it is on sentences it has not seen.

    The scores are of a trial model without the held-out sentences; the saved model was
    trained on all sentences afterwards and cannot be scored on them.

    out (Path): Folder of the saved model.
    sentences, words, characters (int): Size of all input; characters without whitespace.
    held_out (int): Sentences that the trial model did not see.
    scores (Scores): Words of the held-out sentences.
    oov_rate (float): Share of held-out words that the trial model never saw, 0 to 1.
    oov_recall (float | None): Share of those that were found; None if there are none.
    """

    out: Path
    sentences: int
    words: int
    characters: int
    held_out: int
    scores: Scores
    oov_rate: float
    oov_recall: float | None

    def lines(self) -> list[str]:
        """Return the report as lines to print."""
        scores = self.scores
        found = "none" if self.oov_recall is None else f"{self.oov_recall:.1%}"
        return [
            f"Words      {self.sentences:,} sentences, {self.words:,} words, "
            f"{self.characters:,} characters",
            f"Held out   {self.held_out:,} sentences, {scores.gold:,} words: "
            f"P {scores.precision:.3f}  R {scores.recall:.3f}  F1 {scores.f1:.3f}",
            f"Unseen     {self.oov_rate:.1%} of the held-out words; found of them: {found}",
            "The saved model was trained on all sentences, the held-out ones too.",
        ]


def read_segmented(path: Path) -> list[list[str]]:
    """Read segmented text: one sentence a line, words separated by whitespace.

    Raises:
        FormatError: The file cannot be read, holds no words, or does not look segmented.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(
            f"Not UTF-8 at byte {error.start}", where=str(path), remedy="Save the file as UTF-8."
        ) from None
    except OSError as error:
        raise FormatError(f"Cannot be read ({error.strerror})", where=str(path)) from None
    # str.splitlines would also split at U+2028 and friends inside a text.
    lines = enumerate((line.split() for line in text.split("\n")), start=1)
    sentences = [_checked(words, f"{path}:{number}") for number, words in lines if words]
    if not sentences:
        raise FormatError("The file holds no words", where=str(path))
    return sentences


def _checked(words: list[str], where: str) -> list[str]:
    """Return the words of one line, unless they look like something else."""
    for word in words:
        if len(word) > _LONGEST_WORD and _HAN.search(word):
            raise FormatError(
                f"A word of {len(word)} characters ({word[:10]}…); the line is not segmented",
                where=where,
                remedy="Put a space between words.",
            )
    tagged = [word for word in words if _TAGGED.fullmatch(word) and _HAN.search(word)]
    if len(tagged) > len(words) / 2:
        raise FormatError(
            f"The words carry tags ({tagged[0]})", where=where, remedy="Remove the tags."
        )
    return words


def word_f1(gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> Scores:
    """Compare two segmentations of the same sentences, word extent by word extent.

    Raises:
        ValueError: The sentences differ in number or in their text.
    """
    total = correct = guessed = 0
    for right, guess in zip(gold, predicted, strict=True):
        if "".join(right) != "".join(guess):
            raise ValueError(f"not the same text: {''.join(right)!r} and {''.join(guess)!r}")
        total += len(right)
        guessed += len(guess)
        correct += len(_extents(right) & _extents(guess))
    return Scores(total, guessed, correct)


def _extents(words: Sentence) -> set[tuple[int, int]]:
    return set(pairwise(accumulate(map(len, words), initial=0)))


def hold_out(
    sentences: Sequence[Sentence], share: float, seed: int
) -> tuple[list[Sentence], list[Sentence]]:
    """Split sentences into a training and a held-out part, the same way for the same seed.

    Copies of a sentence stay together, so that no held-out sentence was trained on. The
    share (0 to 1) is of distinct sentences, at least one.
    """
    distinct = sorted({tuple(words) for words in sentences})
    number = max(1, round(share * len(distinct)))
    held = set(random.Random(seed).sample(distinct, number))
    train = [words for words in sentences if tuple(words) not in held]
    return train, [words for words in sentences if tuple(words) in held]


def train_segmenter(
    files: Sequence[Path],
    out: Path,
    *,
    test_share: float = 0.1,
    iterations: int = 10,
    seed: int = 0,
) -> SegmenterReport:
    """Train a pkuseg model on segmented text and measure it on held-out sentences.

    Trains twice: without the held-out sentences, to measure, and on all of them, to save.

    files (Sequence[Path]): Segmented text, see `read_segmented`.
    out (Path): Folder to write the model and ``segmenter.json``.
    test_share (float): Share of sentences held out, between 0 and 1.
    iterations (int): Passes over the training sentences.
    seed (int): Which sentences are held out, and in which order pkuseg sees the others.

    Raises:
        FormatError: A file is not segmented text.
        TrainingError: The settings make no sense, there are too few sentences, or pkuseg failed.
    """
    _check_settings(files, test_share, iterations)
    sentences = [words for path in files for words in read_segmented(path)]
    train, held = hold_out(sentences, test_share, seed)
    if len(train) < MIN_SENTENCES:
        raise TrainingError(
            f"{len(train)} sentences to learn from are too few",
            remedy=f"Give at least {MIN_SENTENCES} that differ, beside those held out.",
        )
    with tempfile.TemporaryDirectory() as folder:
        fit(train, Path(folder), iterations=iterations, seed=seed)
        segmenter = load_segmenter(folder)
        predicted = [segmenter.cut("".join(words)) for words in held]
    fit(sentences, out, iterations=iterations, seed=seed)
    report = _measure(out, sentences, train, held, predicted)
    settings = {"test_share": test_share, "iterations": iterations, "seed": seed}
    _write_report(out / REPORT, report, files, settings)
    return report


def _check_settings(files: Sequence[Path], test_share: float, iterations: int) -> None:
    if not files:
        raise TrainingError("No segmented text is given", remedy="Name at least one file.")
    if not 0 < test_share < 1:
        raise TrainingError(f"A test share of {test_share} is not between 0 and 1")
    if iterations < 1:
        raise TrainingError(f"{iterations} iterations are too few", remedy="Give at least 1.")


def fit(sentences: Sequence[Sentence], out: Path, *, iterations: int = 10, seed: int = 0) -> None:
    """Train a pkuseg model on exactly these sentences and write it to a folder.

    Raises:
        TrainingError: The folder cannot be made, or pkuseg failed.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(f"Cannot be made a folder ({error.strerror})", where=str(out)) from None
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        _write_sentences(scratch / "train.txt", sentences)
        # pkuseg scores a test file after each pass, for its log only; one sentence will do.
        _write_sentences(scratch / "test.txt", sentences[:1])
        _run_pkuseg(scratch, iterations, seed)
        for name in MODEL_FILES:
            shutil.copyfile(scratch / "model" / name, out / name)


def _write_sentences(path: Path, sentences: Sequence[Sentence]) -> None:
    text = "".join(" ".join(words) + "\n" for words in sentences)
    path.write_text(text, encoding="utf-8", newline="\n")


def _run_pkuseg(scratch: Path, iterations: int, seed: int) -> None:
    """Run pkuseg's training in another process that writes nowhere but in the scratch folder."""
    folders = dict.fromkeys(("TMPDIR", "TMP", "TEMP", "PKUSEG_HOME"), str(scratch))
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            _TRAINER,
            "train.txt",
            "test.txt",
            "model",
            str(iterations),
            str(seed),
        ],
        cwd=scratch,
        # Features are numbered in the order of a set: without a fixed hash seed no run is repeatable.
        env={**os.environ, **folders, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
    )
    if run.returncode:
        last = (run.stderr.strip().splitlines() or ["no message"])[-1]
        raise TrainingError(f"pkuseg failed with status {run.returncode} ({last})")


def _measure(
    out: Path,
    sentences: Sequence[Sentence],
    train: Sequence[Sentence],
    held: Sequence[Sentence],
    predicted: Sequence[Sentence],
) -> SegmenterReport:
    """Score the trial model's words and count what there is."""
    known = {word for words in train for word in words}
    unseen = list(_unseen(held, predicted, known))
    scores = word_f1(held, predicted)
    return SegmenterReport(
        out=out,
        sentences=len(sentences),
        words=sum(map(len, sentences)),
        characters=sum(len(word) for words in sentences for word in words),
        held_out=len(held),
        scores=scores,
        oov_rate=len(unseen) / scores.gold,
        oov_recall=sum(unseen) / len(unseen) if unseen else None,
    )


def _unseen(
    gold: Sequence[Sentence], predicted: Sequence[Sentence], known: set[str]
) -> Iterator[bool]:
    """Yield for each gold word that was not trained on whether it was found."""
    for right, guess in zip(gold, predicted, strict=True):
        found = _extents(guess)
        edges = pairwise(accumulate(map(len, right), initial=0))
        for word, extent in zip(right, edges, strict=True):
            if word not in known:
                yield extent in found


def _write_report(
    path: Path, report: SegmenterReport, files: Sequence[Path], settings: dict[str, Any]
) -> None:
    """Write all that a result can be traced to: settings, inputs by hash, versions, scores."""
    scores = report.scores
    values = {name: value for name, value in asdict(report).items() if name != "out"}
    values["scores"] |= {"precision": scores.precision, "recall": scores.recall, "f1": scores.f1}
    record = {
        "note": "scored without the held-out sentences; saved model trained on all sentences",
        "settings": settings,
        # Names without folders: those of this machine mean nothing elsewhere.
        "inputs": [{"file": file.name, "sha256": _sha256(file)} for file in files],
        "versions": {"tifa": tifa.__version__, "spacy-pkuseg": version("spacy-pkuseg")},
        **values,
    }
    text = json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def load_segmenter(model: str | Path, user_dictionary: str | Path | None = None) -> Segmenter:
    """Load a pkuseg model, without pkuseg's own dictionary if it is a local one.

    model (str | Path): Folder of a model, or the name of one that pkuseg publishes
        (``spacy_ontonotes``, ``mixed``, …), which pkuseg downloads at the first use.
    user_dictionary (str | Path | None): File of words, one a line, that are always cut out
        first; for local models only.

    Raises:
        ModelError: The folder holds no usable model, or the model cannot be downloaded.
    """
    import spacy_pkuseg

    if is_published(model):
        try:
            published: Segmenter = spacy_pkuseg.pkuseg(str(model))
        except OSError as error:
            raise ModelError(
                f"pkuseg's model {model} cannot be fetched ({error})",
                remedy="Name the folder of a local model; tifa segmenter train makes one.",
            ) from error
        return published
    folder = _model_folder(model)
    words = str(user_dictionary) if user_dictionary else None
    try:
        segmenter = spacy_pkuseg.pkuseg(str(folder), user_dict=None)
        segmenter.preprocesser = spacy_pkuseg.Preprocesser(words)
    except (OSError, ValueError, KeyError, EOFError, AssertionError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"The pkuseg model cannot be loaded ({error})",
            where=str(folder),
            remedy="Train it again with tifa segmenter train.",
        ) from error
    # spaCy saves both sets, and pkuseg makes none when its dictionary is off.
    segmenter.postprocesser.common_words = set()
    segmenter.postprocesser.other_words = set()
    loaded: Segmenter = segmenter
    return loaded


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
    found = []
    for piece in _PIECE.finditer(text):
        words = segmenter.cut(piece.group())
        found.extend(pairwise(accumulate(map(len, words), initial=piece.start())))
    return found


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
    words = None if pkuseg_user_dict == "default" else pkuseg_user_dict
    tokenizer.pkuseg_seg = load_segmenter(pkuseg_model, words)


def _uses_pkuseg(nlp: "Language") -> bool:
    return getattr(nlp.tokenizer, "segmenter", None) == "pkuseg"


def make_pkuseg_tokenizer(nlp: "Language", model: str | Path) -> Any:
    """Return spaCy's Chinese tokenizer with a pkuseg model loaded.

    Raises:
        ModelError: The folder holds no usable model.
    """
    from spacy.lang.zh import ChineseTokenizer, Segmenter

    tokenizer = ChineseTokenizer(nlp.vocab, segmenter=Segmenter.pkuseg)
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
