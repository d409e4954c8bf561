"""Writing tasks for Label Studio, and the configuration that shows their labels."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tifa.annotation.formats.base import Exchange, Item, Loss, WriteOptions
from tifa.annotation.formats.identity import pack
from tifa.annotation.formats.jsonfiles import save_json_array, save_text
from tifa.annotation.formats.label_studio_config import config_for
from tifa.annotation.formats.label_studio_regions import write_regions

KEPT = "label-studio"


def write_label_studio(exchange: Exchange, path: Path, options: WriteOptions) -> tuple[Loss, ...]:
    """Write tasks to import, and beside them the labelling configuration (``.xml``).

    A layer whose spans all have scores is written as predictions, unless its items keep it as
    annotations.

    Raises:
        FormatError: A file cannot be written.
    """
    models = {name for name in exchange.layers if _is_model(exchange, name)}
    tasks = [
        _task(exchange, item, number, models, options)
        for number, item in enumerate(exchange.items, start=1)
    ]
    save_json_array(path, tasks)
    save_text(path.with_suffix(".xml"), config_for(exchange, options.scheme))
    return ()


def _is_model(exchange: Exchange, name: str) -> bool:
    for item in exchange.items:
        for kind in ("predictions", "annotations"):
            if name in _part(item, kind):
                return kind == "predictions"
    spans = [span for spans in exchange.layers[name].values() for span in spans]
    return bool(spans) and all(span.score is not None for span in spans)


def _task(
    exchange: Exchange, item: Item, number: int, models: set[str], options: WriteOptions
) -> dict[str, Any]:
    own = _part(item, "task")
    meta = {name: value for name, value in item.meta.items() if name != KEPT}
    own_id = own.get("id", number)
    packed = pack(Item(item.id, item.text, meta), str(own_id), {"text"})
    seen = [name for name, layer in exchange.layers.items() if item.id in layer]

    def answer(name: str, kind: str) -> dict[str, Any]:
        kept = _part(item, kind).get(name)
        beyond = dict(kept) if isinstance(kept, Mapping) else {}
        extras = beyond.pop("regions", None)
        spans = exchange.layers[name][item.id]
        return {**beyond, "result": write_regions(spans, item.text, extras, options.scheme)}

    cancelled = _kept(item).get("cancelled") or []
    annotations = [
        {"completed_by": _user(name), "was_cancelled": False, **answer(name, "annotations")}
        for name in seen
        if name not in models
    ]
    predictions = [
        {"model_version": name, **answer(name, "predictions")} for name in seen if name in models
    ]
    return {
        **own,
        "id": own_id,
        "data": {"text": item.text, **packed},
        "annotations": [*annotations, *cancelled],
        "predictions": predictions,
    }


def _user(name: str) -> int | dict[str, str]:
    """Return who completed an annotation: the number of a user, else an e-mail address."""
    if name.isascii() and name.isdigit() and str(int(name)) == name:
        return int(name)
    return {"email": name}


def _kept(item: Item) -> Mapping[str, Any]:
    kept = item.meta.get(KEPT)
    return kept if isinstance(kept, Mapping) else {}


def _part(item: Item, kind: str) -> Mapping[str, Any]:
    part = _kept(item).get(kind)
    return part if isinstance(part, Mapping) else {}
