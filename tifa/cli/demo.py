"""``tifa demo``: the main job on the seed speech, from the corpus to a report."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tifa.cli.output import print_scores

if TYPE_CHECKING:
    from tifa.corpus.folder import Corpus
    from tifa.evaluation import Comparison, ScoredText
    from tifa.models.crossval import CrossValidation, System

FOLDS = 5
# spaCy's default proposes n-grams of every length given; each costs time.
NGRAM_SIZES = 8
TAGGER = "tagger"
IN_SAMPLE = (
    "The rules were written by people who have read this speech: their row is no test of "
    "how they do on others. Formulas decided on this speech were withheld from the lexicon "
    "and learnt again from the training part of each fold."
)
ONE_SPEECH = (
    "One speech of 2010, annotated by language models and adjudicated by one; no human "
    "expert has reviewed the gold."
)


def demo_cli(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Where to save.")] = (
        Path("tifa-demo")
    ),
) -> None:
    """Validate the seed corpus, cross-validate on it, train the tagger, and write a report.

    Takes a minute or two on two processors and needs no network.
    """
    from rich.console import Console

    from tifa.corpus.folder import Corpus, seed_folder
    from tifa.corpus.validate import validate
    from tifa.models.training import make_folder, train_tagger

    console = Console()
    started = time.perf_counter()
    make_folder(out)
    folder = seed_folder()
    checked = validate(folder)
    corpus = Corpus.read(folder)
    console.print(
        f"1 Corpus {corpus.info.name}: {len(checked.errors)} errors, "
        f"{len(checked.warnings)} warnings, spans {corpus.counts().spans['gold']}"
    )
    if not checked.ok:
        raise typer.Exit(1)
    console.print(f"2 Cross-validation, {FOLDS} contiguous sections, three systems")
    results = _cross_validate(folder)
    console.print("3 Training the tagger on the seed and the synthetic corpus")
    trained = train_tagger([], out)
    comparison = compare(corpus, results)
    _write_report(out / "report.html", corpus, comparison, results[TAGGER])
    print_scores(console, comparison)
    for name, result in results.items():
        console.print(f"  {name}: {describe(result)}", highlight=False)
    console.print(f"  {ONE_SPEECH}\n  {IN_SAMPLE}", highlight=False)
    console.print(f"Done in {time.perf_counter() - started:.0f} s.")
    console.print(f"Report:   {out / 'report.html'}", soft_wrap=True, highlight=False)
    console.print(f"Pipeline: {trained.path}", soft_wrap=True, highlight=False)
    console.print("Try next:")
    console.print(f"  tifa extract {out} speech.txt", soft_wrap=True, highlight=False)
    console.print("  tifa corpus new mycorpus && tifa corpus add mycorpus speech.txt")


def systems(folder: Path) -> "dict[str, System]":
    """Return what is compared: the rules, the tagger and spaCy's own default."""
    from tifa.models.crossval import System
    from tifa.models.reader import select_units
    from tifa.models.units import common_lengths

    sizes = common_lengths(select_units([folder], "gold"), NGRAM_SIZES)
    return {
        "rules": System("rules"),
        TAGGER: System("crf_cpu"),
        "spaCy default": System("spancat_ngram", {"components.spancat.suggester.sizes": sizes}),
    }


def _cross_validate(folder: Path) -> "dict[str, CrossValidation]":
    from rich.console import Console
    from rich.progress import Progress

    from tifa.models.crossval import cross_validate

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Folds", total=None)
        return cross_validate(
            [folder],
            systems(folder),
            folds=FOLDS,
            progress=lambda name, done, jobs: bar.update(
                task, description=name, completed=done, total=jobs
            ),
        )


def compare(corpus: "Corpus", results: "dict[str, CrossValidation]") -> "Comparison":
    """Score the systems' predictions side by side, on the same units."""
    from tifa.evaluation import Comparison, evaluate

    scheme = corpus.info.load_scheme()
    evaluations = {}
    for name, result in results.items():
        evaluations[name] = evaluate(
            _scored_texts(corpus, result),
            test_set=f"{corpus.info.name} {corpus.info.version}, {FOLDS}-fold cross-validation",
            scheme=f"{scheme.name} {scheme.version}",
            labels=list(scheme.labels),
            seen=result.seen_in_training().__contains__,
        )
    return Comparison(evaluations)


def _scored_texts(corpus: "Corpus", result: "CrossValidation") -> "list[ScoredText]":
    from tifa.evaluation import ScoredText

    return [
        ScoredText(
            doc_id,
            doc.text,
            gold=result.spans(doc_id, gold=True),
            predicted=result.spans(doc_id, gold=False),
            cuts=tuple(unit.start for unit in result.units if unit.doc_id == doc_id)[1:],
        )
        for doc_id, doc in corpus.documents.items()
    ]


def describe(result: "CrossValidation") -> str:
    """Say in a line what a system's candidates and training cost."""
    cost = f"{result.train_seconds:.0f} s of training in all folds"
    if not result.gold:
        return cost
    return (
        f"suggester recall {result.found / result.gold:.3f}, "
        f"{1000 * result.candidates / result.characters:,.0f} candidates per 1,000 characters, {cost}"
    )


def _write_report(
    path: Path, corpus: "Corpus", comparison: "Comparison", shown: "CrossValidation"
) -> None:
    from tifa.evaluation import write_report

    ids = list(corpus.documents)
    write_report(
        path,
        title=corpus.info.name,
        comparison=comparison,
        shown=TAGGER,
        documents=corpus.documents,
        gold={doc_id: shown.spans(doc_id, gold=True) for doc_id in ids},
        predicted={doc_id: shown.spans(doc_id, gold=False) for doc_id in ids},
        scheme=corpus.info.load_scheme(),
        notes=[ONE_SPEECH, IN_SAMPLE],
    )
