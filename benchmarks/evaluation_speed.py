"""Speed of the scores against their peers, on the same data in the same run.

    pip install nervaluate seqeval pygamma-agreement
    python benchmarks/evaluation_speed.py

Two annotators, 100 documents, 60 spans each with 3 labels: the four MUC schemes against
nervaluate (list loader), strict scores against seqeval's strict report and spaCy's
scorer, gamma against pygamma-agreement's default. Five annotators, one document, 150
spans: gamma again; pygamma-agreement enumerates every tuple of units, so that five
annotators with 150 spans each (7.9e10 tuples) are out of its reach and five with 30 each
are timed on few samples.

Peers start from what they read (tags, examples), prepared before the clock starts; we
start from spans.
"""

import argparse
import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from tifa.corpus.spans import Span
from tifa.evaluation.agreement.continuum import Continuum
from tifa.evaluation.agreement.gamma import GammaSettings, gamma
from tifa.evaluation.agreement.pairwise import exact_counts, total
from tifa.evaluation.agreement.sampling import Sampler
from tifa.evaluation.counts import Counts
from tifa.evaluation.matching import pair
from tifa.evaluation.muc import Scheme, muc_counts

LABELS = ("DIRECTIVE", "SLOGAN", "RESPONSIBILITY")
Texts = list[tuple[int, list[Span], list[Span]]]


@dataclass(frozen=True)
class Timing:
    """Seconds of one measurement, and what came out."""

    name: str
    seconds: float
    result: str


def make_texts(documents: int, spans: int, seed: int = 0) -> Texts:
    """Return lengths and both annotators' spans, without overlap on either side."""
    rng = random.Random(seed)
    texts = []
    for _ in range(documents):
        at, gold, found = 0, [], []
        for _ in range(spans):
            start = at + rng.randint(4, 20)
            end = start + rng.randint(4, 24)
            label = rng.choice(LABELS)
            gold.append(Span(start, end, label, ""))
            found.extend(_second(rng, start, end, label))
            at = end + 4
        texts.append((at + 10, gold, found))
    return texts


def _second(rng: random.Random, start: int, end: int, label: str) -> Iterator[Span]:
    """Yield what the second annotator has there: the same, moved, renamed or nothing."""
    chance = rng.random()
    if chance < 0.08:
        return
    if chance < 0.25:
        start, end = start + rng.randint(-2, 2), end + rng.randint(-1, 2)
    yield Span(start, end, rng.choice(LABELS) if chance > 0.93 else label, "")


def timed(name: str, work: Callable[[], Any], runs: int) -> Timing:
    """Return the median time of some runs after one to warm up."""
    result = work()
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return Timing(name, median(seconds), str(result))


def four_schemes(texts: Texts) -> str:
    """Score all four schemes."""
    counts = muc_counts(pair(gold, found) for _, gold, found in texts)
    return ", ".join(f"{scheme} {counts[scheme].f1:.6f}" for scheme in Scheme)


def nervaluate_work(texts: Texts) -> Callable[[], str]:
    """Return the same by nervaluate."""
    from nervaluate import Evaluator

    gold = [tags(length, spans) for length, spans, _ in texts]
    found = [tags(length, spans) for length, _, spans in texts]

    def work() -> str:
        results = Evaluator(gold, found, tags=list(LABELS), loader="list").evaluate()["overall"]
        names = {"strict": "strict", "exact": "exact", "partial": "partial", "type": "ent_type"}
        return ", ".join(f"{ours} {results[theirs].f1:.6f}" for ours, theirs in names.items())

    return work


def tags(length: int, spans: list[Span]) -> list[str]:
    """Return IOB2 tags of characters."""
    row = ["O"] * length
    for span in spans:
        row[span.start : span.end] = [f"I-{span.label}"] * (span.end - span.start)
        row[span.start] = f"B-{span.label}"
    return row


def strict(texts: Texts) -> str:
    """Score strictly, per label and over all."""
    by_label: dict[str, Counts] = {}
    for _, gold, found in texts:
        for label, counts in exact_counts(gold, found).items():
            by_label[label] = by_label.get(label, Counts()) + counts
    figures = {
        label: (c.precision, c.recall, c.f1)
        for label, c in {**by_label, "": total(by_label)}.items()
    }
    return f"{figures[''][2]:.6f}"


def seqeval_work(texts: Texts) -> Callable[[], str]:
    """Return the strict report of seqeval."""
    from seqeval.metrics import classification_report
    from seqeval.scheme import IOB2

    gold = [tags(length, spans) for length, spans, _ in texts]
    found = [tags(length, spans) for length, _, spans in texts]

    def work() -> str:
        report = classification_report(gold, found, mode="strict", scheme=IOB2, output_dict=True)
        return f"{report['micro avg']['f1-score']:.6f}"

    return work


def spacy_work(texts: Texts) -> Callable[[], str]:
    """Return spaCy's score_spans on characters."""
    import spacy
    from spacy.scorer import Scorer
    from spacy.tokens import Doc, SpanGroup
    from spacy.training import Example

    vocab = spacy.blank("zh").vocab

    def doc(length: int, spans: list[Span]) -> Doc:
        made = Doc(vocab, words=["字"] * length, spaces=[False] * length)
        group = [made.char_span(span.start, span.end, span.label) for span in spans]
        made.spans["sc"] = SpanGroup(made, spans=group)
        return made

    examples = [Example(doc(n, found), doc(n, gold)) for n, gold, found in texts]

    def work() -> str:
        scores = Scorer.score_spans(
            examples,
            "spans_sc",
            getter=lambda doc, _: doc.spans["sc"],
            has_annotation=lambda _: True,
            allow_overlap=True,
        )
        return f"{scores['spans_sc_f']:.6f}"

    return work


def make_continuum(annotators: int, spans: int, seed: int = 0) -> Continuum:
    """Return annotators who agree on most of their spans."""
    rng = random.Random(seed)
    ((length, base, _),) = make_texts(1, spans, seed)
    sides = {}
    for number in range(annotators):
        units = []
        for span in base:
            units.extend(_second(rng, span.start, span.end, span.label))
        sides[f"annotator {number}"] = units
    return Continuum.of_spans(length, sides)


def our_gamma(continua: list[Continuum], samples: int) -> str:
    """Return gamma with the defaults of pygamma-agreement."""
    settings = GammaSettings(sampler=Sampler.STATISTICAL, samples=samples)
    values = [gamma(continuum, settings) for continuum in continua]
    return _gammas([v.value for v in values], [v.observed for v in values])  # type: ignore[list-item]


def pygamma_work(continua: list[Continuum], samples: int) -> Callable[[], str]:
    """Return gamma of pygamma-agreement."""
    from pyannote.core import Segment
    from pygamma_agreement import CombinedCategoricalDissimilarity
    from pygamma_agreement import Continuum as PeerContinuum

    logging.disable(logging.WARNING)
    peers = []
    for continuum in continua:
        peer = PeerContinuum()
        for name, units in continuum.annotators.items():
            for unit in units:
                peer.add(name, Segment(unit.start, unit.end), unit.label)
        peers.append(peer)

    def work() -> str:
        found = [
            peer.compute_gamma(CombinedCategoricalDissimilarity(), n_samples=samples)
            for peer in peers
        ]
        return _gammas([f.gamma for f in found], [f.observed_disorder for f in found])

    return work


def _gammas(values: list[float], observed: list[float]) -> str:
    count = len(values)
    return (
        f"mean gamma {sum(values) / count:.4f}, mean observed disorder {sum(observed) / count:.6f}"
    )


def show(ours: Timing, peer: Timing, wanted: float) -> None:
    """Print a line for each side and the ratio."""
    for timing in (ours, peer):
        print(f"  {timing.name:<32} {1000 * timing.seconds:>12,.2f} ms   {timing.result}")
    ratio = peer.seconds / ours.seconds
    print(f"  {ratio:,.1f} times as fast (wanted: {wanted:g})", flush=True)


def main() -> None:
    """Time every pair of ours and theirs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--spans", type=int, default=60, help="spans of each document")
    parser.add_argument("--runs", type=int, default=5, help="timed runs; the median counts")
    parser.add_argument("--samples", type=int, default=30, help="chance continua of a gamma")
    parser.add_argument("--five-samples", type=int, default=2, help="those of five annotators")
    options = parser.parse_args()
    texts = make_texts(options.documents, options.spans)
    print(f"2 annotators, {options.documents} documents, {options.spans} spans, 3 labels")
    print("four MUC schemes")
    ours = timed("tifa", lambda: four_schemes(texts), options.runs)
    show(ours, timed("nervaluate, list loader", nervaluate_work(texts), 1), 5)
    print("strict scores per label")
    ours = timed("tifa", lambda: strict(texts), options.runs)
    show(ours, timed("seqeval, strict report", seqeval_work(texts), 1), 20)
    show(ours, timed("spaCy, score_spans", spacy_work(texts), 1), 20)
    continua = [Continuum.of_spans(n, {"a": gold, "b": found}) for n, gold, found in texts]
    few = continua[: max(1, options.documents // 10)]
    print(f"gamma of 2 annotators, {len(few)} documents, {options.samples} samples each")
    ours = timed("tifa", lambda: our_gamma(few, options.samples), options.runs)
    show(ours, timed("pygamma-agreement, default", pygamma_work(few, options.samples), 1), 25)
    five = [make_continuum(5, 30)]
    print(f"gamma of 5 annotators, 150 spans in all, {options.five_samples} samples")
    ours = timed("tifa", lambda: our_gamma(five, options.five_samples), 1)
    show(ours, timed("pygamma-agreement, default", pygamma_work(five, options.five_samples), 1), 5)
    large = [make_continuum(5, 150)]
    ours = timed("tifa", lambda: our_gamma(large, options.samples), 1)
    print(f"gamma of 5 annotators with 150 spans each, {options.samples} samples")
    print(f"  {ours.name:<32} {1000 * ours.seconds:>12,.2f} ms   {ours.result}")


if __name__ == "__main__":
    main()
