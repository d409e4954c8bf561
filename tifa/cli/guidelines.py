"""``tifa guidelines``: print the annotation guidelines, whole or by rule."""

from typing import Annotated, Literal

import typer


def guidelines_cli(
    rules: Annotated[
        list[str] | None,
        typer.Argument(metavar="RULE", help="Rules or chapters, such as D3 or S; else all."),
    ] = None,
    language: Annotated[
        Literal["en", "zh"], typer.Option("--lang", "-l", help="In English or Chinese.")
    ] = "en",
    titles: Annotated[bool, typer.Option("--list", help="List the rules by title.")] = False,
    path: Annotated[
        bool, typer.Option("--path", help="Say where the file is, to open it elsewhere.")
    ] = False,
) -> None:
    """Print the annotation guidelines (Markdown, UTF-8), or the rules given.

    Every rule has its reason, examples and counter-examples with document and offsets.
    """
    from tifa.annotation.guidelines import (
        get_section,
        guidelines_path,
        read_guidelines,
        read_sections,
    )

    if path:
        typer.echo(guidelines_path(language))
    elif titles:
        for section in read_sections(language).values():
            indent = "  " if section.is_rule else ""
            typer.echo(f"{indent}{section.number} {section.title}")
    elif rules:
        typer.echo("\n\n".join(get_section(number, language).text for number in rules))
    else:
        typer.echo(read_guidelines(language), nl=False)
