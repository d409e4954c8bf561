"""Answered annotation tasks as training data: the paragraphs that somebody has seen.

A corpus layer speaks of whole documents: what it does not mark holds no span. Who annotates
the paragraphs of `tifa suggest` has seen some of a document only, and the rest must not be
learnt from as if it held nothing. So answers are trained on as they are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tifa.corpus.errors import FormatError, OffsetError
from tifa.corpus.folder import Corpus
from tifa.corpus.jsonl import read_jsonl
from tifa.corpus.spans import in_order
from tifa.corpus.tasks import ACCEPT, TaskRecord, parse_task, task_spans
from tifa.models.units import Unit, fold_of

SUFFIX = ".jsonl"


def is_answers(path: Path | str) -> bool:
    """Say whether a path is a file of annotation tasks and no corpus folder."""
    return Path(path).suffix == SUFFIX and Path(path).is_file()


def answered(path: Path | str) -> list[tuple[str, TaskRecord]]:
    """Return the accepted tasks of a file with their places, each text once.

    Of several answers to one text at one place the last counts, as a person who answers
    again means to correct the first answer. Rejected and ignored tasks are left out.

    path (Path | str): Prodigy tasks, one a line.

    Raises:
        FormatError: A line is no task, or two annotators have other spans for one text.
    """
    found: dict[tuple[str, int, str], tuple[str, TaskRecord]] = {}
    for where, task in _tasks(Path(path)):
        place = task.meta.doc_id, task.meta.char_offset, task.text
        before = found.pop(place, None)
        if before is not None and task.answer == ACCEPT:
            _check_agreement(before[1], task, where=where)
        if task.answer == ACCEPT:
            found[place] = where, task
    return list(found.values())


def _check_agreement(before: TaskRecord, task: TaskRecord, *, where: str) -> None:
    one, other = ({(s.start, s.end, s.label) for s in each.spans} for each in (before, task))
    if one != other and _annotator(before) != _annotator(task):
        raise FormatError(
            f"{_annotator(before)} and {_annotator(task)} marked other spans in the same text",
            where=where,
            remedy="Train on the answers of one, or decide with: tifa import, tifa adjudicate.",
        )


def _annotator(task: TaskRecord) -> str:
    """Return who answered, as Prodigy says, if it does."""
    extra = task.model_extra or {}
    return str(extra.get("_annotator_id") or extra.get("_session_id") or "somebody")


def _tasks(path: Path) -> Iterator[tuple[str, TaskRecord]]:
    for number, record in read_jsonl(path):
        where = f"{path}:{number}"
        # Prodigy writes null where it has no spans.
        yield where, parse_task({k: v for k, v in record.items() if v is not None}, where=where)


@dataclass
class Places:
    """What has been answered, whatever the answer: a text that was skipped was seen.

    extents (dict): Start and end of the texts, by document.
    texts (set[str]): Texts that do not say where they stand.
    """

    extents: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)

    def add(self, path: Path | str) -> None:
        """Add the tasks of a file.

        Raises:
            FormatError: A line is no task.
        """
        for where, task in _tasks(Path(path)):
            if not task.text:
                raise FormatError("The task has no text", where=where)
            start = task.meta.char_offset
            if task.meta.doc_id:
                extent = (start, start + len(task.text))
                self.extents.setdefault(task.meta.doc_id, []).append(extent)
            else:
                self.texts.add(task.text)

    def holds(self, doc_id: str, start: int, text: str) -> bool:
        """Say whether any part of a stretch of a document has been answered."""
        end = start + len(text)
        extents = self.extents.get(doc_id, ())
        return text in self.texts or any(a < end and start < b for a, b in extents)


def add_answers(
    divided: Sequence[Sequence[Unit]],
    paths: Iterable[Path | str],
    corpora: Iterable[Corpus],
    repeat: int = 0,
) -> list[list[Unit]]:
    """Return folds with the accepted tasks of files in them.

    A task goes where other units of its document are, so that no fold knows of the
    documents of another; tasks of further documents are divided as documents are.

    divided (Sequence[Sequence[Unit]]): The units of each fold.
    corpora (Iterable[Corpus]): Where the documents of the tasks may be found.
    repeat (int): Another number divides another way.

    Raises:
        FormatError, OffsetError: A file is not in its form; see `answer_units`.
    """
    texts = {doc.id: doc.text for corpus in corpora for doc in corpus.documents.values()}
    units = [unit for path in paths for unit in answer_units(path, texts)]
    known = {unit.doc_id: fold for fold, its in enumerate(divided) for unit in its}
    fresh = [unit for unit in units if unit.doc_id not in known]
    placed = [*zip(fresh, fold_of(fresh, len(divided), repeat), strict=True)]
    placed += [(unit, known[unit.doc_id]) for unit in units if unit.doc_id in known]
    return [
        [*its, *(unit for unit, place in placed if place == fold)]
        for fold, its in enumerate(divided)
    ]


def answer_units(path: Path | str, documents: Mapping[str, str]) -> list[Unit]:
    """Return a unit for each accepted task, in the order of documents and offsets.

    documents (Mapping[str, str]): Texts by id. A task that stands in one of them is
        seen with the document around it, another by itself.

    Raises:
        FormatError: A line is no task.
        OffsetError: A span does not cover its quote, or a task not its stretch of the
            document that it names.
    """
    units = [
        _unit(task, documents, where=where, alone=f"{Path(path).stem}-{number}")
        for number, (where, task) in enumerate(answered(path), start=1)
    ]
    return sorted(units, key=lambda unit: (unit.doc_id, unit.start))


def _unit(task: TaskRecord, documents: Mapping[str, str], *, where: str, alone: str) -> Unit:
    start = task.meta.char_offset
    spans = in_order(span.shifted(-start) for span in task_spans(task, where=where))
    document = documents.get(task.meta.doc_id)
    if document is None:
        # Its offset points into a text that is not here.
        return Unit(task.meta.doc_id or alone, 0, task.text, task.text, spans)
    if document[start : start + len(task.text)] != task.text:
        raise OffsetError(
            f"The task is not what document “{task.meta.doc_id}” has at {start}",
            where=where,
            remedy="Train on the corpus that the tasks were made from, or on the tasks alone.",
        )
    return Unit(task.meta.doc_id, start, task.text, document, spans)
