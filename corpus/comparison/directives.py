"""Directives: who is told to do what, with which force, where in the speech, how precisely."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from statistics import fmean
from typing import Any

from tifa.corpus.comparison.duties import FORCE, IMPLICIT, OPERATOR, Duty, orders
from tifa.corpus.comparison.result import Result, table_of
from tifa.corpus.comparison.specificity import KINDS, RULE, specificity
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.spans import Span
from tifa.corpus.structure import Structure, analyse

PER = 10_000
NO_OPERATOR = "(none)"
_LIST = (
    "group", "document", "date", "section", "heading", "addressee", "surface", "force",
    "operator", "specificity", *KINDS, "start", "end", "quote",
)  # fmt: skip
_SECTIONS = (
    "group", "document", "section", "heading", "addressee", "force", "count", "mean_specificity",
)  # fmt: skip
_MODALITY = (
    "group", "attribute", "value", "count", "share", "per_10k", "documents", "documents_of_group",
)  # fmt: skip
_SPECIFIC = (
    "group", "directives", "documents", "mean", "mean_of_documents", "degree_0", "degree_1",
    "degree_2", "degree_3", "share_deadline", "share_number", "share_deliverable",
)  # fmt: skip


def directive_tables(study: Study) -> list[Result]:
    """Return every directive, counts by section, the modality of groups, and specificity.

    Directives are the spans that have a force. In the list one that addresses two has two
    rows; in the profiles it counts once.
    """
    duties = orders(study)
    notes = (*study.warnings, *_why_none(study, duties))
    listed = [_row(duty) for duty in duties]
    return [
        table_of(study, "directives", "指令 Who is told to do what", _LIST, listed,
                 measure="directives(one row for each addressee)", unit="spans", notes=notes),
        table_of(study, "directives_by_section", "各部分的指令 Directives by section", _SECTIONS,
                 _by_section(listed), measure="directives by section, addressee and force",
                 unit="spans", notes=notes),
        table_of(study, "modality", "情态 Modality by group", _MODALITY, _modality(study),
                 measure="force and operator", unit="spans per 10,000 characters", notes=notes),
        table_of(study, "specificity", "具体程度 Specificity by group", _SPECIFIC,
                 _specificity(study), measure=f"specificity({RULE})",
                 unit="spans; means of documents", notes=notes),
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


def _modality(study: Study) -> Iterator[dict[str, Any]]:
    for group, speeches in study.groups.items():
        characters = sum(speech.characters for speech in speeches)
        for attribute in (FORCE, OPERATOR):
            having: defaultdict[str, set[str]] = defaultdict(set)
            counts: Counter[str] = Counter()
            for speech in speeches:
                for span in _directives(speech):
                    value = span.attributes.get(attribute) or NO_OPERATOR
                    counts[value] += 1
                    having[value].add(speech.doc.id)
            for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
                yield {
                    "group": group,
                    "attribute": attribute,
                    "value": value,
                    "count": count,
                    "share": count / counts.total(),
                    "per_10k": count / characters * PER if characters else None,
                    "documents": len(having[value]),
                    "documents_of_group": len(speeches),
                }


def _specificity(study: Study) -> Iterator[dict[str, Any]]:
    for group, speeches in study.groups.items():
        found = [[specificity(s.quote) for s in _directives(speech)] for speech in speeches]
        every = [each for document in found for each in document]
        means = [fmean(each.degree for each in document) for document in found if document]
        degrees = Counter(each.degree for each in every)
        shares = {
            f"share_{kind}": fmean(getattr(each, kind) is not None for each in every)
            if every
            else None
            for kind in KINDS
        }
        yield {
            "group": group,
            "directives": len(every),
            "documents": len(means),
            "mean": fmean(each.degree for each in every) if every else None,
            "mean_of_documents": fmean(means) if means else None,
            **{f"degree_{degree}": degrees[degree] for degree in range(len(KINDS) + 1)},
            **shares,
        }
