"""The recipe behind a number, in one line.

After sacreBLEU (Post 2018, doi 10.18653/v1/W18-6319): figures can be compared only if
everything that went into them is the same, so everything leaves with them.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from tifa import __version__
from tifa.corpus.document import text_hash
from tifa.corpus.spans import Span

_SHORT = {
    "test_set": "set",
    "data": "set",
    "annotators": "annotators",
    "texts": "texts",
    "characters": "chars",
    "gold_spans": "gold",
    "spans": "spans",
    "fingerprint": "sha",
    "scheme": "scheme",
    "matching": "match",
    "gamma": "gamma",
    "unit": "unit",
    "items": "items",
    "averaging": "avg",
    "interval": "ci",
    "version": "tifa",
}


class _Recipe:
    """What both signatures can do; their fields are what they say."""

    __slots__ = ()

    def short(self) -> str:
        """Return one line, such as ``set:seed|texts:1|…|tifa:0.1.0``."""
        return "|".join(f"{_SHORT[name]}:{value}" for name, value in self.to_dict().items())

    def long(self) -> str:
        """Return one line with full names, such as ``test set = seed; texts = 1; …``."""
        pairs = ((name.replace("_", " "), value) for name, value in self.to_dict().items())
        return "; ".join(f"{name} = {value}" for name, value in pairs)

    def to_dict(self) -> dict[str, str | int]:
        """Return the fields for JSON."""
        return asdict(self)  # type: ignore[call-overload, no-any-return]


@dataclass(frozen=True, slots=True)
class Signature(_Recipe):
    """What a score was computed on and how.

    test_set (str): Name of the test set.
    texts, characters, gold_spans (int): Its size.
    fingerprint (str): First 12 digits of the SHA-256 of texts and gold spans.
    scheme (str): Name and version of the label scheme.
    matching (str): When a prediction counts as right.
    interval (str): Method, level, resamples, seed, and what is resampled.
    unit (str): What extents are counted in.
    items (str): What is counted; what nobody marked is no item.
    averaging (str): How labels are put together.
    version (str): Version of tifa.
    """

    test_set: str
    texts: int
    characters: int
    gold_spans: int
    fingerprint: str
    scheme: str
    matching: str
    interval: str
    unit: str = "character"
    items: str = "spans-in-gold-or-prediction"
    averaging: str = "per-label+micro"
    version: str = __version__


@dataclass(frozen=True, slots=True)
class AgreementSignature(_Recipe):
    """What agreement was computed on and how.

    data (str): Name of the data.
    annotators, texts, characters, spans (int): Its size; spans of all annotators.
    fingerprint (str): First 12 digits of the SHA-256 of texts and spans.
    scheme (str): Name and version of the label scheme.
    matching (str): When two spans agree.
    gamma (str): Weights, sampler, samples and seed.
    interval (str): Method, level, resamples, seed, and what is resampled.
    unit (str): What extents are counted in.
    items (str): Where each measure says what was judged.
    averaging (str): How annotators and texts are put together.
    version (str): Version of tifa.
    """

    data: str
    annotators: int
    texts: int
    characters: int
    spans: int
    fingerprint: str
    scheme: str
    matching: str
    gamma: str
    interval: str
    unit: str = "character"
    items: str = "per-measure"
    averaging: str = "pooled-texts,mean-over-pairs"
    version: str = __version__


def fingerprint(marked: Iterable[tuple[str, str, Sequence[Span]]]) -> str:
    """Return 12 digits that stand for texts and spans: id, text and spans of each."""
    parts = sorted(
        repr((id_, text_hash(text), sorted(span.key for span in spans)))
        for id_, text, spans in marked
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def coverage(interval: str) -> str:
    """Return the coverage that an interval's description names, such as ``95 %``."""
    head, percent, _ = interval.partition("%")
    return f"{head.rsplit('-', 1)[-1]} %" if percent else "interval"
