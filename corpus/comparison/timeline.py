"""Formulas through time: when each came, peaked and went, in which groups and wordings."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tifa.corpus.comparison.chronology import When, earliest, undated_note, when
from tifa.corpus.comparison.result import Result, table_of
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.comparison.uses import Use, by_canonical, doc_ids, uses_of, why_none
from tifa.corpus.lexicon import Lexicon
from tifa.corpus.reporting.charts import Lines, Ranges

PER = 10_000

_LIFE = (
    "canonical", "kind", "count", "documents", "groups", "first_date", "first_document",
    "last_date", "last_document", "years", "peak_year", "peak_per_10k", "peak_count", "note",
)  # fmt: skip
_RATES = ("canonical", "year", "count", "documents", "documents_of_year", "characters", "per_10k")
_CURVE = (
    "canonical", "group", "year", "documents_with", "documents_so_far", "share_documents",
    "share_characters", "share_of_group",
)  # fmt: skip
_VARIANTS = ("canonical", "form", "is_canonical", "count", "documents", "first_date", "years")

_LIFE_CHARTS = (
    Ranges("最常用提法的首末与高峰 First, last and peak of the most frequent", "canonical",
           "first_date", "last_date", "peak_year", "高峰 peak"),
)  # fmt: skip
_RATES_CHARTS = (
    Lines("历年频率 Rate by year", "year", "per_10k", "canonical", "年 year",
          "每万字 per 10,000 characters", panel="canonical"),
)  # fmt: skip
_CURVE_CHARTS = (
    Lines("各组的扩散 Adoption by group", "year", "share_of_group", "group", "年 year",
          "已用过的文件占比 share of documents so far", most=8, panel="canonical"),
)  # fmt: skip


def timelines(
    study: Study, lexicon: Lexicon | None = None, *, forms: Collection[str] = (), most: int = 200
) -> list[Result]:
    """Return the life of each formula, its rates by year, adoption by group, and variants.

    lexicon (Lexicon | None): Look for its formulas in the texts; None takes the spans.
    forms (Collection[str]): Canonical forms wanted; none is all.
    most (int): The rates and curves are of so many formulas, the most frequent first.
    """
    uses = [use for use in uses_of(study, lexicon) if not forms or use.canonical in forms]
    found = by_canonical(uses)
    notes = (*study.warnings, *undated_note(study.speeches), *why_none(uses, lexicon))
    top = {form: found[form] for form in list(found)[:most]}
    if len(top) < len(found):
        notes = (*notes, f"Rates and curves are of the {most} most frequent of {len(found)}")
    sizes = year_sizes(study.speeches)
    filters = "documents without a date left out, but for the counts of forms and variants"
    unit = "occurrences"
    return [
        table_of(study, "slogan_life", "提法的来去 Formulas: first, last, peak", _LIFE,
                 (_life(form, each, sizes) for form, each in found.items()),
                 measure="first, last and peak use", unit=unit, filters=filters, notes=notes,
                 charts=_LIFE_CHARTS),
        table_of(study, "slogan_rates", "提法历年频率 Formulas by year", _RATES,
                 (row for form, each in top.items() for row in _rates(form, each, sizes)),
                 measure="rate by year", unit=f"{unit} per 10,000 characters", filters=filters,
                 notes=notes, charts=_RATES_CHARTS),
        table_of(study, "slogan_adoption", "提法的扩散 Adoption by group", _CURVE,
                 (row for form, each in top.items() for row in _curves(study, form, each)),
                 measure="adoption(cumulative to the end of the year)",
                 unit="share of documents and characters", filters=filters, notes=notes,
                 charts=_CURVE_CHARTS),
        table_of(study, "slogan_variants", "提法的异文 Variants", _VARIANTS,
                 (row for form, each in found.items() for row in _variants(form, each)),
                 measure="variants", unit=unit, filters=filters, notes=notes),
    ]  # fmt: skip


def year_sizes(speeches: Iterable[Speech]) -> dict[int, tuple[int, int]]:
    """Return documents and characters by year, in order; documents without a year are none."""
    sizes: dict[int, tuple[int, int]] = {}
    for speech in speeches:
        if (year := speech.doc.meta.year) is not None:
            documents, characters = sizes.get(year, (0, 0))
            sizes[year] = documents + 1, characters + speech.characters
    return dict(sorted(sizes.items()))


def _dated(uses: Iterable[Use]) -> list[tuple[When, Use]]:
    return [(use.moment, use) for use in uses if use.moment is not None]


def _by_year(uses: Iterable[Use]) -> dict[int, list[Use]]:
    years: defaultdict[int, list[Use]] = defaultdict(list)
    for moment, use in _dated(uses):
        years[moment.first.year].append(use)
    return years


def _life(canonical: str, uses: Sequence[Use], sizes: Mapping[int, tuple[int, int]]) -> dict[str, Any]:  # fmt: skip
    row: dict[str, Any] = {
        "canonical": canonical,
        "kind": next((use.kind for use in uses if use.kind), None),
        "count": len(uses),
        "documents": len(doc_ids(uses)),
        "groups": len({use.group for use in uses}),
        "note": "",
    }
    dated = _dated(uses)
    if not dated:
        return row | {"note": "stands only in documents without a date"}
    first, last = earliest(dated), max(dated, key=lambda pair: (pair[0].last, pair[0].first))
    openers = sorted(doc_ids([use for _, use in first]))
    rates = {
        year: len(each) / sizes[year][1] * PER for year, each in sorted(_by_year(uses).items())
    }
    peak = max(rates, key=lambda year: rates[year])
    row |= {
        "first_date": first[0][0].written,
        "first_document": openers[0],
        "last_date": last[0].written,
        "last_document": last[1].speech.doc.id,
        "years": year_list(rates),
        "peak_year": peak,
        "peak_per_10k": rates[peak],
        "peak_count": len(_by_year(uses)[peak]),
    }
    if len(openers) > 1:
        row["note"] = f"first use is a tie of {len(openers)} documents: {', '.join(openers[:5])}"
    return row


def year_list(years: Iterable[int]) -> str:
    """Return years as people write them: ``2004–2007, 2010``."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and runs[-1][1] == year - 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


def _rates(
    canonical: str, uses: Sequence[Use], sizes: Mapping[int, tuple[int, int]]
) -> Iterable[dict[str, Any]]:
    """Yield a row for every year that has a document: years without the form count as 0."""
    years = _by_year(uses)
    for year, (documents, characters) in sizes.items():
        found = years.get(year, [])
        yield {
            "canonical": canonical,
            "year": year,
            "count": len(found),
            "documents": len(doc_ids(found)),
            "documents_of_year": documents,
            "characters": characters,
            "per_10k": len(found) / characters * PER if characters else None,
        }


def _curves(study: Study, canonical: str, uses: Sequence[Use]) -> Iterable[dict[str, Any]]:
    having = doc_ids(uses)
    for group, speeches in study.groups.items():
        dated = sorted(
            (speech for speech in speeches if when(speech)), key=lambda s: s.doc.meta.year or 0
        )
        if any(speech.doc.id in having for speech in dated):
            yield from _curve(canonical, group, dated, having)


def _curve(
    canonical: str, group: str, speeches: Sequence[Speech], having: Collection[str]
) -> Iterable[dict[str, Any]]:
    """Yield a row for each year of a group, up to whose end all is added up.

    The shares of documents and characters are of those so far; the share of the group is of
    all its dated documents, so that it never falls.
    """
    sizes = [(s.doc.meta.year or 0, s.characters, s.doc.id in having) for s in speeches]
    for year in sorted({each[0] for each in sizes}):
        far = [each for each in sizes if each[0] <= year]
        users = [each for each in far if each[2]]
        characters = sum(each[1] for each in far)
        yield {
            "canonical": canonical,
            "group": group,
            "year": year,
            "documents_with": len(users),
            "documents_so_far": len(far),
            "share_documents": len(users) / len(far),
            "share_characters": sum(e[1] for e in users) / characters if characters else None,
            "share_of_group": len(users) / len(sizes),
        }


def _variants(canonical: str, uses: Sequence[Use]) -> Iterable[dict[str, Any]]:
    forms = Counter(use.form for use in uses)
    for form, count in forms.most_common():
        mine = [use for use in uses if use.form == form]
        first = earliest(_dated(mine))
        yield {
            "canonical": canonical,
            "form": form,
            "is_canonical": form == canonical,
            "count": count,
            "documents": len(doc_ids(mine)),
            "first_date": first[0][0].written if first else None,
            "years": year_list(_by_year(mine)),
        }
