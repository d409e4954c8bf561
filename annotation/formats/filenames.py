"""Names of files and features that foreign tools can bear, and that read back as they were."""

import re
from urllib.parse import quote, unquote

_BAD_IN_FILES = frozenset('/\\:*?"<>|%')
_ESCAPED = re.compile(r"_([0-9a-f]+)_")
_PREFIX = "x_"


def to_filename(name: str) -> str:
    """Return a file name (without suffix) for an id; `from_filename` undoes it."""
    if not name:
        return "%"
    chars = [
        quote(char, safe="", errors="surrogatepass")
        if char in _BAD_IN_FILES or not char.isprintable()
        else char
        for char in name
    ]
    # A leading dot hides the file, a trailing dot or blank is dropped by Windows.
    chars[0] = f"%{ord(chars[0]):02X}" if chars[0] in ". " else chars[0]
    chars[-1] = f"%{ord(chars[-1]):02X}" if chars[-1] in ". " else chars[-1]
    return "".join(chars)


def from_filename(name: str) -> str:
    """Return the id of a file name; a name that `to_filename` never makes is the id itself."""
    if name == "%":
        return ""
    try:
        decoded = unquote(name, errors="surrogatepass")
    except UnicodeDecodeError:
        return name
    return decoded if to_filename(decoded) == name else name


def to_identifier(name: str, *, reserved: frozenset[str] = frozenset(), extra: str = "") -> str:
    """Return an ASCII identifier for a name; `from_identifier` undoes it.

    name (str): A label, or the name of an attribute or argument.
    reserved (frozenset[str]): Names that mean something else to the tool.
    extra (str): Further characters that may stand in it, such as ``-``.
    """
    plain = re.fullmatch(rf"[A-Za-z][A-Za-z0-9_{re.escape(extra)}]*", name)
    if plain and name not in reserved and not name.startswith(_PREFIX):
        return name
    return _PREFIX + re.sub(r"[^A-Za-z0-9]", lambda match: f"_{ord(match[0]):x}_", name)


def from_identifier(name: str, *, reserved: frozenset[str] = frozenset(), extra: str = "") -> str:
    """Return the name that an identifier stands for, often itself; see `to_identifier`."""
    if not name.startswith(_PREFIX):
        return name
    try:
        plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), name.removeprefix(_PREFIX))
    except (OverflowError, ValueError):
        return name
    return plain if to_identifier(plain, reserved=reserved, extra=extra) == name else name
