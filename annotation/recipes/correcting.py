"""``tifa.spans.correct``: our suggestions to correct, a block of a speech at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from tifa.annotation.recipes.sources import Block, blocks_of, scheme_of
from tifa.annotation.recipes.suggesting import RULES, suggester
from tifa.annotation.recipes.tasks import CHARACTERS, block_task, completed, config, validator
from tifa.corpus.errors import CorpusError
from tifa.corpus.scheme import Scheme

SUGGESTED = "suggested"


@dataclass(frozen=True)
class Correction:
    """A session of correcting suggestions.

    source (Path): A corpus folder, text files, or JSONL tasks (with their own suggestions).
    model (str): ``rules``, ``none``, or the folder of a trained pipeline.
    labels (Sequence[str]): Labels to annotate; none is all of the scheme.
    how (str): The tokens to select by, ``characters`` or ``jieba``.
    repeats (bool): Whether to ask about a text again that stands elsewhere as well.
    """

    source: Path
    model: str = RULES
    labels: Sequence[str] = ()
    how: str = CHARACTERS
    repeats: bool = True

    def components(self, dataset: str, exclude: Sequence[str] = ()) -> dict[str, Any]:
        """Return what a recipe of Prodigy returns.

        dataset (str): Where answers are saved.
        exclude (Sequence[str]): Datasets whose texts are not asked about again.

        Raises:
            TifaError: Source or model cannot be read, or the scheme has no such label.
        """
        scheme = scheme_of(self.source)
        labels = known_labels(scheme, self.labels)
        return {
            "dataset": dataset,
            "view_id": "spans_manual",
            "stream": self.stream(labels),
            "exclude": list(exclude) or None,
            "before_db": before_db,
            "validate_answer": validator(scheme),
            "config": config(scheme, labels),
        }

    def stream(self, labels: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Return the tasks, in the order of the documents.

        The first is made at once, so that what is wrong is told before the server starts.

        Raises:
            TifaError: Source or model cannot be read, there are no such tokens, or no text.
        """
        tasks = self._tasks(blocks_of(self.source, suggester(self.model, labels)))
        first = next(tasks, None)
        if first is None:
            raise CorpusError("There is no text to annotate", where=str(self.source))
        return chain([first], tasks)

    def _tasks(self, blocks: Iterable[Block]) -> Iterator[dict[str, Any]]:
        for block in blocks:
            task = block_task(
                block, block.spans, how=self.how, repeats=self.repeats, suggested_by=self.model
            )
            # What was suggested and is not in the answer was rejected: evidence for training.
            yield {**task, SUGGESTED: [dict(span) for span in task["spans"]]}


def known_labels(scheme: Scheme, wanted: Sequence[str]) -> list[str]:
    """Return the labels wanted, or all of the scheme.

    Raises:
        SchemeError: The scheme has no such label.
    """
    return [label for label in wanted if scheme.label(label)] or list(scheme.labels)


def before_db(answers: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return answers as they are saved; see `tifa.annotation.recipes.tasks.completed`."""
    return [_saved(answer) for answer in answers]


def _saved(answer: Mapping[str, Any]) -> dict[str, Any]:
    suggested = answer.get(SUGGESTED, [])
    saved = completed(answer, suggested)
    if SUGGESTED in answer:
        saved[SUGGESTED] = completed({**answer, "spans": suggested}, ())["spans"]
    return saved
