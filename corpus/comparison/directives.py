"""Directives: who is told to do what, with which force, where in the speech, how precisely."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from statistics import fmean
from typing import Any

import numpy as np

from tifa.corpus.comparison.duties import FORCE, IMPLICIT, OPERATOR, Duty, orders
from tifa.corpus.comparison.pooled import DEFAULT, Amounts, Settings, rate_with_interval
from tifa.corpus.comparison.result import Result, table_of
from tifa.corpus.comparison.specificity import KINDS, RULE, Specificity, specificity
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.figures import Reason
from tifa.corpus.reporting.charts import Chart, Dots, Heat
from tifa.corpus.spans import Span
from tifa.corpus.structure import Structure, analyse

NO_OPERATOR = "(none)"
Rows = Iterable[Mapping[str, Any]]
_LIST = (
    "group", "document", "date", "section", "heading", "addressee", "surface", "force",
    "operator", "specificity", *KINDS, "start", "end", "quote",
)  # fmt: skip
_SECTIONS = (
    "group", "document", "section", "heading", "addressee", "force", "count", "mean_specificity",
)  # fmt: skip
_MODALITY = (
    "group", "attribute", "value", "count", "share", "per_10k", "low", "high", "documents",
    "documents_of_group", "note",
)  # fmt: skip
_SPECIFIC = (
    "group", "directives", "documents", "mean", "low", "high", "mean_of_documents", "degree_0",
    "degree_1", "degree_2", "degree_3", "note",
)  # fmt: skip
_CUES = ("cue", "group", "count", "directives", "share", "low", "high", "note")
# The charts of each table.
_CHARTS: Mapping[str, tuple[Chart, ...]] = {
    "directives": (
        Heat("对谁用何种语气 Addressees by force", "addressee", "force", by_row=True),
        Heat("各组要求谁 Addressees by group", "addressee", "group", in_order=True, by_row=True),
    ),
    "modality": (
        Dots("语气 Force /10,000", "per_10k", "group", "value", "low", "high",
             where=("attribute", FORCE)),
        Heat("情态词 Operators /10,000", "value", "group", "per_10k", in_order=True, by_row=True,
             where=("attribute", OPERATOR)),
    ),
    "specificity": (
        Dots("具体程度（0–3） Mean specificity, 0–3", "mean", "group", None, "low", "high"),
    ),
    "specificity_cues": (
        Dots("具体之处 Share with a cue", "share", "group", "cue", "low", "high"),
    ),
}  # fmt: skip


def directive_tables(study: Study, *, settings: Settings = DEFAULT) -> list[Result]:
    """Return every directive, counts by section, the modality of groups, and specificity.

    Directives are the spans that have a force. In the list one that addresses two has two
    rows; in the profiles it counts once.

    settings (Settings): How intervals are made.
    """
    duties = orders(study)
    notes = (*study.warnings, *_why_none(study, duties))
    listed = [_row(duty) for duty in duties]
    how = settings.describe()

    def table(name: str, title: str, columns: Sequence[str], rows: Rows, *, measure: str,
              unit: str) -> Result:  # fmt: skip
        return table_of(study, name, title, columns, rows, measure=measure, unit=unit,
                        notes=notes, charts=_CHARTS.get(name, ()))  # fmt: skip

    return [
        table("directives", "指令 Who is told to do what", _LIST, listed,
              measure="directives(one row for each addressee)", unit="spans"),
        table("directives_by_section", "各部分的指令 Directives by section", _SECTIONS,
              _by_section(listed), measure="directives by section, addressee and force",
              unit="spans"),
        table("modality", "情态 Modality by group", _MODALITY, _modality(study, settings),
              measure=f"force and operator({how})", unit="spans per 10,000 characters"),
        table("specificity", "具体程度 Specificity by group", _SPECIFIC,
              _specificity(study, settings), measure=f"specificity({RULE}; {how})",
              unit="spans; means of documents"),
        table("specificity_cues", "期限、数量、成果 Deadlines, numbers, deliverables", _CUES,
              _cues(study, settings), measure=f"share of directives with a cue({how})",
              unit="spans"),
    ]  # fmt: skip


def _why_none(study: Study, duties: Sequence[Duty]) -> Iterator[str]:
    if not duties:
        yield "No document has a span with a force, so that there is no directive"
        return
    for group, speeches in study.groups.items():
        if not any(_directives(speech) for speech in speeches):
            yield f"{group} has no directive in {len(speeches)} documents"
        elif len(speeches) == 1:
            yield f"{group} is one document: its figures say nothing about a group"


def _row(duty: Duty) -> dict[str, Any]:
    structure = analyse(duty.speech.doc.text)
    found = specificity(duty.span.quote)
    return {
        "group": duty.group,
        "document": duty.speech.doc.id,
        "date": duty.moment.written if duty.moment else None,
        "section": duty.section or None,
        "heading": _heading(duty.speech.doc.text, structure, duty.span.start) or None,
        "addressee": duty.name,
        "surface": duty.actor.surface if duty.actor else None,
        "force": duty.span.attributes[FORCE],
        "operator": duty.span.attributes.get(OPERATOR),
        "specificity": found.degree,
        **{kind: getattr(found, kind) for kind in KINDS},
        "start": duty.span.start,
        "end": duty.span.end,
        "quote": duty.span.quote,
    }


def _heading(text: str, structure: Structure, offset: int) -> str:
    """Return the heading of the highest section that an offset lies in."""
    above = [item for item in structure.items if item.start <= offset < item.end]
    heading = min(above, key=lambda item: (item.level, item.start)).heading if above else None
    return text[heading.start : heading.end] if heading else ""


def _by_section(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield counts in the order of the speech, within a section by addressee and force."""
    names = ("group", "document", "section", "heading")
    for place, each in groupby(rows, key=lambda row: tuple(row[name] for name in names)):
        found: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for row in each:
            found[row["addressee"], row["force"]].append(row["specificity"])
        for (addressee, force), degrees in sorted(
            found.items(), key=lambda item: (item[0][0] == IMPLICIT, *item[0])
        ):
            yield {
                **dict(zip(names, place, strict=True)),
                "addressee": addressee,
                "force": force,
                "count": len(degrees),
                "mean_specificity": fmean(degrees),
            }


def _directives(speech: Speech) -> list[Span]:
    return [span for span in speech.spans if FORCE in span.attributes]


def _modality(study: Study, settings: Settings) -> Iterator[dict[str, Any]]:
    """Yield each value of force and operator for every group, also those that never use it."""
    for attribute in (FORCE, OPERATOR):
        counts = {
            speech.doc.id: Counter(
                span.attributes.get(attribute) or NO_OPERATOR for span in _directives(speech)
            )
            for speech in study.speeches
        }
        every: Counter[str] = sum(counts.values(), Counter())
        for value in sorted(every, key=lambda value: (-every[value], value)):
            for group, speeches in study.groups.items():
                amounts = np.array([counts[speech.doc.id][value] for speech in speeches], float)
                sizes = np.array([speech.characters for speech in speeches], float)
                whole = sum(counts[speech.doc.id].total() for speech in speeches)
                yield {
                    "group": group,
                    "attribute": attribute,
                    "value": value,
                    "count": int(amounts.sum()),
                    "share": float(amounts.sum()) / whole if whole else None,
                    **rate_with_interval(amounts, sizes, settings),
                    "documents": int((amounts > 0).sum()),
                    "documents_of_group": len(speeches),
                }


def _found(speeches: Sequence[Speech]) -> list[list[Specificity]]:
    return [[specificity(span.quote) for span in _directives(speech)] for speech in speeches]


def _specificity(study: Study, settings: Settings) -> Iterator[dict[str, Any]]:
    for group, speeches in study.groups.items():
        found = _found(speeches)
        means = [fmean(each.degree for each in document) for document in found if document]
        degrees = Counter(each.degree for document in found for each in document)
        amounts = np.array([sum(each.degree for each in document) for document in found], float)
        yield {
            "group": group,
            "directives": degrees.total(),
            "documents": len(means),
            **_share(amounts, found, settings, "mean"),
            "mean_of_documents": fmean(means) if means else None,
            **{f"degree_{degree}": degrees[degree] for degree in range(len(KINDS) + 1)},
        }


def _cues(study: Study, settings: Settings) -> Iterator[dict[str, Any]]:
    for kind in KINDS:
        for group, speeches in study.groups.items():
            found = _found(speeches)
            amounts = np.array(
                [sum(getattr(each, kind) is not None for each in one) for one in found], float
            )
            yield {
                "cue": kind,
                "group": group,
                "count": int(amounts.sum()),
                "directives": sum(map(len, found)),
                **_share(amounts, found, settings, "share"),
            }


def _share(
    amounts: Amounts, found: Sequence[Sequence[Specificity]], settings: Settings, name: str
) -> dict[str, Any]:
    """Return what directives have on average, with an interval that resamples documents."""
    sizes = np.array([len(document) for document in found], float)
    if not sizes.sum():
        return {name: None, "low": None, "high": None, "note": Reason.NO_SPANS.value}
    return rate_with_interval(amounts, sizes, settings, name=name, per=1)
