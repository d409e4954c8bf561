"""The corpus reader ``tifa.Corpus.v1``: corpus folders as spaCy training examples."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from spacy.language import Language
from spacy.training import Example

from tifa.corpus.errors import TrainingError
from tifa.corpus.folder import Corpus, training_folders
from tifa.corpus.scheme import load_scheme
from tifa.models.answers import add_answers, is_answers
from tifa.models.augmenting import Wordings, augmented, check_shares, trained_formulas
from tifa.models.rules import HIDDEN_FORMS, TRAINING, RuleExtractor
from tifa.models.spandata import set_spans
from tifa.models.units import LONGEST, Unit, divide_units, first_share, own_forms

Part = Literal["all", "train", "test"]
Reader = Callable[[Language], Iterator[Example]]


def create_corpus_reader(
    path: str | list[str] | None = None,
    layer: str = "gold",
    spans_key: str = "sc",
    longest: int = LONGEST,
    hide_own_forms: bool = False,
    hidden_share: float = 0.3,
    folds: int = 0,
    fold: int = 0,
    part: Part = "all",
    repeat: int = 0,
    share: float = 1.0,
    augment: dict[str, float] | None = None,
    augment_seed: int = 0,
) -> Reader:
    """Make the reader ``tifa.Corpus.v1``.

    path (str | list[str] | None): Corpus folders and files of answered tasks (see
        `tifa.models.answers`); None is the shipped seed and synthetic corpora.
    layer (str): The annotation layer to learn from.
    spans_key (str): Where the gold spans go on the reference doc.
    longest (int): Longest unit in characters.
    hide_own_forms (bool): Tell the rules to overlook formulas that they know only from
        the unit's own document: in training, so that they know there what they will know
        of a document they have not seen.
    hidden_share (float): Share of units for which they overlook also those formulas of
        the lexicon that no other document attests, so that the tagger meets formulas
        that no lexicon has.
    folds, fold (int), part: With folds > 0, only the units outside (``train``) or
        inside (``test``) that fold.
    repeat (int): Another number divides into other folds.
    share (float): Share of the training units, for learning curves.
    augment (dict[str, float] | None): Changed copies of documents to add: by kind (see
        `tifa.models.augmenting`), the share of documents that are copied.
    augment_seed (int): Another number changes other documents in other ways.

    Returns:
        A function from a pipeline to an iterator of examples.

    Raises:
        TrainingError: There is no such kind of augmentation, or a share makes no sense.
    """
    shares = augment or {}
    check_shares(shares)
    folders = (
        [path] if isinstance(path, str) else path or [str(folder) for folder in training_folders()]
    )

    def read(nlp: Language) -> Iterator[Example]:
        units = select_units(
            folders,
            layer,
            longest=longest,
            folds=folds,
            fold=fold,
            part=part,
            repeat=repeat,
            share=share,
        )
        formulas = _known_formulas(nlp, units) if shares else ()
        units += augmented(units, shares, Wordings.of(units, formulas), seed=augment_seed)
        yield from examples(
            nlp, units, spans_key=spans_key, hidden_share=hidden_share if hide_own_forms else None
        )

    return read


def scheme_labels(scheme: str = "speeches", scheme_version: str = "1.1") -> list[str]:
    """Return the labels of a scheme in its order: ``tifa.scheme_labels.v1``."""
    return list(load_scheme(scheme, scheme_version).labels)


def select_units(
    folders: Sequence[str | Path],
    layer: str,
    *,
    longest: int = LONGEST,
    folds: int = 0,
    fold: int = 0,
    part: Part = "all",
    repeat: int = 0,
    share: float = 1.0,
) -> list[Unit]:
    """Return the units of corpus folders and answered tasks, or those of one part of a fold.

    Arguments as of `create_corpus_reader`.

    Raises:
        CorpusError: A folder is no corpus or has no such layer.
        FormatError, OffsetError: A file of answered tasks is not in its form.
        TrainingError: There is nothing annotated.
    """
    answers = [path for path in folders if is_answers(path)]
    corpora = [Corpus.read(folder) for folder in folders if folder not in answers]
    # Beside answers a corpus without the layer gives their documents and no units.
    annotated = [each for each in corpora if not answers or layer in each.layers]
    divided = divide_units(annotated, layer, max(1, folds), longest=longest, repeat=repeat)
    divided = add_answers(divided, answers, corpora, repeat)
    if not any(unit.spans for units in divided for unit in units):
        raise TrainingError(f"Layer “{layer}” has no spans", where=", ".join(map(str, folders)))
    wanted = {
        "all": range(len(divided)),
        "test": [fold],
        "train": [other for other in range(len(divided)) if other != fold],
    }
    units = [unit for number in wanted[part] for unit in divided[number]]
    return first_share(units, share, repeat) if part == "train" and share < 1 else units


def examples(
    nlp: Language,
    units: Sequence[Unit],
    *,
    spans_key: str,
    hidden_share: float | None = None,
) -> Iterator[Example]:
    """Yield a spaCy example for each unit.

    hidden_share (float | None): As of `create_corpus_reader`; None hides nothing.
    """
    rules = _rules_of(nlp)
    label = rules.rules.scheme.label_of("slogan") if rules else None
    for unit, own in zip(units, own_forms(units, label), strict=True):
        predicted, reference = unit.make_doc(nlp), nlp.make_doc(unit.text)
        set_spans(reference, spans_key, unit.spans)
        if hidden_share is not None and rules:
            # The same units whatever else is read, so that runs can be compared.
            everything = random.Random(f"{unit.doc_id} {unit.start}").random() < hidden_share
            predicted.user_data[HIDDEN_FORMS] = sorted(
                form for form in own if everything or _is_learnt(rules, form, unit.doc_id)
            )
        yield Example(predicted, reference)


def _known_formulas(nlp: Language, units: Sequence[Unit]) -> Iterable[tuple[str, str, str]]:
    """Return the formulas that the rules know without the training data, or else those."""
    rules = _rules_of(nlp)
    if rules is None:
        return trained_formulas(units)
    return [
        (entry.kind, form, entry.canonical)
        for entry in rules.lexicon.entries
        if entry.status == "in" and entry.kind and entry.decided != TRAINING
        for form in entry.forms
    ]


def _is_learnt(rules: RuleExtractor, form: str, doc_id: str) -> bool:
    """Say whether the lexicon knows a formula from training data or from this document."""
    entry = rules.lexicon.get(form)
    return entry is None or entry.decided in (TRAINING, doc_id)


def _rules_of(nlp: Language) -> RuleExtractor | None:
    return next((pipe for _, pipe in nlp.pipeline if isinstance(pipe, RuleExtractor)), None)
