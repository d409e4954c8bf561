"""``tifa agreement``: how far annotators agree, from a corpus or from exported files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tifa.cli.output import Output, check_share, names_in, print_lines

if TYPE_CHECKING:
    from tifa.annotation.formats.base import Exchange
    from tifa.corpus.scheme import Scheme
    from tifa.evaluation.agreement.report import AgreementReport


def agreement_cli(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH", help="A corpus folder, or annotated files (Prodigy, doccano, …)."
        ),
    ],
    layers: Annotated[
        str, typer.Option(metavar="A,B", help="Annotators to compare; by default all.")
    ] = "",
    format_name: Annotated[
        str | None, typer.Option("--format", help="Format of the files, by default guessed.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", help="Save JSON, CSV, LaTeX and an HTML report."
        ),
    ] = None,
    output: Annotated[Output, typer.Option("--print", help="What to print.")] = Output.TABLE,
    threshold: Annotated[
        float, typer.Option(help="Least intersection over union of an overlap match.")
    ] = 0.5,
    gamma: Annotated[bool, typer.Option("--gamma/--no-gamma", help="Measure gamma.")] = True,
    alpha: Annotated[float, typer.Option(min=0, help="Gamma: weight of the place.")] = 1.0,
    beta: Annotated[float, typer.Option(min=0, help="Gamma: weight of the label.")] = 1.0,
    delta: Annotated[float, typer.Option(min=0, help="Gamma: cost of a missing partner.")] = 1.0,
    sampler: Annotated[
        Literal["shuffle", "statistical"],
        typer.Option(help="Gamma: chance as in the paper, or as in pygamma-agreement."),
    ] = "shuffle",
    samples: Annotated[int, typer.Option(min=1, help="Gamma: number of chance continua.")] = 30,
    resamples: Annotated[int, typer.Option(min=1, help="Resamples of the intervals.")] = 1_000,
    method: Annotated[
        Literal["percentile", "bca"], typer.Option(help="How intervals are read.")
    ] = "percentile",
    level: Annotated[float, typer.Option(help="Coverage of the intervals.")] = 0.95,
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything random.")] = 0,
) -> None:
    """Measure how far annotators agree: where they marked spans and what they called them.

    Prints a table; --out saves everything, with the texts and every disagreement in a
    report. A measure that is not possible is shown with the reason.
    """
    from tifa.cli.annotated import read_annotators, scheme_for, tell
    from tifa.evaluation.agreement.dissimilarity import Dissimilarity
    from tifa.evaluation.agreement.gamma import GammaSettings
    from tifa.evaluation.agreement.sampling import Sampler

    check_share(threshold, "--threshold")
    check_share(level, "--level", whole=False)
    exchange = read_annotators(paths, names_in(layers), format_name)
    tell(exchange)
    _check_annotators(exchange)
    scheme = scheme_for(paths)
    settings = GammaSettings(
        Dissimilarity(alpha, beta, delta), Sampler(sampler), samples, seed=seed
    )
    report = _measure(
        exchange,
        scheme,
        data="+".join(path.stem for path in paths),
        threshold=threshold,
        gamma=settings if gamma else None,
        resamples=resamples,
        seed=seed,
        level=level,
        method=method,
    )
    _print(report, output)
    if out is not None:
        _save(out, report, exchange, scheme)


def _check_annotators(exchange: "Exchange") -> None:
    from tifa.corpus.errors import CorpusError

    if len(exchange.layers) < 2:
        known = ", ".join(exchange.layers) or "none"
        raise CorpusError(
            f"Agreement needs at least 2 annotators, and there is: {known}",
            remedy="Name files of several annotators, or layers with --layers A,B.",
        )
    seen = [set(layer) for layer in exchange.layers.values()]
    if not any(one & other for i, one in enumerate(seen) for other in seen[:i]):
        raise CorpusError(
            "No text was seen by 2 annotators",
            remedy="Check that the files hold the same texts, unchanged.",
        )


def _measure(
    exchange: "Exchange", scheme: "Scheme", *, data: str, method: str, **settings: object
) -> "AgreementReport":
    from rich.console import Console
    from rich.progress import Progress

    from tifa.cli.annotated import annotated_texts, labels_of, ordered_attributes
    from tifa.corpus.bootstrap import Method
    from tifa.evaluation.agreement.report import measure_agreement

    texts = annotated_texts(exchange)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Gamma", total=len(texts))
        return measure_agreement(
            texts,
            data=data,
            scheme=f"{scheme.name} {scheme.version}",
            labels=labels_of(scheme, exchange),
            ordered=ordered_attributes(scheme),
            method=Method(method),
            progress=lambda: bar.advance(task),
            **settings,  # type: ignore[arg-type]
        )


def _print(report: "AgreementReport", output: Output) -> None:
    from tifa.cli.annotated import to_json
    from tifa.evaluation.agreement import tables

    if output is Output.JSON:
        typer.echo(to_json(tables.report_to_dict(report)), nl=False)
    elif output is Output.CSV:
        typer.echo(tables.report_to_frame(report).to_csv(index=False), nl=False)
    elif output is Output.LATEX:
        typer.echo(tables.agreement_latex(report), nl=False)
    else:
        _print_table(report)


def _print_table(report: "AgreementReport") -> None:
    from rich.console import Console

    from tifa.evaluation.agreement import tables
    from tifa.evaluation.tables import confusion_table

    console = Console()
    console.print(tables.agreement_table(report))
    if len(report.annotators) > 2:
        console.print(tables.pair_table(report))
    console.print(
        confusion_table(
            "Confusion (rows first, columns second annotator of each pair)", report.confusion
        )
    )
    print_lines([*tables.attribute_lines(report), *tables.agreement_lines(report)])


def _save(out: Path, report: "AgreementReport", exchange: "Exchange", scheme: "Scheme") -> None:
    from tifa.cli.annotated import annotated_texts, title_of, to_json, write_files
    from tifa.evaluation.agreement import tables
    from tifa.evaluation.agreement.page import write_agreement_page

    write_files(
        out,
        {
            "agreement.json": to_json(tables.report_to_dict(report)),
            "agreement.csv": tables.report_to_frame(report).to_csv(index=False),
            "pairs.csv": tables.pair_counts_to_frame(report).to_csv(index=False),
            "pair_measures.csv": tables.pairs_to_frame(report).to_csv(index=False),
            "texts.csv": tables.texts_to_frame(report).to_csv(index=False),
            "agreement.tex": tables.agreement_latex(report),
        },
    )
    path = out / "agreement.html"
    write_agreement_page(
        path,
        title=report.signature.data,
        report=report,
        texts=annotated_texts(exchange),
        scheme=scheme,
        titles={item.id: title_of(item) for item in exchange.items},
    )
    typer.echo(f"Report: {path}", err=True)
