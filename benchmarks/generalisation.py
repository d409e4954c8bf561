"""Systems trained on the shipped corpora, scored on real speeches they have never seen.

    python benchmarks/generalisation.py --gold ../shared/data/dev_gold

The gold files hold Prodigy tasks, one document a task; they are not part of the project.
"""

import argparse
from pathlib import Path

from rich.console import Console

from tifa.corpus.folder import seed_folder, training_folders
from tifa.corpus.jsonl import read_jsonl
from tifa.corpus.lexicon import shipped_lexicon
from tifa.corpus.scheme import load_scheme
from tifa.corpus.spans import Span
from tifa.corpus.tasks import parse_task, task_spans
from tifa.evaluation import Comparison, ScoredText, evaluate, render_table, score_lines
from tifa.models.extract import tag_document
from tifa.models.pipeline import fit, load_pipeline_config
from tifa.models.reader import select_units
from tifa.models.units import common_lengths


def read_gold(folder: Path) -> list[tuple[str, str, tuple[Span, ...]]]:
    """Return id, text and gold spans of every task in the folder's JSONL files."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, record in read_jsonl(path):
            where = f"{path.name}:{number}"
            task = parse_task(record, where=where)
            found.append((task.meta.doc_id or where, task.text, task_spans(task, where=where)))
    return found


def main() -> None:
    """Train each system and print the table, overall and per document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=Path("../shared/data/dev_gold"))
    options = parser.parse_args()
    gold = read_gold(options.gold)
    scheme = load_scheme()
    units = select_units(training_folders(), "gold")
    learnt = {span.quote for unit in units for span in unit.spans}
    lexicon = shipped_lexicon()
    sizes = {"components.spancat.suggester.sizes": common_lengths(units, 8)}
    seed = {"paths.train": [str(seed_folder())], "paths.dev": [str(seed_folder())]}
    systems = {
        "rules": fit(load_pipeline_config("rules", {})),
        "tagger": fit(load_pipeline_config("crf_cpu", {})),
        "tagger, seed alone": fit(load_pipeline_config("crf_cpu", seed)),
        "spaCy default": fit(load_pipeline_config("spancat_ngram", sizes)),
    }
    predicted = {
        name: [tag_document(nlp, text) for _, text, _ in gold] for name, nlp in systems.items()
    }

    def compare(chosen: list[int], test_set: str) -> Comparison:
        return Comparison(
            {
                name: evaluate(
                    [ScoredText(*gold[i], predicted=predicted[name][i]) for i in chosen],
                    test_set=test_set,
                    scheme=f"{scheme.name} {scheme.version}",
                    labels=list(scheme.labels),
                    seen=lambda span: span.quote in learnt or span.quote in lexicon,
                )
                for name in systems
            }
        )

    console = Console(width=160)
    overall = compare(list(range(len(gold))), "dev_gold")
    console.print(render_table(overall))
    for line in score_lines(overall):
        print(line)
    for index, (doc_id, _, _) in enumerate(gold):
        console.print(render_table(compare([index], doc_id)))


if __name__ == "__main__":
    main()
