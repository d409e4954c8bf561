"""The registry of formats: each module of this package that has a ``FORMAT`` is one."""

import gc
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from tifa.annotation import formats as package
from tifa.annotation.formats.base import Exchange, Format, Loss, ReadOptions, WriteOptions
from tifa.corpus.errors import FormatError

_HEAD = 64 * 1024
_FRESH_OBJECTS = 200_000


@cache
def formats() -> dict[str, Format]:
    """Return all formats by name."""
    modules = [
        import_module(f"{package.__name__}.{info.name}") for info in iter_modules(package.__path__)
    ]
    found = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {format_.name: format_ for format_ in sorted(found, key=lambda format_: format_.name)}


def format_named(name: str) -> Format:
    """Return a format by name.

    Raises:
        FormatError: There is none of that name.
    """
    known = formats()
    if name not in known:
        raise FormatError(f"There is no format “{name}”", remedy=f"There are: {', '.join(known)}.")
    return known[name]


def guess_format(path: Path | str) -> Format:
    """Return the format that a file looks like.

    Raises:
        FormatError: It looks like none, or the file cannot be read.
    """
    path = Path(path)
    try:
        head = b"" if path.is_dir() else path.open("rb").read(_HEAD)
    except OSError as error:
        raise FormatError(f"Cannot be read ({error.strerror})", where=str(path)) from None
    for format_ in formats().values():
        if format_.read is not None and format_.sniff(path, head):
            return format_
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise FormatError("The file is UTF-16", where=str(path), remedy="Save it as UTF-8.")
    raise FormatError(
        "It looks like none of the formats that can be read",
        where=str(path),
        remedy=f"Name its format: {', '.join(formats())}.",
    )


def read_exchange(
    path: Path | str, format_name: str | None = None, options: ReadOptions | None = None
) -> Exchange:
    """Read an annotated file; without a format's name, the format is guessed.

    Raises:
        FormatError: The file is not in its form or is a stream, or the format is only
            written.
        OffsetError: The reader let a span through that does not cover its quote.
    """
    path = Path(path)
    _check_not_a_stream(path)
    chosen = format_named(format_name) if format_name else guess_format(path)
    if chosen.read is None:
        raise FormatError(f"The format {chosen.name} is only written", where=str(path))
    with _rarely_collected():
        exchange = chosen.read(path, options or ReadOptions())
    exchange.check()
    return exchange


def _check_not_a_stream(path: Path) -> None:
    """Assert that a path can be read more than once.

    The format is guessed first and read then, and some formats look at files beside it; a
    pipe would be empty the second time, and its annotations lost.

    Raises:
        FormatError: It is standard input, a pipe or a device.
    """
    there = path.exists()
    if (there and not path.is_file() and not path.is_dir()) or (not there and str(path) == "-"):
        raise FormatError(
            "Standard input and pipes cannot be read",
            where=str(path),
            remedy="Save the annotations in a file, and name that.",
        )


def write_exchange(
    exchange: Exchange,
    path: Path | str,
    format_name: str,
    options: WriteOptions | None = None,
) -> tuple[Loss, ...]:
    """Write an annotated file and return what the format could not hold.

    Raises:
        FormatError: There is no such format, it is only read, or it holds no overlap
            and no policy for overlap was named.
        OffsetError: A span does not cover its quote.
    """
    chosen = format_named(format_name)
    if chosen.write is None:
        raise FormatError(f"The format {chosen.name} is only read", where=str(path))
    exchange.check()
    with _rarely_collected():
        return chosen.write(exchange, Path(path), options or WriteOptions())


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Let Python look for cycles seldom.

    Texts and spans are millions of small objects that live on; going over them again and
    again takes a third of the time of some readers.
    """
    before = gc.get_threshold()
    if before[0]:  # 0 means never
        gc.set_threshold(max(before[0], _FRESH_OBJECTS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
