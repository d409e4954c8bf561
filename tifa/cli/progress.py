"""Progress on the error stream, so that standard output stays data."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

Item = TypeVar("Item")

# Fewer items than this are done before a progress bar could be seen.
_MANY = 20


def watch(items: Sequence[Item], words: str, *, total: int | None = None) -> Iterable[Item]:
    """Iterate over items with a progress bar, where there are many and a person looks."""
    if len(items) < _MANY:
        return items
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(
        items, words, total=total, console=console, transient=True, disable=not console.is_terminal
    )


@contextmanager
def busy(words: str) -> Iterator[None]:
    """Show that something goes on whose end cannot be told, where a person looks."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(words):
        yield
