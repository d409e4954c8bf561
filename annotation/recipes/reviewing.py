"""``tifa.review``: what annotators differ in, span by span, to decide on the text.

Prodigy's own ``review`` compares whole versions of a task and preselects the most frequent.
Here spans are aligned one by one: what all agree on is marked, what a majority has is marked,
and a table above the text lists every place where they differ.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from tifa.annotation.curation import Cluster, Comparison, Kind, compare, conflicts
from tifa.annotation.formats.together import read_together
from tifa.annotation.recipes.sources import Block
from tifa.annotation.recipes.tasks import CHARACTERS, block_task, completed, config, validator
from tifa.corpus.errors import CorpusError
from tifa.corpus.scheme import Scheme
from tifa.corpus.spans import Span, in_order
from tifa.corpus.structure import analyse
from tifa.corpus.tasks import span_record, tiles

COMPARED = "compared"
_KINDS = {
    Kind.MISSING: "有无 missing",
    Kind.BOUNDARY: "边界 boundary",
    Kind.LABEL: "标签 label",
    Kind.ATTRIBUTES: "属性 attributes",
    Kind.ARGUMENTS: "论元 arguments",
}


@dataclass(frozen=True)
class Review:
    """A session of deciding between annotators.

    paths (Sequence[Path]): Corpus folders, and files that annotators' answers were saved to.
    annotators (Sequence[str]): Layers or annotators to compare; none is all.
    everything (bool): Whether to show blocks without disagreement, too.
    how (str): The tokens to select by, ``characters`` or ``jieba``.
    """

    paths: Sequence[Path]
    annotators: Sequence[str] = ()
    everything: bool = False
    how: str = CHARACTERS

    def components(self, dataset: str, scheme: Scheme) -> dict[str, Any]:
        """Return what a recipe of Prodigy returns.

        Raises:
            CorpusError: No text was seen by two annotators, or one wanted is not there.
            FormatError: A file is not in its form.
        """
        comparison = self.comparison()
        met = {span.label for cluster in comparison.clusters for span in cluster.spans}
        labels = [*scheme.labels, *sorted(met - scheme.labels.keys())]
        settings = config(scheme, labels)
        blocks = [{"view_id": "html"}, {"view_id": "spans_manual"}]
        return {
            "dataset": dataset,
            "view_id": "blocks",
            "stream": self.stream(comparison),
            "before_db": before_db,
            "validate_answer": validator(scheme),
            "config": {**settings, "blocks": blocks},
        }

    def comparison(self) -> Comparison:
        """Return what the annotators differ in; the scheme is not asked.

        On Prodigy's page nobody can fill in the attributes that it requires.

        Raises:
            CorpusError: No text was seen by two annotators, or one wanted is not there.
            FormatError: A file is not in its form.
        """
        exchange = read_together(self.paths, layers=self.annotators)
        texts = {item.id: item.text for item in exchange.items}
        comparison = compare(texts, exchange.layers)
        if not comparison.texts:
            known = ", ".join(exchange.layers) or "none"
            raise CorpusError(
                "No text was seen by two annotators",
                where=", ".join(map(str, self.paths)),
                remedy=f"Annotators found: {known}.",
            )
        return comparison

    def stream(self, comparison: Comparison) -> Iterator[dict[str, Any]]:
        """Yield the tasks in the order of documents and text."""
        for doc_id, text in comparison.texts.items():
            clusters = [each for each in comparison.clusters if each.doc_id == doc_id]
            every = [span for cluster in clusters for span in cluster.spans]
            structure = analyse(text)
            for extent, inside in tiles(text, every):
                here = [each for each in clusters if each.spans[0] in inside]
                if self.everything or any(each.kind is not Kind.AGREED for each in here):
                    section = structure.path(extent.start)
                    words = text[extent.start : extent.end]
                    yield self._task(Block(doc_id, extent.start, section, words), here)

    def _task(self, block: Block, clusters: Sequence[Cluster]) -> dict[str, Any]:
        marked = [span for cluster in clusters for span in proposed(cluster)]
        spans = in_order(span.shifted(-block.start) for span in marked)
        task = block_task(block, spans, how=self.how, repeats=True)
        compared = [row for cluster in clusters for row in _rows(cluster, block)]
        return {**task, COMPARED: compared, "html": _table(compared)}


def proposed(cluster: Cluster) -> tuple[Span, ...]:
    """Return what most annotators have at one place, the first of them if none are most.

    Attributes on which those with the same span differ are left out: somebody has to decide.
    """
    if cluster.agreed:
        return cluster.agreed
    variants = {
        name: tuple(dict.fromkeys(span.key for span in spans))
        for name, spans in cluster.candidates.items()
    }
    # Counter keeps the order of annotators among equals.
    [(keys, _)] = Counter(variants.values()).most_common(1)
    return tuple(_merged([span for span in cluster.spans if span.key == key]) for key in keys)


def _merged(spans: Sequence[Span]) -> Span:
    unlike = conflicts(spans)
    attributes = {
        name: value
        for span in spans
        for name, value in span.attributes.items()
        if name not in unlike
    }
    arguments = next((span.arguments for span in spans if span.arguments), ())
    return replace(spans[0], attributes=attributes, arguments=arguments, score=None)


def _rows(cluster: Cluster, block: Block) -> Iterator[dict[str, Any]]:
    """Yield every span that somebody has here, with who has it and who has not."""
    variants: dict[str, dict[str, Any]] = {}
    for name, spans in cluster.candidates.items():
        for span in spans:
            record = span_record(replace(span, score=None).shifted(-block.start))
            row = variants.setdefault(repr(record), {**record, "annotators": []})
            row["annotators"].append(name)
    for row in variants.values():
        without = [name for name in cluster.candidates if name not in row["annotators"]]
        yield {**row, "without": without, "differ_in": cluster.kind.value}


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the disagreements as a table in HTML; every text in it is escaped."""
    lines = [_line(row) for row in rows if row["differ_in"] != Kind.AGREED.value]
    if not lines:
        return "<p>一致 All agree.</p>"
    head = "<tr><th>分歧 differ in</th><th>标注 span</th><th>有 with</th><th>无 without</th></tr>"
    return f"<table>{head}{''.join(lines)}</table>"


def _line(row: Mapping[str, Any]) -> str:
    attributes = ", ".join(f"{k}={v}" for k, v in row.get("attributes", {}).items())
    parts = ", ".join(f"{each['name']}: {each['quote']}" for each in row.get("arguments", []))
    about = "; ".join(filter(None, [attributes, parts]))
    span = f"{row['label']} {row['quote']}" + (f" ({about})" if about else "")
    cells = (
        _KINDS[Kind(row["differ_in"])],
        span,
        ", ".join(row["annotators"]),
        ", ".join(row["without"]) or "–",
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def before_db(answers: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return answers as they are saved: with what became of every span compared.

    ``compared`` says of each span that somebody had whether it was ``kept`` or ``rejected``; a
    span that nobody had is in the answer alone.
    """
    return [_saved(answer) for answer in answers]


def _saved(answer: Mapping[str, Any]) -> dict[str, Any]:
    rows = answer.get(COMPARED, [])
    saved = completed(answer, _by_key(rows))
    saved.pop("html", None)
    if answer.get("answer", "accept") != "accept":
        return saved
    kept = {(span["start"], span["end"], span["label"]) for span in saved.get("spans") or []}
    saved[COMPARED] = [
        {**row, "outcome": "kept" if _key_of(row) in kept else "rejected"} for row in rows
    ]
    return saved


def _key_of(row: Mapping[str, Any]) -> tuple[int, int, str]:
    return row["start"], row["end"], row["label"]


def _by_key(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return one record for each extent and label, without attributes that differ."""
    groups: dict[tuple[int, int, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(_key_of(row), []).append(row)
    return [_joined(group) for group in groups.values()]


def _joined(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    values: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.get("attributes", {}).items():
            values.setdefault(name, set()).add(value)
    known = {name: found.pop() for name, found in values.items() if len(found) == 1}
    arguments = next((row["arguments"] for row in rows if row.get("arguments")), None)
    extent = {key: rows[0][key] for key in ("start", "end", "label")}
    return {
        **extent,
        **({"attributes": known} if known else {}),
        **({"arguments": arguments} if arguments else {}),
    }
