"""Segmented text: reading it, splitting it, comparing two segmentations of it."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from tifa.corpus.errors import FormatError

# No word of running Chinese text is that long; a raw line is.
_LONGEST_WORD = 30
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_TAGGED = re.compile(r".+[/_][A-Za-z]{1,4}")

Sentence = Sequence[str]


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
        correct += len(set(extents(right)) & set(extents(guess)))
    return Scores(total, guessed, correct)


def extents(words: Sentence, start: int = 0) -> list[tuple[int, int]]:
    """Return where the words lie if the first begins at `start`: code points, end exclusive."""
    return list(pairwise(accumulate(map(len, words), initial=start)))


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
