"""Splitting a corpus into train, dev and test: by document, seeded, stable.

The side of a document follows from the seed and an id alone: SHA-256 of
``seed:id`` is a point between 0 and 1, and the shares cut that line. So a split can
be made again anywhere, and a document that is added later moves no other one. The
shares hold on average, not to the document. Two things are decided on top of that:

- Documents that repeat each other (see `tifa.corpus.duplicates`) or come from the same
  event form a group, which takes the point of its smallest id.
- If a side would stay empty although there are groups enough, the group whose point
  lies nearest moves there; that happens in small corpora.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Literal, get_args

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tifa.corpus.document import Document
from tifa.corpus.duplicates import Duplicate, groups, near_duplicates
from tifa.corpus.errors import CorpusError, FormatError, explain

SPLITS = "splits.toml"
Side = Literal["train", "dev", "test"]
SIDES: tuple[Side, ...] = get_args(Side)
DEFAULT_SHARES: Mapping[Side, float] = {"train": 0.8, "dev": 0.1, "test": 0.1}
_DAY = len("2010-04-14")


class Split(BaseModel):
    """A split: the content of ``splits.toml``.

    seed: Seed of the split.
    shares: Share of each side in the documents, 0 to 1.
    documents: Document ids of each side, sorted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int
    shares: dict[Side, float]
    documents: dict[Side, tuple[str, ...]] = Field(default_factory=dict)

    def side_of(self, doc_id: str) -> Side | None:
        """Return the side of a document, None if it is on none."""
        for side, ids in self.documents.items():
            if doc_id in ids:
                return side
        return None


def split_documents(
    documents: Mapping[str, Document],
    *,
    shares: Mapping[Side, float] = DEFAULT_SHARES,
    seed: int = 0,
) -> Split:
    """Put every document on a side.

    documents (Mapping[str, Document]): By id.
    shares (Mapping[Side, float]): At least 0; scaled so that they add up to 1.
    seed (int): Another seed gives another split.

    Raises:
        CorpusError: There is no document, a share is below 0, or all are 0.
    """
    if not documents:
        raise CorpusError("There is no document to split")
    scaled = _scaled(shares)
    leaders = document_groups(documents)
    points = {leader: _point(seed, leader) for leader in leaders.values()}
    sides: dict[str, Side] = {leader: _side_at(point, scaled) for leader, point in points.items()}
    _fill_empty(sides, points, scaled)
    return Split(
        seed=seed,
        shares=scaled,
        documents={
            side: tuple(sorted(key for key in documents if sides[leaders[key]] == side))
            for side in SIDES
        },
    )


def _scaled(shares: Mapping[Side, float]) -> dict[Side, float]:
    total = sum(shares.values())
    if total <= 0 or min(shares.values()) < 0:
        stated = ", ".join(f"{side} {share:g}" for side, share in shares.items())
        raise CorpusError(
            f"No split has the shares {stated}", remedy="Give shares from 0 to 1, not all 0."
        )
    return {side: round(shares.get(side, 0) / total, 6) for side in SIDES}


def document_groups(
    documents: Mapping[str, Document], pairs: Iterable[Duplicate] | None = None
) -> dict[str, str]:
    """Return for each document the smallest id of its group.

    A group holds documents that repeat each other or are from the same event.

    documents (Mapping[str, Document]): By id.
    pairs (Iterable[Duplicate] | None): Their duplicates, if they are known already.
    """
    if pairs is None:
        pairs = near_duplicates({doc.id: doc.text for doc in documents.values()})
    repeated = ((pair.first, pair.second) for pair in pairs)
    known = (pair for pair in repeated if documents.keys() >= set(pair))
    return groups(list(documents), [*known, *_same_events(documents)])


def _same_events(documents: Mapping[str, Document]) -> Iterator[tuple[str, str]]:
    """Yield pairs of documents of the same day and the same occasion, speaker or place."""
    by_day: dict[str, list[Document]] = {}
    for doc in documents.values():
        day = doc.meta.event_date
        if day is not None and len(day) == _DAY:
            by_day.setdefault(day, []).append(doc)
    for docs in by_day.values():
        for first, second in combinations(docs, 2):
            if _circumstances(first) & _circumstances(second):
                yield first.id, second.id


def _circumstances(doc: Document) -> set[tuple[str, str]]:
    meta = doc.meta
    speaker = meta.speaker.name if meta.speaker else None
    known = {"occasion": meta.occasion, "speaker": speaker, "place": meta.place}
    return {(name, value) for name, value in known.items() if value}


def _point(seed: int, key: str) -> float:
    """Return a number from 0 up to 1 that depends on the seed and the key alone."""
    digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def _cuts(shares: Mapping[Side, float]) -> Iterator[tuple[Side, float, float]]:
    """Yield the wanted sides with the stretch of the line they take."""
    low = 0.0
    for side in SIDES:
        if shares[side] > 0:
            yield side, low, low + shares[side]
            low += shares[side]


def _side_at(point: float, shares: Mapping[Side, float]) -> Side:
    found: Side = SIDES[0]
    for side, low, _ in _cuts(shares):
        if point >= low:
            found = side
    return found


def _fill_empty(
    sides: dict[str, Side], points: Mapping[str, float], shares: Mapping[Side, float]
) -> None:
    """Move the nearest group of a side that can spare one onto each empty side."""
    for side, low, high in _cuts(shares):
        taken = list(sides.values())
        spare = [key for key in sides if taken.count(sides[key]) > 1]
        if side not in taken and spare:
            nearest = min(spare, key=lambda key: (max(low - points[key], points[key] - high), key))
            sides[nearest] = side


def write_split(folder: Path, split: Split) -> Path:
    """Write ``splits.toml`` into a corpus folder and return its path.

    Raises:
        CorpusError: It cannot be written.
    """
    path = folder / SPLITS
    content = tomli_w.dumps(split.model_dump(mode="json"))
    try:
        path.write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CorpusError(
            f"The split cannot be written ({error.strerror})", where=str(path)
        ) from None
    return path


def read_split(folder: Path) -> Split:
    """Read ``splits.toml`` of a corpus folder.

    Raises:
        CorpusError: The folder has none.
        FormatError: It is not in its form.
    """
    path = folder / SPLITS
    if not path.is_file():
        raise CorpusError(
            "This corpus is not split",
            where=str(folder),
            remedy=f"Split it with: tifa corpus split {folder}",
        )
    try:
        return Split.model_validate(tomllib.loads(path.read_text("utf8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormatError(f"Not valid TOML ({error})", where=str(path)) from None
    except ValidationError as error:
        raise FormatError(explain(error), where=str(path)) from None
