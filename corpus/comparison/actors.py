"""Actors as one name each: lists split, brackets and quantifiers set apart.

The wording stays beside the name, for 各级党委 and 党委 differ in what they tell.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from tifa.corpus.comparison.cues import cues, either
from tifa.corpus.scheme import load_scheme

_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
_MARKS = "“”‘’「」『』 \u3000\t\r\n，。；：、,.;:"


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor of a wording.

    name (str): The name that ties wordings: 党委 of 全市各级党委（党组）.
    surface (str): This actor's part of the wording, unchanged.
    quantifier (str): Which of its kind: 全市各级; "" if nothing says so.
    bracketed (str): What its brackets hold: 党组; "" without brackets.
    start, end (int): Place of the surface in the wording, in code points.
    """

    name: str
    surface: str
    quantifier: str
    bracketed: str
    start: int
    end: int


@lru_cache(maxsize=65536)
def actors_in(wording: str) -> tuple[Actor, ...]:
    """Return the actors that a wording such as the quote of an argument names, in order.

    Lists are split at 、 and commas outside brackets, at 和 and the like between two words
    that end like actors, and before a second 各 (各区县各部门). A phrase that ends in an
    actor loses what stands before 的 in it (承担任务的县 is 县).
    """
    found = []
    for start, end in _parts(wording):
        actor = _actor(wording, start, end)
        if actor is not None:
            found.append(actor)
    return tuple(found)


@cache
def _ends() -> re.Pattern[str]:
    """Return what finds an actor's last word at the end of a text, and nothing after it."""
    labels = load_scheme().labels.values()
    words = {word for label in labels for word in label.cues.get("actor_ends", ())}
    return re.compile(rf"(?:{either(tuple(words))})们?$")


@cache
def _cuts() -> re.Pattern[str]:
    separators, conjunctions = cues("actors")["separators"], cues("actors")["conjunctions"]
    return re.compile(rf"(?P<sure>{either(separators)})|(?P<maybe>{either(conjunctions)})|(?=各)")


def _parts(wording: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the members of a list."""
    # Brackets are masked, so that nothing inside them cuts and 党委（党组） ends in 党委.
    masked = _BRACKETS.sub(lambda match: "\0" * len(match[0]), wording)
    start = 0
    for match in _cuts().finditer(masked):
        if match["sure"] is None and not _between_actors(masked, start, match):
            continue
        yield start, match.start()
        start = match.end()
    yield start, len(wording)


def _between_actors(masked: str, start: int, match: re.Match[str]) -> bool:
    before = masked[start : match.start()].replace("\0", "")
    if not _ends().search(before):
        return False
    if match["maybe"] is None:  # at 各, which goes on a list only if it began with one
        return before.startswith("各")
    sure = next((m for m in _cuts().finditer(masked, match.end()) if m["sure"]), None)
    after = masked[match.end() : sure.start() if sure else len(masked)].replace("\0", "")
    return bool(_ends().search(after))


def _actor(wording: str, start: int, end: int) -> Actor | None:
    start, end = _stripped(wording, start, end)
    if start >= end:
        return None
    surface = wording[start:end]
    name = "".join(_BRACKETS.sub("", surface).split())
    if "的" in name and _ends().search(name) and name.rpartition("的")[2]:
        name = name.rpartition("的")[2]
    quantifier, name = _without_quantifier(name)
    bracketed = "、".join(match[1] for match in _BRACKETS.finditer(surface))
    return Actor(name or surface, surface, quantifier, bracketed, start, end)


def _stripped(wording: str, start: int, end: int) -> tuple[int, int]:
    """Return an extent without marks at its edges, 由 in front and 等 behind."""
    opener, closer = (re.compile(either(cues("actors")[name])) for name in ("openers", "closers"))
    while start < end and wording[start] in _MARKS:
        start += 1
    if (match := opener.match(wording, start, end)) and match.end() < end:
        start = match.end()
    while start < end and wording[end - 1] in _MARKS:
        end -= 1
    for match in closer.finditer(wording, start + 1, end):
        if match.end() == end and match.start() > start + 1:
            end = match.start()
    return start, end


def _without_quantifier(name: str) -> tuple[str, str]:
    words = cues("actors")
    quantifier, rest = "", name
    while rest not in words["kept_whole"]:
        match = re.match(either(words["quantifiers"]), rest)
        if match is None or len(rest) - match.end() < 2:
            break
        quantifier, rest = quantifier + match[0], rest[match.end() :]
    return quantifier, rest
