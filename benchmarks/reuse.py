"""Text reuse: near-duplicates against those listed with the data, and time for many reports.

    python benchmarks/reuse.py shared/data/raw

The folder holds texts and a manifest.jsonl with the fields file, date and near_dup_of.
"""

import argparse
import time
from pathlib import Path

from tifa.corpus.comparison.borrowing import text_reuse
from tifa.corpus.comparison.repeats import DUPLICATE
from tifa.corpus.comparison.study import Speech, group_by
from tifa.corpus.document import Document, Metadata
from tifa.corpus.duplicates import THRESHOLD, near_duplicates
from tifa.corpus.jsonl import read_jsonl

Record = dict[str, object]


def listed_pairs(records: list[Record]) -> set[tuple[str, ...]]:
    """Return the pairs that the manifest says repeat each other.

    It also names texts that the folder does not have.
    """
    files = {str(record["file"]) for record in records}
    return {
        tuple(sorted((str(record["file"]), str(other))))
        for record in records
        for other, *_ in record.get("near_dup_of") or []  # type: ignore[attr-defined]
        if str(other) in files
    }


def found_pairs(texts: dict[str, str], threshold: float) -> set[tuple[str, ...]]:
    """Return the pairs found at a threshold."""
    pairs = near_duplicates(texts, threshold=threshold)
    return {tuple(sorted((pair.first, pair.second))) for pair in pairs}


def judge(texts: dict[str, str], expected: set[tuple[str, ...]], threshold: float) -> None:
    """Print precision and recall of the pairs found, and the pairs that differ."""
    started = time.perf_counter()
    found = found_pairs(texts, threshold)
    took = time.perf_counter() - started
    both = len(found & expected)
    print(f"near-duplicates in {len(texts)} texts at containment {threshold:g}: {took:.1f} s")
    print(f"  listed {len(expected)}, found {len(found)}, both {both}")
    print(f"  precision {both / len(found):.3f}, recall {both / len(expected):.3f}")
    for name, pairs in (("found only", found - expected), ("listed only", expected - found)):
        for pair in sorted(pairs):
            print(f"  {name}: {' '.join(pair)}")


def speech_of(folder: Path, record: Record) -> Speech:
    """Return a text of the folder as a document."""
    text = (folder / str(record["file"])).read_text("utf8")
    name = str(record["file"]).replace("/", "-").removesuffix(".txt")
    meta = Metadata(title=str(record["title"]), event_date=str(record["date"]))
    return Speech(Document(id=name, text=text, meta=meta), ())


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="texts with a manifest.jsonl")
    parser.add_argument(
        "--reports", default="gwr_national/", help="beginning of the reports' names"
    )
    options = parser.parse_args()
    records = [record for _, record in read_jsonl(options.folder / "manifest.jsonl")]
    texts = {str(r["file"]): (options.folder / str(r["file"])).read_text("utf8") for r in records}
    for threshold in (DUPLICATE, THRESHOLD):
        judge(texts, listed_pairs(records), threshold)
    chosen = [r for r in records if str(r["file"]).startswith(options.reports)]
    speeches = [speech_of(options.folder, record) for record in chosen]
    study = group_by("reports", "none", speeches, "year")
    started = time.perf_counter()
    passages, network = text_reuse(study)
    took = time.perf_counter() - started
    characters = sum(len(speech.doc.text) for speech in speeches)
    print(f"reuse in {len(speeches)} reports of {characters:,} characters: {took:.1f} s")
    print(f"  {len(network.frame):,} pairs that share passages")
    print(passages.frame.groupby(["kind", "boilerplate"]).size().to_string())


if __name__ == "__main__":
    main()
