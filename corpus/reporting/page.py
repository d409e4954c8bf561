"""Writing a report: a template rendered into one HTML file that needs no other.

A room keeps its own templates in its folder ``templates``; what all reports share is found
here: ``style.css.j2`` and the macros of ``parts.html.j2``.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tifa.corpus.errors import TifaError

if TYPE_CHECKING:
    from jinja2 import Environment

_SHARED = "tifa.corpus.reporting"


def write_page(path: Path, template: str, *, package: str, **content: Any) -> None:
    """Render a template into one self-contained HTML file.

    template (str): Its name.
    package (str): The package in whose ``templates`` folder it lies.
    content (Any): What the template shows.

    Raises:
        TifaError: The file cannot be written.
    """
    html = render(template, package=package, **content)
    try:
        path.write_text(html, encoding="utf-8", newline="\n")
    except OSError as error:
        raise TifaError(
            f"The report cannot be written ({error.strerror})", where=str(path)
        ) from None


def render(template: str, *, package: str, **content: Any) -> str:
    """Return a template with its content in it; arguments as of `write_page`."""
    return _environment(package).get_template(template).render(**content)


@cache
def _environment(package: str) -> "Environment":
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(_SHARED)]),
        autoescape=True,
        undefined=StrictUndefined,
        # The speech stands in the page as it is: no newline of the template may go astray.
        keep_trailing_newline=True,
    )
