"""Speed of the comparison on a million characters, and of keyness against its peers.

    pip install scattertext scikit-learn jieba
    python benchmarks/comparison_speed.py --texts ../shared/data/raw/gwr_national

`tifa compare` with everything on work reports of 1.2 million characters, by decade and by
target and reference, with the spans of the rules; its time and memory are those of the
command in a process of its own. The processor's time stands beside the clock's, for others
may use the machine; and the processor's time of each section. Tagging is not part of it.

Keyness of one group against another, from texts to a sorted table. Words, cut beforehand by
jieba: against scattertext (corpus, unigrams, frequencies, log odds; its dispersion, which
takes minutes, is left out) and a document–term table of pandas as quanteda has one (G², χ²,
log ratio, corrected p). N-grams of 2 to 6 characters: against scikit-learn's
CountVectorizer with the same columns. Ours has every measure, exact tests and dispersion.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from tifa.corpus import Corpus, CorpusInfo, Document, Layer, LayerInfo, LayerKind, Metadata
from tifa.corpus.comparison import (
    Options,
    Speech,
    Study,
    compare,
    group_by,
    read_source,
    split_by,
)
from tifa.corpus.comparison.items import Segmenter, ngrams, words
from tifa.corpus.comparison.keywords import keywords
from tifa.corpus.ingest import read_text_file
from tifa.corpus.lexicon import shipped_lexicon

Words = dict[str, list[str]]


def read_documents(folder: Path) -> list[Document]:
    """Return the texts of a folder, dated by the year in their names."""
    documents = []
    for path in sorted(folder.glob("*.txt")):
        year = "".join(char for char in path.stem if char.isdigit())[:4]
        meta = Metadata(
            title=path.stem,
            event_date=year,
            level="central",
            genre="work_report",
            text_kind="full_text",
        )
        documents.append(Document(id=path.stem, text=read_text_file(path).text.strip(), meta=meta))
    return documents


def write_corpus(documents: Sequence[Document], folder: Path) -> int:
    """Write a corpus with the spans of the rules, and return their number."""
    from tifa.models.extract import extract
    from tifa.models.training import train_tagger

    trained = train_tagger([], folder / "rules", config="rules")
    from tifa.models.pipeline import load_pipeline

    nlp = load_pipeline(trained.path)
    found = extract(nlp, ((doc.id, doc.text) for doc in documents))
    spans = {each.id: each.spans for each in found}
    info = LayerInfo("rules", LayerKind.RULE, ("rules",), "1.1", "2026-01-01")
    corpus = Corpus(
        CorpusInfo(name="reports"),
        {doc.id: doc for doc in documents},
        {"rules": Layer(info, spans)},
    )
    corpus.write(folder / "corpus")
    return sum(map(len, spans.values()))


def run_compare(corpus: Path, out: Path, *arguments: str) -> tuple[float, float, float]:
    """Return seconds, the processor's seconds and GiB of a whole `tifa compare`."""
    command = [sys.executable, "-m", "tifa", "compare", str(corpus), "--layer", "rules"]
    script = (
        "import json, resource, subprocess, sys, time\n"
        "started = time.perf_counter()\n"
        "subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL,"
        " stderr=subprocess.DEVNULL)\n"
        "usage = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "spent = usage.ru_utime + usage.ru_stime\n"
        "print(json.dumps([time.perf_counter() - started, spent, usage.ru_maxrss / 2**20]))\n"
    )
    whole = [sys.executable, "-c", script, *command, *arguments, "--out", str(out)]
    seconds, spent, memory = json.loads(subprocess.check_output(whole))
    return float(seconds), float(spent), float(memory)


def time_sections(corpus: Path) -> None:
    """Print the processor's seconds of each section, and of the files written."""
    from tifa.corpus.comparison.page import write_comparison_page
    from tifa.corpus.comparison.saving import save_tables

    source = read_source(corpus, "rules")
    study = group_by(source.name, source.layer, source.speeches, "decade")

    def watched(names: Sequence[str]) -> Iterator[str]:
        for name in names:
            started = time.process_time()
            yield name
            print(f"    {name:<16} {time.process_time() - started:5.1f} s", flush=True)

    comparison = compare(study, options=Options(lexicon=shipped_lexicon()), watch=watched)
    saves: dict[str, Callable[[Path], object]] = {
        "comparison.csv": lambda path: save_tables(path, comparison.results),
        "comparison.xlsx": lambda path: save_tables(path, comparison.tables),
        "report.html": lambda path: write_comparison_page(path, comparison),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, save in saves.items():
            started = time.process_time()
            save(Path(folder) / name)
            print(f"    {name:<16} {time.process_time() - started:5.1f} s", flush=True)


def timed(name: str, work: Callable[[], str], runs: int) -> float:
    """Print and return the median of some runs, by the processor's time of this process."""
    seconds, result = [], ""
    for _ in range(runs):
        started = time.process_time()
        result = work()
        seconds.append(time.process_time() - started)
    print(f"  {name:<34} {median(seconds):>8.2f} s   first: {result}", flush=True)
    return median(seconds)


def ours_on_words(study: Study, cut: Words) -> str:
    """Return the first keywords among words that were cut beforehand."""
    by_text = {speech.doc.text: extents(cut[speech.doc.id]) for speech in study.speeches}
    segmenter = Segmenter("jieba", lambda text: by_text[text])
    table = keywords(study, words(study.speeches, segmenter), "words")[0].frame
    return " ".join(table["item"].head(5))


def extents(forms: Sequence[str]) -> list[tuple[int, int]]:
    """Return where words that make up a text lie."""
    places, at = [], 0
    for form in forms:
        places.append((at, at + len(form)))
        at += len(form)
    return places


def ours_on_ngrams(study: Study) -> str:
    """Return the first keywords among n-grams."""
    table = keywords(study, ngrams(study.speeches, longest=6), "ngrams")[0].frame
    return " ".join(table["item"].head(5))


def scattertext_work(study: Study, cut: Words) -> Callable[[], str]:
    """Return keyness by scattertext."""
    import pandas as pd
    import scattertext as st

    frame = pd.DataFrame(
        [
            {"group": group, "text": " ".join(spoken_words(cut[speech.doc.id]))}
            for group, speeches in study.groups.items()
            for speech in speeches
        ]
    )

    def work() -> str:
        corpus = st.CorpusFromPandas(
            frame, category_col="group", text_col="text", nlp=st.whitespace_nlp_with_sentences
        ).build()
        corpus = corpus.get_unigram_corpus()
        scorer = st.LogOddsRatioInformativeDirichletPrior(
            corpus.get_term_freq_df().sum(axis=1), 500
        )
        counts = corpus.get_term_freq_df()
        counts["z"] = scorer.get_scores(counts["target freq"], counts["reference freq"])
        return " ".join(counts.sort_values("z", ascending=False).index[:5])

    return work


def spoken_words(forms: Sequence[str]) -> list[str]:
    """Return the words without marks, as ours counts them."""
    return [form for form in forms if any(map(str.isalnum, form))]


def pandas_work(study: Study, cut: Words) -> Callable[[], str]:
    """Return keyness as quanteda's from a document–term table of pandas."""
    import pandas as pd

    tokens = [
        (group, speech.doc.id, word)
        for group, speeches in study.groups.items()
        for speech in speeches
        for word in spoken_words(cut[speech.doc.id])
    ]

    def work() -> str:
        frame = pd.DataFrame(tokens, columns=["group", "document", "word"])
        table = frame.groupby(["word", "document"]).size().unstack(fill_value=0)
        owner = frame.drop_duplicates("document").set_index("document")["group"]
        counts = table.T.groupby(owner).sum().T
        return " ".join(measured(counts["target"], counts["reference"]).index[:5])

    return work


def sklearn_work(study: Study) -> Callable[[], str]:
    """Return keyness of n-grams counted by scikit-learn."""
    import pandas as pd
    from sklearn.feature_extraction.text import CountVectorizer

    texts = [speech.doc.text for speech in study.speeches]
    inside = len(study.groups["target"])

    def work() -> str:
        counter = CountVectorizer(analyzer="char", ngram_range=(2, 6), lowercase=False)
        table = counter.fit_transform(texts).tocsr()
        sides = [table[:inside].sum(axis=0).A1, table[inside:].sum(axis=0).A1]
        names = counter.get_feature_names_out()
        target, reference = (pd.Series(side, index=names) for side in sides)
        often = target + reference >= 5
        return " ".join(measured(target[often], reference[often]).index[:5])

    return work


def measured(target: Any, reference: Any) -> Any:
    """Return G², χ², log ratio and corrected p of two columns of counts, sorted."""
    import numpy as np
    import pandas as pd
    from scipy.stats import chi2, false_discovery_control

    n1, n2 = target.sum(), reference.sum()
    cells = [target, n1 - target, reference, n2 - reference]
    total, expected = target + reference, []
    for size in (n1, n2):
        expected += [size * total / (n1 + n2), size * (n1 + n2 - total) / (n1 + n2)]
    g2 = 2 * sum(
        np.where(o > 0, o * np.log(np.where(o > 0, o, 1) / e), 0.0)
        for o, e in zip(cells, expected, strict=True)
    )
    x2 = sum((o - e) ** 2 / e for o, e in zip(cells, expected, strict=True))
    ratio = np.log2(np.maximum(target, 0.5) / n1) - np.log2(np.maximum(reference, 0.5) / n2)
    p = false_discovery_control(chi2.sf(g2, 1))
    frame = pd.DataFrame({"a": target, "b": reference, "g2": g2, "x2": x2, "lr": ratio, "p": p})
    frame["signed"] = np.sign(ratio) * g2
    return frame.sort_values("signed", ascending=False)


def main() -> None:
    """Time the command, and keyness against its peers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path, required=True, help="folder of .txt files")
    parser.add_argument("--target", default="year>=2012", help="query of the target")
    parser.add_argument("--runs", type=int, default=3, help="timed runs of ours; the median counts")
    parser.add_argument("--no-peers", action="store_true", help="only the command")
    options = parser.parse_args()
    documents = read_documents(options.texts)
    characters = sum(len(doc.text) for doc in documents)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spans = write_corpus(documents, folder)
        print(f"{len(documents)} documents, {characters:,} characters, {spans:,} spans")
        for arguments in (["--by", "decade"], ["--target", options.target]):
            seconds, spent, memory = run_compare(folder / "corpus", folder / "out", *arguments)
            print(
                f"  tifa compare {' '.join(arguments)}: {seconds:.1f} s (processor {spent:.1f} s), "
                f"{memory:.2f} GiB",
                flush=True,
            )
        time_sections(folder / "corpus")
    if options.no_peers:
        return
    study = split_by("reports", "none", [Speech(doc, ()) for doc in documents], options.target)
    import jieba

    jieba.setLogLevel("WARNING")
    cut = {speech.doc.id: jieba.lcut(speech.doc.text) for speech in study.speeches}
    study = replace(study, warnings=())
    print("keyness of words, cut beforehand")
    ours = timed("tifa, every measure", lambda: ours_on_words(study, cut), options.runs)
    for peer, work in (("scattertext", scattertext_work), ("pandas, as quanteda", pandas_work)):
        print(f"  {timed(peer, work(study, cut), 1) / ours:.1f} times as long (wanted: 5)")
    print("keyness of n-grams of 2 to 6 characters")
    ours = timed("tifa, every measure", lambda: ours_on_ngrams(study), options.runs)
    peer_time = timed("scikit-learn and pandas", sklearn_work(study), 1)
    print(f"  {peer_time / ours:.1f} times as long (wanted: 5)")
    print(
        f"memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB"
    )


if __name__ == "__main__":
    main()
