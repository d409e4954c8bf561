"""Who took a formula from whom, as far as dates can tell.

A date says who spoke earlier in this corpus. It does not say that the later one listened,
and a speech that the corpus lacks may have come before either.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from statistics import median
from typing import Any

from tifa.corpus.comparison.chronology import (
    When,
    earliest,
    lag_days,
    lag_years,
    undated_note,
)
from tifa.corpus.comparison.result import Result, table_of
from tifa.corpus.comparison.study import FIELDS, Study, read_field
from tifa.corpus.comparison.uses import Use, by_canonical, doc_ids, uses_of, why_none
from tifa.corpus.document import Metadata
from tifa.corpus.lexicon import Lexicon
from tifa.corpus.reporting.charts import Network

_ADOPTERS = (
    "canonical", "order", "who", "first_date", "document", "count", "taken_from", "lag_days",
    "lag_years", "note",
)  # fmt: skip
_EDGES = ("source", "target", "formulas", "tied", "median_lag_years", "examples")
_CAVEAT = "Earlier in this corpus: no proof that the later speaker took it from the earlier one"
_CHARTS = (
    Network("谁先用、谁后用 Who used formulas first, and who later", "source", "target", "formulas",
            directed=True),
)  # fmt: skip

First = tuple[When, Use]


def adoption(study: Study, lexicon: Lexicon | None = None, *, by: str = "speaker") -> list[Result]:
    """Return the adopters of each formula in order of date, and who followed whom how often.

    by (str): Who can adopt: a field of the metadata such as speaker, issuer, level, place.

    Returns:
        A row for each formula and adopter: the first user has the order 1; several who
        cannot be told apart by date share it. And an edge from the first user to each
        later adopter, summed over formulas; a tied first use gives an edge from each.

    Raises:
        CorpusError: There is no such field.
    """
    read = read_field(by)
    uses = uses_of(study, lexicon)
    chains = {form: _adopters(each, read) for form, each in by_canonical(uses).items()}
    chains = {form: chain for form, chain in chains.items() if chain}
    notes = (
        *study.warnings, *undated_note(study.speeches), *_nameless(uses, read, by),
        *why_none(uses, lexicon), *_alone(chains, by), _CAVEAT,
    )  # fmt: skip
    rows = [row for form, chain in chains.items() for row in _rows(form, chain)]
    edges = _edges(chains)
    measure, unit = f"first use(by {by})", "formulas and their first uses"
    return [
        table_of(study, f"slogan_adopters_{by}", "提法的首用与沿用 First users and adopters",
                 _ADOPTERS, rows, measure=measure, unit=unit, notes=notes),
        table_of(study, f"slogan_adoption_network_{by}", "提法沿用网络 Who followed whom",
                 _EDGES, edges, measure=measure, unit=unit, notes=notes, charts=_CHARTS),
    ]  # fmt: skip


def _adopters(uses: Iterable[Use], read: Callable[[Metadata], object]) -> dict[str, list[Use]]:
    """Return the dated uses of a formula by adopter, the earliest adopter first."""
    found: dict[str, list[Use]] = {}
    for use in uses:
        who = read(use.speech.doc.meta)
        if who is not None and use.moment is not None:
            found.setdefault(str(who), []).append(use)
    return dict(sorted(found.items(), key=lambda item: (_first(item[1])[0], item[0])))


def _first(uses: Iterable[Use]) -> First:
    """Return an adopter's first use; of several at one date, that of the first document."""
    dated = [(use.moment, use) for use in uses if use.moment is not None]
    return min(dated, key=lambda pair: (pair[0], pair[1].speech.doc.id, pair[1].start))


def _firsts(chain: Mapping[str, Sequence[Use]]) -> list[tuple[When, str]]:
    """Return the adopters before whom certainly nobody came."""
    return earliest((_first(uses)[0], who) for who, uses in chain.items())


def _rows(canonical: str, chain: Mapping[str, Sequence[Use]]) -> Iterable[dict[str, Any]]:
    firsts = _firsts(chain)
    names = {who for _, who in firsts}
    for place, (who, uses) in enumerate(chain.items(), start=1):
        moment, use = _first(uses)
        sources = [] if who in names else [pair for pair in firsts if pair[0].before(moment)]
        yield {
            "canonical": canonical,
            "order": 1 if who in names else place,
            "who": who,
            "first_date": moment.written,
            "document": use.speech.doc.id,
            "count": len(uses),
            "taken_from": ", ".join(name for _, name in sources) or None,
            "lag_days": _one([lag_days(source, moment) for source, _ in sources]),
            "lag_years": _one([lag_years(source, moment) for source, _ in sources]),
            "note": f"{len(firsts)} first users cannot be told apart by date"
            if len(firsts) > 1
            else "",
        }


def _one(lags: Sequence[int | None]) -> int | None:
    """Return the lag if all sources agree on it."""
    return lags[0] if lags and len(set(lags)) == 1 else None


def _edges(chains: Mapping[str, Mapping[str, Sequence[Use]]]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], list[tuple[str, int, bool]]] = {}
    for form, chain in chains.items():
        firsts = _firsts(chain)
        names = {who for _, who in firsts}
        for (source, giver), (taker, uses) in product(firsts, chain.items()):
            moment = _first(uses)[0]
            if taker not in names and source.before(moment):
                lag = lag_years(source, moment)
                found.setdefault((giver, taker), []).append((form, lag, len(firsts) > 1))
    rows = [
        {
            "source": giver,
            "target": taker,
            "formulas": len(each),
            "tied": sum(tie for *_, tie in each),
            "median_lag_years": float(median(lag for _, lag, _ in each)),
            "examples": "、".join(form for form, *_ in each[:3]),
        }
        for (giver, taker), each in found.items()
    ]
    return sorted(rows, key=lambda row: (-row["formulas"], row["source"], row["target"]))


def _nameless(uses: Sequence[Use], read: Callable[[Metadata], object], by: str) -> tuple[str, ...]:
    missing = {use.speech.doc.id for use in uses if read(use.speech.doc.meta) is None}
    if not missing:
        return ()
    return (f"{len(missing)} of {len(doc_ids(uses))} documents with formulas have no {by}",)


def _alone(chains: Mapping[str, Mapping[str, Any]], by: str) -> tuple[str, ...]:
    if not chains or any(len(chain) > 1 for chain in chains.values()):
        return ()
    others = ", ".join(name for name in FIELDS if name != by)
    return (f"No formula has two different values of {by}; try another of: {others}",)
