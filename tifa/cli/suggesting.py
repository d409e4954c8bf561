"""``tifa suggest``: what to annotate next, with a tagger's suggestions."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from tifa.cli.progress import watch

if TYPE_CHECKING:
    from tifa.models.uncertainty import Paragraph


def suggest_cli(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="What tifa train saved.")],
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH", help="Corpus folders, text files, or folders of .txt files."
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="JSONL of tasks to write.")
    ],
    least_confident: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="The N paragraphs that the tagger is least sure of."),
    ] = None,
    at_random: Annotated[
        int | None, typer.Option("--random", metavar="N", min=1, help="N paragraphs at random.")
    ] = None,
    first: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="The first N paragraphs.")
    ] = None,
    annotated: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Answered tasks: paragraphs to leave out."),
    ] = None,
    annotated_too: Annotated[
        bool,
        typer.Option(
            "--annotated-too", help="Also documents that a layer of their corpus annotates."
        ),
    ] = False,
    tokens: Annotated[
        Literal["characters", "jieba"], typer.Option(help="What annotators select by.")
    ] = "characters",
    seed: Annotated[int, typer.Option(min=0, help="Decides the order of --random.")] = 0,
    over: Annotated[
        bool, typer.Option("--replace", help="Write over a file that holds something else.")
    ] = False,
) -> None:
    """Choose paragraphs to annotate, with the tagger's suggestions, as Prodigy tasks.

    With --least-confident they come from different documents and are unlike each other;
    without an order all come as they stand in the texts. What is annotated already is left
    out. Correct them with: prodigy tifa.spans.correct DATASET FILE. Then train on the
    answers, beside other corpora: tifa train mycorpus answers.jsonl
    """
    from tifa.corpus.errors import CorpusError
    from tifa.corpus.jsonl import dump_lines

    orders = {"--least-confident": least_confident, "--random": at_random, "--first": first}
    _check_orders(orders)
    pool, refused = _pool(model, paths, annotated or [], annotated_too=annotated_too)
    if not pool:
        raise CorpusError(
            "There is nothing left to annotate",
            remedy="Name other texts, or add --annotated-too.",
        )
    chosen = _choose(pool, least_confident, at_random, first, seed)
    lines = dump_lines(
        _task(each, rank, model.name, tokens) for rank, each in enumerate(chosen, start=1)
    )
    _save(out, lines, over=over)
    _tell(pool, chosen, out)
    for reason in refused:
        typer.echo(f"Refused: {reason}", err=True)
    if refused:
        raise typer.Exit(1)


def _check_orders(orders: "dict[str, int | None]") -> None:
    from tifa.corpus.errors import TifaError

    given = [name for name, count in orders.items() if count is not None]
    if len(given) > 1:
        raise TifaError(f"{' and '.join(given)} exclude each other", remedy="Give one of them.")


def _pool(
    model: Path, paths: Sequence[Path], answers: Sequence[Path], *, annotated_too: bool
) -> "tuple[list[Paragraph], list[str]]":
    """Return the paragraphs that are not annotated yet, and the files that were refused."""
    from tifa.corpus.texts import read_texts
    from tifa.models.answers import Places
    from tifa.models.pipeline import load_pipeline
    from tifa.models.uncertainty import doubtful_paragraphs

    nlp = load_pipeline(model)
    places = Places()
    for path in answers:
        places.add(path)
    texts = read_texts(paths, watch=lambda each: watch(each, "Reading"))
    left_out = set() if annotated_too else texts.annotated
    wanted = [(doc_id, text) for doc_id, text in texts.by_id.items() if doc_id not in left_out]
    pool = [
        each
        for each in doubtful_paragraphs(nlp, watch(wanted, "Tagging"))
        if not places.holds(each.doc_id, each.start, each.text)
    ]
    return pool, texts.refused


def _choose(
    pool: "list[Paragraph]",
    least: int | None,
    at_random: int | None,
    first: int | None,
    seed: int,
) -> "list[Paragraph]":
    from tifa.models.choosing import in_random_order, in_text_order, least_confident

    if least is not None:
        return least_confident(pool, least)
    if at_random is not None:
        return in_random_order(pool, seed)[:at_random]
    return in_text_order(pool)[:first]


def _task(each: "Paragraph", rank: int, model: str, tokens: str) -> "dict[str, Any]":
    from tifa.annotation.recipes.sources import Block
    from tifa.annotation.recipes.tasks import block_task

    block = Block(each.doc_id, each.start, each.section, each.text)
    doubt = f"{each.expected_mistakes:.3f}"
    return block_task(
        block,
        each.spans,
        how=tokens,
        repeats=True,
        kind="model",
        model=model,
        expected_mistakes=doubt,
        rank=str(rank),
    )


def _save(out: Path, lines: str, *, over: bool) -> None:
    from tifa.corpus.errors import CorpusError

    if out.exists() and not over and out.read_text("utf8") != lines:
        raise CorpusError(
            "There is something else already",
            where=str(out),
            remedy="Name another --out, or write over it with --replace.",
        )
    out.write_text(lines, encoding="utf-8", newline="\n")


def _tell(pool: "Sequence[Paragraph]", chosen: "Sequence[Paragraph]", out: Path) -> None:
    documents = len({each.doc_id for each in chosen})
    typer.echo(
        f"{out}: {len(chosen):,} of {len(pool):,} paragraphs, from {documents:,} documents; "
        f"{_doubt(chosen)} (of all: {_doubt(pool)})"
    )
    typer.echo(f"Try: prodigy tifa.spans.correct speeches {out}")


def _doubt(paragraphs: "Sequence[Paragraph]") -> str:
    characters = sum(len(each.text) for each in paragraphs)
    mistakes = sum(each.expected_mistakes for each in paragraphs)
    return f"{1000 * mistakes / max(1, characters):.2f} mistakes expected per 1,000 characters"
