"""``tifa evaluate``: score predictions or annotators against gold."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tifa.cli.agreement import Output, check_share

if TYPE_CHECKING:
    from tifa.annotation.formats.base import Exchange
    from tifa.corpus.scheme import Scheme
    from tifa.corpus.spans import Span
    from tifa.evaluation import Comparison, ScoredText
    from tifa.evaluation.details import Details

_GOLD = "gold"


def evaluate_cli(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="A corpus folder, or an annotated file.")
    ],
    predicted: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PREDICTED]", help="Annotated files, corpus folders, or trained pipelines."
        ),
    ] = None,
    gold_layer: Annotated[
        str, typer.Option(metavar="NAME", help="Which layer of GOLD is the gold.")
    ] = _GOLD,
    layers: Annotated[
        str, typer.Option(metavar="A,B", help="Layers to score; without PREDICTED, of GOLD.")
    ] = "",
    format_name: Annotated[
        str | None, typer.Option("--format", help="Format of the files, by default guessed.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", help="Save JSON, CSV, LaTeX, mistakes and a report."
        ),
    ] = None,
    output: Annotated[Output, typer.Option("--print", help="What to print.")] = Output.TABLE,
    threshold: Annotated[
        float, typer.Option(help="Least intersection over union of an overlap match.")
    ] = 0.5,
    seen: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="CORPUS", help="Training corpus: recall also by forms seen there or not."
        ),
    ] = None,
    resamples: Annotated[int, typer.Option(min=1, help="Resamples of the intervals.")] = 5_000,
    method: Annotated[
        Literal["percentile", "bca"], typer.Option(help="How intervals are read.")
    ] = "percentile",
    level: Annotated[float, typer.Option(help="Coverage of the intervals.")] = 0.95,
    seed: Annotated[int, typer.Option(help="Seed of everything random.")] = 0,
) -> None:
    """Score predictions against gold: strict, overlap, MUC, on characters, soft F1.

    Several systems are compared by paired tests on the same documents. A trained
    pipeline is run on the gold's texts. --out saves everything with every mistake.
    """
    from tifa.cli.annotated import labels_of, scheme_for, tell
    from tifa.evaluation import Comparison, evaluate
    from tifa.evaluation.bootstrap import Method

    check_share(threshold, "--threshold")
    check_share(level, "--level")
    wanted = [name for name in layers.split(",") if name]
    joined, gold_name = _read(gold, predicted or [], gold_layer, wanted, format_name)
    tell(joined)
    systems = _systems(joined, gold_name)
    scheme = scheme_for([gold])
    labels = labels_of(scheme, joined)
    known = _seen_forms(seen or [])
    scored = {name: _scored(joined, gold_name, name) for name in systems}
    comparison = Comparison(
        {
            name: evaluate(
                texts,
                test_set=gold.stem,
                scheme=f"{scheme.name} {scheme.version}",
                labels=labels,
                threshold=threshold,
                seen=(lambda span: span.quote in known) if seen else None,
                resamples=resamples,
                seed=seed,
                level=level,
                method=Method(method),
            )
            for name, texts in scored.items()
        }
    )
    details = {
        name: _detail(texts, labels, resamples, seed, level, method)
        for name, texts in scored.items()
    }
    _print(comparison, details, output)
    if out is not None:
        _save(out, comparison, details, scored, scheme)


def _read(
    gold: Path,
    predicted: Sequence[Path],
    gold_layer: str,
    wanted: Sequence[str],
    format_name: str | None,
) -> "tuple[Exchange, str]":
    """Return all texts of the gold with all layers, and the name of the gold among them."""
    from tifa.annotation.formats.merging import lift, merge
    from tifa.cli.annotated import is_pipeline, read_annotated
    from tifa.corpus.errors import CorpusError

    truth = read_annotated([gold], format_name=format_name)
    name = _gold_name(truth, gold_layer, gold)
    parts = {gold.stem: truth if not predicted else _keep(truth, [name])}
    documents = {item.id: item.text for item in truth.items}
    for path in predicted:
        key = path.stem if path.stem not in parts else f"{path.stem}-{len(parts)}"
        if is_pipeline(path):
            parts[key] = _tag(path, key, truth)
        else:
            parts[key] = lift(read_annotated([path], format_name=format_name), documents)
    parts = {key: _named(each, key) if key != gold.stem else each for key, each in parts.items()}
    joined = merge(parts)
    name = name if name in joined.layers else f"{gold.stem}:{name}"
    missing = [layer for layer in wanted if layer not in joined.layers]
    if missing:
        known = ", ".join(each for each in joined.layers if each != name) or "none"
        raise CorpusError(f"There is no layer “{missing[0]}”", remedy=f"There are: {known}.")
    return (_keep(joined, [name, *wanted]) if wanted else joined), name


def _gold_name(truth: "Exchange", gold_layer: str, path: Path) -> str:
    from tifa.corpus.errors import CorpusError

    if gold_layer in truth.layers:
        return gold_layer
    if len(truth.layers) == 1 and gold_layer == _GOLD:
        return next(iter(truth.layers))
    known = ", ".join(truth.layers) or "none"
    raise CorpusError(
        f"There is no layer “{gold_layer}” to be the gold",
        where=str(path),
        remedy=f"Name one with --gold-layer; there are: {known}.",
    )


def _keep(exchange: "Exchange", names: Sequence[str]) -> "Exchange":
    return replace(exchange, layers={name: exchange.layers[name] for name in names})


def _named(exchange: "Exchange", name: str) -> "Exchange":
    """Call the only layer of a file after the file, so that systems are told apart."""
    if len(exchange.layers) != 1:
        return exchange
    return replace(exchange, layers={name: next(iter(exchange.layers.values()))})


def _tag(path: Path, name: str, truth: "Exchange") -> "Exchange":
    """Run a pipeline on the texts of the gold."""
    from tifa.cli.progress import watch
    from tifa.models.extract import extract
    from tifa.models.pipeline import load_pipeline

    texts = [(item.id, item.text) for item in truth.items]
    found = extract(load_pipeline(path), watch(texts, f"Tagging with {name}"))
    return replace(truth, layers={name: {each.id: tuple(each.spans) for each in found}}, losses=())


def _systems(joined: "Exchange", gold: str) -> list[str]:
    from tifa.corpus.errors import CorpusError

    systems = [name for name in joined.layers if name != gold]
    if not systems:
        raise CorpusError(
            "There is nothing to score against the gold",
            remedy="Name a file with predictions, a trained pipeline, or a corpus with more layers.",
        )
    for name in systems:
        missing = len(joined.layers[gold].keys() - joined.layers[name].keys())
        extra = len(joined.layers[name].keys() - joined.layers[gold].keys())
        if missing == len(joined.layers[gold]):
            raise CorpusError(
                f"“{name}” has none of the gold's texts",
                remedy="Check that both files hold the same texts, unchanged.",
            )
        if missing:
            typer.echo(f"Note: {name} lacks {missing} texts: nothing predicted there.", err=True)
        if extra:
            typer.echo(f"Note: {name} has {extra} texts without gold; left out.", err=True)
    return systems


def _scored(joined: "Exchange", gold: str, system: str) -> "list[ScoredText]":
    from tifa.cli.annotated import group_of
    from tifa.evaluation import ScoredText

    return [
        ScoredText(
            item.id,
            item.text,
            gold=joined.layers[gold][item.id],
            predicted=joined.layers[system].get(item.id, ()),
            group=group_of(item),
        )
        for item in joined.items
        if item.id in joined.layers[gold]
    ]


def _seen_forms(corpora: Sequence[Path]) -> set[str]:
    """Return the quotes of gold spans in training corpora."""
    from tifa.corpus.folder import Corpus

    return {
        span.quote
        for path in corpora
        for _, span in Corpus.read(path).layer(_GOLD)
    }  # fmt: skip


def _detail(
    texts: "Sequence[ScoredText]",
    labels: Sequence[str],
    resamples: int,
    seed: int,
    level: float,
    method: str,
) -> "Details":
    from tifa.evaluation.bootstrap import Method
    from tifa.evaluation.details import detail

    return detail(
        texts,
        labels=labels,
        resamples=min(resamples, 1_000),
        seed=seed,
        level=level,
        method=Method(method),
    )


def _print(comparison: "Comparison", details: "dict[str, Details]", output: Output) -> None:
    from tifa.cli.annotated import to_json
    from tifa.evaluation.tables import evaluation_latex, evaluation_to_dict

    if output is Output.JSON:
        typer.echo(to_json(evaluation_to_dict(comparison, details)), nl=False)
    elif output is Output.CSV:
        typer.echo(comparison.to_frame().to_csv(index=False), nl=False)
    elif output is Output.LATEX:
        typer.echo(evaluation_latex(comparison), nl=False)
    else:
        _print_tables(comparison, details)


def _print_tables(comparison: "Comparison", details: "dict[str, Details]") -> None:
    from rich.console import Console

    from tifa.evaluation import render_table, seen_lines
    from tifa.evaluation.tables import details_table, significance_lines

    console = Console()
    console.print(render_table(comparison))
    for line in (*seen_lines(comparison), *significance_lines(comparison)):
        console.print(f"  {line}", highlight=False, soft_wrap=True)
    for name, found in details.items():
        console.print(details_table(name, found))


def _save(
    out: Path,
    comparison: "Comparison",
    details: "dict[str, Details]",
    scored: "dict[str, list[ScoredText]]",
    scheme: "Scheme",
) -> None:
    import pandas as pd

    from tifa.cli.annotated import to_json, write_files
    from tifa.corpus.jsonl import dump_lines
    from tifa.evaluation import write_report
    from tifa.evaluation.tables import evaluation_latex, evaluation_to_dict, mistake_records

    tables = [found.to_frame().assign(system=name) for name, found in details.items()]
    write_files(
        out,
        {
            "scores.json": to_json(evaluation_to_dict(comparison, details)),
            "scores.csv": comparison.to_frame().to_csv(index=False),
            "details.csv": pd.concat(tables).to_csv(index=False),
            "scores.tex": evaluation_latex(comparison),
            "mistakes.jsonl": dump_lines(
                record for name, texts in scored.items() for record in mistake_records(name, texts)
            ),
        },
    )
    for name, texts in scored.items():
        path = out / (f"{_file_name(name)}.html" if len(scored) > 1 else "report.html")
        write_report(
            path,
            title=f"{comparison.signature.test_set}: {name}",
            comparison=comparison,
            shown=name,
            documents={text.id: (text.id, text.text) for text in texts},
            gold=_spans(texts, gold=True),
            predicted=_spans(texts, gold=False),
            scheme=scheme,
            details=details[name],
        )
        typer.echo(f"Report: {path}", err=True)


def _spans(texts: "Sequence[ScoredText]", *, gold: bool) -> "dict[str, Sequence[Span]]":
    return {text.id: text.gold if gold else text.predicted for text in texts}


def _file_name(name: str) -> str:
    """Return a system's name as part of a file name."""
    return "".join(char if char.isalnum() or char in "-_." else "-" for char in name) or "system"
