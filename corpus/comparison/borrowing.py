"""Text reuse within a study: who repeats whom, how much of it, and how much is boilerplate."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from tifa.corpus.comparison.chronology import listed, undated_note, when
from tifa.corpus.comparison.passages import SHORTEST, Pair, Shared, covered, shared_passages
from tifa.corpus.comparison.repeats import repeats, without_repeats
from tifa.corpus.comparison.result import Result, table_of
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.duplicates import Duplicate
from tifa.corpus.reporting.charts import Heat, Network

_PASSAGES = (
    "source", "target", "direction", "kind", "boilerplate", "documents", "length", "similarity",
    "source_start", "source_end", "target_start", "target_end", "source_quote", "target_quote",
)  # fmt: skip
_EDGES = (
    "source", "target", "direction", "passages", "near_passages", "longest", "characters",
    "boilerplate_characters", "characters_no_boilerplate", "share_of_source", "share_of_target", "share_of_source_no_boilerplate",
    "share_of_target_no_boilerplate", "source_group", "target_group",
)  # fmt: skip
_CHARTS = (
    Network("谁沿用谁（字数） Who repeats whom, in characters", "source", "target",
            "characters_no_boilerplate", directed=True),
    Heat("组与组（字数） Group by group, in characters", "source_group", "target_group",
         "characters_no_boilerplate"),
)  # fmt: skip
KNOWN, TIED, UNDATED = "earlier to later", "dates do not tell", "a date is missing"


@dataclass(frozen=True, slots=True)
class _Pairing:
    """Two speeches and what they share, the earlier first if dates tell."""

    source: Speech
    target: Speech
    direction: str
    turned: bool
    passages: tuple[Shared, ...]


def text_reuse(
    study: Study, *, shortest: int = SHORTEST, near: bool = True, common: int | None = None,
    exclude_series: bool = False, keep_duplicates: bool = False, background: Sequence[str] = (),
    pairs: Sequence[Duplicate] | None = None,
) -> list[Result]:  # fmt: skip
    """Return the passages that speeches share, and an edge for each pair of them.

    Of documents that nearly or wholly repeat each other only the earliest is compared, of
    several the longest: a speech printed twice repeats all of itself.

    shortest (int): Least length of a verbatim passage in code points.
    near (bool): Whether to look for near passages too.
    common (int | None): A passage in more documents than this is boilerplate; by default a
        tenth of the documents, at least 5.
    exclude_series (bool): Leave out pairs of one series: one speaker, or without speaker
        one issuer, and one genre.
    keep_duplicates (bool): Compare near-duplicates like any others.
    background (Sequence[str]): Texts that are counted for boilerplate only.
    pairs (Sequence[Duplicate] | None): The documents that repeat each other, if they are
        known; None looks for them.
    """
    speeches = list(study.speeches)
    if not keep_duplicates:
        pairs = repeats(speeches) if pairs is None else pairs
        speeches, _ = without_repeats(speeches, pairs, best=_precedence)
    limit = common if common is not None else max(5, (len(speeches) + len(background)) // 10)
    series = _series_pairs(speeches) if exclude_series else set()
    pairings = list(_pairings(speeches, shortest, near, series, background))
    filters = (
        f"passages ≥ {shortest} characters, near {near}, boilerplate > {limit} documents, "
        f"series {'excluded' if exclude_series else 'included'}, "
        f"near-duplicates {'kept' if keep_duplicates else 'left out'}"
    )
    notes = _notes(study, speeches, pairings, series)
    group_of = {s.doc.id: name for name, every in study.groups.items() for s in every}
    edges = sorted(
        (_edge(each, limit, group_of) for each in pairings),
        key=lambda row: -row["characters_no_boilerplate"],
    )
    unit = "code points"
    return [
        table_of(study, "reuse_passages", "共有段落 Shared passages", _PASSAGES,
                 (row for each in pairings for row in _passage_rows(each, limit)),
                 measure="maximal verbatim and near passages", unit=unit, filters=filters,
                 notes=notes),
        table_of(study, "reuse_network", "文本沿用 Text reuse by pair", _EDGES, edges,
                 measure="characters covered, each once", unit=unit, filters=filters, notes=notes,
                 charts=_CHARTS),
    ]  # fmt: skip


def _precedence(speech: Speech) -> tuple[str, int, str]:
    moment = when(speech)
    day = moment.first.isoformat() if moment else "~"
    return day, -len(speech.doc.text), speech.doc.id


def _series(speech: Speech) -> tuple[str, str | None] | None:
    meta = speech.doc.meta
    who = meta.speaker.name if meta.speaker else meta.issuer
    return (who, meta.genre) if who else None


def _series_pairs(speeches: Sequence[Speech]) -> set[Pair]:
    members: defaultdict[tuple[str, str | None], list[int]] = defaultdict(list)
    for number, speech in enumerate(speeches):
        if (series := _series(speech)) is not None:
            members[series].append(number)
    return {pair for numbers in members.values() for pair in combinations(numbers, 2)}


def _pairings(
    speeches: Sequence[Speech], shortest: int, near: bool, skip: set[Pair],
    background: Sequence[str],
) -> Iterator[_Pairing]:  # fmt: skip
    texts = [*(speech.doc.text for speech in speeches), *background]
    found: defaultdict[Pair, list[Shared]] = defaultdict(list)
    for each in shared_passages(
        texts, shortest=shortest, near=near, skip=skip, among=len(speeches)
    ):
        found[each.first, each.second].append(each)
    for (one, other), passages in found.items():
        yield _directed(speeches[one], speeches[other], tuple(passages))


def _directed(one: Speech, other: Speech, passages: tuple[Shared, ...]) -> _Pairing:
    first, second = when(one), when(other)
    if first is None or second is None:
        return _Pairing(one, other, UNDATED, False, passages)
    if second.before(first):
        return _Pairing(other, one, KNOWN, True, passages)
    return _Pairing(one, other, KNOWN if first.before(second) else TIED, False, passages)


def _passage_rows(pairing: _Pairing, limit: int) -> Iterator[dict[str, Any]]:
    for each in pairing.passages:
        sides = (each.start, each.end), (each.other_start, each.other_end)
        (start, end), (there, there_end) = reversed(sides) if pairing.turned else sides
        yield {
            "source": pairing.source.doc.id,
            "target": pairing.target.doc.id,
            "direction": pairing.direction,
            "kind": "verbatim" if each.verbatim else "near",
            "boilerplate": each.documents > limit,
            "documents": each.documents,
            "length": end - start,
            "similarity": each.similarity,
            "source_start": start,
            "source_end": end,
            "target_start": there,
            "target_end": there_end,
            "source_quote": pairing.source.doc.text[start:end],
            "target_quote": pairing.target.doc.text[there:there_end],
        }


def _edge(pairing: _Pairing, limit: int, group_of: Mapping[str, str]) -> dict[str, Any]:
    every, turned = pairing.passages, pairing.turned
    real = [each for each in every if each.documents <= limit]
    sizes = len(pairing.source.doc.text), len(pairing.target.doc.text)
    whole = covered(every, sizes[1], second=not turned)
    own = covered(real, sizes[1], second=not turned)
    return {
        "source": pairing.source.doc.id,
        "target": pairing.target.doc.id,
        "direction": pairing.direction,
        "passages": sum(each.verbatim for each in every),
        "near_passages": sum(not each.verbatim for each in every),
        "longest": max(each.end - each.start for each in every),
        "characters": whole,
        "boilerplate_characters": whole - own,
        "characters_no_boilerplate": own,
        "share_of_source": covered(every, sizes[0], second=turned) / sizes[0],
        "share_of_target": whole / sizes[1],
        "share_of_source_no_boilerplate": covered(real, sizes[0], second=turned) / sizes[0],
        "share_of_target_no_boilerplate": own / sizes[1],
        "source_group": group_of[pairing.source.doc.id],
        "target_group": group_of[pairing.target.doc.id],
    }


def _notes(
    study: Study, compared: Sequence[Speech], pairings: Sequence[_Pairing], series: set[Pair]
) -> tuple[str, ...]:
    notes = [*study.warnings, *undated_note(study.speeches)]
    names = {speech.doc.id for speech in compared}
    gone = [s.doc.id for s in study.speeches if s.doc.id not in names]
    if gone:
        notes.append(f"{len(gone)} near-duplicates left out: {listed(gone)}")
    if series:
        notes.append(f"{len(series)} pairs of one series left out")
    if len(compared) < 2:
        notes.append("Reuse needs at least 2 documents that are no near-duplicates")
    elif not pairings:
        notes.append("No two documents share a passage of the least length")
    return tuple(notes)
