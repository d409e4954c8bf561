"""The model card: what a trained pipeline is, was made of, and how good it is.

After Mitchell et al., Model Cards for Model Reporting, FAT* 2019
(doi 10.1145/3287560.3287596), with the front matter that model hubs read. All of it is
read from the pipeline's own ``meta.json``, so that card and pipeline cannot disagree.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from tifa.models.provenance import META, read_meta, write_json

CARD = "README.md"
_MICRO = "micro"
_NO_PEOPLE = ("llm", "rule", "model")


def write_card(
    model: Path, *, scores: Sequence[Mapping[str, Any]] | None = None, notes: str | None = None
) -> Path:
    """Write a pipeline's model card beside it, as ``README.md``.

    model (Path): The folder of a pipeline that `tifa train` saved.
    scores (Sequence[Mapping] | None): Scores to be put into ``meta.json`` first, each with
        ``how`` (held-out data or cross-validation), ``signature`` and ``rows`` (see
        `tifa.evaluation.Comparison.to_dict`), and ``seen_texts``, the number of
        test texts that were trained on.
    notes (str | None): Markdown for the section of known mistakes and limits.

    Returns:
        The path of the card.
    """
    meta = read_meta(model)
    if scores is not None:
        meta["tifa"]["scores"] = [dict(each) for each in scores]
        meta["performance"] = {**meta["performance"], **_performance(scores)}
    if notes is not None:
        meta["tifa"]["notes"] = notes.strip()
    write_json(model / META, meta)
    path = model / CARD
    path.write_text(render_card(meta), encoding="utf-8", newline="\n")
    return path


def render_card(meta: Mapping[str, Any]) -> str:
    """Return the card of a pipeline as Markdown.

    meta (Mapping[str, Any]): Its ``meta.json``.
    """
    made = meta["tifa"]
    environment = Environment(
        loader=PackageLoader("tifa.models"),
        autoescape=False,  # Markdown, not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("card.md.j2").render(
        meta=meta,
        made=made,
        package=f"{meta['lang']}_{meta['name']}",
        labels=[row["label"] for row in made["statistics"]["labels"]],
        scores=[_score_view(each) for each in made.get("scores", ())],
        limits=list(_limits(made)),
        notes=made.get("notes", ""),
        cell=_cell,
    )


def _cell(text: object) -> str:
    """Return a text as it can stand in the cell of a table."""
    return " ".join(str(text).replace("|", "\\|").split())


def _score_view(scores: Mapping[str, Any]) -> dict[str, Any]:
    strict = [row for row in scores["rows"] if row["matching"] == "strict"]
    rough = {row["label"]: row for row in scores["rows"] if row["matching"] == "overlap"}
    return {
        "how": scores["how"],
        "signature": scores["signature"],
        "seen_texts": scores["seen_texts"],
        "rows": [
            {
                "label": row["label"],
                "gold": row["gold"],
                "f1": _figure(row["f1"]),
                "interval": _interval(row["f1_interval"]),
                "precision": _figure(row["precision"]),
                "recall": _figure(row["recall"]),
                "overlap": _figure(rough[row["label"]]["f1"]),
                "enough": row["enough_data"],
            }
            for row in strict
        ],
    }


def _figure(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float | int) else "–"


def _interval(value: Mapping[str, Any]) -> str:
    return f"[{value['low']:.3f}, {value['high']:.3f}]" if "low" in value else "–"


def _performance(scores: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the first scores under the names that spaCy gives them."""
    if not scores:
        return {}
    strict = {row["label"]: row for row in scores[0]["rows"] if row["matching"] == "strict"}
    by_name = {"p": "precision", "r": "recall", "f": "f1"}

    def figures(row: Mapping[str, Any]) -> dict[str, float | None]:
        return {
            short: row[name] if isinstance(row[name], float | int) else None
            for short, name in by_name.items()
        }

    total = {f"spans_sc_{short}": value for short, value in figures(strict[_MICRO]).items()}
    per_type = {label: figures(row) for label, row in strict.items() if label != _MICRO}
    return {**total, "spans_sc_per_type": per_type}


def _limits(made: Mapping[str, Any]) -> Iterator[str]:
    """Yield the limits that follow from the data and the scores."""
    kinds = {each["layer"]["kind"] for each in made["inputs"] if each.get("layer")}
    if kinds and kinds <= {*_NO_PEOPLE}:
        yield "No human expert has reviewed the annotations that it has learnt from."
    elif kinds & {*_NO_PEOPLE}:
        yield "Part of the annotations that it has learnt from was reviewed by no human expert."
    if any(each.get("synthetic") for each in made["inputs"]):
        yield "Part of the training texts is invented; real speeches may differ from them."
    for row in made["statistics"]["labels"]:
        if row["documents"] < _FEW_DOCUMENTS:
            yield (
                f"{row['label']} was learnt from {row['spans']} spans in few documents "
                f"({row['documents']}): expect it to know little else."
            )
    if not made.get("scores"):
        yield "It was not evaluated: nothing is known of how good it is on texts it has not seen."
    for each in made.get("scores", ()):
        if each["seen_texts"]:
            yield (
                f"Of the texts that it was scored on, {each['seen_texts']} are among its training "
                "data: those scores are too high."
            )


# Fewer documents than this cannot show how a label varies.
_FEW_DOCUMENTS = 5
