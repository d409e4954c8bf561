"""Hugging Face datasets: a folder of `Dataset.save_to_disk`, or one ``.parquet`` file.

A row is an item with the spans of one annotator; an item that nobody saw is a row whose
``annotator`` is null. Offsets are code points. Source: https://huggingface.co/docs/datasets.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import (
    Collector,
    Exchange,
    Format,
    Item,
    Loss,
    ReadOptions,
    WriteOptions,
)
from tifa.annotation.formats.placing import RawArgument, RawSpan, place
from tifa.corpus.errors import FormatError
from tifa.corpus.spans import Span

_REMEDY = "Each row needs id, text and spans: a list of start, end and label."
_FILE = ".parquet"


def read_datasets(path: Path, options: ReadOptions) -> Exchange:
    """Read a folder of `Dataset.save_to_disk`, or a ``.parquet`` file.

    options (ReadOptions): ``annotator`` names who annotated, if there is no such column.

    Raises:
        FormatError: It cannot be read, a row is not in its form, or a library is missing.
    """
    found = Collector()
    for number, row in enumerate(_load(path), start=1):
        _add(found, row, f"{path}, row {number}", options, options.annotator or path.stem)
    return found.result()


def write_datasets(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write a ``.parquet`` file if `path` ends so, else a folder for `load_from_disk`.

    Returns nothing lost: the format holds all that an exchange does.

    Raises:
        FormatError: It cannot be written, or a library is missing.
    """
    pa, pq = _arrow()
    rows = list(_rows(exchange))
    try:
        table = pa.Table.from_pylist(rows, schema=_schema(pa))
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == _FILE:
            pq.write_table(table, path)
        else:
            _datasets().Dataset(table).save_to_disk(str(path))
    except (OSError, ValueError, TypeError, pa.ArrowException) as error:
        raise FormatError(f"Cannot be written ({error})", where=str(path)) from None
    return ()


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise _missing("pyarrow") from None
    return pyarrow, pyarrow.parquet


def _datasets() -> Any:
    try:
        import datasets
    except ImportError:
        raise _missing("datasets") from None
    datasets.disable_progress_bars()
    return datasets


def _missing(library: str) -> FormatError:
    return FormatError(
        f"{library} is not installed",
        where="hf-datasets",
        remedy="Install it: pip install 'tifa[formats]'.",
    )


def _schema(pa: Any) -> Any:
    text, place_ = pa.string(), pa.int32()
    extent = {"start": place_, "end": place_}
    argument = pa.struct({"name": text, **extent, "quote": text})
    attribute = pa.struct({"name": text, "value": text})
    span = pa.struct(
        {
            **extent,
            "label": text,
            "quote": text,
            "attributes": pa.list_(attribute),
            "arguments": pa.list_(argument),
            "score": pa.float64(),
        }
    )
    return pa.schema(
        {"id": text, "annotator": text, "text": text, "spans": pa.list_(span), "meta": text}
    )


def _rows(exchange: Exchange) -> Iterator[dict[str, Any]]:
    for item in exchange.items:
        try:
            meta = json.dumps(dict(item.meta), ensure_ascii=False)
        except (TypeError, ValueError) as error:
            raise FormatError(f"Its meta is no JSON ({error})", where=item.id) from None
        row = {"id": item.id, "text": item.text, "meta": meta}
        seen = [name for name, layer in exchange.layers.items() if item.id in layer]
        for name in seen:
            spans = [_record(span) for span in exchange.layers[name][item.id]]
            yield {**row, "annotator": name, "spans": spans}
        if not seen:
            yield {**row, "annotator": None, "spans": []}


def _record(span: Span) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "label": span.label,
        "quote": span.quote,
        "attributes": [{"name": name, "value": value} for name, value in span.attributes.items()],
        "arguments": [
            {"name": arg.name, "start": arg.start, "end": arg.end, "quote": arg.quote}
            for arg in span.arguments
        ],
        "score": span.score,
    }


def _load(path: Path) -> list[dict[str, Any]]:
    pa, pq = _arrow()
    datasets = _datasets() if path.is_dir() else None
    try:
        if datasets is None:
            table = pq.ParquetFile(path).read()
        else:
            loaded = datasets.load_from_disk(str(path), keep_in_memory=True)
            if isinstance(loaded, datasets.DatasetDict):
                raise FormatError(
                    f"It holds several datasets: {', '.join(loaded)}",
                    where=str(path),
                    remedy="Name the folder of one of them.",
                )
            table = loaded.with_format("arrow")[:]
        table.validate(full=True)
        rows: list[dict[str, Any]] = table.to_pylist()
    except (OSError, ValueError, TypeError, KeyError, AttributeError, pa.ArrowException) as error:
        raise FormatError(f"Cannot be read ({error})", where=str(path), remedy=_REMEDY) from None
    return rows


def _add(
    found: Collector, row: Mapping[str, Any], where: str, options: ReadOptions, nameless: str
) -> None:
    item = Item(_text(row, "id", where), _text(row, "text", where), _meta(row, where))
    found.add_item(item)
    if found.items[item.id].text != item.text:
        raise FormatError(f"The text of {item.id} differs from that of another row", where=where)
    annotator = _text(row, "annotator", where) if row.get("annotator") is not None else None
    spans = [_span(record, where) for record in _records(row, "spans", where, needed=True)]
    if annotator is None and "annotator" in row and not spans:
        return
    name = nameless if annotator is None else annotator
    placed = place(item.text, spans, item=item.id, annotator=name, repair=options.repair)
    found.add_spans(name, item.id, placed.spans)
    found.losses.extend(placed.losses)
    found.notes.extend(placed.notes)


def _span(record: Mapping[str, Any], where: str) -> RawSpan:
    score = record.get("score")
    if score is not None and not isinstance(score, int | float):
        raise FormatError("score is no number", where=where, remedy=_REMEDY)
    return RawSpan(
        _number(record, "start", where),
        _number(record, "end", where),
        _text(record, "label", where),
        _quote(record, where),
        {
            _text(pair, "name", where): _text(pair, "value", where)
            for pair in _records(record, "attributes", where)
        },
        tuple(
            RawArgument(
                _text(arg, "name", where),
                _number(arg, "start", where),
                _number(arg, "end", where),
                _quote(arg, where),
            )
            for arg in _records(record, "arguments", where)
        ),
        score,
        where,
    )


def _meta(row: Mapping[str, Any], where: str) -> dict[str, Any]:
    if row.get("meta") is None:
        return {}
    try:
        return dict(json.loads(_text(row, "meta", where)))
    except (ValueError, TypeError, RecursionError):
        raise FormatError("meta is no JSON object", where=where) from None


def _text(record: Mapping[str, Any], name: str, where: str) -> str:
    value = record.get(name)
    if not isinstance(value, str):
        raise FormatError(f"{name} is missing or no string", where=where, remedy=_REMEDY)
    return value


def _quote(record: Mapping[str, Any], where: str) -> str | None:
    return None if record.get("quote") is None else _text(record, "quote", where)


def _number(record: Mapping[str, Any], name: str, where: str) -> int:
    value = record.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise FormatError(f"{name} is missing or no whole number", where=where, remedy=_REMEDY)
    return value


def _records(
    record: Mapping[str, Any], name: str, where: str, *, needed: bool = False
) -> list[Mapping[str, Any]]:
    value = record.get(name)
    if value is None and not needed:
        return []
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise FormatError(f"{name} is missing or no list of records", where=where, remedy=_REMEDY)
    return value


def _sniff(path: Path, head: bytes) -> bool:
    if path.is_dir():
        return (path / "dataset_info.json").is_file() and (path / "state.json").is_file()
    return head.startswith(b"PAR1")


FORMAT = Format(
    name="hf-datasets",
    title="Hugging Face datasets (folder or Parquet)",
    suffixes=(_FILE,),
    read=read_datasets,
    write=write_datasets,
    sniff=_sniff,
)
