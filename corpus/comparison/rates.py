"""Rates of spans by group, with intervals that resample whole documents.

Everything is per 10,000 characters of the untouched text, white space left out, so that
no segmentation can change a rate.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from tifa.corpus.bootstrap import Interval
from tifa.corpus.comparison.document_tests import tests_of_rates
from tifa.corpus.comparison.pooled import (
    DEFAULT,
    PER,
    Settings,
    interval_of,
    number,
    rate_with_interval,
)
from tifa.corpus.comparison.result import Result, table_of
from tifa.corpus.comparison.study import Speech, Study
from tifa.corpus.figures import Reason, Undefined, quotient
from tifa.corpus.reporting.charts import Dots, Heat

ANY = "(any)"
NONE = "(none)"
OTHER = "(other)"
ATTRIBUTES = ("force", "kind", "role", "addressee")
_MOST_VALUES = 12
_TITLE = {"spans": "标注的频率 Spans", "covered": "标注覆盖的字数 Characters covered"}

Measure = Callable[[Speech, str], float]


def rates(
    study: Study,
    *,
    settings: Settings = DEFAULT,
    attributes: Collection[str] = ATTRIBUTES,
) -> list[Result]:
    """Return how often each label occurs in each group, and what it is made of.

    Tables of spans and of characters covered per 10,000 characters; tests between groups
    whose unit is the document; and the composition of labels by attributes and arguments.

    attributes (Collection[str]): Attributes and arguments whose values are counted.
    """
    labels = sorted({span.label for speech in study.speeches for span in speech.spans})
    notes = (*study.warnings, *missing_note(study))
    if not labels:
        notes = (*notes, f"Layer “{study.layer}” has no spans in these documents")
    measures: Mapping[str, Measure] = {"spans": _count, "covered": _covered}
    found = [
        _rates(study, name, measure, labels, settings, notes) for name, measure in measures.items()
    ]
    tests = tests_of_rates(
        study,
        {label: [(_count(s, label), s.characters) for s in study.speeches] for label in labels},
        permutations=settings.permutations,
        resamples=settings.resamples,
        level=settings.level,
        seed=settings.seed,
        notes=notes,
    )
    return [*found, tests, _composition(study, labels, attributes, settings, notes)]


def missing_note(study: Study) -> tuple[str, ...]:
    """Return a sentence about documents that are in no group; nothing if there are none."""
    if not study.left_out:
        return ()
    reasons: dict[str, list[str]] = {}
    for doc_id, reason in study.left_out.items():
        reasons.setdefault(reason, []).append(doc_id)
    return tuple(
        f"{len(ids)} documents left out: {reason} ({', '.join(ids[:3])}{'…' if ids[3:] else ''})"
        for reason, ids in reasons.items()
    )


def _count(speech: Speech, label: str) -> float:
    return sum(label in (ANY, span.label) for span in speech.spans)


def _covered(speech: Speech, label: str) -> float:
    """Characters inside at least one span, white space left out."""
    inside = np.zeros(len(speech.doc.text), bool)
    for span in speech.spans:
        if label in (ANY, span.label):
            inside[span.start : span.end] = True
    blank = np.fromiter(map(str.isspace, speech.doc.text), bool, len(speech.doc.text))
    return int((inside & ~blank).sum())


def _rates(
    study: Study,
    name: str,
    measure: Measure,
    labels: Sequence[str],
    settings: Settings,
    notes: tuple[str, ...],
) -> Result:
    rows = []
    for label in (*labels, *([ANY] if len(labels) > 1 else [])):
        for group, speeches in study.groups.items():
            amounts = np.array([measure(speech, label) for speech in speeches], float)
            sizes = np.array([speech.characters for speech in speeches], float)
            rows.append(
                {
                    "label": label,
                    "group": group,
                    "documents": len(speeches),
                    "documents_with": int((amounts > 0).sum()),
                    "characters": int(sizes.sum()),
                    name: int(amounts.sum()),
                    **rate_with_interval(amounts, sizes, settings),
                    "median_of_documents": _median(amounts, sizes),
                }
            )
    unit = "per 10,000 characters without white space"
    columns = (
        "label", "group", "documents", "documents_with", "characters", name, "per_10k", "low",
        "high", "median_of_documents", "note",
    )  # fmt: skip
    chart = Dots(f"{_TITLE[name]} /10,000", "per_10k", "group", "label", "low", "high")
    measured = f"{name}({settings.describe()})"
    return table_of(
        study, f"rates_{name}", f"{_TITLE[name]}（每万字）", columns, rows,
        measure=measured, unit=unit, notes=notes, charts=(chart,),
    )  # fmt: skip


def _median(amounts: np.ndarray[Any, Any], sizes: np.ndarray[Any, Any]) -> float | None:
    kept = sizes > 0
    return float(np.median(PER * amounts[kept] / sizes[kept])) if kept.any() else None


def _composition(
    study: Study,
    labels: Sequence[str],
    attributes: Collection[str],
    settings: Settings,
    notes: tuple[str, ...],
) -> Result:
    """Count values of attributes and quotes of arguments, of each label and group."""
    rows = [
        row
        for label in labels
        for attribute in attributes
        if (names := _frequent(study, label, attribute))
        for group, speeches in study.groups.items()
        for row in _shares(label, attribute, names, group, speeches, settings)
    ]
    columns = (
        "label", "attribute", "value", "of", "group", "spans", "of_label", "share", "share_low",
        "share_high", "per_10k", "low", "high", "documents_with", "note",
    )  # fmt: skip
    charts = (
        Dots("各类占比 Share of the label's spans", "share", "group", "of", "share_low",
             "share_high"),
        Heat("每万字 Per 10,000 characters", "of", "group", "per_10k", in_order=True, by_row=True),
    )  # fmt: skip
    unit = "spans, of all spans of the label and per 10,000 characters without white space"
    return table_of(
        study, "composition", "构成：强度、类别、角色、对象 Composition by attribute", columns, rows,
        measure=f"shares({settings.describe()})", unit=unit, notes=notes, charts=charts,
    )  # fmt: skip


def _frequent(study: Study, label: str, attribute: str) -> list[str]:
    """Return the values that are told one by one, the most frequent first."""
    counts: dict[str, int] = {}
    for speech in study.speeches:
        for span in speech.spans:
            if span.label == label:
                for value in values_of(span, attribute):
                    counts[value] = counts.get(value, 0) + 1
    if not counts.keys() - {NONE}:
        return []
    ranked = sorted(counts, key=lambda value: (value == NONE, -counts[value], value))
    kept = ranked[:_MOST_VALUES]
    return [*kept, OTHER] if len(ranked) > _MOST_VALUES else kept


def values_of(span: Any, name: str) -> tuple[str, ...]:
    """Return the value of a span's attribute, else the quotes of its arguments of the name."""
    if name in span.attributes:
        return (span.attributes[name],)
    quotes = tuple(dict.fromkeys(arg.quote for arg in span.arguments if arg.name == name))
    return quotes or (NONE,)


def _shares(
    label: str,
    attribute: str,
    names: Sequence[str],
    group: str,
    speeches: Sequence[Speech],
    settings: Settings,
) -> Iterator[dict[str, Any]]:
    counts = np.array([_counts(speech, label, attribute, names) for speech in speeches], float)
    counts = counts.reshape(len(speeches), len(names))
    spans = np.array([_count(speech, label) for speech in speeches], float)
    sizes = np.array([speech.characters for speech in speeches], float)
    for column, value in enumerate(names):
        amounts = counts[:, column]
        share = quotient(float(amounts.sum()), float(spans.sum()), Reason.NO_SPANS)
        interval = interval_of(amounts, spans, settings) if spans.any() else None
        rate = rate_with_interval(amounts, sizes, settings)
        if isinstance(share, Undefined):
            rate["note"] = share.reason.value
        yield {
            "label": label,
            "attribute": attribute,
            "value": value,
            "of": f"{attribute} = {value}",
            "group": group,
            "spans": int(amounts.sum()),
            "of_label": int(spans.sum()),
            "share": number(share),
            "share_low": interval.low if isinstance(interval, Interval) else None,
            "share_high": interval.high if isinstance(interval, Interval) else None,
            **rate,
            "documents_with": int((amounts > 0).sum()),
        }


def _counts(speech: Speech, label: str, attribute: str, names: Sequence[str]) -> list[int]:
    found = [
        value if value in names else OTHER
        for span in speech.spans
        if span.label == label
        for value in values_of(span, attribute)
    ]
    return [found.count(name) for name in names]
