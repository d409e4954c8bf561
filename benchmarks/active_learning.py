"""Does it pay to annotate what the tagger is least sure of? A simulated annotation run.

    python benchmarks/active_learning.py --corpus mycorpus --seeds 3 --out learning

The documents of an annotated corpus are divided into a test part and a pool. The annotator
is the gold: asked about a paragraph, they answer with its gold spans. All strategies begin
with the same random paragraphs; then, round by round, each chooses paragraphs of a number
of characters from the rest of the pool with the tagger that it has so far, gets the answers
and trains again from scratch, as `tifa suggest` and `tifa train` would. Every tagger is scored
on the same test documents. Writes curve.csv, and report.html with plots.
"""

import argparse
import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import mean, stdev

import pandas as pd
from rich.console import Console
from rich.progress import Progress
from spacy.language import Language

from tifa.corpus.figures import Undefined
from tifa.corpus.folder import Corpus
from tifa.corpus.jsonl import write_jsonl
from tifa.corpus.reporting.page import write_page
from tifa.corpus.reporting.plot import LinePlot, line_plot
from tifa.corpus.spans import Span
from tifa.corpus.tasks import span_record, tiles
from tifa.evaluation import Evaluation, ScoredText, evaluate
from tifa.evaluation.counts import MICRO
from tifa.evaluation.tables import figure_table
from tifa.models.choosing import in_random_order, least_confident
from tifa.models.extract import extract
from tifa.models.pipeline import fit, load_pipeline_config, parse_overrides
from tifa.models.uncertainty import Paragraph, doubtful_paragraphs

EVERYTHING = 1_000_000
Choose = Callable[[list[Paragraph], int], list[Paragraph]]


def dense(paragraphs: list[Paragraph], seed: int) -> list[Paragraph]:
    """Order by expected mistakes per character, so that short paragraphs have their chance."""
    by_length = [
        replace(each, expected_mistakes=each.expected_mistakes / (20 + len(each.text)))
        for each in paragraphs
    ]
    return least_confident(by_length, EVERYTHING)


STRATEGIES: dict[str, Choose] = {
    "random": in_random_order,
    "least confident": lambda pool, seed: least_confident(pool, EVERYTHING),
    "without diversity": lambda pool, seed: sorted(pool, key=lambda e: -e.expected_mistakes),
    "per character": dense,
}


@dataclass(frozen=True)
class World:
    """A corpus divided into a pool and a test part.

    corpus (Corpus): The whole corpus.
    folder (Path): The pool without annotations, as a corpus folder.
    pool, test (list[str]): Ids of documents.
    gold (dict): Gold spans by document.
    """

    corpus: Corpus
    folder: Path
    pool: list[str]
    test: list[str]
    gold: dict[str, tuple[Span, ...]]

    def paragraphs(self) -> list[Paragraph]:
        """Return the paragraphs of the pool; none cuts a gold span."""
        return [
            Paragraph(doc_id, block.start, "", text[block.start : block.end])
            for doc_id in self.pool
            for text in (self.corpus.documents[doc_id].text,)
            for block, _ in tiles(text, self.gold[doc_id])
        ]

    def answer(self, each: Paragraph) -> dict[str, object]:
        """Return a paragraph as somebody answers who knows the gold."""
        spans = [
            span_record(span.shifted(-each.start))
            for span in self.gold[each.doc_id]
            if each.start <= span.start < each.end
        ]
        where = {"doc_id": each.doc_id, "char_offset": each.start}
        return {"text": each.text, "meta": where, "spans": spans, "answer": "accept"}


def divide(corpus: Corpus, layer: str, share: float, seed: int, folder: Path) -> World:
    """Divide the annotated documents into pool and test part."""
    gold = dict(corpus.layer(layer).spans)
    ids = sorted(gold)
    random.Random(seed).shuffle(ids)
    cut = max(1, round(share * len(ids)))
    test, pool = sorted(ids[:cut]), sorted(ids[cut:])
    bare = Corpus(corpus.info, {doc_id: corpus.documents[doc_id] for doc_id in pool})
    bare.write(folder / "pool")
    return World(corpus, folder / "pool", pool, test, gold)


def train(
    world: World, answered: Sequence[Paragraph], options: argparse.Namespace, seed: int
) -> Language:
    """Train on what has been answered, each paragraph with its document around it."""
    answers = world.folder.parent / "answers.jsonl"
    write_jsonl(answers, [world.answer(each) for each in answered])
    paths = [str(world.folder), str(answers)]
    config = load_pipeline_config(
        options.config,
        {
            "corpora.train.path": paths,
            "corpora.dev.path": paths,
            "system.seed": seed,
            "training.max_epochs": options.epochs,
            # Scoring the training data in between would take longer than training.
            "training.eval_frequency": 100_000,
            # What the lexicon learnt from these documents, nobody has annotated yet.
            "components.rules.exclude_decided": sorted(world.gold),
            **parse_overrides(options.set),
        },
    )
    return fit(config)


def score(world: World, nlp: Language) -> Evaluation:
    """Score a tagger on the test documents."""
    texts = [(doc_id, world.corpus.documents[doc_id].text) for doc_id in world.test]
    return evaluate(
        [
            ScoredText(found.id, found.text, gold=world.gold[found.id], predicted=found.spans)
            for found in extract(nlp, texts)
        ],
        test_set=f"{world.corpus.info.name}, {len(world.test)} documents",
        scheme=f"{world.corpus.info.scheme} {world.corpus.info.scheme_version}",
        resamples=1,
    )


def chunk(ordered: Sequence[Paragraph], characters: int) -> list[Paragraph]:
    """Return the first paragraphs that have a number of characters together."""
    taken: list[Paragraph] = []
    for each in ordered:
        if sum(len(one.text) for one in taken) >= characters:
            break
        taken.append(each)
    return taken


def unsure(nlp: Language, world: World, left: Sequence[Paragraph]) -> list[Paragraph]:
    """Return paragraphs with the mistakes that a tagger expects in them.

    A prediction may join blocks that the gold keeps apart: its doubts are theirs by share.
    """
    texts = [(doc_id, world.corpus.documents[doc_id].text) for doc_id in world.pool]
    doubts = [each for each in doubtful_paragraphs(nlp, texts) if each.expected_mistakes]
    return [
        replace(one, expected_mistakes=sum(_shared(one, each) for each in doubts)) for one in left
    ]


def _shared(one: Paragraph, other: Paragraph) -> float:
    if one.doc_id != other.doc_id:
        return 0.0
    common = min(one.end, other.end) - max(one.start, other.start)
    return other.expected_mistakes * max(0, common) / len(other.text)


def run(
    world: World, name: str, options: argparse.Namespace, seed: int, tick: Callable[[], None]
) -> list[dict[str, object]]:
    """Simulate one strategy and return F1 of each round and label."""
    left = in_random_order(world.paragraphs(), seed)
    answered = chunk(left, options.start)
    records: list[dict[str, object]] = []
    for turn in range(options.rounds + 1):
        nlp = train(world, answered, options, seed)
        evaluation = score(world, nlp)
        size = sum(len(each.text) for each in answered)
        for label in evaluation.labels:
            f1 = evaluation.row(label).counts.f1
            records.append(
                {
                    "strategy": name,
                    "seed": seed,
                    "round": turn,
                    "characters": size,
                    "paragraphs": len(answered),
                    "label": label,
                    "f1": None if isinstance(f1, Undefined) else f1,
                    "signature": evaluation.signature.short(),
                }
            )
        tick()
        done = {(each.doc_id, each.start) for each in answered}
        left = [each for each in left if (each.doc_id, each.start) not in done]
        if turn < options.rounds:
            pool = unsure(nlp, world, left) if name != "random" else left
            answered += chunk(STRATEGIES[name](pool, seed + turn + 1), options.batch)
    return records


def summary(frame: pd.DataFrame) -> list[tuple[str, ...]]:
    """Return a row for each label, strategy and round: F1 over seeds, gain over random."""
    rows = []
    groups = frame.groupby(["label", "round", "strategy"], sort=False)
    for (label, turn, strategy), part in groups:
        same = frame[(frame.label == label) & (frame["round"] == turn)].set_index("seed")
        base = same[same.strategy == "random"].f1
        gain = (part.set_index("seed").f1 - base).tolist()
        rows.append(
            (
                f"{label}, {strategy}",
                f"{part.characters.mean():,.0f}",
                f"{part.paragraphs.mean():.0f}",
                _with_spread(part.f1.tolist()),
                "" if strategy == "random" else _with_spread(gain, sign="+"),
            )
        )
    return rows


def _with_spread(values: Sequence[float], sign: str = "") -> str:
    spread = f" ± {stdev(values):.3f}" if len(values) > 1 else ""
    return f"{mean(values):{sign}.3f}{spread}"


def draw(frame: pd.DataFrame, label: str) -> LinePlot:
    """Lay out the mean F1 of each strategy over the characters annotated."""
    part = frame[frame.label == label].groupby(["strategy", "round"], sort=False)
    means = part.agg({"characters": "mean", "f1": "mean"}).reset_index()
    series = [
        (
            str(name),
            [
                (row.characters, row.f1, f"{name}: {row.characters:,.0f} characters, {row.f1:.3f}")
                for row in its.itertuples()
            ],
        )
        for name, its in means.groupby("strategy", sort=False)
    ]
    ticks = means[means.strategy == "random"].characters
    low = int(means.f1.min() * 10) / 10
    return line_plot(
        series,
        x_name="已标注字数 characters annotated",
        y_name=f"F1 strict, {label}",
        x_range=(0.0, float(means.characters.max())),
        x_ticks=[(size, f"{size:,.0f}") for size in ticks],
        y_range=(low, 1.0),
    )


def main() -> None:
    """Simulate every strategy for every seed, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, required=True, help="of several documents")
    parser.add_argument("--config", default="crf_cpu", help="as for tifa train")
    parser.add_argument("--set", nargs="*", default=[], metavar="NAME=VALUE", help="settings")
    parser.add_argument("--layer", default="gold", help="its gold layer")
    parser.add_argument("--strategies", nargs="+", default=["random", "least confident"])
    parser.add_argument("--seeds", type=int, default=3, help="runs of each strategy")
    parser.add_argument("--test-share", type=float, default=1 / 3, help="documents for the test")
    parser.add_argument("--start", type=int, default=2_000, help="characters to begin with")
    parser.add_argument("--batch", type=int, default=2_000, help="characters of a round")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=8, help="epochs of each training")
    parser.add_argument("--out", type=Path, help="folder for curve.csv and report.html")
    options = parser.parse_args()
    corpus = Corpus.read(options.corpus)
    records: list[dict[str, object]] = []
    jobs = options.seeds * len(options.strategies) * (options.rounds + 1)
    with Progress(console=Console(stderr=True)) as bar, tempfile.TemporaryDirectory() as scratch:
        task = bar.add_task("Trainings", total=jobs)
        for seed in range(options.seeds):
            folder = Path(scratch) / str(seed)
            world = divide(corpus, options.layer, options.test_share, seed, folder)
            for name in options.strategies:
                records += run(world, name, options, seed, partial(bar.advance, task))
                if options.out:  # a long run that is broken off leaves what it has
                    options.out.mkdir(parents=True, exist_ok=True)
                    pd.DataFrame(records).to_csv(options.out / "curve.csv", index=False)
    frame = pd.DataFrame(records)
    rows = summary(frame)
    headings = ("characters", "paragraphs", "F1 strict", "gain over random")
    title = f"Annotating {corpus.info.name}: {options.seeds} runs, mean ± standard deviation"
    table = figure_table(title, headings)
    for row in rows:
        table.add_row(*row)
    Console(width=120).print(table)
    if options.out:
        _save(options.out, frame, title, ("label, strategy", *headings), rows)


def _save(
    out: Path, frame: pd.DataFrame, title: str, headings: Sequence[str], rows: Sequence[object]
) -> None:
    labels = [MICRO, *sorted(set(frame.label) - {MICRO})]
    write_page(
        out / "report.html",
        "plots.html.j2",
        package="tifa.corpus.reporting",
        title=title,
        notes=["The annotator is simulated: every answer is the gold."],
        plots=[draw(frame, label) for label in labels],
        headings=headings,
        rows=rows,
    )


if __name__ == "__main__":
    main()
