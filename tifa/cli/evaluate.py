"""``tifa evaluate``: score predictions or annotators against gold."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tifa.cli.output import Output, check_share, names_in, print_scores
from tifa.cli.scored import GOLD, read_scored, scored_texts, systems_of

if TYPE_CHECKING:
    from tifa.corpus.scheme import Scheme
    from tifa.corpus.spans import Span
    from tifa.evaluation import Comparison, ScoredText
    from tifa.evaluation.details import Details


def evaluate_cli(
    gold: Annotated[
        Path, typer.Argument(metavar="GOLD", help="A corpus folder, or an annotated file.")
    ],
    predicted: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PREDICTED", help="Annotated files, corpus folders, or trained pipelines."
        ),
    ] = None,
    gold_layer: Annotated[
        str, typer.Option(metavar="NAME", help="Which layer of GOLD is the gold.")
    ] = GOLD,
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
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything random.")] = 0,
) -> None:
    """Score predictions against gold: strict, overlap, MUC, on characters, soft F1.

    Several systems are compared by paired tests on the same documents. A trained
    pipeline is run on the gold's texts. --out saves everything with every mistake.
    """
    from tifa.cli.annotated import labels_of, scheme_for, tell, title_of
    from tifa.corpus.bootstrap import Method
    from tifa.evaluation import Comparison, evaluate

    check_share(threshold, "--threshold")
    check_share(level, "--level", whole=False)
    joined, gold_name = read_scored(
        gold, predicted or [], gold_layer, names_in(layers), format_name
    )
    tell(joined)
    systems = systems_of(joined, gold_name)
    scheme = scheme_for([gold])
    labels = labels_of(scheme, joined)
    known = _seen_forms(seen or [])
    scored = {name: scored_texts(joined, gold_name, name) for name in systems}
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
        titles = {item.id: title_of(item) for item in joined.items}
        _save(out, comparison, details, scored, scheme, titles)


def _seen_forms(corpora: Sequence[Path]) -> set[str]:
    """Return the quotes of gold spans in training corpora."""
    from tifa.corpus.folder import Corpus

    return {
        span.quote
        for path in corpora
        for _, span in Corpus.read(path).layer(GOLD)
    }  # fmt: skip


def _detail(
    texts: "Sequence[ScoredText]",
    labels: Sequence[str],
    resamples: int,
    seed: int,
    level: float,
    method: str,
) -> "Details":
    from tifa.corpus.bootstrap import Method
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

    from tifa.evaluation.tables import confusion_table, details_table, mistakes_table

    console = Console()
    print_scores(console, comparison)
    for name, found in details.items():
        console.print(details_table(name, found))
        title = f"Confusion, {name} (rows gold, columns predicted)"
        console.print(confusion_table(title, found.confusion))
    console.print(mistakes_table(details))


def _save(
    out: Path,
    comparison: "Comparison",
    details: "dict[str, Details]",
    scored: "dict[str, list[ScoredText]]",
    scheme: "Scheme",
    titles: dict[str, str],
) -> None:
    import pandas as pd

    from tifa.cli.annotated import to_json, write_files
    from tifa.corpus.jsonl import dump_lines
    from tifa.evaluation import write_report
    from tifa.evaluation.tables import evaluation_latex, evaluation_to_dict, mistake_records

    recipe = comparison.signature.short()
    tables = [
        found.to_frame().assign(system=name, signature=recipe) for name, found in details.items()
    ]
    kinds = [
        found.taxonomy.to_frame().assign(system=name, signature=recipe)
        for name, found in details.items()
    ]
    write_files(
        out,
        {
            "scores.json": to_json(evaluation_to_dict(comparison, details)),
            "scores.csv": comparison.to_frame().to_csv(index=False),
            "details.csv": pd.concat(tables).to_csv(index=False),
            "mistakes.csv": pd.concat(kinds).to_csv(index=False),
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
            documents={text.id: (titles[text.id], text.text) for text in texts},
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
