"""The command ``tifa``: one module for each group of commands, no logic of its own.

A command is two functions: ``xxx_cli`` here takes the arguments and prints; the work
is a function of one of the rooms, which returns data and prints nothing. Rooms are
imported inside the commands, so that ``tifa --help`` is quick.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Annotated

import typer

from tifa import __version__
from tifa.cli.adjudicate import adjudicate_cli
from tifa.cli.agreement import agreement_cli
from tifa.cli.compare import compare_cli
from tifa.cli.corpus import corpus_app
from tifa.cli.crossval import crossval_cli
from tifa.cli.demo import demo_cli
from tifa.cli.evaluate import evaluate_cli
from tifa.cli.exporting import export_cli
from tifa.cli.extracting import extract_cli
from tifa.cli.guidelines import guidelines_cli
from tifa.cli.importing import import_cli
from tifa.cli.kwic import kwic_cli
from tifa.cli.packaging import package_cli
from tifa.cli.segmenting import segmenter_app
from tifa.cli.suggesting import suggest_cli
from tifa.cli.training import TRAIN_EXAMPLES, pretrain_cli, train_cli

app = typer.Typer(
    name="tifa",
    help="Annotate, train on and compare Chinese political speeches.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# The groups of commands, each a module of this package.
app.command("demo", epilog="Example: tifa demo --out tifa-demo")(demo_cli)
app.add_typer(corpus_app, name="corpus")
app.add_typer(segmenter_app, name="segmenter")
app.command("guidelines", epilog="Example: tifa guidelines D3 --lang zh")(guidelines_cli)
app.command("adjudicate", epilog="Example: tifa adjudicate mycorpus --out decisions.xlsx")(
    adjudicate_cli
)
app.command("agreement", epilog="Example: tifa agreement alice.jsonl bob.jsonl --out agreement")(
    agreement_cli
)
app.command("compare", epilog="Example: tifa compare mycorpus --by level --out comparison")(
    compare_cli
)
app.command("crossval", epilog="Example: tifa crossval mycorpus --shares .25,.5,1 --out curves")(
    crossval_cli
)
app.command("evaluate", epilog="Example: tifa evaluate gold.jsonl predicted.jsonl --out scores")(
    evaluate_cli
)
app.command(
    "import",
    epilog="Example: tifa import alice.jsonl bob.jsonl --into mycorpus "
    "--kind human --date 2026-01-31",
)(import_cli)
app.command("export", epilog="Example: tifa export mycorpus --format brat --out mycorpus-brat")(
    export_cli
)
app.command("train", epilog=TRAIN_EXAMPLES)(train_cli)
app.command("pretrain", epilog="Example: tifa pretrain mycorpus downloads/ --out pretrained")(
    pretrain_cli
)
app.command(
    "package", epilog="Example: tifa package my-model --out dist --version 1.0.0 --licence MIT"
)(package_cli)
app.command(
    "suggest",
    epilog="Example: tifa suggest my-model mycorpus --least-confident 50 --out tasks.jsonl",
)(suggest_cli)
app.command("extract", epilog="Example: tifa extract my-model speech.txt --out spans.jsonl")(
    extract_cli
)
app.command("kwic", epilog="Example: tifa kwic mycorpus 要 --label DIRECTIVE --sort right")(
    kwic_cli
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tifa {__version__}")
        raise typer.Exit


@app.callback(epilog="Example: tifa corpus new mycorpus")
def tifa_cli(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show it.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error. Works anywhere.")
    ] = False,
) -> None:
    """Annotate, train on and compare Chinese political speeches."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit: 0 done, 1 findings, 2 an error the user can mend.

    arguments (Sequence[str] | None): The arguments, by default those of the process.
    """
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in arguments or os.environ.get("TIFA_DEBUG") == "1"
    arguments = [argument for argument in arguments if argument != "--debug"]
    _use_utf8()
    try:
        app(args=arguments, prog_name="tifa")
    except _errors_to_mend() as error:
        if debug:
            traceback.print_exc()
        typer.echo(f"Error: {_message(error)}", err=True)
        sys.exit(2)


def _errors_to_mend() -> tuple[type[Exception], ...]:
    """Return the errors a user can mend; called, and so imported, only if one comes."""
    from tifa.corpus.errors import TifaError

    return TifaError, OSError


def _message(error: Exception) -> str:
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}."
    return str(error)


def _use_utf8() -> None:
    """Print Chinese whatever the locale says, and odd file names without failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
