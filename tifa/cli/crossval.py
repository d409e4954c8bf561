"""``tifa crossval``: cross-validation, repeated, and learning curves."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tifa.cli.output import Output, print_scores

if TYPE_CHECKING:
    import pandas as pd

    from tifa.evaluation import Comparison
    from tifa.evaluation.curve import CurvePoint
    from tifa.models.crossval import CrossValidation, System


def crossval_cli(
    corpora: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[CORPUS]", help="Corpus folders; none is the shipped seed."),
    ] = None,
    config: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A config, several times to compare; see tifa train."),
    ] = None,
    layer: Annotated[str, typer.Option(help="Gold layer.")] = "gold",
    folds: Annotated[int, typer.Option(min=2, help="Number of folds.")] = 5,
    repeats: Annotated[int, typer.Option(min=1, help="Divide into folds so many ways.")] = 1,
    shares: Annotated[
        str, typer.Option(metavar="A,B", help="Learning curve: shares of the training part.")
    ] = "1",
    segmenter: Annotated[
        str | None, typer.Option(metavar="DIR", help="Words: jieba, or a pkuseg model.")
    ] = None,
    override: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A config setting by dotted name."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Save tables and plots.")
    ] = None,
    output: Annotated[Output, typer.Option("--print", help="What to print.")] = Output.TABLE,
    seed: Annotated[int, typer.Option(min=0, help="Seed of training and intervals.")] = 0,
) -> None:
    """Score taggers on documents they have not seen, in turn.

    Folds never divide a document, unless there are fewer documents than folds: then
    they are contiguous stretches. With --shares .1,.25,.5,1 a learning curve is drawn;
    with --repeats 5 the spread over divisions is told.
    """
    from tifa.corpus.folder import seed_folder
    from tifa.models.crossval import System
    from tifa.models.pipeline import parse_overrides

    wanted = _shares(shares)
    folders = corpora or [seed_folder()]
    settings = {"system.seed": seed, **parse_overrides(override or [])}
    systems = {name: System(name, settings, segmenter) for name in config or ["rules", "crf_cpu"]}
    curves: dict[str, list[CurvePoint]] = {name: [] for name in systems}
    comparisons: list[Comparison] = []
    for repeat in range(repeats):
        for share in wanted if repeat == 0 else wanted[-1:]:
            found = run_folds(folders, systems, layer, folds, repeat, share)
            comparison = compare_folds(folders, found, layer, folds, repeat, seed)
            if repeat == 0:
                for name, points in curves.items():
                    points.append(_point(comparison, name, share, found[name], folds))
            if share == wanted[-1]:
                comparisons.append(comparison)
    _print(comparisons, curves, output)
    if out is not None:
        _save(out, comparisons, curves)


def _shares(words: str) -> list[float]:
    from tifa.corpus.errors import TifaError

    try:
        shares = sorted({float(word) for word in words.split(",")})
    except ValueError:
        shares = []
    if not shares or not 0 < shares[0] <= shares[-1] <= 1:
        raise TifaError(
            f"--shares is “{words}”", remedy="Give numbers above 0 and up to 1, such as .25,.5,1."
        )
    return shares


def run_folds(
    folders: "Sequence[Path | str]",
    systems: "dict[str, System]",
    layer: str,
    folds: int,
    repeat: int,
    share: float,
) -> "dict[str, CrossValidation]":
    """Cross-validate systems, with progress."""
    from rich.console import Console
    from rich.progress import Progress

    from tifa.models.crossval import cross_validate

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(f"Repeat {repeat + 1}, share {share:g}", total=None)
        return cross_validate(
            folders,
            systems,
            layer=layer,
            folds=folds,
            repeat=repeat,
            share=share,
            progress=lambda name, done, jobs: bar.update(task, completed=done, total=jobs),
        )


def compare_folds(
    paths: "Sequence[Path | str]",
    found: "dict[str, CrossValidation]",
    layer: str,
    folds: int,
    repeat: int,
    seed: int,
) -> "Comparison":
    """Score what systems predicted in cross-validation."""
    from tifa.cli.annotated import scheme_for
    from tifa.evaluation import Comparison, ScoredText, evaluate

    scheme = scheme_for([Path(path) for path in paths])
    evaluations = {}
    for name, result in found.items():
        documents = {unit.doc_id: unit.document for unit in result.units}
        texts = [
            ScoredText(
                doc_id,
                documents[doc_id],
                gold=result.spans(doc_id, gold=True),
                predicted=result.spans(doc_id, gold=False),
                cuts=_cuts(result, doc_id) if len(documents) == 1 else (),
            )
            for doc_id in sorted(documents)
        ]
        evaluations[name] = evaluate(
            texts,
            test_set=f"{_names(paths)}, {layer}, {folds}-fold cross-validation, division {repeat}",
            scheme=f"{scheme.name} {scheme.version}",
            labels=list(scheme.labels),
            seen=result.seen_in_training().__contains__,
            seed=seed,
        )
    return Comparison(evaluations)


def _names(paths: "Sequence[Path | str]") -> str:
    from tifa.cli.annotated import is_corpus
    from tifa.corpus.folder import Corpus

    names = []
    for path in map(Path, paths):
        info = Corpus.read(path).info if is_corpus(path) else None
        names.append(f"{info.name} {info.version}" if info else path.name)
    return "+".join(names)


def _cuts(result: "CrossValidation", doc_id: str) -> tuple[int, ...]:
    return tuple(unit.start for unit in result.units if unit.doc_id == doc_id)[1:]


def _point(
    comparison: "Comparison", name: str, share: float, result: "CrossValidation", folds: int
) -> "CurvePoint":
    from tifa.evaluation.curve import CurvePoint

    size = round(share * result.characters * (folds - 1) / folds)
    return CurvePoint(share, size, comparison.evaluations[name])


def _print(
    comparisons: "list[Comparison]", curves: "dict[str, list[CurvePoint]]", output: Output
) -> None:
    from tifa.evaluation.tables import evaluation_latex

    if output is Output.JSON:
        typer.echo(_as_json(comparisons, curves), nl=False)
    elif output is Output.CSV:
        typer.echo(_as_frame(comparisons).to_csv(index=False), nl=False)
    elif output is Output.LATEX:
        typer.echo(evaluation_latex(comparisons[0]), nl=False)
    else:
        _print_tables(comparisons, curves)


def _print_tables(comparisons: "list[Comparison]", curves: "dict[str, list[CurvePoint]]") -> None:
    from rich.console import Console

    from tifa.corpus.figures import show_figure
    from tifa.evaluation.curve import spread_rows
    from tifa.evaluation.tables import figure_table

    console = Console()
    print_scores(console, comparisons[0])
    if len(comparisons) > 1:
        title = f"F1 strict over {len(comparisons)} divisions"
        table = figure_table(title, ("mean", "standard deviation"))
        for system, row in spread_rows(comparisons):
            figures = show_figure(row.mean), show_figure(row.deviation)
            table.add_row(f"{row.label}, {system}", *figures)
        console.print(table)
    if any(len(points) > 1 for points in curves.values()):
        table = figure_table(
            "Learning curves", ("share", "characters of training text", "micro F1 strict")
        )
        for name, points in curves.items():
            for point in points:
                f1 = show_figure(point.evaluation.row().counts.f1)
                table.add_row(name, f"{point.share:.0%}", f"{point.characters:,}", f1)
        console.print(table)


def _as_json(comparisons: "list[Comparison]", curves: "dict[str, list[CurvePoint]]") -> str:
    import json

    from tifa.cli.annotated import to_json
    from tifa.evaluation.curve import curve_frame, spread_to_dict

    return to_json(
        {
            "divisions": [each.to_dict() for each in comparisons],
            "spread": spread_to_dict(comparisons),
            "curves": {
                name: json.loads(curve_frame(points).to_json(orient="records", force_ascii=False))
                for name, points in curves.items()
            },
        }
    )


def _as_frame(comparisons: "list[Comparison]") -> "pd.DataFrame":
    import pandas as pd

    return pd.concat([each.to_frame().assign(division=n) for n, each in enumerate(comparisons)])


def _save(
    out: Path, comparisons: "list[Comparison]", curves: "dict[str, list[CurvePoint]]"
) -> None:
    import pandas as pd

    from tifa.cli.annotated import write_files
    from tifa.evaluation.curve import curve_frame, write_curve_page
    from tifa.evaluation.tables import evaluation_latex

    tables = [curve_frame(points).assign(system=name) for name, points in curves.items()]
    write_files(
        out,
        {
            "scores.json": _as_json(comparisons, curves),
            "scores.csv": _as_frame(comparisons).to_csv(index=False),
            "scores.tex": evaluation_latex(comparisons[0]),
            "curve.csv": pd.concat(tables).to_csv(index=False),
        },
    )
    path = out / "report.html"
    write_curve_page(path, comparisons, curves)
    typer.echo(f"Report: {path}", err=True)
