"""Documents cut into the blocks in which people annotate them."""

from collections import defaultdict
from dataclasses import replace

from tifa.annotation.formats.base import Exchange, Item
from tifa.corpus.spans import Span
from tifa.corpus.structure import Extent, analyse
from tifa.corpus.tasks import tiles


def in_blocks(exchange: Exchange) -> Exchange:
    """Return an exchange with an item for each block of its texts.

    A span or argument that crosses blocks joins them. Each item says in its ``meta`` where
    it stands, so that its spans find their way back (`tifa.annotation.formats.merging.lift`).
    """
    items: list[Item] = []
    layers: dict[str, dict[str, tuple[Span, ...]]] = defaultdict(dict)
    for item in exchange.items:
        seen = {name: layer[item.id] for name, layer in exchange.layers.items() if item.id in layer}
        doc_id = item.meta.get("doc_id", item.id)
        offset = item.meta.get("char_offset", 0)
        outline = analyse(item.text)
        found = tiles(item.text, [span for spans in seen.values() for span in spans])
        # A blank text has no block, but somebody may have seen it.
        for block in [block for block, _ in found] or [Extent(0, len(item.text))]:
            place = {"doc_id": doc_id, "char_offset": offset + block.start}
            meta = {**item.meta, **place, "section": outline.path(block.start)}
            part = Item(
                f"{doc_id}:{offset + block.start}", item.text[block.start : block.end], meta
            )
            items.append(part)
            for name, spans in seen.items():
                layers[name][part.id] = tuple(
                    span.shifted(-block.start)
                    for span in spans
                    if block.start <= span.start < block.end
                )
    return replace(exchange, items=tuple(items), layers=dict(layers))
