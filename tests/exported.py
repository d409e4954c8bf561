"""Annotated files as Prodigy and doccano export them, from what somebody marked."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

# Quotes with labels, and with a score where a system marked them.
Marks = Sequence[tuple[str, str] | tuple[str, str, float]]


def prodigy_file(path: Path, marked: Mapping[str, Marks], *, first_day: int | None = None) -> Path:
    """Write tasks; of a quote that stands in a text more than once the first place is meant.

    marked (Mapping[str, Marks]): By text.
    first_day (int | None): Day of 2026 of the first task, the others a day later each.
    """
    tasks: list[dict[str, Any]] = []
    for number, (text, marks) in enumerate(marked.items()):
        spans = []
        for quote, label, *score in marks:
            start = text.index(quote)
            span: dict[str, Any] = {"start": start, "end": start + len(quote), "label": label}
            spans.append({**span, **({"score": score[0]} if score else {})})
        task: dict[str, Any] = {"text": text, "spans": spans, "answer": "accept"}
        if first_day is not None:
            task["_timestamp"] = 1_767_225_600 + 86_400 * (first_day - 1 + number)
        tasks.append(task)
    return _save(path, tasks)


def doccano_file(path: Path, marked: Mapping[str, Marks]) -> Path:
    """Write records, with the places as `prodigy_file` has them."""
    records = [
        {
            "id": number,
            "text": text,
            "label": [
                [text.index(quote), text.index(quote) + len(quote), label]
                for quote, label, *_ in marks
            ],
        }
        for number, (text, marks) in enumerate(marked.items(), start=1)
    ]
    return _save(path, records)


def _save(path: Path, records: Sequence[dict[str, Any]]) -> Path:
    lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
    path.write_text("".join(lines), encoding="utf-8")
    return path
