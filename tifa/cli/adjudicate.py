"""``tifa adjudicate``: from annotators' layers to gold, by a file of decisions to fill in."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tifa.cli.output import names_in

if TYPE_CHECKING:
    from tifa.annotation.adjudication import Decision, Made
    from tifa.annotation.curation import Comparison
    from tifa.annotation.deciding import Verdict
    from tifa.annotation.formats.base import Exchange
    from tifa.corpus.folder import Corpus
    from tifa.corpus.scheme import Scheme


def adjudicate_cli(
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
            "--out",
            "-o",
            metavar="FILE",
            help="Write the decisions to fill in: .xlsx, .jsonl, or a folder for both. "
            "With --apply and no corpus folder: the corpus folder to make.",
        ),
    ] = None,
    update: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Compare again and keep what is filled in here."),
    ] = None,
    apply: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Check the filled file; write gold and the log."),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Write what is decided so far as layer gold-draft.")
    ] = False,
    adjudicator: Annotated[str, typer.Option(metavar="NAME", help="Who decided.")] = "",
    by: Annotated[
        Literal["human", "llm"] | None,
        typer.Option(help="Whether a person or a language model decided."),
    ] = None,
    day: Annotated[
        str, typer.Option("--date", metavar="DAY", help="Day, by default today: 2026-01-31.")
    ] = "",
    over: Annotated[
        bool, typer.Option("--replace", help="Write over gold that is already there.")
    ] = False,
) -> None:
    """Adjudicate: write every disagreement to a file, and make gold of the filled file.

    The file shows each place in its context with what each annotator has; what all agree
    on is taken in. In the column “decision” write the name of an annotator, both, edit,
    reject or add; the Excel file explains them. --apply refuses, with a list of rows,
    whatever is undecided or wrong.

    \b
    tifa adjudicate mycorpus --out decisions.xlsx        write what to decide
    tifa adjudicate mycorpus --update decisions.xlsx     after annotators changed
    tifa adjudicate mycorpus --apply decisions.xlsx --adjudicator Lin --by human
    """
    from tifa.cli.annotated import scheme_for
    from tifa.corpus.errors import CorpusError

    wanted = names_in(layers)
    if apply is not None:
        if update is not None:
            raise CorpusError("--apply and --update do not go together", remedy="First update.")
        made = _made(adjudicator, by, day, scheme_for(paths).version)
        _apply(paths, wanted, format_name, apply, out, made=made, draft=draft, over=over)
    elif out is None and update is None:
        raise CorpusError(
            "Nothing says what to do", remedy="Name --out FILE to write, or --apply FILE."
        )
    else:
        _write(paths, wanted, format_name, out, update)


def _made(adjudicator: str, by: Literal["human", "llm"] | None, day: str, scheme: str) -> "Made":
    """Return who decided, as the options say."""
    from tifa.annotation.adjudication import Made
    from tifa.corpus.errors import CorpusError

    if not adjudicator.strip() or by is None:
        raise CorpusError(
            "Nothing says who decided",
            remedy="Give --adjudicator NAME and --by human, or --by llm.",
        )
    try:
        when = date.fromisoformat(day) if day else date.today()
    except ValueError:
        raise CorpusError(f"--date is “{day}”", remedy="Write a day such as 2026-01-31.") from None
    return Made(adjudicator=adjudicator.strip(), by=by, date=when.isoformat(), scheme=scheme)


def _write(
    paths: list[Path],
    wanted: list[str],
    format_name: str | None,
    out: Path | None,
    update: Path | None,
) -> None:
    from tifa.annotation.decisions import Part, annotators_of, merge_rows, rows_of
    from tifa.annotation.decisions_files import read_decisions_file, write_decisions_file

    filled = read_decisions_file(update) if update is not None else []
    targets = _targets(out or update, update)
    named = wanted or annotators_of(filled)
    exchange, scheme = _annotators(paths, named, format_name)
    _tell_others(paths, named, format_name)
    comparison = _compare(exchange, scheme)
    rows = merge_rows(rows_of(comparison), filled)
    for target in targets:
        write_decisions_file(target, rows, list(scheme.labels))
    if update is not None:
        count = sum(row.filled and row.part is not Part.OUTDATED for row in rows)
        outdated = sum(row.part is Part.OUTDATED for row in rows)
        typer.echo(f"Filled in before: {count} kept, {outdated} outdated")
    _tell_comparison(comparison)
    for target in targets:
        typer.echo(f"Fill in: {target}")


def _targets(out: Path | None, update: Path | None) -> list[Path]:
    """Return the files to write, none of which holds anybody's decisions.

    Raises:
        CorpusError: One does, or its kind is unknown.
    """
    from tifa.annotation.decisions_files import SUFFIXES, check_kind
    from tifa.corpus.errors import CorpusError

    if out is None:
        return []
    if out.is_dir() or not out.suffix:
        out.mkdir(parents=True, exist_ok=True)
        targets = [out / f"decisions{suffix}" for suffix in SUFFIXES]
    else:
        targets = [out]
    for target in targets:
        check_kind(target)
        if target.exists() and target != update:
            raise CorpusError(
                "The file is already there and may hold decisions",
                where=str(target),
                remedy=f"Keep them with --update {target}, or name another --out.",
            )
    return targets


def _annotators(
    paths: list[Path], wanted: list[str], format_name: str | None
) -> "tuple[Exchange, Scheme]":
    """Return what the annotators marked, by ids that documents may have."""
    from tifa.annotation.gold import with_document_ids
    from tifa.cli.annotated import read_annotators, scheme_for, tell
    from tifa.corpus.errors import CorpusError

    exchange = read_annotators(paths, wanted, format_name)
    tell(exchange)
    if len(exchange.layers) < 2:
        known = ", ".join(exchange.layers) or "none"
        raise CorpusError(
            f"Adjudication needs at least 2 annotators, and there is: {known}",
            remedy="Name files of several annotators, or layers with --layers A,B.",
        )
    return with_document_ids(exchange), scheme_for(paths)


def _tell_others(paths: list[Path], named: list[str], format_name: str | None) -> None:
    """Print which annotators are there and not among those named."""
    from tifa.cli.annotated import read_annotators

    every = read_annotators(paths, [], format_name).layers if named else {}
    for name in every:
        if name not in named:
            typer.echo(f"Note: {name} is not compared, only {', '.join(named)}", err=True)


def _compare(exchange: "Exchange", scheme: "Scheme") -> "Comparison":
    from tifa.annotation.curation import compare
    from tifa.corpus.errors import CorpusError

    texts = {item.id: item.text for item in exchange.items}
    comparison = compare(texts, exchange.layers, scheme)
    for doc_id in comparison.left_out:
        typer.echo(f"Left out: {doc_id}, which only one annotator has seen", err=True)
    if not comparison.texts:
        raise CorpusError(
            "No text was seen by 2 annotators",
            remedy="Check that the files hold the same texts, unchanged.",
        )
    return comparison


def _tell_comparison(comparison: "Comparison") -> None:
    from collections import Counter

    kinds = Counter(cluster.kind.value for cluster in comparison.queue)
    shown = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
    typer.echo(
        f"{len(comparison.agreed)} agreed, {len(comparison.queue)} to decide"
        + (f": {shown}" if shown else "")
    )


def _apply(
    paths: list[Path],
    wanted: list[str],
    format_name: str | None,
    file: Path,
    out: Path | None,
    *,
    made: "Made",
    draft: bool,
    over: bool,
) -> None:
    from tifa.annotation.deciding import decide
    from tifa.annotation.decisions import annotators_of
    from tifa.annotation.decisions_files import read_decisions_file
    from tifa.annotation.gold import adjudicate, read_log, write_adjudicated
    from tifa.corpus.errors import CorpusError

    rows = read_decisions_file(file)
    named = annotators_of(rows)
    if wanted and named and {*wanted} != {*named}:
        raise CorpusError(f"The file compares {', '.join(named)}", where=str(file))
    exchange, scheme = _annotators(paths, named or wanted, format_name)
    _tell_others(paths, named, format_name)
    folder, corpus = _corpus(paths, exchange, out)
    comparison = _compare(exchange, scheme)
    verdict = decide(comparison, rows, scheme)
    _tell_verdict(verdict, draft=draft)
    result = adjudicate(
        corpus,
        comparison,
        verdict.decisions,
        made,
        log=read_log(folder),
        draft=draft,
        over=over,
    )
    write_adjudicated(result, folder, draft=draft)
    _tell_gold(folder, verdict.decisions, draft=draft)


def _corpus(paths: list[Path], exchange: "Exchange", out: Path | None) -> "tuple[Path, Corpus]":
    """Return the corpus that takes the gold: the one named, else a new one of the texts."""
    from tifa.annotation.gold import check_place, corpus_of
    from tifa.cli.annotated import is_corpus
    from tifa.corpus.errors import CorpusError
    from tifa.corpus.folder import Corpus

    folders = [path for path in paths if is_corpus(path)]
    if len(folders) > 1 or (folders and out is not None):
        raise CorpusError(
            "It is not plain which corpus takes the gold",
            remedy="Name one corpus folder and no --out.",
        )
    if folders:
        return folders[0], Corpus.read(folders[0])
    if out is None:
        raise CorpusError("No corpus takes the gold", remedy="Name one to make with --out FOLDER.")
    if is_corpus(out):
        return out, Corpus.read(out)
    check_place(out)
    return out, corpus_of(exchange, out.name)


def _tell_verdict(verdict: "Verdict", *, draft: bool) -> None:
    """Print what is wrong and what is undecided, and stop if there is any."""
    for warning in verdict.warnings:
        typer.echo(f"Warning: {warning}", err=True)
    for wrong in verdict.wrong:
        typer.echo(wrong, err=True)
    for place in () if draft else verdict.undecided:
        typer.echo(f"{place}: undecided", err=True)
    if verdict.wrong or (verdict.undecided and not draft):
        typer.echo(
            f"{len(verdict.undecided)} undecided, {len(verdict.wrong)} wrong: nothing written",
            err=True,
        )
        raise typer.Exit(1)
    if verdict.undecided:
        typer.echo(f"{len(verdict.undecided)} undecided, left out of the draft", err=True)


def _tell_gold(folder: Path, decisions: "list[Decision]", *, draft: bool) -> None:
    from tifa.annotation.adjudication import summary
    from tifa.annotation.gold import DRAFT, GOLD, LOG

    name = DRAFT if draft else GOLD
    for label, counts in sorted(summary(decisions).items()):
        typer.echo(f"{label}: {', '.join(f'{name} {count}' for name, count in counts.items())}")
    spans = sum(len(decision.gold) for decision in decisions)
    without = sum(d.outcome != "kept" and not (d.reason and d.rule) for d in decisions)
    if without:
        typer.echo(f"{without} decisions have no reason or no rule", err=True)
    typer.echo(f"{folder}: layer {name} with {spans} spans" + ("" if draft else f", log {LOG}"))
