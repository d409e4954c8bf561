"""Kinds of case about texts: concordances, phrases, reuse, keywords and history."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tifa.corpus.comparison import keyness
from tifa.corpus.comparison.contingency import Tables
from tifa.corpus.comparison.kwic import kwic, pattern_of
from tifa.corpus.comparison.phrases import BREAKS, maximal_repeats
from tifa.corpus.comparison.reuse import (
    Alignment,
    align,
    bag_jaccard,
    containment,
    jaccard,
    verbatim_reuse,
)
from tifa.corpus.conformance.inputs import text_of, texts_of
from tifa.corpus.conformance.running import Input, Run

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_YEAR = re.compile(r"(?:18|19|20)\d\d")


def run_kwic(data: Input, folder: Path) -> Any:
    """The lines of a query; characters unless ``regex`` says otherwise."""
    pattern = pattern_of(
        data["query"],
        regex=bool(data.get("regex", False)),
        ignore_case=bool(data.get("ignore_case", False)),
    )
    lines = kwic("", text_of(data, "text", folder), pattern, window=int(data.get("window", 20)))
    return [
        {
            "start": line.start,
            "end": line.end,
            "left": line.left,
            "kw": line.keyword,
            "right": line.right,
        }
        for line in lines
    ]


def run_repeats(data: Input, folder: Path) -> Any:
    """Maximal repeats with their counts, in no order."""
    found = maximal_repeats(
        [text_of(data, "text", folder)],
        shortest=int(data["min_len"]),
        longest=int(data["max_len"]),
        least=int(data["min_freq"]),
        breaks=str(data.get("breaks", BREAKS)),
    )
    return frozenset((phrase.text, phrase.count) for phrase in found)


def run_reuse(data: Input, folder: Path) -> Any:
    """Passages of a that stand in b, with their extents in a."""
    first, second = (text_of(data, key, folder) for key in ("a", "b"))
    found = verbatim_reuse(first, second, shortest=int(data.get("min_len", 10)))
    return [[passage.start, passage.end, passage.quote] for passage in found]


def run_alignment(data: Input, folder: Path) -> Any:
    """The best local alignment of words, as textreuse shows it.

    Case and punctuation do not matter; a word without a partner faces as many ``#``.
    """
    first, second = (_words(text_of(data, key, folder)) for key in ("a", "b"))
    found = align([word.lower() for word in first], [word.lower() for word in second])
    return dict(zip("ab", _shown(found, first, second), strict=True))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:['’]\w+)*", text)


def _shown(found: Alignment, first: list[str], second: list[str]) -> tuple[str, str]:
    """Return both sides of an alignment; a replacement counts as two gaps."""
    sides: tuple[list[str], list[str]] = ([], [])
    one, other = iter(first[found.start :]), iter(second[found.other_start :])
    for left, right in found.pairs:
        here = next(one) if left is not None else ""
        there = next(other) if right is not None else ""
        if left == right:
            sides[0].append(here)
            sides[1].append(there)
            continue
        for word, mine, yours in ((here, 0, 1), (there, 1, 0)):
            if word:
                sides[mine].append(word)
                sides[yours].append("#" * len(word))
    return " ".join(sides[0]), " ".join(sides[1])


def run_keyness(data: Input, folder: Path) -> Any:
    """Keyness of terms in a target against a reference; sizes are in Han characters.

    ``unit: "characters"`` counts all but white space instead. Of one ``term``, its figures;
    of several ``terms``, those of each.
    """
    target, reference = (texts_of(data, key, folder) for key in ("target", "reference"))
    by_han = data.get("unit", "han") == "han"
    sizes = [_size(target.values(), by_han), _size(reference.values(), by_han)]
    if "term" in data:
        return _keyness(str(data["term"]), target, reference, sizes)
    return {str(term): _keyness(term, target, reference, sizes) for term in data["terms"]}


def _keyness(
    term: str, target: Mapping[str, str], reference: Mapping[str, str], sizes: list[int]
) -> dict[str, float]:
    a, b = (sum(text.count(term) for text in side.values()) for side in (target, reference))
    tables = Tables.of_counts(a, b, *sizes)
    g2 = float(keyness.log_likelihood(tables))
    return {
        "a": a,
        "b": b,
        "n1": sizes[0],
        "n2": sizes[1],
        "value": g2,
        "g2": g2,
        "chi2": float(keyness.chi_square(tables)),
        "p": float(keyness.p_value(g2)),
        "log_ratio": float(keyness.log_ratio(tables)),
        "pct_diff": float(keyness.percent_difference(tables)),
    }


def _size(texts: Iterable[str], by_han: bool) -> int:
    if by_han:
        return sum(len(_HAN.findall(text)) for text in texts)
    return sum(not char.isspace() for text in texts for char in text)


def run_history(data: Input, folder: Path) -> Any:
    """A term through the years that the names of the texts say: first, last, peak, counts."""
    counts: dict[str, int] = {}
    for name, text in texts_of(data, "texts", folder).items():
        year = _YEAR.search(name)
        if year is not None:
            counts[year.group()] = counts.get(year.group(), 0) + text.count(data["term"])
    used = {year: count for year, count in sorted(counts.items()) if count}
    peak = max(used, key=lambda year: used[year], default=None)
    return {
        "first": int(min(used)) if used else None,
        "last": int(max(used)) if used else None,
        "peak": None if peak is None else int(peak),
        "peak_count": max(used.values(), default=0),
        "counts": {**dict.fromkeys(counts, 0), **used},
    }


KINDS: dict[str, Run] = {
    "kwic": run_kwic,
    "maximal_repeated_substrings": run_repeats,
    "verbatim_reuse": run_reuse,
    "local_alignment_edits": run_alignment,
    "jaccard": lambda data, folder: jaccard(data["a"], data["b"]),
    "jaccard_bag": lambda data, folder: bag_jaccard(data["a"], data["b"]),
    "ratio_of_matches": lambda data, folder: containment(data["a"], data["b"]),
    "keyness": run_keyness,
    "diachronic": run_history,
}
