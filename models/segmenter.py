"""Words by spacy-pkuseg: train a segmenter from segmented text and measure it.

The names of `tifa.models.tokenizer` that go with it can be had here too.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tifa
from tifa.corpus.errors import TrainingError
from tifa.models.segmented import Scores, Sentence, extents, hold_out, read_segmented, word_f1
from tifa.models.tokenizer import (
    MODEL_FILES,
    create_pkuseg_setup,
    load_segmenter,
    make_pkuseg_tokenizer,
    require_segmenter,
    segment,
)

__all__ = [
    "Scores",
    "SegmenterReport",
    "create_pkuseg_setup",
    "fit",
    "hold_out",
    "load_segmenter",
    "make_pkuseg_tokenizer",
    "read_segmented",
    "require_segmenter",
    "segment",
    "train_segmenter",
    "word_f1",
]

REPORT = "segmenter.json"

# pkuseg updates its learning rate ten times an epoch and divides by zero with fewer sentences.
MIN_SENTENCES = 10

# In a process of its own: pkuseg keeps its settings in a global, prints, and shuffles with the
# global random numbers.
_TRAINER = """
import random, sys
import spacy_pkuseg
train, test, out, iterations, seed = sys.argv[1:]
random.seed(int(seed))
spacy_pkuseg.train(train, test, out, train_iter=int(iterations))
"""


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
        size = f"{self.sentences:,} sentences, {self.words:,} words, {self.characters:,} characters"
        quality = f"P {scores.precision:.3f}  R {scores.recall:.3f}  F1 {scores.f1:.3f}"
        return [
            f"Input      {size}",
            f"Held out   {self.held_out:,} sentences, {scores.gold:,} words: {quality}",
            f"Unseen     {self.oov_rate:.1%} of the held-out words; found of them: {found}",
            "The saved model was trained on all sentences, the held-out ones too.",
        ]


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
        raise TrainingError(
            f"A test share of {test_share} is not between 0 and 1", remedy="Try 0.1."
        )
    if iterations < 1:
        raise TrainingError(f"{iterations} iterations are too few", remedy="Give at least 1.")


def fit(sentences: Sequence[Sentence], out: Path, *, iterations: int = 10, seed: int = 0) -> None:
    """Train a pkuseg model on exactly these sentences and write it to a folder.

    Raises:
        TrainingError: There are too few sentences, the folder cannot be made, or pkuseg failed.
    """
    if len(sentences) < MIN_SENTENCES:
        raise TrainingError(
            f"{len(sentences)} sentences to learn from are too few",
            remedy=f"Give at least {MIN_SENTENCES} that differ, beside those held out.",
        )
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
    arguments = ["train.txt", "test.txt", "model", str(iterations), str(seed)]
    run = subprocess.run(
        [sys.executable, "-c", _TRAINER, *arguments],
        cwd=scratch,
        env={**os.environ, **folders, "PYTHONUTF8": "1"},
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
        found = set(extents(guess))
        for word, extent in zip(right, extents(right), strict=True):
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
